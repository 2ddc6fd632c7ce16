# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a role can gain permissions that its policies do not grant, by requests that it may make itself.

Each request of a path is looked for in what all policies of the role allow together. What other principals may do, and
what the trust policies of other roles say, is not looked at.
"""

from __future__ import annotations

import functools
import itertools
import re
import typing as t
from dataclasses import dataclass, replace

from .._policy.document import Document
from . import escalation_paths as paths
from .containment import Verdict
from .escalation_paths import Path
from .escalation_requests import RoleFacts, Search
from .evaluate import action_pattern
from .policies import Policies
from .role import RoleAccess


@dataclass(frozen=True)
class Escalation:
    """A path that is open to a role, with a request for each of its steps, or the reason why that is unknown."""

    path: Path
    steps: tuple[Verdict, ...] = ()
    unknown: str | None = None


def may_escalate(access: RoleAccess) -> bool:
    """Whether the policies name the actions of a path. This costs next to nothing, and few do."""
    named = _named_together(_read(access.policies)[0])
    return any(named.issuperset(path.actions) for path in paths.PATHS)


def escalations(role: RoleFacts) -> tuple[Escalation, ...]:
    """The paths that are open to a role, or may be. Where it can give itself any permission, only the ways to do so.

    None where a statement has no effect that IAM knows, of which the review says so by another rule.
    """
    policies, not_read = _read(role.access.policies)
    candidates = _candidates(role, policies)
    if not candidates or policies.doubt is not None:
        return ()
    search = Search(role, policies)
    found: list[Escalation] = []
    for gain, of_gain in itertools.groupby(candidates, key=lambda path: path.gain):
        if gain not in paths.OF_ITSELF and _is_administrator(role, found):
            break
        found += filter(None, (_escalation(role, search, path) for path in of_gain))
    return tuple(replace(one, steps=(), unknown=one.unknown or not_read) if not_read else one for one in found)


def _read(policies: Policies) -> tuple[Policies, str | None]:
    """The policies that were read, and why that leaves open what the role is allowed.

    A boundary, or another layer that only takes away, may deny what the others allow. What an identity policy may
    allow besides is not asked here.
    """
    others = [name for layer in policies.layers[1:] for name, document in layer.items() if document is None]
    identity, *layers = ({name: one for name, one in layer.items() if one is not None} for layer in policies.layers)
    reason = f"the document of {' and of '.join(others)} was not read" if others else None
    return Policies((identity, *filter(None, layers))), reason


def _escalation(role: RoleFacts, search: Search, path: Path) -> Escalation | None:
    """The path with its requests; C(None) if one of them is not possible."""
    steps: list[Verdict] = []
    for group in path.groups:
        verdicts = search.requests(group)
        if any(verdict.answer == "proven" for verdict in verdicts):
            return None
        steps += verdicts
    reasons = [verdict.reason or "" for verdict in steps if verdict.answer == "unknown"]
    if role.managed_policies is None and _is_about_own_policy(path):
        reasons.append("it is not known which managed policies the role has")
    return Escalation(path, unknown=reasons[0]) if reasons else Escalation(path, tuple(steps))


def _is_about_own_policy(path: Path) -> bool:
    return path.groups[0][0].resource == paths.OWN_POLICY


def _is_administrator(role: RoleFacts, found: t.Iterable[Escalation]) -> bool:
    gains = {one.path.gain for one in found if one.unknown is None}
    return "own" in gains and (role.access.boundary is None or "boundary" in gains)


def _candidates(role: RoleFacts, policies: Policies) -> list[Path]:
    named = _named_together(policies)
    return [path for path in paths.PATHS if named.issuperset(path.actions) and _is_about(role, path)]


def _named_together(policies: Policies) -> frozenset[str]:
    """The actions of paths that every layer names."""
    named = _ACTIONS
    for layer in policies.layers:
        named &= frozenset[str]().union(*map(_named, layer.values()))
        if not named:
            break
    return named


def _is_about(role: RoleFacts, path: Path) -> bool:
    """Whether the role has what the path changes."""
    if path.groups[0][0].resource == paths.OWN_BOUNDARY:
        return bool(role.own_boundary)
    if path.gain == "boundary":
        return role.access.boundary is not None
    return role.managed_policies != () or not _is_about_own_policy(path)


_ACTIONS: t.Final = frozenset(action for path in paths.PATHS for action in path.actions)
_SERVICES: t.Final = frozenset(action.partition(":")[0] for action in _ACTIONS)
_WILDCARD = re.compile("[*?]")


def _named(document: Document | None) -> frozenset[str]:
    """The actions of paths that a document names in a statement that allows."""
    found: set[str] = set()
    for statement in document.statements if document else ():
        if statement.effect == "Allow":
            found.update(*map(_matching, statement.actions or ()))
        if statement.effect == "Allow" and statement.not_actions is not None:
            found |= _ACTIONS.difference(*map(_matching, statement.not_actions))
    return frozenset(found)


@functools.lru_cache(maxsize=4_096)
def _matching(text: str) -> frozenset[str]:
    """The actions of paths that an action of a policy matches."""
    service = text.partition(":")[0].lower()
    if service not in _SERVICES and not _WILDCARD.search(service):
        return frozenset()
    pattern = action_pattern(text)
    return frozenset(action for action in _ACTIONS if pattern.matches(action.lower()))
