# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of iam_access_check, on documents, files and sets."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.leastpriv.aws.plugins.module_utils._module.module_main import ModuleResult
from ansible_collections.leastpriv.aws.plugins.modules import iam_access_check

Json = dict[str, t.Any]
KEYS: t.Final = {"changed", "roles", "policies", "counts", "not_asserted", "failed_for_access"}
READ: t.Final = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/x"}


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement} for statement in statements]}


READER: t.Final = document({"Action": "s3:Get*", "Resource": "arn:aws:s3:::acme/*"})
WRITER: t.Final = document({"Action": ["s3:Get*", "s3:Put*"], "Resource": "arn:aws:s3:::acme/*"})
TRUST: t.Final = document({"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"})
ROLE: t.Final[Json] = {
    "name": "App",
    "assume_role_policy_document": TRUST,
    "managed_policies": ["Reader"],
    "inline_policies": {},
    "boundary": "",
    "access": {"may": [READ], "may_not": ["iam:*"]},
    "assumable_by": ["lambda.amazonaws.com"],
}
SET: t.Final[Json] = {"policies": [{"name": "Reader", "policy": READER}], "roles": [ROLE]}
AWS_POLICY: t.Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture(autouse=True)
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The current directory: an empty one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*, check_mode: bool = False, **given: t.Any) -> ModuleResult:
    """What the module does with the options given, after Ansible's own checks."""
    result = ArgumentSpecValidator(**iam_access_check.MAIN.spec.to_validation()).validate(given)
    assert not result.error_messages
    module_result = iam_access_check.MAIN.execute(result.validated_parameters, check_mode=check_mode, diff=False)
    assert module_result.result.keys() - {"msg"} == KEYS
    assert ("msg" in module_result.result) == module_result.failed
    return module_result


def failure(**given: t.Any) -> str:
    result = run(**given)
    assert result.failed
    return str(result.result["msg"])


def verdicts(result: ModuleResult) -> list[str]:
    return [answer["verdict"] for role in result.result["roles"] for answer in role["access"]["assertions"]]


def test_a_document_keeps_its_assertions() -> None:
    result = run(policy=json.dumps(READER), access={"may": [READ], "may_not": ["iam:*"], "within": WRITER})
    assert not result.failed
    assert verdicts(result) == ["holds", "holds", "holds"]
    assert result.result["counts"] == {"holds": 3, "violated": 0, "unknown": 0, "new": 0, "none": 0}
    assert result.result["roles"][0]["access"]["not_considered"][0] == "service control policies"


def test_a_violated_assertion_fails_with_its_request() -> None:
    result = run(policy=json.dumps(WRITER), access={"may_not": ["s3:Put*"]})
    assert result.result["failed_for_access"]
    assert result.result["msg"].startswith(
        "1 finding about access:\nrole documents: may_not[0] is violated: the role may do s3:PutObject"
    )
    assert "[access-violated]" in result.result["msg"]
    assert result.result["roles"][0]["access"]["assertions"][0]["request"]["resource"] == "arn:aws:s3:::acme/example"


def test_files_count_together(folder: pathlib.Path) -> None:
    (folder / "reader.json").write_text(json.dumps(READER))
    (folder / "writer.yml").write_text(json.dumps(WRITER))
    access = {"may": [{"Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::acme/x"}]}
    assert run(paths=["reader.json", "*.yml"], access=access).failed is False
    assert run(paths=["reader.json"], access=access).failed is True


def test_documents_are_an_identity_policy_a_boundary_and_a_trust_policy() -> None:
    documents = [
        {"name": "writer", "policy": json.dumps(WRITER)},
        {"name": "limit", "type": "boundary", "policy": json.dumps(READER)},
        {"name": "trust", "type": "trust", "policy": json.dumps(TRUST)},
    ]
    result = run(documents=documents, access={"may_not": ["s3:Put*"]}, assumable_by=["lambda.amazonaws.com"])
    assert verdicts(result) == ["holds", "holds"]
    assert run(documents=documents, assumable_by=["ec2.amazonaws.com"]).failed


def test_a_set_is_checked_role_by_role() -> None:
    other = {**ROLE, "name": "Other", "access": None, "assumable_by": None}
    result = run(policies=SET["policies"], roles=[ROLE, other])
    assert not result.failed
    assert [(role["name"], "access" in role) for role in result.result["roles"]] == [("App", True), ("Other", False)]
    assert result.result["not_asserted"] == ["Other"]
    answers = result.result["roles"][0]["access"]["assertions"]
    assert [answer["verdict"] for answer in answers] == ["holds"] * 3


