# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of an inventory, checked; and what must differ for its cache not to be used."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError, OptionError
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations import source
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.hosts import Settings

DEFAULTS: t.Final[dict[str, t.Any]] = {
    **dict.fromkeys(source.CONNECTION),
    "organizational_units": None,
    "states": ["ACTIVE"],
    "filters": {},
    "include_filters": [],
    "exclude_filters": [],
    "include_tags": False,
    "hostname": "name",
    "role_name": None,
    "management_account_role_name": None,
}


def test_options_of_the_connection_are_validated_as_those_of_a_module() -> None:
    given = {**DEFAULTS, "validate_certs": "no", "allowed_account_ids": 111111111111, "hostname": "id"}
    checked = source.checked(given)
    assert checked["validate_certs"] is False
    assert checked["allowed_account_ids"] == ["111111111111"]
    assert checked["assume_role_session_name"] == "leastpriv.aws"
    assert checked["hostname"] == "id"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"access_key": "AKIA"}, "parameters are required together: access_key, secret_key"),
        ({"session_token": "token"}, "missing parameter(s) required by 'session_token': access_key"),
        ({"validate_certs": "perhaps"}, "The value 'perhaps' is not a valid boolean"),
    ],
)
def test_what_a_module_refuses_is_refused(given: dict[str, t.Any], message: str) -> None:
    with pytest.raises(LeastPrivError) as caught:
        source.checked({**DEFAULTS, **given})
    assert message in str(caught.value)


@pytest.mark.parametrize("unit", ["", "/", "//", 12, None, ["Workloads"]])
def test_a_unit_is_an_id_or_a_path(unit: t.Any) -> None:
    with pytest.raises(OptionError) as caught:
        source.checked({**DEFAULTS, "organizational_units": ["Workloads/Prod", unit]})
    expected = f"organizational_units: each OU must be an ID or a path of names (got: {unit!r})"
    assert str(caught.value) == expected
    source.checked({**DEFAULTS, "organizational_units": ["Workloads/Prod", "ou-ab12-11111111"]})


def fingerprint(**given: t.Any) -> str:
    options = {**DEFAULTS, **given}
    return source.fingerprint(options, Settings.from_options(options))


TAGGED: t.Final = {"tag:team": "web"}

ANOTHER_SOURCE: t.Final[list[dict[str, t.Any]]] = [
    {"organizational_units": ["Workloads"]},
    {"states": ["ACTIVE", "SUSPENDED"]},
    {"profile": "other"},
    {"assume_role_arn": "arn:aws:iam::999999999999:role/Read"},
    {"endpoint_url": "https://localhost:4566"},
    {"include_tags": True},
    {"include_filters": [TAGGED]},
    # Tags are read for the accounts that the filters select.
    {"include_tags": True, "exclude_filters": [{"name": "old"}]},
]


@pytest.mark.parametrize("given", ANOTHER_SOURCE, ids=repr)
def test_options_that_decide_what_is_read_have_a_cache_of_their_own(given: dict[str, t.Any]) -> None:
    others = [{}, *(other for other in ANOTHER_SOURCE if other != given)]
    assert fingerprint(**given) == fingerprint(**given)
    assert fingerprint(**given) not in [fingerprint(**other) for other in others]


@pytest.mark.parametrize(
    "given",
    [
        {"hostname": "id"},
        {"role_name": "Admin"},
        {"exclude_filters": [{"name": "old"}]},
        {"region": "eu-west-1"},
        {"secret_key": "hush", "access_key": "AKIA"},
    ],
    ids=repr,
)
def test_other_options_share_a_cache(given: dict[str, t.Any]) -> None:
    assert fingerprint(**given) == fingerprint()


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_ENDPOINT_URL_ORGANIZATIONS"])
def test_so_do_variables_of_the_environment(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    before = fingerprint()
    monkeypatch.setenv(variable, "other")
    assert fingerprint() != before
