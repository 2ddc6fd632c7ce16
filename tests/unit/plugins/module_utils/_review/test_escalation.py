# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rule privilege-escalation: which policies count for a role, what its findings say, and how to ignore them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.entries import Settings, entries_of, subjects_of
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import ReviewError
from ansible_collections.leastpriv.aws.plugins.module_utils._finding import Located
from ansible_collections.leastpriv.aws.plugins.module_utils._module import policy_review
from ansible_collections.leastpriv.aws.plugins.module_utils._module.baseline import SPEC
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.desired import Desired
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.options import SPEC as ROLE
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.resource_type import RoleType
from ansible_collections.leastpriv.aws.plugins.module_utils._review.escalation import ReviewedRole, findings
from ansible_collections.leastpriv.aws.plugins.module_utils._review.review import ReviewOptions
from ansible_collections.leastpriv.aws.plugins.module_utils._review.subjects import review_subjects

Json = dict[str, t.Any]
RULE: t.Final = "privilege-escalation"


def policy(action: t.Any, resource: t.Any = "*", **elements: t.Any) -> Json:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **elements}
    return {"Version": "2012-10-17", "Statement": [statement]}


LAMBDA: t.Final = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
PASS: t.Final = policy("iam:PassRole", "arn:aws:iam::${AWS::AccountId}:role/app-*", Sid="Pass", Condition=LAMBDA)
BUILD: t.Final = policy(["lambda:CreateFunction", "lambda:InvokeFunction"], "arn:aws:lambda:eu-west-1:*:function:*")
TRUST: t.Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
TOGETHER: t.Final = (
    "the role can use the permissions of a role that it passes to a service, by passing a role to a new Lambda "
    "function and invoking it (iam:PassRole on arn:aws:iam::${AWS::AccountId}:role/app-example with "
    "iam:passedtoservice lambda.amazonaws.com, allowed by Deployer.inline_policies.Pass: Pass; lambda:CreateFunction "
    "on arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:example, allowed by Build: Statement[0]; "
    "lambda:InvokeFunction on arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:example, allowed by Build: "
    "Statement[0]); what other principals may do was not looked at"
)


def options(**given: t.Any) -> Json:
    return {name: given.get(name, option.get("default")) for name, option in SPEC.options.items()}


def reviewed(policies: list[Json], roles: list[Json], *ignore: str) -> list[Located]:
    """The findings of the rule about a set."""
    given = options(policies=policies, roles=roles)
    task = ReviewOptions(mode="warn", ignore=frozenset(ignore))
    result = review_subjects(subjects_of(entries_of(given), Settings(), task), None)
    return [located for located in result.findings if located.finding.rule.id == RULE]


def deployer(**given: t.Any) -> Json:
    return {"name": "Deployer", "assume_role_policy_document": TRUST, "inline_policies": {"Pass": PASS}, **given}


BUILDER: t.Final = {"name": "Build", "policy": BUILD}
LIMIT: t.Final = {"name": "Limit", "policy": policy("s3:*")}


@pytest.mark.parametrize(
    ("resource", "path", "is_found"),
    [
        ("policy/Build*", None, True),
        ("policy/Report*", None, False),
        ("policy/*", "/team/", True),
        ("policy/team/*", "/team/", True),
        ("policy/team/*", None, False),
    ],
)
def test_a_policy_of_the_set_is_where_its_path_says(resource: str, path: str | None, *, is_found: bool) -> None:
    versions = policy("iam:CreatePolicyVersion", f"arn:aws:iam::${{AWS::AccountId}}:{resource}")
    own = {"name": "Build", "policy": versions, "path": path}
    found = reviewed([own], [deployer(inline_policies={}, managed_policies=["Build"])])
    assert bool(found) is is_found


def test_an_inline_and_a_managed_policy_of_a_set_escalate_together() -> None:
    (located,) = reviewed([BUILDER], [deployer(managed_policies=["Build"])])
    assert (located.finding.document, located.finding.message) == ("Deployer", TOGETHER)


