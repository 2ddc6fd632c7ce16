# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for an instance profile, and what is refused."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.instance_profile.state import HeldRole
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import INSTANCE_PROFILE
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import task, trust

PROFILE: t.Final = "iam_instance_profile"
GIVEN: t.Final = {"InstanceProfileName": "app"}


def account(*, profile: bool = True, role: str | None = "web", tags: dict[str, str] | None = None) -> MemoryIam:
    """An account with the roles web and database, and a profile app."""
    iam = MemoryIam()
    for name in ("web", "database"):
        document = json.dumps(trust("ec2.amazonaws.com"))
        iam.call("CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": document})
    if profile:
        shown = [{"Key": key, "Value": value} for key, value in (tags or {}).items()]
        iam.call("CreateInstanceProfile", {**GIVEN, "Tags": shown})
        if role:
            iam.call("AddRoleToInstanceProfile", {**GIVEN, "RoleName": role})
    iam.calls.clear()
    return iam


CALLS: t.Final[dict[str, tuple[dict[str, t.Any], dict[str, t.Any], list[str]]]] = {
    "a new one": (
        {"profile": False},
        {"role": "web", "tags": {"a": "1"}},
        ["create instance profile app", "add role web to instance profile app"],
    ),
    "a new one without a role": ({"profile": False}, {"role": ""}, ["create instance profile app"]),
    "its first role": ({"role": None}, {"role": "web"}, ["add role web to instance profile app"]),
    "another role": (
        {},
        {"role": "database"},
        ["remove role web from instance profile app", "add role database to instance profile app"],
    ),
    "no role": ({}, {"role": ""}, ["remove role web from instance profile app"]),
    "a role that is not managed": ({}, {}, []),
    "the same role": ({}, {"role": "web"}, []),
    "no role where there is none": ({"role": None}, {"role": ""}, []),
    "tags, with case": (
        {"tags": {"a": "1", "b": "2"}},
        {"tags": {"A": "1", "b": "3"}},
        ["remove the tags a from instance profile app", "tag instance profile app with A, b"],
    ),
    "tags that stay": (
        {"tags": {"a": "1"}},
        {"tags": {"b": "2"}, "purge_tags": False},
        ["tag instance profile app with b"],
    ),
    "its end": (
        {},
        {"state": "absent"},
        ["remove role web from instance profile app", "delete instance profile app"],
    ),
    "its end without a role": ({"role": None}, {"state": "absent"}, ["delete instance profile app"]),
    "nothing to end": ({"profile": False}, {"state": "absent"}, []),
    "nothing to end, but in another case": ({}, {"name": "APP", "state": "absent"}, []),
}


@pytest.mark.parametrize(("held", "given", "summaries"), CALLS.values(), ids=CALLS)
def test_calls_are_what_check_mode_says_and_a_second_run_makes_none(
    held: dict[str, t.Any], given: dict[str, t.Any], summaries: list[str]
) -> None:
    iam = account(**held)
    before = iam.snapshot()
    predicted = task(iam, PROFILE, check_mode=True, **given)
    assert iam.snapshot() == before
    done = task(iam, PROFILE, **given)
    assert [call.summary for call in done.calls] == summaries
    assert (predicted.calls, predicted.diff()) == (done.calls, done.diff())
    assert task(iam, PROFILE, **given).calls == ()


def test_tags_are_told_apart_by_case() -> None:
    iam = account(tags={"a": "1"})
    done = task(iam, PROFILE, tags={"A": "2"}, purge_tags=False)
    assert done.after is not None
    assert done.after.tags == {"a": "1", "A": "2"}
    assert task(iam, PROFILE, tags=dict(done.after.tags)).calls == ()


def test_what_is_as_it_should_be_takes_one_call() -> None:
    iam = account()
    task(iam, PROFILE, role="web")
    assert iam.operations == ["GetInstanceProfile"]


REFUSED: t.Final[list[tuple[dict[str, t.Any], str]]] = [
    (
        {"name": "a/b"},
        (
            "name: the name of an instance profile must consist of "
            "letters, digits and the characters _ + = , . @ - (got: 'a/b')"
        ),
    ),
    ({"name": "a" * 129}, "name: the name of an instance profile must have 1 to 128"),
    ({"path": "x"}, "path: 'x': path must begin and end with /"),
    (
        {"role": "a/b"},
        ("role: the name of a role must consist of letters, digits and the characters _ + = , . @ - (got: 'a/b')"),
    ),
    ({"role": "nobody"}, "role: there is no role nobody"),
    ({"tags": {"aws:x": "1"}}, "tags: "),
    (
        {"name": "APP"},
        "instance profile APP: an instance profile named 'app' already exists; IAM names are case-insensitive",
    ),
]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("given", "message"), REFUSED)
def test_refusals(given: dict[str, t.Any], message: str, *, check_mode: bool) -> None:
    iam = account()
    with pytest.raises((OptionError, RefusedError)) as caught:
        task(iam, PROFILE, check_mode=check_mode, **given)
    assert str(caught.value).startswith(message)
    assert iam.writes in ([], ["CreateInstanceProfile"])


def test_another_path_is_a_warning() -> None:
    iam = account(profile=False)
    task(iam, PROFILE, path="/t/")
    assert task(iam, PROFILE).warnings == ()
    [warning] = task(iam, PROFILE, path="/u/").warnings
    assert "current path '/t/', requested path '/u/'" in warning


def test_a_lost_reply_to_its_creation_is_no_failure() -> None:
    iam = account(profile=False)
    iam.faults.append(Fault("CreateInstanceProfile", ApiError("EntityAlreadyExists", "exists"), takes_effect=True))
    done = task(iam, PROFILE, role="web")
    assert done.error is None
    assert iam.snapshot()["profiles"] == {"app": "web"}


def results(iam: MemoryIam, **given: t.Any) -> dict[str, t.Any]:
    done = task(iam, PROFILE, **given)
    return INSTANCE_PROFILE.results(done.before, done.after)


def test_a_change_is_told_with_the_profile_before_and_after() -> None:
    """As amazon.aws does, also without diff mode."""
    iam = account(profile=False)
    created = results(iam, role="web")
    assert created["diff"] == {"before": None, "after": created["iam_instance_profile"]}
    assert "diff" not in results(iam, role="web")
    emptied = results(iam, role="")
    assert emptied["diff"] == {"before": created["iam_instance_profile"], "after": emptied["iam_instance_profile"]}
    assert results(iam, state="absent") == {
        "iam_instance_profile": None,
        "diff": {"before": emptied["iam_instance_profile"], "after": None},
    }


def test_a_role_is_told_of_with_all_that_iam_reports_of_it_there() -> None:
    role = {"Arn": "a", "RoleName": "r", "Path": "/", "RoleId": "AROA1", "CreateDate": "2026", "Description": "d"}
    boundary = {"PermissionsBoundaryArn": "b", "PermissionsBoundaryType": "Policy"}
    more = {"MaxSessionDuration": 7200, "PermissionsBoundary": boundary, "Tags": [{"Key": "k", "Value": "v"}]}
    held = HeldRole.from_profile({**role, **more, "AssumeRolePolicyDocument": trust("ec2.amazonaws.com")})
    assert held.shown == {
        "arn": "a",
        "assume_role_policy_document": trust("ec2.amazonaws.com"),
        "create_date": "2026",
        "description": "d",
        "max_session_duration": 7200,
        "path": "/",
        "permissions_boundary": {"permissions_boundary_arn": "b", "permissions_boundary_type": "Policy"},
        "role_id": "AROA1",
        "role_name": "r",
        "tags": {"k": "v"},
    }
