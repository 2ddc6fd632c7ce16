# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An export reproduces what it was made of: in the same account nothing is to do, in an empty one all comes again."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries, planning, selection
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import export as baseline_export
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.export import Export
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.portable import Portable
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, RefusedError
from hypothesis import given
from hypothesis import strategies as st
from memory_iam import ApiError, Fault, MemoryIam
from support.saml_metadata import saml_metadata
from support.tasks import ACCOUNT, allow, options, trust

OTHER: t.Final = Account(id="222222222222", partition="aws", region="eu-west-1")
ARN: t.Final = f"arn:aws:iam::{ACCOUNT.id}"
READ: t.Final = allow("s3:GetObject")
EC2: t.Final = trust("ec2.amazonaws.com")
AWS_POLICY: t.Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"
PORTABLE_AWS_POLICY: t.Final = "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"


def trusting(*principals: str) -> dict[str, t.Any]:
    statement = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": statement}


def create_policy(iam: MemoryIam, name: str, document: t.Any = READ, **more: t.Any) -> None:
    iam.call("CreatePolicy", {"PolicyName": name, "PolicyDocument": json.dumps(document), **more})


def create_role(iam: MemoryIam, name: str, document: t.Any = EC2, **more: t.Any) -> None:
    iam.call("CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": json.dumps(document), **more})


def exported(iam: MemoryIam, account: Account = ACCOUNT, **asked: t.Any) -> Export:
    given = options("iam_baseline_export", **asked)
    query = selection.Query.from_options(given)
    return baseline_export.export(selection.select(iam, query), account, Portable(account, query.pseudo_parameters))


def applied(iam: MemoryIam, export: Export, account: Account) -> list[str]:
    """What a run of iam_baseline with the export does in an account, line by line."""
    lists = {option.removeprefix("iam_baseline_"): listed for option, listed in export.to_variables().items()}
    given = options("iam_baseline", **lists)
    parsed = entries.members_of(entries.entries_of(given), entries.Settings.from_options(given))
    members = [member.for_account(account) for member in parsed]
    outcomes = [
        pending_plan.carry_out(iam, member.retry_policy)
        for member, pending_plan in zip(members, planning.plan(iam, members), strict=True)
    ]
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    return [call.summary for outcome in outcomes for call in outcome.calls]


def held(iam: MemoryIam, account: Account) -> t.Any:
    """What an account has, as it would be called in any."""
    return json.loads(re.sub(rf"(?<![0-9]){account.id}(?![0-9])", "ACCOUNT", json.dumps(iam.snapshot())))


# What texts of documents may hold: the account's id alone and within, ARNs, what looks like either, and templates.
TEXTS: t.Final = st.sampled_from(
    [
        ACCOUNT.id,
        f"x{ACCOUNT.id}y",
        f"0{ACCOUNT.id}",
        f"{ARN}:role/app",
        f"arn:aws:s3:::data-{ACCOUNT.id}-eu-west-1/*",
        "arn:*:s3:::other",
        "barn:aws:s3",
        "arn:aws:s3:::${aws:username}",
        "{{ item }}",
        "{% raw %}",
        "\\1",
        "012",
        "true",
        "*",
    ]
)
CONDITIONS: t.Final = st.dictionaries(
    st.sampled_from(["StringLike", "ForAnyValue:StringLike"]),
    st.dictionaries(st.sampled_from(["aws:PrincipalTag/a", "aws:userid"]), TEXTS | st.lists(TEXTS, min_size=1)),
)


@st.composite
def documents(draw: t.Any) -> dict[str, t.Any]:
    statements = [
        {**allow("s3:GetObject", draw(TEXTS))["Statement"][0], "Condition": draw(CONDITIONS)}
        for _each in range(draw(st.integers(1, 3)))
    ]
    return {"Version": "2012-10-17", "Statement": statements if len(statements) > 1 else statements[0]}


TAGS: t.Final = st.dictionaries(st.sampled_from(["Team", "env"]), st.sampled_from(["", "x", "012", "é"])).map(
    lambda tags: [{"Key": key, "Value": value} for key, value in tags.items()]
)


