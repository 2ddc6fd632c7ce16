# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes of a policy document's meaning, one at a time.

They are changes only because all statements, and all members of a list, differ in meaning; see C(documents).
"""

from __future__ import annotations

import copy
import typing as t

from hypothesis import strategies as st

from .documents import PARTITIONS, PRINCIPALS, Document, Pen, as_list, conditions, fill, slots, statements

# A change prepares the document, yields, and then makes its one change.
Change: t.TypeAlias = t.Callable[[Pen, Document], t.Iterator[None]]

ACCOUNT, ANOTHER = "999999999999", "888888888888"
KEY: t.Final = "lp:Planted"


def members(pen: Pen, document: Document, place: str) -> list[t.Any]:
    """The list in a random statement's Action, Resource, kind of principal, or operator's key; created if absent."""
    holder = pen.one_of(statements(document))
    key = place
    if place in ("Action", "Resource"):
        key = f"Not{place}" if f"Not{place}" in holder else place
    elif place in PRINCIPALS:
        holder = principal(holder)
    else:
        holder, key = holder.setdefault("Condition", {}).setdefault(place, {}), KEY
    holder[key] = list(as_list(holder.get(key, [])))
    return t.cast("list[t.Any]", holder[key])


def principal(statement: Document) -> dict[str, t.Any]:
    """A statement's principals by kind; created if absent."""
    element = "NotPrincipal" if "NotPrincipal" in statement else "Principal"
    if not isinstance(statement.get(element), dict):
        statement[element] = {"AWS": "*"} if element in statement else {}
    return t.cast("dict[str, t.Any]", statement[element])


def value_changes(place: str, before: t.Any, after: t.Any) -> Change:
    """Replace one member of a list of texts."""

    def change(pen: Pen, document: Document) -> t.Iterator[None]:
        texts = members(pen, document, place)
        other = pen.one_of([partition for partition in PARTITIONS if partition != pen.partition])
        old, new = (
            text.replace("<other>", other) if isinstance(text, str) else text
            for text in (fill(before, pen.partition), fill(after, pen.partition))
        )
        index = pen.draw(st.integers(0, len(texts)))
        texts.insert(index, old)
        yield
        texts[index] = new

    return change


def key_changes(before: str, after: str) -> Change:
    """Replace a condition's key."""

    def change(pen: Pen, document: Document) -> t.Iterator[None]:
        block = pen.one_of(statements(document)).setdefault("Condition", {})
        block["StringNotLike"] = {"aws:SourceVpc": "x", before: "x"}
        yield
        block["StringNotLike"][after] = block["StringNotLike"].pop(before)

    return change


def operator_changes(before: str, after: str) -> Change:
    """Replace a condition's operator."""

    def change(pen: Pen, document: Document) -> t.Iterator[None]:
        block = pen.one_of(statements(document)).setdefault("Condition", {})
        block.pop(after, None)
        block[before] = {KEY: pen.one_of(("x", ["x", "y"], 1, True))}
        yield
        block[after] = block.pop(before)

    return change


def renames(*elements: str) -> Change:
    """Replace an element by its negation, or the reverse."""

    def change(pen: Pen, document: Document) -> t.Iterator[None]:
        choices = [(one, key) for one in statements(document) for key in elements if key in one]
        statement, key = pen.one_of(choices)
        yield
        statement[elements[1 - elements.index(key)]] = statement.pop(key)

    return change


def adds_statement_element(element: str, value: t.Any) -> Change:
    """Add an element to a statement, or change the element's value."""

    def change(pen: Pen, document: Document) -> t.Iterator[None]:
        statement = pen.one_of(statements(document))
        yield
        statement[element] = value

    return change


def adds_document_element(element: str, value: t.Any) -> Change:
    """Add an element to a document, or change the element's value."""

    def change(_pen: Pen, document: Document) -> t.Iterator[None]:
        yield
        document[element] = value

    return change


