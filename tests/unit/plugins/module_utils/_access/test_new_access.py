# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""New access: tables of changes of a role and of a policy, and laws by an evaluator of its own."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access.new_access import (
    NO_NEW_ACCESS,
    NewAccess,
    combined,
    new_access,
    new_access_of_policy,
    worst,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._access.role import RoleAccess
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document
from hypothesis import given, settings
from support import iam_evaluator
from support.access_documents import CONTEXTS, documents, neighbours

Json = dict[str, t.Any]


def policy(*statements: Json) -> Document:
    return document.parse("policy", {"Version": "2012-10-17", "Statement": [*statements]})


def allow(action: t.Any, resource: t.Any = "*", **elements: t.Any) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: t.Any, resource: t.Any = "*") -> Json:
    return {"Effect": "Deny", "Action": action, "Resource": resource}


def trusting(*services: str) -> Document:
    return policy({"Effect": "Allow", "Principal": {"Service": [*services]}, "Action": "sts:AssumeRole"})


def having(*policies: Document | None, boundary: Document | None = None, trust: Document | None = None) -> RoleAccess:
    bounding = None if boundary is None else {"boundary": boundary}
    return RoleAccess(
        identity={f"policy {number}": given for number, given in enumerate(policies)}, boundary=bounding, trust=trust
    )


READ, WRITE, ALL = policy(allow("s3:GetObject")), policy(allow("s3:PutObject")), policy(allow("s3:*"))
NO_WRITING: t.Final = policy(deny("s3:PutObject"))
TLS: t.Final = {"Bool": {"aws:SecureTransport": "true"}}
# An operator that the engine does not know.
STRANGE: t.Final = policy(allow("s3:GetObject", Condition={"StringAlmost": {"aws:PrincipalTag/a": "b"}}))
LAMBDA, EC2 = "lambda.amazonaws.com", "ec2.amazonaws.com"

# What a role has before and after, and the answer.
ROLES: t.Final[dict[str, tuple[RoleAccess | None, RoleAccess | None, str]]] = {
    "nothing changes": (having(ALL), having(ALL), "none"),
    "nothing changes, whatever nobody understands": (having(STRANGE, None), having(STRANGE, None), "none"),
    "attached": (having(READ), having(READ, WRITE), "new"),
    "attached, of no use": (having(ALL), having(ALL, READ), "none"),
    "detached": (having(READ, WRITE), having(READ), "none"),
    "a deny detached": (having(ALL, NO_WRITING), having(ALL), "new"),
    "a deny detached that denied nothing": (having(READ, NO_WRITING), having(READ), "none"),
    "one policy in two": (having(ALL), having(READ, WRITE), "none"),
    "a condition more": (having(READ), having(policy(allow("s3:GetObject", Condition=TLS))), "none"),
    "a condition less": (having(policy(allow("s3:GetObject", Condition=TLS))), having(READ), "new"),
    "a boundary that limits": (having(ALL), having(ALL, boundary=READ), "none"),
    "a boundary that goes": (having(ALL, boundary=READ), having(ALL), "new"),
    "a boundary that goes, of no use": (having(READ, boundary=ALL), having(READ), "none"),
    "a wider boundary": (having(ALL, boundary=READ), having(ALL, boundary=ALL), "new"),
    "wider below a boundary": (having(READ, boundary=READ), having(ALL, boundary=READ), "none"),
    "trusting more": (having(READ, trust=trusting(EC2)), having(READ, trust=trusting(EC2, LAMBDA)), "new"),
    "trusting less": (having(READ, trust=trusting(EC2, LAMBDA)), having(READ, trust=trusting(EC2)), "none"),
    "trusting more, without permissions": (having(trust=trusting(EC2)), having(trust=trusting(LAMBDA)), "new"),
    "not understood": (having(READ), having(READ, STRANGE, WRITE), "new"),
    "not understood, and narrower": (having(ALL), having(STRANGE), "none"),
    "only not understood": (having(WRITE), having(WRITE, STRANGE), "unknown"),
    "not read": (having(READ), having(READ, None), "unknown"),
    "a policy that nobody has read detached": (having(READ, None), having(READ), "unknown"),
    "created": (None, having(READ, trust=trusting(EC2)), "new"),
    "created, with trust only": (None, having(trust=trusting(EC2)), "new"),
    "created, for nobody yet": (None, having(READ, trust=policy(deny("sts:AssumeRole"))), "new"),
    "created, with nothing allowed": (None, having(NO_WRITING), "none"),
    "created, not understood": (None, having(STRANGE), "unknown"),
    "deleted": (having(ALL, NO_WRITING, trust=trusting(EC2)), None, "none"),
    "absent": (None, None, "none"),
}

