# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From accounts to hosts, variables and groups."""

from __future__ import annotations

import re
import typing as t
from dataclasses import replace

import pytest
from ansible.inventory.group import to_safe_group_name
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.hosts import Inventory, Settings, inventory
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.model import Account, Organization, Unit
from hypothesis import given
from hypothesis import strategies as st

ROOT: t.Final = Unit(path=(), chain=("r-ab12",))
MANAGEMENT: t.Final = "999999999999"
OPTIONS: t.Final[dict[str, t.Any]] = {
    "filters": {},
    "include_filters": [],
    "exclude_filters": [],
    "hostname": "name",
    "role_name": "OrganizationAccountAccessRole",
    "management_account_role_name": None,
}


def settings(**given: t.Any) -> Settings:
    return Settings.from_options({**OPTIONS, **given})


def account(number: int, name: str, *path: str, **others: t.Any) -> tuple[Account, tuple[str, ...]]:
    account_id = f"{number:012d}"
    made = Account(
        id=account_id,
        name=name,
        email=f"{number}@example.com",
        state="ACTIVE",
        arn=f"arn:aws:organizations::{MANAGEMENT}:account/o-a1b2c3d4e5/{account_id}",
        joined_method="CREATED",
        parent="",
    )
    return replace(made, **others), path


def organization(*accounts: tuple[Account, tuple[str, ...]], own: str = MANAGEMENT) -> Organization:
    units: dict[tuple[str, ...], Unit] = {(): ROOT}
    for _account, path in accounts:
        for depth, name in enumerate(path, start=1):
            inner = path[:depth]
            if inner not in units:
                units[inner] = units[inner[:-1]].child(f"ou-ab12-{len(units):08d}", name)
    return Organization(
        id="o-a1b2c3d4e5",
        management_account_id=MANAGEMENT,
        own_account_id=own,
        units={unit.id: unit for unit in units.values()},
        accounts=tuple(replace(each, parent=units[path].id) for each, path in accounts),
    )


def hosts(*names: str, **given: t.Any) -> list[str]:
    """What the hosts of accounts with these names are called, in the accounts' order."""
    reserved = given.pop("reserved", ())
    accounts = [account(number, name) for number, name in enumerate(names, start=1)]
    made = inventory(organization(*accounts), settings(**given), reserved=reserved)
    by_id = {host.variables["aws_account_id"]: host.name for host in made.hosts}
    return [by_id[each.id] for each, _path in accounts]


ONE, TWO, THREE = (f"{number:012d}" for number in (1, 2, 3))

# Names of accounts 1, 2, ..., and of their hosts.
NAMES: t.Final[dict[str, tuple[list[str], list[str]]]] = {
    "plain": (["workload-1", "Log_Archive.eu"], ["workload-1", "Log_Archive.eu"]),
    "spaces": (["Log  Archive "], ["Log-Archive"]),
    "host patterns": (
        ["!a", "~b", "c,d", "e:f", "g[1:3]", "*", "@h"],
        ["a", "b", "c-d", "e-f", "g-1-3", f"{6:012d}", "h"],
    ),
    "template": (["{{ 7*7 }}", "{% raw %}x"], ["7-7", "raw-x"]),
    "beyond ASCII": (["Büro Ōsaka 東京"], ["Büro-Ōsaka-東京"]),
    "empty": (["", " ", "..."], [ONE, TWO, THREE]),
    "alike": (["Prod", "Prod", "prod"], [f"Prod-{ONE}", f"Prod-{TWO}", "prod"]),
    "made alike": (["a b", "a-b", "a/b"], [f"a-b-{ONE}", f"a-b-{TWO}", f"a-b-{THREE}"]),
    "a group": (["all", "aws_accounts", "aws_ou_x"], [f"all-{ONE}", f"aws_accounts-{TWO}", "aws_ou_x"]),
    "the controller": (["localhost", "127.0.0.1"], [f"localhost-{ONE}", f"127.0.0.1-{TWO}"]),
    "another's id": (["x", ONE], ["x", f"{ONE}-{TWO}"]),
    "its own id": ([ONE], [ONE]),
    "another's way out": (["x", "x", f"x-{ONE}"], [f"x-{ONE}", f"x-{TWO}", f"x-{ONE}-{THREE}"]),
}


@pytest.mark.parametrize(("names", "expected"), NAMES.values(), ids=NAMES)
def test_what_hosts_are_called(names: list[str], expected: list[str]) -> None:
    assert hosts(*names) == expected
    assert hosts(*names, hostname="id") == [f"{number:012d}" for number in range(1, len(names) + 1)]


def test_names_that_others_have_taken() -> None:
    assert hosts("web", "db", reserved={"web"}) == [f"web-{ONE}", "db"]


def test_a_host_called_like_the_group_of_its_unit() -> None:
    made = inventory(organization(account(1, "aws_ou_Prod", "Prod")), settings())
    assert [host.name for host in made.hosts] == [f"aws_ou_Prod-{ONE}"]
    assert made.warnings == (f"account {ONE} is host aws_ou_Prod-{ONE}, because the name aws_ou_Prod is not unique",)


