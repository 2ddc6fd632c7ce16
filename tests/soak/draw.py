# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random accounts and tasks from a seed: what exists, and the desired state."""

from __future__ import annotations

import random
import typing as t
from dataclasses import replace

from support.saml_metadata import saml_metadata

from .account import Account, Policy, Provider, Role, SamlProvider, text
from .model import Task, can_purge

POLICIES: t.Final = ("Reader", "Writer", "Auditor")
BOUNDARY: t.Final = "Boundary"
ROLES: t.Final = ("App", "Batch")
PROVIDERS: t.Final = ("token.example.com", "id.example.com/A")
SAML_PROVIDER: t.Final = "Login"
READ_ONLY: t.Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"

_SERVICES: t.Final = ("lambda", "ec2", "pinpoint", "ecs-tasks")
_PATHS: t.Final = ("/", "/team/")
# All that an account has.
_MOST_PURGED: t.Final = len((*POLICIES, BOUNDARY, *ROLES, "Foreign"))
_TAGS: t.Final = ("Team", "Owner", "Stage", "Cost")
_CLIENT_IDS: t.Final = ("sts.amazonaws.com", "deploy", "report")
_METADATA: t.Final = (saml_metadata(), saml_metadata(certificate="MIID"))
_INLINE: t.Final = ("Logs", "Queue", "Table")

Document = dict[str, t.Any]


def chance_of(seed: int, case: str) -> random.Random:
    """The random numbers of one case, independent of all other cases."""
    return random.Random(f"{seed} {case}")  # noqa: S311 - it has to be repeatable


