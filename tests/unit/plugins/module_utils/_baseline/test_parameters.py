# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A set with parameters: where they are filled in, and which of them need a value."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, ParametersError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters.filling import Filling
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy.desired import (
    Desired as DesiredPolicy,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role.desired import Desired as DesiredRole
from support.tasks import ACCOUNT, allow, options, trust

BUCKET: t.Final = "arn:${AWS::Partition}:s3:::${Bucket}"


def desired(parameters: t.Any, **given: t.Any) -> list[t.Any]:
    """The desired states of a set in the account."""
    task = options("iam_baseline", **given)
    filling = Filling.from_option(parameters)
    described = entries.entries_of(task, filling)
    settings = entries.Settings.from_options(task)
    entries.check_defaults(task, settings, filling)
    return [member.for_account(ACCOUNT).desired for member in entries.members_of(described, settings)]


def test_everything_that_can_be_left_open_is_filled_in() -> None:
    parameters = {"P": "Acme", "Path": "/team/", "Bucket": "acme", "Names": ["a", "b"], "Key": "owner"}
    policy, role = desired(
        parameters,
        policies=[
            {
                "name": "${P}Reader",
                "path": "${Path}",
                "description": "reads ${Bucket}",
                "tags": {"${Key}": "${P}", "number": 5},
                "policy": json.dumps(allow("s3:GetObject", f"{BUCKET}/*")),
            }
        ],
        roles=[
            {
                "name": "${P}Role",
                "assume_role_policy_document": trust("lambda.amazonaws.com", Sid="${P}"),
                "managed_policies": [
                    "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy${Path}${P}Reader",
                    "${Names}",
                ],
                "boundary": "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/${P}",
                "inline_policies": {"Read${P}": allow("s3:ListBucket", BUCKET)},
            }
        ],
    )
    assert isinstance(policy, DesiredPolicy)
    assert (policy.name, policy.path, policy.description) == ("AcmeReader", "/team/", "reads acme")
    assert policy.tags == {"owner": "Acme", "number": "5"}
    assert policy.document is not None
    assert policy.document.plain["Statement"][0]["Resource"] == "arn:aws:s3:::acme/*"
    assert isinstance(role, DesiredRole)
    assert role.name == "AcmeRole"
    assert role.trust is not None
    assert role.trust.plain["Statement"][0]["Sid"] == "Acme"
    assert role.managed_policies == ("arn:aws:iam::111111111111:policy/team/AcmeReader", "a", "b")
    assert role.boundary == "arn:aws:iam::111111111111:policy/Acme"
    assert role.inline_policies is not None
    assert role.inline_policies["ReadAcme"].plain["Statement"][0]["Resource"] == "arn:aws:s3:::acme"


def test_without_the_option_nothing_is_filled_in() -> None:
    for resource in ("arn:aws:s3:::${Bucket}${!B}", "arn:aws:s3:::${!AWS::Region}"):
        (policy,) = desired(None, policies=[{"name": "app", "policy": allow("s3:GetObject", resource)}])
        assert policy.document.plain["Statement"][0]["Resource"] == resource


def test_defaults_of_a_list_are_filled_in_once() -> None:
    parameters = {"Path": "/team/", "Owner": "ops", "Unused": "x"}
    (first, second) = desired(
        parameters,
        policy_defaults={"path": "${Path}", "tags": {"owner": "${Owner}"}, "description": "${Unused}"},
        policies=[
            {"name": "a", "policy": allow("s3:x"), "description": "own"},
            {"name": "b", "policy": allow("s3:x"), "description": "own", "path": "/own/"},
        ],
    )
    assert (first.path, first.tags, first.description) == ("/team/", {"owner": "ops"}, "own")
    assert (second.path, second.tags) == ("/own/", {"owner": "ops"})


def test_a_value_in_the_defaults_is_not_filled_in_again() -> None:
    parameters = {"Note": "${Owner}", "Owner": "ops"}
    defaults = {"description": "${Note}", "tags": {"owner": "${Owner}"}}
    (policy,) = desired(parameters, policy_defaults=defaults, policies=[{"name": "a", "policy": allow("s3:x")}])
    assert policy.description == "${Owner}"


def test_a_default_that_an_entry_excludes_is_still_named_as_one() -> None:
    limit = {"boundary": "arn:aws:iam::aws:policy/${Limit}"}
    role = {
        "name": "app",
        "assume_role_policy_document": trust("lambda.amazonaws.com"),
        "create_instance_profile": True,
    }
    with pytest.raises(OptionError, match=r"^roles\[0\] \(app\): role_defaults\.boundary: When using a boundary"):
        desired({"Limit": "ReadOnlyAccess"}, role_defaults=limit, roles=[role])


def test_a_mistake_in_the_defaults_is_said_once() -> None:
    policies = [{"name": name, "policy": allow("s3:x")} for name in ("a", "b")]
    with pytest.raises(ParametersError) as error:
        desired({}, policy_defaults={"path": "${Path}"}, policies=policies)
    assert str(error.value).startswith("policy_defaults.path: ${Path} is not a parameter; declare it")
    with pytest.raises(OptionError, match=r"policy_defaults\.path: 'team': path must begin and end with /"):
        desired({"Path": "team"}, policy_defaults={"path": "${Path}"}, policies=policies)


@pytest.mark.parametrize("of_task", [True, False])
def test_for_a_removal_documents_need_no_values(*, of_task: bool) -> None:
    parameters = {"P": "Acme", "Bucket": {"value": None, "type": "bucket_name"}}
    policy = {"name": "${P}", "policy": allow("s3:x", BUCKET)}
    state = {"state": "absent"}
    (removed,) = (
        desired(parameters, policies=[policy], **state) if of_task else desired(parameters, policies=[policy | state])
    )
    assert (removed.name, removed.present) == ("Acme", False)
    with pytest.raises(ParametersError, match=r"^parameters\.Bucket is missing and required$"):
        desired(parameters, policies=[policy])


def test_for_a_removal_documents_of_the_defaults_need_no_values() -> None:
    parameters = {"Bucket": {"value": None, "type": "bucket_name"}}
    defaults = {"policy": allow("s3:x", BUCKET)}
    (removed,) = desired(parameters, policy_defaults=defaults, policies=[{"name": "app"}], state="absent")
    assert not removed.present
    with pytest.raises(ParametersError, match=r"^parameters\.Bucket is missing and required$"):
        desired(parameters, policy_defaults=defaults, policies=[{"name": "app"}])


def test_names_are_compared_after_they_are_filled_in() -> None:
    policies = [{"name": "${P}", "policy": allow("s3:x")}, {"name": "acme", "policy": allow("s3:x")}]
    with pytest.raises(OptionError, match=r"policies\[1\]: acme is already the name of policies\[0\]"):
        desired({"P": "Acme"}, policies=policies)


@pytest.mark.parametrize("option", ["boundary", "managed_policies"])
def test_a_value_makes_no_pseudo_parameter_in_an_arn(option: str) -> None:
    arn = "arn:aws:iam::${Id}:policy/x"
    role = {"name": "app", "assume_role_policy_document": trust("lambda.amazonaws.com")}
    with pytest.raises(OptionError, match="ARN"):
        desired({"Id": "${AWS::AccountId}"}, roles=[role | {option: arn if option == "boundary" else [arn]}])
    (filled,) = desired(
        {"Id": {"value": "${AWS::AccountId}", "type": "account_id"}},
        roles=[role | {option: arn if option == "boundary" else [arn]}],
    )
    expected = "arn:aws:iam::111111111111:policy/x"
    assert getattr(filled, option) == (expected if option == "boundary" else (expected,))
