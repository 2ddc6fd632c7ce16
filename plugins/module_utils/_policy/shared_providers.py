# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Identity providers that many organizations share, and the claims that tell their tenants apart.

IAM refuses a trust policy that allows such a provider without a condition on its claim.
Source: the IAM user guide, I(Identity-provider controls for shared OIDC providers).
"""

from __future__ import annotations

import re
import typing as t

from .._arn import SPECIMEN
from . import operators, pseudo_parameters, rules
from .problem import Problem
from .statement import Statement

_GITHUB: t.Final = "token.actions.githubusercontent.com"
_COGNITO: t.Final = "cognito-identity.amazonaws.com"

# The condition keys by provider. A condition on one of them is enough.
CLAIMS: t.Final[t.Mapping[str, tuple[str, ...]]] = {
    _COGNITO: (f"{_COGNITO}:aud",),
    _GITHUB: (f"{_GITHUB}:sub", f"{_GITHUB}:job_workflow_ref"),
    # Microsoft Sentinel, whose tokens have the same claims for all its customers.
    "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d": ("sts:RoleSessionName",),
    **{
        provider: (f"{provider}:sub",)
        for provider in (
            "agent.buildkite.com",
            "app.terraform.io",
            "gitlab.com",
            "oidc-configuration.audit-log.githubusercontent.com",
            "oidc.codefresh.io",
            "proidc.upbound.io",
            "scalr.io",
            "studio.datachain.ai/api",
            "tokens.cloud.shisho.dev",
            "vstoken.actions.githubusercontent.com",
        )
    },
    **{provider: (f"{provider}:aud",) for provider in ("api.pulumi.com/oidc", "oidc.vercel.com", "sandboxes.cloud")},
}

_PROVIDER_ARN = re.compile(r"arn:[^:]*:iam::[^:]*:oidc-provider/(?P<address>.+)")


def address_of(principal: str) -> str:
    """The address of a federated principal: of an OIDC provider's ARN what follows its type, else the name itself."""
    match = _PROVIDER_ARN.fullmatch(pseudo_parameters.fill_known(principal, SPECIMEN))
    return match["address"] if match else principal


def problems(statement: Statement) -> t.Iterator[Problem]:
    """The problems of a statement of a trust policy that allows everybody at a shared provider."""
    if statement.effect != "Allow":
        return
    for principal in (statement.principals or {}).get("Federated", ()):
        address = address_of(principal)
        keys = CLAIMS.get(address) if address != principal or principal == _COGNITO else None
        if keys is None or any(key.lower() in _scoped_keys(statement) for key in keys):
            continue
        names = " or ".join(keys)
        message = (
            f"no condition restricts {names}, by which {address} tells its tenants apart; without one, any of them "
            "could assume the role. Compare it with StringEquals or StringLike, in no value with wildcards alone"
        )
        yield Problem(rules.MISSING_ELEMENT, message, "Condition")


def _scoped_keys(statement: Statement) -> set[str]:
    """The condition keys, in lower case, that some values pass and others do not."""
    return {
        condition.key.lower()
        for condition in statement.conditions
        if _is_scoping(condition.operator) and condition.values and not any(map(_is_wild, condition.values))
    }


def _is_scoping(name: str) -> bool:
    """Whether an operator compares a claim with values. One that excludes values admits all other tenants."""
    known = operators.parse(name)
    return known is not None and known.comparison == "string" and not known.is_negative


def _is_wild(value: str) -> bool:
    """Whether a value consists of wildcards alone, so that it excludes nothing."""
    return bool(value) and set(value) <= {"*", "?"}
