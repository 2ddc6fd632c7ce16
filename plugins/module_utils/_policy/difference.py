# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What separates two policy documents: statement by statement, element by element, and what it does to permissions."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._finding import statement_label
from .._sanitize import printable
from . import coverage, pairing
from . import document as policy

Effect = t.Literal["widens", "narrows", "neither", "unknown"]
Statement = dict[str, t.Any]

_OPPOSITE: t.Final[t.Mapping[Effect, Effect]] = {"widens": "narrows", "narrows": "widens"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of a document, by itself: what its effect would be if the rest of the document stayed.

    C(document) names the document. C(statement) is the Sid, else the position, else C(None) for the document as a
    whole; C(position) is counted from 0, after the change, or before it for a statement that goes. C(element) is the
    element, with its parts after periods (C(Principal.AWS), C(Condition.StringEquals.aws:SourceAccount)), or
    C(None) for a whole statement. C(effect) says whether it widens or narrows what is allowed, does neither, or
    whether that cannot be said.
    """

    document: str
    statement: str | None
    position: int | None
    element: str | None
    added: list[t.Any]
    removed: list[t.Any]
    effect: Effect

    def to_result(self) -> dict[str, t.Any]:
        """The change as a task's result lists it: the same keys, always."""
        return {
            "document": self.document,
            "statement": self.statement,
            "position": self.position,
            "element": self.element,
            "added": self.added,
            "removed": self.removed,
            "effect": self.effect,
            "summary": self.summary,
        }

    @property
    def summary(self) -> str:
        """The change in one line, for people."""
        place = f"{self.document}: {self.statement}" if self.statement else self.document
        return printable(f"{place}: {self._what()} ({_EFFECTS[self.effect]})")

    def _what(self) -> str:
        if self.element is None and self.statement:
            return "statement added" if self.added else "statement removed"
        added, removed = (", ".join(map(str, values)) for values in (self.added, self.removed))
        gains, loses = f"gains {added}", f"loses {removed}"
        return f"{self.element or 'document'} {' and '.join((gains,) * bool(added) + (loses,) * bool(removed))}"


_EFFECTS: t.Final[t.Mapping[Effect, str]] = {
    "widens": "widens what is allowed",
    "narrows": "narrows what is allowed",
    "neither": "changes nothing in what is allowed",
    "unknown": "may widen or narrow what is allowed",
}


def changes(
    before: t.Mapping[str, policy.Document], after: t.Mapping[str, policy.Document], partition: str
) -> tuple[Change, ...]:
    """What leads from one set of named documents to another, in a fixed order. Documents that say the same have none.

    A document that only one side has counts with all its statements.
    """
    names = (*before, *(name for name in after if name not in before))
    return tuple(
        change
        for name in names
        for change in _document_changes(name, before.get(name, _NO_DOCUMENT), after.get(name, _NO_DOCUMENT), partition)
    )


def shown(
    before: t.Mapping[str, policy.Document], after: t.Mapping[str, policy.Document], partition: str
) -> tuple[dict[str, policy.Document], dict[str, policy.Document]]:
    """Two sets of named documents in canonical form, so written that only lines which mean something differ."""
    pairs = {
        name: pairing.side_by_side(before.get(name, _NO_DOCUMENT), after.get(name, _NO_DOCUMENT), partition)
        for name in {**before, **after}
    }
    return {name: pairs[name][0] for name in before}, {name: pairs[name][1] for name in after}


_NO_DOCUMENT: t.Final[policy.Document] = {}


def _document_changes(name: str, before: policy.Document, after: policy.Document, partition: str) -> t.Iterator[Change]:
    if before == after:
        return
    blank = Change(document=name, statement=None, position=None, element=None, added=[], removed=[], effect="unknown")
    if not (policy.is_readable(before) and policy.is_readable(after)):
        yield replace(blank, added=[dict(after)] if after else [], removed=[dict(before)] if before else [])
        return
    if before and after:
        yield from _top_level(blank, before, after)
    spelling = pairing.Spelling(before, after)
    old, new = (policy.canonical_statements(each, partition) for each in (before, after))
    for pair in pairing.pairs(old, new):
        if pair.before is None or pair.after is None:
            yield _whole_statement(blank, pair, old, new, spelling)
        else:
            place = replace(blank, statement=_label(new, pair.after), position=pair.after)
            yield from _statement_changes(place, spelling.of(old[pair.before]), spelling.of(new[pair.after]))


def _label(statements: list[Statement], position: int) -> str | None:
    return statement_label(position, statements[position].get("Sid"))


def _top_level(blank: Change, before: policy.Document, after: policy.Document) -> t.Iterator[Change]:
    """Version, Id and whatever else stands beside the statements."""
    old, new = ({**document, "Version": policy.version_of(document)} for document in (before, after))
    for element in sorted({*old, *new} - {"Statement"}, reverse=True):
        if old.get(element) == new.get(element):
            continue
        effect: Effect = "neither" if element == "Id" else "unknown"
        if element == "Version" and not any("${" in policy.to_text(document) for document in (before, after)):
            # What the newer version adds to the language is policy variables.
            effect = "neither"
        added, removed = ([each[element]] if element in each else [] for each in (new, old))
        yield replace(blank, element=element, added=added, removed=removed, effect=effect)


def _whole_statement(
    blank: Change, pair: pairing.Pair, old: list[Statement], new: list[Statement], spelling: pairing.Spelling
) -> Change:
    """A statement that comes or goes. One that another statement covers all the while makes no difference."""
    comes = pair.before is None
    position = t.cast(int, pair.after if comes else pair.before)
    statement = (new if comes else old)[position]
    others = old if comes else new
    effect = _effect_of_more(statement, more=comes)
    if any(coverage.statement(other, statement) for other in others):
        effect = "neither"
    shown = [spelling.of(statement)]
    return replace(
        blank,
        statement=statement_label(position, statement.get("Sid")),
        position=position,
        added=shown if comes else [],
        removed=[] if comes else shown,
        effect=effect,
    )


def _effect_of_more(statement: Statement, *, more: bool) -> Effect:
    """What it means that a statement applies to more requests, or to fewer."""
    effects: dict[t.Any, Effect] = {"Allow": "widens", "Deny": "narrows"}
    effect = effects.get(statement.get("Effect"), "unknown")
    return effect if more else _OPPOSITE.get(effect, effect)


def _statement_changes(place: Change, old: Statement, new: Statement) -> t.Iterator[Change]:
    effect_stays = old.get("Effect") == new.get("Effect")
    for element in _ORDER + tuple(sorted({*old, *new} - {*_ORDER})):
        if old.get(element) == new.get(element):
            continue
        for change in _element_changes(replace(place, element=element), old, new):
            # Where what is allowed becomes what is denied, the same change of another element works both ways.
            uncertain = not effect_stays and element not in ("Sid", "Effect")
            yield replace(change, effect="unknown") if uncertain else change


_ORDER: t.Final = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"),
)
_COVERS: t.Final[t.Mapping[str, coverage.Covers]] = {"Action": coverage.action, "Resource": coverage.arn}


