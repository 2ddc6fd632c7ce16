# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a statement covers an action, and whether its conditions hold for a request.

Strings, ARNs and Booleans are compared, and keys looked for (Null). Other operators never hold, so that an Allow
which needs them grants nothing. A key that a request does not have is unequal to everything.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import fnmatch
import re
import typing as t

Context = t.Mapping[str, "str | None"]


def matches(value: str, pattern: str) -> bool:
    """Whether a text is like a pattern with * and ?, in which brackets mean themselves."""
    return fnmatch.fnmatchcase(value, pattern.replace("[", "[[]"))


_COMPARE: t.Final[t.Mapping[str, t.Callable[[str, str], bool]]] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": matches,
    "ArnEquals": matches,
    "ArnLike": matches,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
}


def names_action(statement: t.Mapping[str, t.Any], action: str) -> bool:
    if "NotAction" in statement:
        return not any(matches(action.lower(), pattern.lower()) for pattern in _as_list(statement["NotAction"]))
    return any(matches(action.lower(), pattern.lower()) for pattern in _as_list(statement.get("Action", [])))


def holds(conditions: t.Mapping[str, t.Mapping[str, t.Any]], context: Context) -> bool:
    """All operators with all their keys have to hold."""
    known = {key.lower(): value for key, value in context.items()}
    return all(
        _holds(operator, known.get(key.lower()), [_text(value) for value in _as_list(values)])
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )


def _holds(operator: str, value: str | None, wanted: t.Sequence[str]) -> bool:
    kind = operator.removeprefix("ForAnyValue:").removeprefix("ForAllValues:")
    if kind == "Null":
        return (value is None) == (wanted == ["true"])
    if value is None and (kind.endswith("IfExists") or operator.startswith("ForAllValues:")):
        return True
    kind = kind.removesuffix("IfExists")
    negated = "Not" in kind
    compare = _COMPARE.get(re.sub("Not", "", kind))
    if compare is None:
        return False
    found = value is not None and any(compare(value, pattern) for pattern in wanted)
    return found != negated


def _text(value: t.Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]
