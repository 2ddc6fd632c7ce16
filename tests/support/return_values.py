# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the RETURN of each module from return_values.yml: python tests/support/return_values.py [--check]

With --check it writes nothing, names the modules whose RETURN differs from the source, and exits with 1 if there
are any.
"""

from __future__ import annotations

import pathlib
import re
import sys
import textwrap
import typing as t

import yaml

ROOT: t.Final = pathlib.Path(__file__).parents[2]
SOURCE: t.Final = pathlib.Path(__file__).with_suffix(".yml")
MODULES: t.Final = ROOT / "plugins" / "modules"

BLOCK: t.Final = re.compile(r'(?<=^RETURN = r""")\n.*?(?=^"""$)', re.MULTILINE | re.DOTALL)
ORIGIN: t.Final = "# tests/support/return_values.py writes this from return_values.yml."
# What describes a return value, in the order of Ansible's own documentation.
FIELDS: t.Final = ("description", "returned", "type", "elements", "contains", "sample")
LINE_LENGTH: t.Final = 120


class Dumper(yaml.SafeDumper):
    """YAML as people write it: without references, and with lists indented below their keys."""

    def ignore_aliases(self, data: t.Any) -> bool:  # noqa: ARG002
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)


def main(arguments: t.Sequence[str], folder: pathlib.Path = MODULES) -> int:
    stale = {path: text for path, text in rendered(folder) if path.read_text(encoding="utf-8") != text}
    if "--check" in arguments:
        for path in stale:
            print(f"{path.name}: RETURN is not what {SOURCE.name} says; run python tests/support/{SOURCE.stem}.py")
        return 1 if stale else 0
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
    return 0


def rendered(folder: pathlib.Path) -> t.Iterator[tuple[pathlib.Path, str]]:
    """The files of the modules in a folder, each with the text that it should have."""
    for module, values in source().items():
        path = folder / f"{module}.py"
        text = path.read_text(encoding="utf-8")
        blocks = list(BLOCK.finditer(text))
        if len(blocks) != 1:
            raise ValueError(f"{path.name} has {len(blocks)} blocks RETURN")
        (block,) = blocks
        yield path, f"{text[: block.start()]}\n{ORIGIN}\n{dumped(values)}{text[block.end() :]}"


def source() -> dict[str, dict[str, t.Any]]:
    """The return values of each module, in order."""
    modules = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["modules"]
    return {module: ordered(values) for module, values in modules.items()}


def ordered(values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return values by name, each with its fields in the usual order."""
    return {name: _described(values[name]) for name in sorted(values)}


def _described(value: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    if unknown := value.keys() - set(FIELDS):
        raise ValueError(f"a return value has {', '.join(sorted(unknown))}")
    fields = {field: value[field] for field in FIELDS if field in value}
    if "contains" in fields:
        fields["contains"] = ordered(fields["contains"])
    return fields


def dumped(values: t.Mapping[str, t.Any]) -> str:
    """YAML with lines of at most 120 characters; PyYAML itself breaks a line only after it has become longer."""
    text = yaml.dump(values, Dumper=Dumper, sort_keys=False, width=sys.maxsize, allow_unicode=True)
    return "".join(f"{_wrapped(line)}\n" for line in text.splitlines())


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.fill(line, LINE_LENGTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
