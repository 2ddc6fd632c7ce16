# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A problem: a finding before it is known in which statement of which document it is."""

from __future__ import annotations

import typing as t

from .._finding import Rule

DocumentKind = t.Literal["managed", "inline", "trust", "scp"]
"""What a document is: a managed policy, a role's inline or trust policy, or a service control policy."""


class Problem(t.NamedTuple):
    """The rule that is broken, how, and in which element."""

    rule: Rule
    message: str
    element: str | None = None


def shown(value: t.Any) -> str:
    """A value as a message quotes it: not longer than a line."""
    text = value if isinstance(value, str) else repr(value)
    return repr(text if len(text) <= _LENGTH else text[: _LENGTH - 3] + "...")


def listed(names: t.Sequence[str]) -> str:
    """Names in a message: all of a few, the first few of many."""
    text = ", ".join(names[:_MOST_LISTED])
    return text if len(names) <= _MOST_LISTED else f"{text} and {len(names) - _MOST_LISTED} more"


_LENGTH: t.Final = 80
_MOST_LISTED: t.Final = 4
