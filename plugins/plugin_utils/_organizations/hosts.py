# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An organization's accounts as an inventory: hosts with their variables, and groups."""

from __future__ import annotations

import collections
import hashlib
import itertools
import re
import typing as t
from dataclasses import dataclass

from ...module_utils import _arn
from ...module_utils._errors import OptionError
from .filters import Filters
from .model import Account, Organization, Unit

GROUP: t.Final = "aws_accounts"
UNIT_PREFIX: t.Final = "aws_ou_"
TAG_PREFIX: t.Final = "aws_tag_"

# Groups of Ansible's own, and names for the controller.
_RESERVED: t.Final = frozenset({"all", "ungrouped", "localhost", "127.0.0.1", "::1", GROUP})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The validated options for hosts and groups."""

    filters: Filters
    hostname: str
    role: str | None
    management_role: str | None

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Settings:
        """Raises C(OptionError)."""
        return cls(
            filters=Filters.parse(options),
            hostname=options["hostname"],
            role=_role("role_name", options["role_name"]),
            management_role=_role("management_account_role_name", options["management_account_role_name"]),
        )


@dataclass(frozen=True, kw_only=True)
class Host:
    """The host of an account. C(groups) are its direct groups, without their parents."""

    name: str
    groups: tuple[str, ...]
    variables: t.Mapping[str, t.Any]


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """Hosts sorted by name, and groups with their parent, or C(None). A parent comes before its children."""

    hosts: tuple[Host, ...]
    groups: t.Mapping[str, str | None]
    warnings: tuple[str, ...]


def inventory(organization: Organization, settings: Settings, *, reserved: t.Collection[str] = ()) -> Inventory:
    """The inventory of the accounts that the filters select. No host has the name of a group or a reserved name."""
    units = organization.units
    accounts = [account for account in organization.accounts if settings.filters.select(account, units[account.parent])]
    unit_groups = _unit_groups(units[unit] for account in accounts for unit in units[account.parent].chain)
    tag_groups = _tag_groups(itertools.chain.from_iterable(account.tags or () for account in accounts))
    groups = {**_unit_parents(units, unit_groups), **dict.fromkeys(sorted(tag_groups.values()))}
    names, warnings = _host_names(accounts, settings.hostname, {*_RESERVED, *groups, *reserved})
    hosts = [
        Host(
            name=names[account.id],
            groups=(unit_groups[account.parent], *map(tag_groups.__getitem__, account.tags or ())),
            variables=_variables(account, organization, settings),
        )
        for account in accounts
    ]
    return Inventory(
        hosts=tuple(sorted(hosts, key=lambda host: host.name)),
        groups=groups,
        warnings=(*warnings, *_unreachable(accounts, organization, settings)),
    )


def _unit_parents(units: t.Mapping[str, Unit], unit_groups: t.Mapping[str, str]) -> dict[str, str | None]:
    """The group of each OU with its parent, from the top down; the root's group has none."""
    below_root = [units[unit_id] for unit_id in unit_groups if units[unit_id].path]
    below_root.sort(key=lambda unit: (len(unit.chain), unit.path))
    return {GROUP: None, **{unit_groups[unit.id]: unit_groups[unit.chain[-2]] for unit in below_root}}


def _variables(account: Account, organization: Organization, settings: Settings) -> dict[str, t.Any]:
    unit = organization.units[account.parent]
    variables: dict[str, t.Any] = {
        "aws_account_id": account.id,
        "aws_account_name": account.name,
        "aws_account_email": account.email,
        "aws_account_state": account.state,
        "aws_account_arn": account.arn,
        "aws_account_joined_method": account.joined_method,
        "aws_organization_id": organization.id,
        "aws_organizational_unit_id": unit.id,
        "aws_organizational_unit_path": "/".join(unit.path),
    }
    role = _role_of(account, organization, settings)
    if role:
        variables["aws_assume_role_arn"] = f"arn:{_arn.partition_of(account.arn)}:iam::{account.id}:role/{role}"
    if account.tags is not None:
        variables["aws_account_tags"] = dict(account.tags)
    return variables


