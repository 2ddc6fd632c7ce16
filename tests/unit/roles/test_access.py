# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles of pinpoint_importer and phone_number_validation may do: the assertions that they carry."""

from __future__ import annotations

import pathlib
import shutil
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access.containment import within
from ansible_collections.leastpriv.aws.plugins.module_utils._access.policies import identity
from ansible_collections.leastpriv.aws.plugins.module_utils._access.role import RoleAccess
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document
from support import iam_evaluator, tutorial_access
from support.tutorial_access import VARIANTS, Role, phone_number_validation, pinpoint_importer

ROLES: t.Final = ("ImporterS3Role", "PinpointSegmentImport", "ImporterPinpointRole")
VALIDATOR: t.Final = "PhoneNumberValidationRole"
# The roles by set.
SETS: t.Final[t.Mapping[str, t.Callable[..., dict[str, Role]]]] = {
    "tutorial": lambda **parameters: pinpoint_importer("tutorial", **parameters),
    "hardened": lambda **parameters: pinpoint_importer("hardened", **parameters),
    "phone_number_validation": phone_number_validation,
}
EACH: t.Final = [*((variant, name) for variant in VARIANTS for name in ROLES), ("phone_number_validation", VALIDATOR)]
PARAMETERS: t.Final[t.Mapping[str, t.Mapping[str, t.Any]]] = {
    "the README's": {},
    "a path and a prefix": {"Path": "/import/", "NamePrefix": "Acme"},
    "wildcards": {
        "Region": "*", "AccountId": "*", "ProjectId": "*", "FunctionNames": ["Import_*"], "FunctionName": "Validate*",
    },
}  # fmt: skip


def verdicts(role: Role, access: RoleAccess | None = None) -> set[str]:
    return {answer.verdict for answer in role.check(access)}


@pytest.mark.parametrize("parameters", PARAMETERS.values(), ids=PARAMETERS)
@pytest.mark.parametrize(("set_name", "name"), EACH)
def test_every_assertion_holds(set_name: str, name: str, parameters: t.Mapping[str, t.Any]) -> None:
    role = SETS[set_name](**parameters)[name]
    assert verdicts(role) == {"holds"}
    assert {answer.assertion for answer in role.check()} == {"may", "may_not", "assumable_by"}


@pytest.mark.parametrize("name", ROLES)
def test_both_variants_have_to_be_able_to_do_the_same(name: str) -> None:
    tutorial, hardened = (pinpoint_importer(variant)[name].assertions for variant in VARIANTS)
    assert (tutorial.may, tutorial.assumable_by) == (hardened.may, hardened.assumable_by)


@pytest.mark.parametrize("name", ROLES)
def test_hardened_is_within_the_tutorial_and_not_the_other_way_round(name: str) -> None:
    tutorial, hardened = (pinpoint_importer(variant)[name].access for variant in VARIANTS)
    assert within(hardened.policies, tutorial.policies).answer == "proven"
    assert within(hardened.trusted, tutorial.trusted).answer == "proven"
    assert within(tutorial.policies, hardened.policies).answer == "counterexample"
    assert within(tutorial.trusted, hardened.trusted).answer == "counterexample"


def test_the_validator_is_within_the_role_of_the_tutorial() -> None:
    validator, tutorial = phone_number_validation()[VALIDATOR].access, tutorial_access.tutorial_validator().access
    assert within(validator.policies, tutorial.policies).answer == "proven"
    assert within(validator.trusted, tutorial.trusted).answer == "proven"


def without(access: RoleAccess, policy: str, position: int) -> RoleAccess:
    """The role without a statement of one of its policies."""
    document = access.identity[policy]
    assert document is not None
    kept = [dict(each.plain) for place, each in enumerate(document.statements) if place != position]
    changed = Document({"Version": document.version, "Statement": kept})
    return replace(access, identity={**access.identity, policy: changed})


