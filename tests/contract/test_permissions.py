# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documents in C(docs/permissions) on a sandbox that denies everything else: they grant enough, and not too much.

A document grants enough if all stories succeed with its actions alone. It grants not too much if, for each of its
actions, some story without that action fails or reports what it could not read.
"""

from __future__ import annotations

import itertools
import json
import pathlib
import typing as t
from dataclasses import dataclass, field

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.connection import Connection
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import drift, selection
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy import info
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.oidc_provider import info as oidc_info
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role import info as role_info
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.saml_provider import info as saml_info
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations import reading as organization_reading
from sandbox import Sandbox
from sandbox.accounts import member_accounts
from sandbox.permissions import needed_actions
from support import permission_documents, playbook, tutorial
from support.saml_metadata import saml_metadata
from support.tasks import WITHOUT_RETRIES, allow, options, task, trust

MEMBER: t.Final = "111111111111"
ARN: t.Final = f"arn:aws:iam::{MEMBER}:policy/"
READ, WRITE, LIST = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:ListBucket")
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")

APPLY: t.Final = ("apply", "assume")
CHECK: t.Final = ("check", "assume")
ACCESS: t.Final = ("apply", "access", "assume")
PROFILES: t.Final = ("apply", "instance_profiles", "assume")
PROVIDERS: t.Final = ("apply", "identity_providers", "assume")
INFO: t.Final = ("info", "assume")
EXPORT: t.Final = ("export", "assume")

NOT_ASKED: t.Final = {"arn": None, "name": None, "path_prefix": None}
# The functions that the read-only modules read with.
READERS: t.Final[dict[str, t.Callable[[Session, t.Any], t.Any]]] = {
    "iam_baseline_export": lambda session, asked: selection.select(
        session, selection.Query.from_options(options("iam_baseline_export", **asked))
    ),
    "iam_baseline_info": lambda session, asked: drift.read(
        session, drift.Query.from_options(options("iam_baseline_info", **asked))
    ),
    "iam_managed_policy_info": lambda session, asked: info.read(session, info.Query.from_options(NOT_ASKED | asked)),
    "iam_oidc_provider_info": lambda session, asked: oidc_info.read(
        session, oidc_info.Query.from_options(NOT_ASKED | {"url": None} | asked)
    ),
    "iam_saml_provider_info": lambda session, asked: saml_info.read(
        session, saml_info.Query.from_options(NOT_ASKED | asked)
    ),
    "iam_role_info": lambda session, asked: role_info.read(session, role_info.Query.from_options(NOT_ASKED | asked)),
}

Step = tuple[str, dict[str, t.Any]]
Task = tuple[str, dict[str, t.Any]]


@dataclass(frozen=True, kw_only=True)
class Story:
    """Tasks in order, the documents that allow them, and what others did in the account before.

    C(refused) is the message of a task that fails whatever the permissions.
    """

    documents: tuple[str, ...]
    tasks: tuple[Task, ...]
    before: tuple[Step, ...] = field(default=())
    refused: str | None = None

    @property
    def check_mode(self) -> bool:
        return "check" in self.documents


def federated(provider: str, action: str) -> dict[str, t.Any]:
    statement = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": action}
    return {"Version": "2012-10-17", "Statement": [statement]}


def policy(name: str = "ReportWriter", **given: t.Any) -> Task:
    return ("iam_managed_policy", {"name": name, **given})


def role(name: str = "ReportFunction", **given: t.Any) -> Task:
    return ("iam_role", {"name": name, "assume_role_policy_document": LAMBDA, **given})


def inline(**given: t.Any) -> Task:
    return ("iam_policy", {"iam_type": "role", "iam_name": "ReportFunction", "policy_name": "i", **given})


def profile(**given: t.Any) -> Task:
    return ("iam_instance_profile", {"name": "ReportFunction", **given})


def oidc(**given: t.Any) -> Task:
    return ("iam_oidc_provider", {"url": URL, **given})


def saml(**given: t.Any) -> Task:
    return ("iam_saml_provider", {"name": "corp", **given})


def create_policy(name: str = "ReportWriter") -> Step:
    return ("create_policy", {"PolicyName": name, "PolicyDocument": json.dumps(READ)})


CREATE_ROLE: t.Final[Step] = (
    "create_role",
    {"RoleName": "ReportFunction", "AssumeRolePolicyDocument": json.dumps(LAMBDA)},
)
POLICY: t.Final = {"PolicyArn": f"{ARN}ReportWriter"}
ROLE: t.Final = {"RoleName": "ReportFunction"}
ATTACH: t.Final[Step] = ("attach_role_policy", {**ROLE, **POLICY})
INLINE: t.Final[Step] = ("put_role_policy", {**ROLE, "PolicyName": "inline", "PolicyDocument": json.dumps(READ)})
OLD_VERSION: t.Final[Step] = (
    "create_policy_version",
    {**POLICY, "PolicyDocument": json.dumps(WRITE), "SetAsDefault": False},
)
BOUNDARY: t.Final = f"{ARN}ReportBoundary"
POLICY_OF_AWS: t.Final = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"

# A policy and a role with everything that they can have, and every type of principal that can use the policy.
IN_USE: t.Final = (
    create_policy(),
    OLD_VERSION,
    CREATE_ROLE,
    ATTACH,
    INLINE,
    ("create_role", {"RoleName": "Other", "AssumeRolePolicyDocument": json.dumps(EC2)}),
    ("attach_role_policy", {"RoleName": "Other", **POLICY}),
    ("create_user", {"UserName": "Somebody"}),
    ("attach_user_policy", {"UserName": "Somebody", **POLICY}),
    ("create_group", {"GroupName": "Readers"}),
    ("attach_group_policy", {"GroupName": "Readers", **POLICY}),
)
URL: t.Final = "https://token.example.com"
METADATA: t.Final = saml_metadata()
# Providers, and roles that trust them.
TRUSTED: t.Final[tuple[Step, ...]] = (
    ("create_open_id_connect_provider", {"Url": URL, "ClientIDList": ["a"], "Tags": [{"Key": "a", "Value": "1"}]}),
    ("create_saml_provider", {"Name": "corp", "SAMLMetadataDocument": METADATA}),
    *(
        (
            "create_role",
            {
                "RoleName": name,
                "AssumeRolePolicyDocument": json.dumps(federated(f"arn:aws:iam::{MEMBER}:{provider}", action)),
            },
        )
        for name, provider, action in (
            ("Deploy", "oidc-provider/token.example.com", "sts:AssumeRoleWithWebIdentity"),
            ("Staff", "saml-provider/corp", "sts:AssumeRoleWithSAML"),
        )
    ),
)
ABSENT: t.Final[dict[str, t.Any]] = {"state": "absent"}
# What is left below a path.
LEFT: t.Final = (
    ("create_policy", {"PolicyName": "ReportOld", "Path": "/Report/", "PolicyDocument": json.dumps(READ)}),
    (
        "create_role",
        {"RoleName": "ReportOld", "Path": "/Report/", "AssumeRolePolicyDocument": json.dumps(LAMBDA)},
    ),
)

STORIES: t.Final[dict[str, Story]] = {
    "a policy is created, changed, and set back": Story(
        documents=APPLY,
        tasks=(
            policy(policy=READ, tags={"a": "1"}),
            policy(policy=READ, tags={"a": "1"}),
            policy(policy=WRITE, tags={"b": "2"}),
            policy(policy=READ),
            policy(policy=LIST, only_version=True),
        ),
    ),
    "a policy gets its first tags": Story(documents=APPLY, before=(create_policy(),), tasks=(policy(tags={"a": "1"}),)),
    "a policy that others use is removed": Story(documents=APPLY, before=IN_USE, tasks=(policy(**ABSENT),)),
    "a policy is not there": Story(documents=APPLY, tasks=(policy(**ABSENT),)),
    "a policy goes if nobody uses it": Story(
        documents=APPLY, before=(create_policy(),), tasks=(policy(**ABSENT, detach="refuse"),)
    ),
    "a role is created, and all of it is changed": Story(
        documents=APPLY,
        before=(create_policy(), create_policy("ReportBoundary")),
        tasks=(
            role(managed_policies=["ReportWriter"], inline_policies={"i": READ}, tags={"a": "1"}, boundary=BOUNDARY),
            role(managed_policies=["ReportWriter"], inline_policies={"i": READ}, tags={"a": "1"}, boundary=BOUNDARY),
            role(
                assume_role_policy_document=EC2,
                managed_policies=[],
                inline_policies={"j": WRITE},
                tags={"b": "2"},
                boundary="",
                description="d",
                max_session_duration=7200,
            ),
            role(boundary=BOUNDARY),
        ),
    ),
    "the name of a role is taken in another case": Story(
        documents=APPLY,
        before=(CREATE_ROLE,),
        tasks=(role("Reportfunction"),),
        refused="a role named 'ReportFunction' already exists; IAM names are case-insensitive",
    ),
    "a role is looked at, and not its policies": Story(documents=APPLY, before=(CREATE_ROLE, INLINE), tasks=(role(),)),
    "a role is removed": Story(
        documents=APPLY, before=(create_policy(), CREATE_ROLE, ATTACH, INLINE), tasks=(role(**ABSENT),)
    ),
    "a role gets an instance profile": Story(
        documents=PROFILES, before=(CREATE_ROLE,), tasks=(role(create_instance_profile=True),) * 2
    ),
    "a role is removed with its instance profile": Story(
        documents=PROFILES,
        before=(
            CREATE_ROLE,
            ("create_instance_profile", {"InstanceProfileName": "ReportFunction"}),
            ("add_role_to_instance_profile", {"InstanceProfileName": "ReportFunction", **ROLE}),
        ),
        tasks=(role(**ABSENT, delete_instance_profile=True),),
    ),
    "an instance profile is created, changed, and removed": Story(
        documents=PROFILES,
        before=(CREATE_ROLE,),
        tasks=(
            profile(role="ReportFunction", tags={"a": "1"}),
            profile(role="", tags={"b": "2"}),
            profile(**ABSENT),
        ),
    ),
    "the name of an instance profile is taken in another case": Story(
        documents=PROFILES,
        before=(("create_instance_profile", {"InstanceProfileName": "ReportFunction"}),),
        tasks=(profile(name="Reportfunction"),),
        refused="an instance profile named 'ReportFunction' already exists; IAM names are case-insensitive",
    ),
    "an inline policy is added, changed, and removed": Story(
        documents=APPLY,
        before=(CREATE_ROLE,),
        tasks=(inline(policy_json=READ), inline(policy_json=WRITE), inline(**ABSENT)),
    ),
    "a role is compared with what it was": Story(
        documents=APPLY,
        before=(create_policy(), CREATE_ROLE, ATTACH, INLINE),
        tasks=(role(managed_policies=[], new_access="fail"), inline(policy_json=READ, new_access="fail")),
    ),
    "a role that has a policy of AWS is compared with what it was": Story(
        documents=ACCESS,
        before=(CREATE_ROLE, INLINE, ("attach_role_policy", {**ROLE, "PolicyArn": POLICY_OF_AWS})),
        tasks=(role(managed_policies=[], new_access="fail"),),
    ),
    "a role is read": Story(
        documents=INFO, before=(CREATE_ROLE,), tasks=(("iam_role_info", {"name": "ReportFunction"}),)
    ),
    "what a role may do is proven": Story(
        documents=INFO,
        before=IN_USE,
        tasks=(("iam_role_info", {"name": "ReportFunction", "access": {"may_not": ["iam:*"]}}),),
    ),
    "a policy is read": Story(
        documents=INFO, before=IN_USE, tasks=(("iam_managed_policy_info", {"name": "ReportWriter"}),)
    ),
    "all policies are read": Story(documents=INFO, before=IN_USE, tasks=(("iam_managed_policy_info", {}),)),
    "all roles are read": Story(documents=INFO, tasks=(("iam_role_info", {}),)),
    "an OIDC provider is created, changed, and removed": Story(
        documents=PROVIDERS,
        tasks=(
            oidc(client_id_list=["a"], tags={"a": "1"}),
            oidc(client_id_list=["b"], thumbprint_list=["a" * 40], tags={"b": "2"}),
            oidc(**ABSENT),
        ),
    ),
    "an OIDC provider is removed that IAM has in another case": Story(
        documents=PROVIDERS,
        before=(("create_open_id_connect_provider", {"Url": "https://TOKEN.example.com"}),),
        tasks=(oidc(**ABSENT),),
    ),
    "a SAML provider is created, changed, and removed": Story(
        documents=PROVIDERS,
        tasks=(
            saml(saml_metadata_document=METADATA, tags={"a": "1"}),
            saml(saml_metadata_document=saml_metadata(certificate="MIID"), tags={"b": "2"}),
            saml(**ABSENT),
        ),
    ),
    "providers are read": Story(
        documents=INFO, before=TRUSTED, tasks=(("iam_oidc_provider_info", {}), ("iam_saml_provider_info", {}))
    ),
    "an account is exported": Story(documents=EXPORT, before=IN_USE, tasks=(("iam_baseline_export", {}),)),
    "an account with providers is exported": Story(
        documents=EXPORT, before=TRUSTED, tasks=(("iam_baseline_export", {}),)
    ),
    "check mode of what is new": Story(
        documents=CHECK, tasks=(policy(policy=READ), policy(policy=READ, path="/"), role())
    ),
    "check mode of what is there": Story(
        documents=CHECK,
        before=IN_USE,
        tasks=(
            policy(policy=LIST, tags={"a": "1"}),
            policy(policy=READ, only_version=True),
            role(managed_policies=[f"{ARN}ReportWriter"], inline_policies={"inline": READ}),
        ),
    ),
    "a survey of what is there": Story(
        documents=CHECK,
        before=IN_USE,
        tasks=(
            (
                "iam_baseline_info",
                {
                    "policies": [{"name": "ReportWriter", "policy": json.dumps(LIST)}, {"name": "ReportNothing"}],
                    "roles": [
                        {
                            "name": "ReportFunction",
                            "assume_role_policy_document": json.dumps(EC2),
                            "inline_policies": {"inline": json.dumps(READ)},
                        },
                        {"name": "ReportNobody"},
                    ],
                    "unused_for_days": 90,
                },
            ),
        ),
    ),
    "a survey of what would be purged": Story(
        documents=CHECK, before=LEFT, tasks=(("iam_baseline_info", {"roles": [], "purge_path": "/Report/"}),)
    ),
    "check mode of a removal": Story(documents=CHECK, before=IN_USE, tasks=(policy(**ABSENT), role(**ABSENT))),
}

_sessions = itertools.count()


class Stage:
    """An account of the sandbox that stories run in."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def play(self, story: Story, allowed: t.Collection[str]) -> list[str]:
        """The failures, and the reports of what could not be read, when only these actions are allowed."""
        self.sandbox.reset()
        iam = self.sandbox.client("iam", account_id=MEMBER)
        for operation, parameters in story.before:
            getattr(iam, operation)(**parameters)
        self.sandbox.clear_calls()
        self.sandbox.allow_only(allowed)
        try:
            return list(self._told(story))
        finally:
            self.sandbox.allow_only(None)

    def _told(self, story: Story) -> t.Iterator[str]:
        try:
            session = Session(
                Connection.from_options(options("iam_role", name="-", **self._connection())), WITHOUT_RETRIES
            )
            for module, given in story.tasks:
                if module in READERS:
                    READERS[module](session, given)
                    continue
                outcome = task(session, module, check_mode=story.check_mode, **given)
                yield from outcome.warnings
                if outcome.error is not None:
                    yield str(outcome.error)
        except LeastPrivError as error:
            yield str(error)

    def _connection(self) -> dict[str, str]:
        # Each session signs in separately.
        name = f"permissions-{next(_sessions)}"
        return {
            "assume_role_arn": f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole",
            "assume_role_session_name": name,
        }

    def used(self) -> set[str]:
        """The actions that the calls of the last story needed."""
        return {action for call in self.sandbox.calls() for action in needed_actions(t.cast(t.Any, call))}


