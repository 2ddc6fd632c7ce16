# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions that say something else than their author means, or nothing: types, values, wildcards and quantifiers."""

from __future__ import annotations

import ipaddress
import re
import typing as t

from .._arn import PART
from .._finding import Rule
from .._policy import operators
from .._policy import risk_rules as rules
from .._policy.operators import Operator
from .._policy.parameters import regions
from .._policy.problem import Problem, shown
from .._policy.statement import Condition, Statement
from . import condition_keys
from .catalogue import Catalogue

Check: t.TypeAlias = "t.Callable[[Condition, Operator, str | None], t.Iterator[tuple[Rule, str]]]"


def problems(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    """The problems of a statement's conditions, each looked at by itself, and of those that need each other."""
    for condition in statement.conditions:
        operator = operators.parse(condition.operator)
        if operator is None:
            continue
        key_type = condition_keys.type_of(condition.key, catalogue)
        for check in _CHECKS:
            for rule, message in check(condition, operator, key_type):
                yield Problem(rule, message, f"Condition.{condition.operator}.{condition.key}")
    yield from _empty(statement)
    yield from _repeated_keys(statement)
    yield from _unpaired(statement)


_COMPARABLE: t.Final[t.Mapping[str, frozenset[str]]] = {
    "string": frozenset(("String", "ARN")),
    # A key of type String may hold an ARN, as iam:PermissionsBoundary does.
    "arn": frozenset(("ARN", "String")),
    "bool": frozenset(("Bool",)),
    "numeric": frozenset(("Numeric",)),
    "date": frozenset(("Date",)),
    "ipaddress": frozenset(("IPAddress",)),
    "binary": frozenset(("Binary", "String")),
    "null": frozenset(("String", "ARN", "Bool", "Numeric", "Date", "IPAddress", "Binary")),
}
_OPERATORS: t.Final[t.Mapping[str, str]] = {
    "String": "StringEquals",
    "ARN": "ArnLike",
    "Bool": "Bool",
    "Numeric": "NumericEquals",
    "Date": "DateLessThan",
    "IPAddress": "IpAddress",
}


def _operator_type(condition: Condition, operator: Operator, key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    if key_type is None:
        return
    plain = key_type.removeprefix("ArrayOf")
    # aws:EpochTime is compared as a date or as a number of seconds.
    if plain in _COMPARABLE[operator.comparison] or (plain == "Date" and operator.comparison == "numeric"):
        return
    better = _OPERATORS.get(plain, "another operator")
    message = f"{condition.key} is of type {plain}, which {condition.operator} does not compare; use {better}"
    yield rules.OPERATOR_TYPE, message


def _quantifier(condition: Condition, operator: Operator, key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    if key_type is None:
        return
    is_array = key_type.startswith("ArrayOf")
    if operator.quantifier == "ForAllValues:" and not is_array and operator.comparison != "null":
        yield (
            rules.SINGLE_VALUED_KEY,
            f"{condition.key} has one value, and ForAllValues is also met without it; leave the prefix out",
        )
    elif is_array and not operator.quantifier and operator.comparison != "null":
        yield (
            rules.MISSING_QUANTIFIER,
            f"{condition.key} may have several values; say with ForAnyValue: or ForAllValues: which of them count",
        )


def _literal_wildcard(condition: Condition, operator: Operator, _key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    if operator.comparison != "string" or operator.is_like:
        return
    wild = [value for value in condition.values if _WILDCARD.search(_VARIABLE.sub("", value))]
    if wild:
        like = "StringNotLike" if operator.is_negative else "StringLike"
        message = f"{condition.operator} takes the wildcard in {shown(wild[0])} literally; use {like}, or leave it out"
        yield rules.LITERAL_WILDCARD, message


_WILDCARD = re.compile(r"[*?]")
_VARIABLE = re.compile(r"\$\{[^${}]*\}")


def _presence(condition: Condition, operator: Operator, _key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    if operator.comparison == "null" and operator.quantifier:
        yield rules.PRESENCE_TEST, f"{condition.operator} tests whether the key is there; Null alone does"
    elif operator.is_like and not operator.admits_absence and any(map(_is_wild, condition.values)):
        yield (
            rules.PRESENCE_TEST,
            f"any {condition.key} matches a wildcard alone; name values, or ask with Null for its presence",
        )


def _is_wild(value: str) -> bool:
    return bool(value) and not value.strip("*")


def _arn_as_text(condition: Condition, operator: Operator, key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    if operator.comparison != "string" or not operator.is_like or key_type != "ARN":
        return
    # A wildcard in the last part matches the same whether or not it stops at a colon.
    wide = [value for value in condition.values if _WILDCARD.search(":".join(value.split(":")[:5])) and value != "*"]
    if wide:
        message = f"in {shown(wide[0])} the wildcard also matches colons, and so other accounts; use ArnLike"
        yield rules.ARN_AS_TEXT, message


def _values(condition: Condition, operator: Operator, _key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    values = [value for value in condition.values if "${" not in value]
    if operator.comparison in ("bool", "null"):
        yield from _booleans(condition, values)
    if operator.comparison == "date" and any(map(_EPOCH.fullmatch, values)):
        yield rules.VALUE_TYPE, f"{condition.key} is compared with seconds since 1970; write a date such as 2026-11-24"
    form = _FORMS.get(condition_keys.name_of(condition.key))
    if form is not None and operator.comparison == "string":
        yield from _formed(condition, values, *form)


_EPOCH = re.compile(r"-?[0-9]{5,}")


def _formed(
    condition: Condition, values: t.Sequence[str], form: re.Pattern[str], words: str
) -> t.Iterator[tuple[Rule, str]]:
    wrong = [value for value in values if value and not _WILDCARD.search(value) and not form.fullmatch(value)]
    if wrong:
        yield rules.VALUE_TYPE, f"{shown(wrong[0])} is not a value of {condition.key}, which is {words}"


def _booleans(condition: Condition, values: t.Sequence[str]) -> t.Iterator[tuple[Rule, str]]:
    lower = {value.lower() for value in values}
    wrong = [value for value in values if value.lower() not in ("true", "false")]
    if wrong:
        yield rules.VALUE_TYPE, f"{condition.operator} takes true or false, not {shown(wrong[0])}"
    elif len(lower) > 1:
        yield rules.VALUE_TYPE, f"{condition.operator} is met by both true and false, and so always; name one of them"


_ACCOUNT: t.Final = (re.compile(r"[0-9]{12}"), "an account id of 12 digits")
_FORMS: t.Final[t.Mapping[str, tuple[re.Pattern[str], str]]] = {
    "aws:principalaccount": _ACCOUNT,
    "aws:resourceaccount": _ACCOUNT,
    "aws:sourceaccount": _ACCOUNT,
    "aws:vpceaccount": _ACCOUNT,
    "kms:calleraccount": _ACCOUNT,
    "aws:sourcevpc": (re.compile(r"vpc-[0-9a-f]+"), "the id of a VPC, vpc- and hexadecimal digits"),
    "aws:sourcevpce": (re.compile(r"vpce-[0-9a-f]+"), "the id of a VPC endpoint, vpce- and hexadecimal digits"),
}


def _region(condition: Condition, _operator: Operator, _key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    if condition.key.lower() != "aws:requestedregion":
        return
    for value in condition.values:
        if not _WILDCARD.search(value) and "${" not in value and not regions.is_known(value):
            yield rules.UNKNOWN_REGION, f"AWS has no Region {shown(value)}{regions.proposal(value)}"


def _addresses(condition: Condition, operator: Operator, _key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    if operator.comparison != "ipaddress":
        return
    private = []
    for value in condition.values:
        interface = _interface(value)
        if interface is None:
            continue
        if "/" in value and interface.ip != interface.network.network_address:
            message = f"{value} has bits beyond its prefix, which IAM ignores; write {interface.network}"
            yield rules.IMPRECISE_ADDRESS, message
        if condition.key.lower() == "aws:sourceip" and _is_private(interface):
            private.append(value)
    if private:
        message = (
            f"{', '.join(private)} is private, and aws:SourceIp is a public address; behind a VPC endpoint use "
            "aws:VpcSourceIp with aws:SourceVpc"
        )
        yield rules.PRIVATE_ADDRESS, message


_Interface: t.TypeAlias = "ipaddress.IPv4Interface | ipaddress.IPv6Interface"
_PRIVATE: t.Final = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)


def _interface(value: str) -> _Interface | None:
    try:
        return ipaddress.ip_interface(value)
    except ValueError:
        return None


def _is_private(interface: _Interface) -> bool:
    network = interface.network
    return any(network[0] in private and network[-1] in private for private in _PRIVATE)


def _deprecated(condition: Condition, _operator: Operator, _key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    better = condition_keys.DEPRECATED.get(condition.key.lower())
    if better:
        yield rules.DEPRECATED_KEY, f"{condition.key} is deprecated; use {better}"


def _tag_key(condition: Condition, _operator: Operator, _key_type: str | None) -> t.Iterator[tuple[Rule, str]]:
    name = condition.key.lower().rstrip("/")
    if name in condition_keys.TAG_KEYS:
        message = f"{condition.key} lacks the key of a tag, as in {condition.key.rstrip('/')}/team"
        yield rules.UNKNOWN_CONDITION_KEY, message


_CHECKS: t.Final[tuple[Check, ...]] = (
    *(_operator_type, _quantifier, _literal_wildcard, _presence, _arn_as_text, _values, _region, _addresses),
    *(_deprecated, _tag_key),
)


def _empty(statement: Statement) -> t.Iterator[Problem]:
    """Parts of the condition that have nothing in them."""
    if statement.plain.get("Condition") == {}:
        yield Problem(rules.EMPTY_ELEMENT, "Condition is empty and restricts nothing; leave it out", "Condition")
    for operator, keys in statement.condition.items():
        element = f"Condition.{operator}"
        if not keys:
            yield Problem(rules.EMPTY_ELEMENT, f"{operator} has no keys and restricts nothing; leave it out", element)
        for key, values in keys.items():
            if not values:
                message = f"{key} has no values, so that {operator} {_effect_without_values(operator)}"
                yield Problem(rules.EMPTY_ELEMENT, message, f"{element}.{key}")


def _effect_without_values(name: str) -> str:
    operator = operators.parse(name)
    if operator is not None and operator.admits_absence and not operator.is_negative:
        return "is met only by requests without the key; say so with Null"
    return "compares it with nothing; name values, or leave the key out"


def _repeated_keys(statement: Statement) -> t.Iterator[Problem]:
    for operator, keys in statement.condition.items():
        first: dict[str, str] = {}
        for key in keys:
            earlier = first.setdefault(key.lower(), key)
            if earlier != key:
                message = f"{earlier} and {key} are the same key; list all values under one of them"
                yield Problem(rules.REPEATED_KEY, message, f"Condition.{operator}.{key}")


# Keys that say little without another one, and why.
_PAIRS: t.Final[t.Mapping[str, tuple[tuple[str, ...], str]]] = {
    "aws:vpcsourceip": (("aws:SourceVpc", "aws:SourceVpce"), "every VPC may have the same private addresses"),
    "aws:ec2instancesourceprivateipv4": (
        ("aws:Ec2InstanceSourceVpc",),
        "every VPC may have the same private addresses",
    ),
}


def _unpaired(statement: Statement) -> t.Iterator[Problem]:
    present = {condition.key.lower() for condition in statement.conditions}
    for condition in statement.conditions:
        message = _lacking(condition, present)
        if message:
            yield Problem(rules.UNPAIRED_KEY, message, f"Condition.{condition.operator}.{condition.key}")


def _lacking(condition: Condition, present: set[str]) -> str | None:
    """Which key a condition lacks, and why, among those that are present."""
    key = condition.key.lower()
    wanted, reason = _PAIRS.get(key, ((), ""))
    if wanted and not present & {each.lower() for each in wanted}:
        return f"{condition.key} stands without {' or '.join(wanted)}; {reason}"
    buckets = [value for value in condition.values if _BUCKET.fullmatch(value)] if key == "aws:sourcearn" else []
    if buckets and "aws:sourceaccount" not in present:
        return f"{buckets[0]} has no account; add aws:SourceAccount, as a bucket's name can change its owner"
    return None


_BUCKET = re.compile(rf"arn:{PART}:s3:::[^/]+")