def with_statement(access: RoleAccess, **statement: t.Any) -> RoleAccess:
    added = Document({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
    return replace(access, identity={**access.identity, "added": added})


@pytest.mark.parametrize(("set_name", "name"), [each for each in EACH if each[0] != "tutorial"])
def test_each_statement_is_needed_for_the_job_except_the_one_that_reads_the_role(set_name: str, name: str) -> None:
    role = SETS[set_name]()[name]
    needless = {
        statement.sid
        for policy, document in role.access.identity.items()
        for position, statement in enumerate(document.statements if document else ())
        if verdicts(role, without(role.access, policy, position)) == {"holds"}
    }
    assert needless == ({"ReadImportRole"} if name == "ImporterPinpointRole" else set())


BUCKET: t.Final = "arn:aws:s3:::acme-imports"
PROJECT: t.Final = "arn:aws:mobiletargeting:eu-west-1:111111111111:apps/4f1d2c3b5a69788790a1b2c3d4e5f607"
IMPORT_ROLE: t.Final = "arn:aws:iam::111111111111:role/PinpointSegmentImport"

# What no role may do, in either variant.
GRANTS: t.Final[tuple[tuple[str, str], ...]] = (
    ("iam:CreatePolicyVersion", "*"),
    ("iam:AttachRolePolicy", IMPORT_ROLE),
    ("iam:PassRole", "arn:aws:iam::111111111111:role/Admin"),
    ("iam:GetRole", "*"),
    ("sts:AssumeRole", "arn:aws:iam::111111111111:role/Admin"),
    ("s3:GetObject", "arn:aws:s3:::payroll/*"),
    ("s3:ListBucket", "arn:aws:s3:::*"),
    ("s3:DeleteBucket", "arn:aws:s3:::payroll"),
    ("s3:PutBucketPolicy", "arn:aws:s3:::payroll"),
    ("mobiletargeting:CreateImportJob", PROJECT.replace("111111111111", "222222222222")),
    ("mobiletargeting:DeleteApp", PROJECT.replace("4f1d", "0000")),
    ("ec2:RunInstances", "*"),
    ("*", "*"),
)  # fmt: skip
# What hardened rules out beyond that.
HARDENED_GRANTS: t.Final[tuple[tuple[str, str, str], ...]] = (
    ("ImporterS3Role", "s3:ListAllMyBuckets", "*"),
    ("ImporterS3Role", "logs:PutLogEvents", "arn:aws:logs:eu-west-1:111111111111:log-group:payroll:*"),
    ("ImporterS3Role", "logs:CreateLogGroup", "arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/*"),
    ("PinpointSegmentImport", "s3:PutAccountPublicAccessBlock", "*"),
    ("PinpointSegmentImport", "s3:PutObject", f"{BUCKET}/*"),
    ("PinpointSegmentImport", "s3:PutBucketPolicy", BUCKET),
    ("ImporterPinpointRole", "iam:PassRole", IMPORT_ROLE),
    ("ImporterPinpointRole", "mobiletargeting:CreateImportJob", f"{PROJECT}/*"),
    (VALIDATOR, "mobiletargeting:CreateImportJob", PROJECT),
    (VALIDATOR, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:111111111111:log-group:payroll:*"),
    (VALIDATOR, "mobiletargeting:PhoneNumberValidate", "*"),
)


@pytest.mark.parametrize(("action", "resource"), GRANTS)
@pytest.mark.parametrize(("set_name", "name"), EACH)
def test_another_grant_violates_an_assertion(set_name: str, name: str, action: str, resource: str) -> None:
    role = SETS[set_name]()[name]
    assert verdicts(role, with_statement(role.access, Action=action, Resource=resource)) == {"holds", "violated"}


@pytest.mark.parametrize(("name", "action", "resource"), HARDENED_GRANTS)
def test_hardened_rules_out_more(name: str, action: str, resource: str) -> None:
    role = {**SETS["hardened"](), **phone_number_validation()}[name]
    assert verdicts(role, with_statement(role.access, Action=action, Resource=resource)) == {"holds", "violated"}


@pytest.mark.parametrize("principal", [{"AWS": "222222222222"}, {"Service": "ec2.amazonaws.com"}, "*"])
@pytest.mark.parametrize(("set_name", "name"), EACH)
def test_another_caller_violates_an_assertion(set_name: str, name: str, principal: t.Any) -> None:
    role = SETS[set_name]()[name]
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    open_to_others = replace(role.access, trust=Document({"Version": "2012-10-17", "Statement": [statement]}))
    [answer] = [answer for answer in role.check(open_to_others) if answer.assertion == "assumable_by"]
    assert answer.verdict == "violated"


# The READMEs.


def test_the_readmes_list_what_the_tutorial_allows_beyond_the_job(capsys: pytest.CaptureFixture[str]) -> None:
    assert (tutorial_access.main(["--check"]), capsys.readouterr().out) == (0, "")


def test_a_list_that_was_changed_by_hand_is_reported_and_written_anew(
    capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path
) -> None:
    for role in tutorial_access.TABLES:
        (tmp_path / role).mkdir()
        shutil.copy(tutorial_access.ROLES / role / "README.md", tmp_path / role)
    readme = tmp_path / "pinpoint_importer" / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(text.replace("`s3:ListAllMyBuckets`", "`s3:HeadBucket`", 1), encoding="utf-8")
    assert tutorial_access.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out == (
        "pinpoint_importer: README.md lists other requests; run python tests/support/tutorial_access.py\n"
    )
    assert tutorial_access.main([], tmp_path) == 0
    assert readme.read_text(encoding="utf-8") == text


def test_the_list_says_which_assertions_are_those_of_hardened_alone() -> None:
    tutorial, hardened = (pinpoint_importer(variant) for variant in VARIANTS)
    rows = "\n".join(tutorial_access.of_pinpoint_importer())
    for name, role in hardened.items():
        answers = [answer for answer in role.check(tutorial[name].access) if answer.verdict != "holds"]
        assert {answer.assertion for answer in answers} == {"may_not"}
        sids = {role.assertions.may_not[answer.position or 0].statements[0].sid for answer in answers}
        in_both = {asked.statements[0].sid for asked in tutorial[name].assertions.may_not}
        assert sids & in_both == set()
        assert all(f"`{sid}` of" in rows for sid in sids)


def test_every_statement_of_the_tutorial_that_hardened_narrows_is_listed() -> None:
    tutorial, hardened = (pinpoint_importer(variant) for variant in VARIANTS)
    rows = "\n".join(tutorial_access.of_pinpoint_importer())
    for name, role in tutorial.items():
        for policy, document in role.access.identity.items():
            for statement in document.statements if document else ():
                alone = Document({"Version": "2012-10-17", "Statement": [dict(statement.plain)]})
                verdict = within(identity({"alone": alone}), hardened[name].access.policies)
                assert (f"`{policy}`, `{statement.sid}`" in rows) == (verdict.answer == "counterexample")


@pytest.mark.parametrize("name", ROLES)
def test_an_independent_evaluator_agrees_about_the_requests(name: str) -> None:
    """The evaluator of the tests shares no code with the engine."""
    tutorial, hardened = (pinpoint_importer(variant)[name] for variant in VARIANTS)
    beyond = tutorial_access.excesses(hardened, tutorial.access)
    found = [one.request for one in (*beyond, *tutorial_access.callers(hardened, tutorial.access, name))]
    assert len(found) > 2
    for request in found:
        assert request is not None
        caller = request.principal
        asked = iam_evaluator.Request(
            request.action, request.resource, dict(request.context), (caller.type, caller.name) if caller else None
        )
        assert iam_evaluator.allowed(documents_of(tutorial.access, is_trust=bool(caller)), asked) is True
        assert iam_evaluator.allowed(documents_of(hardened.access, is_trust=bool(caller)), asked) is False


def documents_of(access: RoleAccess, *, is_trust: bool) -> list[t.Any]:
    documents = [access.trust] if is_trust else [*access.identity.values()]
    return [document.plain for document in documents if document is not None]
