# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Over generated sets and accounts of any partition, a run does what check mode predicts, first runs included."""

from __future__ import annotations

import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support import sets
from support.tasks import trust


@settings(max_examples=300)
@given(
    *(st.sampled_from(sorted(sets.REGIONS)), sets.existing(), sets.protected()),
    *(sets.policies(), sets.roles()),
)
def test_a_run_does_what_check_mode_predicts(
    partition: str, existing: sets.Existing, protected: sets.Existing, policies: t.Any, roles: t.Any
) -> None:
    iam = MemoryIam(partition=partition)
    for name, path in protected.roles.items():
        iam.plant_role(name, path, trust("ec2.amazonaws.com"))
    existing = existing.without(protected)
    account = Account(id="111111111111", partition=partition, region=sets.REGIONS[partition])
    sets.check_prediction(iam, account, {"policies": policies, "roles": roles}, existing, lambda: iam.writes)


@settings(max_examples=300)
@given(sets.existing(), sets.policies(), sets.roles(), st.booleans(), st.integers(0, 3))
def test_a_purge_does_what_check_mode_predicts(
    existing: sets.Existing, policies: t.Any, roles: t.Any, exclusive: t.Literal[False, True], limit: int
) -> None:
    iam = MemoryIam()
    account = Account(id="111111111111", partition="aws", region="us-east-1")
    purge = {"exclusive": exclusive, "purge_path": "/team/", "purge_limit": limit}
    sets.check_prediction(iam, account, {"policies": policies, "roles": roles, **purge}, existing, lambda: iam.writes)
