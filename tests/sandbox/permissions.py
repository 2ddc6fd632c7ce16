# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions: the actions that a request needs, those that a test allows, and AWS's wording of a denial."""

from __future__ import annotations

import fnmatch
import typing as t

from .credentials import caller_arn
from .refusal import Refusal, access_denied
from .request import Request

_ALWAYS_ALLOWED = frozenset({"sts:getcalleridentity"})
"""AWS needs no permission for them and no policy can take them away."""
_TAGS_TAKE: t.Final[t.Mapping[str, str]] = {
    "CreateInstanceProfile": "TagInstanceProfile",
    "CreateOpenIDConnectProvider": "TagOpenIDConnectProvider",
    "CreatePolicy": "TagPolicy",
    "CreateRole": "TagRole",
    "CreateSAMLProvider": "TagSAMLProvider",
    "CreateUser": "TagUser",
}
"""What creating something with tags takes besides."""
_GIVEN_BY_NAME: t.Final = (
    ("RoleName", "role"),
    ("InstanceProfileName", "instance profile"),
    ("PolicyArn", "policy"),
    ("PolicyName", "policy"),
    ("UserName", "user"),
    ("GroupName", "group"),
    ("OpenIDConnectProviderArn", "OIDC provider"),
    ("SAMLProviderArn", "SAML provider"),
)


def needed_actions(request: Request) -> tuple[str, ...]:
    """The actions a caller has to be allowed, the operation's own first."""
    actions = [f"{request.service}:{request.operation}"]
    if request.service == "iam":
        if request.operation in _TAGS_TAKE and request.parameters.get("Tags"):
            actions.append(f"iam:{_TAGS_TAKE[request.operation]}")
        if request.operation == "AddRoleToInstanceProfile":
            actions.append("iam:PassRole")
    return tuple(actions)


class Allowed:
    """What callers may do: everything, or only the actions (with wildcards, in any case) that a test names."""

    def __init__(self) -> None:
        self._patterns: tuple[str, ...] | None = None

    def only(self, actions: t.Iterable[str] | None) -> None:
        self._patterns = None if actions is None else tuple(action.lower() for action in actions)

    def refusal(self, request: Request) -> Refusal | None:
        """The refusal of a request that takes an action which is not allowed."""
        if self._patterns is None:
            return None
        missing = next((action for action in needed_actions(request) if not self._has(action.lower())), None)
        return denied(request, missing) if missing else None

    def _has(self, action: str) -> bool:
        if action in _ALWAYS_ALLOWED:
            return True
        return any(fnmatch.fnmatchcase(action, pattern) for pattern in self._patterns or ())


def denied(request: Request, action: str | None = None) -> Refusal:
    """AccessDenied in AWS's words: caller, action, resource and reason."""
    action = action or f"{request.service}:{request.operation}"
    caller = caller_arn(request.account_id, request.partition, request.access_key_id)
    reason = f"because no identity-based policy allows the {action} action"
    text = f"User: {caller} is not authorized to perform: {action} on resource: {_resource(request)} {reason}"
    if request.service == "organizations":
        return Refusal("AccessDeniedException", 400, text)
    return access_denied(text)


def _resource(request: Request) -> str:
    if request.service == "sts":
        return request.text("RoleArn") or "*"
    if request.service != "iam":
        return "*"
    account = f"arn:{request.partition}:iam::{request.account_id}"
    if request.operation == "CreateRole":
        return f"{account}:role{request.text('Path') or '/'}{request.text('RoleName')}"
    if request.operation in ("ListRoles", "ListPolicies", "ListInstanceProfiles"):
        kind = {"ListRoles": "role", "ListPolicies": "policy path", "ListInstanceProfiles": "instance-profile"}
        prefix = request.text("PathPrefix") or "/"
        found = kind[request.operation]
        return f"{found} {prefix}" if found == "policy path" else f"{account}:{found}{prefix}"
    for name, kind_of in _GIVEN_BY_NAME:
        if request.text(name):
            return f"{kind_of} {request.text(name)}"
    return "*"
