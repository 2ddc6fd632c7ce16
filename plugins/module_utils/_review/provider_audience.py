# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a role can be assumed through the OIDC providers that the same set describes.

AWS STS refuses a token whose audience is not among the client IDs of the provider. So a condition on C(aud) that only
other audiences pass lets nobody in. Only a set knows the client IDs.
"""

from __future__ import annotations

import typing as t

from .._errors import DocumentError
from .._finding import Finding
from .._policy import document as policy_document
from .._policy import operators, shared_providers, trust_rules
from .._policy.statement import Condition, Statement

# The client IDs of providers, by the URL without its scheme.
ClientIds = t.Mapping[str, t.Collection[str]]


def findings(trust_policy: t.Any, client_ids: ClientIds, *, name: str) -> t.Iterator[Finding]:
    """The findings about a trust policy. One that cannot be read has findings of its own."""
    try:
        document = policy_document.parse(name, trust_policy)
    except DocumentError:
        return
    for position, statement in enumerate(document.statements):
        for address, condition in _unmet(statement, client_ids):
            asked = ", ".join(condition.values)
            message = (
                f"the set's provider {address} does not have the client ID {asked}, so AWS refuses every token that "
                "passes this condition; add it to client_id_list, or correct the condition"
            )
            yield Finding(
                rule=trust_rules.OIDC_AUDIENCE,
                message=message,
                document=name,
                position=position,
                sid=statement.sid,
                element=f"Condition.{condition.operator}.{condition.key}",
            )


def _unmet(statement: Statement, client_ids: ClientIds) -> t.Iterator[tuple[str, Condition]]:
    """The providers that a statement trusts, each with a condition that no token for one of its client IDs passes."""
    if statement.effect != "Allow":
        return
    for principal in (statement.principals or {}).get("Federated", ()):
        address = shared_providers.address_of(principal)
        accepted = client_ids.get(address)
        if accepted is None:
            continue
        for condition in statement.conditions:
            if condition.key.lower() == f"{address}:aud".lower() and _excludes(condition, accepted):
                yield address, condition


def _excludes(condition: Condition, accepted: t.Collection[str]) -> bool:
    """Whether none of the accepted audiences can pass. Wildcards and variables may stand for any."""
    operator = operators.parse(condition.operator)
    if operator is None or operator.is_negative or operator.comparison != "string":
        return False
    known = {audience.casefold() for audience in accepted}
    return not any(
        value.casefold() in known or "${" in value or (operator.is_like and set(value) & {"*", "?"})
        for value in condition.values
    )
