# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Condition operators as values: what an operator compares, and how.

Source: the IAM user guide, I(IAM JSON policy elements: Condition operators).
"""

from __future__ import annotations

import functools
import re
import typing as t

_OPERATOR = re.compile(
    r"(?:(?P<quantifier>for(?:any|all)values?):)?"
    r"(?P<comparison>string|numeric|date|bool|binary|(?:not)?ipaddress|arn|null)"
    r"(?P<rest>(?:not)?(?:equals(?:ignorecase)?|like|lessthan(?:equals)?|greaterthan(?:equals)?)?)(?P<ifexists>ifexists)?",
    re.IGNORECASE,
)


class Operator(t.NamedTuple):
    """A condition operator.

    C(comparison) is what it compares, in lower case: C(string), C(numeric), C(date), C(bool), C(binary), C(ipaddress),
    C(arn) or C(null). C(quantifier) is C(forallvalues), C(foranyvalue) or empty.
    """

    comparison: str
    quantifier: str
    is_negative: bool
    is_like: bool
    is_if_exists: bool

    @property
    def admits_absence(self) -> bool:
        """Whether a request without the key meets the condition."""
        return self.is_negative or self.is_if_exists or self.quantifier == "forallvalues" or self.comparison == "null"


@functools.lru_cache(maxsize=256)
def parse(text: str) -> Operator | None:
    """The operator of that name; C(None) if there is none."""
    match = _OPERATOR.fullmatch(text)
    if match is None:
        return None
    comparison, rest = match["comparison"].lower(), match["rest"].lower()
    return Operator(
        comparison=comparison.removeprefix("not"),
        quantifier=(match["quantifier"] or "").lower(),
        is_negative=comparison.startswith("not") or rest.startswith("not"),
        # ArnEquals and ArnLike are the same.
        is_like=rest.endswith("like") or comparison == "arn",
        is_if_exists=match["ifexists"] is not None,
    )
