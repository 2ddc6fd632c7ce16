# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pseudo parameters: their names, their values in an account, and how to find these values in a text.

They have the names that CloudFormation gives them. Do not confuse them with IAM's policy variables
(C(${aws:username})), which IAM fills in at each request.
"""

from __future__ import annotations

import re
import typing as t

from .._arn import URL_SUFFIXES, Account
from .._errors import OptionError


class PseudoParameter(t.NamedTuple):
    """One pseudo parameter.

    C(value) returns its value in an account, or C(None) if the session does not know it; C(cure) then says what to do.
    C(pattern), formatted with the escaped value, matches the value where it stands alone in a text.
    """

    name: str
    value: t.Callable[[Account], str | None]
    pattern: str
    cure: str = ""

    @property
    def reference(self) -> str:
        """The pseudo parameter as documents write it: C(${AWS::Region})."""
        return f"${{{self.name}}}"


# The patterns do not match an account id inside a longer number, or a region inside an availability zone.
PSEUDO_PARAMETERS: t.Final[t.Mapping[str, PseudoParameter]] = {
    parameter.name: parameter
    for parameter in (
        PseudoParameter("AWS::AccountId", lambda account: account.id, r"(?<![0-9]){}(?![0-9])"),
        PseudoParameter("AWS::Partition", lambda account: account.partition, r"(?<![A-Za-z0-9_-]arn:)(?<=arn:){}(?=:)"),
        PseudoParameter(
            "AWS::Region",
            lambda account: account.region,
            r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])",
            cure="set the option region",
        ),
        PseudoParameter(
            "AWS::URLSuffix",
            lambda account: URL_SUFFIXES.get(account.partition),
            r"(?<=\.){}(?![A-Za-z0-9.-])",
            cure="write the suffix of {partition} out",
        ),
    )
}
REFERENCES: t.Final = tuple(parameter.reference for parameter in PSEUDO_PARAMETERS.values())

_REFERENCE = re.compile(r"\$\{(AWS::[A-Za-z0-9]*)\}")
# A reference, or a text that only looks like one and has a mark more than the text that it stands for.
_MARKED = re.compile(r"\$\{(!*)(AWS::[A-Za-z0-9]*)\}")


def fill(
    option: str,
    text: str,
    account: Account,
    *,
    escape: t.Callable[[str], str] = str,
    has_escapes: bool = False,
) -> str:
    """The text with pseudo parameters filled in for the account; C(escape) is applied to each value.

    With C(has_escapes), C(${!AWS::Region}) stands for the text C(${AWS::Region}); see C(escaped). Raises C(OptionError)
    for a pseudo parameter that is unknown or has no value in the session.
    """
    return _replaced(text, lambda name: escape(_value(option, name, account)), has_escapes=has_escapes)


def escaped(text: str) -> str:
    """The text with a mark in each part that looks like a reference but is not: C(${!AWS::Region})."""
    return _MARKED.sub(r"${!\1\2}", text) if "AWS::" in text else text


def fill_known(text: str, account: Account, *, has_escapes: bool = False) -> str:
    """The text after filling in the pseudo parameters that have a value in the account; the others stay."""
    return _replaced(text, lambda name: _known_value(name, account) or f"${{{name}}}", has_escapes=has_escapes)


def without(text: str, *, has_escapes: bool = False) -> str:
    """The text without its pseudo parameters."""
    return _replaced(text, lambda _name: "", has_escapes=has_escapes)


def _replaced(text: str, value_of: t.Callable[[str], str], *, has_escapes: bool) -> str:
    if not has_escapes:
        return _REFERENCE.sub(lambda match: value_of(match.group(1)), text)
    return _MARKED.sub(lambda match: f"${{{match[1][1:]}{match[2]}}}" if match[1] else value_of(match[2]), text)


def are_in(text: str, *, has_escapes: bool = False) -> bool:
    """Whether a text contains pseudo parameters, and so depends on the account, or marks of C(escaped)."""
    return bool((_MARKED if has_escapes else _REFERENCE).search(text))


def unknown_in(text: str) -> list[str]:
    """The references in a text to pseudo parameters that do not exist, without repeats."""
    names = dict.fromkeys(_REFERENCE.findall(text))
    return [f"${{{name}}}" for name in names if name not in PSEUDO_PARAMETERS]


def check(option: str, text: str) -> None:
    """Raises C(OptionError) for a pseudo parameter that does not exist."""
    for reference in unknown_in(text):
        raise OptionError(option, unknown(reference))


def map_texts(option: str, value: t.Any, change: t.Callable[[str], str]) -> t.Any:
    """A plain value with C(change) applied to all texts and keys. Raises C(OptionError) if two keys become equal."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_texts(option, member, change) for member in value]
    result = {change(key): map_texts(option, member, change) for key, member in value.items()}
    if len(result) < len(value):
        raise OptionError(option, f"once filled in, two of the keys {', '.join(value)} are the same")
    return result


def _known_value(name: str, account: Account) -> str | None:
    parameter = PSEUDO_PARAMETERS.get(name)
    return None if parameter is None else parameter.value(account)


def _value(option: str, name: str, account: Account) -> str:
    parameter = PSEUDO_PARAMETERS.get(name)
    if parameter is None:
        raise OptionError(option, unknown(f"${{{name}}}"))
    value = parameter.value(account)
    if value is None:
        cure = parameter.cure.format(partition=account.partition)
        raise OptionError(option, f"{parameter.reference} has no value in this session: {cure}")
    return value


def unknown(reference: str) -> str:
    """The message about a pseudo parameter that does not exist."""
    return f"{reference} is not a known pseudo parameter; known are {', '.join(REFERENCES)}"
