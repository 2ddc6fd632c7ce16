# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of conditions: what IAM cannot read as a number, a date, an address, an ARN or base64 for the operator."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import typing as t

SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_ARN_PARTS = 6

Conditions = t.Mapping[str, t.Mapping[str, t.Any]]


def complaint(conditions: Conditions) -> str | None:
    """IAM's complaint about the conditions of a statement whose operators exist."""
    for operator, keys in conditions.items():
        kind = operator.partition(":")[2] or operator
        if kind == "NullIfExists" and keys:
            return SYNTAX
        kind = kind.removesuffix("IfExists")
        for value in (value for values in keys.values() for value in _as_list(values)):
            if not isinstance(value, (str, int, float)):
                return SYNTAX
            found = _of_value(kind, text_of(value))
            if found:
                return found
    return None


def text_of(value: t.Any) -> str:
    """A value as a quoted string."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _of_value(kind: str, value: str) -> str | None:
    if kind == "BinaryEquals":
        return None if _is_base64(value) else SYNTAX
    reads = next((reads for word, reads in _READS.items() if word in kind), None)
    # The value of a policy variable is known only to a request.
    if reads is None or (value.startswith("${") and reads is not _is_arn):
        return None
    return None if reads(value) else LEGACY


def _is_number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def _is_arn(value: str) -> bool:
    return value == "*" or (value.startswith("arn:") and len(value.split(":")) >= _ARN_PARTS)


def _is_base64(value: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(value, validate=True)).decode() == value
    except (binascii.Error, ValueError):
        return False


_READS: t.Final[t.Mapping[str, t.Callable[[str], bool]]] = {
    "Numeric": _is_number,
    "IpAddress": _is_address,
    "Arn": _is_arn,
}
"""By what is in the name of the operator; dates are moto's to read."""


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]
