# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The changes that the modules can make, one by one and all at once, for runs to be interrupted in."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from support import tutorial

from .account import Account, Policy, Role, text
from .draw import READ_ONLY, document, trust
from .model import Task, applied

Documents = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What an account holds, and the task that changes it."""

    name: str
    before: t.Callable[[str], Account]
    task: Task


def _policy(name: str = "Reader", *, documents: Documents = (0,), default: int = -1, **more: t.Any) -> Policy:
    versions = tuple(text(document(number)) for number in documents)
    return Policy(name=name, versions=versions, default=versions[default], **more)


def full(account_id: str) -> Account:
    """An account with resources of every type, some of which no task manages."""
    account = Account(
        id=account_id,
        policies={
            "Reader": _policy(documents=(0, 1, 2, 3, 4), default=2, tags={"Team": "red", "Cost": "1"}),
            "Writer": _policy("Writer", documents=(5, 6), path="/team/"),
            "Boundary": _policy("Boundary"),
        },
    )
    reader, writer, boundary = (account.arn(name) for name in ("Reader", "Writer", "Boundary"))
    app = Role(
        name="App",
        trust=text(trust(0)),
        description="Runs App",
        duration=7200,
        attached=frozenset({reader, READ_ONLY}),
        inline={"Logs": text(document(7)), "Queue": text(document(8))},
        tags={"Team": "red", "Cost": "1"},
    )
    foreign = Role(name="Foreign", trust=text(trust(1)), boundary=boundary, attached=frozenset({reader, writer}))
    return replace(
        account,
        roles={"App": app, "Foreign": foreign, "Bound": replace(app, name="Bound", boundary=boundary)},
        profiles={"App": frozenset({"App"}), "Of": frozenset({"Foreign"})},
        users={"alice": frozenset({reader, writer})},
        groups={"staff": frozenset({reader})},
    )


def _left_over(account_id: str) -> Account:
    """A full account with a role and a policy that a set does not name any more, and others below a similar path."""
    account = full(account_id)
    policies = {**account.policies, "Old": _policy("Old", documents=(0, 1), path="/team/old/")}
    policies["Beside"] = _policy("Beside", path="/teams/")
    account = replace(account, policies=policies)
    old, reader = account.arn("Old"), account.arn("Reader")
    role = Role(name="Old", trust=text(trust(1)), path="/team/", attached=frozenset({old, reader}))
    roles = {
        **account.roles,
        "App": replace(account.roles["App"], attached=frozenset({old, reader})),
        "Old": replace(role, inline={"Logs": text(document(7))}),
        "Beside": replace(role, name="Beside", path="/", attached=frozenset()),
    }
    return replace(account, roles=roles, profiles={**account.profiles, "OfOld": frozenset({"Old"})})


def empty(account_id: str) -> Account:
    return Account(id=account_id)


def _only_policies(account_id: str) -> Account:
    return replace(full(account_id), roles={}, profiles={})


def _with_tutorial(account_id: str) -> Account:
    return applied(empty(account_id), TUTORIAL)


def _managed_policy(**options: t.Any) -> Task:
    return Task(module="iam_managed_policy", options={"name": "Reader", **options})


def _role(**options: t.Any) -> Task:
    present = {} if options.get("state") == "absent" else {"assume_role_policy_document": trust(0)}
    return Task(module="iam_role", options={"name": "App", **present, **options})


def _arn(policy: str) -> str:
    return f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/{policy}"


TUTORIAL: t.Final = Task(
    module="iam_baseline",
    options={
        "policies": [{"name": name, "policy": policy} for name, policy in tutorial.POLICIES.items()],
        "roles": [
            {
                "name": name,
                "assume_role_policy_document": trusted,
                "managed_policies": [_arn(policy) for policy in policies],
            }
            for name, (trusted, policies) in tutorial.ROLES.items()
        ],
    },
)

_PURGE: t.Final = Task(
    module="iam_baseline",
    options={
        "policies": [{"name": "Writer", "policy": document(9)}],
        "roles": [{"name": "App", "assume_role_policy_document": trust(0), "managed_policies": ["Reader"]}],
        "purge_path": "/team/",
    },
)

_NEW_ROLE: t.Final = _role(
    path="/team/",
    description="Runs App",
    max_session_duration=7200,
    managed_policies=["Reader", "Writer", READ_ONLY],
    inline_policies={"Logs": document(7), "Queue": document(8)},
    tags={"Team": "blue"},
)

SCENARIOS: t.Final = (
    Scenario(
        name="create-policy",
        before=empty,
        task=_managed_policy(path="/team/", description="Reads", policy=document(9), tags={"Team": "blue"}),
    ),
    Scenario(name="update-document", before=full, task=Task(module="iam_managed_policy", options={
        "name": "Writer", "policy": document(9),
    })),
    Scenario(name="rotate-versions", before=full, task=_managed_policy(policy=document(9))),
    Scenario(
        name="one-version-and-tags",
        before=full,
        task=_managed_policy(policy=document(9), only_version=True, tags={"Team": "blue", "Owner": "me"}),
    ),
    Scenario(name="older-version", before=full, task=_managed_policy(policy=document(0), only_version=True)),
    Scenario(name="tag-policy", before=full, task=_managed_policy(tags={"Team": "blue", "Owner": "me"})),
    Scenario(name="create-role", before=_only_policies, task=_NEW_ROLE),
    Scenario(
        name="create-role-with-profile",
        before=_only_policies,
        task=_role(create_instance_profile=True, managed_policies=["Reader"]),
    ),
    Scenario(
        name="update-role",
        before=full,
        task=_role(
            assume_role_policy_document=trust(2),
            description="Runs App now",
            max_session_duration=3600,
            managed_policies=["Writer"],
            inline_policies={"Logs": document(9), "Table": document(10)},
            tags={"Team": "blue", "Owner": "me"},
        ),
    ),
    Scenario(name="set-boundary", before=full, task=_role(boundary=_arn("Boundary"), managed_policies=["Writer"])),
    Scenario(name="remove-boundary", before=full, task=Task(module="iam_role", options={
        "name": "Bound", "assume_role_policy_document": trust(2), "boundary": "", "managed_policies": ["Writer"],
    })),
    Scenario(name="remove-policy", before=full, task=_managed_policy(state="absent")),
    Scenario(name="remove-role", before=full, task=_role(state="absent", delete_instance_profile=True)),
    Scenario(name="purge", before=_left_over, task=_PURGE),
    Scenario(name="tutorial", before=empty, task=TUTORIAL),
    Scenario(
        name="remove-tutorial",
        before=_with_tutorial,
        task=replace(TUTORIAL, options={**TUTORIAL.options, "state": "absent"}),
    ),
)  # fmt: skip
