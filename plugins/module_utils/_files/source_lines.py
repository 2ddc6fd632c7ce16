# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a policy document stands: in a file of its own, or among the variables of an inventory or a playbook.

A document in a variable file is the element of an entry, and an entry any mapping with a name, wherever in the file:

    iam_baseline_roles:
      - name: ReportServer
        assume_role_policy_document: ...
        inline_policies:
          ListReports: ...

Names that only a template knows are not found.
"""

from __future__ import annotations

import functools
import json
import re
import typing as t
from dataclasses import dataclass, field

from .._errors import DocumentError
from .._finding import Finding
from .._policy import normalize
from .._policy.problem import DocumentKind
from . import yaml_nodes
from .yaml_nodes import YamlError

if t.TYPE_CHECKING:
    from .yaml_nodes import Node

_TEMPLATE = re.compile(r"\{[{%]")

_POLICY: t.Final = "policy"
_TRUST_POLICY: t.Final = "assume_role_policy_document"
_INLINE_POLICIES: t.Final = "inline_policies"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a document stands.

    C(line) is the document's line, C(statements) has that of each statement in order. Lines count from 1 and are
    missing where they are not known.
    """

    path: str
    line: int | None = None
    statements: tuple[int, ...] = ()

    def line_of(self, position: int | None) -> int | None:
        """The line of the statement at a position, else that of the document."""
        if position is not None and position < len(self.statements):
            return self.statements[position]
        return self.line


@dataclass(frozen=True, kw_only=True)
class Located:
    """A finding, and the file and line that it is about, where they are known."""

    finding: Finding
    path: str | None = None
    line: int | None = None

    @classmethod
    def at(cls, place: Place | None, finding: Finding) -> Located:
        """A finding about a document that stands in a place."""
        if place is None:
            return cls(finding=finding)
        return cls(finding=finding, path=place.path, line=place.line_of(finding.position))

    def text(self) -> str:
        """The finding as one line for people, as compilers write it."""
        text = self.finding.line()
        if self.path is None:
            return text
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        # A document that has no name but that of its file is named once.
        rest = text.removeprefix(self.path) if self.finding.document == self.path else f": {text}"
        return place + rest

    def to_result(self) -> dict[str, t.Any]:
        """The finding as a task's result lists it: the same keys, always."""
        return {**self.finding.to_result(), "path": self.path, "line": self.line}


def place_of_file(path: str, text: str) -> Place:
    """The place of a document that is all there is in a file, JSON or YAML; never raises for its content."""
    try:
        roots = yaml_nodes.compose(text)
    except YamlError as error:
        return Place(path=path, line=_line_of_json_error(text) or _within(text, error.line))
    if len(roots) != 1:
        return Place(path=path)
    return _place(path, roots[0])


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """One document in a variable file."""

    place: Place
    node: Node = field(compare=False)

    @functools.cached_property
    def content(self) -> normalize.Plain:
        """What the document says, C(None) where only a template knows, or where it is none."""
        try:
            content = _content(yaml_nodes.construct(self.node))
        except YamlError:
            return None
        return None if _TEMPLATE.search(json.dumps(content)) else content


class Sources:
    """The documents that stand in variable files, by the name of their entry and their element."""

    def __init__(self, texts: t.Mapping[str, str]) -> None:
        """Takes the texts of files by their paths. What is not YAML or JSON has no documents."""
        self._entries: dict[tuple[str, str], list[_Entry]] = {}
        for path, text in texts.items():
            for key, entry in _entries(path, text):
                self._entries.setdefault(key, []).append(entry)

    def find(self, name: str, kind: DocumentKind, document: t.Any) -> Place | None:
        """The place of a document, given as a mapping or as JSON text, by the name that the review calls it.

        Of the entries of that name it is the first that says the same as the document. Where there is none, it is the
        only one of which a template, or what is wrong with it, hides what it says; the others are other documents.
        """
        entries = self._entries.get(_key(name, kind))
        if entries is None:
            return None
        content = _content(document)
        if content is None and len(entries) == 1:
            return entries[0].place
        same = [each for each in entries if content is not None and each.content == content]
        hidden = [each for each in entries if each.content is None]
        if same:
            return same[0].place
        return hidden[0].place if len(hidden) == 1 else None


def inline_name(role: str, policy: str) -> str:
    """What a review calls the inline policy of a role."""
    return f"{role}.{_INLINE_POLICIES}.{policy}"


def _key(name: str, kind: DocumentKind) -> tuple[str, str]:
    """Entry and element of a document by its name: C(Role), C(Role.assume_role_policy_document), ..."""
    role, marker, policy = name.partition(f".{_INLINE_POLICIES}.")
    if marker:
        return role, f"{_INLINE_POLICIES}.{policy}"
    element = _TRUST_POLICY if kind == "trust" else _POLICY
    return name.removesuffix(f".{element}"), element


def _entries(path: str, text: str) -> list[tuple[tuple[str, str], _Entry]]:
    try:
        return [entry for root in yaml_nodes.compose(text) for entry in _entries_below(path, root)]
    except (YamlError, RecursionError):
        # A mapping that is merged into itself, for one.
        return []


def _entries_below(path: str, root: Node) -> t.Iterator[tuple[tuple[str, str], _Entry]]:
    for mapping in yaml_nodes.walk(root):
        members = yaml_nodes.members(mapping)
        name = yaml_nodes.scalar(members.get("name"))
        if name is None:
            continue
        for element, node in _documents(members):
            yield (name, element), _Entry(place=_place(path, node), node=node)


def _documents(members: t.Mapping[str, Node]) -> t.Iterator[tuple[str, Node]]:
    """The documents of an entry by their element."""
    for element in (_POLICY, _TRUST_POLICY):
        if element in members:
            yield element, members[element]
    if _INLINE_POLICIES in members:
        for policy, node in yaml_nodes.members(members[_INLINE_POLICIES]).items():
            yield f"{_INLINE_POLICIES}.{policy}", node


def _place(path: str, document: Node) -> Place:
    statements = yaml_nodes.members(document).get("Statement")
    lines = () if statements is None else tuple(map(yaml_nodes.line, yaml_nodes.items(statements)))
    return Place(path=path, line=yaml_nodes.line(document), statements=lines)


def _content(value: t.Any) -> normalize.Plain:
    """A document as a plain value, C(None) for what is none."""
    try:
        return normalize.plain("", normalize.from_json("", value) if isinstance(value, str) else value)
    except (DocumentError, RecursionError):
        return None


def _within(text: str, line: int | None) -> int | None:
    """A line that the text has: the end of a text may be reported behind its last line."""
    return line if line is None else max(1, min(line, len(text.splitlines())))


def _line_of_json_error(text: str) -> int | None:
    """Where text that is meant to be JSON is not."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    except RecursionError:
        return None
    return None
