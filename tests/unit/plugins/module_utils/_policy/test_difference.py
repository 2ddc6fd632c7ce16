# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What separates two documents, and what it does to permissions."""

from __future__ import annotations

import difflib
import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import difference
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from hypothesis import given
from hypothesis import strategies as st

BUCKET = "arn:aws:s3:::reports"
READ = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [f"{BUCKET}/*"]}
LIST = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": BUCKET}
GUARD = {"Sid": "Guard", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
TRUST = {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

Statement = t.Mapping[str, t.Any]


def document(*statements: Statement, **elements: t.Any) -> dict[str, t.Any]:
    return {"Version": "2012-10-17", **elements, "Statement": list(statements)}


def changed(statement: Statement, **elements: t.Any) -> dict[str, t.Any]:
    """A statement with other elements; None leaves one out."""
    return {name: value for name, value in {**statement, **elements}.items() if value is not None}


def condition(operator: str, *values: str, key: str = "aws:SourceVpc") -> dict[str, t.Any]:
    return changed(READ, Condition={operator: {key: list(values)}})


# Of each change of one statement: before, after, the element, what is added, what removed, and the effect.
CHANGES: t.Final[t.Mapping[str, tuple[Statement, Statement, str, list[t.Any], list[t.Any], str]]] = {
    "an action more": (
        READ,
        changed(READ, Action=["s3:GetObject", "s3:PutObject"]),
        "Action",
        ["s3:PutObject"],
        [],
        "widens",
    ),
    "an action less": (
        changed(READ, Action=["s3:GetObject", "s3:PutObject"]),
        READ,
        "Action",
        [],
        ["s3:PutObject"],
        "narrows",
    ),
    "an action in place of another": (
        READ,
        changed(READ, Action="s3:PutObject"),
        "Action",
        ["s3:PutObject"],
        ["s3:GetObject"],
        "unknown",
    ),
    "a wider action": (READ, changed(READ, Action="s3:*"), "Action", ["s3:*"], ["s3:GetObject"], "widens"),
    "a narrower action": (changed(READ, Action="s3:*"), READ, "Action", ["s3:GetObject"], ["s3:*"], "narrows"),
    "an action that another covers": (
        changed(READ, Action=["s3:*"]),
        changed(READ, Action=["s3:*", "s3:GetObject"]),
        "Action",
        ["s3:GetObject"],
        [],
        "neither",
    ),
    "an action less that another covers": (
        changed(READ, Action=["S3:GET*", "s3:GetObject"]),
        changed(READ, Action="s3:get*"),
        "Action",
        [],
        ["s3:GetObject"],
        "neither",
    ),
    "an action denied": (GUARD, changed(GUARD, Action=["s3:Delete*", "s3:Put*"]), "Action", ["s3:Put*"], [], "narrows"),
    "an action no longer denied": (
        changed(GUARD, Action=["s3:Delete*", "s3:Put*"]),
        GUARD,
        "Action",
        [],
        ["s3:Put*"],
        "widens",
    ),
    "an exception more": (
        changed(READ, Action=None, NotAction=["iam:*"]),
        changed(READ, Action=None, NotAction=["iam:*", "sts:*"]),
        "NotAction",
        ["sts:*"],
        [],
        "narrows",
    ),
    "an exception more from a denial": (
        changed(GUARD, Action=None, NotAction=["iam:*"]),
        changed(GUARD, Action=None, NotAction=["iam:*", "sts:*"]),
        "NotAction",
        ["sts:*"],
        [],
        "widens",
    ),
    "a resource more": (READ, changed(READ, Resource=[f"{BUCKET}/*", BUCKET]), "Resource", [BUCKET], [], "widens"),
    "a wider resource": (
        READ,
        changed(READ, Resource="*"),
        "Resource",
        ["*"],
        [f"{BUCKET}/*"],
        "widens",
    ),
    "a narrower resource": (
        READ,
        changed(READ, Resource=f"{BUCKET}/${{aws:username}}/*"),
        "Resource",
        [f"{BUCKET}/${{aws:username}}/*"],
        [f"{BUCKET}/*"],
        "narrows",
    ),
    "a resource whose wildcard may not reach so far": (
        changed(READ, Resource="arn:aws:sqs:*:1:q"),
        changed(READ, Resource="arn:aws:sqs:eu-west-1:2:q"),
        "Resource",
        ["arn:aws:sqs:eu-west-1:2:q"],
        ["arn:aws:sqs:*:1:q"],
        "unknown",
    ),
    "a resource excepted no more": (
        changed(READ, Resource=None, NotResource=["a", "b"]),
        changed(READ, Resource=None, NotResource=["a"]),
        "NotResource",
        [],
        ["b"],
        "widens",
    ),
    "another sid": (READ, changed(READ, Sid="Other"), "Sid", ["Other"], ["Read"], "neither"),
    "denied": (READ, changed(READ, Effect="Deny"), "Effect", ["Deny"], ["Allow"], "narrows"),
    "allowed": (changed(READ, Effect="Deny"), READ, "Effect", ["Allow"], ["Deny"], "widens"),
    "a principal more": (
        TRUST,
        changed(TRUST, Principal={"AWS": ["111111111111", "222222222222"]}),
        "Principal.AWS",
        ["arn:aws:iam::222222222222:root"],
        [],
        "widens",
    ),
    "everybody": (
        TRUST,
        changed(TRUST, Principal="*"),
        "Principal.AWS",
        ["*"],
        ["arn:aws:iam::111111111111:root"],
        "widens",
    ),
    "a service more": (
        TRUST,
        changed(TRUST, Principal={"AWS": "111111111111", "Service": "lambda.amazonaws.com"}),
        "Principal.Service",
        ["lambda.amazonaws.com"],
        [],
        "widens",
    ),
    "a role in place of its account": (
        TRUST,
        changed(TRUST, Principal={"AWS": "arn:aws:iam::111111111111:role/a"}),
        "Principal.AWS",
        ["arn:aws:iam::111111111111:role/a"],
        ["arn:aws:iam::111111111111:root"],
        "unknown",
    ),
    "a condition": (
        READ,
        changed(READ, Condition=MFA),
        "Condition.Bool.aws:MultiFactorAuthPresent",
        ["true"],
        [],
        "narrows",
    ),
    "a condition less": (
        changed(READ, Condition=MFA),
        READ,
        "Condition.Bool.aws:MultiFactorAuthPresent",
        [],
        ["true"],
        "widens",
    ),
    "a condition of a denial": (
        GUARD,
        changed(GUARD, Condition=MFA),
        "Condition.Bool.aws:MultiFactorAuthPresent",
        ["true"],
        [],
        "widens",
    ),
    "another condition": (
        changed(READ, Condition=MFA),
        changed(READ, Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
        "Condition.Bool.aws:MultiFactorAuthPresent",
        ["false"],
        ["true"],
        "unknown",
    ),
    "a value more": (
        condition("StringEquals", "a"),
        condition("StringEquals", "a", "b"),
        "Condition.StringEquals.aws:SourceVpc",
        ["b"],
        [],
        "widens",
    ),
    "a value more that must not be": (
        condition("StringNotEquals", "a"),
        condition("StringNotEquals", "a", "b"),
        "Condition.StringNotEquals.aws:SourceVpc",
        ["b"],
        [],
        "narrows",
    ),
    "a value less that must not be": (
        condition("ForAllValues:StringNotLikeIfExists", "a", "b"),
        condition("ForAllValues:StringNotLikeIfExists", "a"),
        "Condition.ForAllValues:StringNotLikeIfExists.aws:SourceVpc",
        [],
        ["b"],
        "widens",
    ),
    "a wider value": (
        condition("StringLike", "a1"),
        condition("StringLike", "a*"),
        "Condition.StringLike.aws:SourceVpc",
        ["a*"],
        ["a1"],
        "widens",
    ),
    "an asterisk that is none": (
        condition("StringEquals", "a1"),
        condition("StringEquals", "a*"),
        "Condition.StringEquals.aws:SourceVpc",
        ["a*"],
        ["a1"],
        "unknown",
    ),
    "an operator that asks for nothing": (
        READ,
        changed(READ, Condition={"StringEquals": {}}),
        "Condition.StringEquals",
        [{}],
        [],
        "neither",
    ),
    "an empty list of principals": (
        changed(TRUST, Principal={"AWS": [], "Service": "a.amazonaws.com"}),
        changed(TRUST, Principal={"Service": "a.amazonaws.com"}),
        "Principal.AWS",
        [],
        [[]],
        "neither",
    ),
    "a condition that is a list": (changed(READ, Condition=[]), READ, "Condition", [], [[]], "unknown"),
    "a condition that is a text": (READ, changed(READ, Condition=""), "Condition", [""], [], "unknown"),
    "a condition that nothing fulfils": (
        changed(READ, Condition={"StringEquals": {"aws:SourceVpc": []}}),
        READ,
        "Condition.StringEquals.aws:SourceVpc",
        [],
        [[]],
        "widens",
    ),
    "a key written twice": (
        changed(READ, Condition={"IpAddress": {"aws:SourceIp": "10.0.0.2", "aws:sourceip": "10.0.0.1"}}),
        changed(READ, Condition={"IpAddress": {"aws:sourceip": "10.0.0.1"}}),
        "Condition.IpAddress.aws:SourceIp",
        [],
        ["10.0.0.2"],
        "widens",
    ),
    "an operator written twice": (
        changed(READ, Condition={"StringEquals": {"aws:username": "2"}, "stringequals": {"aws:userid": "1"}}),
        changed(READ, Condition={"stringequals": {"aws:userid": "1"}}),
        "Condition.StringEquals.aws:username",
        [],
        ["2"],
        "widens",
    ),
    "a variable that question marks do not cover": (
        changed(READ, Resource=[f"{BUCKET}/???????????????"]),
        changed(READ, Resource=[f"{BUCKET}/???????????????", f"{BUCKET}/${{aws:username}}"]),
        "Resource",
        [f"{BUCKET}/${{aws:username}}"],
        [],
        "widens",
    ),
    "an unknown element": (READ, changed(READ, Comment="x"), "Comment", ["x"], [], "unknown"),
    "an element that is no list": (
        READ,
        changed(READ, Action={"a": "b"}),
        "Action",
        [{"a": "b"}],
        ["s3:GetObject"],
        "unknown",
    ),
}


def between(before: t.Any, after: t.Any) -> list[dict[str, t.Any]]:
    """The changes between two documents, each read as the collection reads it; None is no document."""
    read = [{} if each is None else {"policy": policy.from_reply(each)} for each in (before, after)]
    return [change.to_result() for change in difference.changes(read[0], read[1], "aws")]


@pytest.mark.parametrize("row", CHANGES.values(), ids=CHANGES)
def test_one_change(row: tuple[Statement, Statement, str, list[t.Any], list[t.Any], str]) -> None:
    before, after, *expected = row
    (change,) = between(document(LIST, before), document(after, LIST))
    assert [change[key] for key in ("element", "added", "removed", "effect")] == expected
    assert (change["document"], change["position"]) == ("policy", 0)
    assert change["statement"] == after.get("Sid", "Statement[0]")


def test_an_element_and_its_negation_are_two_changes_that_cannot_be_judged() -> None:
    swapped = changed(READ, Action=None, NotAction="s3:GetObject")
    assert [(each["element"], each["effect"]) for each in between(document(READ), document(swapped))] == [
        ("Action", "unknown"),
        ("NotAction", "unknown"),
    ]


def test_what_changes_beside_the_effect_cannot_be_judged() -> None:
    denied = changed(READ, Effect="Deny", Action=["s3:GetObject", "s3:PutObject"])
    assert [(each["element"], each["effect"]) for each in between(document(READ), document(denied))] == [
        ("Effect", "narrows"),
        ("Action", "unknown"),
    ]


# Of each change of whole statements: the documents, and statement, position, effect of each change.
STATEMENTS: t.Final[t.Mapping[str, tuple[t.Any, t.Any, list[tuple[str | None, int | None, str]]]]] = {
    "moved": (document(READ, LIST), document(LIST, READ), []),
    "moved and repeated": (document(READ, LIST), document(LIST, READ, LIST), []),
    "written otherwise": (document(READ), {**document(changed(READ, Action="S3:getobject")), "Statement": READ}, []),
    "added": (document(READ), document(LIST, READ), [("Statement[0]", 0, "widens")]),
    "removed": (document(LIST, READ), document(READ), [("Statement[0]", 0, "narrows")]),
    "a denial added": (document(READ), document(READ, GUARD), [("Guard", 1, "narrows")]),
    "a denial removed": (document(READ, GUARD), document(READ), [("Guard", 1, "widens")]),
    "added though covered": (
        document(READ),
        document(READ, changed(READ, Sid="Part", Resource=f"{BUCKET}/2026/*", Condition=MFA, Action="s3:GetObject")),
        [("Part", 1, "neither")],
    ),
    "removed though covered": (
        document(READ, changed(READ, Sid="All", Action="s3:*")),
        document(changed(READ, Sid="All", Action="s3:*")),
        [("Read", 0, "neither")],
    ),
    "one in place of another": (
        document(READ),
        document(GUARD),
        [("Guard", 0, "narrows"), ("Read", 0, "narrows")],
    ),
    "the whole document comes": (None, document(READ, GUARD), [("Read", 0, "widens"), ("Guard", 1, "narrows")]),
    "the whole document goes": (document(READ), None, [("Read", 0, "narrows")]),
    "version without variables": (document(READ, Version="2008-10-17"), document(READ), [(None, None, "neither")]),
    "version with variables": (
        document(changed(READ, Resource="${aws:username}"), Version="2008-10-17"),
        document(changed(READ, Resource="${aws:username}")),
        [(None, None, "unknown")],
    ),
    "version said at last": ({"Statement": [READ]}, document(READ, Version="2008-10-17"), []),
    "id": (document(READ), document(READ, Id="x"), [(None, None, "neither")]),
    "what is no document": ({"Statement": ["x"]}, document(READ), [(None, None, "unknown")]),
}


@pytest.mark.parametrize(("before", "after", "expected"), STATEMENTS.values(), ids=STATEMENTS)
def test_statements(before: t.Any, after: t.Any, expected: list[tuple[str | None, int | None, str]]) -> None:
    assert [(each["statement"], each["position"], each["effect"]) for each in between(before, after)] == expected


def test_changes_are_told_to_people_in_the_authors_words() -> None:
    after = document(changed(READ, Action=["S3:GetObject", "s3:PutObject"], Condition=MFA), GUARD, Id="a")
    assert [change["summary"] for change in between(document(READ, LIST), after)] == [
        "policy: Id gains a (changes nothing in what is allowed)",
        "policy: Read: Action gains s3:PutObject (widens what is allowed)",
        "policy: Read: Condition.Bool.aws:MultiFactorAuthPresent gains true (narrows what is allowed)",
        "policy: Guard: statement added (narrows what is allowed)",
        "policy: Statement[1]: statement removed (narrows what is allowed)",
    ]


def test_a_change_is_told_without_what_a_terminal_obeys() -> None:
    [change] = between(document(READ), document(changed(READ, Condition={"StringEquals": {"aws:userid": "\x9b31m"}})))
    assert change["added"] == ["\x9b31m"]
    assert "gains ?31m (" in change["summary"]


def lines(before: t.Any, after: t.Any) -> list[str]:
    """The lines that Ansible's diff shows as changed."""
    named = [{"policy": policy.from_reply(each)} for each in (before, after)]
    shown = difference.shown(named[0], named[1], "aws")
    old, new = (json.dumps(each, indent=4, sort_keys=True).splitlines() for each in shown)
    return [line for line in difflib.ndiff(old, new) if line[:1] in "+-"]


def test_the_diff_shows_only_lines_that_mean_something() -> None:
    other = {"Effect": "Allow", "Action": "s3:ZZZ", "Resource": "*"}
    before = document(READ, LIST, other)
    after = document(changed(other, Resource=["*"]), changed(LIST, Action=["s3:listbucket", "s3:zzz"]), READ, READ)
    assert lines(before, after) == [
        '-                     "s3:listbucket"',
        '+                     "s3:listbucket",',
        '+                     "s3:zzz"',
    ]


def test_the_diff_is_in_the_authors_spelling() -> None:
    assert lines(
        document(changed(READ, Action="s3:getobject")), document(changed(READ, Action=["s3:GetObject", "s3:Abort"]))
    ) == [
        '+                     "s3:Abort",',
    ]


def test_the_order_of_statements_decides_nothing_where_others_are_as_much_alike() -> None:
    before = [changed(LIST, Action=["s3:A", f"s3:{each}"]) for each in "BC"]
    after = [changed(LIST, Action=["s3:A", f"s3:{each}"]) for each in "DE"]
    outcomes = {
        tuple(sorted(str((each["added"], each["removed"])) for each in between(document(*old), document(*new))))
        for old in (before, before[::-1])
        for new in (after, after[::-1])
    }
    assert len(outcomes) == 1


TWICE = changed(LIST, Condition={"StringEquals": {"aws:userid": "1"}, "stringequals": {"aws:userid": "2"}})
SERVICE = changed(TRUST, Principal={"Service": "a.amazonaws.com"})
STATEMENT_SETS = st.lists(
    st.sampled_from(
        (
            *(READ, LIST, GUARD, TRUST, SERVICE, TWICE),
            changed(READ, Sid=None),
            changed(LIST, Condition=MFA),
            changed(LIST, Condition={"stringEquals": {"aws:userid": "2"}}),
            changed(LIST, Condition=[]),
            changed(SERVICE, Principal={"AWS": [], "Service": "a.amazonaws.com"}),
            condition("Null", "true"),
        )
    ),
    min_size=1,
    max_size=4,
)


@given(STATEMENT_SETS, STATEMENT_SETS)
def test_there_are_changes_exactly_where_documents_differ(before: list[Statement], after: list[Statement]) -> None:
    one, other = document(*before), document(*after)
    same = policy.equivalent(one, other)
    assert (between(one, other) == []) is same
    assert (lines(one, other) == []) is same


@given(STATEMENT_SETS, STATEMENT_SETS)
def test_the_way_back_undoes_what_the_way_there_did(before: list[Statement], after: list[Statement]) -> None:
    opposite = {"widens": "narrows", "narrows": "widens"}
    there, back = between(document(*before), document(*after)), between(document(*after), document(*before))

    def facts(changes: list[dict[str, t.Any]], add: str, remove: str) -> list[str]:
        return sorted(repr((each["element"], each[add], each[remove])) for each in changes)

    assert facts(there, "added", "removed") == facts(back, "removed", "added")
    if len(there) == len(back) == 1:
        assert back[0]["effect"] == opposite.get(there[0]["effect"], there[0]["effect"])
