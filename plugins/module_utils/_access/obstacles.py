# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a role may not do something: the Deny, the condition, or the layer of policies that stands against it."""

from __future__ import annotations

import typing as t

from .._policy.statement import Condition, Statement
from . import evaluate
from .policies import AccessStatement, Policies, Request
from .role import RoleAccess

_MOST: t.Final = 3


def explanation(role: RoleAccess, request: Request) -> str:
    """Why the role's policies do not allow a request, in words that follow the request."""
    policies = role.policies
    denying = [f"{label}{_under(one.statement.conditions)}" for label, one in _denying(policies, request)]
    if denying:
        return f"denied by {_listed(denying, 'and')}"
    for layer, noun in zip(policies.labelled, _resource_kinds(role), strict=True):
        allowing = [(label, one) for label, one in layer if one.effect == "Allow"]
        if not any(evaluate.applies(one, request) for _label, one in allowing):
            return _lacking(allowing, noun, request)
    return "the role's policies do not allow it"


def _denying(policies: Policies, request: Request) -> t.Iterator[tuple[str, AccessStatement]]:
    for layer in policies.labelled:
        for label, one in layer:
            if one.effect == "Deny" and evaluate.applies(one, request):
                yield label, one


def _resource_kinds(role: RoleAccess) -> list[str]:
    """What the layers of a role are called."""
    boundary = [] if role.boundary is None else [f"the permissions boundary ({', '.join(role.boundary)})"]
    levels = [f"the service control policies ({', '.join(level)})" for level in role.service_control_policies]
    return ["the role's policies", *boundary, *levels]


def _lacking(allowing: t.Sequence[tuple[str, AccessStatement]], noun: str, request: Request) -> str:
    """Which condition of a layer is not met, or that no statement of the layer allows the request."""
    conditional = [
        f"{label} allows it only{_under(_unmet(one, request))}"
        for label, one in allowing
        if one.statement.conditions and evaluate.applies(_unconditional(one), request)
    ]
    return _listed(conditional, "and") if conditional else f"no statement of {noun} allows it"


def _unconditional(one: AccessStatement) -> AccessStatement:
    plain = {element: value for element, value in one.statement.plain.items() if element != "Condition"}
    return AccessStatement(Statement(plain), one.version, one.is_trust, one.not_read)


def _unmet(one: AccessStatement, request: Request) -> list[Condition]:
    """The conditions of a statement that the request does not meet."""
    return [condition for condition in one.statement.conditions if not evaluate.applies(_only(one, condition), request)]


def _only(one: AccessStatement, condition: Condition) -> AccessStatement:
    """The statement with one condition out of several."""
    operators = {condition.operator: {condition.key: [*condition.values]}}
    return AccessStatement(
        Statement({**one.statement.plain, "Condition": operators}), one.version, one.is_trust, one.not_read
    )


def _under(conditions: t.Sequence[Condition]) -> str:
    """Conditions in words; empty without any."""
    if not conditions:
        return ""
    words = [f"{condition.operator} {condition.key}: {_listed(condition.values, 'or')}" for condition in conditions]
    return f" under the condition {' and '.join(words)}"


def _listed(texts: t.Sequence[str], joint: str) -> str:
    """Texts in a message: all of a few, the first few of many."""
    more = len(texts) - _MOST
    return f" {joint} ".join(texts) if more <= 0 else f"{', '.join(texts[:_MOST])} {joint} {more} more"
