# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How an organization is read: everything once, whatever the tree, and in the fewest calls."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError, LeastPrivError, OptionError
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.model import Organization
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.reading import explained, read
from hypothesis import given
from hypothesis import strategies as st
from support.memory_organizations import MANAGEMENT, ORGANIZATION, PAGE, ROOT, MemoryOrganizations

Path = tuple[str, ...]
Account = tuple[str, Path, dict[str, t.Any]]


def closed(paths: t.Iterable[Path]) -> list[Path]:
    """The paths with all that contain them."""
    return sorted({path[: depth + 1] for path in paths for depth in range(len(path))})


def accounts(*paths: Path, **others: t.Any) -> list[Account]:
    return [(f"{number:012d}", path, others) for number, path in enumerate(paths)]


def reading(call: MemoryOrganizations, *parents: str, states: t.Collection[str] = ("ACTIVE",)) -> Organization:
    return read(call, own_account_id=MANAGEMENT, parents=parents, states=states)


def pages(count: int) -> int:
    return max(1, -(-count // PAGE))


paths = st.lists(st.lists(st.sampled_from("ABC"), max_size=4).map(tuple), max_size=60)


@given(populated=paths, empty=paths, former=st.booleans(), empty_pages=st.booleans())
def test_every_account_is_read_once_and_is_where_it_is(
    populated: list[Path], empty: list[Path], *, former: bool, empty_pages: bool
) -> None:
    call = MemoryOrganizations(
        closed([*populated, *empty]), accounts(*populated), former=former, empty_pages=empty_pages
    )
    organization = reading(call)
    assert [(each.id, organization.units[each.parent].path) for each in organization.accounts] == [
        (account_id, path) for account_id, path, _others in call.accounts
    ]
    for unit in organization.units.values():
        assert unit.chain == tuple(call.id_of(unit.path[:depth]) for depth in range(len(unit.path) + 1))
    assert {unit.path for unit in organization.units.values()} == set(closed(populated)) | (
        {()} if populated else set()
    )


@given(populated=paths.filter(bool), empty=paths)
def test_the_whole_organization_takes_the_fewest_calls(populated: list[Path], empty: list[Path]) -> None:
    """Each page of accounts, and one answer for the names below each parent of a unit with accounts."""
    call = MemoryOrganizations(closed([*populated, *empty]), accounts(*populated))
    reading(call)
    parents = {path[:-1] for path in closed(populated)}
    names = {"ListOrganizationalUnitsForParent": len(parents)} if parents else {}
    assert call.counts == {"ListAccounts": pages(len(populated)), **names}


@given(populated=paths.filter(bool), empty=paths)
def test_without_paths_the_tree_is_walked_once(populated: list[Path], empty: list[Path]) -> None:
    call = MemoryOrganizations(closed([*populated, *empty]), accounts(*populated), former=True)
    reading(call)
    units = [(), *call.units]
    assert call.counts == {
        "ListAccounts": 1,
        "ListRoots": 1,
        "ListOrganizationalUnitsForParent": len(units),
        "ListAccountsForParent": sum(pages(populated.count(unit)) for unit in units),
    }


@given(populated=paths.filter(bool), former=st.booleans(), by_id=st.booleans(), data=st.data())
def test_what_is_below_some_units_is_what_is_there_of_everything(
    populated: list[Path], *, former: bool, by_id: bool, data: st.DataObject
) -> None:
    units = closed([*populated, ("A",)])
    call = MemoryOrganizations(units, accounts(*populated), former=former)
    tops = data.draw(st.lists(st.sampled_from(units), min_size=1, max_size=3))
    part = reading(call, *(call.id_of(top) if by_id else "/".join(top) for top in tops))
    everything = reading(call)
    below = [
        each for each in everything.accounts if any(_below(everything.units[each.parent].path, top) for top in tops)
    ]
    assert list(part.accounts) == below
    assert part.units.items() <= everything.units.items()


def _below(path: Path, top: Path) -> bool:
    return path[: len(top)] == top


@given(populated=paths, empty=paths)
def test_a_cache_keeps_everything(populated: list[Path], empty: list[Path]) -> None:
    organization = reading(MemoryOrganizations(closed([*populated, *empty]), accounts(*populated)))
    assert Organization.from_cache(json.loads(json.dumps(organization.to_cache()))) == organization


TREE: t.Final = closed([("A", "B"), ("A", "B/C"), ("A/B",), ("D", "E", "F")])

# Where to start, the paths of the accounts found, and the calls that it takes: to find the start, then from there.
STARTS: t.Final[dict[str, tuple[list[str], list[Path], dict[str, int]]]] = {
    "root": ([ROOT], [(), *TREE], {"ListAccounts": 1, "ListOrganizationalUnitsForParent": 4}),
    "path": (
        ["D/E"],
        [("D", "E"), ("D", "E", "F")],
        {"ListRoots": 1, "ListOrganizationalUnitsForParent": 4, "ListAccountsForParent": 2},
    ),
    "two paths": (
        ["/D/E/", "D/E/F"],
        [("D", "E"), ("D", "E", "F")],
        {"ListRoots": 1, "ListOrganizationalUnitsForParent": 4, "ListAccountsForParent": 2},
    ),
    "slash in a name": (
        ["A/B/C"],
        [("A", "B/C")],
        {"ListRoots": 1, "ListOrganizationalUnitsForParent": 5, "ListAccountsForParent": 1},
    ),
    "id": (
        [MemoryOrganizations(TREE).id_of(("D", "E"))],
        [("D", "E"), ("D", "E", "F")],
        {"DescribeOrganizationalUnit": 2, "ListOrganizationalUnitsForParent": 2, "ListAccountsForParent": 2},
    ),
}


@pytest.mark.parametrize(("starts", "found", "calls"), STARTS.values(), ids=STARTS)
def test_where_to_start(starts: list[str], found: list[Path], calls: dict[str, int]) -> None:
    call = MemoryOrganizations(TREE, accounts((), *TREE))
    organization = reading(call, *starts)
    assert sorted(organization.units[each.parent].path for each in organization.accounts) == found
    assert call.counts == calls


WRONG_STARTS: t.Final = {
    "a/b": r"there is no OU 'a/b'\. The root has 'A', 'A/B', 'D'",
    "D/X/F": r"there is no OU 'D/X/F'\. D has 'E'",
    "D/E/F/G": r"there is no OU 'D/E/F/G'\. D/E/F has no OU",
    "A/B": r"'A/B' matches more than one OU; use one of the ids ou-ab12-\d+, ou-ab12-\d+$",
    "ou-ab12-99999999": "there is no OU ou-ab12-99999999",
    "r-zz99": "r-zz99 is not the organization's root",
}


@pytest.mark.parametrize(("start", "message"), WRONG_STARTS.items())
def test_starts_that_are_wrong(start: str, message: str) -> None:
    with pytest.raises(OptionError, match=f"organizational_units: {message}"):
        reading(MemoryOrganizations(TREE, accounts((), *TREE)), start)


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ({"State": "ACTIVE", "Status": "SUSPENDED"}, True),
        ({"State": "SUSPENDED", "Status": "ACTIVE"}, False),
        ({"State": None, "Status": "ACTIVE"}, True),
        ({"State": "PENDING_CLOSURE"}, False),
    ],
)
def test_state_goes_before_status(reply: dict[str, t.Any], *, found: bool) -> None:
    call = MemoryOrganizations([("A",)], accounts(("A",), **reply))
    organization = reading(call)
    assert bool(organization.accounts) == found
    # An account that is not wanted makes no names needed.
    assert ("ListOrganizationalUnitsForParent" in call.calls) == found
    assert len(reading(call, states=("ACTIVE", "SUSPENDED", "PENDING_CLOSURE")).accounts) == 1