@pytest.fixture
def stage(sandbox: Sandbox) -> Stage:
    return Stage(sandbox)


def without_names_of_roles(statement: permission_documents.Statement) -> permission_documents.Statement:
    """The statement for the role that a sandbox has in each account."""
    text = json.dumps(statement).replace("role/IamRollout", "role/OrganizationAccountAccessRole")
    return t.cast(permission_documents.Statement, json.loads(text))


def assert_permitted(sandbox: Sandbox, documents: tuple[str, ...]) -> None:
    """Assert that the documents allow each call on its resource, which the sandbox does not check."""
    allowed = [without_names_of_roles(statement) for statement in permission_documents.statements(*documents)]
    for call in sandbox.calls():
        for action in needed_actions(t.cast(t.Any, call)):
            assert permission_documents.permits(allowed, call, action), (action, call.parameters)


@pytest.mark.parametrize("name", STORIES)
def test_a_document_is_enough(stage: Stage, name: str) -> None:
    story = STORIES[name]
    said = stage.play(story, permission_documents.actions(*story.documents))
    assert said == [] if story.refused is None else story.refused in said[0]
    assert len(stage.sandbox.calls()) > 1
    assert_permitted(stage.sandbox, story.documents)


@pytest.mark.parametrize(
    "documents",
    [APPLY, CHECK, PROFILES, PROVIDERS, INFO],
    ids=["apply", "check", "instance_profiles", "identity_providers", "info"],
)
def test_no_action_of_a_document_is_too_much(stage: Stage, documents: tuple[str, ...]) -> None:
    actions = permission_documents.actions(*documents)
    stories = {name: story for name, story in STORIES.items() if story.documents == documents}
    used: dict[str, set[str]] = {}
    for name, story in stories.items():
        stage.play(story, actions)
        used[name] = stage.used()

    def is_missed(story: Story, action: str) -> bool:
        said = stage.play(story, actions - {action})
        if story.refused is not None:
            return not any(story.refused in line for line in said)
        return any(action in line for line in said)

    looked_at = actions - (permission_documents.actions("apply") if documents in (PROFILES, PROVIDERS) else set())
    idle = {
        action
        for action in looked_at
        if not any(is_missed(story, action) for name, story in stories.items() if action in used[name])
    }
    assert idle == set()


