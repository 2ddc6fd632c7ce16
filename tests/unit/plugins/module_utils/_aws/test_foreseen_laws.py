# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task in check mode, after others in check mode, predicts what it would do after their runs."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.foreseen import ForeseenIam
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.predicted import PredictedCall
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError
from hypothesis import event, given, settings
from hypothesis import strategies as st
from memory_iam import MemoryIam
from support.saml_metadata import saml_metadata
from support.tasks import ACCOUNT, allow, task, trust

READ, WRITE = allow("s3:GetObject"), allow("s3:PutObject")
EC2, LAMBDA = trust("ec2.amazonaws.com"), trust("lambda.amazonaws.com")
NAMES: t.Final = st.sampled_from(("a", "b"))
STATES: t.Final = st.sampled_from(("present", "present", "present", "absent"))
TAGS: t.Final = st.dictionaries(st.sampled_from(("x", "y")), st.sampled_from(("1", "2")), max_size=2)


def federated(provider: str) -> dict[str, t.Any]:
    """A trust policy for a provider of the account."""
    principal = {"Federated": f"arn:aws:iam::{ACCOUNT.id}:{provider}"}
    action = "sts:AssumeRoleWithSAML" if provider.startswith("saml") else "sts:AssumeRoleWithWebIdentity"
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal, "Action": action}]}


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
URLS: t.Final = st.sampled_from(("https://one.example", "https://ONE.example", "https://two.example/id"))
OIDC: t.Final = st.fixed_dictionaries(
    {"url": URLS},
    optional={
        "state": STATES,
        "client_id_list": st.lists(st.sampled_from(("a", "b")), max_size=2, unique=True),
        "purge_client_ids": st.booleans(),
        "thumbprint_list": st.sampled_from((["1" * 40], ["2" * 40])),
        "tags": TAGS,
    },
)
SAML: t.Final = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "saml_metadata_document": st.sampled_from((saml_metadata(), saml_metadata(certificate="MIID"))),
        "state": STATES,
        "tags": TAGS,
    },
)
TRUSTING: t.Final = st.fixed_dictionaries(
    {
        "name": NAMES,
        "assume_role_policy_document": st.sampled_from(
            (federated("oidc-provider/one.example"), federated("saml-provider/a"), EC2)
        ),
    },
    optional={"state": STATES},
)
PROVIDER_TASKS: t.Final = st.one_of(
    st.tuples(st.just("iam_oidc_provider"), OIDC),
    st.tuples(st.just("iam_saml_provider"), SAML),
    st.tuples(st.just("iam_role"), TRUSTING),
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


Given = list[tuple[str, dict[str, t.Any]]]

POLICY: t.Final = {"name": "p", "policy": READ}
ARN: t.Final = "arn:aws:iam::111111111111:policy/p"
BOUNDED: t.Final = {"name": "r", "assume_role_policy_document": EC2, "boundary": ARN}
REMOVAL: t.Final = ("iam_managed_policy", {"name": "p", "state": "absent"})
NEXT: t.Final = {"name": "p", "make_default": False}
ONE: t.Final = ("iam_oidc_provider", {"url": "https://one.example"})
NO_ONE: t.Final = ("iam_oidc_provider", {"url": "https://one.example", "state": "absent"})
WEB: t.Final = ("iam_role", {"name": "r", "assume_role_policy_document": federated("oidc-provider/one.example")})
NO_WEB: t.Final = ("iam_role", {"name": "r", "assume_role_policy_document": EC2})

STORIES: t.Final[dict[str, tuple[Given, Given]]] = {
    "a policy that an earlier task makes a boundary is not deleted": (
        [("iam_managed_policy", POLICY)],
        [("iam_role", BOUNDED), REMOVAL],
    ),
    "a policy that an earlier task makes no boundary any more is deleted": (
        [("iam_managed_policy", POLICY), ("iam_role", BOUNDED)],
        [("iam_role", {**BOUNDED, "boundary": ""}), REMOVAL],
    ),
    "the id of a version that was deleted is not used again": (
        [("iam_managed_policy", POLICY)],
        [
            ("iam_managed_policy", {**NEXT, "policy": WRITE}),
            ("iam_managed_policy", {**POLICY, "only_version": True}),
            ("iam_managed_policy", {**NEXT, "policy": WRITE}),
            ("iam_managed_policy", {**POLICY, "only_version": True}),
        ],
    ),
    "a provider that an earlier task lets a role trust is not deleted": ([ONE, NO_WEB], [WEB, NO_ONE]),
    "a provider that a role no longer trusts after an earlier task is deleted": ([ONE, WEB], [NO_WEB, NO_ONE]),
}


@pytest.mark.parametrize(("before", "tasks"), STORIES.values(), ids=STORIES)
def test_what_a_task_predicts_follows_from_the_earlier_ones(before: Given, tasks: Given) -> None:
    check(before, tasks)


@settings(max_examples=300)
@given(st.lists(TASKS, max_size=3), st.lists(TASKS, min_size=1, max_size=5))
def test_the_predictions_of_tasks_one_after_the_other_are_their_runs(before: Given, tasks: Given) -> None:
    for module, refusal in check(before, tasks):
        event(f"{module} {'refused' if refusal else 'done'}")


@settings(max_examples=200)
@given(st.lists(PROVIDER_TASKS, max_size=3), st.lists(PROVIDER_TASKS, min_size=1, max_size=5))
def test_so_are_those_about_providers_and_the_roles_that_trust_them(before: Given, tasks: Given) -> None:
    for module, refusal in check(before, tasks):
        event(f"{module} {'refused' if refusal else 'done'}")


def check(before: Given, tasks: Given) -> list[tuple[str, str | None]]:
    """Predict the tasks one after the other, and compare each prediction with the run; return why each was refused."""
    real, untouched = MemoryIam(), MemoryIam()
    for module, options in before:
        for iam in (real, untouched):
            end(iam, module, options, check_mode=False)
    untouched.calls.clear()
    calls: list[PredictedCall] = []
    refusals = []
    for module, options in tasks:
        predicted = end(ForeseenIam(untouched, ACCOUNT, calls), module, options, check_mode=True)
        assert predicted == end(real, module, options, check_mode=False), (module, options)
        calls += [PredictedCall(*call) for call in predicted.calls]
        refusals.append((module, predicted.refusal))
    assert untouched.writes == []
    return refusals
