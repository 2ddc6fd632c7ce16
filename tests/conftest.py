# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings that all tests share."""

from __future__ import annotations

import pathlib

import hypothesis
from hypothesis.configuration import set_hypothesis_home_dir

# Hypothesis keeps its examples with the other caches. It has no deadline, because no assertion is about time.
set_hypothesis_home_dir(pathlib.Path(__file__).parent.parent / ".cache" / "hypothesis")
hypothesis.settings.register_profile("leastpriv", deadline=None)
hypothesis.settings.load_profile("leastpriv")