def test_without_permission_to_write_nothing_to_change_succeeds(stage: Stage) -> None:
    unchanged = Story(
        documents=("apply", "assume"),
        before=(create_policy(), CREATE_ROLE, ATTACH, INLINE),
        tasks=(policy(policy=READ), role(managed_policies=["ReportWriter"], inline_policies={"inline": READ})),
    )
    assert stage.play(unchanged, permission_documents.actions("check", "assume")) == []
    assert stage.used() <= permission_documents.actions("check", "assume")


VARIABLES: t.Final = {
    "aws_region": "eu-west-1",
    "pinpoint_importer_bucket_name": "acme-customer-imports",
    "pinpoint_importer_project_id": "4f1d2c3b5a69788790a1b2c3d4e5f607",
    # The values that the documents are written for.
    "pinpoint_importer_name_prefix": "Report",
    "pinpoint_importer_review": "off",
}
HARDENED: t.Final = {"pinpoint_importer_variant": "hardened"}
GONE: t.Final = {"pinpoint_importer_state": "absent", "pinpoint_importer_detach": "refuse"}

# The runs of the tutorial: their options, variables, documents, and how many hosts they change.
RUNS: t.Final[tuple[tuple[tuple[str, ...], dict[str, t.Any], tuple[str, ...], int], ...]] = (
    (("--check",), {}, CHECK, 1),
    ((), {}, APPLY, 1),
    ((), {}, CHECK, 0),
    (("--check", "--diff"), HARDENED, CHECK, 1),
    ((), HARDENED, APPLY, 1),
    (("--check",), GONE, CHECK, 1),
    ((), GONE, APPLY, 1),
    ((), GONE, CHECK, 0),
)