def test_assertions_of_all_roles_have_parameters_and_pseudo_parameters() -> None:
    resource = "arn:${AWS::Partition}:s3:::${Bucket}-${AWS::AccountId}/*"
    result = run(
        policies=[{"name": "Reader", "policy": document({"Action": "s3:GetObject", "Resource": resource})}],
        roles=[{**ROLE, "access": None}],
        role_defaults={"access": {"may": [{"Action": "s3:GetObject", "Resource": resource}]}},
        parameters={"Bucket": "acme"},
        account_id="111122223333",
        partition="aws-cn",
    )
    assert verdicts(result) == ["holds", "holds"]


@pytest.mark.parametrize(
    ("given", "partition"),
    [
        ({}, "aws"),
        ({"region": "cn-north-1"}, "aws-cn"),
        ({"region": "eu-west-1"}, "aws"),
        ({"region": "xx-west-1"}, "aws"),
        ({"region": "eu-west-1", "partition": "aws-cn"}, "aws-cn"),
    ],
)
def test_the_partition_is_that_of_the_region(given: Json, partition: str) -> None:
    item = {"Action": "s3:GetObject", "Resource": f"arn:{partition}:s3:::acme/x"}
    everything = document({"Action": "s3:*", "Resource": "arn:${AWS::Partition}:s3:::acme/*"})
    assert verdicts(run(policy=json.dumps(everything), access={"may": [item]}, **given)) == ["holds"]


def test_a_policy_of_aws_is_named_and_not_left_out() -> None:
    roles = [{**ROLE, "managed_policies": ["Reader", AWS_POLICY]}]
    result = run(policies=SET["policies"], roles=roles)
    assert result.failed
    assert verdicts(result) == ["unknown", "unknown", "holds"]
    (role,) = result.result["roles"]
    assert role["access"]["not_considered"][0] == "the document of AWS managed policy ReadOnlyAccess"
    assert "may[0] is unknown: the document of AWS managed policy ReadOnlyAccess was not read" in result.result["msg"]
    lenient = run(policies=SET["policies"], roles=roles, unknown="warn")
    assert not lenient.failed
    assert [warning[-17:] for warning in lenient.warnings] == [" [access-unknown]"] * 2


def test_a_policy_of_aws_is_not_the_one_of_the_set_with_its_name() -> None:
    """Nobody has read the document of AWS, whatever the set says under the same name."""
    policies = [*SET["policies"], {"name": "ReadOnlyAccess", "policy": READER}]
    roles = [{**ROLE, "managed_policies": ["Reader", AWS_POLICY]}]
    assert verdicts(run(policies=policies, roles=roles)) == ["unknown", "unknown", "holds"]
    own = [{**ROLE, "managed_policies": ["Reader", "arn:aws:iam::111111111111:policy/team/ReadOnlyAccess"]}]
    checked = run(policies=policies, roles=own, account_id="111111111111")
    assert verdicts(checked) == ["holds", "holds", "holds"]


def test_what_an_entry_leaves_as_it_is_is_not_considered() -> None:
    role = {key: value for key, value in ROLE.items() if key not in ("inline_policies", "boundary")}
    (checked,) = run(policies=SET["policies"], roles=[role]).result["roles"]
    assert checked["access"]["not_considered"][:2] == [
        "inline policies that the entry leaves as they are",
        "a permissions boundary that the entry leaves as it is",
    ]


def test_what_an_exclusive_entry_leaves_out_is_known_to_be_empty() -> None:
    leftover = "managed policies that the entry leaves as they are"
    bare = {key: ROLE[key] for key in ("name", "assume_role_policy_document", "assumable_by")}
    role = {**bare, "access": {"may_not": ["*"]}}
    answers = {}
    for exclusive in (False, True):
        described: Json = {"roles": [role], "exclusive": exclusive}
        (checked,) = run(**described, compare_with=described).result["roles"]
        answers[exclusive] = [answer["verdict"] for answer in checked["access"]["assertions"]]
        for found in (checked["access"], checked["new_access"]):
            assert (leftover in found["not_considered"]) is not exclusive
    # The verdicts are those of what the set describes, either way.
    assert answers[True] == answers[False] == ["holds", "holds"]
    (defaulted,) = run(roles=[role], exclusive=True, role_defaults={"managed_policies": [AWS_POLICY]}).result["roles"]
    assert defaulted["access"]["not_considered"][0] == "the document of AWS managed policy ReadOnlyAccess"


def test_documents_have_nothing_to_leave_out() -> None:
    described: Json = {"policy": READER, "access": {"may": [READ]}}
    assert failure(**described, exclusive=True) == "exclusive: is about the lists policies and roles; remove it"
    assert not run(**described, exclusive=False).failed


