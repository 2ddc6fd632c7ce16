# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A policy that a role of AWS's own has: the task does not delete it, unless it cannot know whose role it is."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError, RefusedError
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import allow, task, trust

ARN: t.Final = "arn:aws:iam::111111111111:policy/app"
OF_AWS: t.Final = "AWSServiceRoleForSupport"
RESERVED: t.Final = "/aws-service-role/support.amazonaws.com/"


def iam(*, path: str, denied: str | None = None) -> MemoryIam:
    """An account in which a role below this path has the policy, and AWS answers GetRole with this error."""
    memory = MemoryIam()
    memory.call("CreatePolicy", {"PolicyName": "app", "PolicyDocument": json.dumps(allow("s3:GetObject"))})
    memory.plant_role(OF_AWS, path, trust("support.amazonaws.com"), attached=[ARN])
    if denied:
        memory.faults.append(Fault("GetRole", ApiError(denied, "refused"), times=9))
    return memory


def removal(memory: MemoryIam) -> list[str]:
    return [call.operation for call in task(memory, "iam_managed_policy", state="absent", check_mode=True).calls]


def test_a_policy_that_a_role_of_aws_has_is_not_deleted() -> None:
    memory = iam(path=RESERVED)
    with pytest.raises(RefusedError, match=OF_AWS):
        removal(memory)


@pytest.mark.parametrize(("path", "denied"), [("/", None), (RESERVED, "AccessDenied")])
def test_it_is_detached_where_the_path_is_another_or_not_known(path: str, denied: str | None) -> None:
    assert removal(iam(path=path, denied=denied)) == ["DetachRolePolicy", "DeletePolicy"]


def test_a_failure_is_not_taken_for_a_denial() -> None:
    with pytest.raises(IamError, match="refused"):
        removal(iam(path="/", denied="ServiceFailure"))