def test_the_tutorial_from_the_first_run_to_its_removal(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    account = sandbox.accounts[0]
    host = {"aws_account_id": account.id, "aws_assume_role_arn": account.role_arn}
    inventory = tmp_path / "inventory.json"
    inventory.write_text(
        json.dumps({"aws_accounts": {"hosts": {account.name: host}, "vars": VARIABLES}}), encoding="utf-8"
    )
    for arguments, variables, documents, changed in RUNS:
        sandbox.clear_calls()
        sandbox.allow_only(permission_documents.actions(*documents))
        run = playbook.run(
            "-i",
            str(inventory),
            *arguments,
            "--extra-vars",
            json.dumps(variables),
            environment=sandbox.environment,
            directory=tmp_path,
        )
        sandbox.allow_only(None)
        assert run.code == 0, run.output
        assert run.count("changed") == {account.name: changed}
        assert "is denied" not in run.output
        assert "[WARNING]" not in run.output, run.output
        assert_permitted(sandbox, documents)
        assert len(sandbox.calls()) > len(tutorial.POLICIES)


UNITS: t.Final = [("Workloads", "Prod"), ("Security",)]
ALL: t.Final[list[str]] = []

# How an organization is read: below which units, as AWS described it before 2026, and with tags.
READINGS: t.Final[dict[str, tuple[list[str], bool, bool]]] = {
    "everything": (ALL, False, False),
    "everything, in the former way": (ALL, True, False),
    "a part by its path": (["Workloads/Prod"], False, False),
    "a part by its ID": (["ou-"], False, False),
    "a part by its ID, in the former way": (["ou-"], True, False),
    "tags": (ALL, False, True),
}


def read_organization(sandbox: Sandbox, reading: str, allowed: t.Collection[str]) -> list[str]:
    """The failure when an organization is read with only these actions allowed."""
    parents, former, tags = READINGS[reading]
    sandbox.reset(member_accounts(4, organizational_units=UNITS), former=former)
    client = sandbox.client("organizations")
    root = client.list_roots()["Roots"][0]["Id"]
    top = client.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    unit = next(unit["Id"] for unit in top if unit["Name"] == "Workloads")
    prod = client.list_organizational_units_for_parent(ParentId=unit)["OrganizationalUnits"][0]["Id"]
    given = [prod if parent == "ou-" else parent for parent in parents]
    sandbox.clear_calls()
    sandbox.allow_only(allowed)
    try:
        session = Session(Connection.from_options(options("iam_role", name="-")), WITHOUT_RETRIES)
        call = session.caller("organizations")
        found = organization_reading.read(call, own_account_id=session.account.id, parents=given, states=["ACTIVE"])
        for account in found.accounts if tags else ():
            organization_reading.with_tags(call, account)
    except LeastPrivError as error:
        return [str(error)]
    finally:
        sandbox.allow_only(None)
    assert len(found.accounts) == (2 if given else 5)
    return []


def inventory_actions() -> set[str]:
    return permission_documents.actions("inventory")


@pytest.mark.parametrize("reading", READINGS)
def test_the_document_for_inventories_is_enough(sandbox: Sandbox, reading: str) -> None:
    assert read_organization(sandbox, reading, inventory_actions()) == []


def test_no_action_of_the_document_for_inventories_is_too_much(sandbox: Sandbox) -> None:
    # This action is for the message to callers who may not list accounts: it says who may.
    explains = {"organizations:DescribeOrganization"}
    idle = {
        action
        for action in inventory_actions() - explains
        if not any(
            any(action in line for line in read_organization(sandbox, reading, inventory_actions() - {action}))
            for reading in READINGS
        )
    }
    assert idle == set()


@pytest.mark.parametrize("may_describe", [True, False])
def test_a_denied_listing_says_who_may_list_accounts(sandbox: Sandbox, *, may_describe: bool) -> None:
    given = {"assume_role_arn": sandbox.accounts[0].role_arn, "assume_role_session_name": f"who-{next(_sessions)}"}
    session = Session(Connection.from_options(options("iam_role", name="-", **given)), WITHOUT_RETRIES)
    call = session.caller("organizations")
    sandbox.allow_only(inventory_actions() - (set() if may_describe else {"organizations:DescribeOrganization"}))
    try:
        with pytest.raises(LeastPrivError) as caught:
            organization_reading.read(call, own_account_id="", parents=(), states=["ACTIVE"])
        said = str(organization_reading.explained(t.cast(t.Any, caught.value), call, session.account.id))
    finally:
        sandbox.allow_only(None)
    assert ("Only 999999999999, the management account of organization o-" in said) == may_describe
