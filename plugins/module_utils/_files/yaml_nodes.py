# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads YAML and JSON text as nodes with their lines. PyYAML comes with ansible-core; without it, nothing is read.

Values are plain: tags that YAML does not define (C(!unsafe), C(!vault)) are ignored.
"""

from __future__ import annotations

import re
import typing as t

from .._errors import LeastPrivError

try:
    import yaml
except ImportError:  # pragma: no cover
    HAS_YAML = False
else:
    HAS_YAML = True

if t.TYPE_CHECKING:
    Node: t.TypeAlias = yaml.Node

_STANDARD: t.Final = "tag:yaml.org,2002:"
_MERGE: t.Final = "<<"
# PyYAML's parser in C crashes the process at a depth of some 20,000.
_DEEPEST: t.Final = 1_000
# Without a limit, aliases of aliases expand a few lines to any number of values.
_MOST_NODES: t.Final = 250_000
_BRACKET = re.compile(r"[\[{}\]]")
_BLOCK = re.compile(r"^[ ?-]+", re.MULTILINE)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class YamlError(LeastPrivError):
    """A text is not valid YAML. C(line) is the line of the error, counted from 1, or C(None)."""

    def __init__(self, problem: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(problem)


def compose(text: str) -> list[Node]:
    """The root node of each YAML document in a text. JSON text is YAML, too.

    Raises C(YamlError). Without PyYAML, the list is empty.
    """
    if not HAS_YAML:
        return []
    # JSON may be indented with tabs, and may write a character beyond U+FFFF as two surrogates.
    # The replacements keep the number of lines.
    text = _SURROGATE.sub(r"\\ufffd", text.replace("\t", " "))
    if _depth(text) > _DEEPEST:
        raise YamlError("nested too deeply")
    try:
        roots = list(yaml.compose_all(text, Loader=_loader()))
    except yaml.YAMLError as error:
        raise _error(error) from None
    except RecursionError:
        raise YamlError("nested too deeply") from None
    if sum(map(_count, roots)) > _MOST_NODES:
        raise YamlError(f"it has more than {_MOST_NODES:,} values, counting those that aliases repeat")
    return roots


def construct(node: Node) -> t.Any:
    """The value of a node: mappings, lists, texts, numbers, booleans, dates. Raises C(YamlError)."""
    for descendant in walk(node):
        if not descendant.tag.startswith(_STANDARD):
            descendant.tag = _STANDARD + _default_tag(descendant)
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except yaml.YAMLError as error:
        raise _error(error) from None
    except LookupError as error:
        raise YamlError(f"{error} does not have the type of its tag", line(node)) from None
    except (RecursionError, TypeError, ValueError) as error:
        # An invalid date, such as 2012-13-17, is a ValueError.
        raise YamlError(str(error), line(node)) from None


def walk(node: Node) -> t.Iterator[Node]:
    """The node and all nodes below it, in the order of the text. A node with aliases appears once."""
    seen: set[int] = set()
    remaining = [node]
    while remaining:
        current = remaining.pop()
        if id(current) not in seen:
            seen.add(id(current))
            yield current
            remaining.extend(reversed(_children(current)))


def members(node: Node) -> dict[str, Node]:
    """The members of a mapping by their text keys, including merged ones; none for any other node."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    own = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    merged = own.pop(_MERGE, None)
    if merged is None:
        return own
    # Of several merged mappings, the first wins.
    bases = reversed(merged.value) if isinstance(merged, yaml.SequenceNode) else [merged]
    result: dict[str, Node] = {}
    for base in bases:
        result |= members(base)
    return result | own


def items(node: Node) -> list[Node]:
    """The members of a sequence. Any other node counts as a sequence with one member."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def repeated_key(node: Node) -> Node | None:
    """The first key that appears twice in one mapping. YAML parsers silently keep the last."""
    for descendant in walk(node):
        if isinstance(descendant, yaml.MappingNode):
            seen = set()
            for key, _value in descendant.value:
                name = scalar(key)
                if name in seen and name not in (None, _MERGE):
                    return t.cast("Node", key)
                seen.add(name)
    return None


def scalar(node: Node | None) -> str | None:
    """The text of a scalar node, C(None) for any other."""
    return str(node.value) if node is not None and isinstance(node, yaml.ScalarNode) else None


def line(node: Node) -> int:
    """The line on which a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def _count(root: Node) -> int:
    """The number of nodes, with those that aliases repeat. Raises C(YamlError) for an alias inside its own node."""
    counts: dict[int, int] = {}
    open_ones: set[int] = set()
    remaining = [root]
    while remaining:
        node = remaining[-1]
        children = _children(node)
        unknown = [child for child in children if id(child) not in counts]
        if id(node) in counts or not unknown:
            counts[id(node)] = 1 + sum(counts[id(child)] for child in children)
            open_ones.discard(id(node))
            remaining.pop()
        elif id(node) in open_ones:
            raise YamlError("an alias refers to a node that contains it", line(node))
        else:
            open_ones.add(id(node))
            remaining += unknown
    return counts[id(root)]


def _depth(text: str) -> int:
    """An upper bound of a text's depth: brackets in strings count, and so does every space of indentation."""
    depth = deepest = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket.group() in "[{" else -1
        deepest = max(deepest, depth)
    return deepest + max((len(match.group()) for match in _BLOCK.finditer(text)), default=0)


def _loader() -> t.Any:
    # The parser in C takes a tenth of the time.
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _default_tag(node: Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "map"
    return "seq" if isinstance(node, yaml.SequenceNode) else "str"


def _children(node: Node) -> list[Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _error(error: yaml.YAMLError) -> YamlError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    if mark is None:
        return YamlError(problem)
    return YamlError(f"{problem} at line {mark.line + 1}, column {mark.column + 1}", mark.line + 1)
