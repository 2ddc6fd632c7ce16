# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An IAM that keeps documents in other words than it was sent: a task stops, and keeps a policy's history."""

from __future__ import annotations

import copy
import itertools
import json
import typing as t
from collections.abc import Callable, Mapping

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import RewrittenError
from hypothesis import given
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support.stage import Stage
from support.tasks import allow, task, trust

ARN: t.Final = "arn:aws:iam::111111111111:policy/app"
SPACED: t.Final = allow("s3:GetObject", "arn:aws:s3:::reports/a%20b")

Document = dict[str, t.Any]
Rewriter = Callable[[Document], Document]


class RewritingIam:
    """An IAM that passes documents through a rewriter when it returns them."""

    def __init__(self, iam: MemoryIam, rewrite: Rewriter) -> None:
        self.iam = iam
        self._rewrite = rewrite

    def call(self, operation: str, parameters: Mapping[str, t.Any]) -> dict[str, t.Any]:
        reply = self.iam.call(operation, parameters)
        return t.cast("dict[str, t.Any]", self._rewritten(reply))

    def _rewritten(self, value: t.Any) -> t.Any:
        if isinstance(value, list):
            return [self._rewritten(member) for member in value]
        if not isinstance(value, dict):
            return value
        return (
            self._rewrite(copy.deepcopy(value))
            if "Statement" in value
            else {key: self._rewritten(member) for key, member in value.items()}
        )


def unquoted(document: Document) -> Document:
    """The document as a stand-in returns it that does not encode documents."""
    return t.cast("Document", json.loads(json.dumps(document).replace("%20", " ")))


def numbered() -> Rewriter:
    """Another text at each reading."""
    counter = itertools.count()
    return lambda document: {**document, "Id": f"reading {next(counter)}"}


def sometimes() -> Rewriter:
    """The document as it is at each third reading."""
    turns = itertools.cycle((True, True, False))
    return lambda document: with_effect(document) if next(turns) else document


