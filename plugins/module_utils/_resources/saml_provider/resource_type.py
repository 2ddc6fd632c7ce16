# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource type of SAML providers."""

from __future__ import annotations

from dataclasses import replace

from ..._argspec import Options
from ..._aws.call import Call
from ..._aws.iam import Iam, Reply
from ..._converge.pending_effects import PendingEffects
from ..._converge.plan import Plan
from ..._converge.resource_type import Reading
from ..._resource_kinds import SAML_PROVIDER
from .. import provider_trust
from ..identity_provider import IdentityProviderType
from . import options as provider_options
from . import plan as planning
from . import reading
from .desired import Desired
from .state import SamlProvider


class SamlProviderType(IdentityProviderType[Desired, SamlProvider]):
    """Reads, plans and shows SAML providers."""

    name = SAML_PROVIDER.type
    result_key = SAML_PROVIDER.result_key
    spec = provider_options.SPEC
    arn_kind = "saml-provider"
    get_operation = "GetSAMLProvider"
    arn_parameter = "SAMLProviderArn"

    def from_options(self, options: Options) -> Desired:
        return Desired.from_options(options)

    def read(self, iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, SamlProvider]:
        return reading.read(iam, desired, key=key)

    def plan(self, desired: Desired, actual: SamlProvider | None) -> Plan[SamlProvider]:
        return planning.plan(desired, actual)

    def with_pending(
        self, desired: Desired, actual: SamlProvider | None, pending: PendingEffects
    ) -> SamlProvider | None:
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
        found = SamlProvider.from_reply(arn, reply)
        return {"name": found.name, "saml_metadata_document": found.metadata.text}

    def not_exported(self, reply: Reply) -> str | None:
        """The keys that decrypt assertions: IAM never returns them."""
        if not reply.get("PrivateKeyList"):
            return None
        return "IAM does not return the private keys that decrypt its assertions; add them to a new provider yourself"

    def brief_results(self, before: SamlProvider | None, after: SamlProvider | None) -> dict[str, object]:
        """Leaves out the metadata, which can be long, and which the entry has."""
        state = after or before
        result = {} if state is None else state.to_result()
        result.pop("metadata_document", None)
        return {self.result_key: result or None}

    def with_reply(self, after: SamlProvider, call: Call, reply: Reply) -> SamlProvider:
        """Takes over the ARN of a new provider."""
        return replace(after, arn=reply["SAMLProviderArn"]) if call.operation == "CreateSAMLProvider" else after
