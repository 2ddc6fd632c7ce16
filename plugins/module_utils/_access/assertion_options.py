# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the options that say what a role may do: C(access) and C(assumable_by)."""

from __future__ import annotations

import typing as t

from .._errors import OptionError
from .._nearest import nearest
from .._policy import document, grammar, normalize
from .._policy.document import Document
from .._policy.problem import Problem

KINDS: t.Final = ("may", "may_not", "within")
_ELEMENTS: t.Final = ("Action", "NotAction", "Resource", "NotResource", "Condition", "Sid")
_FORM: t.Final = "a statement without Effect ({Action: ..., Resource: ...}) or an action such as s3:GetObject"
_LISTS: t.Final = {"may": "what the role has to be allowed", "may_not": "what the role must not be allowed"}
# Elements of a policy that an item cannot have, and where what they say belongs.
_MISPLACED: t.Final[t.Mapping[str, str]] = {
    "Effect": "must be left out: may says that all of it is allowed, may_not that nothing of it is",
    "Principal": "must be left out: assumable_by says who may assume the role",
    "NotPrincipal": "must be left out: assumable_by says who may assume the role",
    "Statement": "must be left out: list the statements themselves, without Version and Statement",
    "Version": "must be left out: list the statements themselves, without Version and Statement",
}


def lists(option: str, access: t.Any) -> t.Mapping[str, t.Any]:
    """What the option C(access) says by the name of its keys, without those that are not set. Raises C(OptionError)."""
    if not isinstance(access, t.Mapping):
        raise OptionError(option, f"must be a mapping with may, may_not or within, not {normalize.kind(access)}")
    for key in access:
        if key not in KINDS:
            raise OptionError(f"{option}.{key}", f"access has no such key{_meant(key, KINDS)}")
    given = {key: value for key, value in access.items() if value is not None}
    if not given:
        raise OptionError(option, "must say something: may, may_not or within")
    return given


def documents(option: str, kind: str, items: t.Any) -> tuple[Document, ...]:
    """A document for each item of C(may) or C(may_not). Raises C(OptionError)."""
    if not isinstance(items, (list, tuple)):
        raise OptionError(option, f"must be a list, not {normalize.kind(items)}; an item is {_FORM}")
    if not items:
        raise OptionError(option, f"is empty; list {_LISTS[kind]}, or leave {kind} out")
    return tuple(_document(f"{option}[{position}]", item) for position, item in enumerate(items))


def reference(option: str, value: t.Any) -> Document:
    """The policy document of C(within). Raises C(OptionError)."""
    parsed = document.parse(option, value)
    for problem in grammar.document_problems(parsed, "inline"):
        raise _error(option, problem)
    for position, statement in enumerate(parsed.statements):
        for problem in grammar.statement_problems(statement, "inline"):
            raise _error(f"{option}.Statement[{position}]", problem)
    return parsed


def _document(option: str, item: t.Any) -> Document:
    """An item as a document with one statement, which allows what the item is about."""
    written = {"Action": item} if isinstance(item, str) else item
    if not isinstance(written, t.Mapping):
        raise OptionError(option, f"must be {_FORM}, not {normalize.kind(item)}")
    _check_elements(option, written)
    plain = t.cast("dict[str, t.Any]", normalize.plain(option, written))
    if "NotResource" not in plain:
        plain.setdefault("Resource", "*")
    parsed = Document({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **plain}]})
    of_document, of_statement = grammar.document_problems, grammar.statement_problems
    for problem in (*of_document(parsed, "managed"), *of_statement(parsed.statements[0], "managed")):
        # A text is the action itself.
        raise _error(option, problem._replace(element=None) if isinstance(item, str) else problem)
    return parsed


def _check_elements(option: str, written: t.Mapping[t.Any, t.Any]) -> None:
    for key, value in written.items():
        if key in _MISPLACED:
            raise OptionError(f"{option}.{key}", _MISPLACED[key])
        if key not in _ELEMENTS:
            raise OptionError(f"{option}.{key}", f"a statement has no such element{_meant(key, _ELEMENTS)}")
        if value in ([], {}):
            raise OptionError(f"{option}.{key}", "is empty; name at least one, or leave it out")
    _check_presence(option, written)


def _check_presence(option: str, written: t.Mapping[t.Any, t.Any]) -> None:
    for element in ("Action", "Resource"):
        if element in written and f"Not{element}" in written:
            raise OptionError(option, f"must have either {element} or Not{element}")
    if "Action" not in written and "NotAction" not in written:
        raise OptionError(option, "Action is missing; name the actions, for example Action: s3:GetObject")


def _meant(key: t.Any, known: t.Sequence[str]) -> str:
    """The known name that an unknown one most likely means, or else all known names."""
    found = nearest(key, known) if isinstance(key, str) else None
    return f"; did you mean {found}?" if found else f"; it has {', '.join(known[:-1])} and {known[-1]}"


def _error(option: str, problem: Problem) -> OptionError:
    """A problem of the grammar as the error of an option, which names the element once."""
    element, message = problem.element or "", problem.message
    if not element:
        return OptionError(option, message)
    return OptionError(f"{option}.{element}", message.removeprefix(f"{element} "))
