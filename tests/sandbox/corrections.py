# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Corrects operations that moto carries out differently from IAM, and replies with more elements than IAM's."""

from __future__ import annotations

import contextlib
import re
import typing as t
from unittest import mock
from urllib import parse
from xml.sax import saxutils

import moto.iam.models
from moto.iam.models import iam_backends

from .answer import Answer, empty_answer, without_elements
from .entities import list_entities_for_policy
from .identity_providers import answer as identity_provider_answer
from .options import Omitted
from .reading import Reading
from .request import Request
from .state import AccountState

DEFAULT_SESSION_SECONDS = 3600
# moto says what the service model says; "this data type can only have a value of Policy", says its description.
_BOUNDARY_OF_MOTO = b"<PermissionsBoundaryType>PermissionsBoundaryPolicy<"
_BOUNDARY_OF_AWS = b"<PermissionsBoundaryType>Policy<"
# A document as JSON: with percent-encoding, it would begin with %7B.
_PLAIN_DOCUMENT = re.compile(rb"(<(?:Document|PolicyDocument|AssumeRolePolicyDocument)>)([^<%][^<]*)(?=</)")

Correction = t.Callable[[Request, AccountState], "Answer | None"]
"""Answers in moto's stead, or returns None after putting right what moto's own answer depends on."""


def correct(request: Request, state: AccountState, reading: Reading) -> Answer | None:
    if request.service != "iam":
        return None
    if request.operation == "UpdateRole":
        return _update_role(request, state, reading.omitted)
    correction = _CORRECTIONS.get(request.operation)
    return correction(request, state) if correction else identity_provider_answer(request, state)


@contextlib.contextmanager
def without_validation() -> t.Iterator[None]:
    """Turn off moto's checks of documents and tags: the judge has checked them."""
    with (
        mock.patch.object(moto.iam.models, "IAMPolicyDocumentValidator", _TakesAll),
        mock.patch.object(moto.iam.models.IAMBackend, "_tag_verification", _tags),
    ):
        yield


