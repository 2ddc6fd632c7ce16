# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of a host as values, for an action that takes options from them.

Ansible compiles each template again in each process that it forks, which takes about 2 ms of CPU for each. A simple
expression needs no template engine, and a template that occurs several times is rendered once.
"""

from __future__ import annotations

import contextlib
import typing as t

from ansible import errors
from ansible.errors import AnsibleActionFail, AnsibleError, AnsibleUndefinedVariable

from .._template_trust import is_template
from . import expressions

# Since ansible-core 2.19. Before, what is left out is a text: the value of the variable omit.
_OMISSION: t.Final = getattr(errors, "AnsibleValueOmittedError", ())

# As many as ansible-core follows before it takes variables for a circle.
_MAX_REFERENCES: t.Final = 10


class Templar(t.Protocol):
    """Ansible's template engine, with the variables of the host."""

    def template(self, variable: t.Any, /) -> t.Any:
        """The value of a variable, in which templates are rendered."""


_OMITTED: t.Final = expressions.OMITTED


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

    def rendered(self, given: t.Any) -> t.Any:
        """A value with its templates rendered. Raises Ansible's errors."""
        value = self._resolved(given)
        if value is not _OMITTED:
            return value
        if _OMISSION:
            raise _OMISSION
        return self._templar.template(given)

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
        if "{" not in text:
            return _OMITTED if self._is_omission(text) else text
        if not is_template(text):
            return self._template(text)
        if text not in self._rendered:
            self._rendered[text] = self._value_of(text, depth)
        return self._rendered[text]

    def _value_of(self, template: str, depth: int) -> t.Any:
        if depth < _MAX_REFERENCES:
            with contextlib.suppress(expressions.NotSimpleError):
                return expressions.evaluate(template, lambda name: self._referenced(name, depth))
        return self._template(template)

    def _referenced(self, name: str, depth: int) -> t.Any:
        """The value of another variable. Raises C(KeyError) if it has none, C(NotSimpleError) if only Ansible knows."""
        if name not in self._variables:
            # Ansible knows what else a name may be.
            raise KeyError(name)
        try:
            value = self._resolved(self._variables[name], depth + 1)
        except AnsibleUndefinedVariable:
            raise KeyError(name) from None
        if value is _OMITTED:
            raise expressions.NotSimpleError
        return value

    def _template(self, given: t.Any) -> t.Any:
        try:
            value = self._templar.template(given)
        except _OMISSION:
            return _OMITTED
        return _OMITTED if isinstance(value, str) and self._is_omission(value) else value

    def _is_omission(self, text: str) -> bool:
        return text == self._variables.get("omit")
