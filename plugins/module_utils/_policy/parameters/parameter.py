# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parameters of a set as values, checked: all that is wrong with each is said, in its own words."""

from __future__ import annotations

import datetime
import json
import re
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..._arn import Account, shown
from ..._nearest import nearest
from . import regions
from .value_types import TEXT, TYPES, Part, ValueType, has_wildcards, hex_of

NAME: t.Final = re.compile(r"[A-Za-z0-9]+")
KEYS: t.Final = (
    "value",
    "default",
    "type",
    "elements",
    "length",
    "pattern",
    "description",
    "placeholders",
    "wildcards",
    "variable",
)
_SCALAR_TYPES: t.Final = (*TYPES, "hex")
CHOICES: t.Final[t.Mapping[str, tuple[str, ...]]] = {
    "type": (*_SCALAR_TYPES, "list"),
    "elements": _SCALAR_TYPES,
    "wildcards": ("refuse", "warn", "allow"),
}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter. C(texts) has its value, or the members of its list, in parts; it is empty if there is none.

    C(label) is what messages call it. C(absence) is the message for a parameter without a value; it counts only where
    the value is needed. C(region_patterns) are the regions in the value, in which C(*) and C(?) are wildcards.
    """

    name: str
    label: str
    is_list: bool = False
    texts: tuple[tuple[Part, ...], ...] = ()
    problems: tuple[str, ...] = ()
    absence: str = ""
    warns_of_wildcards: bool = False
    region_patterns: tuple[str, ...] = ()

    def account_problems(self, account: Account) -> t.Iterator[str]:
        """What is wrong with the value in an account: a region of another partition."""
        if account.partition not in regions.REGIONS:
            return
        for pattern in self.region_patterns:
            partitions = regions.partitions_of(pattern)
            if account.partition not in partitions:
                theirs = " or ".join(sorted(partitions))
                yield f"{self.label}: {pattern} is in the partition {theirs}, but the session is in {account.partition}"


def read(name: t.Any, given: t.Any) -> Parameter:
    """The parameter that a task declares under a name, with a value or with a mapping."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        problem = f"parameters: {shown(str(name))} is not a name for a parameter: use letters and digits only"
        return Parameter(name=str(name), label=f"parameters.{name}", problems=(problem,))
    declaration = dict(given) if isinstance(given, (dict, Mapping)) else {"value": given}
    label = declaration.get("variable") or f"parameters.{name}"
    problems = tuple(f"parameters.{name}{problem}" for problem in _declaration_problems(declaration))
    if problems:
        return Parameter(name=name, label=str(label), problems=problems)
    return _Declaration(declaration).parameter(name, label)


def _declaration_problems(declaration: t.Mapping[t.Any, t.Any]) -> t.Iterator[str]:
    """What is wrong with a declaration, whatever its value: each follows the name of the parameter."""
    yield from _key_problems(declaration)
    given = {key: value for key, value in declaration.items() if value is not None}
    for key, choices in CHOICES.items():
        if given.get(key, choices[0]) not in choices:
            yield f".{key} must be one of: {', '.join(choices)} (got: {shown(str(given[key]))})"
    for key in ("description", "pattern", "variable"):
        if not isinstance(given.get(key, ""), str):
            yield f".{key} must be a text (got: {shown(str(given[key]))})"
    if not isinstance(given.get("placeholders", []), list):
        yield f".placeholders must be a list (got: {shown(str(given['placeholders']))})"
    yield from (*_list_and_hex_problems(given), *_pattern_problems(given))


def _key_problems(declaration: t.Mapping[t.Any, t.Any]) -> t.Iterator[str]:
    for key in (str(key) for key in declaration if key not in KEYS):
        near = nearest(key, KEYS)
        yield f": {key} is unknown; " + (f"did you mean {near}?" if near else f"known are {', '.join(KEYS)}")


def _pattern_problems(given: t.Mapping[t.Any, t.Any]) -> t.Iterator[str]:
    try:
        re.compile(str(given.get("pattern", "")))
    except re.error as error:
        yield f".pattern: {shown(str(given['pattern']))} is not a regular expression: {error}"


