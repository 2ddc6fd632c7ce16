# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rules apply to which operation, and in which order IAM looks at them."""

from __future__ import annotations

import typing as t

from .constraints import violated_constraint
from .refusal import Refusal
from .request import Request
from .rules import (
    Rule,
    assumed_roles,
    documents,
    identity,
    identity_providers,
    missing,
    names,
    policies,
    roles,
    tags,
    trust,
)
from .state import AccountState

_TAGS: tuple[Rule, ...] = (tags.reserved_tag_key, tags.repeated_tag_key)
_ROLE_TAGS: tuple[Rule, ...] = (tags.reserved_tag_key, tags.repeated_role_tag_key)
_TRUST: tuple[Rule, ...] = (trust.trust_policy_malformed, trust.trust_policy_too_large)

IAM_RULES: t.Mapping[str, tuple[Rule, ...]] = {
    "AddClientIDToOpenIDConnectProvider": (identity_providers.too_many_client_ids,),
    "AttachRolePolicy": (
        roles.only_aws_changes,
        roles.policy_not_attachable,
        roles.too_many_attached_policies,
    ),
    "CreateInstanceProfile": (names.reserved_path, *_TAGS, names.instance_profile_exists),
    "CreateOpenIDConnectProvider": (
        identity_providers.invalid_url,
        *_TAGS,
        identity_providers.oidc_provider_exists,
        identity_providers.too_many_oidc_providers,
        identity_providers.too_many_thumbprints,
        identity_providers.thumbprint_not_found,
        identity_providers.too_many_client_ids,
    ),
    "CreatePolicy": (
        names.reserved_path,
        *_TAGS,
        identity.managed_policy_malformed,
        names.policy_exists,
        documents.managed_policy_too_large,
    ),
    "CreatePolicyVersion": (
        policies.owned_by_aws,
        identity.managed_policy_malformed,
        documents.managed_policy_too_large,
    ),
    "CreateRole": (names.reserved_path, *_ROLE_TAGS, *_TRUST, names.role_exists, roles.boundary_missing),
    "CreateSAMLProvider": (
        identity_providers.metadata_malformed,
        *_TAGS,
        identity_providers.saml_provider_exists,
        identity_providers.too_many_saml_providers,
    ),
    "DeletePolicy": (
        policies.owned_by_aws,
        policies.policy_in_use,
        policies.policy_has_versions,
    ),
    "DeletePolicyVersion": (policies.owned_by_aws,),
    "DeleteRole": (roles.only_aws_changes,),
    "DeleteRolePermissionsBoundary": (roles.only_aws_changes,),
    "DeleteRolePolicy": (roles.only_aws_changes,),
    "DetachRolePolicy": (roles.only_aws_changes,),
    "PutRolePermissionsBoundary": (roles.only_aws_changes, roles.boundary_missing),
    "PutRolePolicy": (
        roles.only_aws_changes,
        identity.inline_policy_malformed,
        documents.inline_policies_too_large,
    ),
    "SetDefaultPolicyVersion": (policies.owned_by_aws,),
    "TagInstanceProfile": (*_TAGS, tags.too_many_profile_tags),
    "TagOpenIDConnectProvider": (*_TAGS, tags.too_many_provider_tags),
    "TagPolicy": (policies.owned_by_aws, *_TAGS, tags.too_many_policy_tags),
    "TagRole": (roles.only_aws_changes, *_ROLE_TAGS, tags.too_many_role_tags),
    "TagSAMLProvider": (*_TAGS, tags.too_many_provider_tags),
    "UntagInstanceProfile": _TAGS,
    "UntagOpenIDConnectProvider": _TAGS,
    "UntagPolicy": (policies.owned_by_aws, *_TAGS),
    "UntagRole": (roles.only_aws_changes, *_ROLE_TAGS),
    "UntagSAMLProvider": _TAGS,
    "UpdateAssumeRolePolicy": (roles.only_aws_changes, *_TRUST),
    "UpdateOpenIDConnectProviderThumbprint": (identity_providers.too_many_thumbprints,),
    "UpdateRole": (roles.only_aws_changes,),
    "UpdateRoleDescription": (roles.only_aws_changes,),
    "UpdateSAMLProvider": (identity_providers.metadata_malformed,),
}
STS_RULES: t.Mapping[str, tuple[Rule, ...]] = {"AssumeRole": (assumed_roles.role_not_assumable,)}


def judge(request: Request, state: AccountState) -> Refusal | None:
    """AWS's refusal of the request, or None if the request goes to moto."""
    refusal = violated_constraint(request)
    if refusal:
        return refusal
    for rule in _rules(request):
        refusal = rule(request, state)
        if refusal:
            return refusal
    return None


def _rules(request: Request) -> tuple[Rule, ...]:
    if request.service == "iam":
        return (policies.invalid_policy_arn, *IAM_RULES.get(request.operation, ()), missing.entity_missing)
    if request.service == "sts":
        return STS_RULES.get(request.operation, ())
    return ()
