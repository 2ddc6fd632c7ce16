# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Laws of every task: prediction and run agree, a second run changes nothing, and what is not ours stays."""

from __future__ import annotations

import copy
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from hypothesis import given
from hypothesis import strategies as st
from memory_iam import ApiError, Fault, MemoryIam
from support.generated_tasks import ROLE_TASKS, TASKS, accounts
from support.stage import Paced, Stage
from support.tasks import task

UNPREDICTABLE = (
    *("policy_id", "role_id", "create_date", "update_date", "default_version_id"),
    # AWS determines the thumbprints of an OIDC provider, and when the metadata of a SAML provider expires.
    *("thumbprint_list", "expire_date"),
)
# Calls that a run makes to learn whether a name is free.
TRIED: t.Final = ("CreateOpenIDConnectProvider", "CreatePolicy")


def known(state: t.Any) -> t.Any:
    """A state's result without what only IAM can give."""
    return state and {key: value for key, value in state.to_result().items() if key not in UNPREDICTABLE}


@given(accounts(), TASKS)
def test_check_mode_predicts_the_run_and_the_run_reaches_the_desired_state(
    iam: MemoryIam, wanted: tuple[str, dict[str, t.Any]]
) -> None:
    module, given_options = wanted
    before = iam.snapshot()
    predicted = task(iam, module, check_mode=True, **given_options)
    assert iam.writes == []
    assert iam.snapshot() == before

    iam.calls.clear()
    done = task(iam, module, **given_options)
    assert done.error is None
    assert done.calls == predicted.calls
    assert done.warnings == predicted.warnings
    assert done.diff() == predicted.diff()
    assert known(done.after) == known(predicted.after)
    assert [operation for operation in iam.writes if operation not in TRIED] == [
        call.operation for call in done.calls if call.operation not in TRIED
    ]

    again = task(iam, module, **given_options)
    assert again.calls == ()
    assert known(again.after) == known(done.after)
    assert_neighbours_are_untouched(before, iam.snapshot(), module, given_options)


MANAGERS: t.Final = {
    "oidc_providers": "iam_oidc_provider",
    "policies": "iam_managed_policy",
    "roles": "iam_role",
    "saml_providers": "iam_saml_provider",
}
# How the ARN of a task's own resource ends, in lower case.
OURS: t.Final = ("/app", "/app.example")


def assert_neighbours_are_untouched(
    before: dict[str, t.Any], after: dict[str, t.Any], module: str, given_options: dict[str, t.Any]
) -> None:
    for kind, manager in MANAGERS.items():
        ours = OURS if module == manager else ()
        neighbours = {arn: state for arn, state in before[kind].items() if not arn.lower().endswith(ours)}
        for arn, state in neighbours.items():
            expected = dict(state)
            if kind == "roles" and module == "iam_managed_policy" and given_options.get("state") == "absent":
                expected["attached"] = [each for each in state["attached"] if not each.endswith("/app")]
            assert after[kind][arn] == expected
    if given_options.get("delete_instance_profile") is None:
        assert after["profiles"].keys() == before["profiles"].keys()


@given(accounts(), ROLE_TASKS, st.integers(min_value=0, max_value=7))
def test_after_an_interruption_a_further_run_converges(iam: MemoryIam, wanted: dict[str, t.Any], skip: int) -> None:
    planned = task(iam, "iam_role", check_mode=True, **wanted).calls
    if not planned:
        return
    # The same operation may stand in a plan more than once; the fault strikes at its occurrence in that place.
    interrupted = planned[skip % len(planned)]
    earlier = sum(call.operation == interrupted.operation for call in planned[: skip % len(planned)])
    iam.faults.append(Fault(interrupted.operation, ApiError("ServiceFailure", "gone"), skip=earlier))
    stopped = task(iam, "iam_role", **wanted)
    assert isinstance(stopped.error, IamError)
    assert stopped.calls == planned[: skip % len(planned)]
    rest = planned[skip % len(planned) :]
    # The role has left its profile, which may be anybody's now: the next run spares it.
    spared = interrupted.operation == "DeleteInstanceProfile"
    assert task(iam, "iam_role", **wanted).calls == (rest[1:] if spared else rest)
    assert task(iam, "iam_role", **wanted).calls == ()


FAILURES: t.Final = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=4)


@given(accounts(), TASKS, FAILURES)
def test_a_lost_reply_makes_no_duplicate_and_no_failure(
    iam: MemoryIam, wanted: tuple[str, dict[str, t.Any]], failures: list[tuple[int, bool]]
) -> None:
    """IAM fails at writes, before or after they took effect, and nothing of it is to be seen in the end."""
    module, given_options = wanted
    undisturbed = copy.deepcopy(iam)
    expected = task(undisturbed, module, **given_options)
    iam.calls.clear()
    written = undisturbed.writes or ["none"]
    for place, takes_effect in failures:
        operation = written[place % len(written)]
        iam.faults.append(Fault(operation, ApiError("ServiceFailure", "no reply"), takes_effect=takes_effect))
    stage = Stage()
    done = task(Paced(iam, stage), module, retry_policy=stage.retry_policy(120), **given_options)
    assert done.error is None
    assert iam.snapshot() == undisturbed.snapshot()
    assert done.calls == expected.calls
    assert known(done.after) == known(expected.after)
