# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people mistype, for every option: tables in YAML, as users write it, with the expected outcome of each case.

A case gives one option a value, on top of its file's C(base) and its own C(with). Either the option is refused before
any call but those in C(calls), with the text of C(refused) in the message; or the result has the values of C(result),
whose keys are dotted paths.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import json
import os
import pathlib
import typing as t
from dataclasses import dataclass, field, replace

import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

CASES: t.Final = pathlib.Path(__file__).parent / "cases"
VARIABLES: t.Final = pathlib.Path(__file__).parent / "variables"

# The tables for each module's options, and those for the options of entries in iam_baseline's lists.
OF_MODULES: t.Final = {
    "iam_managed_policy": ("iam_managed_policy", "connection", "resource"),
    "iam_role": ("iam_role", "connection", "resource"),
    "iam_baseline": ("iam_baseline", "connection", "parameters"),
    "iam_baseline_export": ("iam_baseline_export", "connection", "resource"),
    "iam_baseline_info": ("iam_baseline_info", "connection", "resource", "parameters"),
    "iam_instance_profile": ("iam_instance_profile", "connection", "resource"),
    "iam_policy": ("iam_policy", "connection", "resource"),
    "iam_oidc_provider": ("iam_oidc_provider", "connection", "resource"),
    "iam_oidc_provider_info": ("iam_oidc_provider_info", "connection", "resource"),
    "iam_saml_provider": ("iam_saml_provider", "connection", "resource"),
    "iam_saml_provider_info": ("iam_saml_provider_info", "connection", "resource"),
    "iam_managed_policy_info": ("iam_managed_policy_info", "connection", "resource"),
    "iam_role_info": ("iam_role_info", "connection", "resource", "parameters"),
    "iam_policy_review": ("iam_policy_review", "parameters"),
    "iam_access_check": ("iam_access_check", "parameters"),
}
# The suffixes of modules that only read.
READING: t.Final = ("_info", "_export")
# The lists of a set, each with the tables of the options that its entries have, that of a module first.
OF_ENTRIES: t.Final = (
    ("identity_providers", ("iam_oidc_provider", "resource")),
    ("identity_providers", ("iam_saml_provider",)),
    ("policies", ("iam_managed_policy", "resource")),
    ("roles", ("iam_role", "resource")),
)

Options = dict[str, t.Any]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One option of a module with one value. C(template) has the task's options as written."""

    table: str
    number: int
    option: str
    template: Options
    refused: str | None = None
    result: Options = field(default_factory=dict)
    calls: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return f"{self.table}-{self.number}-{self.option}"

    def options(self) -> Options:
        """The options as Ansible passes them to a module, with templates filled in."""
        return t.cast(
            Options, json.loads(json.dumps(Templar(loader=DataLoader()).template(self.template), default=str))
        )


@functools.cache
def read(name: str) -> Options:
    """A table as Ansible reads it, with templates to fill in. Do not change it: the result is cached."""
    loader = DataLoader()
    path = str(CASES / f"{name}.yml")
    # Since ansible-core 2.19, text from outside a playbook is a template only if it is marked as trusted.
    if "trusted_as_template" in inspect.signature(loader.load_from_file).parameters:
        return dict(loader.load_from_file(path, trusted_as_template=True))
    return dict(loader.load_from_file(path))


def variables(role: str) -> dict[str, dict[str, Options]]:
    """The hosts in a role's inventory of cases, C(refused) and C(taken), with their variables as written."""
    inventory = yaml.load((VARIABLES / f"{role}.yml").read_text(encoding="utf-8"), Loader=_AsWritten)  # noqa: S506 - its base is a safe loader
    groups = inventory["aws_accounts"]["children"]
    return {name: groups[name]["hosts"] for name in ("refused", "taken")}


class _AsWritten(yaml.SafeLoader):
    """Reads values that Ansible must not template as plain text."""


_AsWritten.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(t.cast(yaml.ScalarNode, node)))


def before(module: str) -> list[tuple[str, Options]]:
    """What the account must hold so that only the case's one option is wrong: modules, and their options."""
    return [(name, given) for step in read(module).get("before", ()) for name, given in step.items()]


def cases(module: str) -> list[Case]:
    """The cases of a module's options; from shared tables, only those of options that it has."""
    tables = {name: read(name) for name in OF_MODULES[module]}
    large = [case for case in read("large")["cases"] if case["table"] in tables]
    shared = [(name, case) for name in tables for case in tables[name]["cases"]] + [("large", case) for case in large]
    taken = importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.modules.{module}").MAIN.spec.options
    given = [(name, case) for name, case in shared if case["option"] in taken]
    base = tables[module]["base"]
    # What the cases of shared tables need beside it.
    of_shared = {**base, **tables[module].get("base_of_shared", {})}
    found = [
        _case(str(case.get("table", name)), number, base if case.get("table", name) == module else of_shared, case)
        for number, (name, case) in enumerate(given)
    ]
    if not module.endswith(READING):
        return found
    # A module that only reads changes nothing, whatever a shared table expects, and returns different values.
    return [replace(case, result=_when_reading(case, module)) if case.result else case for case in found]


def _when_reading(case: Case, module: str) -> Options:
    return {**(case.result if case.table == module else {}), "changed": False}


def _case(table: str, number: int, base: Options, given: Options) -> Case:
    options = {**base, **given.get("with", {}), given["option"]: given["given"]}
    if given.get("missing"):
        del options[given["option"]]
    return Case(
        table=table,
        number=number,
        option=str(given["option"]),
        template=options,
        refused=given.get("refused"),
        result=dict(given.get("result", {})),
        calls=frozenset(map(str, given.get("calls", ()))),
    )


_DOCUMENT: t.Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}],
}


def files() -> dict[str, bytes]:
    """The contents of the files that cases make modules read."""
    aliases = "".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12))
    merges = "".join(
        f"a{number}: &a{number} {{<<: [{', '.join([f'*a{number - 1}'] * 9)}]}}\n" for number in range(1, 12)
    )
    texts = {
        "good.json": json.dumps(_DOCUMENT),
        "bomb.yml": f"a0: &a0 [x, x]\n{aliases}Statement: {{Action: *a11}}\n",
        "merges.yml": f"a0: &a0 {{x: y}}\n{merges}Statement: *a11\n",
        "itself.yml": "&a {Version: x, Statement: *a}\n",
        "deep.yml": "[" * 10_000 + "]" * 10_000,
        "deep.json": "[" * 10_000 + "]" * 10_000,
        "large.json": json.dumps({**_DOCUMENT, "Id": "a" * 10_000_000}),
        "object.yml": "!!python/object/apply:os.system {args: x}\n",
        "boolean.yml": "Statement: !!bool x\n",
        "digits.yml": f"Statement: 0x{'f' * 20_000}\n",
        "date.yml": "Version: 2012-13-45\n",
        "two.yml": "a: 1\n---\nb: 2\n",
        "control.yml": "a: \x01\n",
    }
    return {name: text.encode() for name, text in texts.items()} | {"latin.json": b"\xff\xfe{}"}


def write_files(folder: pathlib.Path) -> None:
    for name, content in files().items():
        (folder / name).write_bytes(content)
    with contextlib.suppress(FileExistsError):
        os.mkfifo(folder / "pipe")


def at(result: t.Any, place: str) -> t.Any:
    """The value of a result at a dotted path."""
    for key in place.split("."):
        result = result[key]
    return result
