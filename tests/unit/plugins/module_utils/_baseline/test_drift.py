# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Drift is what a run would change: the same calls, and no account that a run would change or refuse is clean."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Reply
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import drift, entries, steps
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.purge import Purge
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support import sets
from support.tasks import ACCOUNT, WITHOUT_RETRIES, allow, options, trust

Json = dict[str, t.Any]


class InMemory:
    """What a search for drift needs of a session, in memory."""

    account = ACCOUNT

    def __init__(self, iam: MemoryIam) -> None:
        self._iam = iam

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> Reply:
        """As C(Iam) has it."""
        return self._iam.call(operation, parameters)


def predicted(iam: MemoryIam, given_set: Json) -> steps.Run:
    task = options("iam_baseline", **given_set)
    parsed = entries.entries_of(task)
    members = entries.members_of(parsed, entries.Settings.from_options(task))
    purge = Purge.from_options(task, parsed)
    every = members if purge is None else purge.around(iam, members, ACCOUNT)
    members = tuple(replace(member, retry_policy=WITHOUT_RETRIES) for member in every)
    return steps.apply(iam, members, ACCOUNT, check_mode=True)


def found_in(iam: MemoryIam, given_set: Json) -> Json:
    query = drift.Query.from_options(options("iam_baseline_info", **given_set))
    return drift.read(t.cast(Session, InMemory(iam)), query)


POLICY: t.Final[Json] = {"name": "p", "path": "/", "policy": allow("s3:GetObject")}
ROLE: t.Final[Json] = {"name": "a", "assume_role_policy_document": trust("ec2.amazonaws.com")}
POLICY_ARN: t.Final = "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/p"
SETTINGS: t.Final[tuple[Json, ...]] = ({}, {"exclusive": True}, {"purge_path": "/team/"})


# A policy that a run would create, and one that exists elsewhere.
@example(sets.Existing({}, {"a": "/"}), [POLICY], [{**ROLE, "boundary": "p"}], {})
@example(sets.Existing({"p": "/team/"}, {"a": "/"}), [POLICY], [{**ROLE, "boundary": POLICY_ARN}], {})
@settings(max_examples=80)
@given(sets.existing(), sets.policies(), sets.roles(), st.sampled_from(SETTINGS))
def test_drift_is_what_a_run_would_change(
    existing: sets.Existing, policies: t.Any, roles: t.Any, settings_of_the_set: Json
) -> None:
    given_set = {"policies": policies, "roles": roles, **settings_of_the_set}
    iam = MemoryIam()
    existing.create(iam)
    run = predicted(iam, given_set)
    try:
        found = found_in(iam, given_set)
    except LeastPrivError:
        event("both fail")
        assert run.error is not None
        return
    if run.error is not None:
        event("the run fails")
        assert found["drift"]["msg"]
        return
    by_name = {(entry["type"], entry["name"]): entry for entry in found["resources"]}
    for step in run.steps:
        entry = by_name[step.member.type, step.member.name]
        would = [*(call.summary for call in step.state.calls), *step.state.warnings]
        event("changes" if would else "stays")
        if not step.member.desired.present:
            assert entry["exists"] is bool(would)
        elif entry["exists"]:
            assert (entry["differences"], entry["differs"]) == (would, bool(would))
        else:
            assert would
