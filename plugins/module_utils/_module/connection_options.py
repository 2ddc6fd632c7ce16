# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that say which account to act in and how to reach it; the fragment C(_connection) documents them."""

from __future__ import annotations

import contextlib
import typing as t

from ansible.module_utils.basic import env_fallback
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._argspec import ArgumentSpec
from .._aws import session
from .._aws.connection import Connection
from .._errors import OptionError

# Credentials have no fallback to the environment here: boto3 reads it, in its own order of preference.
CONNECTION: t.Final = ArgumentSpec(
    options={
        "access_key": {"type": "str", "aliases": ["aws_access_key_id", "aws_access_key"], "no_log": True},
        "secret_key": {"type": "str", "aliases": ["aws_secret_access_key", "aws_secret_key"], "no_log": True},
        "session_token": {"type": "str", "aliases": ["aws_session_token"], "no_log": True},
        "profile": {"type": "str", "aliases": ["aws_profile"]},
        "region": {
            "type": "str",
            "aliases": ["aws_region"],
            "fallback": (env_fallback, ["AWS_REGION", "AWS_DEFAULT_REGION"]),
        },
        "endpoint_url": {
            "type": "str",
            "aliases": ["aws_endpoint_url"],
            "fallback": (env_fallback, ["AWS_URL"]),
        },
        "validate_certs": {"type": "bool", "default": True},
        "aws_ca_bundle": {"type": "path", "fallback": (env_fallback, ["AWS_CA_BUNDLE"])},
        "aws_config": {"type": "dict"},
        "debug_botocore_endpoint_logs": {
            "type": "bool",
            "default": False,
            "fallback": (env_fallback, ["ANSIBLE_DEBUG_BOTOCORE_LOGS"]),
        },
        "assume_role_arn": {"type": "str"},
        "assume_role_external_id": {"type": "str", "no_log": True},
        "assume_role_session_name": {"type": "str", "default": "leastpriv.aws"},
        "allowed_account_ids": {"type": "list", "elements": "str"},
    },
    required_together=(("access_key", "secret_key"),),
    required_by={"assume_role_external_id": ("assume_role_arn",), "session_token": ("access_key",)},
)


def preload_session() -> None:
    """Makes the clients of tasks that set no option of the connection; raises C(MissingLibraryError)."""
    result = ArgumentSpecValidator(**CONNECTION.to_validation()).validate({})
    # The environment's settings may be wrong although the tasks' own are right.
    with contextlib.suppress(OptionError):
        session.preload(Connection.from_options(result.validated_parameters))
