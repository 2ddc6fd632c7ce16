# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables that are true or false."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks.switch import switch


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), ("yes", True), ("True", True), (1, True), (False, False), ("off", False), ("0", False), (0, False)],
)
def test_texts_of_ansible_are_true_or_false(value: t.Any, *, expected: bool) -> None:
    assert switch("merge", value) is expected


@pytest.mark.parametrize("value", ["perhaps", "", 2, None, [], {"a": 1}], ids=repr)
def test_others_are_refused(value: t.Any) -> None:
    with pytest.raises(ValueError, match=r"^merge must be true or false \(got: "):
        switch("merge", value)
