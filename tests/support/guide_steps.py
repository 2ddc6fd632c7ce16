# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of a guide: files to save, replacements in them, and commands to run."""

from __future__ import annotations

import pathlib
import re
import shlex
import textwrap
import typing as t
from dataclasses import dataclass

GUIDES: t.Final = pathlib.Path(__file__).parents[2] / "docs" / "docsite" / "rst"

_BLOCK: t.Final = re.compile(r"^( *)\.\. code-block:: (\w+)\n\n((?:\1 +.*\n|\n)+)", re.MULTILINE)
_FENCED: t.Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED: t.Final = re.compile(r"\b[Ss]ave this as\s+`+([^`]+)`+")
_REPLACED: t.Final = re.compile(r"In\s+``([^`]+)``,\s+replace\s+``([^`]+)``\s+by\s+``([^`]+)``")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A code block with its language, its text, and the prose since the block before."""

    language: str
    text: str
    prose: str

    @property
    def file(self) -> str | None:
        """The path under which the reader saves it."""
        names = _SAVED.findall(self.prose)
        return str(names[-1]) if names else None

    @property
    def replacements(self) -> list[tuple[str, str, str]]:
        """The replacements that the prose asks for: a file, the old text, and the new text."""
        return [(found[1], found[2], found[3]) for found in _REPLACED.finditer(self.prose)]

    @property
    def commands(self) -> list[list[str]]:
        """The commands after the prompts, split as a shell does."""
        if self.language != "console":
            return []
        lines = re.sub(r"\\\n\s*", " ", self.text).splitlines()
        return [shlex.split(line.removeprefix("$ "), comments=True) for line in lines if line.startswith("$ ")]


def blocks(text: str) -> list[Block]:
    """The code blocks of a guide, in order."""
    found = []
    end = 0
    for match in _BLOCK.finditer(text):
        prose = text[end : match.start()]
        found.append(Block(language=match[2], text=textwrap.dedent(match[3]).strip("\n") + "\n", prose=prose))
        end = match.end()
    return found


def of_guide(name: str) -> list[Block]:
    return blocks((GUIDES / f"guide_{name}.rst").read_text(encoding="utf-8"))


def of_markdown(text: str) -> list[Block]:
    """The code blocks of a Markdown page, in order."""
    found = []
    end = 0
    for match in _FENCED.finditer(text):
        found.append(Block(language=match[1], text=match[2], prose=text[end : match.start()]))
        end = match.end()
    return found
