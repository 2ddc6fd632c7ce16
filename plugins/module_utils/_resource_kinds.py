# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of resources, and what results, messages, modules and IAM call them.

What reads, plans and shows them is in C(_resources). Plans and reports need only these names.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ResourceKind:
    """A kind of resource: C(type) in results, C(noun) in messages. C(module) manages one resource."""

    type: str
    noun: str
    module: str


@dataclass(frozen=True, kw_only=True)
class SetKind(ResourceKind):
    """A kind of resource that sets contain and reports show.

    IAM's operations that create and delete one end with C(iam_name). The module's option C(name_option) names it; its
    result has the resource under C(result_key), and there its name under C(name_key).
    """

    iam_name: str
    result_key: str
    name_key: str
    name_option: str = "name"


OIDC_PROVIDER: t.Final = SetKind(
    type="oidc_provider",
    noun="OIDC provider",
    module="iam_oidc_provider",
    iam_name="OpenIDConnectProvider",
    result_key="oidc_provider",
    name_key="url",
    name_option="url",
)
SAML_PROVIDER: t.Final = SetKind(
    type="saml_provider",
    noun="SAML provider",
    module="iam_saml_provider",
    iam_name="SAMLProvider",
    result_key="saml_provider",
    name_key="name",
)
MANAGED_POLICY: t.Final = SetKind(
    type="managed_policy",
    noun="managed policy",
    module="iam_managed_policy",
    iam_name="Policy",
    result_key="policy",
    name_key="policy_name",
)
ROLE: t.Final = SetKind(
    type="role",
    noun="role",
    module="iam_role",
    iam_name="Role",
    result_key="iam_role",
    name_key="role_name",
)
INLINE_POLICY: t.Final = ResourceKind(type="inline_policy", noun="inline policy", module="iam_policy")
INSTANCE_PROFILE: t.Final = ResourceKind(
    type="instance_profile", noun="instance profile", module="iam_instance_profile"
)

OF_SETS: t.Final = (OIDC_PROVIDER, SAML_PROVIDER, MANAGED_POLICY, ROLE)
KINDS: t.Final[tuple[ResourceKind, ...]] = (*OF_SETS, INLINE_POLICY, INSTANCE_PROFILE)

_NOUNS: t.Final = {kind.type: kind.noun for kind in KINDS}


def noun_of(type_name: str) -> str:
    """The type in words, as messages have it. A report may have types that a newer release knows."""
    return _NOUNS.get(type_name, type_name.replace("_", " "))