def _list_and_hex_problems(given: t.Mapping[t.Any, t.Any]) -> t.Iterator[str]:
    if "elements" in given and given.get("type", "list") != "list":
        yield ".elements: applies to the type list only"
    if "length" not in given:
        return
    length = given["length"]
    if "hex" not in (given.get("type"), given.get("elements")):
        yield ".length: applies to the type hex only"
    elif not re.fullmatch("[1-9][0-9]{0,3}", str(length)):
        yield f".length must be a number from 1 to 9999 (got: {shown(str(length))})"


class _Declaration:
    """A declaration without flaws, and the value that it gives."""

    def __init__(self, declaration: t.Mapping[str, t.Any]) -> None:
        given = {key: value for key, value in declaration.items() if value is not None}
        self._value = given.get("value", given.get("default"))
        guessed = "list" if isinstance(self._value, list) or "elements" in given else "text"
        kind = given.get("type", guessed)
        self.is_list = kind == "list"
        self._type = _type_of(given.get("elements", "text") if self.is_list else kind, given.get("length"))
        self._pattern = given.get("pattern")
        self._placeholders = {str(placeholder) for placeholder in given.get("placeholders", ())}
        self._wildcards = given.get("wildcards", "refuse")
        self._hint = _sentence(given.get("description", ""))

    def parameter(self, name: str, label: str) -> Parameter:
        """The parameter with its checked value, or with all that is wrong with it."""
        bare = Parameter(name=name, label=label, is_list=self.is_list)
        if self._value is None:
            return replace(bare, absence=f"{label} is missing and required{self._hint}")
        problems = tuple(f"{label}{problem}{self._hint}" for problem in self._problems())
        if problems:
            return replace(bare, problems=problems)
        texts = [_text(member) or "" for member in self._members]
        is_region = self._type is TYPES["region"]
        return replace(
            bare,
            texts=tuple(map(self._type.parts, texts)),
            warns_of_wildcards=self._wildcards == "warn" and any(map(has_wildcards, texts)),
            region_patterns=tuple(text for text in texts if is_region and text != self._type.reference),
        )

    @property
    def _members(self) -> list[t.Any]:
        return list(t.cast(list[t.Any], self._value)) if self.is_list else [self._value]

    def _problems(self) -> t.Iterator[str]:
        """What is wrong with the value: each problem follows the name of the parameter."""
        if not self.is_list:
            yield from self._member_problems("", self._value)
        elif not isinstance(self._value, list):
            yield f" must be a list (got: {shown(str(self._value))})"
        elif not self._value:
            yield " must have at least one element"
        else:
            for position, member in enumerate(self._value):
                yield from self._member_problems(f"[{position}]", member)

    def _member_problems(self, place: str, member: t.Any) -> t.Iterator[str]:
        text = _text(member)
        if text is None:
            yield f"{place} must be a text, in quotes (got: {_as_json(member)})"
        elif not text and self._type is not TEXT:
            yield f"{place} is empty and required"
        elif text in self._placeholders:
            yield f"{place} still has the placeholder {shown(text)}"
        elif problem := self._text_problem(text):
            yield f"{place} {problem} (got: {shown(text)})"

    def _text_problem(self, text: str) -> str:
        if self._wildcards == "refuse" and has_wildcards(text) and not self._type.problem(text):
            return "must not contain the wildcards * and ?"
        problem = self._type.problem(text)
        if problem or self._pattern is None or text == self._type.reference or re.fullmatch(self._pattern, text):
            return problem
        return f"must match the pattern {self._pattern}"


def _type_of(name: str, length: t.Any) -> ValueType:
    return hex_of(None if length is None else int(length)) if name == "hex" else TYPES[name]


def _text(value: t.Any) -> str | None:
    """A value as text; C(None) for one that YAML may have read in more than one way, or that is no text."""
    if isinstance(value, bool) or not isinstance(value, (str, int, datetime.date)):
        return None
    try:
        return str(value)
    except ValueError:
        # Python's own limit for the digits of a number.
        return None


def _as_json(value: t.Any) -> str:
    """A value that is no text, as JSON writes it, shortened."""
    text = json.dumps(value, default=str)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _sentence(description: str) -> str:
    """The description as a sentence that follows another."""
    text = description.strip()
    return f". {text[0].upper()}{text[1:].removesuffix('.')}" if text else ""
