# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The known name that a mistyped one most likely means."""

from __future__ import annotations

import difflib
import typing as t


def nearest(name: str, known: t.Iterable[str], *, alike: float = 0.7) -> str | None:
    """The known name that is most like C(name), whatever the case of its letters, or C(None).

    C(alike) is how alike two names must be, from 0 to 1.
    """
    spelled = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(name.lower(), spelled, n=1, cutoff=alike)
    return spelled[found[0]] if found else None
