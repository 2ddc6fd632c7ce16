# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A resource as the engine sees it: its desired state, and its actual state in IAM."""

from __future__ import annotations

import typing as t

from .._arn import Account
from .._policy.document import Document, PlainDocument
from .._review.review import ReviewedDocument

_Self = t.TypeVar("_Self", bound="DesiredResource")


class DesiredResource(t.Protocol):
    """The desired state of a resource."""

    @property
    def name(self) -> str:
        """The friendly name of the resource."""

    @property
    def label(self) -> str:
        """The resource's name in messages."""

    @property
    def present(self) -> bool:
        """Whether the resource should exist."""

    @property
    def can_create(self) -> bool:
        """Whether the options are enough to create the resource if it is missing."""

    def documents(self) -> t.Iterable[ReviewedDocument]:
        """The policy documents that the task gives, for review."""

    def for_account(self: _Self, account: Account) -> _Self:
        """A copy for the account; raises C(OptionError)."""


class ResourceState(t.Protocol):
    """The state of a resource in IAM, now or after a plan has been carried out."""

    @property
    def partition(self) -> str:
        """The partition that the resource is in."""

    @property
    def key(self) -> str:
        """The name or ARN by which C(ResourceType.read) finds the resource."""

    @property
    def seconds_in_the_making(self) -> float:
        """How many seconds to wait for another run that may have just created the resource and not completed it."""

    def to_result(self) -> dict[str, object]:
        """The state as results contain it."""

    def documents(self) -> t.Mapping[str, Document]:
        """The policy documents in force, by the option that sets them."""

    def to_diff(self, documents: t.Mapping[str, PlainDocument]) -> dict[str, object]:
        """The state for people to compare; C(documents) are its documents in the form to show."""


DesiredT = t.TypeVar("DesiredT", bound=DesiredResource)
StateT = t.TypeVar("StateT", bound=ResourceState)
