# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several runs over one account at once, in any order of their calls."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError
from hypothesis import event, given
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support.saml_metadata import saml_metadata
from support.stage import Paced, Stage
from support.tasks import allow, task, trust

ARN: t.Final = "arn:aws:iam::111111111111:policy/"
READ, WRITE, LIST = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:ListBucket")
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")
TAGS: t.Final = st.dictionaries(st.sampled_from(("Team", "owner")), st.sampled_from(("", "x")), max_size=2)

# Desired states say everything, so that no two of them can be met at once unless they are alike.
PURGED: t.Final[dict[str, t.Any]] = {"purge_policies": True, "purge_inline_policies": True, "purge_tags": True}
ROLES: t.Final = st.fixed_dictionaries(
    {
        "assume_role_policy_document": st.sampled_from((LAMBDA, EC2)),
        "managed_policies": st.lists(st.sampled_from((f"{ARN}a", f"{ARN}b", f"{ARN}c")), max_size=3, unique=True),
        "inline_policies": st.dictionaries(st.sampled_from(("i", "j")), st.sampled_from((READ, WRITE)), max_size=2),
        "description": st.sampled_from(("", "first", "second")),
        "boundary": st.sampled_from(("", f"{ARN}a")),
        "tags": TAGS,
    }
).map(lambda options: options | PURGED)
POLICIES: t.Final = st.fixed_dictionaries(
    {
        "policy": st.sampled_from((READ, WRITE, LIST)),
        "tags": TAGS,
        "only_version": st.booleans(),
    }
).map(lambda options: options | {"purge_tags": True})
OIDC_PROVIDERS: t.Final = st.fixed_dictionaries(
    {
        "url": st.just("https://token.example.com"),
        "client_id_list": st.lists(st.sampled_from(("x", "y", "z")), max_size=2, unique=True),
        "thumbprint_list": st.sampled_from((["1" * 40], ["2" * 40])),
        "tags": TAGS,
    }
)
SAML_PROVIDERS: t.Final = st.fixed_dictionaries(
    {"saml_metadata_document": st.sampled_from((saml_metadata(), saml_metadata(certificate="MIID"))), "tags": TAGS}
)
PRESENT: t.Final[t.Mapping[str, st.SearchStrategy[dict[str, t.Any]]]] = {
    "iam_managed_policy": POLICIES,
    "iam_oidc_provider": OIDC_PROVIDERS,
    "iam_role": ROLES,
    "iam_saml_provider": SAML_PROVIDERS,
}
ABSENT: t.Final = st.just({"state": "absent"})
ABSENT_PROVIDER: t.Final = st.just({"url": "https://token.example.com", "state": "absent"})

# Mostly as fast as IAM is, and now and then as slow as throttling makes it.
SECONDS: t.Final = st.lists(st.sampled_from((0.05, 0.05, 0.3, 3.0)), min_size=1, max_size=4)


def account(stage: Stage) -> MemoryIam:
    iam = MemoryIam(clock=stage.now)
    for name in ("a", "b", "c"):
        iam.call("CreatePolicy", {"PolicyName": name, "PolicyDocument": json.dumps(READ)})
    return iam


def resources(module: str) -> t.Any:
    present = PRESENT[module]
    absent = ABSENT_PROVIDER if module == "iam_oidc_provider" else ABSENT
    return st.tuples(
        st.none() | present,
        st.lists(st.one_of(present, present, present, absent), min_size=2, max_size=4),
        st.lists(st.integers(0, 3), max_size=60),
        st.lists(SECONDS, min_size=4, max_size=4),
    )


@pytest.mark.parametrize("module", PRESENT)
@given(data=st.data())
def test_one_of_the_desired_states_wins_whole(module: str, data: st.DataObject) -> None:
    before, wanted, schedule, seconds = data.draw(resources(module))
    stage = Stage(schedule)
    iam = account(stage)
    if before is not None:
        assert task(iam, module, **before).error is None
        stage.time += 60.0

    def run_of(number: int) -> t.Callable[[], t.Any]:
        paced, retry_policy = Paced(iam, stage, seconds[number], timeout=600), stage.retry_policy(600, seed=number)
        return lambda: task(paced, module, retry_policy=retry_policy, **wanted[number])

    outcomes = stage.run(*map(run_of, range(len(wanted))))
    errors = [outcome if isinstance(outcome, Exception) else outcome.error for outcome in outcomes]
    assert [error for error in errors if not isinstance(error, (LeastPrivError, type(None)))] == []
    for error in errors:
        event(str(error)[:60] if error else "none")
    event(f"{sum(error is not None for error in errors)} of {len(wanted)} runs failed")

    met = [not task(iam, module, check_mode=True, **options).changed for options in wanted]
    assert any(met), (outcomes, iam.calls)
    # A further run tells the truth: it changes what is not as it wants.
    assert task(iam, module, **wanted[0]).changed is not met[0]
    assert not task(iam, module, **wanted[0]).changed


# The seconds that each call of the creator takes, from GetRole, CreateRole and AttachRolePolicy on.
CREATORS: t.Final = {
    "who is about to attach is waited for": (0.3, 0.3, 0.3),
    "who takes longer than that looks again": (0.3, 0.3, 4.0),
}


@pytest.mark.parametrize("seconds", CREATORS.values(), ids=CREATORS)
def test_a_role_that_is_found_half_made_is_one_run_s_in_the_end(seconds: tuple[float, ...]) -> None:
    """The other run finds it between its creation and its first attachment, and is done before that."""
    stage = Stage()
    iam = account(stage)
    whole: dict[str, t.Any] = {"inline_policies": {}, "description": "", "boundary": "", "tags": {}, **PURGED}
    creator = {**whole, "assume_role_policy_document": LAMBDA, "managed_policies": [f"{ARN}a", f"{ARN}b"]}
    other = {**whole, "assume_role_policy_document": EC2, "managed_policies": []}

    def create() -> t.Any:
        paced = Paced(iam, stage, seconds)
        return task(paced, "iam_role", retry_policy=stage.retry_policy(60), **creator)

    def come_in_between() -> t.Any:
        stage.sleep(0.65)
        return task(Paced(iam, stage, (0.01,)), "iam_role", retry_policy=stage.retry_policy(60, seed=1), **other)

    outcomes = stage.run(create, come_in_between)
    assert [outcome.error for outcome in outcomes] == [None, None]
    assert [task(iam, "iam_role", check_mode=True, **each).changed for each in (creator, other)].count(False) == 1
