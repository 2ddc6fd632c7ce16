# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desired state of a managed policy: the checked options of a task."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, replace

from ... import _arn
from ..._argspec import Options
from ..._errors import OptionError
from ..._policy import document as policy_document
from ..._policy.document import Document
from ..._review.review import ReviewedDocument
from .. import account_rules, tags
from ..tags import Tags
from .state import ManagedPolicy

DESCRIPTION_LENGTH: t.Final = 1_000
# IAM replies in XML, which cannot have these characters.
_NO_CHARACTER_OF_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Desired:
    """The desired state of a managed policy. C(None) means that the task does not manage the property.

    C(for_account) sets the account.
    """

    name: str
    present: bool
    path: str | None
    description: str | None
    document: Document | None
    make_default: bool
    only_version: bool
    detach: str
    tags: Tags | None
    purge_tags: bool
    account: _arn.Account = _arn.NO_ACCOUNT

    @classmethod
    def from_options(cls, options: Options) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        path, description = options["path"], options["description"]
        present = options["state"] == "present"
        # A deletion does not depend on the document, so it is not checked.
        policy = options["policy"] if present else None
        document = None if policy is None else policy_document.parse("policy", policy)
        if document is not None:
            _check_size(options["name"], document.least_size)
        return cls(
            name=_arn.MANAGED_POLICY.check_name("name", options["name"]),
            present=present,
            path=None if path is None else _arn.MANAGED_POLICY.check_path("path", path),
            description=_check_description(description),
            document=document,
            make_default=options["make_default"],
            only_version=options["only_version"],
            detach=options["detach"],
            tags=tags.parse("tags", options["tags"], ignore_case=False),
            purge_tags=options["purge_tags"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """A copy with pseudo parameters filled in and the result checked; raises C(OptionError)."""
        document = (
            None
            if self.document is None
            else account_rules.filled_document("policy", self.document, account, kind="managed")
        )
        if document is not None:
            _check_size(self.name, document.size)
        return replace(self, document=document, account=account)

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """The document that the task gives, for review."""
        return () if self.document is None else (ReviewedDocument("policy", "managed", self.document),)

    @property
    def label(self) -> str:
        return f"managed policy {self.name}"

    @property
    def arn(self) -> str:
        """The ARN of the policy, unless the account has a policy with this name under another path."""
        return self.account.policy_arn(self.path or "/", self.name)

    @property
    def can_create(self) -> bool:
        """Whether the options are enough to create the policy if it is missing."""
        return self.present and self.document is not None

    @property
    def refuses_use(self) -> bool:
        """Whether the task refuses to delete a policy that is still used."""
        return self.detach == "refuse"

    def needs_all_versions(self, actual: ManagedPolicy) -> bool:
        """Whether the plan depends on versions other than the default version."""
        if not self.present:
            return True
        if self.document is None:
            return False
        return self.only_version or not actual.default_version.says(self.document, actual.partition)


def _check_description(description: str | None) -> str | None:
    if description is not None and len(description) > DESCRIPTION_LENGTH:
        raise OptionError("description", f"must have at most {DESCRIPTION_LENGTH} characters (got: {len(description)})")
    if description is not None and _NO_CHARACTER_OF_XML.search(description):
        raise OptionError("description", f"{description[:80]!r} contains a control character or an unpaired surrogate")
    return description


def _check_size(name: str, size: int) -> None:
    if size > policy_document.MANAGED_POLICY_SIZE:
        raise OptionError(
            "policy",
            f"the document of {name} has {size} characters without white space; the quota for a managed policy is "
            f"{policy_document.MANAGED_POLICY_SIZE}",
        )