@st.composite
def accounts(draw: t.Any) -> MemoryIam:
    """An account whose policies and roles can all be made again, but for instance profiles of other names."""
    iam = MemoryIam(ACCOUNT.id, page_size=draw(st.sampled_from((1, 2, 100))))
    arns = []
    for name in draw(st.lists(st.sampled_from(["a", "b", "ReadOnlyAccess"]), unique=True)):
        path = draw(st.sampled_from(["/", "/team/"]))
        described = draw(st.sampled_from(["", "for {{ all }}"]))
        create_policy(iam, name, draw(documents()), Path=path, Description=described, Tags=draw(TAGS))
        arns.append(f"{ARN}:policy{path}{name}")
        for default in draw(st.lists(st.booleans(), max_size=3)):
            iam.call(
                "CreatePolicyVersion",
                {"PolicyArn": arns[-1], "PolicyDocument": json.dumps(draw(documents())), "SetAsDefault": default},
            )
    trusted: list[str] = []
    for name in draw(st.permutations(["q", "r", "s"])):
        boundary = {"PermissionsBoundary": draw(st.sampled_from(arns))} if arns and draw(st.booleans()) else {}
        path = draw(st.sampled_from(["/", "/team/"]))
        create_role(
            iam,
            name,
            trusting(*trusted) if trusted and draw(st.booleans()) else EC2,
            Path=path,
            Description=draw(st.sampled_from(["", "first"])),
            MaxSessionDuration=draw(st.sampled_from([3600, 7200])),
            Tags=draw(TAGS),
            **boundary,
        )
        trusted.append(f"{ARN}:role{path}{name}")
        for arn in draw(st.lists(st.sampled_from([*arns, AWS_POLICY]), unique=True)):
            iam.call("AttachRolePolicy", {"RoleName": name, "PolicyArn": arn})
        for inline in draw(st.lists(st.sampled_from(["i", "j"]), unique=True)):
            given = {"PolicyName": inline, "PolicyDocument": json.dumps(draw(documents()))}
            iam.call("PutRolePolicy", {"RoleName": name, **given})
        if not boundary and draw(st.booleans()):
            iam.call("CreateInstanceProfile", {"InstanceProfileName": name, "Path": path})
            iam.call("AddRoleToInstanceProfile", {"InstanceProfileName": name, "RoleName": name})
    iam.calls.clear()
    return iam


@given(accounts())
def test_applied_to_the_same_account_it_changes_nothing(iam: MemoryIam) -> None:
    export = exported(iam)
    assert export.left_out == ()
    assert applied(iam, export, ACCOUNT) == []
    assert iam.writes == []


@given(accounts())
def test_applied_to_an_empty_account_it_makes_the_same(iam: MemoryIam) -> None:
    export, other = exported(iam), MemoryIam(OTHER.id)
    applied(other, export, OTHER)
    without_history = held(iam, ACCOUNT)
    for policy in without_history["policies"].values():
        policy["others"] = []
    assert held(other, OTHER) == without_history
    assert exported(other, OTHER) == export


@given(accounts(), st.sampled_from([["q"], ["Q*"], ["[rs]"], ["a", "?"]]))
def test_a_part_of_an_account_suffices_itself(iam: MemoryIam, names: list[str]) -> None:
    """Policies that the roles use come with them, and roles that they trust and that are not there are told of."""
    export = exported(iam, names=names)
    assert applied(iam, export, ACCOUNT) == []
    own = {entry["name"] for entry in export.policies}
    for entry in export.roles:
        carried = {*entry["managed_policies"], entry.get("boundary", PORTABLE_AWS_POLICY)} - {PORTABLE_AWS_POLICY}
        assert {each.rpartition("/")[2] for each in carried} <= own


@pytest.fixture
def iam() -> MemoryIam:
    return MemoryIam(ACCOUNT.id)


def test_roles_of_aws_are_left_out(iam: MemoryIam) -> None:
    iam.plant_role("AWSServiceRoleForSupport", "/aws-service-role/support.amazonaws.com/", EC2)
    iam.plant_role("AWSReservedSSO_x", "/aws-reserved/sso.amazonaws.com/", EC2)
    create_role(iam, "app")
    export = exported(iam)
    assert [entry["name"] for entry in export.roles] == ["app"]
    assert {each.name: each.text for each in export.left_out} == {
        "AWSServiceRoleForSupport": "AWS manages the roles below /aws-service-role/",
        "AWSReservedSSO_x": "AWS manages the roles below /aws-reserved/",
    }


