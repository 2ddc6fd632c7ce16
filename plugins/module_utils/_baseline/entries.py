# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The managed policies and roles of an account as one ordered set: what a task asks for, and the plans for all of it.

All plans are made before the first is carried out, each from what those before it will leave.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, replace

from .. import _argspec
from .._arn import Account, shown_name
from .._aws.iam import Iam
from .._converge.converge import PendingPlan, prepare
from .._converge.pending_effects import NOTHING, PendingEffects
from .._converge.resource_type import Resource, ResourceType
from .._errors import LeastPrivError, OptionError
from .._resources import removal
from .._resources.managed_policy import options as managed_policy_options
from .._resources.managed_policy.state import ManagedPolicy
from .._resources.resource_types import MANAGED_POLICY, ROLE
from .._resources.role import desired as role
from .._resources.role import options as role_options
from .._retry import RetryPolicy
from .._review.review import check_pseudo_parameters

Options = t.Mapping[str, t.Any]
AnyPendingPlan = PendingPlan[t.Any, t.Any]

# The list of a task that has resources of a kind, and what results call that kind.
_LISTS: t.Final[tuple[tuple[str, str, ResourceType[t.Any, t.Any]], ...]] = (
    ("policies", "managed_policy", MANAGED_POLICY),
    ("roles", "role", ROLE),
)


def _entry_options(spec: _argspec.ArgumentSpec) -> dict[str, dict[str, t.Any]]:
    """The options of an entry: those of the module for one resource, under their main names."""
    review = {name: {**option, "default": None} for name, option in _argspec.REVIEW.options.items()}
    options = {**(spec | _argspec.TAGS | _argspec.WAIT).options, **review}
    return {
        name: {facet: value for facet, value in option.items() if facet not in ("aliases", "default")}
        for name, option in options.items()
    }


POLICY_OPTIONS: t.Final = _entry_options(managed_policy_options.SPEC)
ROLE_OPTIONS: t.Final = _entry_options(role_options.SPEC)

# The options that say what a set has.
LIST_OPTIONS: t.Final[dict[str, dict[str, t.Any]]] = {
    "policies": {"type": "list", "elements": "dict", "default": [], "options": POLICY_OPTIONS},
    "roles": {"type": "list", "elements": "dict", "default": [], "options": ROLE_OPTIONS},
}

_SPECS: t.Final = {"policies": managed_policy_options.SPEC, "roles": role_options.SPEC}
_DEFAULTS: t.Final = {
    name: {option: facets.get("default") for option, facets in (spec | _argspec.TAGS | _argspec.WAIT).options.items()}
    for name, spec in _SPECS.items()
}


# The options of either list that say how to remove, and that the task has a default for.
_CARE: t.Final[dict[str, tuple[str, ...]]] = {"policies": ("detach",), "roles": (removal.UNUSED_OPTION,)}


@dataclass(frozen=True, kw_only=True)
class Member:
    """A resource of the set: its kind, what the task asks of it, and what results call it."""

    type: str
    resource_type: ResourceType[t.Any, t.Any]
    desired: t.Any
    retry_policy: RetryPolicy

    @property
    def name(self) -> str:
        return str(self.desired.name)

    @property
    def label(self) -> str:
        return str(self.desired.label)

    @property
    def names_of_policies(self) -> list[str]:
        """The managed policies that the resource names by their friendly names."""
        if not isinstance(self.desired, role.Desired):
            return []
        return [each for each in self.desired.managed_policies or () if role.is_friendly_name(each)]

    def for_account(self, account: Account) -> Member:
        """The same, once the account is known; raises C(OptionError)."""
        return replace(self, desired=self.desired.for_account(account))


def parse(options: Options) -> tuple[Member, ...]:
    """The set that a task asks for, in the order in which to see to it; raises C(OptionError)."""
    removal.check_days(options[removal.UNUSED_OPTION])
    members: list[Member] = []
    for option, noun, resource_type in _LISTS:
        defaults = _DEFAULTS[option] | {name: options[name] for name in _CARE[option]}
        entries = [_Entry(option, position, entry, defaults) for position, entry in enumerate(options[option])]
        _check_names(option, entries)
        members += [entry.member(noun, resource_type, state=options["state"]) for entry in entries]
    # Nothing goes before what uses it.
    if options["state"] == "absent":
        return tuple(reversed(members))
    return (*filter(_is_role_that_goes, reversed(members)), *itertools.filterfalse(_is_role_that_goes, members))


