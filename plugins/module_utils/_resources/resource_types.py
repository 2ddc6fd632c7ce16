# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registry of resource types. To add a type, add a folder beside this file and a line here."""

from __future__ import annotations

import typing as t

from .baseline_type import BaselineType
from .inline_policy.resource_type import InlinePolicyType
from .instance_profile.resource_type import InstanceProfileType
from .managed_policy.resource_type import ManagedPolicyType
from .oidc_provider.resource_type import OidcProviderType
from .role.resource_type import RoleType
from .saml_provider.resource_type import SamlProviderType

MANAGED_POLICY: t.Final = ManagedPolicyType()
ROLE: t.Final = RoleType()
INLINE_POLICY: t.Final = InlinePolicyType()
INSTANCE_PROFILE: t.Final = InstanceProfileType()
OIDC_PROVIDER: t.Final = OidcProviderType()
SAML_PROVIDER: t.Final = SamlProviderType()

AnyBaselineType = BaselineType[t.Any, t.Any]

# The types that a set can contain, in the order of creation: a type comes after the types that it uses.
BASELINE_TYPES: t.Final[tuple[AnyBaselineType, ...]] = (OIDC_PROVIDER, SAML_PROVIDER, MANAGED_POLICY, ROLE)

PROVIDER_TYPES: t.Final = (OIDC_PROVIDER, SAML_PROVIDER)