def test_a_boundary_of_the_set_counts() -> None:
    policies = [{"name": "Writer", "policy": WRITER}, {"name": "Limit", "policy": READER}]
    role = {**ROLE, "managed_policies": ["writer"], "boundary": "Limit", "access": {"may_not": ["s3:Put*"]}}
    assert not run(policies=policies, roles=[role]).failed
    assert run(policies=policies, roles=[{**role, "boundary": ""}]).failed


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [
        (None, "holds"),
        ([document({"Action": "*", "Resource": "*"}), [document({"Action": "s3:*", "Resource": "*"})]], "holds"),
        ([document({"Action": "*", "Resource": "*"}), [document({"Action": "ec2:*", "Resource": "*"})]], "violated"),
    ],
)
def test_service_control_policies_take_away(levels: t.Any, verdict: str) -> None:
    result = run(policy=json.dumps(READER), access={"may": [READ]}, service_control_policies=levels)
    assert verdicts(result) == [verdict]
    of_set = run(**{**SET, "roles": [{**ROLE, "access": {"may": [READ]}}]}, service_control_policies=levels)
    assert verdicts(of_set) == [verdict, "holds"]
    considered = "service control policies" not in result.result["roles"][0]["access"]["not_considered"]
    assert considered == (levels is not None)


@pytest.mark.parametrize(("new", "old", "verdict"), [(READER, WRITER, "none"), (WRITER, READER, "new")])
def test_documents_are_compared(new: Json, old: Json, verdict: str) -> None:
    result = run(policy=json.dumps(new), compare_with={"policy": json.dumps(old)})
    assert result.result["roles"][0]["new_access"]["verdict"] == verdict
    assert result.failed == (verdict == "new")
    lenient = run(policy=json.dumps(new), compare_with={"policy": json.dumps(old)}, new_access="warn")
    assert (lenient.failed, len(lenient.warnings)) == (False, int(verdict == "new"))


def test_a_comparison_that_nobody_can_decide_is_a_finding() -> None:
    open_ended = document(
        {"Action": "s3:*", "Resource": "*", "Condition": {"NumericLessThan": {"s3:max-keys": "${aws:PrincipalTag/n}"}}}
    )
    compared: Json = {"policy": json.dumps(open_ended), "compare_with": {"policy": json.dumps(READER)}}
    assert "whether there is new access is unknown: " in failure(**compared)
    (warning,) = run(**compared, unknown="warn").warnings
    assert warning.endswith("[access-unknown]")


def test_a_set_is_compared_role_by_role_and_policy_by_policy() -> None:
    roles = [{**ROLE, "access": None, "assumable_by": None}]
    before: Json = {"policies": SET["policies"], "roles": roles}
    wider = run(policies=[{"name": "Reader", "policy": WRITER}], roles=roles, compare_with=before)
    assert [one["new_access"]["verdict"] for one in wider.result["policies"]] == ["new"]
    assert [one["new_access"]["verdict"] for one in wider.result["roles"]] == ["new"]
    assert "policy Reader: new access: " in wider.result["msg"]
    assert "[new-access]" in wider.result["msg"]
    same = run(**before, compare_with=before)
    assert same.result["counts"] == {"holds": 0, "violated": 0, "unknown": 0, "new": 0, "none": 2}


def test_a_role_that_is_added_is_new_access() -> None:
    roles = [{**ROLE, "access": None, "assumable_by": None}]
    result = run(**{**SET, "roles": roles}, compare_with={"policies": SET["policies"]})
    assert result.result["roles"][0]["new_access"]["reason"] == "the role is created"