def _element_changes(change: Change, old: Statement, new: Statement) -> t.Iterator[Change]:
    element = t.cast(str, change.element)
    before, after = old.get(element), new.get(element)
    if element == "Condition" and all(each is None or _is_condition(each) for each in (before, after)):
        yield from _condition_changes(change, before or {}, after or {}, new)
    elif element in ("Principal", "NotPrincipal") and isinstance(before, dict) and isinstance(after, dict):
        for kind in sorted({*before, *after}):
            part = replace(change, element=f"{element}.{kind}")
            yield from _principal_changes(part, before.get(kind), after.get(kind), new)
    elif element.removeprefix("Not") in _COVERS and before is not None and after is not None:
        yield from _list_changes(change, before, after, new, _COVERS[element.removeprefix("Not")])
    else:
        effect: Effect = "unknown"
        if element == "Sid":
            effect = "neither"
        elif element == "Effect" and (before, after) in (("Allow", "Deny"), ("Deny", "Allow")):
            effect = "narrows" if after == "Deny" else "widens"
        yield replace(change, added=_as_values(after), removed=_as_values(before), effect=effect)


def _principal_changes(change: Change, before: t.Any, after: t.Any, statement: Statement) -> t.Iterator[Change]:
    """The change of one kind of principals. An empty list names nobody, as no list does, but is something else."""
    if before in (None, []) and after in (None, []):
        if before != after:
            yield replace(change, added=_as_values(after), removed=_as_values(before), effect="neither")
        return
    none: list[str] = []
    yield from _list_changes(
        change, none if before is None else before, none if after is None else after, statement, coverage.principal
    )


