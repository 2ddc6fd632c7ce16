# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tasks in check mode keep for those after them, account by account."""

from __future__ import annotations

import json
import pathlib
import stat
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils import _arn
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.call import Call
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import find
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError, MissingError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._module import earlier_tasks
from ansible_collections.leastpriv.aws.plugins.module_utils._module.earlier_tasks import EarlierTasks
from memory_iam import MemoryIam
from support.tasks import ACCOUNT, trust

CREATION: t.Final = Call(
    "CreateRole",
    {
        "RoleName": "r",
        "Path": "/",
        "AssumeRolePolicyDocument": json.dumps(trust("ec2.amazonaws.com")),
        "MaxSessionDuration": 3600,
    },
    "create role r",
)
DESCRIPTION: t.Final = Call("UpdateRole", {"RoleName": "r", "Description": "new"}, "describe role r")
REMOVAL: t.Final = Call("DeleteRole", {"RoleName": "r"}, "delete role r")

ELSEWHERE: t.Final = [
    _arn.Account(id="222222222222", partition="aws", region=None),
    _arn.Account(id=ACCOUNT.id, partition="aws-cn", region=None),
]


def described(tasks: EarlierTasks, account: _arn.Account = ACCOUNT) -> str | None:
    """The description of the role as a later task sees it, C(None) without the role."""
    reply = find(tasks.foreseen(MemoryIam(), account), "GetRole", {"RoleName": "r"})
    return None if reply is None else str(reply["Role"]["Description"])


def test_later_tasks_see_the_calls_in_their_order(tmp_path: pathlib.Path) -> None:
    seen = []
    for calls in ((), (CREATION,), (DESCRIPTION,), (REMOVAL,), (CREATION, DESCRIPTION)):
        # Each task is a process of its own.
        EarlierTasks(tmp_path).record(ACCOUNT, calls)
        seen.append(described(EarlierTasks(tmp_path)))
    assert seen == [None, "", "new", None, "new"]


def test_many_tasks_keep_their_order(tmp_path: pathlib.Path) -> None:
    for number in range(30):
        EarlierTasks(tmp_path).record(ACCOUNT, [REMOVAL, CREATION] if number % 2 else [DESCRIPTION])
    assert described(EarlierTasks(tmp_path)) == ""


@pytest.mark.parametrize("account", ELSEWHERE, ids=lambda account: f"{account.partition}-{account.id}")
def test_other_accounts_do_not_see_them(tmp_path: pathlib.Path, account: _arn.Account) -> None:
    EarlierTasks(tmp_path).record(account, [CREATION])
    assert described(EarlierTasks(tmp_path)) is None
    assert described(EarlierTasks(tmp_path), account) == ""


def test_the_account_itself_answers_where_nothing_is_predicted(tmp_path: pathlib.Path) -> None:
    iam = MemoryIam()
    EarlierTasks(tmp_path).record(ACCOUNT, [])
    assert list(tmp_path.iterdir()) == []
    assert EarlierTasks(tmp_path).foreseen(iam, ACCOUNT) is iam
    EarlierTasks().record(ACCOUNT, [CREATION])
    assert EarlierTasks().foreseen(iam, ACCOUNT) is iam


def test_only_the_user_reads_what_is_kept_and_only_whole_files_count(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "predictions"
    EarlierTasks(folder).record(ACCOUNT, [CREATION])
    [of_account] = folder.iterdir()
    [kept] = of_account.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (of_account, kept)] == [0o700, 0o600]
    # What a task that was killed leaves behind.
    (of_account / f".{kept.stem}").write_text('[["DeleteRole"', encoding="utf-8")
    assert described(EarlierTasks(folder)) == ""


def test_only_check_mode_sees_them(tmp_path: pathlib.Path) -> None:
    iam = MemoryIam()
    EarlierTasks(tmp_path).record(ACCOUNT, [CREATION])
    with earlier_tasks.known_from(tmp_path):
        assert earlier_tasks.seen_by(iam, ACCOUNT, check_mode=False) is iam
        assert find(earlier_tasks.seen_by(iam, ACCOUNT, check_mode=True), "GetRole", {"RoleName": "r"}) is not None
    assert earlier_tasks.seen_by(iam, ACCOUNT, check_mode=True) is iam


MISSING: t.Final = MissingError("role", "there is no role a", advice="Create it")


@pytest.mark.parametrize(
    ("error", "explained"), [(MISSING, True), (RefusedError("it is used.", advice="Detach it."), False), (None, False)]
)
def test_a_task_that_does_not_know_the_earlier_ones_may_lack_what_they_create(
    tmp_path: pathlib.Path, error: LeastPrivError | None, *, explained: bool
) -> None:
    assert earlier_tasks.may_explain(error) is explained
    for folder in (tmp_path, None):
        with earlier_tasks.known_from(folder):
            assert earlier_tasks.may_explain(error) is False
    # The context ends with an error, too.
    with pytest.raises(KeyError), earlier_tasks.known_from(tmp_path):
        raise KeyError
    assert earlier_tasks.may_explain(error) is explained
