# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The soak's judge notices what it is there for: each case plants one fault into the outcome of a run."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from soak import draw
from soak.account import Account, Policy, Role, text
from soak.draw import document, trust
from soak.judge import (
    Ending,
    Finding,
    Wrong,
    judge_again,
    judge_change,
    judge_contention,
    judge_moment,
    judge_repair,
    judge_run,
)
from soak.model import Task, applied, can_purge, purged

ID: t.Final = "111111111111"
ARN: t.Final = f"arn:aws:iam::{ID}:policy/Reader"
OLD, KEPT, NEW = (text(document(number)) for number in (0, 1, 2))

READER: t.Final = Policy(name="Reader", versions=(KEPT, OLD), default=OLD, tags={"Team": "red"}, id="ANPAREADER")
APP: t.Final = Role(name="App", trust=text(trust(0)), attached=frozenset({ARN}), inline={"Logs": OLD}, id="AROAAPP")
BEFORE: t.Final = Account(
    id=ID,
    policies={"Reader": READER},
    roles={"App": APP, "Foreign": replace(APP, name="Foreign", id="AROAFOREIGN")},
    profiles={"App": frozenset({"App"})},
    users={"alice": frozenset({ARN})},
    groups={"staff": frozenset()},
)

SECOND: t.Final = replace(READER, name="Second")

UPDATE: t.Final = Task(
    module="iam_managed_policy", options={"name": "Reader", "policy": document(2), "tags": {"Team": "blue"}}
)
TRUST: t.Final = Task(
    module="iam_role",
    options={
        "name": "App",
        "assume_role_policy_document": trust(1),
        "managed_policies": [],
        "purge_policies": False,
        "inline_policies": {},
    },
)
REMOVAL: t.Final = Task(module="iam_managed_policy", options={"name": "Reader", "state": "absent"})

PURGE: t.Final = Task(
    module="iam_baseline",
    options={"policies": [{"name": "Reader"}], "purge_path": "/team/"},
)
LEFT_OVER: t.Final = replace(
    BEFORE,
    policies={**BEFORE.policies, "Old": replace(READER, name="Old", path="/team/", tags={})},
    roles={**BEFORE.roles, "Old": replace(APP, name="Old", path="/team/x/", inline={})},
)

WELL: t.Final = Ending(failed=False, result={"changed": True})
FAILED: t.Final = Ending(
    failed=True, result={"changed": True, "msg": f"managed policy Reader in account {ID}: iam:TagPolicy failed"}
)

UNCHANGED: t.Final = Ending(failed=True, result={**(FAILED.result or {}), "changed": False})


def with_policy(account: Account, **changes: t.Any) -> Account:
    return replace(account, policies={**account.policies, "Reader": replace(account.policies["Reader"], **changes)})


def with_role(account: Account, name: str = "App", **changes: t.Any) -> Account:
    return replace(account, roles={**account.roles, name: replace(account.roles[name], **changes)})


def wrongs(findings: t.Iterable[Finding]) -> list[Wrong]:
    return [each.wrong for each in findings]


UPDATED: t.Final = applied(BEFORE, UPDATE)
TRUSTED: t.Final = applied(BEFORE, TRUST)
REMOVED: t.Final = applied(BEFORE, REMOVAL)

