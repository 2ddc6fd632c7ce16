# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for an OIDC provider: the calls that lead from its actual to its desired state."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._aws.call import Call
from ..._converge.plan import Plan
from .. import provider_trust, tags
from . import provider_url
from .desired import Desired, check_number_of_client_ids
from .state import OidcProvider


def plan(desired: Desired, actual: OidcProvider | None) -> Plan[OidcProvider]:
    """The plan that brings the provider to its desired state.

    Raises C(OptionError) or C(RefusedError) if no calls can do that.
    """
    if desired.present:
        return _plan_creation(desired) if actual is None else _plan_update(desired, actual)
    return Plan(before=None, after=None) if actual is None else _plan_removal(desired, actual)


def _plan_creation(desired: Desired) -> Plan[OidcProvider]:
    after = OidcProvider(
        arn=desired.arn,
        url=desired.url,
        client_ids=desired.client_ids or (),
        thumbprints=desired.thumbprints,
        tags=dict(desired.tags or {}),
    )
    parameters: dict[str, t.Any] = {"Url": provider_url.with_scheme(after.url)}
    if after.client_ids:
        parameters["ClientIDList"] = list(after.client_ids)
    # AWS determines the thumbprint of a provider that is created without one.
    if after.thumbprints:
        parameters["ThumbprintList"] = list(after.thumbprints)
    if after.tags:
        parameters["Tags"] = tags.as_parameter(after.tags)
    return Plan(
        before=None,
        after=after,
        calls=(Call("CreateOpenIDConnectProvider", parameters, f"create {desired.label}"),),
    )


def _plan_update(desired: Desired, actual: OidcProvider) -> Plan[OidcProvider]:
    client_id_calls, client_ids = _plan_client_ids(desired, actual)
    change = tags.change("tags", wanted=desired.tags, actual=actual.tags, purge=desired.purge_tags, ignore_case=False)
    thumbprints = actual.thumbprints if desired.thumbprints is None else desired.thumbprints
    thumbprint_calls = () if thumbprints == actual.thumbprints else (_set_thumbprints(actual, thumbprints or ()),)
    return Plan(
        before=actual,
        after=replace(actual, client_ids=client_ids, thumbprints=thumbprints, tags=change.after),
        calls=(
            *client_id_calls,
            *thumbprint_calls,
            *change.calls("OpenIDConnectProvider", _identifier(actual), desired.label),
        ),
    )


def _plan_client_ids(desired: Desired, actual: OidcProvider) -> tuple[tuple[Call, ...], tuple[str, ...]]:
    """The calls that change the client IDs, and the client IDs after them.

    Surplus ones are removed first, so that the provider never has more than the quota, nor more than the old or the new
    list allows.
    """
    if desired.client_ids is None:
        return (), actual.client_ids
    wanted, existing = set(desired.client_ids), set(actual.client_ids)
    surplus = existing - wanted if desired.purge_client_ids else set()
    missing = wanted - existing
    after = (existing - surplus) | missing
    if missing:
        check_number_of_client_ids(len(after))
    removed = (_client_id_call("Remove", client_id, actual) for client_id in sorted(surplus))
    added = (_client_id_call("Add", client_id, actual) for client_id in sorted(missing))
    return (*removed, *added), tuple(sorted(after))


def _client_id_call(verb: t.Literal["Add", "Remove"], client_id: str, actual: OidcProvider) -> Call:
    operation, preposition = {
        "Add": ("AddClientIDToOpenIDConnectProvider", "to"),
        "Remove": ("RemoveClientIDFromOpenIDConnectProvider", "from"),
    }[verb]
    summary = f"{verb.lower()} client ID {client_id} {preposition} OIDC provider {actual.url}"
    return Call(operation, {**_identifier(actual), "ClientID": client_id}, summary)


def _set_thumbprints(actual: OidcProvider, thumbprints: tuple[str, ...]) -> Call:
    parameters = {**_identifier(actual), "ThumbprintList": list(thumbprints)}
    return Call(
        "UpdateOpenIDConnectProviderThumbprint", parameters, f"set the thumbprints of OIDC provider {actual.url}"
    )


def _plan_removal(desired: Desired, actual: OidcProvider) -> Plan[OidcProvider]:
    provider_trust.check_untrusted(desired.label, actual.trusted_by)
    delete = Call("DeleteOpenIDConnectProvider", _identifier(actual), f"delete {desired.label}")
    return Plan(before=actual, after=None, calls=(delete,))


def _identifier(actual: OidcProvider) -> dict[str, str]:
    return {"OpenIDConnectProviderArn": actual.arn}
