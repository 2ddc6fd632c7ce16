# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Selects the accounts of an inventory: filters on attributes of accounts, with the wildcards of EC2's filters."""

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
    """One mapping of a filter option. An account matches if one of its values matches a pattern of each key."""

    conditions: t.Mapping[str, tuple[re.Pattern[str], ...]]

    @property
    def asks_for_tags(self) -> bool:
        return any(map(_is_about_tags, self.conditions))

    def matches(self, account: Account, unit: Unit, *, unknown: bool) -> bool:
        """Whether the account matches. C(unknown) is the result for a key about tags if they were not read."""
        for key, patterns in self.conditions.items():
            if _is_about_tags(key) and account.tags is None:
                if not unknown:
                    return False
            elif not any(pattern.fullmatch(value) for value in _values(key, account, unit) for pattern in patterns):
                return False
        return True


@dataclass(frozen=True)
class Filters:
    """The filter options. They select an account that matches an including filter, if any, and no excluding filter."""

    include: tuple[Filter, ...]
    exclude: tuple[Filter, ...]

    @classmethod
    def parse(cls, options: t.Mapping[str, t.Any]) -> Filters:
        """C(filters) and C(include_filters) together, and C(exclude_filters); raises C(OptionError)."""
        include = [("filters", options["filters"])] if options["filters"] else []
        include += [("include_filters", content) for content in options["include_filters"] or []]
        exclude = [("exclude_filters", content) for content in options["exclude_filters"] or []]
        return cls(*(tuple(_parse(option, content) for option, content in given) for given in (include, exclude)))

    @property
    def ask_for_tags(self) -> bool:
        return any(condition.asks_for_tags for condition in (*self.include, *self.exclude))

    def select(self, account: Account, unit: Unit) -> bool:
        """Whether the account is selected, or may be once its tags are read."""
        included = not self.include or any(condition.matches(account, unit, unknown=True) for condition in self.include)
        return included and not any(condition.matches(account, unit, unknown=False) for condition in self.exclude)


def _is_about_tags(key: str) -> bool:
    return key == "tag-key" or key.startswith(TAG)


def _values(key: str, account: Account, unit: Unit) -> t.Iterable[str]:
    if key == "organizational_unit":
        # The path and the id of every OU that contains the account; the root has no path.
        paths = ("/".join(unit.path[: depth + 1]) for depth in range(len(unit.path)))
        return (*paths, *unit.chain)
    if key == "tag-key":
        return (name for name, _value in account.tags or ())
    if key.startswith(TAG):
        return (value for name, value in account.tags or () if name == key[len(TAG) :])
    return (str(getattr(account, key)),)


def _parse(option: str, content: t.Any) -> Filter:
    if not isinstance(content, t.Mapping) or not content:
        raise OptionError(option, f"each filter must be a mapping of keys to patterns (got: {content!r})")
    return Filter({key: _patterns(option, key, value) for key, value in content.items()})


def _patterns(option: str, key: t.Any, value: t.Any) -> tuple[re.Pattern[str], ...]:
    if key not in KEYS and not (isinstance(key, str) and key.startswith(TAG) and key != TAG):
        raise OptionError(option, f"the keys of a filter are {', '.join(KEYS)} and tag:KEY (got: {key!r})")
    patterns = value if isinstance(value, list) else [value]
    if not patterns:
        raise OptionError(option, f"{key} has an empty list, so it matches no account")
    for pattern in patterns:
        # YAML reads 012345670123 as a number and yes as a boolean, which lose the text as written.
        if not isinstance(pattern, str):
            raise OptionError(option, f"{key} must be a string; put it in quotes (got: {pattern!r})")
    return tuple(_pattern(pattern) for pattern in patterns)


def _pattern(text: str) -> re.Pattern[str]:
    """A pattern of EC2: an asterisk is any text, a question mark one character, and a backslash escapes both."""
    parts = re.findall(r"\\[*?\\]|.", text, re.DOTALL)
    wildcards = {"*": ".*", "?": "."}
    return re.compile("".join(wildcards.get(part) or re.escape(part[-1]) for part in parts), re.DOTALL)
