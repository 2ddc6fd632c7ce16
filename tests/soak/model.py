# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task must make of an account, by the soak's own reading of the modules' documentation.

It shares no code with the plugins, whose plans it judges.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field, replace

from .account import Account, Policy, Provider, Role, SamlProvider, text

Options = t.Mapping[str, t.Any]

_MOST_VERSIONS: t.Final = 5
# The lists of a set.
LISTS: t.Final = ("identity_providers", "policies", "roles")


@dataclass(frozen=True, kw_only=True)
class Task:
    """A module and its options, without those of the connection."""

    module: str
    options: Options = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the resources that it manages."""
        if self.module == "iam_baseline":
            entries = [entry for key in LISTS for entry in self.options.get(key, ())]
            return tuple(entry["name"] if "name" in entry else entry["url"] for entry in entries)
        return (self.options["name"],)


def applied(account: Account, task: Task) -> Account:
    """The account after the task. What the task omits is as before."""
    if task.module == "iam_managed_policy":
        return _with_policy(account, task.options)
    if task.module == "iam_role":
        return _with_role(account, task.options)
    roles, policies = purged(account, task)
    account = _with_lists(_without_roles(account, roles), task)
    for name in policies:
        account = _with_policy(account, {"name": name, "state": "absent"})
    return account


def purged(account: Account, task: Task) -> tuple[list[str], list[str]]:
    """The roles and the policies that a task purges: those below its path that no entry names."""
    path = task.options.get("purge_path")
    if path is None or task.options.get("state") == "absent":
        return [], []
    named = {entry["name"] for entry in task.options.get("roles", ())}
    roles = [name for name, role in account.roles.items() if role.path.startswith(path) and name not in named]
    entries = task.options.get("roles", ())
    used = [policy for entry in entries for policy in (*entry.get("managed_policies", ()), entry.get("boundary", ""))]
    kept = {entry["name"] for entry in task.options.get("policies", ())} | {arn.rpartition("/")[2] for arn in used}
    policies = [name for name, one in account.policies.items() if one.path.startswith(path) and name not in kept]
    return roles, policies


def can_purge(account: Account, task: Task) -> bool:
    """Whether a task succeeds that purges: a policy that anything else uses then is not deleted."""
    roles, policies = purged(account, task)
    after = _with_lists(_without_roles(account, roles), task)
    holders = [*(role.attached for role in after.roles.values()), *after.users.values(), *after.groups.values()]
    bounding = {role.boundary for role in after.roles.values()}
    return not {account.arn(name) for name in policies} & bounding.union(*holders)


def _without_roles(account: Account, names: t.Iterable[str]) -> Account:
    for name in names:
        account = _with_role(account, {"name": name, "state": "absent"})
    return account


def _with_lists(account: Account, task: Task) -> Account:
    """The account after the entries of a set."""
    providers = task.options.get("identity_providers", ())
    steps = [(_with_saml_provider if "name" in entry else _with_provider, entry) for entry in providers]
    steps += [(_with_policy, entry) for entry in task.options.get("policies", ())]
    steps += [(_with_role, entry) for entry in task.options.get("roles", ())]
    if task.options.get("state") == "absent":
        steps = [(step, {**entry, "state": "absent"}) for step, entry in reversed(steps)]
    for step, options in steps:
        account = step(account, options)
    return account


def filled(value: t.Any, account: Account) -> t.Any:
    """A value with the soak's pseudo parameters filled in."""
    return json.loads(json.dumps(value).replace("${AWS::AccountId}", account.id).replace("${AWS::Partition}", "aws"))


def _with_provider(account: Account, options: Options) -> Account:
    url = options["url"]
    others = {other: provider for other, provider in account.providers.items() if other != url}
    if options.get("state") == "absent":
        return replace(account, providers=others)
    provider = account.providers.get(url) or Provider(url=url)
    wanted = options.get("client_id_list")
    if wanted is not None:
        kept = frozenset() if options.get("purge_client_ids", True) else provider.client_ids
        provider = replace(provider, client_ids=kept | frozenset(wanted))
    provider = replace(provider, tags=_tags(provider.tags, options))
    return replace(account, providers={**others, url: provider})


