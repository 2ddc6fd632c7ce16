# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that moto carries out differently from IAM, and replies that say more than IAM's."""

from __future__ import annotations

import contextlib
import typing as t

import moto.iam.models

from .answer import Answer, empty_answer, without_element
from .entities import list_entities_for_policy
from .request import Request
from .state import AccountState

DEFAULT_SESSION_SECONDS = 3600

Correction = t.Callable[[Request, AccountState], "Answer | None"]
"""Answers in moto's stead, or returns None after putting right what moto's own answer depends on."""


def correct(request: Request, state: AccountState) -> Answer | None:
    correction = _CORRECTIONS.get(request.operation) if request.service == "iam" else None
    return correction(request, state) if correction else None


@contextlib.contextmanager
def without_validation() -> t.Iterator[None]:
    """moto takes the documents that the judge has taken, instead of looking at them itself."""
    names = vars(moto.iam.models)
    validator = names["IAMPolicyDocumentValidator"]
    names["IAMPolicyDocumentValidator"] = _TakesAll
    try:
        yield
    finally:
        names["IAMPolicyDocumentValidator"] = validator


class _TakesAll:
    """In the place of moto's validator of policy documents."""

    def __init__(self, _document: str) -> None:
        pass

    def validate(self) -> None:
        """Find nothing wrong."""


def trim(request: Request, answer: Answer) -> Answer:
    """The reply without the elements that AWS leaves out of it."""
    element = _LEFT_OUT.get(request.operation) if request.service == "iam" else None
    return without_element(answer, element) if element and answer.status == 200 else answer


def _update_trust_policy(request: Request, state: AccountState) -> Answer | None:
    """moto refuses version 2008-10-17, ``sts:*`` and lower-case actions; the judge has seen the document already."""
    role = state.role(request.text("RoleName"))
    if role is None:
        return None
    role.assume_role_policy_document = request.text("PolicyDocument")
    return empty_answer("iam", request.operation)


def _update_role(request: Request, state: AccountState) -> Answer | None:
    """A description left out stays. Sources disagree about the session duration: here, as in moto, it is reset."""
    role = state.role(request.text("RoleName"))
    if role is None:
        return None
    role.description = request.parameters.get("Description", role.description)
    role.max_session_duration = request.parameters.get("MaxSessionDuration", DEFAULT_SESSION_SECONDS)
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
    "GetPolicy": _count_boundaries,
    "ListEntitiesForPolicy": list_entities_for_policy,
    "ListPolicies": _count_boundaries,
    "TagRole": _tag_role,
    "UntagRole": _untag_role,
    "UpdateAssumeRolePolicy": _update_trust_policy,
    "UpdateRole": _update_role,
}

_LEFT_OUT: t.Mapping[str, str] = {
    "CreatePolicyVersion": "Document",
    "CreateRole": "MaxSessionDuration",
    "ListPolicyVersions": "Document",
}