def test_an_account_without_any_state_is_no_silent_loss() -> None:
    with pytest.raises(LeastPrivError, match="neither State nor Status: this botocore is too old"):
        reading(MemoryOrganizations([], accounts((), State=None)))


def test_an_account_that_is_being_made_has_no_name_yet() -> None:
    [account] = reading(MemoryOrganizations([], [("000000000000", (), {"Name": None, "Email": None})])).accounts
    assert (account.name, account.email) == ("", "")


def test_the_organization_is_known_from_an_account() -> None:
    organization = reading(MemoryOrganizations([], accounts(())))
    assert (organization.id, organization.management_account_id) == (ORGANIZATION, MANAGEMENT)
    assert reading(MemoryOrganizations([("A",)], accounts(())), "A").id == ""


def test_a_unit_that_moves_while_it_is_read() -> None:
    call = MemoryOrganizations(
        [("A",)], [("000000000000", ("A",), {"Paths": [f"{ORGANIZATION}/{ROOT}/ou-ab12-gone/"]})]
    )
    with pytest.raises(LeastPrivError, match="was changed while it was read: ou-ab12-gone"):
        reading(call)


def denial(code: str, management: str | None) -> LeastPrivError:
    """What is made of an error, where DescribeOrganization tells that management account or is denied too."""
    error = IamError(code=code, reason="no", operation="ListAccounts", service="organizations")

    def call(_operation: str, _parameters: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
        if management is None:
            raise error
        return {"Organization": {"Id": ORGANIZATION, "MasterAccountId": management}}

    return explained(error, call, "111111111111")


@pytest.mark.parametrize(
    ("code", "management", "message"),
    [
        ("AWSOrganizationsNotInUseException", None, "account 111111111111 is not in an organization"),
        ("AccessDeniedException", MANAGEMENT, f"Only {MANAGEMENT}, the management account of organization o-"),
        (
            "AccessDeniedException",
            None,
            "Only the organization's management account, and delegated administrator accounts",
        ),
        ("AccessDeniedException", "111111111111", "Grant organizations:ListAccounts to the calling identity in"),
        ("ServiceException", None, "organizations:ListAccounts failed with ServiceException: no"),
    ],
)
def test_what_a_denial_means(code: str, management: str | None, message: str) -> None:
    assert message in str(denial(code, management))
