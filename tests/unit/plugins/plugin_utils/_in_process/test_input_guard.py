# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that ansible-core cannot handle are found before they reach it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.modules import iam_baseline, iam_role
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import input_guard

ROLE: t.Final = iam_role.MAIN.spec.options
BASELINE: t.Final = iam_baseline.MAIN.spec.options
INFINITY: t.Final = float("inf")


@pytest.mark.parametrize(
    ("options", "given", "place", "number"),
    [
        (ROLE, {"wait_timeout": INFINITY}, "wait_timeout", "inf"),
        (ROLE, {"wait_timeout": -INFINITY}, "wait_timeout", "-inf"),
        (ROLE, {"wait_timeout": float("nan")}, "wait_timeout", "nan"),
        (ROLE, {"max_session_duration": "1e999999999"}, "max_session_duration", "1e999999999"),
        (ROLE, {"max_session_duration": "Infinity"}, "max_session_duration", "Infinity"),
        (ROLE, {"wait_timeout": True}, "wait_timeout", "True"),
        (BASELINE, {"roles": [{}, {"wait_timeout": INFINITY}]}, "roles[1].wait_timeout", "inf"),
        (BASELINE, {"policies": [{"wait_timeout": "9e9999"}]}, "policies[0].wait_timeout", "9e9999"),
        (BASELINE, {"role_defaults": {"unused_for_days": INFINITY}}, "role_defaults.unused_for_days", "inf"),
    ],
)
def test_unusable_numbers_are_found(options: t.Any, given: dict[str, t.Any], place: str, number: str) -> None:
    assert input_guard.complaint(options, given) == f"{place} must be an integer (got: {number!r})"


@pytest.mark.parametrize("roles", ["text", [{}, "text"]])
def test_non_mappings_are_found(roles: t.Any) -> None:
    message = "roles: each entry of the list must be a mapping (got: 'text')"
    assert input_guard.complaint(BASELINE, {"roles": roles}) == message


@pytest.mark.parametrize("given", ["text", ["path"], 5, "[1]"])
def test_an_option_with_suboptions_must_be_a_mapping(given: t.Any) -> None:
    message = f"role_defaults must be a mapping (got: {str(given)!r})"
    assert input_guard.complaint(BASELINE, {"role_defaults": given}) == message


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"name": "\ud800"}, "name"),
        ({"tags": {"a": ["\udfff"]}}, "tags"),
        ({"tags": {"\udc00": 1}}, "tags"),
        ({"roles": [{}, {"name": "\ud800"}]}, "roles[1].name"),
    ],
)
def test_unpaired_surrogates_are_found(given: dict[str, t.Any], place: str) -> None:
    message = f"{place} contains an unpaired surrogate (U+D800 to U+DFFF)"
    assert input_guard.complaint(ROLE, given) == message


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"wait_timeout": 3, "max_session_duration": "3600"},
        {"wait_timeout": "3e2", "max_session_duration": "an hour"},
        {"wait_timeout": 10**400, "max_session_duration": None},
        {"wait_timeout": 1.5, "max_session_duration": [INFINITY]},
        # ansible-core or the module refuses these.
        {"name": INFINITY, "tags": {"a": INFINITY}},
        {"roles": ["name=app state=absent"], "role_defaults": "path=/team/", "policy_defaults": None},
        {"name": "\U0001f600 \ufffe \0 \xe9"},
    ],
)
@pytest.mark.parametrize("options", [ROLE, BASELINE])
def test_other_values_are_left_to_ansible(options: t.Any, given: dict[str, t.Any]) -> None:
    assert input_guard.complaint(options, given) is None
