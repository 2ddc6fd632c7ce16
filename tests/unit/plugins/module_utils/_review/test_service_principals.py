# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The services whose roles should have a condition on aws:SourceAccount or aws:SourceArn, and trust policies in use."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review as _review
from ansible_collections.leastpriv.aws.plugins.module_utils._review.service_principals import SENDING, page_for
from support.review_cases import document, trust

GUIDE = pathlib.Path(__file__).parents[5] / "docs/docsite/rst/guide_policy_documents.rst"

# The services of 78 trust policies in public repositories, with how many of them have these services and no condition.
# They are the first 90 that searches for ways to write sts:AssumeRole have found; 11 of them trust accounts or identity
# providers, and 1 has the condition.
IN_USE: t.Final[t.Mapping[tuple[str, ...], int]] = {
    ("lambda",): 29,
    ("ec2",): 14,
    ("ecs-tasks",): 7,
    ("codebuild",): 4,
    ("codepipeline",): 2,
    ("vpc-flow-logs",): 2,
    ("states",): 2,
    ("bedrock",): 2,
    ("build.apprunner",): 2,
    ("firehose",): 2,
    ("access-grants.s3",): 1,
    ("batch",): 1,
    ("config",): 1,
    ("ecs", "ecs-tasks"): 1,
    ("events",): 1,
    ("glue",): 1,
    ("kafkaconnect",): 1,
    ("lambda", "apigateway"): 1,
    ("monitoring.rds",): 1,
    ("scheduler",): 1,
    ("ssm",): 1,
    ("streams.metrics.cloudwatch",): 1,
}


def warned(services: t.Sequence[str], condition: t.Any = None) -> list[str]:
    """The messages about a trust policy for services."""
    principals = [f"{service}.amazonaws.com" for service in services]
    wanted = document(trust(Principal={"Service": principals}, Condition=condition))
    findings = _review.review(wanted, kind="trust", name="role")
    return [finding.message for finding in findings if finding.rule.id == "confused-deputy"]


@pytest.mark.parametrize("service", SENDING)
def test_a_warning_names_the_page_that_recommends_the_condition(service: str) -> None:
    (message,) = warned([service])
    assert message.endswith(SENDING[service])
    assert SENDING[service].startswith("https://docs.aws.amazon.com/")
    assert not warned([service], {"StringEquals": {"aws:SourceAccount": "111111111111"}})


@pytest.mark.parametrize(
    ("principal", "service"),
    [
        ("states.amazonaws.com", "states"),
        ("states.eu-west-1.amazonaws.com", "states"),
        ("states.us-gov-west-1.amazonaws.com", "states"),
        ("amplify.me-south-1.amazonaws.com", "amplify"),
        ("Config.AmazonAWS.com.cn", "config"),
        ("access-grants.s3.amazonaws.com", "access-grants.s3"),
        ("access-grants.s3.eu-west-1.amazonaws.com", "access-grants.s3"),
        ("access-grants.amazonaws.com", None),
        ("conformance.config.amazonaws.com", None),
        ("config.example.com", None),
        ("config", None),
        ("ecs-tasks.amazonaws.com", None),
    ],
)
def test_a_principal_is_that_of_a_service_in_any_region(principal: str, service: str | None) -> None:
    assert page_for(principal) == (None if service is None else SENDING[service])


def test_few_trust_policies_in_use_draw_a_warning() -> None:
    counts = {services: count for services, count in IN_USE.items() if warned(services)}
    assert counts == {
        ("codebuild",): 4,
        ("vpc-flow-logs",): 2,
        ("states",): 2,
        ("bedrock",): 2,
        ("access-grants.s3",): 1,
        ("batch",): 1,
        ("config",): 1,
        ("scheduler",): 1,
        ("ssm",): 1,
    }


def test_the_guide_lists_the_services() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    listed = text[text.index("``confused-deputy`` applies to") :].partition("\n\n")[0]
    assert re.findall(r"``([a-z0-9.-]+)``", listed)[1:] == sorted(SENDING)
