# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effect of changes on what documents allow: by containment, where their texts alone do not show it."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._policy import difference
from .._policy.change import Change, Effect
from .._policy.difference import Step
from .._policy.document import Document
from .containment import Answer, within
from .policies import Policies

# How many changes of one document are judged one by one. In a document with more, the effects are those that the texts
# show.
CHANGES: t.Final = 12


def changes(before: t.Mapping[str, Document], after: t.Mapping[str, Document], partition: str) -> tuple[Change, ...]:
    """The changes from one set of named documents to another, each with its effect if the rest stayed the same.

    Where a document as a whole allows the same as before, no change of it has an effect.
    """
    names = (*before, *(name for name in after if name not in before))
    return tuple(
        change for name in names for change in _document_changes(name, before.get(name), after.get(name), partition)
    )


def effect(before: Document, after: Document) -> Effect:
    """The effect of putting one document in the place of another."""
    old, new = (_policies(document, is_trust=_is_trust(before, after)) for document in (before, after))
    return effect_of(within(new, old).answer, within(old, new).answer)


def effect_of(gained: Answer, lost: Answer) -> Effect:
    """The effect by whether all that is allowed after is allowed before, and all that is allowed before after."""
    return _EFFECTS[gained, lost]


def together(effects: t.Iterable[Effect]) -> Effect:
    """The effect of several changes that do not undo each other."""
    found = set(effects)
    if "unknown" in found:
        return "unknown"
    parts = frozenset[str]().union(*(_PARTS[one] for one in found))
    return next(one for one, directions in _PARTS.items() if directions == parts)


# By whether the new document is within the old one, and the old one within the new one.
_EFFECTS: t.Final[t.Mapping[tuple[Answer, Answer], Effect]] = {
    ("proven", "proven"): "neither",
    ("proven", "counterexample"): "narrows",
    ("counterexample", "proven"): "widens",
    ("counterexample", "counterexample"): "both",
    ("proven", "unknown"): "unknown",
    ("unknown", "proven"): "unknown",
    ("counterexample", "unknown"): "unknown",
    ("unknown", "counterexample"): "unknown",
    ("unknown", "unknown"): "unknown",
}


def _document_changes(name: str, before: Document | None, after: Document | None, partition: str) -> t.Iterator[Change]:
    steps = difference.steps(name, before, after, partition)
    # What a new document adds, and a deleted one takes away, its texts show.
    if before is None or after is None or len(steps) > CHANGES or not any(map(_is_open, steps)):
        yield from (step.change for step in steps)
        return
    yield from _judged_changes(steps, before, effect(before, after))


def _judged_changes(steps: t.Sequence[Step], before: Document, whole: Effect) -> list[Change]:
    judged = [_judged(step, before, whole, is_only=len(steps) == 1) for step in steps]
    # Two changes may do together what neither does by itself: two statements that deny the same are removed.
    shows_whole = _PARTS[whole] <= {part for change in judged for part in _PARTS[change.effect]}
    return judged if shows_whole else [step.change for step in steps]


# The directions of an effect, and those that the changes of a document need to show for the effect of the whole.
_PARTS: t.Final[t.Mapping[Effect, frozenset[str]]] = {
    "widens": frozenset({"widens"}),
    "narrows": frozenset({"narrows"}),
    "both": frozenset({"widens", "narrows"}),
    "neither": frozenset(),
    "unknown": frozenset({"widens", "narrows"}),
}


def _is_open(step: Step) -> bool:
    """Whether the texts leave the effect of a change open. They may see one where other statements leave none."""
    return step.change.effect != "neither"


def _judged(step: Step, before: Document, whole: Effect, *, is_only: bool) -> Change:
    if not _is_open(step):
        return step.change
    if whole == "neither" or is_only:
        return _with(step.change, whole)
    return _with(step.change, effect(before, step.document))


def _with(change: Change, found: Effect) -> Change:
    """The change with the effect that was found, or with what its texts show if none was."""
    return change if found == "unknown" else replace(change, effect=found)


def _is_trust(*documents: Document) -> bool:
    """Whether documents are trust policies: some statement names principals."""
    return any("Principal" in statement for document in documents for statement in document.statements)


def _policies(document: Document, *, is_trust: bool) -> Policies:
    return Policies(({"document": document},), is_trust=is_trust)