def groups(*paths: tuple[str, ...]) -> Inventory:
    return inventory(
        organization(*(account(number, f"a{number}", *path) for number, path in enumerate(paths))), settings()
    )


# Paths of the units that have an account each, and their groups with what contains them.
GROUPS: t.Final[dict[str, tuple[list[tuple[str, ...]], dict[str, str]]]] = {
    "root": ([()], {}),
    "nested": (
        [("Workloads", "Prod", "EU")],
        {
            "aws_ou_Workloads": "aws_accounts",
            "aws_ou_Workloads_Prod": "aws_ou_Workloads",
            "aws_ou_Workloads_Prod_EU": "aws_ou_Workloads_Prod",
        },
    ),
    "same name twice": (
        [("A", "Prod"), ("B", "Prod")],
        {
            "aws_ou_A": "aws_accounts",
            "aws_ou_B": "aws_accounts",
            "aws_ou_A_Prod": "aws_ou_A",
            "aws_ou_B_Prod": "aws_ou_B",
        },
    ),
    "odd characters": (
        [("1 & 2", "Ü{{ x }}")],
        {"aws_ou_1___2": "aws_accounts", "aws_ou_1___2_Ü___x___": "aws_ou_1___2"},
    ),
    "alike": (
        [("A", "B"), ("A_B",), ("A-B",)],
        {
            "aws_ou_A": "aws_accounts",
            "aws_ou_A_B_ou_ab12_00000002": "aws_ou_A",
            "aws_ou_A_B_ou_ab12_00000003": "aws_accounts",
            "aws_ou_A_B_ou_ab12_00000004": "aws_accounts",
        },
    ),
}


@pytest.mark.parametrize(("paths", "expected"), GROUPS.values(), ids=GROUPS)
def test_groups_of_units(paths: list[tuple[str, ...]], expected: dict[str, str]) -> None:
    made = groups(*paths)
    assert made.groups == {"aws_accounts": None, **expected}
    for name in made.groups:
        assert to_safe_group_name(name, force=True, silent=True) == name
    # A group is made after the one it goes into.
    order = list(made.groups)
    assert all(parent is None or order.index(parent) < order.index(name) for name, parent in made.groups.items())


def test_groups_of_tags() -> None:
    made = inventory(
        organization(
            account(1, "a", tags=(("Team", "crm"), ("Cost Center", "4/2"))),
            account(2, "b", tags=(("Team", "crm"),)),
            account(3, "c", tags=(("a_b", "c"), ("a", "b_c"))),
            account(4, "d", tags=()),
        ),
        settings(),
    )
    by_name = {host.name: set(host.groups) for host in made.hosts}
    assert by_name["a"] == {"aws_accounts", "aws_tag_Team_crm", "aws_tag_Cost_Center_4_2"}
    assert by_name["b"] == {"aws_accounts", "aws_tag_Team_crm"}
    alike = by_name["c"] - {"aws_accounts"}
    assert len(alike) == 2
    assert all(re.fullmatch("aws_tag_a_b_c_[0-9a-f]{8}", name) for name in alike)
    assert by_name["d"] == {"aws_accounts"}
    assert made.groups.keys() == set().union(*by_name.values())


def test_variables() -> None:
    made = inventory(organization(account(1, "Prod {{ x }}", "Workloads", "Prod", tags=(("Team", "crm"),))), settings())
    [host] = made.hosts
    assert host.variables == {
        "aws_account_id": ONE,
        "aws_account_name": "Prod {{ x }}",
        "aws_account_email": "1@example.com",
        "aws_account_state": "ACTIVE",
        "aws_account_arn": f"arn:aws:organizations::{MANAGEMENT}:account/o-a1b2c3d4e5/{ONE}",
        "aws_account_joined_method": "CREATED",
        "aws_account_tags": {"Team": "crm"},
        "aws_organization_id": "o-a1b2c3d4e5",
        "aws_organizational_unit_id": "ou-ab12-00000002",
        "aws_organizational_unit_path": "Workloads/Prod",
        "aws_assume_role_arn": f"arn:aws:iam::{ONE}:role/OrganizationAccountAccessRole",
    }
    assert "aws_account_tags" not in inventory(organization(account(1, "a")), settings()).hosts[0].variables


def roles(own: str, *, arn: str = "arn:aws:o", **given: t.Any) -> tuple[str | None, str | None, int]:
    """The role of a member account, that of the management account, and the number of warnings."""
    member, management = account(1, "member", arn=arn), account(int(MANAGEMENT), "management", arn=arn)
    made = inventory(organization(member, management, own=own), settings(**given))
    by_name = {host.name: host.variables.get("aws_assume_role_arn") for host in made.hosts}
    return by_name["member"], by_name["management"], len(made.warnings)


DEFAULT: t.Final = f"arn:aws:iam::{ONE}:role/OrganizationAccountAccessRole"
IN_MANAGEMENT: t.Final = f"arn:aws:iam::{MANAGEMENT}:role/Ops"


