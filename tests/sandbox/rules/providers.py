# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared identity providers: a trust policy must restrict which of their users it trusts."""

from __future__ import annotations

import typing as t

_COGNITO = "cognito-identity.amazonaws.com"
_GITHUB = "token.actions.githubusercontent.com"
_SCOPING = ("StringEquals", "StringLike", "StringEqualsIgnoreCase")


def complaint(statement: t.Mapping[str, t.Any]) -> str | None:
    """IAM's complaint about a statement that trusts everyone with an account at Cognito or GitHub."""
    for provider in _as_list(statement["Principal"].get("Federated", [])):
        if provider == _COGNITO and not statement.get("Condition"):
            return "A condition block must be present for the Cognito provider"
        if provider.endswith(f"oidc-provider/{_GITHUB}") and not _is_scoped(statement.get("Condition", {})):
            return (
                f"Trust policy with trusted principal {provider} must evaluate, using {', '.join(_SCOPING[:2])} or "
                f"{_SCOPING[2]}, {_GITHUB}:sub which is not scoped to all."
            )
    return None


def _is_scoped(condition: t.Any) -> bool:
    """Whether a condition on the subject, or on the workflow it runs, leaves some out."""
    found = [
        value
        for operator, keys in condition.items()
        if operator in _SCOPING
        for key, values in keys.items()
        if key.lower() in (f"{_GITHUB}:sub", f"{_GITHUB}:job_workflow_ref")
        for value in _as_list(values)
    ]
    return bool(found) and "*" not in found


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]
