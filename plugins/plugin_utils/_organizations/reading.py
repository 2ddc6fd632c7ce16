# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads an organization from AWS with as few calls as the API allows.

- ListAccounts returns N accounts in N/20 calls. Since 2026-03-31 each account has C(Paths), the ids of all OUs that
  contain it. The id of the organization and its management account are part of every account's ARN, so
  DescribeOrganization and ListRoots are not needed.
- ListOrganizationalUnitsForParent returns the names of the OUs. A page has up to 20 OUs of one parent, so a root or OU
  takes one call per 20 OUs in it, and none if these contain no accounts.

An older botocore drops the Paths. Then the tree is walked with ListOrganizationalUnitsForParent and
ListAccountsForParent, at least one call of each per root and OU; ListParents would take a call per account. The same
walk reads a part of the organization, from its top down, without listing all accounts.

Tags take a call of ListTagsForResource per account.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import replace

from ...module_utils._arn import Arn
from ...module_utils._errors import IamError, LeastPrivError, OptionError
from .model import Account, Organization, Unit

Reply = t.Mapping[str, t.Any]
Call = t.Callable[[str, t.Mapping[str, t.Any]], Reply]

OPTION: t.Final = "organizational_units"


def read(call: Call, *, own_account_id: str, parents: t.Sequence[str], states: t.Collection[str]) -> Organization:
    """The accounts in these states, of the whole organization or below these roots and OUs.

    C(call) makes a call to AWS Organizations, as C(Session.caller) does. C(parents) has ids and paths of names. Raises
    C(LeastPrivError).
    """
    return _Reading(call, states).read(own_account_id, parents)


def with_tags(call: Call, account: Account) -> Account:
    """The account with its tags."""
    tags = _listed(call, "ListTagsForResource", {"ResourceId": account.id}, "Tags")
    return replace(account, tags=tuple((tag["Key"], tag["Value"]) for tag in tags))


def explained(error: IamError, call: Call, account_id: str) -> LeastPrivError:
    """An error of AWS Organizations with its cause and remedy.

    AWS denies the calls of a member account and those without permission in nearly the same words.
    DescribeOrganization tells which account may list the accounts.
    """
    if error.code == "AWSOrganizationsNotInUseException":
        return LeastPrivError(f"account {account_id} is not in an organization: {error}")
    if not error.is_denial:
        return error
    try:
        organization = call("DescribeOrganization", {})["Organization"]
    except LeastPrivError:
        management = "the organization's management account"
    else:
        management = f"{organization['MasterAccountId']}, the management account of organization {organization['Id']}"
        if organization["MasterAccountId"] == account_id:
            return LeastPrivError(f"{error}. {error.advice}")
    return LeastPrivError(
        f"account {account_id} may not list the accounts of its organization. Only {management}, and delegated "
        "administrator accounts may do so. Use credentials of one of these, or name a role there in assume_role_arn. "
        f"If {account_id} is a delegated administrator, its credentials lack a permission. {error}"
    )


