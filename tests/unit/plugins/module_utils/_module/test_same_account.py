# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts of a run that purge in the same account, one after the other."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._module import same_account

ACCOUNT: t.Final = Account(id="111111111111", partition="aws")
ELSEWHERE: t.Final = (Account(id="111111111111", partition="aws-cn"), Account(id="222222222222", partition="aws"))
A, B, C = (("role", name) for name in "abc")
POLICY: t.Final = ("managed_policy", "a")
NOTHING: t.Final[frozenset[tuple[str, str]]] = frozenset()


def check(folder: pathlib.Path, host: str, named: t.Any, purged: t.Any, account: Account = ACCOUNT) -> None:
    with same_account.known_from(folder, host):
        same_account.check(account, named, purged)


REFUSED: t.Final = [
    (([A], [("role", "B")]), ([B], NOTHING), "purge_path: host first of this run removes role B from the same account"),
    (
        ([A], NOTHING),
        ([B], [("role", "A")]),
        "purge_path: role A would be removed, and host first of this run",
    ),
    (([A, B], NOTHING), ([C], [("role", "B"), ("role", "A")]), "purge_path: role A, role B would be removed, and host"),
]


@pytest.mark.parametrize(("first", "second", "message"), REFUSED)
def test_a_host_does_not_purge_what_another_one_of_its_account_names(
    tmp_path: pathlib.Path, first: t.Any, second: t.Any, message: str
) -> None:
    check(tmp_path, "first", *first)
    named, purged = second
    for account in ELSEWHERE:
        check(tmp_path, "second", named, purged, account)
    with pytest.raises(RefusedError, match=f"^{re.escape(message)}"):
        check(tmp_path, "second", named, purged)
    # Then the other one does not purge, either.
    with pytest.raises(RefusedError, match="host second of this run"):
        check(tmp_path, "first", *first)


def test_hosts_of_an_account_that_do_not_meet_may_purge(tmp_path: pathlib.Path) -> None:
    check(tmp_path, "first", [A], [C])
    check(tmp_path, "second", [A], [C])
    check(tmp_path, "third", [B], [POLICY])
    # A host is not compared with itself.
    check(tmp_path, "third", [B], [B])
    check(tmp_path, "third", [B], [POLICY])
    # A host may change its mind, for example in a later play.
    check(tmp_path, "first", [B], [C])
    check(tmp_path, "second", [A], [C])


def test_a_module_in_a_process_of_its_own_knows_no_other_host() -> None:
    same_account.check(ACCOUNT, [A], [A])
