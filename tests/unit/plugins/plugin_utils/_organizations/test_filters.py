# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which accounts the filters take."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.filters import Filters
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.model import Account, Unit

UNIT: t.Final = Unit(path=("Workloads", "Prod [EU]"), chain=("r-ab12", "ou-ab12-workload", "ou-ab12-production"))
ROOT: t.Final = Unit(path=(), chain=("r-ab12",))
ACCOUNT: t.Final = Account(
    id="012345678901",
    name="Billing (EU)",
    email="billing@example.com",
    state="ACTIVE",
    arn="arn:aws:organizations::999999999999:account/o-a1b2c3d4e5/012345678901",
    joined_method="INVITED",
    parent=UNIT.id,
    tags=(("Team", "crm"), ("Note", "a*b"), ("Empty", "")),
)

# A filter, and whether the account matches it.
CASES: t.Final[list[tuple[dict[str, t.Any], bool]]] = [
    ({"id": "012345678901"}, True),
    ({"id": ["1*", "0*"]}, True),
    ({"id": "12345678901"}, False),
    ({"name": "Billing (EU)"}, True),
    ({"name": "billing*"}, False),
    ({"name": "Billing"}, False),
    ({"name": "*(EU)"}, True),
    ({"name": "B?lling*"}, True),
    ({"email": "*@example.com"}, True),
    ({"email": "*@exampleXcom"}, False),
    ({"state": ["SUSPENDED", "ACTIVE"]}, True),
    ({"joined_method": "CREATED"}, False),
    ({"organizational_unit": "Workloads"}, True),
    ({"organizational_unit": "Workloads/Prod [EU]"}, True),
    ({"organizational_unit": "Prod [EU]"}, False),
    ({"organizational_unit": "*/Prod*"}, True),
    ({"organizational_unit": "Workloads/"}, False),
    ({"organizational_unit": "ou-ab12-workload"}, True),
    ({"organizational_unit": "r-ab12"}, True),
    ({"tag-key": "Te*"}, True),
    ({"tag-key": "team"}, False),
    ({"tag:Team": "crm"}, True),
    ({"tag:Team": "*"}, True),
    ({"tag:Missing": "*"}, False),
    ({"tag:Empty": ""}, True),
    ({"tag:Note": r"a\*b"}, True),
    ({"tag:Note": r"a\?b"}, False),
    ({"name": "Billing*", "tag:Team": "sales"}, False),
]


def filters(include: t.Sequence[t.Any] = (), exclude: t.Sequence[t.Any] = (), first: t.Any = None) -> Filters:
    return Filters.parse({"filters": first or {}, "include_filters": include, "exclude_filters": exclude})


@pytest.mark.parametrize(("content", "matches"), CASES)
def test_a_filter(content: dict[str, t.Any], *, matches: bool) -> None:
    assert filters(first=content).select(ACCOUNT, UNIT) is matches
    assert filters(include=[content]).select(ACCOUNT, UNIT) is matches
    assert filters(exclude=[content]).select(ACCOUNT, UNIT) is not matches


NAME, OTHER = {"name": "Billing*"}, {"name": "other"}

# filters, include_filters, exclude_filters.
COMBINATIONS: t.Final[list[tuple[t.Any, list[t.Any], list[t.Any], bool]]] = [
    ({}, [], [], True),
    (OTHER, [], [], False),
    (OTHER, [NAME], [], True),
    (NAME, [OTHER], [], True),
    (OTHER, [OTHER], [], False),
    (NAME, [NAME], [OTHER, NAME], False),
    ({}, [], [OTHER], True),
]


@pytest.mark.parametrize(("first", "include", "exclude", "selected"), COMBINATIONS)
def test_filters_together(first: t.Any, include: list[t.Any], exclude: list[t.Any], *, selected: bool) -> None:
    assert filters(include, exclude, first).select(ACCOUNT, UNIT) is selected


def test_the_root_has_an_id_and_no_path() -> None:
    assert filters(first={"organizational_unit": "r-ab12"}).select(ACCOUNT, ROOT)
    assert not filters(first={"organizational_unit": "Root"}).select(ACCOUNT, ROOT)


# An account whose tags were not read is left out only where tags cannot change that.
@pytest.mark.parametrize(
    ("include", "exclude", "selected"),
    [
        ([{"tag:Team": "sales"}], [], True),
        ([{"tag:Team": "sales", "name": "other"}], [], False),
        ([], [{"tag:Team": "crm"}], True),
        ([], [{"tag-key": "*", "name": "Billing*"}], True),
        ([], [{"tag:Team": "crm"}, {"name": "Billing*"}], False),
    ],
)
def test_before_tags_are_read(include: list[t.Any], exclude: list[t.Any], *, selected: bool) -> None:
    untagged = Account(**{**vars(ACCOUNT), "tags": None})
    asked = filters(include, exclude)
    assert asked.ask_for_tags
    assert asked.select(untagged, UNIT) is selected


def test_tags_are_asked_for_by_filters_on_tags_alone() -> None:
    assert not filters([NAME], [OTHER], {"organizational_unit": "tag:x"}).ask_for_tags


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("filters", {"Name": "x"}, "joined_method, organizational_unit, tag-key and tag:KEY (got: 'Name')"),
        ("filters", {"tag:": "x"}, "tag:KEY (got: 'tag:')"),
        ("filters", {1: "x"}, "tag:KEY (got: 1)"),
        ("filters", {"id": 12345678901}, "id must be a string; put it in quotes (got: 12345678901)"),
        ("exclude_filters", [{"tag:Prod": True}], "tag:Prod must be a string; put it in quotes (got: True)"),
        ("exclude_filters", [{"name": []}], "name has an empty list, so it matches no account"),
        ("exclude_filters", [{"name": None}], "name must be a string; put it in quotes (got: None)"),
        ("exclude_filters", [{}], "each filter must be a mapping of keys to patterns (got: {})"),
        ("include_filters", ["name"], "each filter must be a mapping of keys to patterns (got: 'name')"),
    ],
)
def test_filters_that_are_wrong(option: str, content: t.Any, message: str) -> None:
    options = {"filters": {}, "include_filters": [], "exclude_filters": [], option: content}
    with pytest.raises(OptionError, match=f"^{option}: ") as error:
        Filters.parse(options)
    assert message in str(error.value)
