# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of a host as values, for an action that takes options from them.

Ansible compiles each template again in each process that it forks, which takes about 1 ms of CPU for each. A variable
that is nothing but another one needs no template engine, and a template that occurs several times is rendered once.
"""

from __future__ import annotations

import re
import typing as t

from ansible import errors
from ansible.errors import AnsibleActionFail, AnsibleError, AnsibleUndefinedVariable

from .._template_trust import is_template

# Since ansible-core 2.19. Before, what is left out is a text: the value of the variable omit.
_OMISSION: t.Final = getattr(errors, "AnsibleValueOmittedError", ())

# Another variable, which may have a default that is null or a text, or be turned into a text.
_REFERENCE = re.compile(
    r"\{\{ *(?P<name>[A-Za-z_][A-Za-z0-9_]*) *"
    r"(?:\| *(?:default\((?P<default>none|'[^'\\{}]*')\)|(?P<string>string)) *)?\}\}\s*"
)
# As many as ansible-core follows before it takes variables for a circle.
_MAX_REFERENCES: t.Final = 10


class Templar(t.Protocol):
    """Ansible's template engine, with the variables of the host."""

    def template(self, variable: t.Any, /) -> t.Any:
        """The value of a variable, in which templates are rendered."""


class _Omitted:
    """The value of what a template leaves out."""


_OMITTED: t.Final = _Omitted()


class HostVariables:
    """The variables of a host. C(variables) are as Ansible hands them to an action: with templates in them."""

    def __init__(self, templar: Templar, variables: t.Mapping[str, t.Any]) -> None:
        self._templar = templar
        self._variables = variables
        self._rendered: dict[str, t.Any] = {}

    @property
    def names(self) -> t.Collection[str]:
        return self._variables.keys()

    def value(self, name: str) -> t.Any:
        """The value of a variable. Raises C(KeyError) if it is not set or its template leaves it out.

        Raises C(AnsibleActionFail), which names the variable, if a template in it cannot be rendered.
        """
        try:
            value = self._resolved(self._variables[name])
        except AnsibleError as error:
            raise AnsibleActionFail(f"{name}: {error}") from None
        if value is _OMITTED:
            raise KeyError(name)
        return value

    def _resolved(self, given: t.Any, depth: int = 0) -> t.Any:
        """A value with its templates rendered, or C(_OMITTED)."""
        if isinstance(given, str):
            return self._text(given, depth)
        if isinstance(given, dict):
            members = {key: self._resolved(member, depth) for key, member in given.items()}
            return {key: member for key, member in members.items() if member is not _OMITTED}
        if isinstance(given, list):
            resolved = (self._resolved(member, depth) for member in given)
            return [member for member in resolved if member is not _OMITTED]
        return self._template(given)

    def _text(self, text: str, depth: int) -> t.Any:
        if "{" not in text or not is_template(text):
            return self._template(text)
        reference = _REFERENCE.fullmatch(text)
        if reference is not None and depth < _MAX_REFERENCES:
            value = self._referenced(text, reference["name"], reference["default"], depth)
            return str(value) if reference["string"] and value is not _OMITTED else value
        if text not in self._rendered:
            self._rendered[text] = self._template(text)
        return self._rendered[text]

    def _referenced(self, text: str, name: str, default: str | None, depth: int) -> t.Any:
        """The value of another variable, as its template C(text) has it."""
        if name in self._variables:
            try:
                return self._resolved(self._variables[name], depth + 1)
            except AnsibleUndefinedVariable:
                # What is undefined may be the variable itself or only a part of it, to which a default does not apply.
                value = self._template(text)
                # ansible-core 2.18 makes an empty text of null.
                return None if default == "none" and value == "" else value
        if default is None or name == "omit":
            # Ansible knows what else a name may be, and what to say of one that is undefined.
            return self._template(text)
        return None if default == "none" else default[1:-1]

    def _template(self, given: t.Any) -> t.Any:
        try:
            value = self._templar.template(given)
        except _OMISSION:
            return _OMITTED
        return _OMITTED if isinstance(value, str) and value == self._variables.get("omit") else value
