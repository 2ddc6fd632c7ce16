# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ARNs, names and paths."""

from __future__ import annotations

import re
import typing as t

import botocore.session
import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils import _arn
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError

SESSIONS: t.Final = {
    "arn:aws:sts::111111111111:assumed-role/IamRollout/session": "IamRollout",
    "arn:aws-us-gov:sts::111111111111:assumed-role/a+b=c,d.e@f-g_h/i-0123456789abcdef0": "a+b=c,d.e@f-g_h",
    "arn:aws:iam::111111111111:role/team/IamRollout": None,
    "arn:aws:iam::111111111111:user/assumed-role/IamRollout": None,
    "arn:aws:iam::111111111111:root": None,
    "arn:aws:sts::111111111111:federated-user/IamRollout": None,
}


@pytest.mark.parametrize(("arn", "role"), SESSIONS.items())
def test_the_role_of_a_session(arn: str, role: str | None) -> None:
    parsed = _arn.Arn.parse(arn)
    assert parsed is not None
    assert parsed.assumed_role == role
    account = _arn.Account(id="111111111111", partition="aws", session_role=parsed.assumed_role)
    assert account.is_session_role("iamROLLOUT") is (role == "IamRollout")


ACCEPTED = [
    (_arn.ROLE.check_name, "a"),
    (_arn.ROLE.check_name, "r" * 64),
    (_arn.ROLE.check_name, "A_z0+=,.@-"),
    (_arn.MANAGED_POLICY.check_name, "p" * 128),
    (_arn.ROLE.check_path, "/"),
    (_arn.ROLE.check_path, "/a/b!c/"),
    (_arn.ROLE.check_path, "/" + "p" * 510 + "/"),
    (_arn.MANAGED_POLICY.check_path, "/"),
    (_arn.MANAGED_POLICY.check_path, "/team/app_1/"),
    (_arn.check_account_id, "012345678901"),
    (_arn.check_policy_arn, "arn:aws:iam::aws:policy/job-function/Billing"),
    (_arn.check_policy_arn, "arn:aws-us-gov:iam::111111111111:policy/a/b/c"),
    (_arn.check_role_arn, "arn:aws-cn:iam::111111111111:role/a/b"),
]

REFUSED = [
    (_arn.ROLE.check_name, "", "1 to 64 characters ('' has 0)"),
    (_arn.ROLE.check_name, "r" * 65, "has 65)"),
    (_arn.ROLE.check_name, "a b", "letters, digits and the characters"),
    (_arn.ROLE.check_name, "a/b", "the name of a role must consist of letters"),
    (_arn.ROLE.check_name, "é", "letters, digits"),
    (_arn.ROLE.check_name, "a\n", "letters, digits"),
    (_arn.ROLE.check_name, "{{ x }}", "letters, digits"),
    (_arn.MANAGED_POLICY.check_name, "p" * 129, "1 to 128"),
    (_arn.ROLE.check_path, "a/", "path must begin and end with /"),
    (_arn.ROLE.check_path, "/a", "path must begin and end with /"),
    (_arn.ROLE.check_path, "/a b/", "without spaces"),
    (_arn.ROLE.check_path, "//", "without spaces"),
    (_arn.ROLE.check_path, "/" + "p" * 511 + "/", "must have at most 512 characters (got: 513)"),
    (_arn.MANAGED_POLICY.check_path, "/a!/", "between single slashes"),
    (_arn.MANAGED_POLICY.check_path, "/a//b/", "between single slashes"),
    (_arn.check_account_id, "12345678901", "12 digits, quoted"),
    (_arn.check_account_id, "1234567890123", "12 digits"),
    (_arn.check_account_id, "12345678901x", "12 digits"),
    (_arn.check_policy_arn, "arn:aws:iam::111111111111:role/a", "not the ARN of a managed policy"),
    (_arn.check_policy_arn, "arn:aws:s3:::policy/a", "not the ARN of a managed policy"),
    (_arn.check_policy_arn, "arn:aws:iam::111111111111:policy/a\nb", "not the ARN of a managed policy"),
    (_arn.check_policy_arn, "arn:aws:iam::111111111111:policy/a//b", "not the ARN of a managed policy"),
    (_arn.check_policy_arn, "policy/a", "not the ARN of a managed policy"),
    (_arn.check_role_arn, "arn:aws:iam::aws:role/a", "not the ARN of a role"),
    (_arn.check_role_arn, "arn:aws:iam::111111111111:user/a", "not the ARN of a role"),
    (_arn.check_role_arn, "arn:aws:iam::1:role/a", "not the ARN of a role"),
]

Check = t.Callable[[str, str], str]


@pytest.mark.parametrize(("check", "value"), ACCEPTED)
def test_accepted(check: Check, value: str) -> None:
    assert check("option", value) == value


@pytest.mark.parametrize(("check", "value", "message"), REFUSED)
def test_refused(check: Check, value: str, message: str) -> None:
    with pytest.raises(OptionError, match=re.escape(message)) as caught:
        check("option", value)
    assert str(caught.value).startswith(("option: ", "option must "))


def test_an_arn_is_the_sum_of_its_parts() -> None:
    text = "arn:aws:iam::111111111111:policy/team/Reader"
    arn = _arn.Arn.parse(text)
    assert arn == _arn.Arn("aws", "iam", "", "111111111111", "policy/team/Reader")
    assert str(arn) == text
    assert arn is not None
    assert arn.name == "Reader"


def test_arns_of_an_account() -> None:
    account = _arn.Account(id="111111111111", partition="aws-cn")
    assert account.policy_arn("/", "P") == "arn:aws-cn:iam::111111111111:policy/P"
    assert account.role_arn("/a/", "R") == "arn:aws-cn:iam::111111111111:role/a/R"


def test_url_suffixes_are_those_of_botocore() -> None:
    endpoints = botocore.session.get_session().get_data("endpoints")
    known = {each["partition"]: each["dnsSuffix"] for each in endpoints["partitions"]}
    assert _arn.URL_SUFFIXES.items() <= known.items()