def _list_changes(
    change: Change, before: t.Any, after: t.Any, statement: Statement, covers: coverage.Covers
) -> t.Iterator[Change]:
    """The change from one list to another. The element says what the statement applies to, or, negated, what not."""
    if before == after:
        return
    if not (coverage.is_texts(before) and coverage.is_texts(after)):
        yield replace(change, added=_as_values(after), removed=_as_values(before), effect="unknown")
        return
    negated = t.cast(str, change.element).startswith("Not")
    yield replace(
        change,
        added=[value for value in after if value not in before],
        removed=[value for value in before if value not in after],
        effect=_effect_of_lists(before, after, statement, covers, negated=negated),
    )


def _effect_of_lists(
    before: list[str], after: list[str], statement: Statement, covers: coverage.Covers, *, negated: bool
) -> Effect:
    grows, shrinks = not coverage.every(covers, before, after), not coverage.every(covers, after, before)
    if grows and shrinks:
        return "unknown"
    return _effect_of_more(statement, more=grows != negated) if grows or shrinks else "neither"


def _condition_changes(change: Change, before: t.Any, after: t.Any, statement: Statement) -> t.Iterator[Change]:
    old, new = (
        {(operator, key): values for operator, keys in each.items() for key, values in keys.items()}
        for each in (before, after)
    )
    for operator, key in sorted({*old, *new}):
        part = replace(change, element=f"Condition.{operator}.{key}")
        values = old.get((operator, key)), new.get((operator, key))
        yield from _condition_key_changes(part, operator, *values, statement)
    # An operator without keys asks for nothing.
    for operator in sorted({*before} ^ {*after}):
        if not {**before, **after}[operator]:
            comes = operator in after
            part = replace(change, element=f"Condition.{operator}", effect="neither")
            yield replace(part, added=[{}] if comes else [], removed=[] if comes else [{}])


def _is_condition(value: t.Any) -> bool:
    return isinstance(value, dict) and all(isinstance(keys, dict) for keys in value.values())


def _condition_key_changes(
    change: Change, operator: str, before: t.Any, after: t.Any, statement: Statement
) -> t.Iterator[Change]:
    if before == after:
        return
    if before is None or after is None:
        # All conditions of a statement must be fulfilled, so that each more makes it apply to less.
        effect = _effect_of_more(statement, more=after is None)
        yield replace(change, added=_as_values(after), removed=_as_values(before), effect=effect)
        return
    name = operator.lower().rpartition(":")[2].removesuffix("ifexists")
    negated = "not" in name
    covers = coverage.glob if name.endswith("like") else coverage.equal
    if name.startswith("arn"):
        covers = coverage.arn
    for each in _list_changes(change, before, after, statement, covers):
        certain = each.effect in _OPPOSITE and negated
        yield replace(each, effect=_OPPOSITE[each.effect]) if certain else each


def _as_values(value: t.Any) -> list[t.Any]:
    """What a change adds or removes. An empty list is something too."""
    if value is None:
        return []
    return value if isinstance(value, list) and value else [value]
