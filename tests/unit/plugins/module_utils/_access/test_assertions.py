# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assertions about a role: how they are read, what they answer, and what stands against what a role may do."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access.assertions import (
    AccessAnswers,
    AssertionAnswer,
    Assertions,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._access.role import RoleAccess
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from support import iam_evaluator, trust_documents
from support.access_documents import CONTEXTS, documents, statements

Json = dict[str, t.Any]
BUCKET: t.Final = "arn:aws:s3:::acme"
ACCOUNT: t.Final = Account(id="111122223333", partition="aws", region="eu-west-1")
OVER_TLS: t.Final = {"Bool": {"aws:SecureTransport": "true"}}


def policy(*given_statements: Json) -> Document:
    return document.parse("policy", {"Version": "2012-10-17", "Statement": [*given_statements]})


def allow(action: str = "s3:GetObject", resource: str = "*", **elements: t.Any) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: str, resource: str = "*", **elements: t.Any) -> Json:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **elements}


def trusting(**principal: t.Any) -> Document:
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


def assertions(access: t.Any = None, assumable_by: t.Any = None) -> Assertions:
    read = Assertions.from_options("access", access, assumable_by)
    assert read is not None
    return read.for_account(ACCOUNT)


def only(role: RoleAccess, access: t.Any = None, assumable_by: t.Any = None) -> AssertionAnswer:
    (answer,) = assertions(access, assumable_by).check(role)
    return answer


READER: t.Final = RoleAccess(identity={"policy Read": policy(allow("s3:Get*", f"{BUCKET}/*", Sid="Read"))})
OBJECT: t.Final = {"Action": "s3:GetObject", "Resource": f"{BUCKET}/x"}
STARTED: t.Final = "may[0] is violated: the role may not do "


def bearing(*given_statements: Json, **others: t.Any) -> RoleAccess:
    return RoleAccess(identity={"policy P": policy(*given_statements)}, **others)