class _Reading:
    """One reading: the OUs and accounts that the calls have returned so far."""

    def __init__(self, call: Call, states: t.Collection[str]) -> None:
        self._call = call
        self._states = states
        self._children: dict[str, list[Unit]] = {}
        self._units: dict[str, Unit] = {}
        self._accounts: dict[str, Account] = {}
        self._arn = ""

    def read(self, own_account_id: str, parents: t.Sequence[str]) -> Organization:
        roots = {parent for parent in parents if parent.startswith("r-")}
        if roots or not parents:
            # An organization has one root, which contains all accounts.
            self._read_everything()
            self._check_roots(roots)
        else:
            self._walk([self._located(parent) for parent in parents])
        arn = Arn.parse(self._arn)
        return Organization(
            id=arn.resource.split("/")[1] if arn else "",
            management_account_id=arn.account_id if arn else "",
            own_account_id=own_account_id,
            units=self._units_of_accounts(),
            accounts=tuple(sorted(self._accounts.values(), key=lambda account: account.id)),
        )

    def _check_roots(self, roots: t.Collection[str]) -> None:
        known = {unit.id for unit in self._units.values() if not unit.path}
        for root in sorted(set(roots) - known):
            raise OptionError(OPTION, f"{root} is not the organization's root")

    def _units_of_accounts(self) -> dict[str, Unit]:
        needed = {unit for account in self._accounts.values() for unit in self._units[account.parent].chain}
        return {unit_id: self._units[unit_id] for unit_id in sorted(needed)}

    def _read_everything(self) -> None:
        chains: dict[str, tuple[str, ...]] = {}
        for reply in _pages(self._call, "ListAccounts", {}):
            for account in filter(self._is_wanted, reply["Accounts"]):
                if not account.get("Paths"):
                    self._accounts.clear()
                    self._walk(self._roots())
                    return
                # An account has one parent, so there is one path.
                chain = tuple(part for part in account["Paths"][0].split("/") if part.startswith(("r-", "ou-")))
                chains[chain[-1]] = chain
                self._keep(account, chain[-1])
        self._name_units(chains.values())

    def _name_units(self, chains: t.Iterable[tuple[str, ...]]) -> None:
        """Reads the names of the OUs in the chains, each of which begins with the root."""
        needed: dict[str, set[str]] = {}
        for chain in chains:
            self._units[chain[0]] = Unit(path=(), chain=chain[:1])
            for parent, child in itertools.pairwise(chain):
                needed.setdefault(parent, set()).add(child)
        parents = [unit_id for unit_id in self._units if unit_id in needed]
        while parents:
            parent = parents.pop()
            self._name_children(self._units[parent], needed[parent])
            parents += [child for child in needed[parent] if child in needed]

    def _name_children(self, parent: Unit, needed: t.Collection[str]) -> None:
        """Reads the names of these children, page by page until all are known."""
        missing = set(needed)
        for reply in _pages(self._call, "ListOrganizationalUnitsForParent", {"ParentId": parent.id}):
            for child in reply["OrganizationalUnits"]:
                if child["Id"] in missing:
                    missing.discard(child["Id"])
                    self._add(parent.child(child["Id"], child["Name"]))
            if not missing:
                return
        raise _changed_meanwhile(sorted(missing)[0])

    def _walk(self, tops: t.Sequence[Unit]) -> None:
        queue = list(tops)
        visited: set[str] = set()
        while queue:
            unit = queue.pop()
            if unit.id in visited:
                continue
            visited.add(unit.id)
            accounts = _listed(self._call, "ListAccountsForParent", {"ParentId": unit.id}, "Accounts")
            for account in filter(self._is_wanted, accounts):
                self._keep(account, unit.id)
            queue += self._children_of(unit)

    def _is_wanted(self, reply: Reply) -> bool:
        """Whether an account is in a wanted state."""
        self._arn = reply["Arn"]
        return _state(reply) in self._states

    def _keep(self, reply: Reply, parent: str) -> None:
        self._accounts[reply["Id"]] = Account(
            id=reply["Id"],
            # Both may be missing while an account is being created.
            name=reply.get("Name") or "",
            email=reply.get("Email") or "",
            state=_state(reply),
            arn=reply["Arn"],
            joined_method=reply.get("JoinedMethod") or "",
            parent=parent,
        )

    def _roots(self) -> list[Unit]:
        roots = _listed(self._call, "ListRoots", {}, "Roots")
        return [self._add(Unit(path=(), chain=(root["Id"],))) for root in roots]

    def _children_of(self, unit: Unit) -> list[Unit]:
        if unit.id not in self._children:
            parameters = {"ParentId": unit.id}
            children = _listed(self._call, "ListOrganizationalUnitsForParent", parameters, "OrganizationalUnits")
            self._children[unit.id] = [self._add(unit.child(child["Id"], child["Name"])) for child in children]
        return self._children[unit.id]

    def _add(self, unit: Unit) -> Unit:
        return self._units.setdefault(unit.id, unit)

    def _located(self, parent: str) -> Unit:
        """The root or OU that the option identifies by its id or by the path of its names."""
        if parent.startswith("ou-"):
            return self._by_id(parent)
        path = parent.strip("/")
        found = [unit for root in self._roots_once() for unit in self._by_path(root, path)]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(sorted(unit.id for unit in found))
            raise OptionError(OPTION, f"{parent!r} matches more than one OU; use one of the ids {ids}")
        raise OptionError(OPTION, f"there is no OU {parent!r}. {self._nearest(path)}")

    def _roots_once(self) -> list[Unit]:
        return [unit for unit in self._units.values() if not unit.path] or self._roots()

    def _by_path(self, unit: Unit, rest: str) -> t.Iterator[Unit]:
        for child in self._children_of(unit):
            name = child.path[-1]
            if rest == name:
                yield child
            elif rest.startswith(f"{name}/"):
                # A name may contain slashes.
                yield from self._by_path(child, rest[len(name) + 1 :])

    def _nearest(self, path: str) -> str:
        """The OUs of the last unit on the path that exists, of those that the search has listed."""
        listed = [self._units[unit_id] for unit_id in self._children]
        nearest = max(
            (unit for unit in listed if f"{path}/".startswith("".join(f"{name}/" for name in unit.path))),
            key=lambda unit: len(unit.path),
        )
        names = ", ".join(repr(child.path[-1]) for child in self._children[nearest.id]) or "no OU"
        return f"{'/'.join(nearest.path) or 'The root'} has {names}"

    def _by_id(self, unit_id: str) -> Unit:
        if unit_id in self._units:
            return self._units[unit_id]
        try:
            described = self._call("DescribeOrganizationalUnit", {"OrganizationalUnitId": unit_id})
        except IamError as error:
            if error.code in ("OrganizationalUnitNotFoundException", "InvalidInputException"):
                raise OptionError(OPTION, f"there is no OU {unit_id}") from error
            raise
        unit = described["OrganizationalUnit"]
        parent = self._parent_of(unit)
        above = self._by_id(parent) if parent.startswith("ou-") else self._add(Unit(path=(), chain=(parent,)))
        return self._add(above.child(unit_id, unit["Name"]))

    def _parent_of(self, unit: Reply) -> str:
        if unit.get("Path"):
            return str(unit["Path"].strip("/").split("/")[-2])
        return str(_listed(self._call, "ListParents", {"ChildId": unit["Id"]}, "Parents")[0]["Id"])


def _state(reply: Reply) -> str:
    state = reply.get("State") or reply.get("Status")
    if not state:
        raise LeastPrivError(
            f"account {reply['Id']} has neither State nor Status: this botocore is too old to know State, which "
            "replaces Status. Update boto3 and botocore"
        )
    return str(state)


def _changed_meanwhile(unit_id: str) -> LeastPrivError:
    return LeastPrivError(f"the organization was changed while it was read: {unit_id} has moved or is gone. Run again")


def _pages(call: Call, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Iterator[Reply]:
    """The pages of a list. An empty page may be followed by others; only a missing token marks the last one."""
    token: t.Mapping[str, str] = {}
    while True:
        reply = call(operation, {**parameters, **token})
        yield reply
        if not reply.get("NextToken"):
            return
        token = {"NextToken": reply["NextToken"]}


def _listed(call: Call, operation: str, parameters: t.Mapping[str, t.Any], key: str) -> list[t.Any]:
    try:
        return [member for page in _pages(call, operation, parameters) for member in page[key]]
    except IamError as error:
        if error.code == "ParentNotFoundException":
            raise OptionError(OPTION, f"there is no root or OU {parameters.get('ParentId')}") from error
        raise
