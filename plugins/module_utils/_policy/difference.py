# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compares two policy documents by statement and element, and judges how each change affects permissions."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._finding import statement_label
from . import coverage, pairing
from .change import Change, Effect
from .document import Document
from .statement import Statement, is_texts

PlainStatement = dict[str, t.Any]

_OPPOSITE: t.Final[t.Mapping[Effect, Effect]] = {"widens": "narrows", "narrows": "widens"}


def changes(before: t.Mapping[str, Document], after: t.Mapping[str, Document], partition: str) -> tuple[Change, ...]:
    """The changes from one set of named documents to another, in a fixed order, with the effects that their texts show.

    Equivalent documents have no changes. If only one side has a document, every statement of it is a change.
    """
    names = (*before, *(name for name in after if name not in before))
    return tuple(step.change for name in names for step in steps(name, before.get(name), after.get(name), partition))


class Step(t.NamedTuple):
    """A change, and the document before with only this change."""

    change: Change
    document: Document


def steps(name: str, before: Document | None, after: Document | None, partition: str) -> tuple[Step, ...]:
    """The changes of one document, each also made by itself. C(None) stands for a document that does not exist."""
    return tuple(_document_steps(name, before or _NO_DOCUMENT, after or _NO_DOCUMENT, partition))


def shown(
    before: t.Mapping[str, Document], after: t.Mapping[str, Document], partition: str
) -> tuple[dict[str, dict[str, t.Any]], dict[str, dict[str, t.Any]]]:
    """Two sets of named documents in plain canonical form. Their lines differ only where the meaning differs."""
    pairs = {
        name: pairing.side_by_side(before.get(name, _NO_DOCUMENT), after.get(name, _NO_DOCUMENT), partition)
        for name in {**before, **after}
    }
    return {name: pairs[name][0] for name in before}, {name: pairs[name][1] for name in after}


_NO_DOCUMENT: t.Final = Document({})


def _document_steps(name: str, before: Document, after: Document, partition: str) -> t.Iterator[Step]:
    if before == after:
        return
    blank = Change(document=name, statement=None, position=None, element=None, added=[], removed=[], effect="unknown")
    if before.is_readable and after.is_readable:
        yield from _top_level(blank, before, after)
        yield from _statements(blank, before, after, partition)
    else:
        added, removed = (_as_values(dict(document.plain) or None) for document in (after, before))
        yield Step(replace(blank, added=added, removed=removed), after)


def _top_level(blank: Change, before: Document, after: Document) -> t.Iterator[Step]:
    """The changes of Version, Id and any other element next to the statements."""
    if _NO_DOCUMENT in (before, after):
        return
    old, new = ({**document.plain, "Version": document.version} for document in (before, after))
    for element in sorted({*old, *new} - {"Statement"}, reverse=True):
        if old.get(element) != new.get(element):
            added, removed = ([side[element]] if element in side else [] for side in (new, old))
            effect = _effect_of_top_level(element, before, after)
            change = replace(blank, element=element, added=added, removed=removed, effect=effect)
            yield Step(change, Document(_with_element(before.plain, after.plain, (element,))))


def _effect_of_top_level(element: str, *documents: Document) -> Effect:
    # The newer version of the language only adds policy variables.
    has_variables = any("${" in document.text for document in documents)
    return "neither" if element == "Id" or (element == "Version" and not has_variables) else "unknown"


def _statements(blank: Change, before: Document, after: Document, partition: str) -> t.Iterator[Step]:
    spelling = pairing.Spelling(before, after)
    old, new = before.canonical_statements(partition), after.canonical_statements(partition)
    for pair in pairing.pairs(old, new):
        if pair.before is None or pair.after is None:
            change = _whole_statement(blank, pair, old, new, spelling)
            added = [] if pair.after is None else [new[pair.after].plain]
            kept = [statement.plain for place, statement in enumerate(old) if place != pair.before]
            yield Step(change, _with_statements(before, [*kept, *added]))
            continue
        place = replace(blank, statement=statement_label(pair.after, new[pair.after].sid), position=pair.after)
        was, becomes = spelling.of(old[pair.before]), spelling.of(new[pair.after])
        for change in _statement_changes(place, was, becomes):
            statements = [statement.plain for statement in old]
            statements[pair.before] = _with_change(was, becomes, t.cast(str, change.element))
            yield Step(change, _with_statements(before, statements))


