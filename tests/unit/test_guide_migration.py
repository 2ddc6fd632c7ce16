# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guides to migration name what exists, and every difference they tell of is shown by a test.

That amazon.aws is as they say is for tests/peer.
"""

from __future__ import annotations

import importlib
import pathlib
import re
import typing as t

import pytest
from support import migration_guide

ROOT: t.Final = pathlib.Path(__file__).parents[2]
TARGETS: t.Final = "tests/integration/targets"
CORE: t.Final = "tests/unit/plugins/module_utils"

# Which test shows each difference, and a piece of its text.
SHOWN: t.Final = {
    ("iam_role", "create_instance_profile"): (
        f"{TARGETS}/iam_role/tasks/profiles.yml",
        "There was one profile all the time, and one that is empty gets the role",
    ),
    ("iam_role", "boundary"): (f"{TARGETS}/iam_role/tasks/refusals.yml", "[boundary policy, create_instance_profile"),
    ("iam_role", "state"): (f"{TARGETS}/iam_role/tasks/removal.yml", "The result is the role that was removed"),
    ("iam_role", "description"): (f"{TARGETS}/iam_role/tasks/options.yml", "leaves the longest session as it is"),
    ("iam_role", "managed_policies"): (
        f"{CORE}/_converge/test_converge.py",
        "role, a friendly name of the account's own",
    ),
    ("iam_role", "assume_role_policy_document"): (f"{TARGETS}/iam_role/tasks/documents.yml", "${AWS::AccountId}"),
    ("iam_managed_policy", "policy"): (f"{TARGETS}/iam_managed_policy/tasks/minimal.yml", "is failed) == peer"),
    ("iam_policy", "iam_type"): (f"{TARGETS}/iam_policy/tasks/refusals.yml", "must be one of: role, got: user"),
    ("iam_policy", "iam_name"): (f"{TARGETS}/iam_policy/tasks/refusals.yml", "(iam_policy_gone is failed) != peer"),
    ("iam_policy", "state"): (f"{TARGETS}/iam_policy/tasks/removal.yml", "Check mode foresaw what was left"),
    ("iam_instance_profile", "role"): (
        f"{TARGETS}/iam_instance_profile/tasks/roles.yml",
        "(iam_instance_profile_refused is failed) == peer",
    ),
    ("iam_managed_policy", "state"): (
        f"{TARGETS}/iam_managed_policy/tasks/minimal.yml",
        "Check mode foresaw all but what IAM gives",
    ),
}


def options(module: str) -> set[str]:
    spec = importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.modules.{module}").MAIN.spec
    return set(spec.options)


def test_every_difference_has_a_test_that_shows_it() -> None:
    assert migration_guide.differences().keys() == SHOWN.keys()


@pytest.mark.parametrize(("module", "option"), SHOWN)
def test_a_difference_is_about_an_option_and_is_shown(module: str, option: str) -> None:
    assert option in options(module)
    path, said = SHOWN[module, option]
    assert said in (ROOT / path).read_text(encoding="utf-8")
    assert all(cell.endswith(".") for cell in migration_guide.differences()[module, option])


@pytest.mark.parametrize("guide", ["amazon_aws", "terraform"])
def test_the_examples_use_options_that_exist(guide: str) -> None:
    tasks = [task for plays in migration_guide.yaml_blocks(guide) for play in plays for task in play["tasks"]]
    assert tasks
    for task in tasks:
        [(module, given)] = ((key, value) for key, value in task.items() if key != "name")
        assert given.keys() <= options(module.removeprefix("leastpriv.aws.")), module


# Terraform's resources, what the documentation of its provider says that they take, and the module that does it here.
RESOURCES: t.Final = {
    "aws_iam_role": (
        "iam_role",
        (
            "assume_role_policy description force_detach_policies inline_policy managed_policy_arns"
            " max_session_duration name name_prefix path permissions_boundary tags"
        ),
    ),
    "aws_iam_policy": ("iam_managed_policy", "description name name_prefix path policy tags"),
    "aws_iam_role_policy_attachment": ("iam_role", "policy_arn role"),
    "aws_iam_role_policy": ("iam_role", "name name_prefix policy role"),
    "aws_iam_openid_connect_provider": ("iam_oidc_provider", "client_id_list tags thumbprint_list url"),
    "aws_iam_saml_provider": ("iam_saml_provider", "name saml_metadata_document tags"),
    "aws_iam_instance_profile": ("iam_instance_profile", "name name_prefix path role tags"),
}


@pytest.mark.parametrize("resource", RESOURCES)
def test_each_argument_has_an_option_that_exists_or_none(resource: str) -> None:
    module, arguments = RESOURCES[resource]
    rows = migration_guide.table("terraform", resource)
    assert [argument.strip("`") for argument, _option, _remarks in rows] == arguments.split()
    assert {option.strip("`") for _argument, option, _remarks in rows} <= options(module) | {"none"}
    named = {
        word for _argument, _option, remarks in rows for word in re.findall(r"``(purge_\w+|delete_\w+)``", remarks)
    }
    assert named <= options(module)
    assert all(remarks.endswith(".") for _argument, _option, remarks in rows)