def effect(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = pen.one_of(statements(document))
    yield
    statement["Effect"] = "Deny" if statement["Effect"] == "Allow" else "Allow"


def case_of_effect(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = pen.one_of(statements(document))
    yield
    statement["Effect"] = pen.one_of((str.lower, str.upper))(statement["Effect"])


def one_value_more(pen: Pen, document: Document) -> t.Iterator[None]:
    slot = pen.one_of(slots(document))
    yield
    slot.holder[slot.key] = [*slot.values, "another:Value"]


def one_value_less(pen: Pen, document: Document) -> t.Iterator[None]:
    slot = pen.one_of(slots(document))
    yield
    gone = pen.draw(st.integers(0, len(slot.values) - 1))
    slot.holder[slot.key] = [each for index, each in enumerate(slot.values) if index != gone]


def another_value(pen: Pen, document: Document) -> t.Iterator[None]:
    slot = pen.one_of(slots(document))
    yield
    replaced = pen.draw(st.integers(0, len(slot.values) - 1))
    values = ["another:Value" if index == replaced else each for index, each in enumerate(slot.values)]
    slot.holder[slot.key] = values


def kind_of_principal(pen: Pen, document: Document) -> t.Iterator[None]:
    holder = principal(pen.one_of(statements(document)))
    holder.setdefault("AWS", ["111111111111"])
    free = [kind for kind in PRINCIPALS if kind not in holder]
    yield
    holder[pen.one_of(free)] = holder.pop(pen.one_of(holder))


def everybody_becomes_every_service(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = pen.one_of(statements(document))
    element = "NotPrincipal" if "NotPrincipal" in statement else "Principal"
    statement[element] = pen.one_of(("*", {"AWS": "*"}))
    yield
    statement[element] = {"Service": "*"}


def everybody_else_too(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = pen.one_of(statements(document))
    statement.pop("NotPrincipal", None)
    statement["Principal"] = pen.one_of(({"AWS": ACCOUNT}, {"Service": "ec2.amazonaws.com"}))
    yield
    statement["Principal"] = "*"


def no_principal(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = pen.one_of(statements(document))
    statement.pop("NotPrincipal", None)
    statement["Principal"] = pen.one_of(("*", {"AWS": ACCOUNT}, {"AWS": []}, {}))
    yield
    del statement["Principal"]


def sid_appears_or_disappears(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = pen.one_of(statements(document))
    yield
    statement["Sid"] = "" if statement.get("Sid") else "Appeared"


def case_of_sid(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = pen.one_of(statements(document))
    statement["Sid"] = "Planted"
    yield
    statement["Sid"] = pen.one_of(("planted", "PLANTED"))


def operator_less(pen: Pen, document: Document) -> t.Iterator[None]:
    block = pen.one_of([statement["Condition"] for statement in statements(document) if statement.get("Condition")])
    yield
    del block[pen.one_of(block)]


def operator_more(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = pen.one_of(statements(document))
    yield
    block = statement.setdefault("Condition", {})
    block["BinaryEquals"] = pen.one_of(({KEY: "QQ=="}, {KEY: []}, {}))


def key_less(pen: Pen, document: Document) -> t.Iterator[None]:
    keys = pen.one_of([keys for statement in statements(document) for _operator, keys in conditions(statement)])
    yield
    del keys[pen.one_of(keys)]


def key_more(pen: Pen, document: Document) -> t.Iterator[None]:
    keys = pen.one_of([keys for statement in statements(document) for _operator, keys in conditions(statement)])
    yield
    keys[KEY] = pen.one_of(("x", ["x"], [], ""))


def key_moves_to_another_operator(pen: Pen, document: Document) -> t.Iterator[None]:
    block = pen.one_of(statements(document)).setdefault("Condition", {})
    block["StringLike"] = {"aws:SourceVpc": "x", KEY: "x"}
    block["StringEquals"] = {"aws:SourceVpce": "x"}
    yield
    block["StringEquals"][KEY] = block["StringLike"].pop(KEY)


def value_moves_to_another_key(pen: Pen, document: Document) -> t.Iterator[None]:
    block = pen.one_of(statements(document)).setdefault("Condition", {})
    block["StringLike"] = {"aws:SourceVpc": ["x", "y"], KEY: ["x"]}
    yield
    block["StringLike"] = {"aws:SourceVpc": ["x"], KEY: ["x", "y"]}


def condition_moves_to_another_statement(pen: Pen, document: Document) -> t.Iterator[None]:
    block = {"Bool": {KEY: "true"}}
    document["Statement"] = [*statements(document), {"Sid": "Last", "Effect": "Deny", "Action": "*", "Resource": "*"}]
    source, target = pen.in_any_order(statements(document))[:2]
    target.pop("Condition", None)
    source["Condition"] = block
    yield
    target["Condition"] = source.pop("Condition")


def statement_less(pen: Pen, document: Document) -> t.Iterator[None]:
    extra = {"Sid": "Extra", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    document["Statement"] = pen.in_any_order([*statements(document), extra])
    yield
    gone = pen.draw(st.integers(0, len(document["Statement"]) - 1))
    del document["Statement"][gone]


def statement_more(pen: Pen, document: Document) -> t.Iterator[None]:
    model = copy.deepcopy(pen.one_of(statements(document)))
    yield
    model[pen.one_of(("Sid", "Effect"))] = "Added"
    document["Statement"] = pen.in_any_order([*statements(document), model])


def statement_more_in_other_case(pen: Pen, document: Document) -> t.Iterator[None]:
    statement = {"Sid": "Cased", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/Key"}
    document["Statement"] = [*statements(document), statement]
    yield
    other = pen.one_of(({"Sid": "cased"}, {"Resource": "arn:aws:s3:::b/key"}))
    document["Statement"] = pen.in_any_order([*statements(document), {**statement, **other}])


def value_more_in_other_case(pen: Pen, document: Document) -> t.Iterator[None]:
    texts = members(pen, document, pen.one_of(("Resource", "Service", "StringLike")))
    texts.append("Cased")
    yield
    texts.insert(pen.draw(st.integers(0, len(texts))), "cased")


def two_statements_become_one(_pen: Pen, document: Document) -> t.Iterator[None]:
    one = {"Sid": "Joined", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "a"}
    other = {**one, "Action": "s3:PutObject", "Resource": "b"}
    both = {**one, "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["a", "b"]}
    kept = statements(document)
    document["Statement"] = [*kept, one, other]
    yield
    document["Statement"] = [*kept, both]


def version(pen: Pen, document: Document) -> t.Iterator[None]:
    new = document.get("Version") == "2012-10-17"
    yield
    document["Version"] = "2012-10-17"
    if new and pen.here():
        del document["Version"]
    elif new:
        document["Version"] = "2008-10-17"


def no_id(_pen: Pen, document: Document) -> t.Iterator[None]:
    document["Id"] = "Importer"
    yield
    del document["Id"]


ROOT, ROLE = "arn:<partition>:iam::999999999999:root", "arn:<partition>:iam::999999999999:role/R"
CHANGES: t.Final[dict[str, Change]] = {
    **{
        change.__name__: change
        for change in (
            *(effect, case_of_effect, one_value_more, one_value_less, another_value, version, no_id),
            *(kind_of_principal, everybody_becomes_every_service, everybody_else_too, no_principal),
            *(sid_appears_or_disappears, case_of_sid, operator_less, operator_more, key_less, key_more),
            *(key_moves_to_another_operator, value_moves_to_another_key, condition_moves_to_another_statement),
            *(statement_less, statement_more, statement_more_in_other_case, two_statements_become_one),
            value_more_in_other_case,
        )
    },
    "negated actions": renames("Action", "NotAction"),
    "negated resources": renames("Resource", "NotResource"),
    "negated principals": renames("Principal", "NotPrincipal"),
    "another Sid": adds_statement_element("Sid", "Another"),
    "unknown element of a statement": adds_statement_element("Comment", "x"),
    "empty unknown element of a statement": adds_statement_element("Comment", ""),
    "element's case": adds_statement_element("condition", {}),
    "no values for a condition's key": adds_statement_element("Condition", {"BinaryEquals": {KEY: []}}),
    "no keys for a condition's operator": adds_statement_element("Condition", {"BinaryEquals": {}}),
    "condition that is no mapping": adds_statement_element("Condition", []),
    "unknown element of the document": adds_document_element("Comment", "x"),
    "another Id": adds_document_element("Id", "Another"),
    "unknown version": adds_document_element("Version", "2012-10-18"),
    "empty version": adds_document_element("Version", ""),
    "an action": value_changes("Action", "ec2:RunInstances", "ec2:StopInstances"),
    "an action's wildcard": value_changes("Action", "ec2:RunInstances", "ec2:RunInstance?"),
    "a resource": value_changes("Resource", "arn:<partition>:s3:::x", "arn:<partition>:s3:::y"),
    "a resource's case": value_changes("Resource", "arn:<partition>:s3:::b/Key", "arn:<partition>:s3:::b/key"),
    "a resource's white space": value_changes("Resource", "arn:<partition>:s3:::b/k", "arn:<partition>:s3:::b/k "),
    "a resource's percent signs": value_changes("Resource", "arn:<partition>:s3:::b/%41", "arn:<partition>:s3:::b/A"),
    "a resource's plus signs": value_changes("Resource", "arn:<partition>:s3:::b/a+b", "arn:<partition>:s3:::b/a b"),
    "an account as a resource": value_changes("Resource", ACCOUNT, ROOT),
    "an account as a condition's value": value_changes("StringEquals", ACCOUNT, ROOT),
    "an account as a condition's ARN": value_changes("ArnEquals", ACCOUNT, ROOT),
    "an account as a service": value_changes("Service", ACCOUNT, ROOT),
    "an account as a provider": value_changes("Federated", ACCOUNT, ROOT),
    "an account as a canonical user": value_changes("CanonicalUser", ACCOUNT, ROOT),
    "another account": value_changes("AWS", ACCOUNT, ANOTHER),
    "another account's root": value_changes("AWS", ROOT, f"arn:<partition>:iam::{ANOTHER}:root"),
    "another account, once as its root": value_changes("AWS", ACCOUNT, f"arn:<partition>:iam::{ANOTHER}:root"),
    "a longer number": value_changes("AWS", ACCOUNT, f"{ACCOUNT}0"),
    "a shorter number": value_changes("AWS", f"0{ACCOUNT[1:]}", ACCOUNT[1:]),
    "too short a number and its root": value_changes("AWS", ACCOUNT[1:], f"arn:<partition>:iam::{ACCOUNT[1:]}:root"),
    "too long a number and its root": value_changes("AWS", f"{ACCOUNT}0", f"arn:<partition>:iam::{ACCOUNT}0:root"),
    "the root of another partition": value_changes("AWS", ROOT, "arn:<other>:iam::999999999999:root"),
    "the root of another service": value_changes("AWS", ROOT, "arn:<partition>:sts::999999999999:root"),
    "the root's case": value_changes("AWS", ROOT, "arn:<partition>:iam::999999999999:Root"),
    "a role instead of the account": value_changes("AWS", ACCOUNT, ROLE),
    "a role instead of the root": value_changes("AWS", ROOT, ROLE),
    "a role of that name": value_changes("AWS", ROOT, "arn:<partition>:iam::999999999999:role/root"),
    "a user instead of the root": value_changes("AWS", ROOT, "arn:<partition>:iam::999999999999:user/root"),
    "a role's case": value_changes("AWS", ROLE, "arn:<partition>:iam::999999999999:role/r"),
    "a role's identifier": value_changes("AWS", ROLE, "AROAPLANTEDPLANTED123"),
    "a user's identifier": value_changes("AWS", "arn:<partition>:iam::999999999999:user/U", "AIDAPLANTEDPLANTED123"),
    "a service's case": value_changes("Service", "ecs.amazonaws.com", "ECS.amazonaws.com"),
    "a value's case": value_changes("StringLike", "Planted", "planted"),
    "a value's case of an ARN": value_changes("ArnLike", "arn:<partition>:s3:::B", "arn:<partition>:s3:::b"),
    "a value's white space": value_changes("StringEquals", "Planted", "Planted "),
    "a value's variable": value_changes("StringEquals", "${aws:username}", "${aws:userid}"),
    "a value's escaped variable": value_changes("StringEquals", "${*}", "*"),
    "a value's percent signs": value_changes("StringEquals", "x%42", "xB"),
    "an empty value": value_changes("StringEquals", "Planted", ""),
    "a decimal number": value_changes("NumericLessThan", 1.5, 2.5),
    "a decimal number as text": value_changes("NumericLessThan", "4.50", "4.05"),
    "ten times a number": value_changes("NumericLessThan", "40", "4"),
    "a tenth of a number": value_changes("NumericLessThan", "4.0", "40"),
    "a tenth of a decimal number": value_changes("NumericLessThan", "40.0", "4"),
    "a sign": value_changes("NumericLessThan", 4, -4),
    "a number": value_changes("NumericEquals", 4, 5),
    "a large number": value_changes("NumericEquals", 9007199254740993, 9007199254740992),
    "a decimal number that is text": value_changes("StringEquals", 3.5, 2.5),
    "a number that is text": value_changes("StringEquals", 4, 5),
    "a number's text": value_changes("StringEquals", "4", "4.0"),
    "a decimal number's text": value_changes("StringLike", "4.50", "4.5"),
    "a boolean": value_changes("Bool", before=True, after=False),
    "a boolean and its number": value_changes("Bool", before=True, after=1),
    "a boolean as text": value_changes("Null", "true", "false"),
    "a key": key_changes("aws:SourceIp", "aws:VpcSourceIp"),
    "a tag's key": key_changes("aws:PrincipalTag/Stage", "aws:PrincipalTag/Phase"),
    "a tag's holder": key_changes("aws:PrincipalTag/Stage", "aws:ResourceTag/Stage"),
    "case of an object's tag": key_changes("s3:ExistingObjectTag/KEY", "s3:ExistingObjectTag/key"),
    "case of a provider's path": key_changes("oidc.example.com/id/ABC:aud", "oidc.example.com/id/abc:aud"),
    "an operator": operator_changes("StringEquals", "StringLike"),
    "a negated operator": operator_changes("StringEquals", "StringNotEquals"),
    "an operator without case": operator_changes("StringEquals", "StringEqualsIgnoreCase"),
    "an ARN's operator": operator_changes("ArnEquals", "ArnLike"),
    "a number's operator": operator_changes("NumericLessThan", "NumericLessThanEquals"),
    "a number's operator for text": operator_changes("NumericEquals", "StringEquals"),
    "a set's operator": operator_changes("ForAnyValue:StringEquals", "ForAllValues:StringEquals"),
    "a set's operator gone": operator_changes("ForAnyValue:StringEquals", "StringEquals"),
    "IfExists": operator_changes("StringEquals", "StringEqualsIfExists"),
    "IfExists of a number": operator_changes("NumericEquals", "NumericEqualsIfExists"),
    "IfExists of a set": operator_changes("ForAnyValue:StringLikeIfExists", "ForAnyValue:StringLike"),
}
