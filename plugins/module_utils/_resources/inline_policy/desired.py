# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desired state of one inline policy of a role: the checked options of a task."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ... import _arn
from ..._argspec import Options
from ..._errors import OptionError
from ..._policy import document as policy_document
from ..._policy.document import Document
from ..._review.review import ReviewedDocument
from .. import account_rules
from .state import DOCUMENT_OPTION


@dataclass(frozen=True, kw_only=True)
class Desired:
    """The desired state of a role's inline policy.

    If C(skip_duplicates), another inline policy of the role with an equivalent document is enough. If the role does not
    exist, C(similar_role) is the name of the one that may be meant.
    """

    role: str
    name: str
    present: bool
    document: Document | None
    skip_duplicates: bool
    account: _arn.Account = _arn.NO_ACCOUNT
    similar_role: str | None = None

    @classmethod
    def from_options(cls, options: Options) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        present = options["state"] == "present"
        name = _arn.INLINE_POLICY.check_name("policy_name", options["policy_name"])
        document = options[DOCUMENT_OPTION] if present else None
        if present and document is None:
            raise OptionError(DOCUMENT_OPTION, "is null; state present requires a document")
        parsed = None if document is None else policy_document.parse(DOCUMENT_OPTION, document)
        if parsed is not None:
            _check_size(parsed.least_size)
        return cls(
            role=_arn.ROLE.check_name("iam_name", options["iam_name"]),
            name=name,
            present=present,
            document=parsed,
            skip_duplicates=options["skip_duplicates"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """A copy with pseudo parameters filled in; raises C(OptionError)."""
        if self.document is None:
            return replace(self, account=account)
        document = account_rules.filled_document(DOCUMENT_OPTION, self.document, account, kind="inline")
        _check_size(document.size)
        return replace(self, account=account, document=document)

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """The document that the task gives, for review."""
        return () if self.document is None else (ReviewedDocument(DOCUMENT_OPTION, "inline", self.document),)

    @property
    def label(self) -> str:
        return f"inline policy {self.name} of role {self.role}"

    @property
    def can_create(self) -> bool:
        return self.present

    def needs_document(self, name: str) -> bool:
        """Whether the plan depends on the document of the role's inline policy with this name."""
        return self.present and (name == self.name or self.skip_duplicates)


def _check_size(size: int) -> None:
    if size > policy_document.INLINE_POLICIES_SIZE:
        raise OptionError(
            DOCUMENT_OPTION,
            f"the document has {size} characters without white space; the quota for all inline policies of a "
            f"role is {policy_document.INLINE_POLICIES_SIZE}",
        )
