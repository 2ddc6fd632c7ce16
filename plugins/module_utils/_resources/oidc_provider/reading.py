# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads what the plan for an OIDC provider needs, in as few calls as IAM allows."""

from __future__ import annotations

from dataclasses import replace

from ..._aws.iam import Iam, find
from ..._converge.resource_type import Reading
from ..provider_trust import Trust
from . import provider_url
from .desired import Desired
from .state import OidcProvider


def read(iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, OidcProvider]:
    """Reads the provider with the ARN C(key), or by default with the ARN that the task's provider should have.

    This takes one call, GetOpenIDConnectProvider, and for a removal a listing of the account's roles.
    """
    actual = provider(iam, key or desired.arn)
    if actual is not None and not desired.present:
        actual = replace(actual, trusted_by=Trust.read(iam).roles_of(actual.arn))
    return Reading(desired, actual)


def provider(iam: Iam, arn: str) -> OidcProvider | None:
    """The provider with the ARN, or C(None) if the account does not have it."""
    reply = find(iam, "GetOpenIDConnectProvider", {"OpenIDConnectProviderArn": arn})
    return None if reply is None else OidcProvider.from_reply(arn, reply)


def arns(iam: Iam) -> list[str]:
    """The ARNs of the account's OIDC providers. The listing has no pages."""
    listing = iam.call("ListOpenIDConnectProviders", {})["OpenIDConnectProviderList"]
    return sorted(member["Arn"] for member in listing)


def find_by_url(iam: Iam, url: str) -> str | None:
    """The ARN of the account's provider for the URL, whatever the case of its host."""
    return next((arn for arn in arns(iam) if provider_url.of_arn(arn) == url), None)