# What there is after a run, whatever was planted in it, and what the judge is to say of it.
OUTCOMES: t.Final[tuple[tuple[str, Task, Account, Ending, list[Wrong]], ...]] = (
    ("as wanted", UPDATE, UPDATED, WELL, []),
    ("as wanted, a role", TRUST, TRUSTED, WELL, []),
    ("as wanted, a removal", REMOVAL, REMOVED, WELL, []),
    ("a failure half way", UPDATE, with_policy(UPDATED, tags={"Team": "red"}), FAILED, []),
    ("a failure before the first write", UPDATE, BEFORE, UNCHANGED, []),
    ("a lost document", UPDATE, with_policy(UPDATED, versions=(KEPT, OLD), default=OLD), WELL, [Wrong.LOST] * 2),
    ("a lost tag", UPDATE, with_policy(UPDATED, tags={"Team": "red"}), WELL, [Wrong.LOST]),
    ("a lost trust policy", TRUST, with_role(TRUSTED, trust=APP.trust), WELL, [Wrong.LOST]),
    ("an inline policy that stayed", TRUST, with_role(TRUSTED, inline=APP.inline), WELL, [Wrong.LOST]),
    ("a removal that left it attached", REMOVAL, replace(REMOVED, users=BEFORE.users), WELL, [Wrong.LOST]),
    ("a document twice", UPDATE, with_policy(UPDATED, versions=(KEPT, OLD, NEW, NEW)), WELL, [Wrong.DUPLICATE]),
    ("a document twice, and a failure", UPDATE, with_policy(UPDATED, versions=(OLD, OLD)), FAILED,
     [Wrong.UNOWNED, Wrong.DUPLICATE]),
    ("a version that was to stay", UPDATE, with_policy(UPDATED, versions=(OLD, NEW)), WELL, [Wrong.UNOWNED]),
    ("the same, and a failure", UPDATE, with_policy(BEFORE, versions=(OLD,)), FAILED, [Wrong.UNOWNED]),
    ("a stray tag", UPDATE, with_policy(UPDATED, tags={"Team": "blue", "a": "b"}), WELL, [Wrong.UNOWNED]),
    ("a value that is neither", UPDATE, with_policy(UPDATED, tags={"Team": "green"}), WELL, [Wrong.UNOWNED]),
    ("an attachment of the role's", TRUST, with_role(TRUSTED, attached=frozenset()), WELL, [Wrong.UNOWNED]),
    ("another role's attachment", TRUST, with_role(TRUSTED, "Foreign", attached=frozenset()), WELL, [Wrong.UNOWNED]),
    ("a user's attachment", UPDATE, replace(UPDATED, users={"alice": frozenset()}), WELL, [Wrong.UNOWNED]),
    ("an instance profile", TRUST, replace(TRUSTED, profiles={}), WELL, [Wrong.UNOWNED] * 2),
    ("a policy made anew", UPDATE, with_policy(UPDATED, id="ANPAOTHER"), WELL, [Wrong.UNOWNED]),
    ("a second policy", UPDATE, replace(UPDATED, policies={**UPDATED.policies, "Second": SECOND}), WELL,
     [Wrong.UNOWNED] * 5),
    ("a change that is denied", UPDATE, UPDATED, replace(WELL, result={"changed": False}), [Wrong.UNTOLD]),
    ("a change that is claimed", UPDATE, BEFORE, WELL, [*[Wrong.LOST] * 3, Wrong.UNTOLD]),
    ("a failure that denies what it did", UPDATE, UPDATED, UNCHANGED,
     [Wrong.UNTOLD]),
    ("killed", UPDATE, BEFORE, Ending(failed=True, result=None, output="SIGKILL"), [Wrong.UNCLEAR]),
    ("no message", UPDATE, BEFORE, Ending(failed=True, result={"changed": False}), [Wrong.UNCLEAR]),
    ("a message without the account", UPDATE, BEFORE,
     Ending(failed=True, result={"changed": False, "msg": "managed policy Reader: it failed"}), [Wrong.UNCLEAR]),
    ("an error of our own", UPDATE, BEFORE,
     Ending(failed=True, result={"msg": f"Reader {ID}: unexpected KeyError. This is an error in leastpriv.aws"}),
     [Wrong.UNCLEAR]),
    ("a traceback beside the result", UPDATE, BEFORE,
     Ending(failed=True, result=FAILED.result, output="Traceback (most recent call last):"), [Wrong.UNCLEAR]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("task", "after", "ending", "expected"), [each[1:] for each in OUTCOMES], ids=[each[0] for each in OUTCOMES]
)
def test_what_is_wrong_with_a_run(task: Task, after: Account, ending: Ending, expected: list[Wrong]) -> None:
    assert sorted(wrongs(judge_run(BEFORE, after, task, ending))) == sorted(expected)


def without(account: Account, *, roles: t.Container[str] = (), policies: t.Container[str] = ()) -> Account:
    return replace(
        account,
        roles={name: role for name, role in account.roles.items() if name not in roles},
        policies={name: policy for name, policy in account.policies.items() if name not in policies},
    )


PURGED: t.Final = without(LEFT_OVER, roles=["Old"], policies=["Old"])
IN_USE: t.Final = replace(LEFT_OVER, users={"alice": frozenset({LEFT_OVER.arn("Old")})})


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        (PURGED, None),
        (without(LEFT_OVER, roles=["Old"]), Wrong.LOST),
        (without(LEFT_OVER, policies=["Old"]), Wrong.LOST),
        (without(PURGED, roles=["Foreign"]), Wrong.UNOWNED),
        (without(PURGED, policies=["Reader"]), Wrong.UNOWNED),
        (with_role(PURGED, attached=frozenset()), Wrong.UNOWNED),
    ],
)
def test_a_purge_takes_what_is_below_the_path_and_no_entry_names(after: Account, wrong: Wrong | None) -> None:
    assert set(wrongs(judge_run(LEFT_OVER, after, PURGE, WELL))) == ({wrong} if wrong else set())


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ({}, (["Old"], ["Old"])),
        ({"state": "absent"}, ([], [])),
        ({"purge_path": "/team/x/"}, (["Old"], [])),
        ({"policies": [{"name": "Old"}], "roles": [{"name": "Old", "state": "absent"}]}, ([], [])),
        ({"roles": [{"name": "App", "boundary": LEFT_OVER.arn("Old")}]}, (["Old"], [])),
        ({"roles": [{"name": "App", "managed_policies": ["Old"]}]}, (["Old"], [])),
    ],
)
def test_what_a_purge_takes(options: dict[str, t.Any], taken: tuple[list[str], list[str]]) -> None:
    assert purged(LEFT_OVER, replace(PURGE, options={**PURGE.options, **options})) == taken


def test_a_purge_of_what_is_in_use_is_not_drawn() -> None:
    assert can_purge(LEFT_OVER, PURGE)
    assert not can_purge(IN_USE, PURGE)
    assert not can_purge(with_role(LEFT_OVER, "Foreign", boundary=LEFT_OVER.arn("Old")), PURGE)


