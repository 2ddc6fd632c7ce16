# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which texts each ansible-core takes for templates."""

from __future__ import annotations

import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.leastpriv.aws.plugins.plugin_utils._template_trust import as_data, as_template

TEMPLATE: t.Final = "{{ 'resol' ~ 'ved' }}"


def resolved(value: t.Any) -> t.Any:
    return Templar(loader=DataLoader()).template(value)


def test_a_text_of_this_collection_is_resolved() -> None:
    assert resolved(as_template(TEMPLATE)) == "resolved"


@pytest.mark.parametrize(
    "value", [TEMPLATE, [TEMPLATE], {"key": TEMPLATE}, {"key": [{"deeper": TEMPLATE}]}, 1, True, None, ["text"]]
)
def test_a_value_from_outside_stays_as_it_is(value: t.Any) -> None:
    assert resolved(as_data(value)) == value
