# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A set of policies and roles: what is refused before the first call, what is planned, and in which order."""

from __future__ import annotations

import datetime
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries, planning
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.planning import MemberError
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import GivenDocument
from ansible_collections.leastpriv.aws.plugins.module_utils._review.review import ReviewOptions
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import ACCOUNT, allow, trust
from support.tasks import options as task_options

READ, WRITE, LAMBDA = allow("s3:GetObject"), allow("s3:PutObject"), trust("lambda.amazonaws.com")
ARN = "arn:aws:iam::111111111111:policy/"

Entry = dict[str, t.Any]
Entries = t.Sequence[Entry]


def policy(name: str = "reader", **options: t.Any) -> Entry:
    return {"name": name, "path": "/", "policy": READ, **options}


def role(name: str = "app", **options: t.Any) -> Entry:
    return {"name": name, "assume_role_policy_document": LAMBDA, **options}


GONE: t.Final = {"state": "absent"}


def members(policies: Entries = (), roles: Entries = (), **options: t.Any) -> t.Any:
    given = task_options("iam_baseline", **{**options, "policies": list(policies), "roles": list(roles)})
    settings = entries.Settings.from_options(given)
    entries.check_defaults(given, settings)
    parsed = entries.members_of(entries.entries_of(given), settings)
    return [member.for_account(ACCOUNT) for member in parsed]


def plan(iam: MemoryIam, policies: Entries = (), roles: Entries = (), **options: t.Any) -> list[str]:
    """What the plans for a set would do, line by line."""
    pending_plans = planning.plan(iam, members(policies, roles, **options))
    return [call.summary for pending_plan in pending_plans for call in pending_plan.plan.calls]


def apply(iam: MemoryIam, policies: Entries = (), roles: Entries = (), **options: t.Any) -> list[str]:
    """What a run of a set does, line by line; every step has to succeed."""
    parsed = members(policies, roles, **options)
    pending_plans = planning.plan(iam, parsed)
    outcomes = [
        pending_plan.carry_out(iam, member.retry_policy)
        for member, pending_plan in zip(parsed, pending_plans, strict=True)
    ]
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    return [call.summary for outcome in outcomes for call in outcome.calls]


