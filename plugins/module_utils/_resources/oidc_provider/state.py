# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of an OIDC provider in IAM, and how results and diffs show it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ... import _arn
from ..._aws.iam import Reply
from ..._policy.document import Document, PlainDocument
from .. import tags
from ..tags import Tags
from . import provider_url


@dataclass(frozen=True, kw_only=True)
class OidcProvider:
    """The state of an OIDC provider in IAM. C(url) is normalized, and lists are sorted.

    The reply to its creation has neither the date (ISO 8601) nor the thumbprints that AWS determines: both are C(None)
    until the provider is read. C(trusted_by) has the roles that trust the provider, and is read only for a removal.
    """

    arn: str
    url: str
    client_ids: tuple[str, ...]
    thumbprints: tuple[str, ...] | None
    tags: Tags
    create_date: str | None = None
    trusted_by: tuple[str, ...] = ()

    @classmethod
    def from_reply(cls, arn: str, reply: Reply) -> OidcProvider:
        """The provider in a reply to GetOpenIDConnectProvider, which does not repeat the ARN."""
        thumbprints = reply.get("ThumbprintList", ())
        return cls(
            arn=arn,
            url=provider_url.normalized(reply["Url"]),
            client_ids=tuple(sorted(reply.get("ClientIDList", ()))),
            # Those that AWS would determine for a provider that an earlier task in check mode would create.
            thumbprints=None if thumbprints is None else tuple(sorted(map(str.lower, thumbprints))),
            tags=tags.from_reply(reply.get("Tags")),
            create_date=reply["CreateDate"],
        )

    @property
    def name(self) -> str:
        """The URL identifies the provider in its account."""
        return self.url

    @property
    def partition(self) -> str:
        return _arn.partition_of(self.arn)

    @property
    def key(self) -> str:
        return self.arn

    @property
    def seconds_in_the_making(self) -> float:
        # A single call creates the complete provider.
        return 0.0

    def documents(self) -> dict[str, Document]:
        """An OIDC provider has no policy documents."""
        return {}

    def to_result(self) -> dict[str, object]:
        """The provider as the module returns it."""
        return {
            "arn": self.arn,
            "client_id_list": list(self.client_ids),
            "create_date": self.create_date,
            "tags": dict(self.tags),
            "thumbprint_list": None if self.thumbprints is None else list(self.thumbprints),
            "url": self.url,
        }

    def to_diff(self, _documents: t.Mapping[str, PlainDocument]) -> dict[str, object]:
        """The provider for people to compare: everything that a task can change, without its date."""
        return {
            "url": self.url,
            "client_id_list": list(self.client_ids),
            "thumbprint_list": "determined by AWS" if self.thumbprints is None else list(self.thumbprints),
            "tags": dict(sorted(self.tags.items())),
        }
