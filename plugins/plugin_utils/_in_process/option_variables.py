# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names the variable that an option was set from, in a message about the option.

ansible-core checks the types and choices of options before a module's code runs, so the names are added to the finished
message, whichever way the module runs.
"""

from __future__ import annotations

import re
import typing as t

# ansible-core names the outer option last: "value of state must be one of: ..., got: gone found in policies -> rules".
_OUTER = re.compile(r"\b(?:found in|in the sub parameter field) '?([a-z_]+)")

# Before an option, ansible-core and the modules write what is wrong with it, the set and its account, and the entry.
_BEFORE = re.compile(
    r"(?:baseline(?: in account [0-9]+)?: )?"
    r"(?:value of |argument '|Elements value for option '|missing required arguments: "
    r"|Unsupported parameters for \([a-z_.]+\) module: )?"
)
# At the end of a message about new access: the option to change.
_TO_ALLOW = re.compile(r"(?<= set )new_access(?= to warn or allow$)")
# An option of an entry is the task's only where the task has it for all entries.
_ENTRY = re.compile(r"\w+\[[0-9]+\] \(.*?\): (?=\w+_defaults\.)")


def named(message: str, variables: t.Any) -> str:
    """The message, after the name of the variable that its option was set from.

    The message stays as it is if it is not about one of the options, or names the variable already. A message about new
    access ends with the variable to change. C(variables) is the option of that name, unchecked.
    """
    if not isinstance(variables, t.Mapping):
        return message
    if found := _TO_ALLOW.search(message):
        return f"{message[: found.start()]}{variables.get(found[0], found[0])}{message[found.end() :]}"
    places = list(_places(message))
    # A longer name is inside another option, and so says more.
    for option in sorted(map(str, variables), key=len, reverse=True):
        variable = str(variables[option])
        if any(_begins(place, option) for place in places):
            return message if variable in message else f"{variable}: {message}"
    return message


def _places(message: str) -> t.Iterator[str]:
    """The parts of the message that begin with the option that it is about."""
    start = _BEFORE.match(message)
    rest = message[start.end() :] if start else message
    if outer := _OUTER.search(message):
        yield f"{outer.group(1)}.{rest}"
        return
    yield rest
    if entry := _ENTRY.match(rest):
        yield rest[entry.end() :]


def _begins(text: str, option: str) -> bool:
    return text.startswith(option) and not re.match(r"\w", text[len(option) :])
