# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specifications as small values that merge. The doc fragment of the same name documents each."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

# A module's options after Ansible validated them. The C(ArgumentSpec) defines the type of each value.
Options = t.Mapping[str, t.Any]


@dataclass(frozen=True, kw_only=True)
class ArgumentSpec:
    """What C(AnsibleModule) needs to know of a module's options."""

    options: t.Mapping[str, t.Mapping[str, t.Any]]
    required_if: tuple[tuple[t.Any, ...], ...] = ()
    required_together: tuple[tuple[str, ...], ...] = ()
    required_one_of: tuple[tuple[str, ...], ...] = ()
    mutually_exclusive: tuple[tuple[str, ...], ...] = ()
    required_by: t.Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __or__(self, other: ArgumentSpec) -> ArgumentSpec:
        return ArgumentSpec(
            options={**self.options, **other.options},
            required_if=self.required_if + other.required_if,
            required_together=self.required_together + other.required_together,
            required_one_of=self.required_one_of + other.required_one_of,
            mutually_exclusive=self.mutually_exclusive + other.mutually_exclusive,
            required_by={**self.required_by, **other.required_by},
        )

    def secrets(self, given: t.Mapping[str, t.Any]) -> set[str]:
        """The values of secret options under all their names: given two aliases, ansible-core masks only one."""
        names = (name for key, option in self.options.items() if option.get("no_log") for name in _names(key, option))
        return {value for name in names if isinstance(value := given.get(name), str) and value}

    def to_validation(self) -> dict[str, t.Any]:
        """The keyword arguments for C(ArgumentSpecValidator)."""
        return {
            "argument_spec": {name: dict(option) for name, option in self.options.items()},
            "required_if": self.required_if,
            "required_together": self.required_together,
            "required_one_of": self.required_one_of,
            "mutually_exclusive": self.mutually_exclusive,
            "required_by": dict(self.required_by),
        }

    def to_kwargs(self) -> dict[str, t.Any]:
        """The keyword arguments for C(AnsibleModule)."""
        return {**self.to_validation(), "supports_check_mode": True}


def _names(name: str, option: t.Mapping[str, t.Any]) -> list[str]:
    return [name, *option.get("aliases", ())]


TAGS: t.Final = ArgumentSpec(
    options={
        "tags": {"type": "dict", "aliases": ["resource_tags"]},
        "purge_tags": {"type": "bool", "default": True},
    }
)

PARAMETERS: t.Final = ArgumentSpec(
    options={
        "parameters": {"type": "dict"},
        "unused_parameters": {"type": "str", "choices": ["refuse", "allow"], "default": "refuse"},
    }
)

PERSISTENCE: t.Final = ArgumentSpec(options={"wait_timeout": {"type": "int", "default": 120}})

WAIT: t.Final = ArgumentSpec(options={"wait": {"type": "bool", "default": True}}) | PERSISTENCE

REVIEW: t.Final = ArgumentSpec(
    options={
        "review": {"type": "str", "choices": ["off", "warn", "fail"], "default": "warn"},
        "review_ignore": {"type": "list", "elements": "str", "default": []},
    }
)

VARIABLES: t.Final = ArgumentSpec(options={"variables": {"type": "dict"}})

NEW_ACCESS: t.Final = ArgumentSpec(
    options={"new_access": {"type": "str", "choices": ["allow", "warn", "fail"], "default": "allow"}}
)

PLAN: t.Final = ArgumentSpec(
    options={"return_plan": {"type": "bool", "default": False}, "approved_plan": {"type": "path"}}
)