@pytest.mark.parametrize("text", ["${AWS::AccountId}", "x${AWS::Unknown}"])
def test_what_would_come_back_another_is_left_out_and_the_rest_is_not(iam: MemoryIam, text: str) -> None:
    """IAM holds what looks like a pseudo parameter, and to apply it would fill it in."""
    create_policy(iam, "odd", allow("s3:GetObject", f"arn:aws:s3:::{text}"))
    create_policy(iam, "plain")
    create_role(iam, "app", PermissionsBoundary=f"{ARN}:policy/odd")
    iam.call("AttachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}:policy/odd"})
    export = exported(iam)
    assert [entry["name"] for entry in export.policies] == ["plain"]
    (left_out,) = export.left_out
    assert (left_out.type, left_out.name) == ("managed_policy", "odd")
    assert "AWS::Unknown" in left_out.text or "create a new default version" in left_out.text
    # What is not in the export has no name in it.
    assert export.roles[0]["managed_policies"] == ["arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/odd"]
    assert [str(each) for each in export.remarks] == [
        f"role app: it uses {ARN}:policy/odd, which is not exported and has to exist before the role gets it"
    ]


def test_tags_that_only_aws_sets_are_not_exported(iam: MemoryIam) -> None:
    tags = [{"Key": "Team", "Value": "crm"}]
    create_policy(iam, "reader", Tags=tags)
    create_role(iam, "app", Tags=tags)
    for name in ("policy/reader", "role/app"):
        iam.plant_tags(f"{ARN}:{name}", {"aws:cloudformation:stack-name": "reports"})
    export = exported(iam)
    assert [entry["tags"] for entry in (*export.policies, *export.roles)] == [{"Team": "crm"}] * 2
    assert applied(iam, export, ACCOUNT) == []


def test_of_two_policies_of_one_name_neither_goes_by_it(iam: MemoryIam) -> None:
    create_policy(iam, "ReadOnlyAccess")
    create_role(iam, "app")
    for arn in (AWS_POLICY, f"{ARN}:policy/ReadOnlyAccess"):
        iam.call("AttachRolePolicy", {"RoleName": "app", "PolicyArn": arn})
    own = "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/ReadOnlyAccess"
    assert exported(iam).roles[0]["managed_policies"] == [own, PORTABLE_AWS_POLICY]


