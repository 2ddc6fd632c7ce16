# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values of a condition: the type that each condition operator requires, and the values that IAM accepts for it.

Source: the IAM user guide, I(IAM JSON policy elements: Condition operators), and recorded answers of AWS.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import typing as t

from .._arn import split


def wanted(operator: str, value: str) -> str | None:
    """The type that the operator requires, in words, if the value is not of it; C(None) if IAM accepts the value."""
    name = operator.lower().rpartition(":")[2].removeprefix("not")
    for prefix, (is_accepted, words) in _TYPES.items():
        if name.startswith(prefix):
            return None if is_accepted(value) else words
    return None


# IAM is lenient: any part after the year may be missing, and a part may have one digit instead of two.
_DATE = re.compile(
    r"-?(?P<year>[0-9]{1,9})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?"
    r"(?:T(?:(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{1,2})(?::(?P<second>[0-9]{1,2})(?:\.[0-9]{1,9})?)?)?)?"
    r"(?:Z|[+-](?P<zone>[0-9]{2})(?::?(?P<zone_minute>[0-9]{2}))?)?)?",
    re.IGNORECASE,
)
_RANGES: t.Final[t.Mapping[str, tuple[int, int]]] = {
    "year": (0, 292_278_993),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59),
    "zone": (0, 23),
    "zone_minute": (0, 59),
}
_SECONDS_MAXIMUM: t.Final = 2**63 - 1


def _is_date(text: str) -> bool:
    if re.fullmatch("[0-9]{1,19}", text):
        return int(text) <= _SECONDS_MAXIMUM
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    parts = {name: int(digits) for name, digits in match.groupdict().items() if digits}
    return all(_RANGES[name][0] <= number <= _RANGES[name][1] for name, number in parts.items())


_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _is_arn(text: str) -> bool:
    return text == "*" or len(split(text)) == 6


def _is_binary(text: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except (binascii.Error, ValueError):
        return False


def _or_variable(check: t.Callable[[str], bool]) -> t.Callable[[str], bool]:
    return lambda text: "${" in text or check(text)


# IAM accepts a variable in place of a value of any type except an ARN, in which it requires the colons.
_TYPES: t.Final[t.Mapping[str, tuple[t.Callable[[str], bool], str]]] = {
    "date": (_or_variable(_is_date), "a date such as 2026-11-24T00:00:00Z, or seconds since 1970"),
    "numeric": (_or_variable(is_number), "a number"),
    "ipaddress": (_or_variable(_is_address), "an IP address or a range such as 203.0.113.0/24"),
    "arn": (_is_arn, "an ARN of six parts, or *"),
    "binary": (_or_variable(_is_binary), "base64"),
}
