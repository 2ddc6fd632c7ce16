# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared identity providers: a trust policy must restrict which of their users it trusts."""

from __future__ import annotations

import typing as t

_COGNITO = "cognito-identity.amazonaws.com"
_SCOPING = ("StringEquals", "StringLike", "StringEqualsIgnoreCase")
_BY_SUBJECT = (
    "token.actions.githubusercontent.com",
    "vstoken.actions.githubusercontent.com",
    "oidc-configuration.audit-log.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com",
    "oidc.codefresh.io",
    "studio.datachain.ai/api",
    "scalr.io",
    "tokens.cloud.shisho.dev",
    "proidc.upbound.io",
)
_BY_AUDIENCE = ("oidc.vercel.com", "api.pulumi.com/oidc", "sandboxes.cloud")
# What a condition must be about, by the address of the provider.
_KEYS: t.Mapping[str, tuple[str, ...]] = {
    **{provider: (f"{provider}:sub",) for provider in _BY_SUBJECT},
    **{provider: (f"{provider}:aud",) for provider in _BY_AUDIENCE},
    "token.actions.githubusercontent.com": (
        "token.actions.githubusercontent.com:sub",
        "token.actions.githubusercontent.com:job_workflow_ref",
    ),
    "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d": ("sts:RoleSessionName",),
}


def complaint(statement: t.Mapping[str, t.Any]) -> str | None:
    """IAM's complaint about a statement that trusts everyone with an account at a shared provider."""
    if statement["Effect"] != "Allow":
        return None
    condition = statement.get("Condition", {})
    for provider in _as_list(statement["Principal"].get("Federated", [])):
        if provider == _COGNITO and not _is_scoped(condition, (f"{_COGNITO}:aud",)):
            return "A condition block must be present for the Cognito provider"
        keys = _KEYS.get(provider.partition(":oidc-provider/")[2], ())
        if keys and not _is_scoped(condition, keys):
            return (
                f"Trust policy with trusted principal {provider} must evaluate, using {', '.join(_SCOPING[:2])} or "
                f"{_SCOPING[2]}, {' or '.join(keys)} which is not scoped to all."
            )
    return None


def _is_scoped(condition: t.Any, wanted: tuple[str, ...]) -> bool:
    """Whether a condition on one of the keys leaves some out."""
    lower = [key.lower() for key in wanted]
    found = [
        [str(value) for value in _as_list(values)]
        for operator, keys in condition.items()
        if operator.rpartition(":")[2].removesuffix("IfExists") in _SCOPING
        for key, values in keys.items()
        if key.lower() in lower
    ]
    return any(values and all(value.strip("*?") or not value for value in values) for values in found)


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]