def document(number: int) -> Document:
    """A document that says something different for each number."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::bucket-{number}/*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust(number: int) -> Document:
    """A trust policy for one of a few services."""
    service = _SERVICES[number % len(_SERVICES)]
    statement = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def account(chance: random.Random, account_id: str) -> Account:
    """An account with some of the policies and roles, and with resources that no task manages."""
    found = Account(id=account_id, policies={BOUNDARY: _policy(chance, BOUNDARY)})
    names = [name for name in POLICIES if chance.random() < 0.75]
    found = replace(found, policies={**found.policies, **{name: _policy(chance, name) for name in names}})
    roles = [_role(chance, found, name) for name in (*ROLES, "Foreign") if chance.random() < 0.75]
    return replace(
        found,
        roles={role.name: role for role in roles},
        profiles=_profiles(chance, [role.name for role in roles]),
        users={"alice": _some_arns(chance, found)},
        groups={"staff": _some_arns(chance, found)},
        providers={url: _provider(chance, url) for url in PROVIDERS if chance.random() < 0.5},
        saml_providers={name: _saml_provider(chance, name) for name in (SAML_PROVIDER,) if chance.random() < 0.5},
    )


def task(chance: random.Random, account: Account) -> Task:
    """A task whose desired state the account can reach."""
    module = chance.choices(("iam_managed_policy", "iam_role", "iam_baseline"), (4, 4, 3))[0]
    if module == "iam_managed_policy":
        return Task(module=module, options=_policy_options(chance, account, chance.choice(POLICIES)))
    if module == "iam_role":
        return Task(module=module, options=_role_options(chance, account, chance.choice(ROLES), removed=frozenset()))
    policies = [_policy_options(chance, account, name) for name in POLICIES if chance.random() < 0.7]
    removed = frozenset(policy["name"] for policy in policies if policy.get("state") == "absent")
    roles = [_role_options(chance, account, name, removed=removed) for name in ROLES if chance.random() < 0.7]
    state = {"state": "absent"} if chance.random() < 0.1 else {}
    # They come last, so that a seed gives the same policies and roles as before there were providers.
    providers = [_provider_options(chance, url) for url in PROVIDERS if chance.random() < 0.5]
    providers += [_saml_options(chance, name) for name in (SAML_PROVIDER,) if chance.random() < 0.5]
    options = {"policies": policies, "roles": roles, "identity_providers": providers, **state}
    return _purging(chance, account, Task(module=module, options=options))


def _purging(chance: random.Random, account: Account, task: Task) -> Task:
    """Half of the sets purge below a path, if nothing outside the set uses what goes."""
    purging = replace(task, options={**task.options, "purge_path": _PATHS[-1], "purge_limit": _MOST_PURGED})
    return purging if chance.random() < 0.5 and can_purge(account, purging) else task


def _provider(chance: random.Random, url: str) -> Provider:
    return Provider(url=url, client_ids=frozenset(_client_ids(chance)), tags=_tags(chance))


def _saml_provider(chance: random.Random, name: str) -> SamlProvider:
    return SamlProvider(name=name, metadata=chance.choice(_METADATA), tags=_tags(chance))


def _client_ids(chance: random.Random) -> list[str]:
    return [client_id for client_id in _CLIENT_IDS if chance.random() < 0.5]


def _provider_options(chance: random.Random, url: str) -> dict[str, t.Any]:
    chosen = _Chosen(chance, url=url)
    if chance.random() < 0.2:
        chosen.options["state"] = "absent"
        return chosen.options
    chosen.maybe(0.7, client_id_list=_client_ids(chance))
    chosen.maybe(0.3, purge_client_ids=False)
    chosen.maybe(0.6, tags=_tags(chance))
    chosen.maybe(0.4, purge_tags=False)
    return chosen.options


def _saml_options(chance: random.Random, name: str) -> dict[str, t.Any]:
    chosen = _Chosen(chance, name=name)
    if chance.random() < 0.2:
        chosen.options["state"] = "absent"
        return chosen.options
    # A provider that does not exist needs it.
    chosen.options["saml_metadata_document"] = chance.choice(_METADATA)
    chosen.maybe(0.6, tags=_tags(chance))
    chosen.maybe(0.4, purge_tags=False)
    return chosen.options


def _policy(chance: random.Random, name: str) -> Policy:
    # Up to the limit of five, and often exactly five.
    count = chance.choice((1, 1, 2, 3, 4, 5, 5))
    versions = tuple(text(document(number)) for number in chance.sample(range(12), count))
    return Policy(
        name=name,
        path=chance.choice(_PATHS),
        description=chance.choice(("", f"What {name} may")),
        tags=_tags(chance),
        versions=versions,
        default=chance.choice(versions),
    )


def _role(chance: random.Random, account: Account, name: str) -> Role:
    return Role(
        name=name,
        path=chance.choice(_PATHS),
        description=chance.choice(("", f"Runs {name}")),
        trust=text(trust(chance.randrange(4))),
        duration=chance.choice((3600, 7200)),
        boundary=chance.choice((None, account.arn(BOUNDARY))),
        attached=_some_arns(chance, account),
        inline={name: text(document(chance.randrange(12))) for name in _INLINE if chance.random() < 0.4},
        tags=_tags(chance),
    )


def _profiles(chance: random.Random, roles: t.Sequence[str]) -> dict[str, frozenset[str]]:
    """Each role in the instance profile of its name, in another, or in none."""
    found: dict[str, frozenset[str]] = {}
    for role in roles:
        draw = chance.random()
        if draw < 0.3:
            found[role] = frozenset({role})
        elif draw < 0.45:
            found[f"Of{role}"] = frozenset({role})
    if "Foreign" in roles and "Foreign" not in found and "OfForeign" not in found and chance.random() < 0.3:
        # Somebody else's instance profile may have the name of one of these roles.
        found.setdefault(ROLES[0], frozenset({"Foreign"}))
    return found


def _some_arns(chance: random.Random, account: Account) -> frozenset[str]:
    arns = [*(account.arn(name) for name in account.policies if name != BOUNDARY), READ_ONLY]
    return frozenset(arn for arn in arns if chance.random() < 0.4)


def _tags(chance: random.Random) -> dict[str, str]:
    return {key: chance.choice(("red", "blue")) for key in _TAGS if chance.random() < 0.4}


class _Chosen:
    """Options of a task, some of them omitted, since the module must not touch what a task omits."""

    def __init__(self, chance: random.Random, **options: t.Any) -> None:
        self._chance = chance
        self.options: dict[str, t.Any] = options

    def maybe(self, share: float, **option: t.Any) -> None:
        if self._chance.random() < share:
            self.options |= option


def _policy_options(chance: random.Random, account: Account, name: str) -> dict[str, t.Any]:
    chosen = _Chosen(chance, name=name)
    if chance.random() < 0.2:
        chosen.options["state"] = "absent"
        return chosen.options
    # A resource cannot be created without one.
    share = 0.8 if name in account.policies else 1.0
    chosen.maybe(share, policy=_policy_document(chance))
    chosen.maybe(0.5, path=chance.choice(_PATHS))
    chosen.maybe(0.5, description=f"What {name} may do")
    chosen.maybe(0.15, make_default=False)
    chosen.maybe(0.2, only_version=True)
    chosen.maybe(0.6, tags=_tags(chance))
    chosen.maybe(0.4, purge_tags=False)
    return chosen.options


def _policy_document(chance: random.Random) -> Document:
    if chance.random() < 0.2:
        return {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": "arn:${AWS::Partition}:s3:::b-${AWS::AccountId}/*",
                }
            ],
        }
    return document(chance.randrange(12))


def _role_options(chance: random.Random, account: Account, name: str, *, removed: frozenset[str]) -> dict[str, t.Any]:
    chosen = _Chosen(chance, name=name)
    if chance.random() < 0.2:
        chosen.options["state"] = "absent"
        chosen.maybe(0.5, delete_instance_profile=True)
        return chosen.options
    chosen.options["assume_role_policy_document"] = trust(chance.randrange(4))
    chosen.maybe(0.3, path=chance.choice(_PATHS))
    chosen.maybe(0.5, description=chance.choice(("", f"Runs {name} now")))
    chosen.maybe(0.5, max_session_duration=chance.choice((3600, 7200, 10800)))
    chosen.maybe(0.7, managed_policies=_named_policies(chance, account, removed))
    chosen.maybe(0.4, purge_policies=False)
    wanted = {name: document(chance.randrange(12)) for name in _INLINE if chance.random() < 0.4}
    chosen.maybe(0.5, inline_policies=wanted)
    chosen.maybe(0.4, purge_inline_policies=False)
    chosen.maybe(0.6, tags=_tags(chance))
    chosen.maybe(0.4, purge_tags=False)
    if chance.random() < 0.3:
        chosen.options["create_instance_profile"] = True
    else:
        chosen.maybe(0.4, boundary=chance.choice(("", account.arn(BOUNDARY))))
    return chosen.options


def _named_policies(chance: random.Random, account: Account, removed: frozenset[str]) -> list[str]:
    """Some of the account's policies, by name, by ARN or with pseudo parameters, and perhaps an AWS managed one."""
    found: list[str] = [READ_ONLY] if chance.random() < 0.3 else []
    for name in account.policies:
        if name in removed or name == BOUNDARY or chance.random() < 0.5:
            continue
        arn = account.arn(name)
        found.append(chance.choice((name, arn, arn.replace(account.id, "${AWS::AccountId}"))))
    return found
