# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desired state of an OIDC provider: the checked options of a task.

Sources: the IAM API reference, C(API_CreateOpenIDConnectProvider): at most 100 client IDs of at most 255 characters
each, at most five thumbprints, each of which is a SHA-1 hash in 40 hexadecimal digits.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, replace

from ... import _arn
from ..._argspec import Options
from ..._errors import OptionError
from ..._review.review import ReviewedDocument
from .. import tags
from ..tags import Tags
from . import provider_url

MOST_CLIENT_IDS: t.Final = 100
CLIENT_ID_LENGTH: t.Final = 255
MOST_THUMBPRINTS: t.Final = 5
_THUMBPRINT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, kw_only=True)
class Desired:
    """The desired state of an OIDC provider. C(None) means that the task does not manage the property.

    C(url) is normalized, and lists are sorted without repeats, since their order means nothing.
    """

    url: str
    present: bool
    client_ids: tuple[str, ...] | None
    purge_client_ids: bool
    thumbprints: tuple[str, ...] | None
    tags: Tags | None
    purge_tags: bool
    account: _arn.Account = _arn.NO_ACCOUNT

    @classmethod
    def from_options(cls, options: Options) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        return cls(
            url=provider_url.check("url", options["url"]),
            present=options["state"] == "present",
            client_ids=_check_client_ids("client_id_list", options["client_id_list"]),
            purge_client_ids=options["purge_client_ids"],
            thumbprints=_check_thumbprints("thumbprint_list", options["thumbprint_list"]),
            tags=tags.parse("tags", options["tags"], ignore_case=False),
            purge_tags=options["purge_tags"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """A copy for the account."""
        return replace(self, account=account)

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """An OIDC provider has no policy documents."""
        return ()

    @property
    def name(self) -> str:
        """The URL identifies the provider in its account."""
        return self.url

    @property
    def label(self) -> str:
        return f"OIDC provider {self.url}"

    @property
    def arn(self) -> str:
        """The ARN that the provider has after its creation."""
        return self.account.oidc_provider_arn(self.url)

    @property
    def can_create(self) -> bool:
        return self.present


def check_number_of_client_ids(number: int) -> None:
    """Raises C(OptionError) if a provider cannot have so many client IDs."""
    if number > MOST_CLIENT_IDS:
        raise OptionError(
            "client_id_list", f"an OIDC provider can have at most {MOST_CLIENT_IDS} client IDs (got: {number})"
        )


def _check_client_ids(option: str, given: t.Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    for client_id in given:
        if not 1 <= len(client_id) <= CLIENT_ID_LENGTH:
            raise OptionError(
                option,
                f"a client ID must have 1 to {CLIENT_ID_LENGTH} characters ({_arn.shown(client_id)} has "
                f"{len(client_id)})",
            )
        if not client_id.isprintable():
            raise OptionError(
                option, f"a client ID must consist of printable characters (got: {_arn.shown(client_id)})"
            )
    client_ids = tuple(sorted(set(given)))
    check_number_of_client_ids(len(client_ids))
    return client_ids


def _check_thumbprints(option: str, given: t.Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not given:
        raise OptionError(option, "must have a thumbprint; leave the option out, and AWS determines it")
    thumbprints = tuple(sorted({thumbprint.lower() for thumbprint in given}))
    for thumbprint in thumbprints:
        if not _THUMBPRINT.fullmatch(thumbprint):
            raise OptionError(
                option,
                "a thumbprint must be the SHA-1 hash of a certificate in 40 hexadecimal digits, without colons "
                f"(got: {_arn.shown(thumbprint)})",
            )
    if len(thumbprints) > MOST_THUMBPRINTS:
        raise OptionError(
            option, f"an OIDC provider can have at most {MOST_THUMBPRINTS} thumbprints (got: {len(thumbprints)})"
        )
    return thumbprints