@pytest.mark.parametrize(
    ("policies", "role"),
    [
        ([BUILDER], deployer()),
        ([BUILDER], deployer(managed_policies=["Other"])),
        ([], deployer(managed_policies=["Build"])),
        ([BUILDER], deployer(managed_policies=["arn:aws:iam::aws:policy/Build"])),
        ([BUILDER], deployer(managed_policies=["Build"], state="absent")),
        ([BUILDER], deployer(managed_policies=["Build"], review="off")),
        ([BUILDER], deployer(managed_policies=["Build"], review_ignore=[RULE])),
        (
            [BUILDER, LIMIT],
            deployer(managed_policies=["Build"], boundary="Limit"),
        ),
    ],
)
def test_policies_that_the_role_does_not_have_do_not_count(policies: list[Json], role: Json) -> None:
    assert reviewed(policies, [role]) == []


@pytest.mark.parametrize("reference", ["build", "arn:aws:iam::${AWS::AccountId}:policy/team/Build"])
def test_a_managed_policy_is_found_by_name_and_by_arn(reference: str) -> None:
    assert len(reviewed([BUILDER], [deployer(managed_policies=[reference])])) == 1


def test_the_task_can_ignore_the_rule() -> None:
    assert reviewed([BUILDER], [deployer(managed_policies=["Build"])], RULE) == []


def test_a_role_without_inline_policies_is_reviewed_by_its_managed_ones() -> None:
    (located,) = reviewed([{"name": "All", "policy": policy("*")}], [{"name": "Ops", "managed_policies": ["All"]}])
    assert located.finding.message.startswith("the role can give itself any permission, by rewriting a managed policy")


def test_a_boundary_outside_of_the_set_leaves_the_answer_open() -> None:
    (located,) = reviewed([BUILDER], [deployer(managed_policies=["Build"], boundary="Elsewhere")])
    assert located.finding.message == (
        "it is not known whether the role can gain permissions by passing a role to a new Lambda function and invoking "
        "it: the document of Elsewhere was not read"
    )


def test_a_finding_names_the_managed_policies_that_nobody_has_read() -> None:
    read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    (located,) = reviewed([BUILDER], [deployer(managed_policies=["Build", read_only])])
    assert located.finding.message.endswith(
        f"other principals may do, and the documents of {read_only}, were not looked at"
    )


def test_an_administrator_is_one_finding() -> None:
    (finding,) = findings(ReviewedRole(name="Admin", inline={"All": policy("*")}, managed={}), "Admin")
    assert finding.message == (
        "the role can give itself any permission, by attaching a managed policy to itself (iam:AttachRolePolicy on "
        "arn:aws:iam::${AWS::AccountId}:role/Admin, allowed by All: Statement[0]); also by adding an inline policy to "
        "itself; what other principals may do was not looked at"
    )


def test_a_role_within_its_boundary_is_said_to_stay_there() -> None:
    role = ReviewedRole(
        name="Admin", inline={"All": policy("*")}, managed={}, boundary="Limit", boundary_document=policy("iam:Put*")
    )
    assert [finding.message.partition(", by ")[0] for finding in findings(role, "Admin")] == [
        "the role can give itself any permission, within its permissions boundary",
        "the role can lift its permissions boundary",
    ]


def test_documents_that_cannot_be_read_have_other_findings() -> None:
    assert findings(ReviewedRole(name="a", inline={"A": "{"}, managed={}), "a") == ()
    assert findings(ReviewedRole(name="a", inline={"A": policy("iam:*", "${AWS::Nothing}")}, managed={}), "a") == ()


def test_a_reference_that_cannot_be_filled_in_hides_nothing() -> None:
    strange = "arn:${AWS::Nothing}:iam::${AWS::AccountId}:policy/x"
    role = ReviewedRole(name="Admin", inline={"All": policy("*")}, managed={strange: None})
    assert len(findings(role, "Admin")) == 1


