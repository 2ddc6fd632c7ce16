# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specifications as small values that merge; each is documented by the fragment of its name."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field


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
        """The values of secret options, under whichever of their names: of two aliases ansible-core masks one."""
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

PERSISTENCE: t.Final = ArgumentSpec(options={"wait_timeout": {"type": "int", "default": 120}})

WAIT: t.Final = ArgumentSpec(options={"wait": {"type": "bool", "default": True}}) | PERSISTENCE

REVIEW: t.Final = ArgumentSpec(
    options={
        "review": {"type": "str", "choices": ["off", "warn", "fail"], "default": "warn"},
        "review_ignore": {"type": "list", "elements": "str", "default": []},
    }
)

# The options that describe one resource; each is documented by the module that manages it.
MANAGED_POLICY: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "required": True, "aliases": ["policy_name"]},
        "path": {"type": "str", "aliases": ["prefix", "path_prefix"]},
        "description": {"type": "str", "aliases": ["policy_description"]},
        "policy": {"type": "json"},
        "make_default": {"type": "bool", "default": True},
        "only_version": {"type": "bool", "default": False},
        "detach": {"type": "str", "choices": ["all", "refuse"], "default": "all"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    }
)

ROLE: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "required": True, "aliases": ["role_name"]},
        "path": {"type": "str", "aliases": ["prefix", "path_prefix"]},
        "description": {"type": "str"},
        "assume_role_policy_document": {"type": "json"},
        "boundary": {"type": "str", "aliases": ["boundary_policy_arn"]},
        "managed_policies": {"type": "list", "elements": "str", "aliases": ["managed_policy"]},
        "purge_policies": {"type": "bool", "default": True, "aliases": ["purge_policy", "purge_managed_policies"]},
        "inline_policies": {"type": "dict"},
        "purge_inline_policies": {"type": "bool", "default": True},
        "max_session_duration": {"type": "int"},
        "create_instance_profile": {"type": "bool", "default": False},
        "delete_instance_profile": {"type": "bool", "default": False},
        "unused_for_days": {"type": "int"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
    required_if=(("state", "present", ("assume_role_policy_document",)),),
)

INLINE_POLICY: t.Final = ArgumentSpec(
    options={
        "iam_type": {"type": "str", "choices": ["role"], "required": True},
        "iam_name": {"type": "str", "required": True},
        "policy_name": {"type": "str", "required": True},
        "policy_json": {"type": "json"},
        "skip_duplicates": {"type": "bool", "default": False},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
    # Any of them, as amazon.aws has it: Ansible then says so in the same words.
    required_if=(("state", "present", ("policy_json",), True),),
)

INSTANCE_PROFILE: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "required": True, "aliases": ["instance_profile_name"]},
        "path": {"type": "str", "aliases": ["prefix", "path_prefix"]},
        "role": {"type": "str"},
        # In amazon.aws's order.
        "state": {"type": "str", "choices": ["absent", "present"], "default": "present"},
    }
)

ROLE_INFO: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "aliases": ["role_name"]},
        "path_prefix": {"type": "str", "aliases": ["path", "prefix"]},
    },
    mutually_exclusive=(("name", "path_prefix"),),
)

MANAGED_POLICY_INFO: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "aliases": ["policy_name"]},
        "arn": {"type": "str"},
        "path_prefix": {"type": "str", "aliases": ["path", "prefix"]},
    },
    mutually_exclusive=(("name", "arn", "path_prefix"),),
)

BASELINE_EXPORT: t.Final = ArgumentSpec(
    options={
        "names": {"type": "list", "elements": "str"},
        "path_prefix": {"type": "str", "aliases": ["path", "prefix"]},
        "tags": {"type": "dict"},
        "pseudo_parameters": {
            "type": "list",
            "elements": "str",
            "choices": ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix"],
            "default": ["AWS::AccountId", "AWS::Partition"],
        },
        "dest": {"type": "path"},
    }
)