VERDICTS: t.Final[list[tuple[RoleAccess, Json, str]]] = [
    (READER, {"may": [OBJECT]}, "holds"),
    (READER, {"may": ["s3:GetObject"]}, "violated"),
    (READER, {"may": [{**OBJECT, "Condition": OVER_TLS}]}, "holds"),
    (bearing(allow(Condition=OVER_TLS)), {"may": [OBJECT]}, "violated"),
    (bearing(allow(Condition=OVER_TLS)), {"may": [{**OBJECT, "Condition": OVER_TLS}]}, "holds"),
    (READER, {"may": [{"NotAction": "ec2:*", "Resource": f"{BUCKET}/x"}]}, "violated"),
    (bearing({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), {"may": [{"NotAction": "iam:*"}]}, "holds"),
    (READER, {"may_not": ["iam:*"]}, "holds"),
    (READER, {"may_not": ["*"]}, "violated"),
    (READER, {"may_not": [{"Action": "s3:*", "NotResource": f"{BUCKET}/*"}]}, "holds"),
    (READER, {"may_not": [{"Action": "s3:*", "NotResource": f"{BUCKET}/y/*"}]}, "violated"),
    (READER, {"within": {"Version": "2012-10-17", "Statement": allow("s3:*")}}, "holds"),
    (
        READER,
        {
            "within": '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", '
            '"Resource": "*"}]}'
        },
        "violated",
    ),
    (RoleAccess(identity={"policy A": None}), {"may": [OBJECT]}, "unknown"),
    (RoleAccess(identity={"policy A": None}), {"may_not": [OBJECT]}, "unknown"),
    (
        READER,
        {"may": [{"Action": "s3:GetObject", "Resource": "arn:${AWS::Partition}:s3:::acme/${AWS::AccountId}"}]},
        "holds",
    ),
]


@pytest.mark.parametrize(("role", "access", "verdict"), VERDICTS)
def test_an_assertion_holds_or_not(role: RoleAccess, access: Json, verdict: str) -> None:
    answer = only(role, access)
    assert answer.verdict == verdict
    assert (answer.request is not None) == (verdict == "violated")


MESSAGES: t.Final[list[tuple[RoleAccess, Json, str]]] = [
    (READER, {"may": [OBJECT]}, "may[0] holds: the role may do all of it"),
    (READER, {"may": [{"Sid": "Fetch", **OBJECT}]}, "may[0] holds: the role may do all of it (Fetch)"),
    (READER, {"may": ["s3:PutObject"]}, "no statement of the role's policies allows it"),
    (
        bearing(allow(Condition=OVER_TLS)),
        {"may": [OBJECT]},
        "policy P: Statement[0] allows it only under the condition Bool aws:SecureTransport: true",
    ),
    (
        bearing(allow(Condition={**OVER_TLS, "StringEquals": {"aws:PrincipalTag/team": ["a", "b"]}}, Sid="Mine")),
        {"may": [{**OBJECT, "Condition": OVER_TLS}]},
        "policy P: Mine allows it only under the condition StringEquals aws:PrincipalTag/team: a or b",
    ),
    (bearing(allow("*"), deny("s3:*")), {"may": [OBJECT]}, "denied by policy P: Statement[1]"),
    (
        bearing(allow("*"), deny("s3:*", Condition={"Bool": {"aws:SecureTransport": "false"}}, Sid="Tls")),
        {"may": [OBJECT]},
        "denied by policy P: Tls under the condition Bool aws:SecureTransport: false",
    ),
    (
        bearing(allow("*"), boundary={"boundary B": policy(allow("ec2:*"))}),
        {"may": [OBJECT]},
        "no statement of the permissions boundary (boundary B) allows it",
    ),
    (
        bearing(allow("*"), boundary={"boundary B": policy(allow("s3:*", Condition=OVER_TLS))}),
        {"may": [OBJECT]},
        "boundary B: Statement[0] allows it only under the condition Bool aws:SecureTransport: true",
    ),
    (
        bearing(allow("*"), service_control_policies=({"Full": policy(allow("*"))}, {"Some": policy(allow("ec2:*"))})),
        {"may": [OBJECT]},
        "no statement of the service control policies (Some) allows it",
    ),
    (
        READER,
        {"may_not": [OBJECT]},
        "may_not[0] is violated: the role may do s3:GetObject on arn:aws:s3:::acme/x, allowed by policy Read: Read",
    ),
    (READER, {"may_not": ["iam:*"]}, "may_not[0] holds: the role may do nothing of it"),
    (
        RoleAccess(identity={"policy A": None}),
        {"may": [OBJECT]},
        "may[0] is unknown: the document of policy A was not read",
    ),
]


@pytest.mark.parametrize(("role", "access", "message"), MESSAGES)
def test_an_answer_says_why(role: RoleAccess, access: Json, message: str) -> None:
    answer = only(role, access)
    if answer.verdict == "violated" and answer.assertion == "may":
        assert answer.message.startswith(STARTED)
        assert answer.message.endswith(f": {message}")
    else:
        assert answer.message == message


def test_of_many_conditions_a_message_names_a_few() -> None:
    values = [f"tag{number}" for number in range(9)]
    role = bearing(*(allow(Condition={"StringEquals": {"aws:PrincipalTag/a": values}}) for _number in range(5)))
    message = only(role, {"may": [OBJECT]}).message
    assert "tag0, tag1, tag2 or 6 more, policy P: Statement[1]" in message
    assert message.endswith("and 2 more")


CI: t.Final = "arn:aws:iam::111122223333:role/ci"
OIDC: t.Final = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
SESSION: t.Final = "arn:aws:sts::111122223333:assumed-role/ci/me"
LAMBDA: t.Final = "lambda.amazonaws.com"

# The trust policy's principals, who may assume the role, and the verdict.
TRUST: t.Final[list[tuple[Json, list[str], str]]] = [
    ({"Service": LAMBDA}, [LAMBDA], "holds"),
    ({"Service": [LAMBDA, "ec2.amazonaws.com"]}, [LAMBDA], "violated"),
    ({"Service": LAMBDA}, ["lambda.${AWS::URLSuffix}"], "holds"),
    ({"AWS": CI}, [CI], "holds"),
    ({"AWS": CI}, ["111122223333"], "holds"),
    ({"AWS": CI}, ["${AWS::AccountId}"], "holds"),
    ({"AWS": CI}, ["arn:aws:iam::111122223333:root"], "holds"),
    ({"AWS": CI}, ["444455556666"], "violated"),
    ({"AWS": "111122223333"}, [CI], "violated"),
    ({"AWS": "*"}, ["111122223333"], "violated"),
    ({"AWS": "*"}, ["*"], "holds"),
    ({"Federated": OIDC}, [OIDC], "holds"),
    ({"Federated": OIDC}, ["111122223333"], "violated"),
    ({"Federated": "cognito-identity.amazonaws.com"}, ["cognito-identity.amazonaws.com"], "holds"),
    # The session of a listed role, whose ARN does not have the path of the role.
    ({"AWS": SESSION}, ["arn:aws:iam::111122223333:role/deep/ly/ci"], "holds"),
    ({"AWS": SESSION}, ["arn:aws:iam::111122223333:role/cd"], "violated"),
    ({"AWS": SESSION}, ["arn:aws:iam::444455556666:role/ci"], "violated"),
    ({"AWS": SESSION}, [SESSION], "holds"),
]


@pytest.mark.parametrize(("principal", "names", "verdict"), TRUST)
def test_a_role_is_assumable_by_nobody_else(principal: Json, names: list[str], verdict: str) -> None:
    answer = only(RoleAccess(trust=trusting(**principal)), None, names)
    assert answer.verdict == verdict


def test_a_condition_of_a_trust_policy_counts() -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    condition = {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
    role = RoleAccess(trust=policy({**statement, "Condition": condition}))
    assert only(role, None, ["111122223333"]).verdict == "holds"
    assert only(role, None, ["444455556666"]).verdict == "violated"


def test_a_trust_policy_that_was_not_given_is_unknown() -> None:
    answer = only(READER, None, [LAMBDA])
    assert (answer.verdict, answer.message) == (
        "unknown",
        "assumable_by is unknown: the trust policy was not given",
    )


def test_a_result_always_has_the_same_keys() -> None:
    answers = AccessAnswers.about(READER, assertions({"may": [OBJECT, "s3:PutObject"], "may_not": ["iam:*"]}))
    result = answers.to_result()
    assert (result["verdict"], result["not_considered"][0]) == ("violated", "service control policies")
    assert [(each["assertion"], each["position"], each["verdict"]) for each in result["assertions"]] == [
        ("may", 0, "holds"),
        ("may", 1, "violated"),
        ("may_not", 0, "holds"),
    ]
    keys = {"assertion", "position", "verdict", "message", "request"}
    assert all({*each} == keys for each in result["assertions"])
    assert result["assertions"][1]["request"]["action"] == "s3:PutObject"


@pytest.mark.parametrize(
    ("identity", "verdict"),
    [({}, "holds"), ({"policy A": None}, "unknown"), ({"policy A": policy(allow("iam:*"))}, "violated")],
)
def test_the_worst_verdict_counts(identity: dict[str, Document | None], verdict: str) -> None:
    role = RoleAccess(identity=identity)
    assert AccessAnswers.about(role, assertions({"may_not": ["iam:*"]})).verdict == verdict


WRONG: t.Final[list[tuple[t.Any, t.Any, str]]] = [
    ({}, None, "access must say something: may, may_not or within"),
    ({"may": None}, None, "access must say something: may, may_not or within"),
    ([], None, "access must be a mapping with may, may_not or within, not a list"),
    ({"maynot": ["*"]}, None, "access.maynot: access has no such key; did you mean may_not?"),
    ({"x": ["*"]}, None, "access.x: access has no such key; it has may, may_not and within"),
    ({7: ["*"]}, None, "access.7: access has no such key; it has may, may_not and within"),
    ({"may": []}, None, "access.may: is empty; list what the role has to be allowed, or leave may out"),
    ({"may_not": []}, None, "access.may_not: is empty; list what the role must not be allowed, or leave may_not out"),
    (
        {"may": "s3:*"},
        None,
        (
            "access.may must be a list, not a string; an item is a statement without Effect ({Action: ..., "
            "Resource: ...}) or an action such as s3:GetObject"
        ),
    ),
    (
        {"may": ["s3:*", 5]},
        None,
        (
            "access.may[1] must be a statement without Effect ({Action: ..., Resource: ...}) or an action such as "
            "s3:GetObject, not a number"
        ),
    ),
    ({"may": ["s3.Get"]}, None, "access.may[0]: 's3.Get' lacks a service prefix, as in s3:GetObject"),
    (
        {"may": [allow()]},
        None,
        "access.may[0].Effect must be left out: may says that all of it is allowed, may_not that nothing of it is",
    ),
    (
        {"may_not": [{"Action": "sts:*", "Principal": "*"}]},
        None,
        "access.may_not[0].Principal must be left out: assumable_by says who may assume the role",
    ),
    (
        {"may": [{"Statement": []}]},
        None,
        "access.may[0].Statement must be left out: list the statements themselves, without Version and Statement",
    ),
    (
        {"may": [{"action": "s3:*"}]},
        None,
        ("access.may[0].action: a statement has no such element; did you mean Action?"),
    ),
    (
        {"may": [{"Action": "s3:*", "Foo": 1}]},
        None,
        (
            "access.may[0].Foo: a statement has no such element; it has Action, NotAction, Resource, NotResource, "
            "Condition and Sid"
        ),
    ),
    (
        {"may": [{"Resource": "*"}]},
        None,
        ("access.may[0]: Action is missing; name the actions, for example Action: s3:GetObject"),
    ),
    ({"may": [{"Action": []}]}, None, "access.may[0].Action: is empty; name at least one, or leave it out"),
    (
        {"may": [{"Action": "s3:*", "NotAction": "s3:Get*"}]},
        None,
        "access.may[0] must have either Action or NotAction",
    ),
    (
        {"may": [{"Action": "s3:*", "Resource": "*", "NotResource": "*"}]},
        None,
        "access.may[0] must have either Resource or NotResource",
    ),
    (
        {"may": [OBJECT, {"Action": "s3:*", "Resource": "acme"}]},
        None,
        "access.may[1].Resource: 'acme' is neither * nor an ARN",
    ),
    ({"may": [{"Action": {"a": "b"}}]}, None, "access.may[0].Action must be a string or a list of strings"),
    (
        {"may": [{"Action": "s3:*", "Condition": "x"}]},
        None,
        "access.may[0].Condition must be a mapping of condition operators",
    ),
    (
        {"may": [{"Action": "s3:*", "Condition": {"StringLik": {"a": "b"}}}]},
        None,
        "access.may[0].Condition.StringLik: 'StringLik' is not a condition operator",
    ),
    (
        {"may": [{"Action": "s3:*", "Resource": None}]},
        None,
        "access.may[0]: Resource is null; a policy document cannot contain null",
    ),
    (
        {"may": [{"Action": "s3:*", "Resource": "arn:${AWS::Part}:s3:::x"}]},
        None,
        (
            "access.may[0]: ${AWS::Part} is not a known pseudo parameter; known are ${AWS::AccountId}, "
            "${AWS::Partition}, ${AWS::Region}, ${AWS::URLSuffix}"
        ),
    ),
    (
        {"within": "{"},
        None,
        ("access.within: not valid JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
    ),
    (
        {"within": {"Version": "2012-10-17", "Statement": [allow(), {**allow(), "Principal": "*"}]}},
        None,
        "access.within.Statement[1].Principal: is not allowed in an identity-based policy",
    ),
    (
        {"within": {"Version": "2012", "Statement": [allow()]}},
        None,
        "access.within.Version: is '2012'; write 2012-10-17 or 2008-10-17",
    ),
    (None, [], "assumable_by: is empty; list who may assume the role, or leave it out"),
    (None, "x", "assumable_by must be a list, not a string"),
]


@pytest.mark.parametrize(("access", "assumable_by", "message"), WRONG)
def test_a_wrong_option_is_explained(access: t.Any, assumable_by: t.Any, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        Assertions.from_options("access", access, assumable_by)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("ci", "(got: 'ci')"),
        ("arn:aws:s3:::bucket", "(got: 'arn:aws:s3:::bucket')"),
        ("arn:aws:iam::111122223333:role/*", "(got: 'arn:aws:iam::111122223333:role/*')"),
        (111122223333, "this is a number"),
        (None, "this is null"),
    ],
)
def test_a_caller_of_no_known_form_is_refused(name: t.Any, end: str) -> None:
    with pytest.raises(OptionError) as caught:
        Assertions.from_options("role.access", None, [LAMBDA, name])
    message = str(caught.value)
    assert message.startswith("role.assumable_by[1] must be an account id (12 digits, quoted), the ARN of")
    assert message.endswith(end)


@pytest.mark.parametrize(
    ("access", "assumable_by", "message"),
    [
        (
            {"may_not": [{"Action": "s3:*", "Resource": "arn:aws-cn:s3:::acme"}]},
            None,
            (
                "access.may_not[0].Resource: 'arn:aws-cn:s3:::acme' is in the partition 'aws-cn', but account "
                "111122223333 is in 'aws'; write ${AWS::Partition} in place of the partition"
            ),
        ),
        (
            {"may": [{"Action": "logs:*", "Resource": "arn:aws:logs:${AWS::Region}:111122223333:*"}]},
            None,
            "access.may[0]: ${AWS::Region} has no value in this session: set the option region",
        ),
        (
            None,
            ["111122223333", "lambda.${AWS::Region}.amazonaws.com"],
            "assumable_by[1]: ${AWS::Region} has no value in this session: set the option region",
        ),
    ],
)
def test_what_an_account_cannot_fill_in_is_refused(access: t.Any, assumable_by: t.Any, message: str) -> None:
    read = Assertions.from_options("access", access, assumable_by)
    assert read is not None
    with pytest.raises(OptionError) as caught:
        read.for_account(Account(id="111122223333", partition="aws"))
    assert str(caught.value) == message


def test_no_option_is_no_assertion() -> None:
    assert Assertions.from_options("access", None, None) is None


@settings(max_examples=60)
@given(documents(), statements(), st.sampled_from(["may", "may_not"]))
def test_an_evaluator_of_its_own_agrees(held: Json, asked: Json, kind: str) -> None:
    """An assertion that holds has no request against it; a violated one has a request that IAM decides so."""
    is_wanted = kind == "may"
    reference = {"Version": "2012-10-17", "Statement": [{**asked, "Effect": "Allow"}]}
    items = (document.parse("item", reference),)
    asserted = Assertions(may=items) if is_wanted else Assertions(may_not=items)
    (answer,) = asserted.check(RoleAccess(identity={"P": document.parse("P", held)}))
    if answer.request is not None:
        request = iam_evaluator.Request(
            answer.request["action"], answer.request["resource"], dict(answer.request["context"])
        )
        assert iam_evaluator.allowed([reference], request) is True
        assert iam_evaluator.allowed([held], request) is not is_wanted
    if answer.verdict == "holds":
        for request in CONTEXTS.requests(held, reference, limit=200):
            if iam_evaluator.allowed([reference], request) is True:
                assert iam_evaluator.allowed([held], request) is not (not is_wanted)


ROLE_A: t.Final = "arn:aws:iam::111111111111:role/a"
NAMES: t.Final = ("111111111111", "222222222222", ROLE_A, "lambda.amazonaws.com", "accounts.google.com", "*")


def lets_in(names: list[str], caller: tuple[str, str]) -> bool:
    """Whether a list of assumable_by has a caller, said without the code of the collection."""
    kind, name = caller
    return "*" in names or name in names or (kind == "AWS" and name.split(":")[4] in names)


@settings(max_examples=60)
@given(trust_documents.documents(), st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
def test_an_evaluator_of_its_own_agrees_about_who_may_assume_a_role(held: Json, names: list[str]) -> None:
    trust = document.parse("trust", held)
    (answer,) = Assertions(assumable_by=tuple(names)).check(RoleAccess(trust=trust))
    for request in trust_documents.requests() if answer.verdict == "holds" else ():
        if not lets_in(names, t.cast("tuple[str, str]", request.principal)):
            assert iam_evaluator.allowed([held], request) is not True, request
    if answer.request is not None:
        kind, _space, name = answer.request["principal"].partition(" ")
        context = dict(answer.request["context"])
        request = iam_evaluator.Request(answer.request["action"], "*", context, (kind, name))
        assert iam_evaluator.allowed([held], request) is True
        assert not lets_in(names, (kind, name))
