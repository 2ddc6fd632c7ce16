# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables that are true or false."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks.switch import of_run


@pytest.mark.parametrize(
    ("value", "dry_run", "is_on"),
    [(True, None, True), ("no", None, False), ("true", True, True), (False, False, False), ("0", True, False)],
)
def test_a_variable_of_a_run(value: t.Any, dry_run: bool | None, is_on: bool) -> None:  # noqa: FBT001 - a table
    assert of_run(value, "x", dry_run) is is_on


@pytest.mark.parametrize(
    ("value", "dry_run", "message"),
    [
        ("perhaps", None, "x must be true or false (got: perhaps)"),
        (["true"], None, "x must be true or false (got: ['true'])"),
        ("yes", False, "x is for dry runs: run with --check, or remove x. Nothing was changed"),
    ],
)
def test_what_is_refused(value: t.Any, dry_run: bool | None, message: str) -> None:  # noqa: FBT001 - a table
    with pytest.raises(ValueError, match="x ") as caught:
        of_run(value, "x", dry_run)
    assert str(caught.value) == message
