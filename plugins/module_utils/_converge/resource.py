# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A resource as the engine sees it: what a task asks of it, and what IAM holds."""

from __future__ import annotations

import typing as t

from .._arn import Account
from .._policy.document import Document, PlainDocument
from .._review.review import ReviewedDocument

_Self = t.TypeVar("_Self", bound="DesiredResource")


class DesiredResource(t.Protocol):
    """What a task asks of a resource."""

    @property
    def name(self) -> str:
        """The friendly name of the resource."""

    @property
    def label(self) -> str:
        """What messages call the resource."""

    @property
    def present(self) -> bool:
        """Whether the resource is to exist."""

    @property
    def can_create(self) -> bool:
        """Whether the task says enough to create a resource that is missing."""

    def documents(self) -> t.Iterable[ReviewedDocument]:
        """The policy documents that the task gives, for review."""

    def for_account(self: _Self, account: Account) -> _Self:
        """The same, once the account is known; raises C(OptionError)."""


class ResourceState(t.Protocol):
    """What IAM holds of a resource, or will hold once a plan has been carried out."""

    @property
    def partition(self) -> str:
        """The partition that the resource is in."""

    @property
    def key(self) -> str:
        """What identifies the resource to C(ResourceType.read)."""

    @property
    def seconds_in_the_making(self) -> float:
        """How long to leave the resource to the run that created it a moment ago and may still complete it."""

    def to_result(self) -> dict[str, object]:
        """The state as a result carries it."""

    def documents(self) -> t.Mapping[str, Document]:
        """The policy documents in force, by the option that sets them."""

    def to_diff(self, documents: t.Mapping[str, PlainDocument]) -> dict[str, object]:
        """The state as people compare it, with its documents as they are to be shown."""


DesiredT = t.TypeVar("DesiredT", bound=DesiredResource)
StateT = t.TypeVar("StateT", bound=ResourceState)
