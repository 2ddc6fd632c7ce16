# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a SAML provider in IAM, and how results and diffs show it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ... import _arn
from ..._aws.iam import Reply
from ..._policy.document import Document, PlainDocument
from .. import tags
from ..tags import Tags
from .metadata import Metadata


@dataclass(frozen=True, kw_only=True)
class SamlProvider:
    """The state of a SAML provider in IAM.

    Its dates (ISO 8601) are C(None) until the provider is read: no reply to a write has them. C(valid_until) is when
    its metadata expires. C(trusted_by) has the roles that trust the provider, and is read only for a removal.
    """

    arn: str
    name: str
    metadata: Metadata
    tags: Tags
    create_date: str | None = None
    valid_until: str | None = None
    trusted_by: tuple[str, ...] = ()

    @classmethod
    def from_reply(cls, arn: str, reply: Reply) -> SamlProvider:
        """The provider in a reply to GetSAMLProvider, which has neither the ARN nor the name."""
        return cls(
            arn=arn,
            name=name_in(arn),
            metadata=Metadata(reply["SAMLMetadataDocument"]),
            tags=tags.from_reply(reply.get("Tags")),
            create_date=reply.get("CreateDate"),
            valid_until=reply.get("ValidUntil"),
        )

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
        """A SAML provider has no policy documents."""
        return {}

    def to_result(self) -> dict[str, object]:
        """The provider as the module returns it, under the keys that community.aws has, and with its tags."""
        return {
            "arn": self.arn,
            "create_date": self.create_date,
            "expire_date": self.valid_until,
            "metadata_document": self.metadata.text,
            "name": self.name,
            "tags": dict(self.tags),
        }

    def to_diff(self, _documents: t.Mapping[str, PlainDocument]) -> dict[str, object]:
        """The provider for people to compare: everything that a task can change, without its dates."""
        return {
            "name": self.name,
            "saml_metadata_document": self.metadata.lines(),
            "tags": dict(sorted(self.tags.items())),
        }


def name_in(arn: str) -> str:
    """The name of the provider with an ARN."""
    return arn.partition(":saml-provider/")[2]
