# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of a set: the options of their entries, and of which type the resource of an entry is."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._argspec import REVIEW, TAGS, WAIT, ArgumentSpec, Options
from .._arn import shown_name
from .._errors import OptionError
from .._resources.resource_types import BASELINE_TYPES, AnyBaselineType

# The options that an entry sets for itself alone.
_OWN_OPTIONS: t.Final = ("name", "state")


@dataclass(frozen=True, kw_only=True)
class EntryList:
    """A list of a set, with the types of its resources in the order of the registry."""

    option: str
    types: tuple[AnyBaselineType, ...]

    @property
    def defaults_option(self) -> str | None:
        """The option that its entries share, of a list with a single type."""
        return self.types[0].defaults_option

    @property
    def entry_options(self) -> dict[str, dict[str, t.Any]]:
        """The options of an entry as an argument specification: those of the modules for one resource.

        They have no aliases. They have no defaults either, because an option that is null counts as left out. Where the
        list has several types, C(type_of) checks which of the names an entry has.
        """
        options = {
            name: {facet: value for facet, value in option.items() if facet not in ("aliases", "default")}
            for resource_type in self.types
            for name, option in _spec_of(resource_type).options.items()
        }
        names = {resource_type.name_option for resource_type in self.types}
        for name in names if len(names) > 1 else ():
            options[name].pop("required", None)
        return options

    @property
    def shared_options(self) -> dict[str, dict[str, t.Any]]:
        """The options of an entry that all entries of the list can share."""
        return {name: option for name, option in self.entry_options.items() if name not in _OWN_OPTIONS}

    def type_of(self, given: Options, position: int) -> AnyBaselineType:
        """The type of the resource that an entry describes; raises C(OptionError) if that is none or several."""
        if len(self.types) == 1:
            return self.types[0]
        set_options = {option for option, value in given.items() if value is not None}
        named = [resource_type for resource_type in self.types if resource_type.name_option in set_options]
        if len(named) != 1:
            needed = " and ".join(f"{one.name_option} (of {_with_article(one)})" for one in self.types)
            raise OptionError(f"{self.option}[{position}]", f"needs exactly one of {needed}")
        [found] = named
        self._check_options(found, given, position, set_options)
        return found

    def _check_options(
        self, found: AnyBaselineType, given: Options, position: int, set_options: t.Collection[str]
    ) -> None:
        """Raises C(OptionError) for an option that only another type of the list has."""
        for option in sorted(set(set_options) - _spec_of(found).options.keys()):
            owner = next(one for one in self.types if option in _spec_of(one).options)
            label = f"{self.option}[{position}] ({shown_name(found.entry_name(given))})"
            raise OptionError(
                label, f"{option} is an option of {_with_article(owner)}; the entry has a {found.name_option}"
            )


def _spec_of(resource_type: AnyBaselineType) -> ArgumentSpec:
    spec = resource_type.spec | TAGS | WAIT
    return spec | REVIEW if resource_type.has_documents else spec


def _with_article(resource_type: AnyBaselineType) -> str:
    article = "an" if resource_type.noun[0] in "AEIO" else "a"
    return f"{article} {resource_type.noun}"


LISTS: t.Final[tuple[EntryList, ...]] = tuple(
    EntryList(option=option, types=tuple(one for one in BASELINE_TYPES if one.list_option == option))
    for option in dict.fromkeys(resource_type.list_option for resource_type in BASELINE_TYPES)
)

# The options that describe a baseline.
LIST_OPTIONS: t.Final[dict[str, dict[str, t.Any]]] = {
    **{of.option: {"type": "list", "elements": "dict", "default": [], "options": of.entry_options} for of in LISTS},
    **{of.defaults_option: {"type": "dict", "options": of.shared_options} for of in LISTS if of.defaults_option},
}
