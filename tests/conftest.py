# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings that all tests share."""

from __future__ import annotations

import pathlib

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

# Hypothesis keeps its examples with the other caches. It has no deadline, because no assertion is about time.
set_hypothesis_home_dir(pathlib.Path(__file__).parent.parent / ".cache" / "hypothesis")
hypothesis.settings.register_profile("leastpriv", deadline=None)
hypothesis.settings.load_profile("leastpriv")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Measure coverage by the tables: tracing the laws takes longer than running them, and covers nothing new.

    The marker C(traced) names laws that cover what no table does.
    """
    if not config.pluginmanager.hasplugin("pytest_cov"):
        return
    for item in items:
        if hypothesis.is_hypothesis_test(getattr(item, "obj", None)) and not item.get_closest_marker("traced"):
            item.add_marker("no_cover")
