# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guard of a host, from what a template sees."""

from __future__ import annotations

import typing as t

import jinja2
import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import guard

ID: t.Final = "111111111111"
OF_RUN: t.Final = "The inventory sets waves for web, but waves belongs to the run as a whole"


def problem(host: dict[str, t.Any], play: dict[str, t.Any], *, account_id: str = ID) -> str:
    """What is wrong with a host that has these variables, in a play that sets others."""
    seen = {**host, **play, "hostvars": {"web": host}}
    context = jinja2.Environment(autoescape=True).from_string("").new_context(seen)
    return guard.problem(context, "web", account_id, f"arn:aws:iam::{ID}:role/Admin", ["waves", "role"])


@pytest.mark.parametrize(
    ("host", "play", "found"),
    [
        ({}, {}, ""),
        ({"other": 1}, {"waves": 2}, ""),
        ({"waves": 1}, {}, OF_RUN),
        # The play takes precedence.
        ({"waves": 1}, {"waves": 2}, ""),
    ],
)
def test_a_host_must_not_have_the_variables_of_the_run(
    host: dict[str, t.Any], play: dict[str, t.Any], found: str
) -> None:
    assert problem(host, play).startswith(found)
    assert bool(problem(host, play)) == bool(found)


def test_the_account_comes_first() -> None:
    assert problem({"waves": 1}, {}, account_id="").startswith("aws_account_id is not set for web. ")
    other = problem({"waves": 1}, {}, account_id="222222222222")
    assert other.startswith("aws_assume_role_arn of web must be a role of its account 222222222222")