@pytest.mark.parametrize(
    ("own", "given", "expected"),
    [
        (MANAGEMENT, {}, (DEFAULT, None, 0)),
        (MANAGEMENT, {"management_account_role_name": "Ops"}, (DEFAULT, None, 0)),
        (MANAGEMENT, {"role_name": "/x/y/Role"}, (f"arn:aws:iam::{ONE}:role/x/y/Role", None, 0)),
        (MANAGEMENT, {"role_name": ""}, (None, None, 0)),
        (MANAGEMENT, {"arn": "arn:aws-cn:o"}, (DEFAULT.replace("aws", "aws-cn", 1), None, 0)),
        (TWO, {}, (DEFAULT, None, 1)),
        (TWO, {"exclude_filters": [{"email": "x"}]}, (DEFAULT, None, 1)),
        (TWO, {"management_account_role_name": "Ops"}, (DEFAULT, IN_MANAGEMENT, 0)),
        (ONE, {"management_account_role_name": "Ops"}, (None, IN_MANAGEMENT, 0)),
        # Signed in by an assumed role: whose credentials the play will have is not known.
        ("", {}, (DEFAULT, None, 1)),
        (TWO, {"role_name": ""}, (None, None, 0)),
    ],
)
def test_the_role_to_assume(own: str, given: dict[str, t.Any], expected: tuple[str | None, str | None, int]) -> None:
    assert roles(own, **given) == expected


def test_a_management_account_that_is_left_out_is_no_reason_to_warn() -> None:
    management = account(int(MANAGEMENT), "management")
    made = inventory(organization(management, own=ONE), settings(exclude_filters=[{"id": MANAGEMENT}]))
    assert (made.hosts, made.warnings) == ((), ())


@pytest.mark.parametrize("option", ["role_name", "management_account_role_name"])
@pytest.mark.parametrize("name", ["a b", "a/", "/", "x" * 65, "{{ role }}", "arn:aws:iam::1:role/x"])
def test_roles_that_cannot_be(option: str, name: str) -> None:
    with pytest.raises(OptionError, match=f"^{option}: "):
        settings(**{option: name})


texts = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["all", "a b", "a_b", "a-b", ONE, f"a-b-{ONE}"]
)
paths = st.lists(st.sampled_from(["A", "B", "A_B", "A B", "A/B", "ou_ab12_00000001"]), max_size=4)
tags = st.none() | st.dictionaries(texts, texts, max_size=3).map(lambda made: tuple(made.items()))


@given(data=st.lists(st.tuples(texts, paths, tags), max_size=12))
def test_laws(data: list[tuple[str, list[str], tuple[tuple[str, str], ...] | None]]) -> None:
    given = organization(*(account(n, name, *path, tags=tag) for n, (name, path, tag) in enumerate(data, start=1)))
    made = inventory(given, settings())
    names = [host.name for host in made.hosts]
    # Each account is one host, no two are called alike, none is called like a group or needs quoting.
    assert sorted(host.variables["aws_account_id"] for host in made.hosts) == [each.id for each in given.accounts]
    assert len({*names}) == len(names)
    assert not {*names} & {*made.groups, "all"}
    assert all(re.fullmatch(r"[\w.-]+", name) for name in names)
    # Each host is in the groups of all units that contain its account, and two units never share a group.
    members: dict[str, set[str]] = {}
    for host in made.hosts:
        for group in _containing(host.groups, made):
            members.setdefault(group, set()).add(host.variables["aws_account_id"])
    within: dict[str, set[str]] = {}
    for each in given.accounts:
        for unit in given.units[each.parent].chain:
            within.setdefault(unit, set()).add(each.id)
    of_units = {name: ids for name, ids in members.items() if not name.startswith("aws_tag_")}
    assert sorted(map(sorted, of_units.values())) == sorted(map(sorted, within.values()))
    # Each tag is one group, with the accounts that have it.
    tagged: dict[tuple[str, str], set[str]] = {}
    for each in given.accounts:
        for tag in each.tags or ():
            tagged.setdefault(tag, set()).add(each.id)
    of_tags = [ids for name, ids in members.items() if name.startswith("aws_tag_")]
    assert sorted(map(sorted, of_tags)) == sorted(map(sorted, tagged.values()))


def _containing(groups: t.Iterable[str], made: Inventory) -> set[str]:
    found: set[str] = set()
    for group in groups:
        name: str | None = group
        while name:
            found.add(name)
            name = made.groups[name]
    return found


@given(data=st.lists(st.tuples(texts, paths, tags), max_size=8), randomness=st.randoms())
def test_the_order_of_accounts_changes_nothing(data: list[t.Any], randomness: t.Any) -> None:
    given = organization(*(account(n, name, *path, tags=tag) for n, (name, path, tag) in enumerate(data, start=1)))
    shuffled = list(given.accounts)
    randomness.shuffle(shuffled)
    assert inventory(replace(given, accounts=tuple(shuffled)), settings()).hosts == inventory(given, settings()).hosts