def test_the_log_has_the_line_of_the_role(folder: pathlib.Path) -> None:
    (folder / "vars.yml").write_text(json.dumps({"iam_baseline_roles": [ROLE]}))
    role = {**ROLE, "assumable_by": ["ec2.amazonaws.com"]}
    files = {"sarif_path": "log.sarif", "code_quality_path": "quality.json"}
    options: Json = {**SET, "roles": [role], **files, "sources": ["vars.yml"]}
    assert run(check_mode=True, **options).result["changed"] is True
    assert not (folder / "log.sarif").exists()
    assert run(**options).result["changed"] is True
    assert run(**options).result["changed"] is False
    (result,) = json.loads((folder / "log.sarif").read_text())["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("access-violated", "error")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "vars.yml"
    (entry,) = json.loads((folder / "quality.json").read_text())
    assert (entry["check_name"], entry["severity"], entry["location"]["path"]) == (
        "access-violated",
        "blocker",
        "vars.yml",
    )


def test_wildcards_of_parameters_are_warned_of() -> None:
    result = run(
        policy=json.dumps(document({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::${Bucket}/*"})),
        access={"may_not": ["iam:*"]},
        parameters={"Bucket": {"value": "acme-*", "wildcards": "warn"}},
    )
    assert len(result.warnings) == 1


def test_an_assertion_about_nothing_is_warned_of() -> None:
    result = run(policy=json.dumps(READER), access={"may_not": ["s3:DeleteObjct", "s3:DeleteObject"]})
    assert not result.failed
    (warning,) = result.warnings
    assert warning.startswith("role documents: access.may_not[0]: Statement[0]: ")
    assert warning.endswith(" [unknown-action]")


WRONG: t.Final[list[tuple[Json, str]]] = [
    ({}, "policy: has no value: give policy, paths, documents, or the lists policies and roles"),
    ({**SET, "policy": "{}"}, "policy: cannot be combined with roles: give policy, paths, documents, or the lists"),
    ({"policy": json.dumps(READER)}, "access: is required, or assumable_by, or compare_with: nothing would be checked"),
    (
        {**SET, "access": {"may": ["*"]}},
        "access: is about documents; give each entry of roles its own, ",
    ),
    ({**SET, "assumable_by": ["*"]}, "assumable_by: is about documents; give each entry of roles its own"),
    ({"roles": [{**ROLE, "acess": {}}]}, "Unsupported parameters: roles.acess. Supported parameters include: access, "),
    (
        {"roles": [{**ROLE, "access": {"maynot": ["*"]}}]},
        "roles[0] (App): access.maynot: access has no such key",
    ),
    (
        {"roles": [{**ROLE, "access": None}], "role_defaults": {"access": {"may": []}}},
        "role_defaults.access.may: is empty; list what",
    ),
    (
        {"policy": json.dumps(READER), "access": {"may_not": [{"Action": "s3:*", "Resource": "arn:aws-cn:s3:::b"}]}},
        "access.may_not[0].Resource: 'arn:aws-cn:s3:::b' is in the partition 'aws-cn', but account",
    ),
    ({**SET, "service_control_policies": []}, "service_control_policies: is empty; list the levels from the root down"),
    ({**SET, "service_control_policies": [READER, []]}, "service_control_policies[1]: is empty; a level has at least"),
    ({**SET, "service_control_policies": [[READER, 5]]}, "service_control_policies[0][1]: a policy document must be"),
    ({**SET, "account_id": "1"}, "account_id: '1' is not an account id: 12 digits"),
    (
        {"policy": json.dumps(document({"Action": "s3:*", "Resource": "arn:aws:s3:::a-${AWS::AccountId}"}))},
        "account_id: is required: what is checked depends on the account",
    ),
    (
        {"policy": json.dumps(document({"Action": "s3:*", "Resource": "arn:aws:s3:::a-${AWS::Region}"}))},
        "policy: ${AWS::Region} has no value in this session: set the option region",
    ),
    ({**SET, "compare_with": {"policy": json.dumps(READER)}}, "compare_with must have the lists policies and roles"),
    ({"policy": json.dumps(READER), "compare_with": SET}, "compare_with must have policy, paths or documents"),
    ({"policy": json.dumps(READER), "compare_with": {}}, "compare_with: policy: has no value: give policy, paths"),
    (
        {"policy": json.dumps(READER), "compare_with": {"polcy": "x"}},
        "compare_with: Unsupported parameters: polcy.",
    ),
    ({"policy": "{", "access": {"may": ["*"]}}, "policy: not valid JSON"),
    ({"paths": ["missing.json"], "access": {"may": ["*"]}}, "paths: no file matches missing.json"),
    (
        {"documents": [{"name": name, "type": "trust", "policy": json.dumps(TRUST)} for name in ("a", "b")]},
        "documents: b is another trust policy; a role has one",
    ),
    (
        {"documents": [{"name": name, "type": "boundary", "policy": json.dumps(READER)} for name in ("a", "b")]},
        "documents: b is another permissions boundary; a role has one",
    ),
    (
        {"documents": [{"name": "a", "policy": json.dumps(READER)}, {"name": "a", "policy": json.dumps(WRITER)}]},
        "documents: a is the name of two documents",
    ),
    ({**SET, "sarif_path": "no/folder/log.sarif"}, "sarif_path: the folder"),
    ({**SET, "code_quality_path": "no/folder/log.json"}, "code_quality_path: the folder"),
]


@pytest.mark.parametrize(("given", "message"), WRONG)
def test_a_wrong_option_is_explained(given: Json, message: str) -> None:
    assert failure(**given).startswith(message)


def test_a_file_that_depends_on_the_account_needs_one(folder: pathlib.Path) -> None:
    resource = "arn:aws:s3:::acme-${AWS::AccountId}/*"
    (folder / "a.json").write_text(json.dumps(document({"Action": "s3:GetObject", "Resource": resource})))
    options: Json = {"paths": ["a.json"], "access": {"may_not": ["iam:*"]}}
    assert failure(**options) == "account_id: is required: what is checked depends on the account"
    assert not run(**options, account_id="111122223333").failed


def test_a_file_that_is_not_yaml_is_explained(folder: pathlib.Path) -> None:
    (folder / "a.yml").write_text("a: [")
    assert failure(paths=["a.yml"], access={"may": ["*"]}).startswith("paths: a.yml: not valid YAML: ")
