# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a set of resources asks of a type of resource, beside what the engine does."""

from __future__ import annotations

import abc
import typing as t

from .._argspec import ArgumentSpec, Options
from .._converge.resource import DesiredResource, ResourceState
from .._converge.resource_type import ResourceType

Reference = tuple[str, str]


class NamedState(ResourceState, t.Protocol):
    """The state of a resource that has a name and an ARN of its own."""

    @property
    def name(self) -> str:
        """The friendly name."""

    @property
    def arn(self) -> str:
        """The ARN."""


SetDesiredT = t.TypeVar("SetDesiredT", bound=DesiredResource)
SetStateT = t.TypeVar("SetStateT", bound=NamedState)


class BaselineType(ResourceType[SetDesiredT, SetStateT]):
    """A type of resource that a set can have.

    C(spec) has the options of one resource, without those for tags and for waiting. Of the options of a set,
    C(list_option) lists the resources of the type, and C(removal_options) are those of an entry that say how to remove
    and that the set has a default for. Without C(document_option), a resource is not compared with its entry.
    """

    spec: t.ClassVar[ArgumentSpec]
    list_option: t.ClassVar[str]
    document_option: t.ClassVar[str]
    removal_options: t.ClassVar[tuple[str, ...]] = ()
    # A resource that uses others of the set is deleted before anything else is done.
    deleted_first: t.ClassVar[bool] = False

    def entry_options(self, options: Options) -> Options:
        """The options of an entry as C(from_options) takes them; raises C(OptionError)."""
        return options

    def references(self, _desired: SetDesiredT) -> t.Iterable[Reference]:
        """The resources that a resource uses by their names: the type and the name of each."""
        return ()

    def unguarded(self, desired: SetDesiredT) -> SetDesiredT:
        """What the task asks for, without a condition that may put a removal off."""
        return desired

    @abc.abstractmethod
    def usage(self, actual: SetStateT) -> dict[str, object]:
        """Who uses a resource or when it was last used, as drift reports it."""

    def brief_results(self, before: SetStateT | None, after: SetStateT | None) -> dict[str, object]:
        """What the result of a set says of a resource: no value twice, since a rollout copies it for each account."""
        return self.results(before, after)
