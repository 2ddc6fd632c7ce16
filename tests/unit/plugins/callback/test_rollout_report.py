# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback, in runs of ansible-playbook against the sandbox."""

from __future__ import annotations

import functools
import json
import os
import pathlib
import pty
import signal
import subprocess
import sys
import time
import typing as t

import jsonschema
import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.callback.rollout_report import CallbackModule
from sandbox import Sandbox
from support import playbook

ROOT: t.Final = pathlib.Path(__file__).parents[4]
SCHEMA: t.Final = json.loads((ROOT / "docs" / "rollout_report.schema.json").read_text(encoding="utf-8"))
CALLBACK: t.Final = "leastpriv.aws.rollout_report"
OPTION: t.Final = "LEASTPRIV_ROLLOUT_REPORT_"

DOCUMENT: t.Final = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}],
}
REFUSED: t.Final = {"Version": "2012-10-17", "Statement": []}
BROAD: t.Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}],
}
REVIEW: t.Final = {"leastpriv.aws.iam_policy_review": {"paths": ["broad.json"]}}

# A connection plugin whose hosts are always unreachable.
UNREACHABLE: t.Final = """\
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = "name: refused\\nshort_description: Refuses\\ndescription: Refuses\\nauthor: none\\noptions: {}"


class Connection(Local):
    transport = "refused"

    def _connect(self):
        raise AnsibleConnectionFailure("refused <b>")
"""

# A stdout callback whose whole output is one JSON text, like ansible.posix.json, which the tests' environment lacks.
AS_JSON: t.Final = """\
import json

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = "name: json\\ntype: stdout\\nshort_description: JSON\\ndescription: JSON\\nauthor: none\\noptions: {}"


class CallbackModule(CallbackBase):
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "json"

    def v2_playbook_on_stats(self, stats):
        self._display.display(json.dumps({"hosts": sorted(stats.processed)}))
"""

Tasks = list[dict[str, t.Any]]
Report = dict[str, t.Any]


def policy(name: str, document: t.Any = None, **more: t.Any) -> dict[str, t.Any]:
    return {
        "name": f"Apply {name}",
        "leastpriv.aws.iam_managed_policy": {"name": name, "policy": document or DOCUMENT, "review": "off"},
        **more,
    }


