# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds where a policy document is written: in a file of its own, or in variables of an inventory or a playbook.

In a variable file, a document is an element of an entry. An entry is any mapping with a name, anywhere in the file:

    iam_baseline_roles:
      - name: ReportServer
        assume_role_policy_document: ...
        inline_policies:
          ListReports: ...

An entry whose name is a template is not found.
"""

from __future__ import annotations

import functools
import json
import re
import typing as t
from dataclasses import dataclass, field

from .._errors import DocumentError
from .._finding import Place
from .._policy import normalize
from .._policy.problem import DocumentKind
from .._review.subjects import INLINE_POLICIES, POLICY, TRUST_POLICY
from . import yaml_nodes
from .yaml_nodes import YamlError

if t.TYPE_CHECKING:
    from .yaml_nodes import Node

_TEMPLATE = re.compile(r"\{[{%]")


def place_of_file(path: str, text: str) -> Place:
    """The place of the document in a JSON or YAML file of its own. Raises nothing, whatever the file contains."""
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
        """The content of the document; C(None) if it contains a template or cannot be read."""
        try:
            content = _content(yaml_nodes.construct(self.node))
        except YamlError:
            return None
        return None if _TEMPLATE.search(json.dumps(content)) else content


class Sources:
    """The documents in variable files, by the names of their entry and element."""

    def __init__(self, texts: t.Mapping[str, str]) -> None:
        """Takes the texts of files by path. A file that is neither YAML nor JSON has no documents."""
        self._entries: dict[tuple[str, str], list[_Entry]] = {}
        for path, text in texts.items():
            for key, entry in _entries(path, text):
                self._entries.setdefault(key, []).append(entry)

    def find(self, name: str, kind: DocumentKind, document: t.Any) -> Place | None:
        """The place of a document, a mapping or JSON text, by its name in findings.

        It is the place of the first entry of that name with the same content. If there is none, it is that of the only
        entry whose content is unknown because it contains a template or cannot be read.
        """
        entries = self._entries.get(_key(name, kind))
        if entries is None:
            return None
        content = _content(document)
        if content is None and len(entries) == 1:
            return entries[0].place
        same = () if content is None else (entry for entry in entries if entry.content == content)
        return _first_place(same) or _only_place(entry for entry in entries if entry.content is None)


def _first_place(entries: t.Iterable[_Entry]) -> Place | None:
    return next((entry.place for entry in entries), None)


def _only_place(entries: t.Iterable[_Entry]) -> Place | None:
    places = [entry.place for entry in entries]
    return places[0] if len(places) == 1 else None


def _key(name: str, kind: DocumentKind) -> tuple[str, str]:
    """Splits the name of a document (C(Role), C(Role.assume_role_policy_document), ...) into entry and element."""
    role, marker, policy = name.partition(f".{INLINE_POLICIES}.")
    if marker:
        return role, f"{INLINE_POLICIES}.{policy}"
    element = TRUST_POLICY if kind == "trust" else POLICY
    return name.removesuffix(f".{element}"), element


def _entries(path: str, text: str) -> list[tuple[tuple[str, str], _Entry]]:
    try:
        return [entry for root in yaml_nodes.compose(text) for entry in _entries_below(path, root)]
    except (YamlError, RecursionError):
        # For example, a mapping that is merged into itself.
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
    """The documents of an entry with their elements."""
    for element in (POLICY, TRUST_POLICY):
        if element in members:
            yield element, members[element]
    if INLINE_POLICIES in members:
        for policy, node in yaml_nodes.members(members[INLINE_POLICIES]).items():
            yield f"{INLINE_POLICIES}.{policy}", node


def _place(path: str, document: Node) -> Place:
    statements = yaml_nodes.members(document).get("Statement")
    lines = () if statements is None else tuple(map(yaml_nodes.line, yaml_nodes.items(statements)))
    return Place(path=path, line=yaml_nodes.line(document), statements=lines)


def _content(value: t.Any) -> normalize.Plain:
    """A document as a plain value; C(None) for a text or value that is not a document."""
    try:
        return normalize.plain("", normalize.from_json("", value) if isinstance(value, str) else value)
    except (DocumentError, RecursionError):
        return None


def _within(text: str, line: int | None) -> int | None:
    """The line, limited to the lines of the text: an error at the end may be reported after the last line."""
    return line if line is None else max(1, min(line, len(text.splitlines())))


def _line_of_json_error(text: str) -> int | None:
    """The line of the first syntax error in JSON text."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    except RecursionError:
        return None
    return None
