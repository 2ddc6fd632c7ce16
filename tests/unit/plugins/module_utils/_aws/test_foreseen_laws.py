# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task in check mode, after others in check mode, predicts what it would do after their runs."""

from __future__ import annotations

import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._aws.foreseen import ForeseenIam
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.predicted import PredictedCall
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError
from hypothesis import event, given, settings
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support.tasks import ACCOUNT, allow, task, trust

READ, WRITE = allow("s3:GetObject"), allow("s3:PutObject")
EC2, LAMBDA = trust("ec2.amazonaws.com"), trust("lambda.amazonaws.com")
NAMES: t.Final = st.sampled_from(("a", "b"))
STATES: t.Final = st.sampled_from(("present", "present", "present", "absent"))
TAGS: t.Final = st.dictionaries(st.sampled_from(("x", "y")), st.sampled_from(("1", "2")), max_size=2)

POLICIES: t.Final = st.fixed_dictionaries(
    {"name": NAMES, "policy": st.sampled_from((READ, WRITE))},
    optional={
        "state": STATES,
        "path": st.sampled_from(("/", "/team/")),
        "tags": TAGS,
        "only_version": st.booleans(),
        "make_default": st.booleans(),
    },
)
ROLES: t.Final = st.fixed_dictionaries(
    {"name": NAMES, "assume_role_policy_document": st.sampled_from((EC2, LAMBDA))},
    optional={
        "state": STATES,
        "description": st.sampled_from(("", "d")),
        "managed_policies": st.lists(NAMES, max_size=2, unique=True),
        "purge_policies": st.booleans(),
        "inline_policies": st.dictionaries(st.sampled_from(("i", "j")), st.sampled_from((READ, WRITE)), max_size=2),
        "boundary": st.sampled_from(("", "a", "b")),
        "tags": TAGS,
        "delete_instance_profile": st.booleans(),
    },
)
INLINE: t.Final = st.fixed_dictionaries(
    {
        "iam_type": st.just("role"),
        "iam_name": NAMES,
        "policy_name": st.sampled_from(("i", "j")),
        "policy_json": st.sampled_from((READ, WRITE)),
    },
    optional={"state": STATES},
)
PROFILES: t.Final = st.fixed_dictionaries(
    {"name": NAMES}, optional={"role": st.sampled_from(("a", "b", "")), "state": STATES, "tags": TAGS}
)
TASKS: t.Final = st.one_of(
    st.tuples(st.just("iam_managed_policy"), POLICIES),
    st.tuples(st.just("iam_role"), ROLES),
    st.tuples(st.just("iam_policy"), INLINE),
    st.tuples(st.just("iam_instance_profile"), PROFILES),
)


class End(t.NamedTuple):
    """The calls of a task, and why it was refused, if it was."""

    calls: list[tuple[str, t.Any]]
    refusal: str | None = None


def end(iam: Iam, module: str, given_options: dict[str, t.Any], *, check_mode: bool) -> End:
    try:
        outcome = task(iam, module, check_mode=check_mode, **given_options)
    except LeastPrivError as error:
        return End([], str(error))
    return End(
        [(call.operation, call.parameters) for call in outcome.calls],
        None if outcome.error is None else str(outcome.error),
    )


@settings(max_examples=300)
@given(st.lists(TASKS, max_size=3), st.lists(TASKS, min_size=1, max_size=5))
def test_the_predictions_of_tasks_one_after_the_other_are_their_runs(
    before: list[tuple[str, dict[str, t.Any]]], tasks: list[tuple[str, dict[str, t.Any]]]
) -> None:
    real, untouched = MemoryIam(), MemoryIam()
    for module, options in before:
        for iam in (real, untouched):
            end(iam, module, options, check_mode=False)
    untouched.calls.clear()
    calls: list[PredictedCall] = []
    for module, options in tasks:
        predicted = end(ForeseenIam(untouched, ACCOUNT, calls), module, options, check_mode=True)
        assert predicted == end(real, module, options, check_mode=False), (module, options)
        calls += [PredictedCall(*call) for call in predicted.calls]
        event(f"{module} {'refused' if predicted.refusal else 'done'}")
    assert untouched.writes == []