def _tags(_backend: object, tags: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Replaces moto's check, which also ignores the case of the tag keys of policies."""
    return {tag["Key"]: tag for tag in tags}


class _TakesAll:
    """Replaces moto's validator of policy documents."""

    def __init__(self, _document: str) -> None:
        pass

    def validate(self) -> None:
        """Accept the document."""


def trim(request: Request, answer: Answer) -> Answer:
    """The reply without the elements that AWS omits, with AWS's type of a boundary, and with encoded documents."""
    if request.service != "iam" or answer.status != 200:
        return answer
    answer = _with_body(answer, answer.body.replace(_BOUNDARY_OF_MOTO, _BOUNDARY_OF_AWS))
    answer = _with_body(answer, _PLAIN_DOCUMENT.sub(_encoded, answer.body))
    for within, names in _LEFT_OUT.get(request.operation, {}).items():
        answer = without_elements(answer, within, names)
    return answer


def _encoded(found: re.Match[bytes]) -> bytes:
    """AWS percent-encodes every document, moto only some. boto3 decodes each: without this, C(%20) becomes a space."""
    document = saxutils.unescape(found[2].decode(), {"&quot;": '"', "&apos;": "'"})
    return found[1] + parse.quote(document, safe="").encode()


def _with_body(answer: Answer, body: bytes) -> Answer:
    if body == answer.body:
        return answer
    headers = tuple(header for header in answer.headers if header[0].lower() != "content-length")
    return Answer(answer.status, headers, body)


def _update_trust_policy(request: Request, state: AccountState) -> Answer | None:
    """moto refuses version 2008-10-17, ``sts:*`` and lower-case actions; the judge has seen the document already."""
    role = state.role(request.text("RoleName"))
    if role is None:
        return None
    role.assume_role_policy_document = request.text("PolicyDocument")
    return empty_answer("iam", request.operation)


def _update_role(request: Request, state: AccountState, omitted: Omitted) -> Answer | None:
    """moto resets the one that is left out when the other is sent."""
    role = state.role(request.text("RoleName"))
    if role is None:
        return None
    kept = omitted is Omitted.KEPT
    description, seconds = (role.description, role.max_session_duration) if kept else (None, DEFAULT_SESSION_SECONDS)
    role.description = request.parameters.get("Description", description)
    role.max_session_duration = request.parameters.get("MaxSessionDuration", seconds)
    return empty_answer("iam", request.operation, result=True)


def _tag_role(request: Request, state: AccountState) -> Answer | None:
    """A key that differs in case replaces the tag."""
    _drop_tags(
        request,
        state,
        {tag["Key"].lower() for tag in request.parameters.get("Tags", [])},
    )
    return None


def _untag_role(request: Request, state: AccountState) -> Answer | None:
    _drop_tags(request, state, {key.lower() for key in request.parameters.get("TagKeys", [])})
    return None


def _drop_tags(request: Request, state: AccountState, keys: t.AbstractSet[str]) -> None:
    role = state.role(request.text("RoleName"))
    if role is not None:
        role.tags = [tag for tag in role.tags if tag["Key"].lower() not in keys]


def _untag_policy(request: Request, state: AccountState) -> Answer | None:
    """moto looks the keys up in lower case, but keeps them here as given."""
    policy = state.policy(request.text("PolicyArn"))
    if policy is None:
        return None
    for key in request.parameters.get("TagKeys", []):
        policy.tags.pop(key, None)
    return empty_answer("iam", request.operation)


def _delete_role(request: Request, state: AccountState) -> Answer | None:
    """For a deleted role in a trust policy IAM shows its identifier: a new role of that name is another role."""
    role = state.role(request.text("RoleName"))
    if role is not None and not (role.managed_policies or role.policies or role.instance_profile_list):
        found = (account.get(request.partition) for account in iam_backends.values())
        for trusting in (candidate for backend in found if backend for candidate in backend.roles.values()):
            document = trusting.assume_role_policy_document
            trusting.assume_role_policy_document = document.replace(f'"{role.arn}"', f'"{role.id}"')
    return None


def _attach_role_policy(request: Request, state: AccountState) -> Answer | None:
    """moto counts a policy that is attached again twice."""
    role = state.role(request.text("RoleName"))
    if role is None or request.text("PolicyArn") not in role.managed_policies:
        return None
    return empty_answer("iam", request.operation)


def _count_boundaries(_request: Request, state: AccountState) -> Answer | None:
    """moto serialises attributes it finds on a policy, but does not count its use as a boundary."""
    for policy in state.backend.managed_policies.values():
        vars(policy)["permissions_boundary_usage_count"] = state.boundary_usage(policy.arn)
    return None


_CORRECTIONS: t.Mapping[str, Correction] = {
    "AttachRolePolicy": _attach_role_policy,
    "DeleteRole": _delete_role,
    "GetPolicy": _count_boundaries,
    "ListEntitiesForPolicy": list_entities_for_policy,
    "ListPolicies": _count_boundaries,
    "TagRole": _tag_role,
    "UntagPolicy": _untag_policy,
    "UntagRole": _untag_role,
    "UpdateAssumeRolePolicy": _update_trust_policy,
}

_OF_A_NESTED_ROLE = ("Description", "MaxSessionDuration", "PermissionsBoundary", "RoleLastUsed", "Tags")
_LEFT_OUT: t.Mapping[str, t.Mapping[str, t.Sequence[str]]] = {
    "CreatePolicyVersion": {"PolicyVersion": ("Document",)},
    "CreateRole": {"Role": ("MaxSessionDuration", "RoleLastUsed")},
    "GetAccountAuthorizationDetails": {"Roles/member": _OF_A_NESTED_ROLE},
    "GetInstanceProfile": {"Roles/member": _OF_A_NESTED_ROLE},
    "ListInstanceProfiles": {"InstanceProfiles/member": ("Tags",), "Roles/member": _OF_A_NESTED_ROLE},
    "ListInstanceProfilesForRole": {"Roles/member": _OF_A_NESTED_ROLE},
    "ListPolicies": {"Policies/member": ("Description", "Tags")},
    "ListPolicyVersions": {"Versions/member": ("Document",)},
    "ListRoles": {"Roles/member": ("PermissionsBoundary", "RoleLastUsed", "Tags")},
}
"""By operation, what is not in the elements of a path."""