def _is_role_that_goes(member: Member) -> bool:
    return member.resource_type is ROLE and not member.desired.present


class _Entry(t.NamedTuple):
    """An entry of one of the lists, and where it stands."""

    list: str
    position: int
    given: Options
    defaults: Options

    @property
    def options(self) -> dict[str, t.Any]:
        """All its options; one that is null counts as left out."""
        return {**self.defaults, **{name: value for name, value in self.given.items() if value is not None}}

    def member(self, noun: str, resource_type: ResourceType[t.Any, t.Any], *, state: str) -> Member:
        options = self.options | ({"state": "absent"} if state == "absent" else {})
        try:
            if options["state"] == "present" and removal.UNUSED_OPTION in options:
                # What says how to remove waits for a removal.
                removal.check_days(options[removal.UNUSED_OPTION])
                options[removal.UNUSED_OPTION] = None
            self._check_needed(options)
            desired = resource_type.from_options(options)
            check_pseudo_parameters(desired.documents())
            return Member(
                type=noun,
                resource_type=resource_type,
                desired=desired,
                retry_policy=RetryPolicy.from_options(options),
            )
        except OptionError as error:
            raise OptionError(f"{self.list}[{self.position}] ({shown_name(self.given['name'])})", str(error)) from None

    def _check_needed(self, options: Options) -> None:
        for option, value, needed in _SPECS[self.list].required_if:
            missing = [each for each in needed if options[option] == value and options[each] is None]
            if missing:
                raise OptionError(missing[0], f"is needed, as {option} is {value}")


def _check_names(option: str, entries: t.Iterable[_Entry]) -> None:
    """IAM tells no two names apart by their case."""
    first: dict[str, int] = {}
    for entry in entries:
        name = entry.given["name"]
        earlier = first.setdefault(name.lower(), entry.position)
        if earlier != entry.position:
            raise OptionError(
                f"{option}[{entry.position}]", f"{shown_name(name)} is the name of {option}[{earlier}] already"
            )


def documents(options: Options) -> list[dict[str, t.Any]]:
    """The entries whose documents are to be reviewed, as the module iam_policy_review takes them."""
    return [
        {**_NOT_REVIEWED, **{key: entry[key] for key in _REVIEWED if entry.get(key) is not None}}
        for option, _noun, _kind in _LISTS
        for entry in options[option]
        if options["state"] == "present" and entry.get("state") != "absent"
        if any(entry.get(key) is not None for key in _DOCUMENTS)
    ]


_DOCUMENTS: t.Final = ("policy", "assume_role_policy_document", "inline_policies")
_REVIEWED: t.Final = ("name", *_DOCUMENTS, "review", "review_ignore")
_NOT_REVIEWED: t.Final = dict.fromkeys((*_REVIEWED, "type", "path"))


class PlanningError(LeastPrivError):
    """A resource for which there is no plan."""

    def __init__(self, member: Member, error: LeastPrivError) -> None:
        self.member = member
        self.error = error
        super().__init__(str(error))


def plan(iam: Iam, members: t.Iterable[Member]) -> list[AnyPendingPlan]:
    """What is to be done for each resource, in order; raises C(PlanningError) for the first that cannot be."""
    pending_plans = []
    pending = NOTHING
    members = tuple(members)
    named = {name for member in members for name in member.names_of_policies}
    for member in members:
        try:
            pending_plan = prepare(
                iam, member.resource_type, member.desired, retry_policy=member.retry_policy, pending=pending
            )
            if member.resource_type is MANAGED_POLICY and member.name in named:
                # Roles have to know its ARN before it exists.
                pending_plan = pending_plan.with_name_sought(iam, member.retry_policy)
        except LeastPrivError as error:
            raise PlanningError(member, error) from error
        pending_plans.append(pending_plan)
        pending = _with_policy(pending.after(pending_plan.plan.calls), pending_plan.plan.after)
    return pending_plans


def _with_policy(pending: PendingEffects, after: Resource | None) -> PendingEffects:
    return pending.with_policy(after.name, after.arn) if isinstance(after, ManagedPolicy) else pending
