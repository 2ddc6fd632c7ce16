# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rule oidc-audience: what a set knows about the audiences of its OIDC providers."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries
from ansible_collections.leastpriv.aws.plugins.module_utils._review import provider_audience
from ansible_collections.leastpriv.aws.plugins.module_utils._review.review import ReviewOptions
from ansible_collections.leastpriv.aws.plugins.module_utils._review.subjects import review_subjects
from support.tasks import options

ADDRESS: t.Final = "token.example.com/id/A"
CLIENTS: t.Final = {ADDRESS: ["sts.amazonaws.com", "other"]}


def trusting(condition: t.Any, *, address: str = ADDRESS, effect: str = "Allow") -> dict[str, t.Any]:
    statement = {
        "Sid": "Deploy",
        "Effect": effect,
        "Principal": {"Federated": f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:oidc-provider/{address}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def aud(value: t.Any, operator: str = "StringEquals") -> dict[str, t.Any]:
    return {operator: {f"{ADDRESS}:aud": value}}


@pytest.mark.parametrize(
    ("document", "is_found"),
    [
        (trusting(aud("sts.amazonaws.com")), False),
        (trusting(aud(["another", "OTHER"])), False),
        (trusting(aud("another")), True),
        (trusting(aud(["another", "third"])), True),
        (trusting(aud("another", "StringLike")), True),
        (trusting(aud("an*", "StringLike")), False),
        (trusting(aud("an*")), True),
        (trusting(aud("another", "StringNotEquals")), False),
        (trusting(aud("sts.${AWS::URLSuffix}")), False),
        (trusting({"StringEquals": {f"{ADDRESS}:sub": "another"}}), False),
        (trusting(aud("another"), effect="Deny"), False),
        (trusting(aud("another"), address="token.example.com/id/B"), False),
        ("{", False),
    ],
)
def test_a_condition_on_the_audience(document: t.Any, *, is_found: bool) -> None:
    found = list(provider_audience.findings(document, CLIENTS, name="Deploy"))
    assert bool(found) == is_found
    for finding in found:
        assert finding.rule.id == "oidc-audience"
        assert "the set's provider token.example.com/id/A does not have the client ID a" in finding.message
        assert finding.statement == "Deploy"


PROVIDER: t.Final = {"url": f"https://{ADDRESS}", "client_id_list": ["sts.amazonaws.com"]}


@pytest.mark.parametrize(
    ("provider", "is_found"),
    [
        (PROVIDER, True),
        ({**PROVIDER, "purge_client_ids": False}, False),
        ({**PROVIDER, "client_id_list": None}, False),
        ({**PROVIDER, "state": "absent"}, False),
        ({**PROVIDER, "client_id_list": []}, True),
        ({**PROVIDER, "client_id_list": ["another"]}, False),
    ],
)
def test_a_set_knows_its_providers(provider: dict[str, t.Any], *, is_found: bool) -> None:
    both = {**aud("another")["StringEquals"], f"{ADDRESS}:sub": "me"}
    role = {"name": "Deploy", "assume_role_policy_document": trusting({"StringEquals": both})}
    given = options("iam_baseline", identity_providers=[provider], roles=[role])
    settings = entries.Settings.from_options(given)
    subjects = entries.subjects_of(entries.entries_of(given), settings, ReviewOptions.from_options(given))
    result = review_subjects(subjects, None)
    assert [located.finding.rule.id for located in result.findings] == (["oidc-audience"] if is_found else [])
    assert result.reviewed == 1