def _with_statements(document: Document, statements: list[t.Any]) -> Document:
    return Document({**document.plain, "Version": document.version, "Statement": statements})


def _with_change(was: PlainStatement, becomes: PlainStatement, element: str) -> PlainStatement:
    """The statement with a change of one element. An element and its negation change places together."""
    # A condition key may have periods.
    path = tuple(element.split(".", 2 if element.startswith("Condition.") else 1))
    result = _with_element(was, becomes, path)
    if path[0] in _TWINS and (path[0] in was) != (path[0] in becomes):
        result = _with_element(result, becomes, (_TWINS[path[0]],))
    return result


_TWINS: t.Final[t.Mapping[str, str]] = {
    element: twin
    for name in ("Principal", "Action", "Resource")
    for element, twin in ((name, f"Not{name}"), (f"Not{name}", name))
}


def _with_element(old: t.Mapping[str, t.Any], new: t.Mapping[str, t.Any], path: tuple[str, ...]) -> dict[str, t.Any]:
    """The old mapping with what the new one has at a path, or without it if the new one has nothing there."""
    name, *rest = path
    result = dict(old)
    if rest:
        result[name] = _with_element(old.get(name) or {}, new.get(name) or {}, tuple(rest))
    elif name in new:
        result[name] = new[name]
    else:
        result.pop(name, None)
    return result


def _whole_statement(
    blank: Change,
    pair: pairing.Pair,
    old: t.Sequence[Statement],
    new: t.Sequence[Statement],
    spelling: pairing.Spelling,
) -> Change:
    """An added or removed statement. It has no effect if the other document has a statement that covers it."""
    is_added = pair.before is None
    position = t.cast(int, pair.after if is_added else pair.before)
    statement = (new if is_added else old)[position]
    others = old if is_added else new
    is_covered = any(coverage.statement(other, statement) for other in others)
    spelled = [spelling.of(statement)]
    return replace(
        blank,
        statement=statement_label(position, statement.sid),
        position=position,
        added=spelled if is_added else [],
        removed=[] if is_added else spelled,
        effect="neither" if is_covered else _effect_of_more(statement.plain, more=is_added),
    )


def _effect_of_more(statement: t.Mapping[str, t.Any], *, more: bool) -> Effect:
    """The effect of a statement that applies to more requests, or to fewer."""
    effects: dict[t.Any, Effect] = {"Allow": "widens", "Deny": "narrows"}
    effect = effects.get(Statement(statement).effect, "unknown")
    return effect if more else _OPPOSITE.get(effect, effect)


def _statement_changes(place: Change, old: PlainStatement, new: PlainStatement) -> t.Iterator[Change]:
    effect_stays = old.get("Effect") == new.get("Effect")
    for element in _ORDER + tuple(sorted({*old, *new} - {*_ORDER})):
        if old.get(element) == new.get(element):
            continue
        for change in _element_changes(replace(place, element=element), old, new):
            # If the Effect changes as well, the effect of another element's change is unknown.
            uncertain = not effect_stays and element not in ("Sid", "Effect")
            yield replace(change, effect="unknown") if uncertain else change


_ORDER: t.Final = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"),
)
_COVERS: t.Final[t.Mapping[str, coverage.Covers]] = {"Action": coverage.action, "Resource": coverage.arn}


def _element_changes(change: Change, old: PlainStatement, new: PlainStatement) -> t.Iterator[Change]:
    element = t.cast(str, change.element)
    before, after = old.get(element), new.get(element)
    covers = _COVERS.get(element.removeprefix("Not"))
    if element == "Condition" and _are_conditions(before, after):
        yield from _condition_changes(change, before or {}, after or {}, new)
    elif element in ("Principal", "NotPrincipal") and _are_mappings(before, after):
        yield from _principals_changes(change, before, after, new)
    elif covers is not None and None not in (before, after):
        yield from _list_changes(change, before, after, new, covers)
    else:
        effect = _effect_of_value(element, before, after)
        yield replace(change, added=_as_values(after), removed=_as_values(before), effect=effect)


def _are_conditions(*values: t.Any) -> bool:
    """Whether the values are conditions that can be compared key by key. C(None) stands for an absent condition."""
    return all(value is None or (_are_mappings(value) and _are_mappings(*value.values())) for value in values)


def _are_mappings(*values: t.Any) -> bool:
    return all(isinstance(value, dict) for value in values)