REMARKS: t.Final[dict[str, tuple[dict[str, t.Any], list[str]]]] = {
    "nobody that is missing": (trusting(f"{ARN}:role/first", f"{ARN}:root", "arn:aws:iam::333333333333:role/x"), []),
    "a user": (
        trusting(f"{ARN}:user/me"),
        [f"its trust policy names {ARN}:user/me, which has to exist before the role is created"],
    ),
    "itself": (
        trusting(f"{ARN}:role/app"),
        [f"its trust policy names {ARN}:role/app, which has to exist before the role is created"],
    ),
    "one that was deleted": (
        trusting("AROAJAAAAAAAAAAAAAAAA"),
        ["its trust policy names the deleted principal AROAJAAAAAAAAAAAAAAAA, which IAM accepts in no other account"],
    ),
    "an identity provider": (
        {
            **EC2,
            "Statement": {
                "Effect": "Allow",
                "Principal": {"Federated": f"{ARN}:saml-provider/Corp"},
                "Action": "sts:AssumeRoleWithSAML",
                "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            },
        },
        [f"its trust policy names {ARN}:saml-provider/Corp, which has to exist before the role is created"],
    ),
}


@pytest.mark.parametrize("case", REMARKS)
def test_what_a_trust_policy_takes_for_granted_is_told(iam: MemoryIam, case: str) -> None:
    document, remarks = REMARKS[case]
    create_role(iam, "app")
    create_role(iam, "first")
    iam.call("UpdateAssumeRolePolicy", {"RoleName": "app", "PolicyDocument": json.dumps(document)})
    assert [each.text for each in exported(iam).remarks] == remarks


def test_roles_come_after_those_that_they_trust(iam: MemoryIam) -> None:
    for name in ("a", "b", "c", "d"):
        create_role(iam, name)
    for name, trusted in (("a", "c"), ("c", "b"), ("d", "d")):
        given = {"RoleName": name, "PolicyDocument": json.dumps(trusting(f"{ARN}:role/{trusted}"))}
        iam.call("UpdateAssumeRolePolicy", given)
    assert [entry["name"] for entry in exported(iam).roles] == ["b", "c", "a", "d"]
    iam.call("UpdateAssumeRolePolicy", {"RoleName": "b", "PolicyDocument": json.dumps(trusting(f"{ARN}:role/a"))})
    export = exported(iam)
    # Of three in a ring, one has to be the first.
    assert [entry["name"] for entry in export.roles] == ["d", "a", "b", "c"]
    assert [each.name for each in export.remarks] == ["d", "a"]


def test_an_instance_profile_that_iam_baseline_does_not_make_is_told_of(iam: MemoryIam) -> None:
    create_policy(iam, "limit")
    create_role(iam, "app", PermissionsBoundary=f"{ARN}:policy/limit")
    create_role(iam, "web")
    create_role(iam, "elsewhere")
    for profile, role in (("app", "app"), ("web", "web"), ("other", "web"), ("elsewhere", "elsewhere")):
        path = "/team/" if profile == "elsewhere" else "/"
        iam.call("CreateInstanceProfile", {"InstanceProfileName": profile, "Path": path})
        iam.call("AddRoleToInstanceProfile", {"InstanceProfileName": profile, "RoleName": role})
    export = exported(iam)
    made = {entry["name"]: entry.get("create_instance_profile") for entry in export.roles}
    assert made == {"app": None, "elsewhere": None, "web": True}
    assert [(each.name, each.text.split(" is not exported")[0]) for each in export.remarks] == [
        ("app", "its instance profile app"),
        ("elsewhere", "its instance profile elsewhere"),
        ("web", "its instance profile other"),
    ]


def test_what_the_review_refuses_and_iam_holds_is_exported(iam: MemoryIam) -> None:
    """The review knows less than IAM: an entry says what of it does not count."""
    create_policy(iam, "odd", allow("s3:GetObject", Condition={"LikeInSomeYearsTime": {"aws:userid": "x"}}))
    (entry,) = exported(iam).policies
    assert entry["review_ignore"] == ["invalid-operator"]
    assert applied(iam, exported(iam), ACCOUNT) == []


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["app", "limit", "other", "reader", "web"]),
        ({"names": ["WEB"]}, ["web"]),
        ({"names": ["we?", "[or]*"]}, ["other", "reader", "web"]),
        ({"path_prefix": "/team/"}, ["app", "limit", "other", "reader"]),
        ({"tags": {"Team": "crm"}}, ["app", "limit", "reader"]),
        ({"tags": {"Team": "crm"}, "names": ["r*"]}, ["reader"]),
        ({"tags": {"Team": "CRM"}, "allow_empty": True}, []),
        ({"names": ["nobody"], "allow_empty": True}, []),
    ],
)
def test_names_paths_and_tags_choose(iam: MemoryIam, asked: dict[str, t.Any], names: list[str]) -> None:
    tags = {"Tags": [{"Key": "Team", "Value": "crm"}, {"Key": "more", "Value": ""}]}
    create_policy(iam, "limit")
    create_policy(iam, "reader", Path="/team/", **tags)
    create_policy(iam, "other", Path="/team/")
    create_role(iam, "app", Path="/team/", PermissionsBoundary=f"{ARN}:policy/limit", **tags)
    create_role(iam, "web")
    export = exported(iam, **asked)
    assert sorted(entry["name"] for entry in (*export.policies, *export.roles)) == names


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"names": ["Reports"]}, "no role and no managed policy matches names Reports. The account has Reporter"),
        ({"names": ["writter*", "Reprter"]}, "matches names writter*, Reprter. The account has Writer, Reporter"),
        ({"names": ["x*"]}, "no role and no managed policy matches names x*"),
        ({"names": ["*"], "path_prefix": "/reports/"}, "matches names * and path_prefix /reports/"),
        ({"tags": {"Team": "crm", "Env": ""}}, "no role and no managed policy matches tags Team=crm, Env="),
    ],
)
def test_a_selection_of_nothing_is_refused(iam: MemoryIam, asked: dict[str, t.Any], said: str) -> None:
    create_policy(iam, "Writer")
    create_role(iam, "Reporter")
    with pytest.raises(RefusedError) as caught:
        exported(iam, **asked)
    assert str(caught.value).endswith(said)
    assert caught.value.advice == "To export nothing, set allow_empty to true"


def test_an_account_without_anything_is_refused(iam: MemoryIam) -> None:
    iam.plant_role("AWSServiceRoleForSupport", "/aws-service-role/support.amazonaws.com/", EC2)
    with pytest.raises(RefusedError, match="the account has no role and no managed policy to export"):
        exported(iam)
    export = exported(iam, allow_empty=True)
    assert (export.policies, export.roles) == ((), ())


def test_a_policy_that_goes_meanwhile_is_not_exported(iam: MemoryIam) -> None:
    for name in ("gone", "here"):
        create_policy(iam, name)
    iam.faults.append(Fault("GetPolicy", ApiError("NoSuchEntity", "Policy was not found.")))
    assert [entry["name"] for entry in exported(iam).policies] == ["here"]


