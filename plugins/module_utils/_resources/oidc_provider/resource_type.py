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
from ..._converge.pending_effects import PendingEffects
from ..._converge.plan import Plan
from ..._converge.resource_type import Reading
from ..._resource_kinds import OIDC_PROVIDER
from .. import provider_trust
from ..identity_provider import IdentityProviderType
from . import options as provider_options
from . import plan as planning
from . import provider_url, reading
from .desired import Desired
from .state import OidcProvider


class OidcProviderType(IdentityProviderType[Desired, OidcProvider]):
    """Reads, plans and shows OIDC providers."""

    name = OIDC_PROVIDER.type
    result_key = OIDC_PROVIDER.result_key
    spec = provider_options.SPEC
    name_option = OIDC_PROVIDER.name_option
    arn_kind = "oidc-provider"
    get_operation = "GetOpenIDConnectProvider"
    arn_parameter = "OpenIDConnectProviderArn"

    def subject(self, options: Options) -> str:
        return f"{self.noun} {shown_name(options['url'])}"

    def entry_name(self, given: Options) -> str:
        """The URL as IAM has it."""
        return provider_url.normalized(str(given[self.name_option]))

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

    def with_pending(
        self, desired: Desired, actual: OidcProvider | None, pending: PendingEffects
    ) -> OidcProvider | None:
        """Removes roles that are deleted, or no longer trust the provider, and adds those that will.

        Raises C(RefusedError) if roles are to trust a provider that does not exist and should not.
        """
        if desired.present:
            return actual
        if actual is None:
            provider_trust.check_not_wanted(desired.label, pending.trusting(desired.arn, ()))
            return None
        return replace(actual, trusted_by=pending.trusting(actual.arn, actual.trusted_by))

    def exported(self, arn: str, reply: Reply) -> dict[str, object]:
        """The URL and the client IDs. AWS determines thumbprints in each account."""
        found = OidcProvider.from_reply(arn, reply)
        return {"url": provider_url.with_scheme(found.url), "client_id_list": list(found.client_ids)}

    def with_reply(self, after: OidcProvider, call: Call, reply: Reply) -> OidcProvider:
        """Takes over the ARN of a new provider."""
        if call.operation != "CreateOpenIDConnectProvider":
            return after
        return replace(after, arn=reply["OpenIDConnectProviderArn"])