def with_statement(document: Document) -> Document:
    return {**document, "Statement": [*document["Statement"], {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}


def reworded_sid(document: Document, sid: str) -> Document:
    return {**document, "Statement": [{**statement, "Sid": sid} for statement in document["Statement"]]}


def with_effect(document: Document) -> Document:
    return {**document, "Statement": [{**statement, "Effect": "Deny"} for statement in document["Statement"]]}


REWRITERS: t.Final[dict[str, Callable[[], Rewriter]]] = {
    "percent": lambda: unquoted,
    "identifier": lambda: lambda document: {**document, "Id": "kept"},
    "statement": lambda: with_statement,
    "effect": lambda: with_effect,
    "never the same": numbered,
    "sometimes": sometimes,
    "another Sid": lambda: lambda document: reworded_sid(document, "Other"),
    "version": lambda: lambda document: {**document, "Version": "2008-10-17"},
    "no version": lambda: lambda document: {key: value for key, value in document.items() if key != "Version"},
    "no statement": lambda: lambda document: {**document, "Statement": []},
}


def history(iam: MemoryIam, versions: int) -> None:
    """A policy with so many versions."""
    document = json.dumps(allow("s3:ListBucket"))
    iam.call("CreatePolicy", {"PolicyName": "app", "PolicyDocument": document})
    for number in range(versions - 1):
        other = json.dumps(allow(f"s3:Get{number}"))
        iam.call("CreatePolicyVersion", {"PolicyArn": ARN, "PolicyDocument": other, "SetAsDefault": True})
    iam.calls.clear()


def versions_of(iam: MemoryIam) -> list[str]:
    return sorted(each["VersionId"] for each in iam.call("ListPolicyVersions", {"PolicyArn": ARN})["Versions"])


def test_the_history_is_kept_and_both_texts_are_shown() -> None:
    iam, stage = MemoryIam(), Stage()
    history(iam, 4)
    rewriting = RewritingIam(iam, unquoted)
    outcome = task(rewriting, "iam_managed_policy", policy=SPACED, retry_policy=stage.retry_policy(20))
    assert isinstance(outcome.error, RewrittenError)
    assert str(outcome.error) == (
        "IAM keeps the document in other words than it was sent. Writing it again would be in vain, so the task "
        "stopped. They differ in Statement[0]. Write the document as IAM returns it:"
        '\n  sent:     {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject",'
        '"Resource":"arn:aws:s3:::reports/a%20b"}]}'
        '\n  returned: {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject",'
        '"Resource":"arn:aws:s3:::reports/a b"}]}'
    )
    assert outcome.changed
    assert iam.writes == ["CreatePolicyVersion"]
    assert versions_of(iam) == ["v1", "v2", "v3", "v4", "v5"]


def test_where_there_is_room_the_second_pair_settles_it() -> None:
    iam, stage = MemoryIam(), Stage()
    history(iam, 1)
    rewriting = RewritingIam(iam, unquoted)
    outcome = task(rewriting, "iam_managed_policy", policy=SPACED, retry_policy=stage.retry_policy(120))
    assert isinstance(outcome.error, RewrittenError)
    assert iam.writes == ["CreatePolicyVersion"] * 2
    assert stage.time < 10


TRUST: t.Final = trust("ec2.amazonaws.com", Condition={"StringEquals": {"aws:SourceArn": "a%20b"}})
INLINE: t.Final[dict[str, tuple[str, dict[str, t.Any], str]]] = {
    "trust policy": ("iam_role", {"assume_role_policy_document": TRUST}, "UpdateAssumeRolePolicy"),
    "inline policy of a role": ("iam_role", {"inline_policies": {"i": SPACED}}, "PutRolePolicy"),
    "inline policy": (
        "iam_policy",
        {"iam_type": "role", "iam_name": "app", "policy_name": "i", "policy_json": SPACED},
        "PutRolePolicy",
    ),
}


@pytest.mark.parametrize("timeout", [20, 120])
@pytest.mark.parametrize(("module", "wanted", "operation"), INLINE.values(), ids=INLINE)
def test_other_documents_are_written_twice_and_nobody_is_blamed(
    module: str, wanted: dict[str, t.Any], operation: str, timeout: int
) -> None:
    iam, stage = MemoryIam(), Stage()
    iam.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(trust("ec2.amazonaws.com"))})
    iam.calls.clear()
    rewriting = RewritingIam(iam, unquoted)
    outcome = task(rewriting, module, retry_policy=stage.retry_policy(timeout), **wanted)
    assert isinstance(outcome.error, RewrittenError)
    assert str(outcome.error).startswith(
        "IAM keeps the document in other words than it was sent, unless another process keeps changing "
    )
    assert "a%20b" in str(outcome.error)
    assert "a b" in str(outcome.error)
    assert set(iam.writes) == {operation}
    assert len(iam.writes) <= 2


def reworded(place: str, change: Callable[[t.Any], t.Any]) -> Rewriter:
    """Each statement with another value in one place, if it has the place."""

    def rewrite(document: Document) -> Document:
        statements = [
            {**statement, place: change(statement[place])} if place in statement else statement
            for statement in document["Statement"]
        ]
        return {**document, "Statement": statements}

    return rewrite


def with_principals(change: Callable[[list[str]], t.Any]) -> Rewriter:
    return reworded("Principal", lambda principal: {kind: change(names) for kind, names in principal.items()})


