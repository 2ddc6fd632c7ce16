# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that an operation names and that do not exist, refused in IAM's words, which differ from moto's."""

from __future__ import annotations

from ..refusal import Refusal, no_such_entity
from ..request import Request
from ..state import AccountState


def entity_missing(request: Request, state: AccountState) -> Refusal | None:
    """The refusal for the first entity that a request names and the account does not have."""
    if request.operation.startswith("Create") and request.operation != "CreatePolicyVersion":
        return None
    for look in (
        _instance_profile,
        _policy,
        _version,
        _role,
        _inline_policy,
        _role_of_profile,
        _oidc_provider,
        _saml_provider,
    ):
        words = look(request, state)
        if words:
            return no_such_entity(words)
    return None


def _instance_profile(request: Request, state: AccountState) -> str | None:
    name = request.parameters.get("InstanceProfileName")
    if name is None or state.instance_profile(name) is not None:
        return None
    return f"Instance Profile {name} cannot be found."


def _policy(request: Request, state: AccountState) -> str | None:
    arn = request.parameters.get("PolicyArn")
    if arn is None or state.policy(arn) is not None:
        return None
    attaches = request.operation.startswith("Attach")
    return f"Policy {arn} does not exist or is not attachable." if attaches else f"Policy {arn} was not found."


def _version(request: Request, state: AccountState) -> str | None:
    policy, version = state.policy(request.text("PolicyArn")), request.parameters.get("VersionId")
    if policy is None or version is None or any(existing.version_id == version for existing in policy.versions):
        return None
    return f"Policy {policy.arn} version {version} does not exist or is not attachable."


def _role(request: Request, state: AccountState) -> str | None:
    name = request.parameters.get("RoleName")
    if name is None or state.role(name) is not None:
        return None
    return f"The role with name {name} cannot be found."


def _inline_policy(request: Request, state: AccountState) -> str | None:
    role = state.role(request.text("RoleName"))
    if role is None or request.operation not in ("GetRolePolicy", "DeleteRolePolicy"):
        return None
    name = request.text("PolicyName")
    return None if name in role.policies else f"The role policy with name {name} cannot be found."


def _role_of_profile(request: Request, state: AccountState) -> str | None:
    profile = state.instance_profile(request.text("InstanceProfileName"))
    if profile is None or request.operation != "RemoveRoleFromInstanceProfile":
        return None
    name = request.text("RoleName")
    return None if any(role.name == name for role in profile.roles) else f"The role with name {name} cannot be found."


def _oidc_provider(request: Request, state: AccountState) -> str | None:
    """AWS's reference calls the deletion idempotent."""
    arn = request.parameters.get("OpenIDConnectProviderArn")
    if arn is None or request.operation.startswith("Delete") or state.oidc_provider(arn) is not None:
        return None
    return f"OpenIDConnect Provider not found for arn {arn}"


def _saml_provider(request: Request, state: AccountState) -> str | None:
    arn = request.parameters.get("SAMLProviderArn")
    return None if arn is None or state.saml_provider(arn) is not None else f"SAML Provider {arn} cannot be found."
