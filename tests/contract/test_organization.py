# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An organization of the sandbox, read as the inventory plugin reads it: with tags only where an option needs them."""

from __future__ import annotations

import collections
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws import session as aws
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations import source
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.hosts import Settings
from ansible_collections.leastpriv.aws.plugins.plugin_utils._organizations.model import Organization
from sandbox import Sandbox
from unit.plugins.plugin_utils._organizations.test_source import DEFAULTS

pytestmark = pytest.mark.any_core


@pytest.fixture(autouse=True)
def signed_out() -> None:
    aws._SIGNED_IN.clear()


def read(**given: t.Any) -> Organization:
    options = source.checked({**DEFAULTS, "region": "eu-west-1", **given})
    return source.organization(options, Settings.from_options(options))


def names(organization: Organization) -> set[str]:
    return {account.name for account in organization.accounts}


def tag_calls(sandbox: Sandbox) -> int:
    return collections.Counter(call.operation for call in sandbox.calls())["ListTagsForResource"]


def test_tags_are_read_for_the_selected_accounts_and_only_if_needed(sandbox: Sandbox) -> None:
    everything = read()
    first, second = sandbox.accounts[:2]
    assert {first.name, second.name} < names(everything)
    assert {account.tags for account in everything.accounts} == {None}
    assert tag_calls(sandbox) == 0
    sandbox.client("organizations").tag_resource(ResourceId=first.id, Tags=[{"Key": "team", "Value": "web"}])
    selected = read(include_tags=True, include_filters=[{"id": first.id}, {"id": second.id}])
    assert {account.name: account.tags for account in selected.accounts} == {
        first.name: (("team", "web"),),
        second.name: (),
    }
    assert tag_calls(sandbox) == 2
    # Whether an account has a tag is known only after all accounts were read.
    assert first.name in names(read(include_filters=[{"tag:team": "web"}]))


def test_who_may_not_list_accounts_learns_which_account_may(sandbox: Sandbox) -> None:
    member = sandbox.accounts[0]
    with pytest.raises(LeastPrivError) as caught:
        read(assume_role_arn=member.role_arn)
    assert f"account {member.id} may not list the accounts of its organization" in str(caught.value)
