# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a new type of resource has to say: the engine needs no more than its abstract methods."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import Options
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.call import Call
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam, Reply, find
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.converge import converge
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.pending_effects import NOTHING
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.plan import Plan
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.resource_type import Reading, ResourceType
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.target import Target
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from support.tasks import ACCOUNT, WITHOUT_RETRIES


@dataclass(frozen=True)
class Group:
    """A group as IAM holds it."""

    name: str
    partition: str = "aws"
    seconds_in_the_making: float = 0.0

    @property
    def key(self) -> str:
        return self.name

    def to_result(self) -> dict[str, object]:
        return {"group_name": self.name}

    def documents(self) -> dict[str, t.Any]:
        return {}

    def to_diff(self, _documents: t.Mapping[str, object]) -> dict[str, object]:
        return {"name": self.name}


@dataclass(frozen=True)
class DesiredGroup:
    """What a task asks of a group."""

    name: str
    present: bool

    @property
    def label(self) -> str:
        return f"group {self.name}"

    @property
    def can_create(self) -> bool:
        return self.present

    def documents(self) -> tuple[()]:
        return ()

    def for_account(self, _account: Account) -> DesiredGroup:
        return self


class GroupType(ResourceType[DesiredGroup, Group]):
    """Groups, as the engine asks of a type at least."""

    name = "user_group"
    result_key = "iam_group"
    has_documents = False

    def from_options(self, options: Options) -> DesiredGroup:
        return DesiredGroup(name=options["name"], present=options["state"] == "present")

    def read(self, iam: Iam, desired: DesiredGroup, *, key: str | None) -> Reading[DesiredGroup, Group]:
        reply = find(iam, "GetGroup", {"GroupName": key or desired.name})
        return Reading(desired, None if reply is None else Group(reply["Group"]["GroupName"]))

    def plan(self, desired: DesiredGroup, actual: Group | None) -> Plan[Group]:
        named = {"GroupName": desired.name}
        if desired.present and actual is None:
            return Plan(None, Group(desired.name), (Call("CreateGroup", named, f"create {desired.label}"),))
        if actual is not None and not desired.present:
            return Plan(actual, None, (Call("DeleteGroup", named, f"delete {desired.label}"),))
        return Plan(actual, actual)


class Groups:
    """The groups of an account."""

    def __init__(self, *names: str) -> None:
        self.names = set(names)
        self.operations: list[str] = []

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> Reply:
        self.operations.append(operation)
        name = parameters["GroupName"]
        if operation == "CreateGroup":
            self.names.add(name)
        elif name not in self.names:
            raise IamError(code="NoSuchEntity", reason="gone", operation=operation)
        elif operation == "DeleteGroup":
            self.names.remove(name)
        return {"Group": {"GroupName": name}}


GROUP: t.Final = GroupType()


# What the account has, the state that the task asks for, the calls, and what the account has afterwards.
@pytest.mark.parametrize(
    ("names", "state", "calls", "after"),
    [
        ((), "present", ["CreateGroup"], {"app"}),
        (("app",), "present", [], {"app"}),
        (("app",), "absent", ["DeleteGroup"], set()),
        ((), "absent", [], set()),
    ],
)
def test_a_type_with_nothing_but_the_abstract_methods(
    names: tuple[str, ...], state: str, calls: list[str], after: set[str]
) -> None:
    iam = Groups(*names)
    desired = GROUP.from_options({"name": "app", "state": state}).for_account(ACCOUNT)
    predicted = converge(
        iam, Target(resource_type=GROUP, desired=desired), check_mode=True, retry_policy=WITHOUT_RETRIES
    )
    assert (iam.operations, iam.names) == (["GetGroup"], set(names))
    done = converge(iam, Target(resource_type=GROUP, desired=desired), check_mode=False, retry_policy=WITHOUT_RETRIES)
    assert [call.operation for call in predicted.calls] == [call.operation for call in done.calls] == calls
    assert iam.names == after
    assert predicted.diff() == done.diff()
    assert GROUP.results(predicted.before, predicted.after) == GROUP.results(done.before, done.after)


def test_what_a_type_need_not_say() -> None:
    group, desired = Group("app"), DesiredGroup("app", present=True)
    call = Call("CreateGroup", {"GroupName": "app"}, "create group app")
    assert GROUP.subject({"name": "app"}) == "user group app"
    assert not GROUP.goes_by_name(desired)
    assert GROUP.find_by_name(Groups("APP"), desired) is None
    assert GROUP.desired_with_pending(desired, NOTHING) is desired
    assert GROUP.with_pending(desired, group, NOTHING) is group
    assert GROUP.pending_after(NOTHING, Plan(None, group, (call,))) is NOTHING
    assert GROUP.with_reply(group, call, {"Group": {"GroupName": "app"}}) is group
    assert GROUP.results(group, None) == {"iam_group": {"group_name": "app"}}