def task(**given: t.Any) -> Json:
    specified = {name: option.get("default") for name, option in ROLE.options.items()}
    return {**specified, "name": "Ops", "assume_role_policy_document": TRUST, "tags": None, "purge_tags": True, **given}


def checked(settings: ReviewOptions, **given: t.Any) -> list[str]:
    desired = Desired.from_options(task(**given))
    found = settings.check(desired.documents(), lambda: None, RoleType().reviewed_role(desired))
    return [finding.message for finding in found if finding.rule.id == RULE]


def test_a_task_for_one_role_reviews_its_inline_policies_together() -> None:
    put = policy("iam:PutRolePolicy", "arn:aws:iam::*:role/team/Ops")
    warn, ignoring = (ReviewOptions(mode="warn", ignore=frozenset(rules)) for rules in ((), (RULE,)))
    (message,) = checked(warn, inline_policies={"Put": put}, path="/team/", managed_policies=["Elsewhere"])
    assert message == (
        "the role can give itself any permission, by adding an inline policy to itself (iam:PutRolePolicy on "
        "arn:aws:iam::${AWS::AccountId}:role/team/Ops, allowed by inline_policies.Put: Statement[0]); what other "
        "principals may do, and the documents of Elsewhere, were not looked at"
    )
    assert checked(warn, inline_policies={"Put": put}) == []
    assert checked(ignoring, inline_policies={"Put": put}, path="/team/") == []
    with pytest.raises(ReviewError, match="can give itself any permission"):
        checked(ReviewOptions(mode="fail", ignore=frozenset()), inline_policies={"Put": put}, path="/team/")


def entry(**given: t.Any) -> Json:
    suboptions = policy_review.SPEC.options["documents"]["options"]
    return {name: given.get(name, option.get("default")) for name, option in suboptions.items()}


def result(*entries: Json, parameters: Json | None = None) -> t.Mapping[str, t.Any]:
    specified = {name: option.get("default") for name, option in policy_review.MAIN.spec.options.items()}
    given = {**specified, "documents": [entry(**one) for one in entries], "parameters": parameters}
    return policy_review.execute(given, check_mode=False, catalogue=None).result


def module(*entries: Json, parameters: Json | None = None) -> tuple[int, list[str]]:
    """The number of reviewed documents, and the messages of the rule."""
    answer = result(*entries, parameters=parameters)
    return answer["reviewed"], [found["message"] for found in answer["findings"] if found["id"] == RULE]


def test_the_review_module_takes_the_policies_of_a_role_together() -> None:
    build = {"name": "Build", "policy": BUILD}
    assert module(build, deployer(managed_policies=["Build"])) == (3, [TOGETHER])
    assert module(deployer(managed_policies=["Build"]), build) == (3, [TOGETHER])
    assert module(deployer(managed_policies=["Build"])) == (2, [])


@pytest.mark.parametrize(
    ("role", "not_considered"),
    [
        (deployer(managed_policies=["Build", "Elsewhere"]), ["Deployer: the document of Elsewhere"]),
        (deployer(managed_policies=["Build", "Elsewhere"], review_ignore=[RULE]), []),
        (deployer(managed_policies=["Build", "Elsewhere"], review="off"), []),
        (deployer(managed_policies=["Build"]), []),
        (deployer(), []),
    ],
)
def test_the_review_module_lists_the_policies_that_nobody_has_read(role: Json, not_considered: list[str]) -> None:
    assert result({"name": "Build", "policy": BUILD}, role)["not_considered"] == not_considered


def test_parameters_are_filled_in_in_what_a_role_refers_to() -> None:
    role = {
        "name": "Ops${Env}",
        "inline_policies": {"Put": policy("iam:PutRolePolicy", "arn:aws:iam::*:role/prod/Opsprod")},
        "managed_policies": ["Deny${Env}"],
        "role_path": "/${Env}/",
    }
    denial = {**policy("iam:*"), "Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]}
    parameters = {"Env": "prod"}
    assert len(module(role, parameters=parameters)[1]) == 1
    assert module(role, {"name": "Deny${Env}", "policy": denial}, parameters=parameters)[1] == []
