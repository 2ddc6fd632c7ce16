# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sets of the role pinpoint_importer: as written, and with parameters filled in. Pseudo parameters stay."""

from __future__ import annotations

import pathlib
import typing as t

import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document, GivenDocument
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters.filling import Filling

VARS: t.Final = pathlib.Path(__file__).parents[2] / "roles" / "pinpoint_importer" / "vars" / "main"

# The variants of the documents, each in a file of its name.
VARIANTS: t.Final = ("tutorial", "hardened")

# The beginning of each name in the sets.
_PREFIX: t.Final = "${NamePrefix}"


def entries(variant: str) -> list[dict[str, t.Any]]:
    """The entries of a variant as written: policies, then roles."""
    variables = yaml.safe_load((VARS / f"{variant}.yml").read_text(encoding="utf-8"))
    return [*variables[f"pinpoint_importer_{variant}_policies"], *variables[f"pinpoint_importer_{variant}_roles"]]


def sources(variant: str) -> dict[str, str]:
    """The document of each policy, and the trust policy of each role, as written."""
    return {
        entry["name"].removeprefix(_PREFIX): entry.get("policy") or entry["assume_role_policy_document"]
        for entry in entries(variant)
    }


def filled(variant: str, name: str, parameters: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """A document with parameters filled in."""
    filling = Filling.of({key: _declared(key, value) for key, value in parameters.items()})
    given = filling.given_document(((), name), GivenDocument(sources(variant)[name]))
    filling.check(allow_unused=True)
    assert isinstance(given.parsed, Document)
    return t.cast(dict[str, t.Any], given.parsed.plain)


def _declared(name: str, value: t.Any) -> t.Any:
    return {"value": value, "type": "account_id"} if name == "AccountId" else {"value": value, "wildcards": "allow"}