# A policy before and after, and the answer.
POLICIES: t.Final[dict[str, tuple[Document | None, Document | None, str]]] = {
    "nothing changes": (ALL, ALL, "none"),
    "wider": (READ, ALL, "new"),
    "narrower": (ALL, READ, "none"),
    "merged": (policy(allow("s3:GetObject"), allow("s3:PutObject")), policy(allow(["s3:Get*", "s3:PutObject"])), "new"),
    "the same in other words": (policy(allow("s3:GetObject")), policy(allow(["s3:getobject"])), "none"),
    "a deny less, though it allows no more": (policy(allow("s3:Get*"), deny("iam:*")), policy(allow("s3:Get*")), "new"),
    "a narrower deny": (policy(allow("s3:Get*"), deny("iam:*")), policy(allow("s3:Get*"), deny("iam:A*")), "new"),
    "a deny more": (policy(allow("s3:Get*")), policy(allow("s3:Get*"), deny("iam:*")), "none"),
    "the same deny": (policy(allow("s3:Get*"), deny("iam:*")), policy(deny("iam:*")), "none"),
    "created": (None, READ, "new"),
    "created, with a deny only": (None, NO_WRITING, "none"),
    "deleted": (policy(allow("s3:Get*"), deny("iam:*")), None, "none"),
}


@pytest.mark.parametrize(("before", "after", "verdict"), ROLES.values(), ids=ROLES)
def test_a_role_counts_whole(before: RoleAccess | None, after: RoleAccess | None, verdict: str) -> None:
    answer = new_access(before, after)
    assert answer.verdict == verdict
    assert (answer.to_result()["request"] is not None) == (verdict == "new")
    # An answer that fails a task always says why.
    assert answer.is_none or answer.sentence


@pytest.mark.parametrize(("before", "after", "verdict"), POLICIES.values(), ids=POLICIES)
def test_a_policy_counts_whatever_else_its_roles_have(
    before: Document | None, after: Document | None, verdict: str
) -> None:
    answer = new_access_of_policy(None if before is None else having(before), None if after is None else having(after))
    assert answer.verdict == verdict
    assert answer.not_considered[-1] == "other policies of the users, groups and roles that have the policy"


def test_a_policy_with_a_deny_that_is_detached_by_its_deletion() -> None:
    answer = new_access_of_policy(having(policy(allow("s3:Get*"), deny("iam:*"))), RoleAccess())
    assert answer.verdict == "new"
    assert answer.found is not None
    assert answer.found.request is not None
    assert answer.found.request.action.startswith("iam:")
    assert answer.to_result()["request"]["allowed_by"] == ["another policy: Everything"]


def test_the_creation_of_a_role_is_said_and_comes_with_a_request() -> None:
    answer = new_access(None, having(READ, trust=trusting(EC2)))
    result = answer.to_result()
    assert list(result) == ["verdict", "effect", "request", "reason", "not_considered"]
    assert result["request"]["action"].lower() == "s3:getobject"
    assert result["request"]["allowed_by"] == ["policy 0: Statement[0]"]
    assert result["reason"] == "the role is created"
    assert result["not_considered"] == list(NO_NEW_ACCESS.not_considered)
    assert answer.sentence.startswith("the role is created: s3:")


def test_an_unknown_answer_says_which_document_was_not_read() -> None:
    result = new_access(having(READ), having(READ, None)).to_result()
    assert result["reason"] == "the document of policy 1 was not read"
    assert result["not_considered"][0] == "the document of policy 1"


def test_the_same_on_both_sides_gives_nothing_new_whatever_it_means() -> None:
    sides = (RoleAccess(identity={"policy A": document.from_reply({"Statement": ["x"]})}) for _side in range(2))
    answer = new_access(*sides)
    assert (answer.verdict, answer.effect) == ("none", "neither")


