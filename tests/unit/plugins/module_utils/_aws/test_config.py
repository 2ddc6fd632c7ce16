# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings for botocore: what templates made text is converted back, and botocore takes the result."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws import config
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from botocore.config import Config

ACCEPTED: t.Final[list[tuple[str, t.Any, t.Any]]] = [
    ("connect_timeout", "5", 5.0),
    ("read_timeout", 0.5, 0.5),
    ("read_timeout", 86_400, 86_400.0),
    ("max_pool_connections", "3", 3),
    ("parameter_validation", "false", False),
    ("parameter_validation", " Yes ", True),
    ("parameter_validation", "0", False),
    ("parameter_validation", True, True),
    ("retries", {"max_attempts": "4", "mode": "standard"}, {"max_attempts": 4, "mode": "standard"}),
    ("retries", {"total_max_attempts": 1}, {"total_max_attempts": 1}),
    ("proxies", {"https": "http://proxy:3128"}, {"https": "http://proxy:3128"}),
    ("client_cert", "/etc/client.pem", "/etc/client.pem"),
    ("client_cert", ["/etc/client.pem", "/etc/client.key"], ("/etc/client.pem", "/etc/client.key")),
    ("signature_version", "v4", "v4"),
    ("user_agent_extra", "ci/1", "ci/1"),
    ("user_agent_extra", None, None),
]


@pytest.mark.parametrize(("name", "value", "expected"), ACCEPTED)
def test_a_setting_has_the_type_that_botocore_expects(name: str, value: t.Any, expected: t.Any) -> None:
    settings = config.parse("aws_config", {name: value})
    assert settings == {name: expected}
    assert type(settings[name]) is type(expected)
    assert getattr(Config(**settings), name) == expected


def test_unknown_settings_are_left_to_botocore() -> None:
    assert config.parse("aws_config", {"later": ["anything"]}) == {"later": ["anything"]}


REFUSED: t.Final[list[tuple[str, t.Any, str]]] = [
    ("connect_timeout", 0, "a number of seconds, more than 0 and at most 86400 (got: '0')"),
    ("connect_timeout", True, "a number of seconds, more than 0 and at most 86400 (got: 'True')"),
    ("connect_timeout", "soon", "a number of seconds, more than 0 and at most 86400 (got: 'soon')"),
    ("read_timeout", "nan", "a number of seconds, more than 0 and at most 86400 (got: 'nan')"),
    ("read_timeout", "1e999", "a number of seconds, more than 0 and at most 86400 (got: '1e999')"),
    ("read_timeout", 10**400, "a number of seconds, more than 0 and at most 86400 (got: '1"),
    ("read_timeout", [5], "a number of seconds, more than 0 and at most 86400 (got: '[5]')"),
    ("max_pool_connections", 0, "a whole number, more than 0 (got: '0')"),
    ("max_pool_connections", "-1", "a whole number, more than 0 (got: '-1')"),
    ("max_pool_connections", "123456", "a whole number, more than 0 (got: '123456')"),
    ("max_pool_connections", True, "a whole number, more than 0 (got: 'True')"),
    ("parameter_validation", "perhaps", "true or false (got: 'perhaps')"),
    ("parameter_validation", 2, "true or false (got: '2')"),
    ("proxies", "http://proxy:3128", "a mapping of schemes to URLs (got: 'http://proxy:3128')"),
    ("proxies", {"https": "http://pr\u00f6xy"}, "a mapping of schemes to URLs (got: "),
    ("retries", {"max_attempts": "many"}, "a mapping in which max_attempts and total_max_attempts are whole numbers"),
    ("client_cert", ["a", "b", "c"], "the path of a certificate, or a list of the paths of a certificate and its key"),
    ("client_cert", ["a"], "the path of a certificate, or a list of the paths of a certificate and its key"),
    ("signature_version", "s3", "v4, the only signature that IAM and STS accept (got: 's3')"),
    ("user_agent_extra", "a\nb", "a text of printable ASCII characters (got: 'a\\nb')"),
    ("user_agent_extra", 5, "a text of printable ASCII characters (got: '5')"),
]


@pytest.mark.parametrize(
    ("name", "value", "message"), REFUSED, ids=[f"{name} {value!r:.30}" for name, value, _message in REFUSED]
)
def test_what_botocore_would_take_for_something_else_is_refused(name: str, value: t.Any, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        config.parse("aws_config", {"region_name": "eu-west-1", name: value})
    assert str(caught.value).startswith(f"aws_config: {name} must be {message}")