def _role_of(account: Account, organization: Organization, settings: Settings) -> str | None:
    """The role to assume; none in the account of the credentials, where none is needed."""
    if account.id == organization.own_account_id:
        return None
    if account.id == organization.management_account_id:
        return settings.management_role
    return settings.role


def _unreachable(accounts: t.Iterable[Account], organization: Organization, settings: Settings) -> t.Iterator[str]:
    management = organization.management_account_id
    if management == organization.own_account_id or not settings.role or settings.management_role:
        return
    if any(account.id == management for account in accounts):
        yield (
            f"account {management} is the organization's management account, in which AWS does not create the role "
            f"{settings.role}. Its host gets no aws_assume_role_arn, because the credentials are for another account. "
            "Name a role in management_account_role_name, or exclude the account with exclude_filters"
        )


def _unit_groups(units: t.Iterable[Unit]) -> dict[str, str]:
    """The group of each root and OU, by id. Its name has the path of the OU, and the id if paths give equal names."""
    by_id = {unit.id: unit for unit in units}
    named = {
        unit.id: (UNIT_PREFIX + _safe("_".join(unit.path)), _safe(unit.id)) if unit.path else (GROUP, "")
        for unit in by_id.values()
    }
    return _distinct(named)


def _tag_groups(tags: t.Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The group of each tag. Its name has key and value, and a digest if these give equal names."""
    named = {
        (key, value): (
            f"{TAG_PREFIX}{_safe(key)}_{_safe(value)}",
            hashlib.sha256(f"{key}\0{value}".encode()).hexdigest()[:8],
        )
        for key, value in tags
    }
    return _distinct(named)


_Key = t.TypeVar("_Key", bound=t.Hashable)


def _distinct(named: t.Mapping[_Key, tuple[str, str]]) -> dict[_Key, str]:
    """Distinct names. All equal names get their suffix, so the result does not depend on the order."""
    names = {key: name for key, (name, _suffix) in named.items()}
    while True:
        counts = collections.Counter(names.values())
        equal = [key for key, name in names.items() if counts[name] > 1]
        if not equal:
            return names
        for key in equal:
            names[key] = f"{names[key]}_{named[key][1]}"


def _safe(text: str) -> str:
    """The text with characters replaced that Ansible replaces in the names of groups."""
    return re.sub(r"\W", "_", text)


def _host_names(
    accounts: t.Collection[Account], hostname: str, taken: t.Collection[str]
) -> tuple[dict[str, str], list[str]]:
    """The distinct names of the accounts' hosts, by id, and a warning for each that is not the account's name."""
    if hostname == "id":
        return {account.id: account.id for account in accounts}, []
    names = {account.id: _host_name(account.name) or account.id for account in accounts}
    ambiguous = _ambiguous(names, taken)
    names.update({account_id: f"{name}-{account_id}" for account_id, name in ambiguous.items()})
    warnings = [
        f"account {account_id} is host {names[account_id]}, because the name {name} is not unique"
        for account_id, name in sorted(ambiguous.items())
    ]
    return names, warnings


def _ambiguous(names: t.Mapping[str, str], taken: t.Collection[str]) -> dict[str, str]:
    """The names that are not unique, by account id."""
    counts = collections.Counter(names.values())
    unique = {name for name, count in counts.items() if count == 1} - set(taken)
    return {
        account_id: name
        for account_id, name in names.items()
        # A name with another account's id at its end may be the name that this account gets.
        if name not in unique or (_ENDS_IN_ID.search(name) and name != account_id)
    }


_ENDS_IN_ID: t.Final = re.compile(r"(?:^|-)[0-9]{12}$")


def _host_name(name: str) -> str:
    """An account's name with a hyphen for each character that has a meaning in host patterns or templates."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")


def _role(option: str, name: str | None) -> str | None:
    """A role's name, optionally after its path, or C(None) for no role."""
    if not name:
        return None
    if name.startswith("arn:"):
        raise OptionError(option, f"{name!r} is an ARN; give the name of the role, which exists in every account")
    path, slash, last = name.lstrip("/").rpartition("/")
    _arn.ROLE.check_name(option, last)
    if slash:
        _arn.ROLE.check_path(option, f"/{path}/")
    return name.lstrip("/")