def test_documents_that_were_not_read_on_either_side_are_named_once() -> None:
    sides = having(READ, None), having(READ, None, None)
    named = [line for line in new_access(*sides).not_considered if line.startswith("the document")]
    assert sorted(named) == ["the document of policy 1", "the document of policy 2"]


def test_the_worst_of_several_answers_is_the_first_of_the_worst() -> None:
    none, unknown, new = (NewAccess(verdict) for verdict in ("none", "unknown", "new"))
    other = NewAccess("new", created="role")
    assert worst([none, unknown, new, other]) is new
    assert worst([none, unknown]) is unknown
    assert worst([none]) is none
    assert worst([]) is NO_NEW_ACCESS


WIDE_BOUNDARY, NARROW_BOUNDARY = policy(allow("*")), policy(allow("s3:Get*"))
EFFECTS: t.Final[dict[str, tuple[RoleAccess | None, RoleAccess | None, str]]] = {
    "a policy attached": (having(READ), having(READ, WRITE), "widens"),
    "a policy detached": (having(READ, WRITE), having(READ), "narrows"),
    "one for another": (having(READ), having(WRITE), "both"),
    "a policy that another one covers": (having(READ), having(READ, READ), "neither"),
    "a policy split in two": (
        having(policy(allow("s3:Get*"), allow("s3:Put*"))),
        having(policy(allow("s3:Get*")), policy(allow("s3:Put*"))),
        "neither",
    ),
    "a boundary that cuts nothing": (having(READ), having(READ, boundary=WIDE_BOUNDARY), "neither"),
    "a boundary that cuts": (having(WRITE), having(WRITE, boundary=NARROW_BOUNDARY), "narrows"),
    "another principal": (
        having(READ, trust=trusting(EC2)),
        having(READ, trust=trusting(LAMBDA)),
        "both",
    ),
    "policies narrower, trust wider": (having(READ, WRITE), having(READ, trust=trusting(EC2)), "both"),
    "a document that nobody read": (having(READ), having(READ, None), "unknown"),
    "created": (None, having(READ), "widens"),
    "created, and allows nothing": (None, having(), "neither"),
    "deleted": (having(READ), None, "narrows"),
    "unchanged, whatever it is": (having(None), having(None), "neither"),
}


@pytest.mark.parametrize(("before", "after", "effect"), EFFECTS.values(), ids=EFFECTS)
def test_the_effect_of_a_change_is_that_on_the_role_as_a_whole(
    before: RoleAccess | None, after: RoleAccess | None, effect: str
) -> None:
    assert new_access(before, after).to_result()["effect"] == effect


def test_the_effect_of_several_answers_is_that_of_all_their_changes() -> None:
    widens, narrows = NewAccess("new", effect="widens"), NewAccess("none", effect="narrows")
    assert combined([narrows, widens]) == NewAccess("new", effect="both")
    assert combined([narrows, NO_NEW_ACCESS]).effect == "narrows"
    assert combined([widens, NewAccess("unknown", effect="unknown")]).effect == "unknown"
    assert combined([]) == NO_NEW_ACCESS


@settings(max_examples=40)
@given(neighbours(), documents())
def test_nobody_gains_by_a_policy_without_new_access(pair: tuple[Json, Json], other: Json) -> None:
    """Whatever else a role has: an evaluator that shares no code finds no request that the change allows."""
    before, after = pair
    sides = (having(document.parse("policy", side)) for side in pair)
    answer = new_access_of_policy(*sides)
    for request in CONTEXTS.requests(before, after, limit=100) if answer.is_none else ():
        for company in ([], [other], [{"Statement": [allow("*")]}]):
            allowed = iam_evaluator.allowed([after, *company], request)
            assert not (allowed and iam_evaluator.allowed([before, *company], request) is False), request


@settings(max_examples=40)
@given(documents(), documents(), documents())
def test_a_request_of_new_access_is_one(first: Json, second: Json, attached: Json) -> None:
    before, after = [first, second], [first, attached]
    sides = (having(*(document.parse("policy", given) for given in side)) for side in (before, after))
    answer = new_access(*sides)
    found = answer.found and answer.found.request
    assert (found is not None) == (answer.verdict == "new")
    if found:
        request = iam_evaluator.Request(found.action, found.resource, dict(found.context))
        assert iam_evaluator.allowed(after, request) is True
        assert iam_evaluator.allowed(before, request) is False
