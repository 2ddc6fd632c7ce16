# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kind of a change (create, update or delete), its effect on access, and the words for both."""

from __future__ import annotations

import collections
import typing as t

from ...module_utils._resource_kinds import OF_SETS, noun_of
from .access import NEW, NONE
from .states import CHANGED, WOULD_CHANGE
from .values import Json

CREATE: t.Final = "create"
UPDATE: t.Final = "update"
DELETE: t.Final = "delete"
KINDS: t.Final = (CREATE, UPDATE, DELETE)

WIDENS: t.Final = "widens"
NARROWS: t.Final = "narrows"
BOTH: t.Final = "both"
UNKNOWN: t.Final = "unknown"
NEITHER: t.Final = "neither"

# The number of changes that widen access, beside the numbers of each kind.
WIDEN: t.Final = "widen"

_BEGIN: t.Final = frozenset(f"iam:Create{kind.iam_name}" for kind in OF_SETS)
_END: t.Final = frozenset(f"iam:Delete{kind.iam_name}" for kind in OF_SETS)
# What these calls do to access, whatever the documents are. An attached policy may only deny; that is not known here.
_EFFECTS_OF_CALLS: t.Final[t.Mapping[str, str]] = {
    # More tokens may be accepted, or those that other keys have signed.
    "iam:AddClientIDToOpenIDConnectProvider": UNKNOWN,
    "iam:AttachRolePolicy": WIDENS,
    "iam:DeleteRolePermissionsBoundary": WIDENS,
    "iam:PutRolePermissionsBoundary": UNKNOWN,
    "iam:UpdateOpenIDConnectProviderThumbprint": UNKNOWN,
    "iam:UpdateSAMLProvider": UNKNOWN,
}
SIGNS: t.Final[t.Mapping[str, str]] = {CREATE: "+", UPDATE: "~", DELETE: "-"}
_BADGES: t.Final[t.Mapping[str, str]] = {
    WIDENS: "widens access",
    BOTH: "widens and narrows access",
    UNKNOWN: "may widen access",
    NARROWS: "narrows access",
}
_WORDS: t.Final[t.Mapping[tuple[str, str], str]] = {
    (WOULD_CHANGE, CREATE): "to create",
    (WOULD_CHANGE, UPDATE): "to update",
    (WOULD_CHANGE, DELETE): "to delete",
    (CHANGED, CREATE): "created",
    (CHANGED, UPDATE): "updated",
    (CHANGED, DELETE): "deleted",
}


def kind_of(actions: t.Iterable[Json]) -> str:
    """The kind of a change from its calls. A resource that is deleted and created again is updated."""
    turns = [action.get("operation") for action in actions if action.get("operation") in _BEGIN | _END]
    if not turns:
        return UPDATE
    if turns[-1] in _END:
        return DELETE
    return CREATE if turns[0] in _BEGIN else UPDATE


def effect_of(actions: t.Iterable[Json], changes: t.Iterable[Json], new_access: str | None) -> str:
    """What a change does to access, from its calls and its documents.

    C(new_access) is the verdict of the task that compared both states, which knows more than each document shows.
    """
    found = {str(change.get("effect")) for change in changes}
    found |= {_EFFECTS_OF_CALLS.get(str(action.get("operation")), NEITHER) for action in actions}
    widens, narrows = bool(found & {WIDENS, BOTH}), bool(found & {NARROWS, BOTH})
    is_open = UNKNOWN in found
    if new_access in (NEW, NONE):
        widens, is_open = new_access == NEW, False
    if widens:
        return BOTH if narrows else WIDENS
    if is_open:
        return UNKNOWN
    return NARROWS if narrows else NEITHER


def widens(change: Json) -> bool:
    """Whether a change, with its effect, allows something new."""
    return change["effect"] in (WIDENS, BOTH)


def title(change: Json) -> str:
    """A change in a few words: C(create role Auditor), or C(created role Auditor) after a run."""
    verb = change["kind"] if change["state"] == WOULD_CHANGE else _WORDS.get((CHANGED, change["kind"]), change["kind"])
    return f"{verb} {noun_of(str(change['type']))} {change['name']}"


def badges(change: Json) -> list[str]:
    """What a reader should know of a change before its details."""
    effect = _BADGES.get(change["effect"])
    return [*([effect] if effect else []), *(["new access"] if "new_access" in change else [])]


def steps(change: Json) -> list[str]:
    """The calls of a change, one line each, and what an update does to documents."""
    calls = [str(action.get("summary") or action.get("operation")) for action in change.get("actions", ())]
    documents = change.get("changes", ()) if change["kind"] == UPDATE else ()
    summaries = [str(document["summary"]) for document in documents if document.get("summary")]
    return calls + summaries


def count(resources: t.Iterable[Json]) -> dict[str, int]:
    """The number of changes of each kind among resources of the report, and how many of them widen access."""
    changes = [resource for resource in resources if "kind" in resource]
    kinds = collections.Counter(change["kind"] for change in changes)
    return {**{kind: kinds[kind] for kind in KINDS}, WIDEN: sum(map(widens, changes))}


def sentences(resources: t.Sequence[Json]) -> list[str]:
    """What was changed, and what would change: C(12 to create, 3 to update, 1 to delete, 2 of them widen access)."""
    by_state = {state: [each for each in resources if each["state"] == state] for state in (WOULD_CHANGE, CHANGED)}
    return [_sentence(count(those), state) for state, those in by_state.items() if those]


def _sentence(counts: t.Mapping[str, int], state: str) -> str:
    parts = [f"{counts[kind]:,} {_WORDS[state, kind]}" for kind in KINDS if counts[kind]]
    widening = counts[WIDEN]
    if widening == sum(counts[kind] for kind in KINDS) == 1:
        parts.append("which widens access")
    elif widening:
        parts.append(f"{widening:,} of them {'widens' if widening == 1 else 'widen'} access")
    return ", ".join(parts)