MFA: t.Final = "aws:MultiFactorAuthPresent"
PRINCIPALS: t.Final = {
    "AWS": ["222222222222", "arn:aws:iam::333333333333:root", "4444-4444-4444", "arn:aws:iam::222222222222:role/r"]
}
WHOLE: t.Final[Document] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "",
            "Effect": "Allow",
            "Principal": PRINCIPALS,
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "StringEquals": {"sts:ExternalId": ["a", "b"]},
            },
        },
        {"Effect": "Deny", "Principal": {"AWS": ["222222222222"]}, "Action": ["sts:TagSession"]},
    ],
}
EQUAL: t.Final[dict[str, Rewriter]] = {
    "statements in another order": lambda document: {**document, "Statement": document["Statement"][::-1]},
    "lists in another order": reworded("Action", lambda actions: actions[::-1]),
    "a single element without its list": reworded("Action", lambda actions: actions if actions[1:] else actions[0]),
    "an element twice": reworded("Action", lambda actions: actions * 2),
    "actions in lower case": reworded("Action", lambda actions: [action.lower() for action in actions]),
    "no empty Sid": lambda document: {
        **document,
        "Statement": [{key: value for key, value in each.items() if key != "Sid"} for each in document["Statement"]],
    },
    "principals in another order": with_principals(lambda names: names[::-1]),
    "ARNs for account numbers": with_principals(
        lambda names: [name if "role/" in name else f"arn:aws:iam::{digits(name)}:root" for name in names]
    ),
    "account numbers for ARNs": with_principals(
        lambda names: [name if "role/" in name else digits(name) for name in names]
    ),
    "a boolean for its text": reworded("Condition", lambda keys: {**keys, "Bool": {MFA: True}}),
    "keys in capitals": reworded(
        "Condition",
        lambda operators: {
            operator: {key.upper(): value for key, value in keys.items()} for operator, keys in operators.items()
        },
    ),
    "operators in lower case": reworded(
        "Condition", lambda operators: {operator.lower(): keys for operator, keys in operators.items()}
    ),
}


def digits(principal: str) -> str:
    """The account of a principal that is a whole one."""
    return "".join(filter(str.isdigit, principal))


@pytest.mark.parametrize("rewrite", EQUAL.values(), ids=EQUAL)
def test_other_words_for_the_same_are_no_reason_to_write_again(rewrite: Rewriter) -> None:
    iam, stage = MemoryIam(), Stage()
    iam.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(trust("ec2.amazonaws.com"))})
    assert rewrite(copy.deepcopy(WHOLE)) != WHOLE
    for writes in (["UpdateAssumeRolePolicy"], []):
        iam.calls.clear()
        rewriting, policy = RewritingIam(iam, rewrite), stage.retry_policy(20)
        outcome = task(rewriting, "iam_role", retry_policy=policy, assume_role_policy_document=WHOLE)
        assert outcome.error is None
        assert iam.writes == writes


def test_identifiers_of_deleted_principals_are_explained() -> None:
    identifier = "AROAABCDEFGHIJKLMNOPQ"
    iam, stage = MemoryIam(), Stage()
    iam.call("CreateRole", {"RoleName": "app", "AssumeRolePolicyDocument": json.dumps(trust("ec2.amazonaws.com"))})
    rewriting = RewritingIam(
        iam, with_principals(lambda names: [identifier if "role/" in name else name for name in names])
    )
    policy = stage.retry_policy(120)
    outcome = task(rewriting, "iam_role", retry_policy=policy, assume_role_policy_document=WHOLE)
    assert isinstance(outcome.error, RewrittenError)
    assert f"IAM returns {identifier} for a principal that has been deleted. Create it again, or leave it out" in str(
        outcome.error
    )
    assert iam.writes.count("UpdateAssumeRolePolicy") == 2


@given(
    rewriter=st.sampled_from(sorted(REWRITERS)),
    versions=st.integers(1, 5),
    options=st.fixed_dictionaries({}, optional={"make_default": st.booleans(), "only_version": st.booleans()}),
    timeout=st.sampled_from((0, 5, 20, 120, 600)),
)
def test_a_task_never_makes_more_than_two_new_versions(
    rewriter: str, versions: int, options: dict[str, bool], timeout: float
) -> None:
    iam, stage = MemoryIam(), Stage()
    history(iam, versions)
    rewriting = RewritingIam(iam, REWRITERS[rewriter]())
    outcome = task(rewriting, "iam_managed_policy", policy=SPACED, retry_policy=stage.retry_policy(timeout), **options)
    assert "another process" not in str(outcome.error)
    assert iam.writes.count("CreatePolicyVersion") <= 2
    if not options.get("only_version"):
        assert iam.writes.count("DeletePolicyVersion") <= (versions == 5)
