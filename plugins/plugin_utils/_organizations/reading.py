# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An organization read from AWS, in the fewest calls its API allows.

How few those are. N accounts come in pages of 20, so they take at least N/20 calls, whichever operation lists them:

- ListAccounts has every account in N/20 calls. Since 2026-03-31 each comes with C(Paths): the ids of all OUs that
  contain it. The organization's id and its management account are part of every account's ARN, so neither
  DescribeOrganization nor ListRoots is needed.
- What is missing is the names of those OUs. An answer names at most 20 OUs, and all of one parent. So each root or OU
  that has an OU with accounts below it takes at least one call of ListOrganizationalUnitsForParent, and one is enough
  while it has at most 20. OUs at the bottom of the tree take none, nor do those without accounts.

Where accounts have no Paths (a botocore from before, which drops what it does not know), the tree has to be walked:
ListOrganizationalUnitsForParent and ListAccountsForParent, at least once for each root and OU, since no answer tells
that an OU holds nothing. ListAccountsForParent has all that ListAccounts has, so that is not called any further:
ListParents for each account would be N calls. The same walk lists a part of the organization, from its top down, which
does without reading all accounts.

Tags take a call of ListTagsForResource for each account.
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
    """The accounts in the given states, of the whole organization or below the given roots and OUs.

    C(call) makes one call to AWS Organizations: operation, parameters, reply; C(Session.caller) is one. C(parents) are
    ids, or paths of names. Raises C(LeastPrivError).
    """
    return _Reading(call, states).read(own_account_id, parents)


def with_tags(call: Call, account: Account) -> Account:
    """The account with its tags."""
    tags = _listed(call, "ListTagsForResource", {"ResourceId": account.id}, "Tags")
    return replace(account, tags=tuple((tag["Key"], tag["Value"]) for tag in tags))


def explained(error: IamError, call: Call, account_id: str) -> LeastPrivError:
    """What an error of AWS Organizations means for the account that the credentials are for.

    That a call is denied has two reasons, and AWS words them alike in part, so it is asked who may list accounts.
    """
    if error.code == "AWSOrganizationsNotInUseException":
        return LeastPrivError(f"account {account_id} belongs to no organization: {error}")
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
        f"account {account_id} may not list the accounts of its organization. That may {management}, and member "
        f"accounts that it has made delegated administrators: use credentials of one of these, or name a role there in "
        f"assume_role_arn. Where {account_id} is a delegated administrator, its credentials lack a permission. {error}"
    )


class _Reading:
    """One reading: the calls, and what they have told of OUs so far."""

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
            # A root has all accounts: an organization has one.
            self._read_everything()
            for root in roots - {unit.id for unit in self._units.values() if not unit.path}:
                raise OptionError(OPTION, f"{root} is not the organization's root")
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
                # A child has one parent, whatever the plural.
                chain = tuple(part for part in account["Paths"][0].split("/") if part.startswith(("r-", "ou-")))
                chains[chain[-1]] = chain
                self._keep(account, chain[-1])
        self._name(chains.values())

    def _name(self, chains: t.Iterable[tuple[str, ...]]) -> None:
        """Finds the names of the OUs in the chains, each of which begins with the root."""
        needed: dict[str, set[str]] = {}
        for chain in chains:
            self._units[chain[0]] = Unit(path=(), chain=chain[:1])
            for parent, child in itertools.pairwise(chain):
                needed.setdefault(parent, set()).add(child)
        parents = [unit_id for unit_id in self._units if unit_id in needed]
        while parents:
            parent = parents.pop()
            missing = needed[parent]
            for reply in _pages(self._call, "ListOrganizationalUnitsForParent", {"ParentId": parent}):
                for child in reply["OrganizationalUnits"]:
                    if child["Id"] in missing:
                        missing.discard(child["Id"])
                        self._add(self._units[parent].child(child["Id"], child["Name"]))
                        parents += [child["Id"]] if child["Id"] in needed else []
                if not missing:
                    break
            if missing:
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
            # Both may be missing while an account is being made.
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
        """The root or OU that the option names by its id or by the path of its names."""
        if parent.startswith("ou-"):
            return self._by_id(parent)
        path = parent.strip("/")
        found = [unit for root in self._roots_once() for unit in self._by_path(root, path)]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(sorted(unit.id for unit in found))
            raise OptionError(OPTION, f"{parent!r} can be read as more than one OU; name it by its id: {ids}")
        raise OptionError(OPTION, f"there is no OU {parent!r}. {self._nearest(path)}")

    def _roots_once(self) -> list[Unit]:
        return [unit for unit in self._units.values() if not unit.path] or self._roots()

    def _by_path(self, unit: Unit, rest: str) -> t.Iterator[Unit]:
        for child in self._children_of(unit):
            name = child.path[-1]
            if rest == name:
                yield child
            elif rest.startswith(f"{name}/"):
                # A name may have a slash of its own.
                yield from self._by_path(child, rest[len(name) + 1 :])

    def _nearest(self, path: str) -> str:
        """What is there instead, of the OUs that the search for a path has listed."""
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
            f"account {reply['Id']} has neither State nor Status: this botocore is too old to know State, which has "
            "replaced Status; update boto3 and botocore"
        )
    return str(state)


def _changed_meanwhile(unit_id: str) -> LeastPrivError:
    return LeastPrivError(f"the organization was changed while it was read: {unit_id} is not where it was; run again")


def _pages(call: Call, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Iterator[Reply]:
    """The pages of a list. One may be empty though more are to come: only a missing token ends it."""
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