def _effect_of_value(element: str, before: t.Any, after: t.Any) -> Effect:
    """The effect of a change that is not judged part by part."""
    if element == "Sid":
        return "neither"
    if element == "Effect" and (before, after) in (("Allow", "Deny"), ("Deny", "Allow")):
        return "narrows" if after == "Deny" else "widens"
    return "unknown"


def _principals_changes(change: Change, before: t.Any, after: t.Any, statement: PlainStatement) -> t.Iterator[Change]:
    for kind in sorted({*before, *after}):
        part = replace(change, element=f"{change.element}.{kind}")
        yield from _principal_changes(part, before.get(kind), after.get(kind), statement)


def _principal_changes(change: Change, before: t.Any, after: t.Any, statement: PlainStatement) -> t.Iterator[Change]:
    """The changes of one type of principals. An empty list names nobody, like an absent one, but differs from it."""
    if before in (None, []) and after in (None, []):
        if before != after:
            yield replace(change, added=_as_values(after), removed=_as_values(before), effect="neither")
        return
    old, new = ([] if members is None else members for members in (before, after))
    yield from _list_changes(change, old, new, statement, coverage.principal)


def _list_changes(
    change: Change, before: t.Any, after: t.Any, statement: PlainStatement, covers: coverage.Covers
) -> t.Iterator[Change]:
    """The change from one list to another. If the element is negated, the statement applies to all but the list."""
    if before == after:
        return
    if not (_is_list_of_texts(before) and _is_list_of_texts(after)):
        yield replace(change, added=_as_values(after), removed=_as_values(before), effect="unknown")
        return
    negated = t.cast(str, change.element).startswith("Not")
    yield replace(
        change,
        added=[value for value in after if value not in before],
        removed=[value for value in before if value not in after],
        effect=_effect_of_lists(before, after, statement, covers, negated=negated),
    )


def _is_list_of_texts(value: t.Any) -> bool:
    """Whether a value is a list of texts, as in canonical forms."""
    return isinstance(value, list) and is_texts(value)


def _effect_of_lists(
    before: list[str], after: list[str], statement: PlainStatement, covers: coverage.Covers, *, negated: bool
) -> Effect:
    grows, shrinks = not coverage.every(covers, before, after), not coverage.every(covers, after, before)
    if grows and shrinks:
        return "unknown"
    return _effect_of_more(statement, more=grows != negated) if grows or shrinks else "neither"


def _condition_changes(change: Change, before: t.Any, after: t.Any, statement: PlainStatement) -> t.Iterator[Change]:
    old, new = (
        {(operator, key): values for operator, keys in condition.items() for key, values in keys.items()}
        for condition in (before, after)
    )
    for operator, key in sorted({*old, *new}):
        part = replace(change, element=f"Condition.{operator}.{key}")
        values = old.get((operator, key)), new.get((operator, key))
        yield from _condition_key_changes(part, operator, *values, statement)
    # An operator without keys has no effect.
    for operator in sorted({*before} ^ {*after}):
        if not {**before, **after}[operator]:
            comes = operator in after
            part = replace(change, element=f"Condition.{operator}", effect="neither")
            yield replace(part, added=[{}] if comes else [], removed=[] if comes else [{}])


def _condition_key_changes(
    change: Change, operator: str, before: t.Any, after: t.Any, statement: PlainStatement
) -> t.Iterator[Change]:
    if before == after:
        return
    if before is None or after is None:
        # All conditions of a statement must be met, so another condition makes it apply to fewer requests.
        effect = _effect_of_more(statement, more=after is None)
        yield replace(change, added=_as_values(after), removed=_as_values(before), effect=effect)
        return
    name = operator.lower().rpartition(":")[2].removesuffix("ifexists")
    for part in _list_changes(change, before, after, statement, _covers_of(name)):
        is_reversed = "not" in name and part.effect in _OPPOSITE
        yield replace(part, effect=_OPPOSITE[part.effect]) if is_reversed else part


def _covers_of(operator: str) -> coverage.Covers:
    """How a condition operator compares values with patterns. It is in lower case, without its set operator."""
    if operator.startswith("arn"):
        return coverage.arn
    return coverage.glob if operator.endswith("like") else coverage.equal


def _as_values(value: t.Any) -> list[t.Any]:
    """What a change adds or removes. An empty list counts as one value."""
    if value is None:
        return []
    return value if isinstance(value, list) and value else [value]