# What stands in the account before, as sets that are applied one after the other, the set, and what a run does.
CASES: t.Final[dict[str, tuple[list[tuple[list[Entry], list[Entry]]], tuple[list[Entry], list[Entry]], list[str]]]] = {
    "a role finds a policy by the name that the set gives it": (
        [],
        ([policy(path="/team/")], [role(managed_policies=["reader"])]),
        ["create managed policy reader", "create role app", "attach managed policy reader to role app"],
    ),
    "an order that is not the alphabet's": (
        [],
        ([policy("b"), policy("a")], [role("z"), role("y")]),
        ["create managed policy b", "create managed policy a", "create role z", "create role y"],
    ),
    "nothing to do": (
        [([policy()], [role(managed_policies=["reader"])])],
        ([policy()], [role(managed_policies=["reader"])]),
        [],
    ),
    "a policy that goes is detached once, though the role would detach it too": (
        [([policy(), policy("writer")], [role(managed_policies=["reader", "writer"])])],
        ([policy(**GONE), policy("writer")], [role(managed_policies=["writer"])]),
        ["detach managed policy reader from role app", "delete managed policy reader"],
    ),
    "a policy that goes is detached though its role is not purged": (
        [([policy()], [role(managed_policies=["reader"])])],
        ([policy(**GONE)], [role(managed_policies=[], purge_policies=False)]),
        ["detach managed policy reader from role app", "delete managed policy reader"],
    ),
    "a policy that goes is detached from roles beside the set": (
        [([policy()], [role("other", managed_policies=["reader"])])],
        ([policy(**GONE)], [role()]),
        ["detach managed policy reader from role other", "delete managed policy reader", "create role app"],
    ),
    "a boundary goes by the name that the set gives its policy": (
        [],
        ([policy("limit", path="/team/")], [role(boundary="limit")]),
        ["create managed policy limit", "create role app"],
    ),
    "a boundary of the set takes the place of one of AWS with its name": (
        [([], [role(boundary="arn:aws:iam::aws:policy/ReadOnlyAccess")])],
        ([policy("ReadOnlyAccess")], [role(boundary="ReadOnlyAccess")]),
        ["create managed policy ReadOnlyAccess", f"set the boundary of role app to {ARN}ReadOnlyAccess"],
    ),
    "a boundary of all roles goes by name": (
        [([policy("limit")], [role(), role("web")])],
        ([policy("limit")], [role(boundary="limit"), role("web", boundary="limit")]),
        [f"set the boundary of role app to {ARN}limit", f"set the boundary of role web to {ARN}limit"],
    ),
    "options that are null have the defaults of those left out": (
        [([policy(), policy("writer")], [role(managed_policies=["reader", "writer"])])],
        ([policy(policy=WRITE, make_default=None)], [role(managed_policies=["reader"], purge_policies=None)]),
        ["create a new default version of managed policy reader", "detach managed policy writer from role app"],
    ),
    "options that are null are left out": (
        [([policy()], [role(managed_policies=["reader"], description="kept")])],
        ([policy(tags=None, make_default=None)], [role(managed_policies=None, purge_policies=None, description=None)]),
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_set_is_planned_as_a_whole(case: str) -> None:
    before, wanted, expected = CASES[case]
    iam = MemoryIam()
    for each in before:
        apply(iam, *each)
    iam.calls.clear()
    assert plan(iam, *wanted) == expected
    assert iam.writes == []
    assert apply(iam, *wanted) == expected
    assert plan(iam, *wanted) == []


def test_removal_goes_backwards_and_counts_on_what_it_removes() -> None:
    iam = MemoryIam()
    empty = iam.snapshot()
    wanted = ([policy(), policy("limit")], [role(managed_policies=["reader"], boundary=f"{ARN}limit"), role("web")])
    apply(iam, *wanted)
    names: tuple[list[Entry], list[Entry]] = (
        [{"name": "reader"}, {"name": "limit"}],
        [{"name": "app"}, {"name": "web"}],
    )
    expected = [
        "delete role web",
        "detach managed policy reader from role app",
        "delete role app",
        "delete managed policy limit",
        "delete managed policy reader",
    ]
    assert plan(iam, *names, state="absent") == expected
    assert apply(iam, *names, state="absent") == expected
    assert iam.snapshot() == empty
    assert plan(iam, *names, state="absent") == []


BOTH: t.Final = ([policy()], [role(managed_policies=["reader"])])


def test_a_policy_whose_role_the_set_removes_is_not_refused_for_it() -> None:
    expected = ["detach managed policy reader from role app", "delete role app", "delete managed policy reader"]
    for wanted, state in (((BOTH[0], BOTH[1]), "absent"), (([policy(**GONE)], [role(**GONE)]), "present")):
        iam = MemoryIam()
        empty = iam.snapshot()
        apply(iam, *BOTH)
        assert plan(iam, *wanted, state=state, detach="refuse") == expected
        assert apply(iam, *wanted, state=state, detach="refuse") == expected
        assert iam.snapshot() == empty


def test_a_boundary_of_a_role_that_the_set_removes_is_not_refused_for_it() -> None:
    iam = MemoryIam()
    apply(iam, [policy()], [role(boundary=f"{ARN}reader")])
    assert apply(iam, [policy()], [role()], state="absent", detach="refuse")[-1] == "delete managed policy reader"


@pytest.mark.parametrize(
    ("beside", "users"),
    [
        ([role("other", managed_policies=["reader"])], "attached to role other"),
        ([role("other", boundary=f"{ARN}reader")], "the permissions boundary of role other"),
    ],
)
def test_a_policy_that_somebody_else_uses_keeps_the_whole_set(beside: list[Entry], users: str) -> None:
    iam = MemoryIam()
    apply(iam, *BOTH)
    apply(iam, (), beside)
    iam.calls.clear()
    with pytest.raises(MemberError, match=f"managed policy reader is still used, and detach is refuse: it is {users}$"):
        plan(iam, *BOTH, state="absent", detach="refuse")
    assert iam.writes == []
    # An entry's own word goes before the task's, either way.
    with pytest.raises(MemberError, match="is still used"):
        plan(iam, [policy(detach="refuse")], [], state="absent", detach="all")
    lenient = ([policy(detach="all")], [role()])
    if "boundary" not in users:
        assert plan(iam, *lenient, state="absent", detach="refuse")[-1] == "delete managed policy reader"


def test_a_role_that_only_loses_a_policy_still_counts() -> None:
    iam = MemoryIam()
    apply(iam, *BOTH)
    with pytest.raises(MemberError, match="attached to role app"):
        plan(iam, [policy(**GONE)], [role(managed_policies=[])], detach="refuse")


LONG_AGO, TODAY = "2020-01-01T00:00:00+00:00", datetime.datetime.now(datetime.timezone.utc).isoformat()


def test_a_role_that_was_used_keeps_the_whole_set() -> None:
    iam = MemoryIam()
    apply(iam, [policy()], [role(managed_policies=["reader"]), role("web")])
    iam.age_role("web", created=LONG_AGO)
    iam.age_role("app", created=LONG_AGO, used=TODAY, region="eu-central-1")
    iam.calls.clear()
    names: tuple[list[Entry], list[Entry]] = ([{"name": "reader"}], [{"name": "app"}, {"name": "web"}])
    with pytest.raises(MemberError, match=f"last used on {re.escape(TODAY)} in eu-central-1") as caught:
        plan(iam, *names, state="absent", unused_for_days=30)
    assert caught.value.member.name == "app"
    assert iam.writes == []
    # An entry's own number goes before the task's.
    with pytest.raises(MemberError, match="unused for 7 days"):
        plan(iam, [], [{"name": "app", "unused_for_days": 7}], state="absent", unused_for_days=30)
    iam.age_role("app", created=LONG_AGO, used=LONG_AGO, region="eu-central-1")
    assert len(apply(iam, *names, state="absent", unused_for_days=30)) == 4


def test_what_says_how_to_remove_waits_for_a_removal() -> None:
    care: dict[str, t.Any] = {"detach": "refuse", "unused_for_days": 30}
    iam = MemoryIam()
    apply(iam, [policy(detach="refuse")], [role(managed_policies=["reader"], unused_for_days=30)], **care)
    assert plan(iam, *BOTH, **care) == []
    iam.age_role("app", created=TODAY)
    with pytest.raises(MemberError, match="IAM knows of no use, but it was created on"):
        plan(iam, [], [role(**GONE)], **care)


def test_a_second_run_costs_two_reads_for_each_resource() -> None:
    iam = MemoryIam()
    wanted = ([policy(), policy("writer", policy=WRITE)], [role(managed_policies=["reader"])])
    apply(iam, *wanted)
    iam.calls.clear()
    assert apply(iam, *wanted) == []
    expected = ["GetPolicy", "GetPolicyVersion"] * 2 + ["GetRole", "ListAttachedRolePolicies"]
    assert iam.operations == expected


def test_a_policy_of_the_set_that_a_role_names_is_looked_up_once_and_before_it_exists() -> None:
    iam = MemoryIam()
    plan(iam, [policy()], [role(managed_policies=["reader"]), role("web", managed_policies=["reader"])])
    # Its name may be taken under another path, and the roles need the ARN that it has then.
    assert iam.operations == ["GetPolicy", "ListPolicies", "GetRole", "GetRole"]
    iam.calls.clear()
    plan(iam, [policy()], [role(managed_policies=[f"{ARN}reader"])])
    assert iam.operations == ["GetPolicy", "GetRole"]


def test_a_role_finds_a_policy_that_the_set_asks_for_under_another_path() -> None:
    iam = MemoryIam()
    apply(iam, [policy(path="/other/")])
    wanted = ([policy(path="/team/", policy=WRITE)], [role(managed_policies=["reader"])])
    expected = ["create a new default version of managed policy reader", "create role app"]
    expected.append("attach managed policy reader to role app")
    assert plan(iam, *wanted) == expected
    assert apply(iam, *wanted) == expected
    assert ("AttachRolePolicy", {"RoleName": "app", "PolicyArn": f"{ARN}other/reader"}) in iam.calls


def test_who_may_not_list_policies_can_apply_a_set_all_the_same() -> None:
    iam = MemoryIam()
    denied = ApiError("AccessDenied", "no")
    iam.faults.append(Fault("ListPolicies", denied, times=9))
    assert apply(iam, [policy()], [role(managed_policies=["reader"])])[-1] == "attach managed policy reader to role app"


def test_a_role_whose_policies_are_not_known_stands_in_no_removals_way() -> None:
    iam = MemoryIam()
    apply(iam, *BOTH)
    iam.faults.append(Fault("ListAttachedRolePolicies", ApiError("AccessDenied", "no"), times=9))
    expected = ["detach managed policy reader from role app", "delete managed policy reader"]
    assert apply(iam, [policy(**GONE)], [role()]) == expected


@pytest.mark.parametrize(
    ("option", "reference"),
    [("managed_policies", [f"{ARN}reader"]), ("managed_policies", ["reader"]), ("boundary", f"{ARN}reader")],
)
def test_a_role_may_not_have_a_policy_that_the_set_removes(option: str, reference: t.Any) -> None:
    iam = MemoryIam()
    apply(iam, [policy()])
    iam.calls.clear()
    with pytest.raises(MemberError, match=f"{option}: role app is to have {ARN}reader, which the same task") as caught:
        plan(iam, [policy(**GONE)], [role(**{option: reference})])
    assert caught.value.member.name == "app"
    assert isinstance(caught.value.error, RefusedError)
    assert iam.writes == []


def test_one_resource_without_a_plan_leaves_all_others_alone() -> None:
    iam = MemoryIam()
    apply(iam, [policy("limit")], [role("bounded", boundary=f"{ARN}limit")])
    iam.calls.clear()
    with pytest.raises(MemberError, match="is the permissions boundary of role bounded") as caught:
        plan(iam, [policy(), policy("limit", **GONE)], [role()])
    assert caught.value.member.name == "limit"
    assert iam.writes == []


# The lists, and what is said about them.
REFUSED: t.Final[dict[str, tuple[list[Entry], list[Entry], str]]] = {
    "a name twice": ([policy(), policy()], [], r"^policies\[1\]: reader is already the name of policies\[0\]"),
    "a name in another case": (
        [],
        [role(), role("b"), role("App")],
        r"^roles\[2\]: App is already the name of roles\[0\]",
    ),
    "a role without trust": (
        [],
        [{"name": "app"}],
        r"^roles\[0\] \(app\): assume_role_policy_document: is required when state is present",
    ),
    "a bad name": ([policy("a b")], [], r"^policies\[0\] \(a b\): name: "),
    "a bad path": ([policy(), policy("b", path="b")], [], r"^policies\[1\] \(b\): path: "),
    "an empty entry": ([], [role(managed_policies=[""])], r"^roles\[0\] \(app\): managed_policies: an entry is empty"),
    "a bad number of days": (
        [],
        [role(unused_for_days=0)],
        r"^roles\[0\] \(app\): unused_for_days must be at least 1 day",
    ),
    "a bad wait": (
        [policy(wait_timeout=-1)],
        [],
        r"^policies\[0\] \(reader\): wait_timeout must be a number of seconds",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_with_an_entry_is_said_with_its_place(case: str) -> None:
    policies, roles, message = REFUSED[case]
    with pytest.raises(OptionError, match=message):
        members(policies, roles)


@pytest.mark.parametrize("state", ["present", "absent"])
def test_what_is_wrong_with_the_tasks_own_options_is_said(state: str) -> None:
    with pytest.raises(OptionError, match=r"^unused_for_days must be at most 400 days"):
        members(state=state, unused_for_days=500)


def test_a_removal_needs_names_only() -> None:
    assert [member.label for member in members([{"name": "a"}], [{"name": "a"}], state="absent")] == [
        "role a",
        "managed policy a",
    ]


def test_the_documents_of_what_is_to_exist_are_reviewed() -> None:
    options = {
        "policies": [
            policy(review="off"),
            policy("gone", **GONE),
            # Without a document, an entry's settings of the review do not count.
            {"name": "bare", "policy": None, "review_ignore": ["nonsense"]},
        ],
        "roles": [
            role(inline_policies={"x": READ}, review_ignore=["pass-role"]),
            {"name": "inline", "inline_policies": {}},
        ],
    }
    described = entries.entries_of(task_options("iam_baseline", **options))
    task = ReviewOptions(mode="fail", ignore=frozenset({"wildcard-action"}))
    off = ReviewOptions(mode="off", ignore=task.ignore)
    ignoring = ReviewOptions(mode="fail", ignore=frozenset({"pass-role"}))
    subjects = entries.subjects_of(described, entries.Settings(), task)
    assert [(subject.name, subject.kind, subject.document, subject.settings) for subject in subjects] == [
        ("reader", "managed", GivenDocument(READ), off),
        ("app", "trust", GivenDocument(LAMBDA), ignoring),
        ("app.inline_policies.x", "inline", GivenDocument(READ), ignoring),
        ("app.inline_policies", "inline", {"x": GivenDocument(READ)}, ignoring),
    ]
    assert [subject.is_reviewed for subject in subjects] == [True, True, True, False]
    assert entries.subjects_of(described, entries.Settings(is_removal=True), task) == []


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        ([role(boundary="Limit")], []),
        ([role(boundary=f"{ARN}team/limit")], []),
        ([role(boundary="limit"), role("b", managed_policies=["reader"])], []),
        ([role(boundary="limit"), role("b", managed_policies=["LIMIT"])], ["wildcard-action"]),
        ([role(boundary="limit", managed_policies=["${AWS::Partition}", f"{ARN}limit"])], ["wildcard-action"]),
        ([role(managed_policies=["limit"])], ["wildcard-action"]),
        ([], ["wildcard-action"]),
    ],
)
def test_wildcards_of_a_boundary_are_no_finding(roles: Entries, found: list[str]) -> None:
    """A boundary grants nothing: it limits what others grant."""
    given = task_options("iam_baseline", policies=[policy("limit", policy=allow("*"))], roles=roles)
    task = ReviewOptions(mode="warn", ignore=frozenset())
    (limit, *_others) = entries.subjects_of(entries.entries_of(given), entries.Settings(), task)
    assert [located.finding.rule.id for located in limit.findings(None)] == found


def test_an_entry_with_an_unknown_rule_is_named() -> None:
    given = task_options("iam_baseline", policies=[policy(), policy("b", review_ignore=["nonsense"])])
    described = entries.entries_of(given)
    task = ReviewOptions(mode="warn", ignore=frozenset())
    with pytest.raises(OptionError, match=r"^policies\[1\] \(b\): review_ignore.*'nonsense'"):
        entries.subjects_of(described, entries.Settings(), task)


def test_the_name_of_a_boundary_in_the_set_costs_no_call() -> None:
    iam = MemoryIam()
    wanted = ([policy("limit")], [role(boundary="limit")])
    apply(iam, *wanted)
    iam.calls.clear()
    assert plan(iam, *wanted) == []
    assert [operation for operation, _parameters in iam.calls] == [
        "GetPolicy",
        "GetPolicyVersion",
        "GetRole",
        "ListAttachedRolePolicies",
    ]


def test_a_boundary_that_the_set_deletes_is_refused_by_its_name() -> None:
    iam = MemoryIam()
    apply(iam, [policy("limit")], [])
    with pytest.raises(MemberError, match=r"boundary: role app is to have .*policy/limit, which the same task deletes"):
        plan(iam, [policy("limit", **GONE)], [role(boundary="limit")])


# The defaults, an entry, and the properties of the desired state that come of them.
DEFAULTS: t.Final[dict[str, tuple[Entry, Entry, Entry]]] = {
    "an option that the entry leaves out": ({"path": "/team/"}, {}, {"path": "/team/"}),
    "an option that is null in the entry": ({"path": "/team/"}, {"path": None}, {"path": "/team/"}),
    "an option that the entry sets": ({"path": "/team/"}, {"path": "/"}, {"path": "/"}),
    "an option that is null in the defaults": (
        {"path": None, "purge_tags": None},
        {},
        {"path": None, "purge_tags": True},
    ),
    "tags are replaced as a whole": ({"tags": {"a": "1", "b": "2"}}, {"tags": {"a": "3"}}, {"tags": {"a": "3"}}),
    "no tags are tags": ({"tags": {"a": "1"}}, {"tags": {}}, {"tags": {}}),
    "no boundary is a boundary": ({"boundary": f"{ARN}limit"}, {"boundary": ""}, {"boundary": ""}),
    "a boolean that is false": ({"purge_policies": False}, {}, {"purge_policies": False}),
    "a boolean that the entry sets to false": ({"purge_tags": True}, {"purge_tags": False}, {"purge_tags": False}),
    "a number": ({"unused_for_days": 90}, GONE, {"unused_for_days": 90}),
    "a number that the entry sets": ({"unused_for_days": 90}, {**GONE, "unused_for_days": 7}, {"unused_for_days": 7}),
    "a number that means nothing for what should exist": ({"unused_for_days": 90}, {}, {"unused_for_days": None}),
    "policies to attach": ({"managed_policies": ["x"]}, {}, {"managed_policies": ("x",)}),
}


@pytest.mark.parametrize("case", DEFAULTS)
def test_an_entry_overrides_defaults(case: str) -> None:
    defaults, entry, expected = DEFAULTS[case]
    [member] = members((), [role(**entry)], role_defaults=defaults, unused_for_days=30)
    assert {name: getattr(member.desired, name) for name in expected} == expected


def test_defaults_of_a_list_take_precedence_over_the_task() -> None:
    [gone, kept] = members(
        [policy(**GONE), policy("kept", detach="all", **GONE)], policy_defaults={"detach": "refuse"}, detach="all"
    )
    # What is deleted is in reverse order.
    assert [(each.name, each.desired.detach) for each in (gone, kept)] == [("reader", "refuse"), ("kept", "all")]


def test_a_trust_policy_of_the_defaults_is_that_of_each_role_and_parsed_once() -> None:
    first, second = members((), [{"name": "a"}, {"name": "b"}], role_defaults={"assume_role_policy_document": LAMBDA})
    assert first.desired.trust is not None
    assert first.desired.trust.plain == second.desired.trust.plain


WRONG_DEFAULTS: t.Final[dict[str, tuple[dict[str, t.Any], str]]] = {
    "a path, with no entry": ({"role_defaults": {"path": "team"}}, "role_defaults.path"),
    "a path that each entry overrides": (
        {"roles": [role(path="/")], "role_defaults": {"path": "team"}},
        "role_defaults.path",
    ),
    "a policy's path": ({"policy_defaults": {"path": "team"}}, "policy_defaults.path"),
    "a tag": ({"policy_defaults": {"tags": {"aws:x": "1"}}}, "policy_defaults.tags: 'aws:x'"),
    "days": ({"role_defaults": {"unused_for_days": 0}}, "role_defaults.unused_for_days must be at least 1 day"),
    "a rule": ({"role_defaults": {"review_ignore": ["x"]}}, "role_defaults.review_ignore: 'x' is not a rule"),
    "patience": ({"role_defaults": {"wait_timeout": -1}}, "role_defaults.wait_timeout"),
    "a boundary": ({"role_defaults": {"boundary": "arn:aws:s3:::x"}}, "role_defaults.boundary"),
    "a document": (
        {"role_defaults": {"inline_policies": {"x": "{"}}},
        "role_defaults.inline_policies.x: not valid JSON",
    ),
    "a pseudo parameter": (
        {"role_defaults": {"inline_policies": {"x": allow("s3:GetObject", "${AWS::Nothing}")}}},
        "role_defaults.inline_policies.x: ",
    ),
    "a default that an entry's option excludes": (
        {"roles": [role(create_instance_profile=True)], "role_defaults": {"boundary": f"{ARN}limit"}},
        "roles[0] (app): role_defaults.boundary: When using a boundary policy",
    ),
    "an entry's option that a default excludes": (
        {"roles": [role(boundary=f"{ARN}limit")], "role_defaults": {"create_instance_profile": True}},
        "roles[0] (app): boundary: When using a boundary policy",
    ),
}


@pytest.mark.parametrize("case", WRONG_DEFAULTS)
def test_a_wrong_default_is_named(case: str) -> None:
    given, message = WRONG_DEFAULTS[case]
    with pytest.raises(OptionError, match=f"^{re.escape(message)}"):
        members(**given)


def test_an_unknown_rule_of_the_defaults_is_said_to_be_theirs() -> None:
    given = task_options("iam_baseline", policies=[policy()], policy_defaults={"review_ignore": ["nonsense"]})
    described, task = entries.entries_of(given), ReviewOptions(mode="warn", ignore=frozenset())
    with pytest.raises(OptionError, match=r"^policies\[0\] \(reader\): policy_defaults\.review_ignore.*'nonsense'"):
        entries.subjects_of(described, entries.Settings(), task)
