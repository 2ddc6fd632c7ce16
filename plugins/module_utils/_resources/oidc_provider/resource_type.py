# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource type of OIDC providers."""

from __future__ import annotations

from dataclasses import replace

from ..._argspec import Options
from ..._arn import shown_name
from ..._aws.call import Call
from ..._aws.iam import Iam, Reply
from ..._converge.plan import Plan
from ..._converge.resource_type import Reading, ResourceType
from . import plan as planning
from . import reading
from .desired import Desired
from .state import OidcProvider


class OidcProviderType(ResourceType[Desired, OidcProvider]):
    """Reads, plans and shows OIDC providers."""

    name = "oidc_provider"
    result_key = "oidc_provider"
    has_documents = False

    @property
    def noun(self) -> str:
        return "OIDC provider"

    def subject(self, options: Options) -> str:
        return f"{self.noun} {shown_name(options['url'])}"

    def from_options(self, options: Options) -> Desired:
        return Desired.from_options(options)

    def goes_by_name(self, desired: Desired) -> bool:
        """A removal means the provider for the URL even if IAM has its host in another case."""
        return not desired.present

    def read(self, iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, OidcProvider]:
        return reading.read(iam, desired, key=key)

    def find_by_name(self, iam: Iam, desired: Desired) -> str | None:
        return reading.find_by_url(iam, desired.url)

    def plan(self, desired: Desired, actual: OidcProvider | None) -> Plan[OidcProvider]:
        return planning.plan(desired, actual)

    def with_reply(self, after: OidcProvider, call: Call, reply: Reply) -> OidcProvider:
        """Takes over the ARN of a new provider."""
        if call.operation != "CreateOpenIDConnectProvider":
            return after
        return replace(after, arn=reply["OpenIDConnectProviderArn"])
