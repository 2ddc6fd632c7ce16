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


def _key(name: str, kind: DocumentKind) -> tuple[str, str]:
    """Entry and element of a document by its name: C(Role), C(Role.assume_role_policy_document), ..."""
    role, marker, policy = name.partition(f".{INLINE_POLICIES}.")
    if marker:
        return role, f"{INLINE_POLICIES}.{policy}"
    element = TRUST_POLICY if kind == "trust" else POLICY
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
