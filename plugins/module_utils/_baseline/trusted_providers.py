# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The identity providers of an account that exported roles trust."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._arn import Arn
from .._aws.iam import Iam, Reply
from .._errors import IamError
from .._resources.identity_provider import IdentityProviderType
from .._resources.resource_types import PROVIDER_TYPES

AnyProviderType = IdentityProviderType[t.Any, t.Any]


@dataclass(frozen=True, kw_only=True)
class Providers:
    """What IAM says of providers, by ARN, and why others could not be read."""

    replies: t.Mapping[str, Reply]
    unread: t.Mapping[str, str]


def type_of(arn: str) -> AnyProviderType | None:
    """The type of the provider with the ARN; C(None) for any other principal."""
    parsed = Arn.parse(arn)
    if parsed is None:
        return None
    return next((candidate for candidate in PROVIDER_TYPES if candidate.has_arn(parsed)), None)


def read(iam: Iam, principals: t.Iterable[str], account_ids: t.Collection[str]) -> Providers:
    """Reads the providers of these accounts among the principals of trust policies, at one call each.

    A provider that does not exist is left out. One that the credentials may not read is left for a person to add.
    """
    replies: dict[str, Reply] = {}
    unread: dict[str, str] = {}
    for arn in dict.fromkeys(principals):
        provider_type, parsed = type_of(arn), Arn.parse(arn)
        if provider_type is None or parsed is None or parsed.account_id not in account_ids:
            continue
        try:
            reply = provider_type.get(iam, arn)
        except IamError as error:
            if not error.is_denial:
                raise
            unread[arn] = f"{error} {error.advice}"
        else:
            if reply is not None:
                replies[arn] = reply
    return Providers(replies=replies, unread=unread)
