# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The managed policies and roles of an account as one ordered set: what a task asks for, and the plans for all of it.

All plans are made before the first is carried out, each from what those before it will leave.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .. import _argspec
from .._argspec import Options
from .._arn import Account, shown_name
from .._aws.iam import Iam
from .._converge.converge import PendingPlan, prepare
from .._converge.pending_effects import NOTHING, PendingEffects
from .._errors import LeastPrivError, OptionError
from .._resources import removal
from .._resources.baseline_type import BaselineType, Reference, SetDesiredT, SetStateT
from .._resources.resource_types import BASELINE_TYPES, AnyBaselineType
from .._retry import RetryPolicy
from .._review.review import check_pseudo_parameters

AnyPendingPlan = PendingPlan[t.Any, t.Any]


def _entry_options(spec: _argspec.ArgumentSpec) -> dict[str, dict[str, t.Any]]:
    """The options of an entry: those of the module for one resource, under their main names."""
    review = {name: {**option, "default": None} for name, option in _argspec.REVIEW.options.items()}
    options = {**(spec | _argspec.TAGS | _argspec.WAIT).options, **review}
    return {
        name: {facet: value for facet, value in option.items() if facet not in ("aliases", "default")}
        for name, option in options.items()
    }


# The options that say what a set has.
LIST_OPTIONS: t.Final[dict[str, dict[str, t.Any]]] = {
    resource_type.list_option: {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": _entry_options(resource_type.spec),
    }
    for resource_type in BASELINE_TYPES
}


@dataclass(frozen=True, kw_only=True)
class Member(t.Generic[SetDesiredT, SetStateT]):
    """A resource of the set: its type, and what the task asks of it."""

    resource_type: BaselineType[SetDesiredT, SetStateT]
    desired: SetDesiredT
    retry_policy: RetryPolicy

    @property
    def type(self) -> str:
        """What results call the type."""
        return self.resource_type.name

    @property
    def name(self) -> str:
        return self.desired.name

    @property
    def label(self) -> str:
        return self.desired.label

    @property
    def reference(self) -> Reference:
        """How other resources of the set refer to it by its name."""
        return self.type, self.name

    @property
    def references(self) -> t.Iterable[Reference]:
        """The resources that it uses by their names."""
        return self.resource_type.references(self.desired)

    @property
    def is_deleted_first(self) -> bool:
        """Whether it is deleted before anything else of the set is done."""
        return self.resource_type.deleted_first and not self.desired.present

    def for_account(self, account: Account) -> Member[SetDesiredT, SetStateT]:
        """The same, once the account is known; raises C(OptionError)."""
        return replace(self, desired=self.desired.for_account(account))

    def prepare(self, iam: Iam, pending: PendingEffects) -> PendingPlan[SetDesiredT, SetStateT]:
        """Reads the resource and plans for it, from what earlier plans will leave."""
        return prepare(iam, self.resource_type, self.desired, retry_policy=self.retry_policy, pending=pending)


AnyMember = Member[t.Any, t.Any]


def parse(options: Options) -> tuple[AnyMember, ...]:
    """The set that a task asks for, in the order in which to see to it; raises C(OptionError)."""
    removal.check_days(options[removal.UNUSED_OPTION])
    members: list[AnyMember] = []
    for resource_type in BASELINE_TYPES:
        defaults = {
            **_defaults(resource_type.spec),
            **{option: options[option] for option in resource_type.removal_options},
        }
        given = options[resource_type.list_option]
        entries = [_Entry(resource_type, position, entry, defaults) for position, entry in enumerate(given)]
        _check_names(resource_type.list_option, entries)
        members += [entry.member(state=options["state"]) for entry in entries]
    # What uses other resources is deleted before them.
    if options["state"] == "absent":
        return tuple(reversed(members))
    deleted_first = (member for member in reversed(members) if member.is_deleted_first)
    return (*deleted_first, *(member for member in members if not member.is_deleted_first))


def _defaults(spec: _argspec.ArgumentSpec) -> dict[str, t.Any]:
    options = (spec | _argspec.TAGS | _argspec.WAIT).options
    return {name: option.get("default") for name, option in options.items()}


class _Entry(t.NamedTuple):
    """An entry of one of the lists, and its position there."""

    resource_type: AnyBaselineType
    position: int
    given: Options
    defaults: Options

    @property
    def options(self) -> dict[str, t.Any]:
        """All its options; one that is null counts as left out."""
        return {**self.defaults, **{name: value for name, value in self.given.items() if value is not None}}

    def member(self, *, state: str) -> AnyMember:
        options = self.options | ({"state": "absent"} if state == "absent" else {})
        try:
            options = {**self.resource_type.entry_options(options)}
            self._check_needed(options)
            desired = self.resource_type.from_options(options)
            check_pseudo_parameters(desired.documents())
            return Member(
                resource_type=self.resource_type,
                desired=desired,
                retry_policy=RetryPolicy.from_options(options),
            )
        except OptionError as error:
            place = f"{self.resource_type.list_option}[{self.position}]"
            raise OptionError(f"{place} ({shown_name(self.given['name'])})", str(error)) from None

    def _check_needed(self, options: Options) -> None:
        for option, value, needed in self.resource_type.spec.required_if:
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
        for resource_type in BASELINE_TYPES
        for entry in options[resource_type.list_option]
        if options["state"] == "present" and entry.get("state") != "absent"
        if any(entry.get(key) is not None for key in _DOCUMENTS)
    ]


_DOCUMENTS: t.Final = ("policy", "assume_role_policy_document", "inline_policies")
_REVIEWED: t.Final = ("name", *_DOCUMENTS, "review", "review_ignore")
_NOT_REVIEWED: t.Final = dict.fromkeys((*_REVIEWED, "type", "path"))


class PlanningError(LeastPrivError):
    """A resource for which there is no plan."""

    def __init__(self, member: AnyMember, error: LeastPrivError) -> None:
        self.member = member
        self.error = error
        super().__init__(str(error))


def plan(iam: Iam, members: t.Iterable[AnyMember]) -> list[AnyPendingPlan]:
    """What is to be done for each resource, in order; raises C(PlanningError) for the first that cannot be."""
    pending_plans = []
    pending = NOTHING
    members = tuple(members)
    referenced = {reference for member in members for reference in member.references}
    for member in members:
        try:
            pending_plan = member.prepare(iam, pending)
            if member.reference in referenced:
                # What refers to it by its name has to know its ARN before it exists.
                pending_plan = pending_plan.with_name_sought(iam, member.retry_policy)
        except LeastPrivError as error:
            raise PlanningError(member, error) from error
        pending_plans.append(pending_plan)
        pending = member.resource_type.pending_after(pending, pending_plan.plan)
    return pending_plans
