# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags: at most 50 on a resource, keys of roles compared without case, ``aws:`` reserved."""

from __future__ import annotations

import typing as t

from ..refusal import Refusal, invalid_input, limit_exceeded
from ..request import Request
from ..state import AccountState

TAGS_PER_RESOURCE = 50


def reserved_tag_key(request: Request, _state: AccountState) -> Refusal | None:
    keys = [tag["Key"] for tag in request.parameters.get("Tags", [])] + list(request.parameters.get("TagKeys", []))
    if any(key.lower().startswith("aws:") for key in keys):
        return invalid_input("Caller is an end user and not allowed to mutate system tags")
    return None


def repeated_role_tag_key(request: Request, _state: AccountState) -> Refusal | None:
    return _repeated([tag["Key"].lower() for tag in request.parameters.get("Tags", [])])


def repeated_tag_key(request: Request, _state: AccountState) -> Refusal | None:
    """Only the keys of users and roles are compared without case."""
    return _repeated([tag["Key"] for tag in request.parameters.get("Tags", [])])


def _repeated(keys: t.Sequence[str]) -> Refusal | None:
    if len(set(keys)) == len(keys):
        return None
    return invalid_input("Duplicate tag keys found. Please note that Tag keys are case insensitive.")


def too_many_role_tags(request: Request, state: AccountState) -> Refusal | None:
    role = state.role(request.text("RoleName"))
    return _too_many(request, [tag["Key"] for tag in role.tags], str.lower) if role else None


def too_many_policy_tags(request: Request, state: AccountState) -> Refusal | None:
    policy = state.policy(request.text("PolicyArn"))
    return _too_many(request, [tag["Key"] for tag in policy.tags.values()], str) if policy else None


def too_many_profile_tags(request: Request, state: AccountState) -> Refusal | None:
    profile = state.instance_profile(request.text("InstanceProfileName"))
    return _too_many(request, [tag["Key"] for tag in profile.tags], str) if profile else None


def too_many_provider_tags(request: Request, state: AccountState) -> Refusal | None:
    oidc = state.oidc_provider(request.text("OpenIDConnectProviderArn"))
    provider = oidc or state.saml_provider(request.text("SAMLProviderArn"))
    return _too_many(request, provider.tags, str) if provider else None


def _too_many(request: Request, present: t.Iterable[str], compared: t.Callable[[str], str]) -> Refusal | None:
    """Tags that AWS has set do not count."""
    present = (key for key in present if not key.lower().startswith("aws:"))
    added = (tag["Key"] for tag in request.parameters.get("Tags", []))
    if len({compared(key) for key in (*present, *added)}) <= TAGS_PER_RESOURCE:
        return None
    return limit_exceeded("The number of tags has reached the maximum limit.")
