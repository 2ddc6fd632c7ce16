# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The title of the page."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import page_title
from support import rollout_reports

Json = dict[str, t.Any]


@pytest.mark.parametrize(
    ("accounts", "more", "state"),
    [
        ({"unchanged": 3}, {}, "unchanged"),
        ({}, {}, "unchanged"),
        ({"unchanged": 3, "changed": 1200}, {}, "1,200 changed"),
        ({"failed": 1, "unreachable": 1, "would_change": 2, "not_reached": 5}, {}, "2 failed, 2 would change"),
        ({"changed": 1}, {"access": {"accounts": {"violated": 1}}}, "1 with a violated assertion, 1 changed"),
        ({"unchanged": 3}, {"drift": {"drifted": 0}}, "no drift"),
        ({"drift": 1, "missing": 2, "failed": 1}, {"drift": {"drifted": 3}}, "1 failed, 1 drift, 2 missing"),
    ],
)
def test_the_state_comes_first(accounts: dict[str, int], more: Json, state: str) -> None:
    report = {**rollout_reports.RUN, "totals": {"accounts": accounts, **more}}
    assert page_title.title(report) == f"{state} \u00b7 rollout.yml \u00b7 accounts.yml"
    stopped = page_title.title({**report, "interrupted": True})
    assert stopped == f"interrupted, {state} \u00b7 rollout.yml \u00b7 accounts.yml"


@pytest.mark.parametrize(
    ("origin", "title"),
    [
        ({}, "unchanged \u00b7 rollout.yml"),
        ({"inventory": []}, "unchanged \u00b7 rollout.yml"),
        ({"inventory": ["a.yml", "b"]}, "unchanged \u00b7 rollout.yml \u00b7 a.yml, b"),
    ],
)
def test_an_inventory_is_named_if_it_is_known(origin: Json, title: str) -> None:
    assert page_title.title({**rollout_reports.RUN, "origin": origin, "totals": {"accounts": {}}}) == title
