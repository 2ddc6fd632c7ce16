# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desired state of a SAML provider: the checked options of a task."""

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
from . import metadata
from .metadata import Metadata

# C(SAMLProviderNameType) in the IAM API reference.
NAME_LENGTH: t.Final = 128
_NAME = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True, kw_only=True)
class Desired:
    """The desired state of a SAML provider. C(None) means that the task does not manage the property."""

    name: str
    present: bool
    metadata: Metadata | None
    tags: Tags | None
    purge_tags: bool
    account: _arn.Account = _arn.NO_ACCOUNT

    @classmethod
    def from_options(cls, options: Options) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        present = options["state"] == "present"
        # A deletion does not depend on the document, so it is not checked.
        document = options["saml_metadata_document"] if present else None
        return cls(
            name=check_name("name", options["name"]),
            present=present,
            metadata=None if document is None else metadata.parse("saml_metadata_document", document),
            tags=tags.parse("tags", options["tags"], ignore_case=False),
            purge_tags=options["purge_tags"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """A copy for the account."""
        return replace(self, account=account)

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """A SAML provider has no policy documents."""
        return ()

    @property
    def label(self) -> str:
        return f"SAML provider {self.name}"

    @property
    def arn(self) -> str:
        """The ARN that the provider has after its creation."""
        return self.account.saml_provider_arn(self.name)

    @property
    def can_create(self) -> bool:
        """Whether the options are enough to create the provider if it is missing."""
        return self.present and self.metadata is not None


def check_name(option: str, name: str) -> str:
    """The name of a SAML provider, or an C(OptionError) that says which rule it breaks."""
    if not 1 <= len(name) <= NAME_LENGTH:
        length = f"1 to {NAME_LENGTH} characters ({_arn.shown(name)} has {len(name)})"
        raise OptionError(option, f"the name of a SAML provider must have {length}")
    if not _NAME.fullmatch(name):
        raise OptionError(
            option,
            "the name of a SAML provider must consist of letters, digits and the characters _ . - "
            f"(got: {_arn.shown(name)})",
        )
    return name
