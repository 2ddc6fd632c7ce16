# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Identity providers of a set: of which kind an entry is, when it is created, and when it is deleted."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import drift, entries, steps
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from memory_iam import MemoryIam
from support.saml_metadata import saml_metadata
from support.tasks import ACCOUNT, WITHOUT_RETRIES, options, trust

HOST: t.Final = "token.example.com"
URL: t.Final = f"https://{HOST}"
METADATA: t.Final = saml_metadata()
OIDC: t.Final = {"url": URL, "client_id_list": ["sts.amazonaws.com"]}
SAML: t.Final = {"name": "corp", "saml_metadata_document": METADATA}
GONE: t.Final = {"state": "absent"}

Entry = dict[str, t.Any]


def role(name: str = "deploy", provider: str = f"oidc-provider/{HOST}", **given: t.Any) -> Entry:
    web = provider.startswith("oidc")
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT.id}:{provider}"},
        "Action": "sts:AssumeRoleWithWebIdentity" if web else "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {f"{HOST}:aud" if web else "SAML:aud": "x"}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"name": name, "assume_role_policy_document": document, **given}


def lambda_role(name: str = "deploy") -> Entry:
    return {"name": name, "assume_role_policy_document": trust("lambda.amazonaws.com")}


def run(iam: MemoryIam, **given: t.Any) -> steps.Run:
    task = options("iam_baseline", **given)
    settings = entries.Settings.from_options(task)
    members = entries.members_of(entries.entries_of(task), settings)
    members = tuple(replace(member, retry_policy=WITHOUT_RETRIES) for member in members)
    return steps.apply(iam, members, ACCOUNT, check_mode=False)


def done(iam: MemoryIam, **given: t.Any) -> list[str]:
    """What a task does, line by line, or why it fails."""
    found = run(iam, **given)
    calls = [call.summary for step in found.steps for call in step.state.calls]
    return [*calls, str(found.error)] if found.error else calls


CASES: t.Final[dict[str, tuple[list[Entry], Entry, list[str]]]] = {
    "providers come before the roles that trust them": (
        [],
        {"identity_providers": [OIDC, SAML], "roles": [role(), role("staff", "saml-provider/corp")]},
        [
            f"create OIDC provider {HOST}",
            "create SAML provider corp",
            "create role deploy",
            "create role staff",
        ],
    ),
    "a second run changes nothing": (
        [{"identity_providers": [OIDC, SAML], "roles": [role()]}],
        {"identity_providers": [{**OIDC, "url": "HTTPS://TOKEN.example.com"}, SAML], "roles": [role()]},
        [],
    ),
    "the whole set is removed from last to first": (
        [{"identity_providers": [OIDC, SAML], "roles": [role()]}],
        {"identity_providers": [OIDC, SAML], "roles": [role()], **GONE},
        ["delete role deploy", "delete SAML provider corp", f"delete OIDC provider {HOST}"],
    ),
    "a provider goes after the role that trusted it": (
        [{"identity_providers": [OIDC], "roles": [role()]}],
        {"identity_providers": [{"url": URL, **GONE}], "roles": [role(**GONE)]},
        ["delete role deploy", f"delete OIDC provider {HOST}"],
    ),
    "a provider goes after a role that no longer trusts it": (
        [{"identity_providers": [OIDC], "roles": [role()]}],
        {"identity_providers": [{"url": URL, **GONE}], "roles": [lambda_role()]},
        ["update the trust policy of role deploy", f"delete OIDC provider {HOST}"],
    ),
    "a provider stays while a role outside of the set trusts it": (
        [{"identity_providers": [OIDC], "roles": [role("other")]}],
        {"identity_providers": [{"url": URL, **GONE}]},
        ["token.example.com is still trusted by role other"],
    ),
    "a provider stays that a role of the set is to trust": (
        [{"identity_providers": [OIDC]}],
        {"identity_providers": [{"url": URL, **GONE}], "roles": [role()]},
        ["token.example.com is still trusted by role deploy"],
    ),
    "a role is not to trust a provider that the set keeps absent": (
        [],
        {"identity_providers": [{"url": URL, **GONE}], "roles": [role()]},
        [f"OIDC provider {HOST} is to be absent, but the task lets role deploy trust it"],
    ),
    "nor a SAML provider": (
        [],
        {"identity_providers": [{"name": "corp", **GONE}], "roles": [role("staff", "saml-provider/corp")]},
        ["SAML provider corp is to be absent, but the task lets role staff trust it"],
    ),
    "an exclusive set empties the tags of a provider": (
        [{"identity_providers": [{**OIDC, "tags": {"team": "a"}}]}],
        {"identity_providers": [OIDC], "exclusive": True},
        [f"remove the tags team from OIDC provider {HOST}"],
    ),
}


