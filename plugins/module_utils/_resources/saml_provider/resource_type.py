# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource type of SAML providers."""

from __future__ import annotations

from dataclasses import replace

from ..._argspec import Options
from ..._aws.call import Call
from ..._aws.iam import Iam, Reply
from ..._converge.plan import Plan
from ..._converge.resource_type import Reading, ResourceType
from . import plan as planning
from . import reading
from .desired import Desired
from .state import SamlProvider


class SamlProviderType(ResourceType[Desired, SamlProvider]):
    """Reads, plans and shows SAML providers."""

    name = "saml_provider"
    result_key = "saml_provider"
    has_documents = False

    @property
    def noun(self) -> str:
        return "SAML provider"

    def from_options(self, options: Options) -> Desired:
        return Desired.from_options(options)

    def read(self, iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, SamlProvider]:
        return reading.read(iam, desired, key=key)

    def plan(self, desired: Desired, actual: SamlProvider | None) -> Plan[SamlProvider]:
        return planning.plan(desired, actual)

    def with_reply(self, after: SamlProvider, call: Call, reply: Reply) -> SamlProvider:
        """Takes over the ARN of a new provider."""
        return replace(after, arn=reply["SAMLProviderArn"]) if call.operation == "CreateSAMLProvider" else after
