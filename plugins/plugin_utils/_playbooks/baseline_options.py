# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of iam_baseline and iam_baseline_info, from variables of a host that are named so with a prefix."""

from __future__ import annotations

import contextlib
import typing as t
from functools import partial

from ...module_utils._access import setting
from . import empty_baseline, merged_lists
from .baseline import LIST_OF_DEFAULTS, LISTS, PARAMETERS, chosen, json_value
from .switch import switch

_MERGE: t.Final = "merge"
_ALLOW_EMPTY: t.Final = "allow_empty"

_PURGE_PATH: t.Final = "purge_path"
_EXCLUSIVE: t.Final = ("exclusive", _PURGE_PATH)

# That of the variables of the role iam_baseline.
ROLE_PREFIX: t.Final = "iam_baseline_"

# All options of the module but those of the connection and of plans, and the prefix itself.
OPTIONS: t.Final = (
    *LISTS,
    *LIST_OF_DEFAULTS,
    PARAMETERS,
    "unused_parameters",
    setting.OPTION,
    "review",
    "review_ignore",
    "review_known",
    "detach",
    "unused_for_days",
    *_EXCLUSIVE,
    "purge_limit",
    "state",
    "variables",
)

# Those of the module iam_baseline_info.
DRIFT_OPTIONS: t.Final = (
    *LISTS,
    *LIST_OF_DEFAULTS,
    PARAMETERS,
    "unused_parameters",
    "unused_for_days",
    *_EXCLUSIVE,
    "state",
    "variables",
)

# A role that imports iam_baseline with lists of its own does without the host's.
_PURGED_BESIDE_OTHERS: t.Final = (
    "{prefix}purge_path does not go with {prefix}merge: false: other lists of the host would not count, and what they"
    ' name would be removed. A role with lists of its own must set {prefix}purge_path to ""'
)

# The other variables: whether lists with a suffix count, and whether a host may have no entry.
SWITCHES: t.Final = (_MERGE, _ALLOW_EMPTY)

# What counts as left out. ansible-core 2.18 makes an empty text of a variable that another one sets to null.
_UNSET: t.Final[t.Mapping[str, tuple[t.Any, ...]]] = {
    **dict.fromkeys(LISTS, (None,)),
    PARAMETERS: (None, ""),
    "unused_for_days": (None, ""),
    _PURGE_PATH: (None, ""),
    "review_known": (None, "", {}),
}


class RunTags(t.NamedTuple):
    """The tags that a run has chosen, and those that it skips."""

    chosen: t.Collection[str]
    skipped: t.Collection[str]

    @property
    def chooses_lists(self) -> bool:
        """Whether the run has chosen lists by their tags."""
        return any(name in self.chosen for name in LISTS)


NO_TAGS: t.Final = RunTags((), ())


def with_stricter(
    options: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any], tags: RunTags = NO_TAGS
) -> dict[str, t.Any]:
    """Options from variables, and those that the task or the playbook gives, which take precedence.

    Of C(new_access) the stricter one counts: a host may ask for more than the task. A run with the tag of a list purges
    nothing, even if the task gives C(purge_path).
    """
    if tags.chooses_lists:
        given = {option: value for option, value in given.items() if option != _PURGE_PATH}
    settings = [source[setting.OPTION] for source in (options, given) if setting.OPTION in source]
    if not settings:
        return {**options, **given}
    return {**options, **given, setting.OPTION: setting.strictest(settings)}


class Variables(t.Protocol):
    """The variables of a host."""

    @property
    def names(self) -> t.Collection[str]:
        """The names of all variables."""

    def value(self, name: str) -> t.Any:
        """The value of a variable. Raises C(KeyError) if it is not set."""


def options_from(
    variables: Variables,
    prefix: str,
    tags: RunTags,
    *,
    taken: t.Collection[str] = OPTIONS,
    given: t.Container[str] = (),
) -> dict[str, t.Any]:
    """The options that are set, of those that the module has C(taken), without those that the task has C(given).

    Raises C(ValueError) for a wrong list, and for a purge that would not see all lists. C(new_access) is there even if
    it is given: see C(with_stricter).
    """
    wanted = [option for option in taken if option not in given or option == setting.OPTION]
    options = {option: _plain(option, value, tags) for option, value in _values(variables, prefix, wanted).items()}
    options |= {option: value for option, value in _by_tags(tags) if option in wanted}
    found = {option: value for option, value in options.items() if value not in _UNSET.get(option, ())}
    _check_purge(variables, prefix, found)
    return found


def _check_purge(variables: Variables, prefix: str, options: t.Container[str]) -> None:
    if _PURGE_PATH in options and not _switch(variables, f"{prefix}{_MERGE}", default=True):
        raise ValueError(_PURGED_BESIDE_OTHERS.format(prefix=prefix))


def _values(variables: Variables, prefix: str, wanted: t.Collection[str]) -> dict[str, t.Any]:
    """The values of the variables that are set."""
    values = _lists(variables, prefix, [name for name in LISTS if name in wanted])
    for option in wanted:
        if option not in values:
            with contextlib.suppress(KeyError):
                values[option] = variables.value(f"{prefix}{option}")
    return values


def _by_tags(tags: RunTags) -> t.Iterator[tuple[str, str]]:
    """The options that follow from the tags of the run, whatever the variables say."""
    # A run with some of the lists alone has no use for the parameters of the others.
    if tags.chooses_lists:
        yield "unused_parameters", "allow"
        # Nor does it know what the others name, so it purges nothing.
        yield _PURGE_PATH, ""
    if "review" in tags.skipped:
        yield "review", "off"


def _plain(option: str, value: t.Any, tags: RunTags) -> t.Any:
    """The value of an option in JSON's types, which the tags of the run may make empty."""
    has_tag = option in LISTS or option in LIST_OF_DEFAULTS
    return chosen(value, option, tags.chosen) if has_tag else json_value(value)


def _lists(variables: Variables, prefix: str, wanted: t.Collection[str]) -> dict[str, t.Any]:
    """The lists that are wanted. A host that has no entry in any list is refused."""
    is_merged = _switch(variables, f"{prefix}{_MERGE}", default=True)
    lists = {option: _entries(variables, f"{prefix}{option}", is_merged=is_merged) for option in wanted}
    is_empty = set(wanted) == set(LISTS) and all(entries in (None, []) for entries in lists.values())
    if is_empty and not _switch(variables, f"{prefix}{_ALLOW_EMPTY}", default=False):
        value = partial(_value, variables)
        raise ValueError(empty_baseline.problem_of(value, names=variables.names, is_merged=is_merged, prefix=prefix))
    return lists


def _entries(variables: Variables, variable: str, *, is_merged: bool) -> t.Any:
    """The list of a variable, with those of the variables that have its name and a suffix."""
    names = merged_lists.suffixed(variables.names, variable) if is_merged else ()
    lists = {name: listed for name in names if (listed := _value(variables, name)) is not None}
    entries = _value(variables, variable)
    return merged_lists.merged({variable: [] if entries is None else entries, **lists}) if lists else entries


def _switch(variables: Variables, variable: str, *, default: bool) -> bool:
    value = _value(variables, variable)
    return default if value is None else switch(variable, value)


def _value(variables: Variables, name: str) -> t.Any:
    """The value of a variable, C(None) if it is not set."""
    try:
        return variables.value(name)
    except KeyError:
        return None