@pytest.mark.parametrize(("before", "given", "expected"), CASES.values(), ids=CASES)
def test_a_set_with_providers(before: list[Entry], given: Entry, expected: list[str]) -> None:
    iam = MemoryIam()
    for task in before:
        assert run(iam, **task).error is None
    found = done(iam, **given)
    assert len(found) == len(expected)
    for line, part in zip(found, expected, strict=True):
        assert part in line


REFUSED: t.Final[dict[str, tuple[Entry, str]]] = {
    "no name": (
        {"client_id_list": ["a"]},
        "identity_providers[0]: needs exactly one of url (of an OIDC provider) and name (of a SAML provider)",
    ),
    "two names": (
        {"url": URL, "name": "corp"},
        "identity_providers[0]: needs exactly one of url (of an OIDC provider) and name (of a SAML provider)",
    ),
    "an option of the other kind": (
        {"name": "corp", "client_id_list": ["a"]},
        "identity_providers[0] (corp): client_id_list is an option of an OIDC provider; the entry has a name",
    ),
    "a document for an OIDC provider": (
        {"url": URL, "saml_metadata_document": METADATA},
        f"identity_providers[0] ({HOST}): saml_metadata_document is an option of a SAML provider; the entry has a url",
    ),
    "a URL that IAM refuses": (
        {"url": "http://token.example.com"},
        "identity_providers[0] (http://token.example.com): url must begin with https://",
    ),
}


@pytest.mark.parametrize(("entry", "message"), REFUSED.values(), ids=REFUSED)
def test_what_a_set_refuses(entry: Entry, message: str) -> None:
    with pytest.raises(OptionError) as refused:
        run(MemoryIam(), identity_providers=[entry])
    assert message in str(refused.value)


def test_two_entries_for_one_provider_are_refused() -> None:
    with pytest.raises(OptionError, match="is already the name of identity_providers"):
        run(MemoryIam(), identity_providers=[OIDC, {"url": "https://TOKEN.example.com"}])


def test_addresses_that_differ_in_the_case_of_their_path_are_two_providers() -> None:
    assert len(done(MemoryIam(), identity_providers=[{"url": f"{URL}/a"}, {"url": f"{URL}/A"}])) == 2


def test_drift_names_the_roles_that_would_keep_a_provider() -> None:
    iam = MemoryIam()
    run(iam, identity_providers=[OIDC, SAML], roles=[role(), role("other")])
    session = t.cast("t.Any", type("Account", (), {"account": ACCOUNT, "call": staticmethod(iam.call)}))
    query = drift.Query.from_options(
        options("iam_baseline_info", identity_providers=[{**OIDC, "client_id_list": ["x"]}, SAML], roles=[role()])
    )
    found = {entry["name"]: entry for entry in drift.read(session, query)["resources"]}
    assert list(found) == [HOST, "corp", "deploy"]
    assert found[HOST]["trusted_by"] == ["other"]
    assert found[HOST]["obstacle"] is not None
    assert found[HOST]["differs"] is True
    assert found["corp"]["differs"] is False
    assert found["corp"]["obstacle"] is None


def test_the_result_of_a_set_does_not_repeat_metadata() -> None:
    found = run(MemoryIam(), identity_providers=[SAML])
    [step] = found.steps
    result = step.member.resource_type.brief_results(step.state.before, step.state.after)
    assert t.cast("Entry", result["saml_provider"])["name"] == "corp"
    assert METADATA not in str(result)