def test_it_takes_few_calls(iam: MemoryIam) -> None:
    for number in range(20):
        create_policy(iam, f"p{number}")
        create_role(iam, f"r{number}")
    iam.calls.clear()
    exported(iam, names=["p1", "r1*"])
    assert iam.operations == ["ListRoles", "GetAccountAuthorizationDetails", "GetPolicy"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"names": []}, "names must hold at least one pattern"),
        ({"names": ["ok", "a b"]}, r"names must be letters.* \(got: 'a b'\)"),
        ({"names": ["x" * 129]}, r"names must be letters.* \(got: "),
        ({"path_prefix": "team"}, "path_prefix: 'team': path must begin and end with /"),
        ({"tags": {"": "x"}}, "tags: "),
    ],
)
def test_what_cannot_be_asked_for_is_refused(asked: dict[str, t.Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        selection.Query.from_options(options("iam_baseline_export", **asked))


OIDC_ARN: t.Final = f"{ARN}:oidc-provider/token.example.com/id/A"


def federated(arn: str) -> dict[str, t.Any]:
    is_saml = ":saml-provider/" in arn
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": "sts:AssumeRoleWithSAML" if is_saml else "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"SAML:aud" if is_saml else "token.example.com/id/A:sub": "x"}},
    }
    return {"Version": "2012-10-17", "Statement": statement}


def account_with_providers() -> MemoryIam:
    iam = MemoryIam()
    tags = [{"Key": "team", "Value": "a"}]
    iam.call("CreateOpenIDConnectProvider", {"Url": "https://token.example.com/id/A", "ClientIDList": ["b", "a"]})
    iam.call("CreateOpenIDConnectProvider", {"Url": "https://unused.example.com"})
    iam.call("CreateSAMLProvider", {"Name": "corp", "SAMLMetadataDocument": saml_metadata(), "Tags": tags})
    create_role(iam, "deploy", federated(OIDC_ARN))
    create_role(iam, "staff", federated(f"{ARN}:saml-provider/corp"))
    create_role(iam, "lost", federated(f"{ARN}:oidc-provider/gone.example.com"))
    return iam


def test_an_export_takes_the_providers_that_its_roles_trust() -> None:
    iam = account_with_providers()
    export = exported(iam, names=["deploy", "staff"])
    assert list(export.providers) == [
        {"url": "https://token.example.com/id/A", "client_id_list": ["a", "b"]},
        {"name": "corp", "saml_metadata_document": saml_metadata(), "tags": {"team": "a"}},
    ]
    assert (export.remarks, export.left_out) == ((), ())
    assert applied(iam, export, ACCOUNT) == []
    other = MemoryIam(OTHER.id)
    assert applied(other, export, OTHER)[0] == "create OIDC provider token.example.com/id/A"
    assert applied(other, export, OTHER) == []


def test_an_export_without_federated_roles_has_no_list_of_providers() -> None:
    iam = account_with_providers()
    create_role(iam, "app")
    assert set(exported(iam, names=["app"]).to_variables()) == {"iam_baseline_policies", "iam_baseline_roles"}
    [remark] = exported(iam, names=["lost"]).remarks
    gone = f"{ARN}:oidc-provider/gone.example.com"
    assert remark.text == f"its trust policy names {gone}, which has to exist before the role is created"


def test_a_remark_says_that_private_keys_are_not_exported() -> None:
    iam = account_with_providers()
    encrypted = {"AssertionEncryptionMode": "Required", "AddPrivateKey": "x"}
    iam.call("UpdateSAMLProvider", {"SAMLProviderArn": f"{ARN}:saml-provider/corp", **encrypted})
    export = exported(iam, names=["staff"])
    [remark] = export.remarks
    assert str(remark).startswith("SAML provider corp: IAM does not return the private keys")
    assert applied(iam, export, ACCOUNT) == []


def test_a_provider_that_may_not_be_read_is_left_out_with_the_reason() -> None:
    iam = account_with_providers()
    iam.faults.append(Fault("GetSAMLProvider", ApiError("AccessDenied", "no"), times=1))
    export = exported(iam)
    assert [entry.get("url") for entry in export.providers] == ["https://token.example.com/id/A"]
    [left] = export.left_out
    assert (left.type, left.name) == ("saml_provider", "corp")
    assert "iam:GetSAMLProvider" in left.text
    assert any(":saml-provider/corp, which has to exist before" in remark.text for remark in export.remarks)
