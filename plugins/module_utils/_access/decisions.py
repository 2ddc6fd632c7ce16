# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a condition operator decides about a request's values.

A decision is C(None) where AWS's documentation does not say what happens, or where sources contradict each other.
Source: the IAM user guide, I(IAM JSON policy elements: Condition operators) and I(Single-valued vs. multivalued context
keys).
"""

from __future__ import annotations

import functools
import ipaddress
import operator as compared
import re
import typing as t
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from .._policy import condition_values, operators
from .._policy.operators import Comparison, Operator
from . import globs, variables
from .variables import Variables

Decision: t.TypeAlias = "bool | None"
# The operators that compare texts.
_TEXTUAL: t.Final = frozenset({"string", "arn", "bool"})
# Those in whose values the user guide allows policy variables.
_TAKES_VARIABLES: t.Final = frozenset({"string", "arn"})


def operator(name: str) -> Operator | None:
    """The operator of that name; C(None) if IAM has none, or if its documentation does not say what it decides."""
    known = operators.parse(name)
    return None if known is None or (known.comparison == "null" and known.quantifier) else known


def family(wanted: Operator) -> Comparison:
    """What an operator compares; C(string) for all that compare texts."""
    return "string" if wanted.comparison in _TEXTUAL else wanted.comparison


def decide(wanted: Operator, values: t.Sequence[str], given: t.Sequence[str] | None, context: Variables) -> Decision:
    """Whether a condition holds: the operator and its values, for the values that the request has for the key.

    C(given) is C(None) if the request does not have the key.
    """
    if wanted.comparison == "null":
        return _is_null(values, given)
    if not given:
        return _without_key(wanted)
    decisions = [_one(wanted, values, value, context) for value in given]
    if wanted.quantifier == "ForAnyValue:":
        return any_of(decisions)
    if wanted.quantifier == "ForAllValues:":
        return all_of(decisions)
    return decisions[0] if len(decisions) == 1 else None


def is_doubtful(wanted: Operator, values: t.Sequence[str], version: str) -> bool:
    """Whether IAM's documentation leaves open what the values match.

    It does for ARNs with parts left out, and for policy variables anywhere but in texts and ARNs.
    """
    if wanted.comparison == "arn":
        return not all(map(globs.has_all_parts, values))
    return wanted.comparison not in _TAKES_VARIABLES and any(variables.has_any(value, version) for value in values)


def any_of(decisions: t.Iterable[Decision]) -> Decision:
    """C(True) if one is, C(False) if all are, else C(None)."""
    result: Decision = False
    for decision in decisions:
        if decision:
            return True
        if decision is None:
            result = None
    return result


def all_of(decisions: t.Iterable[Decision]) -> Decision:
    """C(False) if one is, C(True) if all are, else C(None)."""
    result: Decision = True
    for decision in decisions:
        if decision is False:
            return False
        if decision is None:
            result = None
    return result


def negation(decision: Decision) -> Decision:
    return None if decision is None else not decision


def _is_null(values: t.Sequence[str], given: t.Sequence[str] | None) -> Decision:
    texts = {value.lower() for value in values}
    if not texts <= {"true", "false"}:
        return None
    return ("false" if given else "true") in texts


def _without_key(wanted: Operator) -> Decision:
    """C(ForAnyValue) never holds for an absent key, C(ForAllValues) always; the others only if negated or IfExists."""
    if wanted.is_if_exists or wanted.quantifier == "ForAllValues:":
        return True
    return False if wanted.quantifier == "ForAnyValue:" else wanted.is_negative


def _one(wanted: Operator, values: t.Sequence[str], given: str, context: Variables) -> Decision:
    decision = any_of(compare(wanted, value, given, context) for value in values)
    return negation(decision) if wanted.is_negative else decision


def compare(wanted: Operator, value: str, given: str, context: Variables) -> Decision:
    """Whether one value of the policy matches one of the request."""
    if wanted.comparison in _TEXTUAL:
        return _compare_texts(wanted, value, given, context)
    if wanted.comparison == "binary":
        return value == given
    read = READERS[wanted.comparison]
    expected, actual = read(value), read(given)
    if expected is None or actual is None:
        # A value that cannot be read matches nothing. What a negated operator makes of that is not documented.
        return None if wanted.is_negative else False
    if wanted.comparison == "ipaddress":
        return _is_within(actual, expected)
    return _COMPARISONS[wanted.relation](actual, expected)


def _compare_texts(wanted: Operator, value: str, given: str, context: Variables) -> Decision:
    if not variables.has_any(value, context.version):
        return pattern(wanted, value, context.version).matches(given)
    filled = context.fill(value)
    if filled is None:
        # Sources contradict each other on what a negated operator makes of a variable without a value.
        return False if context.is_without_value(value) and not wanted.is_negative else None
    return pattern_of_pieces(wanted, filled).matches(given)


@functools.lru_cache(maxsize=4_096)
def pattern(wanted: Operator, value: str, version: str) -> globs.Pattern:
    """What a text operator matches for one value, with an asterisk for each policy variable."""
    return pattern_of_pieces(wanted, variables.pieces(value, version))


def pattern_of_pieces(wanted: Operator, pieces: t.Sequence[variables.Piece]) -> globs.Pattern:
    """What a text operator matches for a value whose characters are known to be wildcards or not."""
    if wanted.comparison == "arn":
        return globs.arn([(piece.text, piece.is_wild) for piece in pieces])
    if wanted.is_like:
        return globs.glob((piece.text, piece.is_wild) for piece in pieces)
    # Only a variable is a wildcard here.
    exact = globs.glob((piece.text, piece.is_variable) for piece in pieces)
    return globs.Pattern(exact.tokens, ignores_case=wanted.relation == "equal but for case")


Address: t.TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"


@functools.lru_cache(maxsize=1_024)
def number(text: str) -> Decimal | None:
    if not condition_values.is_number(text):
        return None
    value = Decimal(text)
    return value if abs(value.adjusted()) < _DIGITS else None


_DIGITS: t.Final = 25


@functools.lru_cache(maxsize=1_024)
def instant(text: str) -> Decimal | None:
    """Seconds since 1970 for a date in one of the forms of ISO 8601 that everybody writes, or for a number."""
    if re.fullmatch(r"[0-9]{1,15}", text):
        return Decimal(text)
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict("0")
    try:
        moment = datetime.strptime(parts["day"], "%Y-%m-%d").replace(tzinfo=timezone.utc)
        moment += _span(parts["hour"], parts["minute"], parts["second"])
        zone = _span(parts["zone_hour"], parts["zone_minute"])
        moment += -zone if parts["sign"] == "+" else zone
    except (ValueError, OverflowError):
        return None
    return Decimal(int((moment - EPOCH).total_seconds())) + Decimal(f"0.{parts['fraction']}")


def _span(hours: str, minutes: str, seconds: str = "0") -> timedelta:
    return timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))


_DATE = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?)?"
    r"(?:Z|(?P<sign>[+-])(?P<zone_hour>[0-9]{2}):?(?P<zone_minute>[0-9]{2}))?)?"
)
EPOCH: t.Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIRST: t.Final = datetime(1000, 1, 1, tzinfo=timezone.utc)
_LAST: t.Final = datetime(9999, 12, 31, tzinfo=timezone.utc)


def date_text(seconds: Decimal) -> str:
    """A date as C(instant) reads it. The year stays between 1 and 9999."""
    earliest, latest = (Decimal(int((moment - EPOCH).total_seconds())) for moment in (_FIRST, _LAST))
    within = min(max(seconds, earliest), latest)
    whole = int(within // 1)
    fraction = f"{within - whole:f}"[1:11]
    return f"{EPOCH + timedelta(seconds=whole):%Y-%m-%dT%H:%M:%S}{fraction if within != whole else ''}Z"


@functools.lru_cache(maxsize=1_024)
def address(text: str) -> Address | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


READERS: t.Final[t.Mapping[str, t.Callable[[str], t.Any]]] = {"numeric": number, "date": instant, "ipaddress": address}


def _is_within(actual: Address, expected: Address) -> bool:
    if isinstance(actual, ipaddress.IPv4Network) and isinstance(expected, ipaddress.IPv4Network):
        return actual.subnet_of(expected)
    if isinstance(actual, ipaddress.IPv6Network) and isinstance(expected, ipaddress.IPv6Network):
        return actual.subnet_of(expected)
    return False


_COMPARISONS: t.Final[t.Mapping[operators.Relation, t.Callable[[t.Any, t.Any], bool]]] = {
    "equal": compared.eq,
    "less": compared.lt,
    "less or equal": compared.le,
    "greater": compared.gt,
    "greater or equal": compared.ge,
}
