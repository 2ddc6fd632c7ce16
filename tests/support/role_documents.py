# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documents of the role pinpoint_importer as a run renders them, with pseudo parameters left in."""

from __future__ import annotations

import pathlib
import typing as t

import jinja2
import yaml

VARS: t.Final = pathlib.Path(__file__).parents[2] / "roles" / "pinpoint_importer" / "vars" / "main"

# The variants of the documents, each in a file of its name.
VARIANTS: t.Final = ("tutorial", "hardened")

# Ansible, too, trims the line break after a block, and escapes nothing.
_JINJA: t.Final = jinja2.Environment(trim_blocks=True, undefined=jinja2.StrictUndefined)  # noqa: S701


def sources(variant: str) -> dict[str, str]:
    """The documents of a variant by name, as the role has them."""
    variables = _read(variant)
    return {
        **variables[f"pinpoint_importer_{variant}_policies"],
        **variables[f"pinpoint_importer_{variant}_trusts"],
    }


def render(variant: str, name: str, variables: t.Mapping[str, t.Any]) -> str:
    """The text of a document, with the role's variables filled in."""
    # The documents share beginnings of ARNs; the second of these contains the first.
    shared: dict[str, str] = {}
    for part in ("path_and_prefix", "policy_arn", "pinpoint_arn", "logs_arn", "functions_arn"):
        source = _read("documents")[f"pinpoint_importer_{part}"]
        shared[f"pinpoint_importer_{part}"] = _JINJA.from_string(source).render(variables, **shared)
    return _JINJA.from_string(sources(variant)[name]).render(variables, **shared)


def _read(file: str) -> dict[str, t.Any]:
    return t.cast(dict[str, t.Any], yaml.safe_load((VARS / f"{file}.yml").read_text(encoding="utf-8")))
