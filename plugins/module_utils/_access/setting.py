# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings for new access, and which of several counts."""

from __future__ import annotations

import typing as t

OPTION: t.Final = "new_access"
# The variable of a run, which counts for all its tasks.
OF_RUN: t.Final = "rollout_new_access"
# From the most lenient one to the strictest.
SETTINGS: t.Final = ("allow", "warn", "fail")


def of_run(given: t.Any) -> str:
    """The setting of a run. Raises C(ValueError)."""
    if given not in SETTINGS:
        raise ValueError(f"{OF_RUN} must be allow, warn or fail (got: {given!s})")
    return str(given)


def strictest(settings: t.Sequence[t.Any]) -> t.Any:
    """The setting that counts; the first that is none of the three if there is one, which the module refuses."""
    wrong = [setting for setting in settings if setting not in SETTINGS]
    return wrong[0] if wrong else max(settings, key=SETTINGS.index)