def _with_saml_provider(account: Account, options: Options) -> Account:
    name = options["name"]
    others = {other: provider for other, provider in account.saml_providers.items() if other != name}
    if options.get("state") == "absent":
        return replace(account, saml_providers=others)
    metadata = options["saml_metadata_document"]
    held = account.saml_providers.get(name) or SamlProvider(name=name, metadata=metadata)
    provider = replace(held, metadata=metadata, tags=_tags(held.tags, options))
    return replace(account, saml_providers={**others, name: provider})


def _with_policy(account: Account, options: Options) -> Account:
    name = options["name"]
    others = {other: policy for other, policy in account.policies.items() if other != name}
    if options.get("state") == "absent":
        arn = account.arn(name)
        return replace(
            account,
            policies=others,
            roles={key: replace(role, attached=role.attached - {arn}) for key, role in account.roles.items()},
            users={key: arns - {arn} for key, arns in account.users.items()},
            groups={key: arns - {arn} for key, arns in account.groups.items()},
        )
    document = None if options.get("policy") is None else text(filled(options["policy"], account))
    policy = account.policies.get(name)
    if policy is None:
        if document is None:
            raise ValueError(f"{name} cannot be created without a document")
        policy = Policy(
            name=name,
            path=options.get("path") or "/",
            description=options.get("description") or "",
            versions=(document,),
            default=document,
        )
    if document is not None:
        policy = _with_version(policy, document, options)
    return replace(account, policies={**others, name: replace(policy, tags=_tags(policy.tags, options))})


def _with_version(policy: Policy, document: str, options: Options) -> Policy:
    """The policy with the document as a version, without the oldest version if there was no room."""
    versions = policy.versions
    if document not in versions:
        if len(versions) >= _MOST_VERSIONS:
            oldest = next(version for version in versions if version != policy.default)
            versions = tuple(version for version in versions if version != oldest)
        versions = (*versions, document)
    default = document if options.get("make_default", True) else policy.default
    if options.get("only_version"):
        versions = tuple(version for version in versions if version in (default, document))
    return replace(policy, versions=versions, default=default)


def _with_role(account: Account, options: Options) -> Account:
    name = options["name"]
    others = {other: role for other, role in account.roles.items() if other != name}
    if options.get("state") == "absent":
        if name not in account.roles:
            return account
        return replace(account, roles=others, profiles=_profiles_without(account, options))
    trust = text(filled(options["assume_role_policy_document"], account))
    role = account.roles.get(name) or Role(name=name, trust=trust, path=options.get("path") or "/")
    role = replace(
        role,
        trust=trust,
        description=_given(options, "description", role.description),
        duration=_given(options, "max_session_duration", role.duration),
        boundary=filled(_given(options, "boundary", role.boundary), account) or None,
        attached=_attached(account, role, options),
        inline=_inline(account, role, options),
        tags=_tags(role.tags, options),
    )
    profiles = account.profiles
    # An instance profile with another role is somebody else's.
    if options.get("create_instance_profile") and not profiles.get(name):
        profiles = {**profiles, name: frozenset({name})}
    return replace(account, roles={**others, name: role}, profiles=profiles)


def _profiles_without(account: Account, options: Options) -> dict[str, frozenset[str]]:
    name = options["name"]
    return {
        profile: roles - {name}
        for profile, roles in account.profiles.items()
        if not (options.get("delete_instance_profile") and profile == name and roles == {name})
    }


def _attached(account: Account, role: Role, options: Options) -> frozenset[str]:
    if options.get("managed_policies") is None:
        return role.attached
    wanted = frozenset(
        policy if policy.startswith("arn:") else account.arn(policy)
        for policy in filled(options["managed_policies"], account)
    )
    return wanted if options.get("purge_policies", True) else role.attached | wanted


def _inline(account: Account, role: Role, options: Options) -> t.Mapping[str, str]:
    if options.get("inline_policies") is None:
        return role.inline
    wanted = {name: text(filled(document, account)) for name, document in options["inline_policies"].items()}
    return wanted if options.get("purge_inline_policies", True) else {**role.inline, **wanted}


def _tags(tags: t.Mapping[str, str], options: Options) -> t.Mapping[str, str]:
    if options.get("tags") is None:
        return tags
    return options["tags"] if options.get("purge_tags", True) else {**tags, **options["tags"]}


def _given(options: Options, name: str, otherwise: t.Any) -> t.Any:
    return otherwise if options.get(name) is None else options[name]
