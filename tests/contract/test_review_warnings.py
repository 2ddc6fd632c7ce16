# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules for one resource warn in full only about the documents that they write, in check mode as in a run."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.modules import iam_managed_policy, iam_policy, iam_role
from sandbox import Sandbox
from support.tasks import allow, options, trust

BROAD: t.Final = allow("s3:*", "arn:aws:s3:::reports/*")
TRUST: t.Final = trust("pods.eks.amazonaws.com")
FOUND: t.Final = "Statement[0]: s3:* allows every action of s3 [service-wildcard]"
KEPT: t.Final = "1 finding in 1 document that stays as it is:"

# For each module: the options that give the broad document, others that change only something else, the label of the
# resource, and the name of the document.
CASES: t.Final[dict[str, tuple[t.Any, dict[str, t.Any], dict[str, t.Any], str, str]]] = {
    "iam_managed_policy": (
        iam_managed_policy.MAIN,
        {"name": "reader", "policy": BROAD},
        {"tags": {"Team": "reports"}},
        "managed policy reader",
        "policy",
    ),
    "iam_role": (
        iam_role.MAIN,
        {"name": "app", "assume_role_policy_document": TRUST, "inline_policies": {"Read": BROAD}},
        {"description": "Reads reports"},
        "role app",
        "inline_policies.Read",
    ),
    "iam_policy": (
        iam_policy.MAIN,
        {"iam_type": "role", "iam_name": "app", "policy_name": "Read", "policy_json": BROAD},
        {"skip_duplicates": True},
        "inline policy Read of role app",
        "policy_json",
    ),
}


@pytest.mark.parametrize("module", CASES)
def test_a_task_warns_in_full_only_about_documents_that_it_writes(sandbox: Sandbox, module: str) -> None:
    main, given, other, label, document = CASES[module]
    iam = sandbox.client("iam", account_id=sandbox.accounts[0].id)
    if module == "iam_policy":
        iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps(TRUST))

    def run(*, check_mode: bool, **added: t.Any) -> t.Any:
        wanted = {
            **given,
            **added,
            "review_ignore": ["confused-deputy"],
            "assume_role_arn": sandbox.accounts[0].role_arn,
        }
        result = main.execute(options(module, **wanted), check_mode=check_mode, diff=False)
        assert not result.failed, result.result["msg"]
        assert [finding["id"] for finding in result.result["findings"]] == ["service-wildcard"]
        return result

    for check_mode in (True, False):
        assert run(check_mode=check_mode).warnings == (f"{label}: {document}: {FOUND}",)
    for added in ({}, other):
        for check_mode in (True, False):
            assert run(check_mode=check_mode, **added).warnings == (f"{label}: {KEPT} {document} (-v lists them)",)
