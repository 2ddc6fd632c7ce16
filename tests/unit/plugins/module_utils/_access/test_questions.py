# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about a role: what it may do, and who may assume it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import questions
from ansible_collections.leastpriv.aws.plugins.module_utils._access.containment import Verdict, within
from ansible_collections.leastpriv.aws.plugins.module_utils._access.role import RoleAccess
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document

Json = dict[str, t.Any]
BUCKET: t.Final = "arn:aws:s3:::acme"


def policy(*statements: Json) -> Document:
    return document.parse("policy", {"Version": "2012-10-17", "Statement": [*statements]})


def allow(action: str = "s3:GetObject", resource: str = "*", **elements: t.Any) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: str, resource: str = "*") -> Json:
    return {"Effect": "Deny", "Action": action, "Resource": resource}


def trusting(**principal: str) -> Document:
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


READER: t.Final = policy(allow("s3:Get*", f"{BUCKET}/*", Sid="Read"))
ADMIN: t.Final = policy(allow("*"))
BOUNDED: t.Final = RoleAccess(identity={"A": ADMIN}, boundary={"B": READER})
NO_DELETION: t.Final = policy(allow("*"), deny("s3:Delete*"))
OVER_TLS: t.Final = {"Bool": {"aws:SecureTransport": "true"}}

# The role, the question, what is asked about, and the answer.
ANSWERS: t.Final = [
    (RoleAccess(identity={"Read": READER}), questions.allows_all, allow(resource=f"{BUCKET}/x"), "proven"),
    (RoleAccess(identity={"Read": READER}), questions.allows_all, allow(resource=BUCKET), "counterexample"),
    (RoleAccess(identity={"Read": READER}), questions.allows_none, allow("s3:Put*"), "proven"),
    (RoleAccess(identity={"Read": READER}), questions.allows_none, allow("s3:*"), "counterexample"),
    (RoleAccess(identity={"Read": READER}), questions.allows_only, allow("s3:*"), "proven"),
    (RoleAccess(identity={"Read": READER}), questions.allows_only, allow("s3:*", "arn:aws:s3:::a"), "counterexample"),
    (
        RoleAccess(identity={"A": policy(allow("*"))}, boundary={"B": READER}),
        questions.allows_only,
        allow(),
        "counterexample",
    ),
    (
        RoleAccess(identity={"A": policy(allow("*"))}, boundary={"B": READER}),
        questions.allows_none,
        allow("iam:*"),
        "proven",
    ),
    (
        RoleAccess(
            identity={"A": policy(allow("*"))}, service_control_policies=({"root": NO_DELETION}, {"account": READER})
        ),
        questions.allows_only,
        allow("s3:*"),
        "proven",
    ),
    (RoleAccess(identity={"A": policy(allow(Condition=OVER_TLS))}), questions.allows_all, allow(), "counterexample"),
    (RoleAccess(), questions.allows_none, allow("*"), "proven"),
    # A boundary of no documents allows nothing.
    (RoleAccess(identity={"A": ADMIN}, boundary={}), questions.allows_none, allow("*"), "proven"),
    # A policy that nobody has read may allow anything, and deny anything.
    (RoleAccess(identity={"A": None}), questions.allows_none, allow("iam:*"), "unknown"),
    (RoleAccess(identity={"A": None, "Read": READER}), questions.allows_all, allow(resource=f"{BUCKET}/x"), "unknown"),
    (RoleAccess(identity={"A": None, "B": policy(deny("iam:*"))}), questions.allows_none, allow("iam:*"), "proven"),
    (RoleAccess(identity={"A": None}, boundary={"B": READER}), questions.allows_none, allow("iam:*"), "proven"),
    (RoleAccess(identity={"Read": READER}, boundary={"B": None}), questions.allows_only, allow("s3:*"), "proven"),
    (
        RoleAccess(identity={"Read": READER}, boundary={"B": None}),
        questions.allows_all,
        allow(resource=BUCKET),
        "counterexample",
    ),
]


@pytest.mark.parametrize(("role", "question", "asked", "answer"), ANSWERS)
def test_a_role_answers(role: RoleAccess, question: t.Callable[..., Verdict], asked: Json, answer: str) -> None:
    verdict = question(role.policies, policy(asked))
    assert verdict.answer == answer
    assert (verdict.request is not None) == (answer == "counterexample")
    assert (verdict.reason is not None) == (answer == "unknown")


def test_a_role_with_the_same_unread_policy_allows_no_more() -> None:
    before = RoleAccess(identity={"A": None, "B": policy(allow())})
    assert within(RoleAccess(identity={"A": None}).policies, before.policies).answer == "proven"
    other = RoleAccess(identity={"Other": None})
    assert within(other.policies, before.policies).answer == "unknown"


LAMBDA: t.Final = trusting(Service="lambda.amazonaws.com")


@pytest.mark.parametrize(
    ("trust", "asked", "answer"),
    [
        (LAMBDA, LAMBDA, "proven"),
        (LAMBDA, trusting(Service="ec2.amazonaws.com"), "counterexample"),
        (trusting(AWS="arn:aws:iam::111122223333:role/ci"), trusting(AWS="111122223333"), "proven"),
        (trusting(AWS="111122223333"), trusting(AWS="arn:aws:iam::111122223333:role/ci"), "counterexample"),
        (None, LAMBDA, "proven"),
    ],
)
def test_only_those_that_may_assume_a_role_do(trust: Document | None, asked: Document, answer: str) -> None:
    assert questions.allows_only(RoleAccess(trust=trust).trusted, asked).answer == answer


def test_not_considered_names_policies_that_nobody_has_read() -> None:
    role = RoleAccess(identity={"policy A": None, "policy B": READER}, boundary={"boundary C": None})
    assert role.not_considered[:3] == (
        "the document of policy A",
        "the document of boundary C",
        "service control policies",
    )
    assert "service control policies" not in RoleAccess(service_control_policies=({"root": READER},)).not_considered


def test_a_request_is_one_line_and_a_result() -> None:
    role = RoleAccess(identity={"policy Read": READER})
    verdict = questions.allows_none(role.policies, policy(allow("s3:GetObject", Condition=OVER_TLS)))
    expected = "s3:GetObject on arn:aws:s3:::acme/example with aws:securetransport true, allowed by policy Read: Read"
    assert questions.sentence(verdict) == expected
    assert questions.request_to_result(verdict) == {
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::acme/example",
        "principal": None,
        "context": {"aws:securetransport": ["true"]},
        "allowed_by": ["policy Read: Read"],
        "denied_by": [],
    }


def test_the_statement_that_denies_a_request_is_named() -> None:
    role = RoleAccess(identity={"policy A": policy(allow("*"), deny("s3:GetObject"))})
    verdict = questions.allows_all(role.policies, policy(allow("s3:GetObject")))
    assert (
        questions.sentence(verdict) == "s3:GetObject on arn:aws:s3:::example/example, denied by policy A: Statement[1]"
    )


def test_a_caller_is_named() -> None:
    verdict = questions.allows_nothing(RoleAccess(trust=LAMBDA).trusted)
    expected = "sts:AssumeRole by Service lambda.amazonaws.com, allowed by trust policy: Statement[0]"
    assert questions.sentence(verdict) == expected
    assert (questions.request_to_result(verdict) or {})["principal"] == "Service lambda.amazonaws.com"


def test_why_an_answer_is_unknown() -> None:
    verdict = questions.allows_none(RoleAccess(identity={"policy A": None}).policies, policy(allow()))
    assert questions.sentence(verdict) == "the document of policy A was not read"
    assert questions.request_to_result(verdict) is None
