# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a set of resources asks of a type of resource, beside what the engine does."""

from __future__ import annotations

import abc
import typing as t
from types import MappingProxyType

from .._argspec import ArgumentSpec, Options
from .._converge.access_gate import Look
from .._converge.plan import Plan
from .._converge.resource import DesiredResource, ResourceState
from .._converge.resource_type import ResourceType
from .access import AccessReader, Documents

Reference = tuple[str, str]


class NamedDesired(DesiredResource, t.Protocol):
    """The desired state of a resource that has a name and an ARN of its own."""

    @property
    def arn(self) -> str:
        """The ARN that the resource has after its creation."""


class NamedState(ResourceState, t.Protocol):
    """The state of a resource that has a name and an ARN of its own."""

    @property
    def name(self) -> str:
        """The friendly name."""

    @property
    def arn(self) -> str:
        """The ARN."""


SetDesiredT = t.TypeVar("SetDesiredT", bound=NamedDesired)
SetStateT = t.TypeVar("SetStateT", bound=NamedState)


class BaselineType(ResourceType[SetDesiredT, SetStateT]):
    """A resource type that a set can contain.

    C(spec) has the options of one resource, without the options for tags and for waiting. C(list_option) is the set's
    option that lists the resources of the type, C(defaults_option) the one with the options that its entries share, if
    the set has one. Types can share a list: which one an entry is of follows from the C(name_option) that it gives.
    C(removal_options) are the options of an entry that say how to remove a resource; the set has defaults for them. An
    entry with none of C(compared_options) is no more than a name, and is not compared. C(emptied) has what an entry
    manages in an exclusive set although it leaves it out.
    """

    spec: t.ClassVar[ArgumentSpec]
    list_option: t.ClassVar[str]
    defaults_option: t.ClassVar[str | None] = None
    document_option: t.ClassVar[str | None] = None
    compared_options: t.ClassVar[frozenset[str]]
    name_option: t.ClassVar[str] = "name"
    # IAM's names are case-insensitive, but not those of all types.
    ignores_case: t.ClassVar[bool] = True
    removal_options: t.ClassVar[tuple[str, ...]] = ()
    emptied: t.ClassVar[Options] = MappingProxyType({"tags": {}})
    # If true, resources of the type are deleted before everything else, because they use other resources of the set.
    deleted_first: t.ClassVar[bool] = False
    # If true, they are deleted after everything else, because other resources of the set refer to them.
    deleted_last: t.ClassVar[bool] = False

    def entry_name(self, given: Options) -> str:
        """The name of the resource that an entry describes."""
        return str(given[self.name_option])

    def entry_options(self, options: Options) -> Options:
        """The options of an entry in the form that C(from_options) expects; raises C(OptionError)."""
        return options

    def references(self, _desired: SetDesiredT) -> t.Iterable[Reference]:
        """The type and name of each resource that a resource refers to by name."""
        return ()

    def principals(self, _plan: Plan[SetStateT]) -> t.Iterable[str]:
        """The ARNs that must exist when the plan is carried out, or that a resource refers to until it is deleted."""
        return ()

    def needed(self, _plan: Plan[SetStateT]) -> t.Iterable[tuple[str, str]]:
        """The ARNs of roles and policies that calls of the plan refer to, each after the option that names it."""
        return ()

    def unguarded(self, desired: SetDesiredT) -> SetDesiredT:
        """The desired state without conditions that may postpone a removal."""
        return desired

    def look(self, _reader: AccessReader, _planned: Documents) -> Look[SetStateT] | None:
        """A look at what decides about access, for types that decide about it.

        C(planned) has the policies that the set is about to write, by ARN.
        """
        return None

    def policy_documents(self, _state: SetStateT) -> Documents:
        """The documents that decide about every role that has the resource, by its ARN."""
        return {}

    def policies_of(self, _state: SetStateT) -> t.Collection[str]:
        """The ARNs of the managed policies that a resource has, each as often as it has it."""
        return ()

    def uses(self, _state: SetStateT) -> int:
        """How often a resource is attached or is a permissions boundary, by IAM's own count."""
        return 0

    @abc.abstractmethod
    def usage(self, actual: SetStateT) -> dict[str, object]:
        """What uses a resource, or when it was last used, for reports of drift."""

    def brief_results(self, before: SetStateT | None, after: SetStateT | None) -> dict[str, object]:
        """The part of a set's result about a resource. It repeats no value, as a rollout copies it for each account."""
        return self.results(before, after)
