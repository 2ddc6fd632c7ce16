# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether an account has drifted, from what was found of each resource: which ones have, and a sentence."""

from __future__ import annotations

import typing as t

from .._arn import shown_name
from .._drift import message
from .._resource_kinds import noun_of

Entry = t.Mapping[str, t.Any]

_MAX_NAMED: t.Final = 20
_MAX_DIFFERENCES: t.Final = 3


_KINDS: t.Final[t.Mapping[str, t.Callable[[Entry], bool]]] = {
    "differs": lambda entry: bool(entry["differs"]),
    "missing": lambda entry: entry["should_exist"] and not entry["exists"],
    "besides": lambda entry: entry["exists"] and not entry["should_exist"],
}


def of(entries: t.Sequence[Entry]) -> dict[str, t.Any]:
    """The drift of an account, as the result of a task has it. The entries are those of its resources."""
    found = {kind: [entry for entry in entries if is_so(entry)] for kind, is_so in _KINDS.items()}
    return {**{kind: list(map(_label, those)) for kind, those in found.items()}, "msg": _sentence(**found)}


def _label(entry: Entry) -> str:
    return f"{noun_of(entry['type'])} {shown_name(entry['name'])}"


def _how(entry: Entry) -> str:
    """How a resource differs, in brackets: what a run would do."""
    shown = [*entry["differences"][:_MAX_DIFFERENCES]]
    rest = len(entry["differences"]) - len(shown)
    if rest:
        shown.append(f"and {rest} more")
    return f" ({', '.join(shown)})" if shown else ""


def _sentence(differs: t.Iterable[Entry], missing: t.Iterable[Entry], besides: t.Iterable[Entry]) -> str | None:
    """The drift in words, or None if there is none."""
    found = (
        *(f"{_label(entry)} differs{_how(entry)}" for entry in differs),
        *(f"{_label(entry)} does not exist" for entry in missing),
        *(f"{_label(entry)} exists and should not" for entry in besides),
    )
    if not found:
        return None
    rest = len(found) - _MAX_NAMED
    return message("; ".join((*found[:_MAX_NAMED], *([f"and {rest} more"] if rest > 0 else []))))
