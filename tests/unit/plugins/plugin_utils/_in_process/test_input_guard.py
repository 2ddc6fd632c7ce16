# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that ansible-core does not survive are found before it comes to them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.modules import iam_baseline, iam_role
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import input_guard

ROLE: t.Final = iam_role.MAIN.spec.options
BASELINE: t.Final = iam_baseline.MAIN.spec.options
INFINITY: t.Final = float("inf")


@pytest.mark.parametrize(
    ("options", "given", "message"),
    [
        (ROLE, {"wait_timeout": INFINITY}, "wait_timeout: 'inf' is no whole number"),
        (ROLE, {"wait_timeout": -INFINITY}, "wait_timeout: '-inf' is no whole number"),
        (ROLE, {"wait_timeout": float("nan")}, "wait_timeout: 'nan' is no whole number"),
        (ROLE, {"max_session_duration": "1e999999999"}, "max_session_duration: '1e999999999' is no whole number"),
        (ROLE, {"max_session_duration": "Infinity"}, "max_session_duration: 'Infinity' is no whole number"),
        (BASELINE, {"roles": [{}, {"wait_timeout": INFINITY}]}, r"roles\[1\].wait_timeout: 'inf' is no whole number"),
        (BASELINE, {"roles": "text"}, "roles: 'text' is a text; each entry of the list is a mapping of options"),
        (BASELINE, {"roles": [{}, "text"]}, "roles: 'text' is a text; each entry of the list is a mapping of options"),
        (ROLE, {"name": "\ud800"}, "name: it has half of a character"),
        (ROLE, {"tags": {"a": ["\udfff"]}}, "tags: it has half of a character"),
        (ROLE, {"tags": {"\udc00": 1}}, "tags: it has half of a character"),
        (BASELINE, {"policies": [{"wait_timeout": "9e9999"}]}, r"policies\[0\].wait_timeout: '9e9999' is no whole"),
    ],
)
def test_it_is_found(options: t.Any, given: dict[str, t.Any], message: str) -> None:
    with pytest.raises(AssertionError, match=f"^{message}"):
        raise AssertionError(input_guard.complaint(options, given))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"wait_timeout": 3, "max_session_duration": "3600"},
        {"wait_timeout": "3e2", "max_session_duration": "an hour"},
        {"wait_timeout": 10**400, "max_session_duration": None},
        {"wait_timeout": 1.5, "max_session_duration": [INFINITY]},
        # Of other types, ansible-core and the module say what there is to say.
        {"name": INFINITY, "tags": {"a": INFINITY}},
        {"roles": ["name=app state=absent"]},
        {"name": "\U0001f600 \ufffe \0 \xe9"},
    ],
)
@pytest.mark.parametrize("options", [ROLE, BASELINE])
def test_the_rest_is_left_to_ansible(options: t.Any, given: dict[str, t.Any]) -> None:
    assert input_guard.complaint(options, given) is None
