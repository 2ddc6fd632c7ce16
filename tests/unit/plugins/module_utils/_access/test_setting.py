# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings for new access: what is one, and which of several counts."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import setting


@pytest.mark.parametrize("given", ["allow", "warn", "fail"])
def test_settings_of_a_run(given: str) -> None:
    assert setting.of_run(given) == given


@pytest.mark.parametrize("given", ["Fail", "", "deny", "none", None, True, False, 0, ["fail"], {"fail": 1}])
def test_what_is_no_setting_of_a_run(given: t.Any) -> None:
    with pytest.raises(ValueError, match=re.escape(f"must be allow, warn or fail (got: {given})")) as caught:
        setting.of_run(given)
    assert str(caught.value).startswith("rollout_new_access must be ")


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        (["allow"], "allow"),
        (["allow", "warn"], "warn"),
        (["fail", "allow", "warn"], "fail"),
        # The module refuses these.
        (["allow", "Fail", "fail"], "Fail"),
        (["fail", None], None),
        ([["fail"], "fail"], ["fail"]),
    ],
)
def test_the_strictest_setting_counts(given: list[t.Any], counts: t.Any) -> None:
    assert setting.strictest(given) == counts
