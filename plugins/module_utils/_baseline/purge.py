# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task purges: the policies and roles below its purge path that no entry names.

They are removed like entries whose state is absent, with the guards of a removal: a policy that others use stays, and
the task fails. Two calls find them, or more if IAM answers in pages.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._argspec import Options
from .._arn import MANAGED_POLICY as POLICY_NAMES
from .._arn import Account, shown_name, split
from .._aws.iam import LARGEST_PAGE, Iam, listed
from .._errors import OptionError, RefusedError
from .._policy.parameters.filling import Filling
from .._resource_kinds import noun_of
from .._resources import removal
from .._resources.baseline_type import Reference
from .._resources.resource_types import BASELINE_TYPES, MANAGED_POLICY
from .._review.escalation import friendly_name
from .entries import Entry, Settings, members_of
from .planning import AnyMember
from .selection import PATHS_OF_AWS

PATH_OPTION: t.Final = "purge_path"
LIMIT_OPTION: t.Final = "purge_limit"
DEFAULT_LIMIT: t.Final = 5


@dataclass(frozen=True, order=True)
class Found:
    """A policy or role that an account has, with the name of its type in results."""

    type: str
    name: str
    path: str

    @property
    def reference(self) -> Reference:
        """The type and the name, whose case does not count in IAM."""
        return self.type, self.name.lower()

    @property
    def label(self) -> str:
        return f"{noun_of(self.type)} {shown_name(self.name)}"


def surplus(found: t.Iterable[Found], named: t.Collection[Reference], *, path: str) -> tuple[Found, ...]:
    """The policies and roles below a path that no entry names, in one order. C(named) has names in lower case."""
    return tuple(
        sorted(
            one
            for one in found
            if one.path.startswith(path) and not one.path.startswith(PATHS_OF_AWS) and one.reference not in named
        )
    )


def check_number(found: t.Sequence[Found], limit: int) -> None:
    """Raises C(RefusedError) for more resources than a task may purge, with all their names."""
    if len(found) > limit:
        names = ", ".join(one.label for one in found)
        raise RefusedError(
            f"{PATH_OPTION}: {len(found)} resources would be removed, and {LIMIT_OPTION} is {limit}: {names}",
            advice=f"Add entries for those that should stay, or set {LIMIT_OPTION} to {len(found)}",
        )


def check_session_role(found: t.Iterable[Found], account: Account) -> None:
    """Raises C(RefusedError) if the role that the session has assumed is among the resources to purge."""
    for one in found:
        if one.type == "role" and account.is_session_role(one.name):
            raise RefusedError(
                f"{PATH_OPTION}: {one.label} would be removed, and the session has assumed this role",
                advice="Add an entry for it, or create it under another path",
            )


@dataclass(frozen=True, kw_only=True)
class Purge:
    """What a task says about purging: the path, at most how many, and the names of its entries."""

    path: str
    named: frozenset[Reference]
    limit: int | None = None
    unused_for_days: int | None = None

    @classmethod
    def from_options(cls, options: Options, entries: t.Iterable[Entry], filling: Filling | None = None) -> Purge | None:
        """Reads and checks the options; raises C(OptionError) and C(ParametersError).

        A task that removes its entries purges nothing. C(purge_limit) is an option of tasks that write.
        """
        path, limit = options[PATH_OPTION], options.get(LIMIT_OPTION)
        if limit is not None and limit < 0:
            raise OptionError(LIMIT_OPTION, f"must be 0 or more (got: {limit})")
        if path is None:
            return None
        if filling is not None:
            path = filling.value(((), PATH_OPTION), path)
            filling.check(allow_unused=True)
        _check_path(path)
        if options["state"] == "absent":
            return None
        return cls(
            path=path,
            named=_named(entries),
            limit=limit,
            unused_for_days=removal.check_days(options[removal.UNUSED_OPTION]),
        )

    def around(self, iam: Iam, members: t.Sequence[AnyMember], account: Account) -> tuple[AnyMember, ...]:
        """The members with those to purge: roles before all others, and policies after them.

        So a role of the set that loses a policy is changed before the policy is deleted. Raises C(LeastPrivError).
        """
        found = surplus(_found(iam, self.path), self.named, path=self.path)
        if self.limit is not None:
            check_session_role(found, account)
            check_number(found, self.limit)
        settings = Settings(is_removal=True, detach="refuse", unused_for_days=self.unused_for_days)
        types = {resource_type.name: resource_type for resource_type in BASELINE_TYPES}
        entries = (Entry.of(types[one.type], {"name": one.name, "path": one.path}) for one in found)
        purged = members_of(entries, settings)
        first = (member for member in purged if member.resource_type.deleted_first)
        last = (member for member in purged if not member.resource_type.deleted_first)
        return (*first, *members, *last)

    def purges(self, member: AnyMember) -> bool:
        """Whether a member is purged."""
        return (member.type, member.name.lower()) not in self.named


def _check_path(path: str) -> None:
    # IAM lists policies below such a path only.
    POLICY_NAMES.check_path(PATH_OPTION, path)
    if path == "/":
        raise OptionError(PATH_OPTION, "must be a path of your own, such as /baseline/; all resources are below /")
    if path.startswith(PATHS_OF_AWS):
        raise OptionError(PATH_OPTION, f"the roles below {path} belong to AWS; use a path of your own")


def _named(entries: t.Iterable[Entry]) -> frozenset[Reference]:
    """The names of entries, and of the policies that they attach or have as a boundary."""
    named = set()
    for entry in entries:
        named.add((entry.resource_type.name, entry.name.lower()))
        used = (*(entry.given.get("managed_policies") or ()), entry.given.get("boundary"))
        named.update((MANAGED_POLICY.name, friendly_name(policy)) for policy in used if policy)
    return frozenset(named)


def _found(iam: Iam, path: str) -> t.Iterator[Found]:
    """The account's own policies and roles below a path."""
    below = {"PathPrefix": path, **LARGEST_PAGE}
    for role in listed(iam, "ListRoles", below, "Roles"):
        yield Found("role", str(role["RoleName"]), _path(role["Arn"]))
    for policy in listed(iam, "ListPolicies", {"Scope": "Local", **below}, "Policies"):
        yield Found(MANAGED_POLICY.name, str(policy["PolicyName"]), _path(policy["Arn"]))


def _path(arn: str) -> str:
    """The path in the ARN of a policy or role."""
    inner = split(arn)[5].split("/")[1:-1]
    return "".join(("/", *(f"{part}/" for part in inner)))
