# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles that let a pipeline into an account have the documents, for the names that the pipeline manages."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import pipeline_roles
from support import permission_documents

ACCOUNT: t.Final = "222222222222"


def document(name: str) -> t.Any:
    return json.loads((permission_documents.FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def policies(**given: t.Any) -> dict[str, t.Any]:
    names = given.pop("names", ["Report*"])
    return {entry["name"]: entry["policy"] for entry in pipeline_roles.baseline(names, ACCOUNT, **given)["policies"]}


def test_the_documents_are_those_of_the_guide() -> None:
    made = pipeline_roles.baseline(["Report*"], "999999999999")
    assert made == {
        "policies": [
            {"name": "IamRolloutDryRun", "policy": document("check")},
            {"name": "IamRollout", "policy": document("apply")},
        ],
        "roles": [
            {
                "name": "IamRolloutDryRun",
                "assume_role_policy_document": document("trust_check"),
                "managed_policies": ["IamRolloutDryRun"],
            },
            {
                "name": "IamRollout",
                "assume_role_policy_document": document("trust"),
                "managed_policies": ["IamRollout"],
            },
        ],
    }


def test_each_role_trusts_one_role_of_the_pipelines_account() -> None:
    made = pipeline_roles.baseline(["Report*"], ACCOUNT)
    trusted = [role["assume_role_policy_document"]["Statement"][0]["Principal"]["AWS"] for role in made["roles"]]
    arn = f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:role"
    assert trusted == [f"{arn}/IamPipelineDryRun", f"{arn}/IamPipeline"]


def test_each_name_is_in_each_arn_and_a_policy_of_aws_may_only_be_attached() -> None:
    reader = "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"
    statements = {
        statement["Sid"]: statement
        for statement in policies(names=["Report*", "baseline/*"], attach=[reader])["IamRollout"]["Statement"]
    }
    own = [f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/{name}" for name in ("Report*", "baseline/*")]
    assert statements["WritePolicies"]["Resource"] == own
    assert statements["FindNames"]["Resource"] == "*"
    assert statements["AttachPolicies"]["Condition"] == {"ArnLike": {"iam:PolicyARN": [*own, reader]}}
    assert statements["DetachPoliciesThatGo"]["Condition"] == {"ArnLike": {"iam:PolicyARN": own}}
    assert len(statements["DetachPoliciesThatGo"]["Resource"]) == 3


def test_the_role_for_dry_runs_has_what_reads_alone() -> None:
    extra = list(pipeline_roles.EXTRA)
    made = policies(documents=[*extra, *extra])
    suffixes = ("", *pipeline_roles.EXTRA.values())
    assert sorted(made) == sorted(
        f"{role}{suffix}" for role in ("IamRollout", "IamRolloutDryRun") for suffix in suffixes
    )
    actions = {
        action
        for name, policy in made.items()
        for statement in policy["Statement"]
        for action in permission_documents.listed(statement["Action"])
        if name.startswith("IamRolloutDryRun")
    }
    assert {action for action in actions if not action.startswith(("iam:Get", "iam:List"))} == set()
    assert actions >= {"iam:GetInstanceProfile", "iam:GetAccountAuthorizationDetails"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"names": []},
            "bootstrap_names must be a list of names and patterns, such as Report* or baseline/*; they",
        ),
        ({"names": "Report*"}, "bootstrap_names must be a list of names and patterns, such as Report* or baseline/* ("),
        ({"names": ["/baseline/"]}, "bootstrap_names must be a list of names and patterns"),
        ({"names": [1]}, "bootstrap_names must be a list of names and patterns"),
        (
            {"names": ["Report*", "*"]},
            "bootstrap_names: * matches IamRolloutDryRun, a role of the pipeline, which",
        ),
        ({"names": ["iamp*"]}, "bootstrap_names: iamp* matches IamPipelineDryRun"),
        ({"names": ["*access"]}, "bootstrap_names: *access matches IamRolloutDryRunAccess, a policy of the pipeline"),
        ({"names": ["*profiles"]}, "bootstrap_names: *profiles matches IamRolloutDryRunInstanceProfiles, a policy"),
        (
            {"pipeline_account_id": "99"},
            "bootstrap_pipeline_account_id must be an account ID: 12 digits, in quotes",
        ),
        ({"attach": ["ReadOnlyAccess"]}, "bootstrap_attach must be a list of ARNs of managed policies (got"),
        (
            {"documents": ["apply"]},
            "bootstrap_documents must be a list of access, export, identity_providers, info, instance_profiles",
        ),
    ],
)
def test_values_that_are_wrong_are_refused(given: dict[str, t.Any], message: str) -> None:
    with pytest.raises(ValueError, match="bootstrap_") as caught:
        pipeline_roles.baseline(**{"names": ["Report*"], "pipeline_account_id": ACCOUNT, **given})
    assert message in str(caught.value)
