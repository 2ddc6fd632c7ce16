# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for all tests of the sandbox, emptied before each."""

from __future__ import annotations

import typing as t

import pytest
from botocore.config import Config
from botocore.session import get_session
from sandbox import Sandbox

ACCOUNT_ID = "111111111111"
_SESSION = get_session()


@pytest.fixture(scope="session")
def running_sandbox() -> t.Iterator[Sandbox]:
    with Sandbox.start(accounts=3) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
def unchecked_iam(sandbox: Sandbox) -> t.Any:
    """The same without boto3's own checks of parameters, so that it is the server that refuses."""
    assumed = sandbox.client("sts").assume_role(RoleArn=sandbox.accounts[0].role_arn, RoleSessionName="unchecked")
    keys = assumed["Credentials"]
    return _SESSION.create_client(
        "iam",
        region_name="us-east-1",
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def iam(sandbox: Sandbox) -> t.Any:
    """A client in the first member account."""
    return sandbox.client("iam", account_id=ACCOUNT_ID)
