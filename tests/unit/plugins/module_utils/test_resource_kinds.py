# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names of each kind of resource, wherever they are written down a second time."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._resource_kinds import KINDS, OF_SETS, SetKind, noun_of
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import BASELINE_TYPES
from support.tasks import RESOURCE_TYPES

ROOT: t.Final = pathlib.Path(__file__).parents[4]
REPORT: t.Final = ROOT / "plugins" / "plugin_utils" / "_report"


def types_in(schema: str, definition: str) -> list[str]:
    """The types of resources that a schema allows."""
    found = json.loads((ROOT / "docs" / schema).read_text(encoding="utf-8"))["$defs"][definition]
    return sorted(found.get("properties", {}).get("type", found)["enum"])


@pytest.mark.parametrize(
    ("type_name", "noun"),
    [
        ("role", "role"),
        ("managed_policy", "managed policy"),
        ("oidc_provider", "OIDC provider"),
        ("saml_provider", "SAML provider"),
        ("type_of_tomorrow", "type of tomorrow"),
        ("", ""),
    ],
)
def test_a_type_in_words(type_name: str, noun: str) -> None:
    assert noun_of(type_name) == noun


def test_there_is_a_kind_for_each_type_of_resource() -> None:
    assert {kind.module: kind.type for kind in KINDS} == {module: one.name for module, one in RESOURCE_TYPES.items()}
    assert [kind.type for kind in OF_SETS] == [one.name for one in BASELINE_TYPES]


@pytest.mark.parametrize("kind", OF_SETS, ids=lambda kind: kind.type)
def test_the_page_of_a_report_names_each_kind(kind: SetKind) -> None:
    for script in ("page.js", "page_elements.js"):
        assert f'{kind.type}: "' in (REPORT / script).read_text(encoding="utf-8")


def test_the_schemas_have_each_kind() -> None:
    assert types_in("rollout_plan.schema.json", "resource") == sorted(kind.type for kind in KINDS)
    assert types_in("rollout_report.schema.json", "type") == sorted(kind.type for kind in OF_SETS)
