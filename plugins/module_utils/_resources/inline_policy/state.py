# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of a role's inline policies in IAM, and how results and diffs show them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ..._policy.document import Document, PlainDocument

DOCUMENT_OPTION: t.Final = "policy_json"


@dataclass(frozen=True, kw_only=True)
class InlinePolicies:
    """The inline policies of a role, as far as a task about the policy C(name) needs to know them.

    C(policies) has the names of all policies, in IAM's order, and the documents that were read. C(role_path) is the
    path of the role if its name is one of those that AWS gives to its own roles. C(unread) has a sentence about each
    read that IAM denied and the task can do without.
    """

    role: str
    name: str
    partition: str
    policies: t.Mapping[str, Document | None]
    role_path: str | None = None
    unread: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.role

    @property
    def seconds_in_the_making(self) -> float:
        return 0.0

    def to_result(self) -> dict[str, object]:
        """The role and the names of its inline policies, under the keys that amazon.aws has."""
        return {"role_name": self.role, "policy_names": list(self.policies)}

    def documents(self) -> dict[str, Document]:
        """The document of the policy, by the option that sets it; empty if it does not exist or was not read."""
        document = self.policies.get(self.name)
        return {} if document is None else {DOCUMENT_OPTION: document}

    def to_diff(self, documents: t.Mapping[str, PlainDocument]) -> dict[str, object]:
        """The policy C(name) for people to compare."""
        shown = {self.name: documents.get(DOCUMENT_OPTION)} if self.name in self.policies else {}
        return {"role_name": self.role, "policies": shown}
