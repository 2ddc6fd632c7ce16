# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simplest expressions of Jinja: one variable or another, a default, a text in a list.

A role chooses its values with such expressions, and they need no template engine. Whatever else a template may hold is
left to Ansible, as is each value that it might see differently.
"""

from __future__ import annotations

import functools
import re
import typing as t

_TEMPLATE = re.compile(r"(?P<before>[^{}]*)\{\{(?P<expression>.+?)\}\}(?P<after>[^{}]*)", re.DOTALL)
_TOKEN = re.compile(r"\s*(?:(?P<text>'[^'\\\n]*')|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>==|!=|[|()\[\]{},:]))")
# Words of Jinja, and what its templates know without a variable.
_WORDS: t.Final = frozenset(
    (
        *("if", "else", "in", "not", "and", "or", "is", "for", "true", "false", "True", "False", "None"),
        *("vars", "lookup", "query", "q", "now", "undef", "range", "dict", "lipsum", "cycler", "joiner"),
        *("namespace", "self", "super", "caller", "loop"),
    )
)


class _Omitted:
    """The value of an expression that leaves its option out."""


OMITTED: t.Final = _Omitted()


_CONSTANTS: t.Final[t.Mapping[str, t.Any]] = {"none": None, "omit": OMITTED}
_END: t.Final = ""

Value = t.Any
# What an expression asks for: the value of a variable. Raises C(NotSimpleError) where only Ansible knows it, and
# C(KeyError) if there is none.
Lookup = t.Callable[[str], Value]
_Evaluate = t.Callable[[Lookup], Value]
_Member = t.TypeVar("_Member")


class NotSimpleError(Exception):
    """The template engine has to render this template."""


def evaluate(template: str, lookup: Lookup) -> Value:
    """The value of a template that is a simple expression, with text around it or none; perhaps C(OMITTED).

    Raises C(NotSimpleError).
    """
    before, expression, after = _parsed(template)
    try:
        value = expression(lookup)
    except KeyError as error:
        raise NotSimpleError from error
    if isinstance(value, str) and not value.endswith("\n"):
        return before + value + after if before or after else value
    # Ansible drops a line feed after a text that ends in one, and after a value that is no text.
    if before or (after and isinstance(value, str)) or after not in ("", "\n"):
        raise NotSimpleError
    return value


@functools.lru_cache(maxsize=256)
def _parsed(template: str) -> tuple[str, _Evaluate, str]:
    found = _TEMPLATE.fullmatch(template)
    if found is None:
        raise NotSimpleError
    parser = _Parser(_tokens(found["expression"]))
    expression = parser.choice()
    if parser.next != _END:
        raise NotSimpleError
    return found["before"], expression, found["after"]


def _tokens(expression: str) -> list[str]:
    tokens, end = [], 0
    stripped = expression.rstrip()
    while end < len(stripped):
        found = _TOKEN.match(stripped, end)
        if found is None:
            raise NotSimpleError
        tokens.append(found[0].strip())
        end = found.end()
    return [*tokens, _END]


class _Parser:
    """Reads an expression from its tokens. Each method reads what it is named after."""

    def __init__(self, tokens: t.Sequence[str]) -> None:
        self._tokens = tokens
        self._index = 0

    @property
    def next(self) -> str:
        return self._tokens[self._index]

    def choice(self) -> _Evaluate:
        """C(value if condition else value), or a value."""
        value = self._filtered()
        if self.next != "if":
            return value
        self._take("if")
        condition = self._condition()
        self._take("else")
        other = self.choice()
        return lambda lookup: value(lookup) if condition(lookup) else other(lookup)

    def _condition(self) -> _Evaluate:
        name, left = self.next, self._filtered()
        if self.next == "is":
            return self._is_defined(name, left)
        sign, right = self._take("==", "!=", "in"), self._filtered()
        if sign == "in":
            return lambda lookup: _listed(right(lookup)).count(_present(left(lookup))) > 0
        return lambda lookup: (_present(left(lookup)) == _present(right(lookup))) is (sign == "==")

    def _is_defined(self, name: str, value: _Evaluate) -> _Evaluate:
        if not name.isidentifier() or self._tokens[self._index - 1] != name:
            raise NotSimpleError
        self._take("is")
        is_negated = self.next == "not" and bool(self._take("not"))
        self._take("defined")

        def evaluated(lookup: Lookup) -> bool:
            try:
                _present(value(lookup))
            except KeyError:
                return is_negated
            return not is_negated

        return evaluated

    def _filtered(self) -> _Evaluate:
        may_be_undefined = self.next.isidentifier()
        value = self._value()
        while self.next == "|":
            self._take("|")
            name = self._take("string", "lower", *(["default"] if may_be_undefined else []))
            value = self._default(value) if name == "default" else _text_of(value, is_lower=name == "lower")
            may_be_undefined = False
        return value

    def _default(self, value: _Evaluate) -> _Evaluate:
        """The value of C(default): its second argument, if any, is C(true)."""
        self._take("(")
        other, is_for_empty = self._value(), False
        if self.next == ",":
            self._take(",")
            is_for_empty = bool(self._take("true"))
        self._take(")")

        def evaluated(lookup: Lookup) -> Value:
            try:
                given = value(lookup)
            except KeyError:
                return other(lookup)
            return other(lookup) if is_for_empty and not given else given

        return evaluated

    def _value(self) -> _Evaluate:
        begin = self._take()
        if begin.startswith("'"):
            return lambda _lookup: begin[1:-1]
        if begin == "(":
            value = self.choice()
            self._take(")")
            return value
        if begin == "[":
            members = self._members("]", self._filtered)
            return lambda lookup: [_present(member(lookup)) for member in members]
        if begin == "{":
            pairs = self._members("}", self._pair)
            return lambda lookup: {key: _present(member(lookup)) for key, member in pairs}
        return _variable(begin)

    def _pair(self) -> tuple[str, _Evaluate]:
        key = self._take()
        if not key.startswith("'"):
            raise NotSimpleError
        self._take(":")
        return key[1:-1], self._filtered()

    def _members(self, end: str, member: t.Callable[[], _Member]) -> list[_Member]:
        members: list[_Member] = []
        while self.next != end:
            members.append(member())
            if self.next != end:
                self._take(",")
        self._take(end)
        return members

    def _take(self, *expected: str) -> str:
        """The next token, which is one of those that are expected, if any are."""
        token = self.next
        if token == _END or (expected and token not in expected):
            raise NotSimpleError
        self._index += 1
        return token


def _variable(name: str) -> _Evaluate:
    if name in _CONSTANTS:
        return lambda _lookup: _CONSTANTS[name]
    if not name.isidentifier() or name in _WORDS:
        raise NotSimpleError
    return lambda lookup: lookup(name)


def _text_of(value: _Evaluate, *, is_lower: bool) -> _Evaluate:
    return lambda lookup: str(_present(value(lookup))).lower() if is_lower else str(_present(value(lookup)))


def _present(value: Value) -> Value:
    """The value inside of an expression, where Ansible does other things with what is left out."""
    if value is OMITTED:
        raise NotSimpleError
    return value


def _listed(value: Value) -> list[Value]:
    """What a text may be in. In a text, Jinja looks for a part."""
    if not isinstance(value, list):
        raise NotSimpleError
    return value
