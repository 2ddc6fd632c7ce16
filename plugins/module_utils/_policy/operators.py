# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Condition operators as values: what an operator compares, and how. All operators that IAM has are in one table.

Source: the IAM user guide, I(IAM JSON policy elements: Condition operators).
"""

from __future__ import annotations

import dataclasses
import functools
import typing as t
from dataclasses import dataclass

Comparison = t.Literal["string", "numeric", "date", "bool", "binary", "ipaddress", "arn", "null"]
Relation = t.Literal["equal", "equal but for case", "like", "less", "less or equal", "greater", "greater or equal"]
Quantifier = t.Literal["", "ForAnyValue:", "ForAllValues:"]


@dataclass(frozen=True)
class Operator:
    """A condition operator: its name in AWS's spelling, and its properties."""

    name: str
    comparison: Comparison
    relation: Relation
    is_negative: bool = False
    quantifier: Quantifier = ""
    is_if_exists: bool = False

    @property
    def is_like(self) -> bool:
        """Whether the operator takes wildcards in its values. ArnEquals does, as ArnLike."""
        return self.relation == "like"

    @property
    def admits_absence(self) -> bool:
        """Whether a request without the key meets the condition."""
        return self.is_negative or self.is_if_exists or self.quantifier == _ALL or self.comparison == "null"


_ALL: t.Final = "ForAllValues:"


def _ordered(prefix: str, comparison: Comparison) -> tuple[Operator, ...]:
    return (
        Operator(f"{prefix}Equals", comparison, "equal"),
        Operator(f"{prefix}NotEquals", comparison, "equal", is_negative=True),
        Operator(f"{prefix}LessThan", comparison, "less"),
        Operator(f"{prefix}LessThanEquals", comparison, "less or equal"),
        Operator(f"{prefix}GreaterThan", comparison, "greater"),
        Operator(f"{prefix}GreaterThanEquals", comparison, "greater or equal"),
    )


_PLAIN: t.Final = (
    Operator("StringEquals", "string", "equal"),
    Operator("StringNotEquals", "string", "equal", is_negative=True),
    Operator("StringEqualsIgnoreCase", "string", "equal but for case"),
    Operator("StringNotEqualsIgnoreCase", "string", "equal but for case", is_negative=True),
    Operator("StringLike", "string", "like"),
    Operator("StringNotLike", "string", "like", is_negative=True),
    *_ordered("Numeric", "numeric"),
    *_ordered("Date", "date"),
    Operator("Bool", "bool", "equal but for case"),
    Operator("BinaryEquals", "binary", "equal"),
    Operator("IpAddress", "ipaddress", "equal"),
    Operator("NotIpAddress", "ipaddress", "equal", is_negative=True),
    Operator("ArnEquals", "arn", "like"),
    Operator("ArnNotEquals", "arn", "like", is_negative=True),
    Operator("ArnLike", "arn", "like"),
    Operator("ArnNotLike", "arn", "like", is_negative=True),
)


def _variants() -> t.Iterator[Operator]:
    for quantifier in t.get_args(Quantifier):
        yield Operator(f"{quantifier}Null", "null", "equal", quantifier=quantifier)
        for plain in _PLAIN:
            quantified = dataclasses.replace(plain, name=f"{quantifier}{plain.name}", quantifier=quantifier)
            yield quantified
            yield dataclasses.replace(quantified, name=f"{quantified.name}IfExists", is_if_exists=True)


_BY_NAME: t.Final = {operator.name.lower(): operator for operator in _variants()}


@functools.lru_cache(maxsize=256)
def parse(name: str) -> Operator | None:
    """The operator of that name, in any case; C(None) if IAM has none."""
    return _BY_NAME.get(name.lower())
