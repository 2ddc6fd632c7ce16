# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A message about an option begins with the variable that the option was set from."""

from __future__ import annotations

import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import NewAccessError
from ansible_collections.leastpriv.aws.plugins.modules import iam_baseline
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.option_variables import named

VARIABLES: t.Final = {
    "policies": "app_policies",
    "roles": "app_roles",
    "role_defaults": "app_role_defaults",
    "role_defaults.boundary": "app_boundary",
    "state": "app_state",
    "review": "app_review",
    "review_ignore": "app_review_ignore",
    "unused_for_days": "app_unused_for_days",
}


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        ({"state": "gone"}, "app_state"),
        ({"state": ["present"]}, "app_state"),
        ({"review": "loud"}, "app_review"),
        ({"review_ignore": {"a": "b"}}, "app_review_ignore"),
        ({"unused_for_days": "soon"}, "app_unused_for_days"),
        ({"policies": 5}, "app_policies"),
        ({"policies": [{}]}, "app_policies"),
        ({"policies": [{"name": "a", "Path": "/"}]}, "app_policies"),
        # An entry's own option is not the task's option of the same name.
        ({"policies": [{"name": "a", "state": "gone"}]}, "app_policies"),
        ({"roles": [{"name": "a", "tags": "text"}]}, "app_roles"),
        ({"roles": [{"name": "a", "unused_for_days": "soon"}]}, "app_roles"),
    ],
)
def test_what_ansible_core_says_of_an_option(given: dict[str, t.Any], variable: str) -> None:
    result = ArgumentSpecValidator(**iam_baseline.MAIN.spec.to_validation()).validate(given)
    message = result.errors.msg
    assert named(message, VARIABLES) == f"{variable}: {message}"


@pytest.mark.parametrize(
    ("message", "variable"),
    [
        ("baseline: unused_for_days must be at least 1 day (got: 0)", "app_unused_for_days"),
        ("baseline: review_ignore: no-such-rule is not a rule", "app_review_ignore"),
        ("baseline in account 111111111111: role_defaults.boundary must be an ARN", "app_boundary"),
        ("baseline: role_defaults.path must begin and end with /", "app_role_defaults"),
        ("baseline: roles[2] (App): role_defaults.boundary must be an ARN", "app_boundary"),
        ("baseline: roles[2] (App): boundary must be an ARN", "app_roles"),
        ("baseline: roles[2] (App): unused_for_days must be at least 1 day (got: 0)", "app_roles"),
        ("baseline: policies[1]: app is already the name of policies[0]", "app_policies"),
        ("policies: each entry of the list must be a mapping (got: 'text')", "app_policies"),
        ("roles[0].wait_timeout must be an integer (got: 'inf')", "app_roles"),
    ],
)
def test_what_the_collection_says_of_an_option(message: str, variable: str) -> None:
    assert named(message, VARIABLES) == f"{variable}: {message}"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "region must be an AWS Region code such as eu-west-1 (got: 'EU West')",
        "reviewers: there are none",
        "role App in account 111111111111: iam:GetRole failed with AccessDenied: the state of things",
        "app_state: value of state must be one of: present, absent, got: gone",
    ],
)
def test_other_messages_stay_as_they_are(message: str) -> None:
    assert named(message, VARIABLES) == message


def test_a_variable_that_the_message_names_already_is_not_named_twice() -> None:
    message = "baseline: policies[1]: app is already the name of policies[0]"
    assert named(message, {"policies": "policies"}) == message


@pytest.mark.parametrize("variables", [None, "text", ["state"], {}])
def test_without_variables_a_message_stays_as_it_is(variables: t.Any) -> None:
    assert named("value of state must be one of: present, absent, got: gone", variables) == (
        "value of state must be one of: present, absent, got: gone"
    )


@pytest.mark.parametrize(
    ("variables", "option"),
    [({}, "new_access"), ({"state": "app_state"}, "new_access"), ({"new_access": "app_new_access"}, "app_new_access")],
)
def test_a_message_about_new_access_ends_with_the_variable_to_change(variables: dict[str, str], option: str) -> None:
    said = "role App in account 111111111111: new_access: the change gives new access: s3:GetObject on *. {}"
    error = NewAccessError("x", wrote_nothing=True)
    expected = error.advice.replace("set new_access to", f"set {option} to")
    assert named(said.format(error.advice), variables) == said.format(expected)
