# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for a SAML provider: the calls that lead from its actual to its desired state."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._aws.call import Call
from ..._converge.plan import Plan
from ..._errors import OptionError
from .. import provider_trust, tags
from .desired import Desired
from .state import SamlProvider


def plan(desired: Desired, actual: SamlProvider | None) -> Plan[SamlProvider]:
    """The plan that brings the provider to its desired state.

    Raises C(OptionError) or C(RefusedError) if no calls can do that.
    """
    if desired.present:
        return _plan_creation(desired) if actual is None else _plan_update(desired, actual)
    return Plan(before=None, after=None) if actual is None else _plan_removal(desired, actual)


def _plan_creation(desired: Desired) -> Plan[SamlProvider]:
    if desired.metadata is None:
        raise OptionError("saml_metadata_document", f"{desired.label} does not exist, and IAM creates none without it")
    after = SamlProvider(arn=desired.arn, name=desired.name, metadata=desired.metadata, tags=dict(desired.tags or {}))
    parameters: dict[str, t.Any] = {"Name": after.name, "SAMLMetadataDocument": after.metadata.text}
    if after.tags:
        parameters["Tags"] = tags.as_parameter(after.tags)
    return Plan(before=None, after=after, calls=(Call("CreateSAMLProvider", parameters, f"create {desired.label}"),))


def _plan_update(desired: Desired, actual: SamlProvider) -> Plan[SamlProvider]:
    ordered: list[Call] = []
    after = actual
    if desired.metadata is not None and not actual.metadata.is_equivalent(desired.metadata):
        # The new document may expire at another time.
        after = replace(after, metadata=desired.metadata, valid_until=None)
        parameters = {**_identifier(actual), "SAMLMetadataDocument": desired.metadata.text}
        ordered.append(Call("UpdateSAMLProvider", parameters, f"set the metadata of {desired.label}"))
    change = tags.change("tags", wanted=desired.tags, actual=actual.tags, purge=desired.purge_tags, ignore_case=False)
    ordered += change.calls("SAMLProvider", _identifier(actual), desired.label)
    return Plan(before=actual, after=replace(after, tags=change.after), calls=tuple(ordered))


def _plan_removal(desired: Desired, actual: SamlProvider) -> Plan[SamlProvider]:
    provider_trust.check_untrusted(desired.label, actual.trusted_by)
    delete = Call("DeleteSAMLProvider", _identifier(actual), f"delete {desired.label}")
    return Plan(before=actual, after=None, calls=(delete,))


def _identifier(actual: SamlProvider) -> dict[str, str]:
    return {"SAMLProviderArn": actual.arn}
