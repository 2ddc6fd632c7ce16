# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How old a plan may be, as people write it. The other checks are tested where a run begins."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._plans import variables


@pytest.mark.parametrize("age", ["soon", "h", "-1h", "0", "1.5h", "2 h", "1y", 0, -5, True, 1.5, [], {"a": 1}])
def test_what_is_no_age(age: t.Any) -> None:
    with pytest.raises(ValueError, match=r"^rollout_plan_max_age must be a time such as 90m, 2h or 1d, or seconds"):
        variables.max_age_of(age)