def test_a_failure_may_name_what_is_purged() -> None:
    ending = Ending(failed=True, result={"changed": False, "msg": f"role Old in account {ID}: iam:DeleteRole failed"})
    assert wrongs(judge_run(LEFT_OVER, LEFT_OVER, PURGE, ending)) == []
    assert wrongs(judge_run(PURGED, PURGED, PURGE, ending)) == [Wrong.UNCLEAR]


def test_a_run_without_faults_has_to_converge() -> None:
    assert wrongs(judge_repair(BEFORE, BEFORE, UPDATE, UNCHANGED)) == [Wrong.STUCK]
    assert wrongs(judge_repair(BEFORE, UPDATED, UPDATE, WELL)) == []


@pytest.mark.parametrize(
    ("after", "ending", "expected"),
    [
        (UPDATED, Ending(failed=False, result={"changed": False}), []),
        (UPDATED, WELL, [Wrong.UNSTABLE]),
        (BEFORE, Ending(failed=False, result={"changed": False}), [Wrong.UNSTABLE]),
        (UPDATED, FAILED, [Wrong.UNSTABLE]),
    ],
)
def test_with_nothing_to_do_a_run_does_nothing(after: Account, ending: Ending, expected: list[Wrong]) -> None:
    assert wrongs(judge_again(UPDATED, after, ending)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, []),
        (UPDATED, []),
        (with_policy(BEFORE, default=None), [Wrong.WIDER]),
        (with_policy(BEFORE, default=KEPT), [Wrong.WIDER]),
        (with_role(BEFORE, trust=text(trust(2))), [Wrong.WIDER]),
        (with_role(BEFORE, "Foreign", trust=text(trust(2))), [Wrong.WIDER]),
        (replace(BEFORE, policies={}), []),
    ],
)
def test_at_each_moment_the_documents_in_force_are_old_or_new(now: Account, expected: list[Wrong]) -> None:
    assert wrongs(judge_moment(BEFORE.facts(), now.facts(), UPDATED.facts())) == expected


ONE: t.Final = replace(UPDATE, options={**UPDATE.options, "only_version": True})
OTHER: t.Final = replace(ONE, options={**ONE.options, "policy": document(3), "tags": {"Team": "green"}})
BY_ONE, BY_OTHER = (applied(BEFORE, task) for task in (ONE, OTHER))


@pytest.mark.parametrize(
    ("tasks", "after", "expected"),
    [
        ((ONE, OTHER), BY_ONE, []),
        ((ONE, OTHER), BY_OTHER, []),
        ((ONE, OTHER), with_policy(BY_ONE, tags={"Team": "green"}), [Wrong.MIXED]),
        ((ONE, OTHER), with_policy(BY_ONE, tags={"Team": "red"}), [Wrong.MIXED]),
        ((ONE, OTHER), with_policy(BY_ONE, versions=(NEW, text(document(3)))), [Wrong.MIXED]),
        ((ONE, ONE), with_policy(BY_ONE, versions=(NEW, NEW)), [Wrong.DUPLICATE]),
        ((ONE, OTHER), BEFORE, [Wrong.MIXED]),
        ((ONE, OTHER), replace(BY_ONE, users={"alice": frozenset()}), [Wrong.UNOWNED]),
        ((ONE, REMOVAL), BY_ONE, []),
        ((ONE, REMOVAL), applied(BEFORE, REMOVAL), []),
        ((ONE, REMOVAL), with_policy(replace(BY_ONE, users={"alice": frozenset()}), id="ANPANEW"), []),
        ((ONE, REMOVAL), with_policy(BY_ONE, default=OLD, versions=(OLD,)), [Wrong.MIXED]),
        ((ONE, OTHER), with_policy(BY_ONE, id="ANPANEW"), [Wrong.UNOWNED]),
    ],
)
def test_of_several_tasks_at_once_one_has_to_win_whole(
    tasks: tuple[Task, ...], after: Account, expected: list[Wrong]
) -> None:
    assert wrongs(judge_contention(BEFORE, after, tasks)) == expected


def test_a_task_that_is_done_leaves_nothing_to_do() -> None:
    """The model, on what the soak draws: applied again, or after the half of it, it leads to the same."""
    purging = 0
    for number in range(300):
        chance = draw.chance_of(number, "model")
        before = draw.account(chance, ID)
        task = draw.task(chance, before)
        purging += any(purged(before, task))
        wanted = applied(before, task)
        assert applied(wanted, task).facts() == wanted.facts(), number
        assert list(judge_change(wanted.facts(), wanted.facts(), wanted.facts(), complete=True)) == []
        # What a user has is nobody's business, unless the policy is removed.
        absent = "absent" in str(task.options)
        assert absent or (wanted.users, wanted.groups) == (before.users, before.groups)
    assert purging > 10


def test_what_is_drawn_depends_on_the_seed_alone() -> None:
    first, second = (draw.account(draw.chance_of(7, "3"), ID) for _time in range(2))
    assert first == second
    assert draw.task(draw.chance_of(7, "3"), first) == draw.task(draw.chance_of(7, "3"), second)
