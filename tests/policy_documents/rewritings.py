# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every way to rewrite a policy document that IAM ignores: functions that apply it in random places."""

from __future__ import annotations

import datetime
import decimal
import json
import re
import typing as t
import urllib.parse

from .documents import Document, Pen, Slot, conditions, is_numeric, number_of, slots, statements, text_of


def statements_in_any_order(pen: Pen, document: Document) -> None:
    if isinstance(document["Statement"], list):
        document["Statement"] = pen.in_any_order(document["Statement"])


def statement_twice(pen: Pen, document: Document) -> None:
    members = statements(document)
    document["Statement"] = [*members, json.loads(json.dumps(pen.one_of(members)))]


def lone_value_with_and_without_a_list(pen: Pen, document: Document) -> None:
    for _place, holder, key in [Slot("Statement", document, "Statement"), *slots(document)]:
        value = holder[key]
        if not isinstance(value, list):
            holder[key] = [value] if pen.here() else value
        elif len(value) == 1 and pen.here():
            holder[key] = value[0]


def keys_in_any_order(pen: Pen, document: Document) -> None:
    def reordered(value: t.Any) -> t.Any:
        if isinstance(value, list):
            return [reordered(member) for member in value]
        if isinstance(value, dict):
            return {key: reordered(value[key]) for key in pen.in_any_order(value)}
        return value

    changed = reordered(document)
    document.clear()
    document.update(changed)


def members_in_any_order(pen: Pen, document: Document) -> None:
    for _place, holder, key in slots(document):
        if isinstance(holder[key], list):
            holder[key] = pen.in_any_order(holder[key])


def member_twice(pen: Pen, document: Document) -> None:
    slot = pen.one_of(slots(document))
    slot.holder[slot.key] = [*slot.values, pen.one_of(slot.values)]


def case_of_actions(pen: Pen, document: Document) -> None:
    _rewrite_values(pen, document, lambda place, value: pen.recased(value) if place.endswith("Action") else value)


def case_of_operators(pen: Pen, document: Document) -> None:
    for statement in statements(document):
        if isinstance(statement.get("Condition"), dict):
            statement["Condition"] = {pen.recased(operator): keys for operator, keys in conditions(statement)}


def case_of_condition_keys(pen: Pen, document: Document) -> None:
    def recased(key: str) -> str:
        name, slash, rest = key.partition("/")
        if name.lower() in ("aws:principaltag", "aws:requesttag", "aws:resourcetag"):
            rest = pen.recased(rest)
        return pen.recased(name) + slash + rest

    for statement in statements(document):
        for operator, keys in conditions(statement):
            statement["Condition"][operator] = {recased(key): value for key, value in keys.items()}


def empty_sid(pen: Pen, document: Document) -> None:
    _toggle(pen, document, "Sid", "")


def empty_condition(pen: Pen, document: Document) -> None:
    _toggle(pen, document, "Condition", {})


def default_version(_pen: Pen, document: Document) -> None:
    if "Version" not in document:
        document["Version"] = "2008-10-17"
    elif document["Version"] == "2008-10-17":
        del document["Version"]


def version_as_date(_pen: Pen, document: Document) -> None:
    if document.get("Version") in ("2012-10-17", "2008-10-17"):
        document["Version"] = datetime.date.fromisoformat(document["Version"])


def everybody(pen: Pen, document: Document) -> None:
    forms = ("*", {"AWS": "*"}, {"AWS": ["*"]})
    for statement in statements(document):
        for element in ("Principal", "NotPrincipal"):
            if statement.get(element) in forms:
                statement[element] = json.loads(json.dumps(pen.one_of(forms)))


def account_and_its_root(pen: Pen, document: Document) -> None:
    def rewritten(place: str, value: t.Any) -> t.Any:
        account = re.fullmatch(rf"(arn:{pen.partition}:iam::)?([0-9]{{12}})(?(1):root)", text_of(value))
        if place != "AWS" or not account:
            return value
        return account[2] if account[1] else f"arn:{pen.partition}:iam::{account[2]}:root"

    _rewrite_values(pen, document, rewritten)


def scalars_as_text_and_back(pen: Pen, document: Document) -> None:
    _rewrite_values(pen, document, lambda _place, value: pen.one_of(_types(value)))


def numbers_written_otherwise(pen: Pen, document: Document) -> None:
    def rewritten(place: str, value: t.Any) -> t.Any:
        number = number_of(value) if is_numeric(place) else None
        return value if number is None else pen.one_of(spellings_of(number))

    _rewrite_values(pen, document, rewritten)


def spellings_of(number: decimal.Decimal) -> list[t.Any]:
    """The spellings of a number for an operator that compares numbers."""
    shortest = f"{number.normalize() + 0:f}"
    longer = shortest + ("0" if "." in shortest else ".0")
    return [*_types(shortest), longer, f"{longer}0"]


def _types(value: t.Any) -> list[t.Any]:
    """All values that IAM stores as the same text."""
    text = text_of(value)
    if text in ("true", "false"):
        return [text, text == "true"]
    if re.fullmatch(r"0|-?[1-9][0-9]{0,14}", text):
        return [text, int(text), float(text)]
    if re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]*[1-9]", text):
        return [text, float(text)]
    return [text]


def _toggle(pen: Pen, document: Document, element: str, empty: t.Any) -> None:
    for statement in statements(document):
        if element not in statement and pen.here():
            statement[element] = type(empty)()
        elif statement.get(element) == empty and pen.here():
            del statement[element]


def _rewrite_values(pen: Pen, document: Document, change: t.Callable[[str, t.Any], t.Any]) -> None:
    for slot in slots(document):
        members = [change(slot.place, value) if pen.here() else value for value in slot.values]
        slot.holder[slot.key] = members if isinstance(slot.holder[slot.key], list) else members[0]


Rewriting: t.TypeAlias = t.Callable[[Pen, Document], None]
REWRITINGS: t.Final[tuple[Rewriting, ...]] = (
    statements_in_any_order,
    statement_twice,
    lone_value_with_and_without_a_list,
    keys_in_any_order,
    members_in_any_order,
    member_twice,
    case_of_actions,
    case_of_operators,
    case_of_condition_keys,
    empty_sid,
    empty_condition,
    default_version,
    everybody,
    account_and_its_root,
    scalars_as_text_and_back,
    numbers_written_otherwise,
    version_as_date,
)


def mapping(document: Document) -> t.Any:
    return document


def json_text(document: Document) -> str:
    return json.dumps(document, default=str)


def indented_json_text(document: Document) -> str:
    return json.dumps(document, default=str, indent=4, ensure_ascii=False)


def percent_encoded(document: Document) -> str:
    return urllib.parse.quote(json_text(document))


def percent_encoded_throughout(document: Document) -> str:
    return urllib.parse.quote(indented_json_text(document), safe="")


def percent_encoded_where_needed(document: Document) -> str:
    """RFC 3986 does not require these to be encoded; a plus sign means a plus sign, not a space."""
    return urllib.parse.quote(json_text(document), safe="/+:,*$'()@!;=&?")


FORMS: t.Final = (
    *(mapping, json_text, indented_json_text),
    *(percent_encoded, percent_encoded_throughout, percent_encoded_where_needed),
)
