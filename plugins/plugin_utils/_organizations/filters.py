# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which accounts an inventory takes: filters on what an account is, with the wildcards of EC2's filters."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ...module_utils._errors import OptionError
from .model import Account, Unit

KEYS: t.Final = ("id", "name", "email", "state", "joined_method", "organizational_unit", "tag-key")
TAG: t.Final = "tag:"


@dataclass(frozen=True)
class Filter:
    """One mapping of a filter option. An account matches when each key has a pattern that one of its values matches."""

    conditions: t.Mapping[str, tuple[re.Pattern[str], ...]]

    @property
    def asks_for_tags(self) -> bool:
        return any(map(_is_about_tags, self.conditions))

    def matches(self, account: Account, unit: Unit, *, unknown: bool) -> bool:
        """Whether the account matches; what is asked of tags that were not read counts as C(unknown) says."""
        for key, patterns in self.conditions.items():
            if _is_about_tags(key) and account.tags is None:
                if not unknown:
                    return False
            elif not any(pattern.fullmatch(value) for value in _values(key, account, unit) for pattern in patterns):
                return False
        return True


@dataclass(frozen=True)
class Filters:
    """The three filter options: an account is taken when it matches an including one, if any, and no excluding one."""

    include: tuple[Filter, ...]
    exclude: tuple[Filter, ...]

    @classmethod
    def parse(cls, options: t.Mapping[str, t.Any]) -> Filters:
        """C(filters) and C(include_filters) together, and C(exclude_filters); raises C(OptionError)."""
        include = [("filters", options["filters"])] if options["filters"] else []
        include += [("include_filters", each) for each in options["include_filters"] or []]
        exclude = [("exclude_filters", each) for each in options["exclude_filters"] or []]
        return cls(tuple(_parse(*each) for each in include), tuple(_parse(*each) for each in exclude))

    @property
    def ask_for_tags(self) -> bool:
        return any(each.asks_for_tags for each in (*self.include, *self.exclude))

    def take(self, account: Account, unit: Unit) -> bool:
        """Whether the account is taken; while its tags were not read, whether it may turn out to be."""
        included = not self.include or any(each.matches(account, unit, unknown=True) for each in self.include)
        return included and not any(each.matches(account, unit, unknown=False) for each in self.exclude)


def _is_about_tags(key: str) -> bool:
    return key == "tag-key" or key.startswith(TAG)


def _values(key: str, account: Account, unit: Unit) -> t.Iterable[str]:
    if key == "organizational_unit":
        # Of every OU that contains the account, its path and its id; the root has an id alone.
        paths = ("/".join(unit.path[: depth + 1]) for depth in range(len(unit.path)))
        return (*paths, *unit.chain)
    if key == "tag-key":
        return (name for name, _value in account.tags or ())
    if key.startswith(TAG):
        return (value for name, value in account.tags or () if name == key[len(TAG) :])
    return (str(getattr(account, key)),)


def _parse(option: str, content: t.Any) -> Filter:
    if not isinstance(content, t.Mapping) or not content:
        raise OptionError(option, f"a filter is a mapping of keys to patterns, not {content!r}")
    return Filter({key: _patterns(option, key, value) for key, value in content.items()})


def _patterns(option: str, key: t.Any, value: t.Any) -> tuple[re.Pattern[str], ...]:
    if key not in KEYS and not (isinstance(key, str) and key.startswith(TAG) and key != TAG):
        raise OptionError(option, f"there is no key {key!r}; there are {', '.join(KEYS)} and tag:KEY")
    patterns = value if isinstance(value, list) else [value]
    if not patterns:
        raise OptionError(option, f"{key} has an empty list, which no account matches")
    for pattern in patterns:
        # YAML makes a number of 012345670123 and a boolean of yes, and neither has the text that was written.
        if not isinstance(pattern, str):
            raise OptionError(option, f"{key}: {pattern!r} is no text; put it in quotes")
    return tuple(_pattern(pattern) for pattern in patterns)


def _pattern(text: str) -> re.Pattern[str]:
    """EC2's wildcards, an asterisk for any text and a question mark for one character; a backslash takes it away."""
    parts = re.findall(r"\\[*?\\]|.", text, re.DOTALL)
    wildcards = {"*": ".*", "?": "."}
    return re.compile("".join(wildcards.get(part) or re.escape(part[-1]) for part in parts), re.DOTALL)
