# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags: each refusal beside a request that is nearly the same and passes."""

from __future__ import annotations

import typing as t

import pytest
from unit.sandbox.refusal_cases import POLICY_ARN, Case, check, numbered_tags, policy, role, tag_list, tag_role

CASES = {
    "tags of a new role": Case(
        role(Tags=tag_list(*numbered_tags(51))),
        "ValidationError",
        400,
        "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
        role(Tags=tag_list(*numbered_tags(50))),
    ),
    "role tags in total": Case(
        tag_role(*numbered_tags(11, "other")),
        "LimitExceeded",
        409,
        "The number of tags has reached the maximum limit.",
        tag_role(*numbered_tags(10, "other"), *numbered_tags(5, "KEY")),
        (role(Tags=tag_list(*numbered_tags(40))),),
    ),
    "policy tags in total": Case(
        ("TagPolicy", {"PolicyArn": POLICY_ARN.format("reading"), "Tags": tag_list(*numbered_tags(11, "other"))}),
        "LimitExceeded",
        409,
        "The number of tags has reached the maximum limit.",
        ("TagPolicy", {"PolicyArn": POLICY_ARN.format("reading"), "Tags": tag_list(*numbered_tags(10, "other"))}),
        (policy(Tags=tag_list(*numbered_tags(40))),),
    ),
    "profile tags in total": Case(
        ("TagInstanceProfile", {"InstanceProfileName": "reader", "Tags": tag_list(*numbered_tags(11, "other"))}),
        "LimitExceeded",
        409,
        "The number of tags has reached the maximum limit.",
        ("TagInstanceProfile", {"InstanceProfileName": "reader", "Tags": tag_list(*numbered_tags(10, "other"))}),
        (("CreateInstanceProfile", {"InstanceProfileName": "reader", "Tags": tag_list(*numbered_tags(40))}),),
    ),
    "reserved tag of a profile": Case(
        ("TagInstanceProfile", {"InstanceProfileName": "reader", "Tags": tag_list(("aws:team", "a"))}),
        "InvalidInput",
        400,
        "Caller is an end user and not allowed to mutate system tags",
        ("TagInstanceProfile", {"InstanceProfileName": "reader", "Tags": tag_list(("team", "a"))}),
        (("CreateInstanceProfile", {"InstanceProfileName": "reader"}),),
    ),
    "tag key length": Case(
        tag_role(("k" * 129, "v")),
        "ValidationError",
        400,
        "at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128",
        tag_role(("k" * 128, "v")),
        (role(),),
    ),
    "tag value length": Case(
        policy(Tags=tag_list(("key", "v" * 257))),
        "ValidationError",
        400,
        "at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256",
        policy(Tags=tag_list(("key", "v" * 256))),
    ),
    "tag key characters": Case(
        tag_role(("a#b", "v")),
        "ValidationError",
        400,
        "Member must satisfy regular expression pattern: ",
        tag_role(("Größe _.:/=+-@1", "")),
        (role(),),
    ),
    "tag key repeated": Case(
        tag_role(("Team", "a"), ("team", "b")),
        "InvalidInput",
        400,
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        tag_role(("Team", "a"), ("teams", "b")),
        (role(),),
    ),
    "tag key reserved": Case(
        role(Tags=tag_list(("AWS:team", "a"))),
        "InvalidInput",
        400,
        "Caller is an end user and not allowed to mutate system tags",
        role(Tags=tag_list(("aws-team", "a"))),
    ),
    "reserved tag removed": Case(
        ("UntagRole", {"RoleName": "reader", "TagKeys": ["aws:team"]}),
        "InvalidInput",
        400,
        "Caller is an end user and not allowed to mutate system tags",
        ("UntagRole", {"RoleName": "reader", "TagKeys": ["team"]}),
        (role(),),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_refused_and_passed(unchecked_iam: t.Any, case: Case) -> None:
    check(unchecked_iam, case)
