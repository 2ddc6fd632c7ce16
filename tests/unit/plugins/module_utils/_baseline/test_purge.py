# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is purged, and what a task purges of an account."""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries, purge, steps
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.purge import Found, Purge, check_number, surplus
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import (
    LeastPrivError,
    OptionError,
    ParametersError,
    RefusedError,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters.filling import Filling
from hypothesis import given
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support.tasks import ACCOUNT, allow, options, trust

PATHS: t.Final = ("/", "/baseline/", "/baseline/x/", "/baselines/", "/x/baseline/", "/aws-reserved/baseline/")
NAMES: t.Final = ("A", "a", "B")
RESOURCES: t.Final = st.builds(
    Found, st.sampled_from(("role", "managed_policy")), st.sampled_from(NAMES), st.sampled_from(PATHS)
)
NAMED: t.Final = st.sets(st.tuples(st.sampled_from(("role", "managed_policy")), st.sampled_from(("a", "b", "c"))))


@given(st.lists(RESOURCES), NAMED, st.sampled_from(("/baseline/", "/baseline/x/", "/")), st.integers(0, 5))
def test_nothing_outside_the_path_nothing_that_an_entry_names_and_never_more_than_the_limit(
    found: list[Found], named: set[tuple[str, str]], path: str, limit: int
) -> None:
    purged = surplus(found, named, path=path)
    assert set(purged) <= set(found)
    assert all(one.path.startswith(path) and not one.path.startswith("/aws-") for one in purged)
    assert not {one.reference for one in purged} & named
    left = set(found) - set(purged)
    assert all(
        one.reference in named or not one.path.startswith(path) or one.path.startswith("/aws-reserved/") for one in left
    )
    if len(purged) <= limit:
        check_number(purged, limit)
        return
    with pytest.raises(RefusedError) as caught:
        check_number(purged, limit)
    assert [one.label for one in purged if one.label not in str(caught.value)] == []


def document(service: str = "lambda") -> str:
    return json.dumps(trust(f"{service}.amazonaws.com"))


class Account:
    """An account in memory, and tasks that purge below /baseline/."""

    def __init__(self) -> None:
        self.iam = MemoryIam()
        self.session_role: str | None = None

    def policy(self, name: str, path: str = "/baseline/") -> str:
        given_policy = {"PolicyName": name, "Path": path, "PolicyDocument": json.dumps(allow("s3:GetObject"))}
        return str(self.iam.call("CreatePolicy", given_policy)["Policy"]["Arn"])

    def role(self, name: str, *attached: str, path: str = "/baseline/", **more: str) -> None:
        self.iam.call("CreateRole", {"RoleName": name, "Path": path, "AssumeRolePolicyDocument": document(), **more})
        for arn in attached:
            self.iam.call("AttachRolePolicy", {"RoleName": name, "PolicyArn": arn})

    def has(self) -> set[str]:
        roles = (role["RoleName"] for role in self.iam.call("ListRoles", {})["Roles"])
        policies = self.iam.call("ListPolicies", {"Scope": "Local"})["Policies"]
        return {*roles, *(policy["PolicyName"] for policy in policies)}

    def run(self, *, check_mode: bool = False, **wanted: t.Any) -> tuple[list[str], str | None]:
        """The names of what was changed, and the failure."""
        task = options("iam_baseline", **{"purge_path": "/baseline/", **wanted})
        parsed = entries.entries_of(task)
        members = entries.members_of(parsed, entries.Settings.from_options(task))
        wanted_purge = Purge.from_options(task, parsed)
        account = replace(ACCOUNT, session_role=self.session_role)
        try:
            every = members if wanted_purge is None else wanted_purge.around(self.iam, members, account)
        except LeastPrivError as error:
            return [], str(error)
        run = steps.apply(self.iam, every, account, check_mode=check_mode)
        return [step.member.name for step in run.steps if step.changed], str(run.error) if run.error else None


@pytest.fixture(name="account")
def _account() -> Account:
    return Account()


def both(account: Account, **wanted: t.Any) -> tuple[list[str], str | None]:
    """What check mode predicts, which is what a run then does."""
    predicted = account.run(check_mode=True, **wanted)
    assert account.run(**wanted) == predicted
    return predicted


APP: t.Final = {"name": "App", "path": "/baseline/", "assume_role_policy_document": document(), "managed_policies": []}


def test_what_went_from_the_lists_goes_from_the_account_in_one_run(account: Account) -> None:
    gone = account.policy("Gone")
    account.policy("Elsewhere", "/other/")
    account.role("App", gone)
    account.role("Old", gone)
    account.role("Boundless", PermissionsBoundary=gone)
    roles = [APP, {**APP, "name": "Boundless", "boundary": ""}]
    assert both(account, roles=roles) == (["Old", "App", "Boundless", "Gone"], None)
    assert account.has() == {"App", "Boundless", "Elsewhere"}
    assert both(account, roles=roles) == ([], None)


def test_a_policy_that_an_entry_attaches_or_has_as_a_boundary_stays(account: Account) -> None:
    attached, bounding = account.policy("Attached"), account.policy("Bounding")
    account.role("App", attached)
    wanted = {**APP, "managed_policies": ["Attached"], "boundary": bounding}
    assert both(account, roles=[wanted]) == (["App"], None)
    assert account.has() == {"App", "Attached", "Bounding"}


def test_a_policy_that_others_use_is_not_deleted_and_nothing_else_is_changed(account: Account) -> None:
    used = account.policy("Used")
    account.role("Other", used, path="/other/")
    account.role("Old")
    changed, failure = both(account, roles=[APP])
    assert changed == []
    assert failure is not None
    assert "managed policy Used is still used, and detach is refuse: it is attached to role Other" in failure
    assert account.has() == {"Used", "Other", "Old"}


def test_more_than_the_limit_are_listed_and_stay(account: Account) -> None:
    for number in range(6):
        account.role(f"Old{number}")
    changed, failure = both(account, roles=[APP])
    assert changed == []
    assert failure == (
        "purge_path: 6 resources would be removed, and purge_limit is 5: role Old0, role Old1, role Old2, role Old3, "
        "role Old4, role Old5"
    )
    assert both(account, roles=[], purge_limit=6)[1] is None
    assert account.has() == set()


def test_a_role_that_was_created_lately_stays(account: Account) -> None:
    account.iam = MemoryIam(clock=lambda: 1_800_000_000.0)
    account.role("Old")
    changed, failure = account.run(roles=[], unused_for_days=30)
    assert (changed, account.has()) == ([], {"Old"})
    assert failure is not None
    assert "role Old" in failure


@pytest.mark.parametrize("spelling", ["Runner", "runner"])
def test_the_role_of_the_session_is_not_purged_and_nothing_else_is_changed(account: Account, spelling: str) -> None:
    account.role("Old")
    account.role("Runner", account.policy("Power"))
    account.session_role = spelling
    refused = "purge_path: role Runner would be removed, and the session has assumed this role"
    assert both(account, roles=[APP]) == ([], refused)
    assert account.has() == {"Old", "Runner", "Power"}
    # Its policies are used by a role that stays.
    changed, failure = both(account, roles=[APP, {"name": "Runner", "assume_role_policy_document": document()}])
    assert changed == []
    assert "managed policy Power is still used, and detach is refuse: it is attached to role Runner" in str(failure)
    account.session_role = "Other"
    assert both(account, roles=[APP])[1] is None
    assert account.has() == {"App"}


def test_a_policy_of_the_sessions_role_is_neither_purged_nor_its_last_one_taken(account: Account) -> None:
    account.role("Runner", account.policy("Power"), path="/")
    account.session_role = "Runner"
    entry = {"name": "Runner", "assume_role_policy_document": document()}
    changed, failure = both(account, roles=[entry], exclusive=True)
    assert (changed, account.has()) == ([], {"Runner", "Power"})
    assert failure == (
        "role Runner would keep none of its policies, and the session has assumed this role: "
        "its next call would be denied"
    )


def test_a_task_that_removes_its_entries_purges_nothing(account: Account) -> None:
    account.role("Old")
    assert both(account, roles=[APP], state="absent") == ([], None)


def test_two_calls_find_what_to_purge(account: Account) -> None:
    before = len(account.iam.calls)
    account.run(check_mode=True)
    assert [operation for operation, _parameters in account.iam.calls[before:]] == ["ListRoles", "ListPolicies"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"purge_path": "/"}, "purge_path must be a path of your own, such as /baseline/"),
        ({"purge_path": "baseline"}, "purge_path: 'baseline': path must begin and end with /"),
        ({"purge_path": "/${Stage}/"}, "purge_path: the path of a managed policy must consist of letters, digits and "),
        ({"purge_path": "/a//"}, "purge_path: the path of a managed policy must consist of letters, digits and "),
        ({"purge_path": "/aws-reserved/"}, "purge_path: the roles below /aws-reserved/ belong to AWS"),
        ({"purge_path": "/aws-service-role/x/"}, "purge_path: the roles below /aws-service-role/x/ belong to AWS"),
        ({"purge_limit": -1}, "purge_limit must be 0 or more (got: -1)"),
    ],
)
def test_options_that_are_wrong(wanted: dict[str, t.Any], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        purge.Purge.from_options(options("iam_baseline", **{"purge_path": "/baseline/", **wanted}), ())
    assert str(caught.value).startswith(message)


def test_what_an_exclusive_entry_leaves_out_counts_as_empty(account: Account) -> None:
    bounding = account.policy("Bounding", "/")
    account.role("App", bounding, PermissionsBoundary=bounding)
    account.iam.call(
        "PutRolePolicy", {"RoleName": "App", "PolicyName": "i", "PolicyDocument": json.dumps(allow("s3:*"))}
    )
    account.iam.call("TagRole", {"RoleName": "App", "Tags": [{"Key": "Team", "Value": "x"}]})
    left_out = {"name": "App", "path": "/baseline/", "assume_role_policy_document": document()}
    given_policy = [{"name": "Bounding", "path": "/"}]
    assert both(account, policies=given_policy, roles=[left_out], purge_path=None) == ([], None)
    exclusive = {"policies": given_policy, "roles": [left_out], "purge_path": None, "exclusive": True}
    assert both(account, **exclusive) == (["App"], None)
    assert both(account, **exclusive) == ([], None)
    role = account.iam.call("GetRole", {"RoleName": "App"})["Role"]
    assert "PermissionsBoundary" not in role
    assert role.get("Tags", []) == []
    assert account.iam.call("ListAttachedRolePolicies", {"RoleName": "App"})["AttachedPolicies"] == []
    assert account.iam.call("ListRolePolicies", {"RoleName": "App"})["PolicyNames"] == []


def test_an_exclusive_entry_keeps_what_it_or_its_list_says(account: Account) -> None:
    arn = account.policy("Reader", "/")
    account.role("App", arn)
    account.iam.call("TagRole", {"RoleName": "App", "Tags": [{"Key": "Team", "Value": "x"}]})
    left_out = {
        "name": "App",
        "path": "/baseline/",
        "assume_role_policy_document": document(),
        "managed_policies": None,
    }
    defaults = {"managed_policies": ["Reader"], "purge_tags": False}
    assert both(account, roles=[left_out], role_defaults=defaults, exclusive=True, purge_path=None) == ([], None)


PARAMETERS: t.Final[dict[str, t.Any]] = {"Stage": "test", "Root": "/", "Several": ["a", "b"], "Open": {"type": "text"}}


@pytest.mark.parametrize(
    ("path", "filled"),
    [
        ("/baseline/", "/baseline/"),
        ("/baseline/${Stage}/", "/baseline/test/"),
        ("${Root}", OptionError("purge_path", "must be a path of your own, such as /baseline/; all resources")),
        ("/${!Stage}/", OptionError("purge_path", "the path of a managed policy must consist of letters")),
        ("/${Stages}/", ParametersError(["purge_path: ${Stages} is not a parameter; did you mean ${Stage}?"])),
        ("/${Several}/", ParametersError(["purge_path: ${Several} is a list; it can be used in a member of a list"])),
        ("/${Open}/", ParametersError(["parameters.Open is missing and required"])),
    ],
)
def test_parameters_are_filled_in_in_the_path(path: str, filled: str | LeastPrivError) -> None:
    used = [name for name in PARAMETERS if f"${{{name}}}" in path]
    given_task = options(
        "iam_baseline", purge_path=path, parameters={name: PARAMETERS[name] for name in used or ("Stage",)}
    )
    given_task["unused_parameters"] = "refuse" if used else "allow"
    filling = Filling.from_option(given_task["parameters"])
    if isinstance(filled, str):
        wanted = Purge.from_options(given_task, entries.entries_of(given_task, filling), filling)
        assert wanted is not None
        assert wanted.path == filled
        return
    with pytest.raises(type(filled), match=f"^{re.escape(str(filled))}"):
        Purge.from_options(given_task, entries.entries_of(given_task, filling), filling)