class Runs:
    """Runs a play, and reads the report that the callback writes."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.directory = directory
        self.json = directory / "report.json"
        self.html = directory / "report.html"
        self.environment = {
            **sandbox.environment,
            "ANSIBLE_CALLBACKS_ENABLED": CALLBACK,
            f"{OPTION}JSON_PATH": str(self.json),
            f"{OPTION}HTML_PATH": str(self.html),
        }

    def write(self, hosts: t.Mapping[str, t.Any], tasks: Tasks, **play: t.Any) -> None:
        shared = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        inventory = {"aws_accounts": {"hosts": dict(hosts), "vars": shared}}
        (self.directory / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
        content = [{"name": "Rollout", "hosts": "aws_accounts", "gather_facts": False, "tasks": tasks, **play}]
        (self.directory / "play.yml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    def run(self, *options: str, **environment: str) -> playbook.Run:
        return playbook.run(
            "-i",
            "inventory.json",
            *options,
            environment={**self.environment, **environment},
            directory=self.directory,
            playbook="play.yml",
        )

    def report(self) -> Report:
        report = json.loads(self.json.read_text(encoding="utf-8"))
        jsonschema.validate(report, SCHEMA, format_checker=jsonschema.FormatChecker())
        return t.cast(Report, report)

    def start(self, **given: t.Any) -> subprocess.Popen[bytes]:
        """Start a run in a process group of its own, as a shell does, and do not wait for it."""
        (self.directory / "ansible.cfg").touch()
        command = [sys.executable, "-m", "ansible", "playbook", "play.yml", "-i", "inventory.json"]
        environment = playbook.clean_environment({**self.environment, "TERM": "xterm"})
        return subprocess.Popen(
            command,
            cwd=self.directory,
            env=environment,
            start_new_session=True,
            # Tests in the background ignore SIGINT, and child processes inherit that. Restore the default.
            preexec_fn=functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 no threads
            **given,
        )


@pytest.fixture
def runs(tmp_path: pathlib.Path) -> t.Iterator[Runs]:
    with Sandbox.start(accounts=1) as sandbox:
        yield Runs(sandbox, tmp_path)


def states(report: Report) -> dict[str, str]:
    return {account["host"]: account["state"] for account in report["accounts"]}


def account(report: Report, host: str) -> t.Any:
    return next(entry for entry in report["accounts"] if entry["host"] == host)


def on(*hosts: str) -> dict[str, str]:
    return {"when": f"inventory_hostname in {list(hosts)}"}


def everything() -> Tasks:
    """Tasks with a different outcome for each host. The name of the host says which."""
    shown: dict[str, t.Any] = {
        "loop": ["Alpha", "Beta"],
        "leastpriv.aws.iam_managed_policy": {"name": "{{ item }}", "policy": DOCUMENT, "review": "off"},
    }
    return [
        {"name": "Loop", **shown, **on("changed")},
        {
            "block": [policy("Rescued", REFUSED, **on("rescued"))],
            "rescue": [{"ansible.builtin.debug": {"msg": "rescued"}}],
        },
        policy("Ignored", REFUSED, ignore_errors=True, **on("ignored")),
        policy("Hidden", no_log=True, **on("hidden")),
        policy("HiddenToo", REFUSED, no_log=True, ignore_errors=True, **on("hidden")),
        policy("Refused", REFUSED, **on("refused")),
        {"ansible.builtin.fail": {"msg": "Not this one.\nNever."}, **on("fatal")},
        policy("Unreached", **on("unreachable")),
    ]


@pytest.mark.parametrize("strategy", ["linear", "free"])
def test_every_fate_of_an_account(runs: Runs, strategy: str) -> None:
    plugins = runs.directory / "connection_plugins"
    plugins.mkdir()
    (plugins / "refused.py").write_text(UNREACHABLE, encoding="utf-8")
    hosts: dict[str, dict[str, str]] = {
        name: {"aws_account_id": "999999999999", "unit": "{{ 'Workloads/' ~ inventory_hostname }}"}
        for name in ("changed", "rescued", "ignored", "hidden", "refused", "fatal", "unreachable", "skipped")
    }
    hosts["unreachable"]["ansible_connection"] = "refused"
    runs.write(hosts, everything(), strategy=strategy)
    run = runs.run(**{f"{OPTION}OU_VARIABLE": "unit"})
    report = runs.report()
    assert states(report) == {
        "changed": "changed",
        "rescued": "unchanged",
        "ignored": "unchanged",
        "hidden": "changed",
        "refused": "failed",
        "fatal": "failed",
        "unreachable": "unreachable",
        "skipped": "skipped",
    }
    resources = account(report, "changed")["resources"]
    changed = [resource["name"] for resource in resources if resource["state"] == "changed"]
    assert changed == ["Alpha", "Beta"]
    assert [failure["handled"] for failure in account(report, "rescued")["failures"]] == ["rescued"]
    assert [failure["handled"] for failure in account(report, "ignored")["failures"]] == ["ignored"]
    assert account(report, "hidden")["failures"][0]["message"] == "hidden, because the task has no_log"
    assert "Hidden" not in [
        resource["name"] for resource in account(report, "hidden")["resources"] if resource["state"] != "skipped"
    ]
    assert account(report, "fatal")["failures"][0]["message"] == "Not this one.\nNever."
    assert account(report, "refused")["failures"][0]["message"].startswith("managed policy Refused")
    assert account(report, "unreachable")["failures"][0]["unreachable"]
    assert (account(report, "changed")["account_id"], account(report, "changed")["ou"]) == (
        "999999999999",
        "Workloads/changed",
    )
    assert "rollout: 8/8 accounts, 2 changed, 3 failed" in run.output
    assert "fatal (999999999999): Not this one." in run.output
    assert f"report: {runs.html}" in run.output


def test_items_of_a_loop_have_states_of_their_own(runs: Runs) -> None:
    loop = [{"name": "Alpha", "document": DOCUMENT}, {"name": "Beta", "document": REFUSED}, {"name": "Gamma"}]
    arguments = {"name": "{{ item.name }}", "policy": "{{ item.document }}", "review": "off"}
    task = {"leastpriv.aws.iam_managed_policy": arguments, "loop": loop, "when": "item.document is defined"}
    other = {"ansible.builtin.fail": {"msg": "Not {{ item }}."}, "loop": ["this", "that"], "ignore_errors": True}
    runs.write({"a": {}}, [other, {**task, "ignore_errors": True}, other])
    runs.run()
    [account] = runs.report()["accounts"]
    states = {resource["name"]: resource["state"] for resource in account["resources"]}
    assert states == {"Alpha": "changed", "Beta": "failed", "Gamma": "skipped"}
    messages = [failure["message"].splitlines()[0] for failure in account["failures"]]
    assert (messages[0], messages[2]) == ("Not this.", "Not this.")
    assert messages[1].startswith("managed policy Beta")


@pytest.mark.parametrize("strategy", ["linear", "free"])
def test_waves_and_a_stop(runs: Runs, strategy: str) -> None:
    hosts: dict[str, t.Any] = {name: {"document": DOCUMENT} for name in ("first", "second", "third", "fourth", "fifth")}
    hosts["second"]["document"] = hosts["third"]["document"] = REFUSED
    runs.write(hosts, [policy("Shared", "{{ document }}")], serial=[1, 2], strategy=strategy)
    run = runs.run()
    assert run.code == 2
    report = runs.report()
    assert states(report) == {
        "first": "changed",
        "second": "failed",
        "third": "failed",
        "fourth": "not_reached",
        "fifth": "not_reached",
    }
    assert [(wave["number"], wave["of"], wave["accounts"]) for wave in report["waves"]] == [(1, 3, 1), (2, 3, 2)]
    assert [wave["stopped"] for wave in report["waves"]] == [False, True]
    assert [entry["wave"] for entry in report["accounts"]] == [1, 2, 2, None, None]
    assert account(report, "fifth")["resources"] == []
    assert "rollout: 1/5 accounts, 1 changed, 0 failed, wave 1 of 3 (1 account)" in run.output
    assert "rollout: 3/5 accounts, 1 changed, 2 failed, wave 2 of 3 (2 accounts)" in run.output


def test_check_mode_says_what_a_run_then_does(runs: Runs) -> None:
    runs.write({"a": {}}, [policy("Reports"), policy("Other", check_mode=False)])
    seen = []
    for options in (("--check", "--diff"), ("--diff",), ()):
        assert runs.run(*options).code == 0
        report = runs.report()
        [first, second] = report["accounts"][0]["resources"]
        seen.append((report["check_mode"], report["diff_mode"], first["state"], second["state"]))
        if "--diff" in options:
            assert '+    "description": ""' in first["diff"]
            assert first["actions"] == [{"operation": "iam:CreatePolicy", "summary": "create managed policy Reports"}]
            assert first["changes"][0]["statement"] == "Read"
        else:
            assert first == {"type": "managed_policy", "name": "Reports", "state": "unchanged"}
    assert seen == [
        # A task may set check_mode to false and run in a dry run.
        (True, True, "would_change", "changed"),
        (False, True, "changed", "unchanged"),
        (False, False, "unchanged", "unchanged"),
    ]


SECRETS: t.Final = {
    "access_key": "AKIASECRETACCESSKEY0",
    "secret_key": "s3cret/option/of/the/task/0123456789abcd",
    "session_token": "s3cret-token-of-the-task",
    "assume_role_external_id": "s3cret-external-id",
}


@pytest.mark.parametrize("verbosity", [(), ("-vvv",)])
def test_no_secret_is_in_it(runs: Runs, verbosity: tuple[str, ...]) -> None:
    tasks = [
        policy("Fine"),
        policy(
            "Bad",
            module_defaults={
                "leastpriv.aws.iam_managed_policy": {**SECRETS, "assume_role_arn": "arn:aws:iam::1:role/x"}
            },
        ),
    ]
    environment = {"SOME_PASSWORD": "s3cret-of-the-environment"}
    runs.write({"a": {"of_the_host": "s3cret-variable"}}, tasks)
    run = runs.run("-e", "extra=s3cret-extra-variable", *verbosity, **environment)
    assert states(runs.report()) == {"a": "failed"}
    own = [runs.environment[name] for name in ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")]
    shown = run.output[run.output.index("ROLLOUT REPORT") :]
    for text in (runs.json.read_text(encoding="utf-8"), runs.html.read_text(encoding="utf-8"), shown):
        assert [secret for secret in ("s3cret", *SECRETS.values(), *own) if secret in text] == []


def test_a_secret_in_a_message_is_taken_out(runs: Runs) -> None:
    message = {"msg": "{{ lookup('ansible.builtin.env', 'AWS_SECRET_ACCESS_KEY') }} is wrong"}
    runs.write({"a": {"aws_account_id": "1"}}, [{"ansible.builtin.fail": message}])
    assert runs.run().code == 2
    assert account(runs.report(), "a")["failures"][0]["message"] == "******** is wrong"


def test_files_that_cannot_be_written_are_warnings(runs: Runs) -> None:
    plan = {"rollout_plan_path": "{{ inventory_hostname }}/plan.json", "rollout_plan": "{{ nowhere | default('') }}"}
    (runs.directory / "broad.json").write_text(json.dumps(BROAD), encoding="utf-8")
    runs.write({"a": {}}, [policy("Reports"), REVIEW], vars=plan)
    folder, below_a_file = str(runs.directory), "/dev/null/report"
    wrong = {
        **{f"{OPTION}{name}_PATH": folder for name in ("JSON", "MARKDOWN", "JUNIT")},
        **{f"{OPTION}{name}_PATH": below_a_file for name in ("HTML", "GITLAB_TERRAFORM", "HISTORY")},
        "GITHUB_STEP_SUMMARY": folder,
        f"{OPTION}ANNOTATIONS": "true",
    }
    run = runs.run(**wrong)
    assert run.code == 0
    # ansible-core 2.18 wraps the lines of a warning in the middle of a word.
    output = "".join(run.output.split())
    for path, option, reason in (
        (folder, "json_path", "not a regular file"),
        (folder, "markdown_path", "not a regular file"),
        (folder, "junit_path", "not a regular file"),
        (folder, "step_summary", "Is a directory"),
        (below_a_file, "html_path", "Not a directory"),
        (below_a_file, "gitlab_terraform_path", "Not a directory"),
    ):
        warning = f"cannot write the report to {path} ({option}): {reason}"
        assert "".join(warning.split()) in output
    warning = f"cannot write the history to {below_a_file}/index.html (history_path): Not a directory"
    assert "".join(warning.split()) in output
    # A play cannot name a file for each host.
    assert "theplanofaplayisnotwritten.rollout_plan_path:itstemplateneedsavariablethattheplaydoesnothave" in output
    assert "getsnoreport" not in output
    # Nor are there annotations outside GitHub.
    assert [line for line in run.output.splitlines() if line.startswith("::")] == []


def test_a_pipeline_gets_its_files(runs: Runs) -> None:
    (runs.directory / "broad.json").write_text(json.dumps(BROAD), encoding="utf-8")
    runs.write({"a": {"aws_account_id": "1"}}, [policy("Reports"), REVIEW])
    files = {name: runs.directory / f"out/{name.lower()}" for name in ("MARKDOWN", "JUNIT", "GITLAB_TERRAFORM")}
    job = runs.directory / "summary.md"
    job.write_text("before\n", encoding="utf-8")
    paths = {f"{OPTION}{name}_PATH": str(path) for name, path in files.items()}
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(job), "GITHUB_SHA": "f" * 40}
    run = runs.run("-e", "token=hunter2", **paths, **github, **{f"{OPTION}ANNOTATIONS": "true"})
    assert run.code == 0
    [annotation] = [line for line in run.output.splitlines() if line.startswith("::")]
    assert annotation.startswith("::warning file=broad.json,line=1,title=broad.json%3A Statement[0]::s3:* ")
    text = files["MARKDOWN"].read_text(encoding="utf-8")
    assert "created managed policy Reports" in text
    assert job.read_text(encoding="utf-8") == f"before\n{text}"
    assert json.loads(files["GITLAB_TERRAFORM"].read_text(encoding="utf-8")) == {"create": 1, "update": 0, "delete": 0}
    assert 'name="managed policy Reports"' in files["JUNIT"].read_text(encoding="utf-8")
    found = runs.report()["origin"]
    assert (found["command"], found["commit"]) == ("ansible-playbook play.yml -i inventory.json -e ...", "f" * 40)
    assert set(found["versions"]) == {"ansible-core", "leastpriv.aws", "Python"}
    assert "hunter2" not in runs.html.read_text(encoding="utf-8")
    lines = [line.strip() for line in run.output.splitlines()]
    assert lines.count("create managed policy Reports") == 1


def test_the_runs_of_a_folder_have_an_index(runs: Runs) -> None:
    folder = runs.directory / "history"
    kept = {f"{OPTION}HISTORY_PATH": str(folder)}
    runs.write({"a": {"document": DOCUMENT}, "b": {"document": REFUSED}}, [policy("Reports", "{{ document }}")])
    assert runs.run(**kept).code == 2
    assert "since" not in runs.report()
    (folder / "notes.json").write_text("{", encoding="utf-8")
    runs.write({"b": {"document": DOCUMENT}, "c": {"document": DOCUMENT}}, [policy("Reports", "{{ document }}")])
    run = runs.run(**kept, **{f"{OPTION}MARKDOWN_PATH": str(runs.directory / "report.md")})
    assert run.code == 0, run.output

    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    newest, oldest = index["runs"]
    assert [entry["state"] for entry in index["runs"]] == ["ok", "failed"]
    assert index["skipped"] == [{"file": "notes.json", "reason": "it is not JSON"}]
    since = newest["since"]
    assert since["file"] == oldest["file"]
    assert since["accounts"] == {"new": ["c"], "gone": ["a"], "newly_failed": [], "recovered": ["b"]}
    assert since["changes"] == {"new": [], "gone": []}
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert f'<a href="./{newest["page"]}">' in page
    started = oldest["started"][:16].replace("T", " ")
    words = f"since the run of {started} UTC: 1 account recovered, 1 new account, 1 account gone"
    assert runs.report()["since"] == words
    for text in (run.output, (folder / newest["page"]).read_text(encoding="utf-8")):
        assert words in text
    assert words[1:] in (runs.directory / "report.md").read_text(encoding="utf-8")
    assert f"history: {folder / 'index.html'}" in run.output


def test_a_run_whose_tags_select_nothing_does_not_look_done(runs: Runs) -> None:
    runs.write({"a": {"aws_account_id": "1"}, "b": {"aws_account_id": "2"}}, [policy("Reports")])
    run = runs.run("--tags", "typo")
    assert run.code == 0
    lines = run.output.split("\n")
    assert [line for line in lines if line.startswith("rollout: ")] == ["rollout: 0/2 accounts, 0 changed, 0 failed"]
    assert lines[-2:] == ["nothing was done: with --tags typo, no task ran for any account", ""]
    assert [account["state"] for account in runs.report()["accounts"]] == ["not_reached"] * 2


@pytest.mark.parametrize(("option", "value"), [("PROGRESS", "loud"), ("PROGRESS_INTERVAL", "soon")])
def test_an_option_that_is_wrong_is_named_and_the_run_goes_on(runs: Runs, option: str, value: str) -> None:
    runs.write({"a": {}}, [policy("Reports")])
    run = runs.run(**{f"{OPTION}{option}": value})
    assert run.code == 0
    # ansible-core prints this warning. Version 2.18 omits the value and wraps lines in the middle of a word.
    assert option.lower() in "".join(run.output.split())
    assert "Traceback" not in run.output
    assert not runs.json.exists()


@pytest.mark.parametrize(
    ("stdout_callback", "output", "on_stdout"),
    [
        ("ansible.posix.json", "auto", False),
        ("ansible.posix.jsonl", "auto", False),
        ("ansible.posix.json", "stdout", True),
        ("default", "auto", True),
        ("default", "stderr", False),
    ],
)
def test_machine_readable_output_is_left_alone(
    runs: Runs, stdout_callback: str, output: str, *, on_stdout: bool
) -> None:
    plugins = runs.directory / "collections" / "ansible_collections" / "ansible" / "posix" / "plugins" / "callback"
    plugins.mkdir(parents=True)
    for name in ("json", "jsonl"):
        (plugins / f"{name}.py").write_text(AS_JSON, encoding="utf-8")
    collections = playbook.clean_environment({})["ANSIBLE_COLLECTIONS_PATH"]
    runs.environment |= {
        "ANSIBLE_COLLECTIONS_PATH": f"{runs.directory / 'collections'}:{collections}",
        "ANSIBLE_STDOUT_CALLBACK": stdout_callback,
        f"{OPTION}OUTPUT": output,
    }
    runs.write({"a": {}}, [policy("Reports")])
    with runs.start(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        stdout, stderr = (text.decode() for text in process.communicate())
    assert process.returncode == 0, stderr
    ours = stdout if on_stdout else stderr
    for text in ("rollout: 1/1 accounts, 1 changed", "ROLLOUT REPORT ***", "changed", f"report: {runs.json}"):
        assert text in ours
    if not on_stdout:
        assert "rollout:" not in stdout
        assert "ROLLOUT" not in stdout
    if stdout_callback != "default" and not on_stdout:
        assert json.loads(stdout) == {"hosts": ["a"]}


def test_a_playbook_that_is_about_no_accounts_is_not_reported(runs: Runs) -> None:
    runs.write({"a": {}}, [{"ansible.builtin.debug": {"msg": "hello"}}])
    run = runs.run()
    assert "rollout:" not in run.output
    assert "ROLLOUT REPORT" not in run.output
    assert not runs.json.exists()


def test_what_is_turned_off_is_not_shown(runs: Runs) -> None:
    runs.write({"a": {}}, [policy("Reports")])
    del runs.environment[f"{OPTION}HTML_PATH"]
    run = runs.run(**{f"{OPTION}PROGRESS": "off", f"{OPTION}SUMMARY": "false"})
    assert "ROLLOUT" not in run.output
    assert "rollout:" not in run.output
    assert states(runs.report()) == {"a": "changed"}
    assert not runs.html.exists()


def test_an_interrupted_run_is_reported(runs: Runs) -> None:
    begun = runs.directory / "begun"
    wait = {"name": "Wait", "ansible.builtin.shell": f"touch '{begun}' && sleep 20"}
    runs.write({"a": {}, "b": {}}, [policy("Reports", **on("a")), wait])
    # Wait only for Ansible's own process: its child processes may keep an output open for longer.
    with runs.start(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        # Wait for the task to start: an interruption while Ansible starts processes may be lost.
        while not begun.exists() and process.poll() is None:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
    report = runs.report()
    assert report["interrupted"]
    assert states(report) == {"a": "changed", "b": "skipped"}


def test_on_a_terminal_the_last_row_shows_progress_and_is_given_back(runs: Runs) -> None:
    runs.write({"a": {}, "b": {}}, [policy("Reports")], serial=1)
    ours, theirs = pty.openpty()
    with runs.start(stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        output = b"".join(iter(lambda: read_terminal(ours), b"")).decode()
    os.close(ours)
    assert process.returncode == 0
    assert "\x1b[2Krollout: 1/2 accounts, 1 changed, 0 failed, wave 1 of 2" in output or "wave 2 of 2" in output
    begun, given_back = output.index("r\x1b8"), output.rindex("\x1b[r")
    assert begun < given_back < output.index("ROLLOUT REPORT")
    assert "\x1b[" not in output[output.index("ROLLOUT REPORT") :].replace("\x1b[0", "")


def read_terminal(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux reports that no process has the terminal open any more
        return b""


class Display:
    """Stands in for the Display of Ansible, and records the messages."""

    verbosity = 0

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.details: list[str] = []

    def warning(self, text: str) -> None:
        self.warnings.append(text)

    def vvv(self, text: str) -> None:
        self.details.append(text)

    def display(self, text: str, **_given: t.Any) -> None:
        raise AssertionError(text)


def test_an_error_in_the_callback_is_one_warning() -> None:
    display = Display()
    callback = CallbackModule(display=display)
    for _event in range(3):
        callback.v2_runner_on_ok({"a secret": "that is no result"})
        callback.v2_runner_on_failed(None)
    [warning] = display.warnings
    assert "failed, so this run gets no report: AttributeError in events.py" in warning
    assert "secret" not in warning
    assert callback.disabled
