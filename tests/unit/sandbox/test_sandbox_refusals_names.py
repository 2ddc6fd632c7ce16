# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, paths and other constraints: each refusal beside a request that is nearly the same and passes."""

from __future__ import annotations

import typing as t

import pytest
from unit.sandbox.refusal_cases import Case, check, policy, role

NAME_CHARACTERS = "It must contain only alphanumeric characters and/or the following: +=,.@_-"
PATH_CHARACTERS = "It must begin and end with / and contain only alphanumeric characters and/or / characters."

CASES = {
    "role name length": Case(
        role("r" * 65),
        "ValidationError",
        400,
        f"1 validation error detected: Value '{'r' * 65}' at 'roleName' failed to satisfy constraint: "
        "Member must have length less than or equal to 64",
        role("r" * 64),
    ),
    "policy name length": Case(
        policy("p" * 129),
        "ValidationError",
        400,
        "Member must have length less than or equal to 128",
        policy("p" * 128),
    ),
    "two constraints": Case(
        role("r" * 65, MaxSessionDuration=1),
        "ValidationError",
        400,
        "2 validation errors detected: ",
        role("r", MaxSessionDuration=3600),
    ),
    "role name characters": Case(
        role("read er"),
        "ValidationError",
        400,
        f"The specified value for roleName is invalid. {NAME_CHARACTERS}",
        role("read+=,.@-_er"),
    ),
    "policy name characters": Case(
        policy("réading"),
        "ValidationError",
        400,
        f"The specified value for policyName is invalid. {NAME_CHARACTERS}",
        policy("read+=,.@-_ing"),
    ),
    "role path": Case(
        role(Path="/team"),
        "ValidationError",
        400,
        f"The specified value for path is invalid. {PATH_CHARACTERS}",
        role(Path="/team!/a/"),
    ),
    "role path length": Case(
        role(Path=f"/{'a' * 511}/"),
        "ValidationError",
        400,
        "at 'path' failed to satisfy constraint: Member must have length less than or equal to 512",
        role(Path=f"/{'a' * 510}/"),
    ),
    "policy path": Case(
        policy(Path="/team!/"),
        "ValidationError",
        400,
        f"The specified value for path is invalid. {PATH_CHARACTERS}",
        policy(Path="/team.a/b/"),
    ),
    "role name case": Case(
        role("Reader"), "EntityAlreadyExists", 409, "Role with name Reader already exists.", role("reader2"), (role(),)
    ),
    "role name elsewhere": Case(
        role(Path="/team/"),
        "EntityAlreadyExists",
        409,
        "Role with name reader already exists.",
        role("reader2", Path="/team/"),
        (role(),),
    ),
    "policy name case and path": Case(
        policy("READING", Path="/team/"),
        "EntityAlreadyExists",
        409,
        "A policy called READING already exists. Duplicate names are not allowed.",
        policy("ReadOnlyAccess"),
        (policy(),),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_refused_and_passed(unchecked_iam: t.Any, case: Case) -> None:
    check(unchecked_iam, case)
