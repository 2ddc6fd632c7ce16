# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ARN formats of resource types, and whether a resource of a policy can match them.

A no is certain: no ARN matches both the format and the resource. If the texts do not decide it, the answer is yes.
"""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass

from .._arn import split

# From here on a text may stand for other texts.
_OPEN = re.compile(r"[*?]|\$\{")
_VARIABLE = re.compile(r"\$\{[^}]*\}|\{[^}]*\}|\*")
# Variables of formats whose values contain no slash, where what follows a slash is a resource of another type.
_WITHOUT_SLASH: t.Final = frozenset(("${BucketName}", "${TableName}"))


@dataclass(frozen=True, eq=False)
class ArnFormat:
    """The ARN format of a resource type, part by part."""

    service: str
    region: str
    account: str
    resource: str

    def admits(self, arn: str) -> bool:
        """Whether an ARN of a policy, possibly with wildcards and variables, can match the format."""
        parts = parts_of(arn)
        if len(parts) < 6:
            return True
        # Nearly all formats of a service differ from a resource in how they begin.
        if not _begin_alike(self._beginning, _fixed_beginning(parts[5])):
            return False
        return bool(_OPEN.search(parts[2])) or (
            self._is_service(parts[2])
            and _may_agree(self.region, parts[3])
            # What AWS itself provides, such as documents of Systems Manager, is in no account.
            and (not parts[4] or _may_agree(self.account, parts[4]))
            and self._admits_resource(parts[5])
        )

    def _is_service(self, service: str) -> bool:
        # A backup has the ARN of the resource that was backed up.
        return service == self.service or "$" in self.service

    def _admits_resource(self, resource: str) -> bool:
        if not _OPEN.search(resource):
            # Few patterns are compiled, since few formats begin as a resource does.
            return resource.startswith(self._beginning) and bool(self._pattern.fullmatch(resource))
        return self._slashes is None or _VARIABLE.sub("", resource).count("/") <= self._slashes

    @functools.cached_property
    def _beginning(self) -> str:
        """What the resource part of every ARN begins with."""
        return _VARIABLE.split(self.resource, maxsplit=1)[0]

    @functools.cached_property
    def _slashes(self) -> int | None:
        """How many slashes the resource part has; C(None) if a variable may contain more."""
        return self.resource.count("/") if set(_VARIABLE.findall(self.resource)) <= _WITHOUT_SLASH else None

    @functools.cached_property
    def _pattern(self) -> re.Pattern[str]:
        literals, variables = _VARIABLE.split(self.resource), _VARIABLE.findall(self.resource)
        patterns = ["[^/]+" if variable in _WITHOUT_SLASH else ".*" for variable in variables]
        return re.compile(
            "".join(re.escape(text) + pattern for text, pattern in zip(literals, [*patterns, ""], strict=True))
        )


def formats_of(text: str) -> tuple[ArnFormat, ...]:
    """The formats in a text that lists them, as in C(arn:${Partition}:s3:::${BucketName})."""
    return tuple(ArnFormat(*parts[2:6]) for parts in map(split, text.split(", ")) if len(parts) == 6)


@functools.lru_cache(maxsize=1_024)
def parts_of(arn: str) -> list[str]:
    """The parts of an ARN; see C(split)."""
    return split(arn)


@functools.lru_cache(maxsize=1_024)
def _fixed_beginning(text: str) -> str:
    """What a text has before its first wildcard or variable."""
    return _OPEN.split(text, maxsplit=1)[0]


def _may_agree(part: str, text: str) -> bool:
    """Whether the Region or account of an ARN can be that of a format."""
    if _OPEN.search(text):
        return True
    return bool(text) if _OPEN.search(part) else part == text


def _begin_alike(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)
