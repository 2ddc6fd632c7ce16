# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The selection of what to export: roles and managed policies by name, path and tags, and what the roles use."""

from __future__ import annotations

import fnmatch
import re
import typing as t
from dataclasses import dataclass, replace

from .. import _arn
from .._aws.iam import Iam, Reply
from .._errors import LeastPrivError, OptionError, RefusedError
from .._nearest import nearest
from .._policy import document as policy_document
from .._resource_kinds import noun_of
from .._resources import permissions_boundary
from .._resources import tags as _tags
from . import trusted_providers
from .snapshot import Snapshot

_PATTERN = re.compile(r"[A-Za-z0-9_+=,.@*?\[\]!-]{1,128}")
_ALLOW_EMPTY: t.Final = "To export nothing, set allow_empty to true"
# AWS itself manages the roles below these paths.
PATHS_OF_AWS: t.Final = ("/aws-service-role/", "/aws-reserved/")


@dataclass(frozen=True, kw_only=True)
class Query:
    """The resources that a task asks for, by shell patterns of names, by path, and by tags."""

    patterns: tuple[str, ...] | None
    path_prefix: str
    tags: _tags.Tags
    pseudo_parameters: tuple[str, ...]
    allow_empty: bool = False

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Query:
        """Reads and checks the module's options; raises C(OptionError)."""
        patterns, prefix = options["names"], options["path_prefix"]
        if patterns == []:
            raise OptionError("names", "must hold at least one pattern; leave it out for all names")
        return cls(
            patterns=None if patterns is None else tuple(map(_check_pattern, patterns)),
            path_prefix="/" if prefix is None else _arn.ROLE.check_path("path_prefix", prefix),
            tags=_tags.parse("tags", options["tags"], ignore_case=False) or {},
            pseudo_parameters=tuple(options["pseudo_parameters"]),
            allow_empty=options["allow_empty"],
        )

    @property
    def label(self) -> str:
        """The query in messages."""
        return "export"

    @property
    def criteria(self) -> list[str]:
        """What the query asks for, in words; empty if it asks for everything."""
        parts = {
            "names": ", ".join(self.patterns or ()),
            "path_prefix": "" if self.path_prefix == "/" else self.path_prefix,
            "tags": ", ".join(f"{key}={value}" for key, value in self.tags.items()),
        }
        return [f"{option} {text}" for option, text in parts.items() if text]

    def matches(self, name: str, path: str) -> bool:
        """Whether the name and path of a resource match."""
        if not path.startswith(self.path_prefix):
            return False
        # IAM's names are case-insensitive.
        return self.patterns is None or any(
            fnmatch.fnmatchcase(name.lower(), pattern.lower()) for pattern in self.patterns
        )

    def matches_tags(self, resource: Reply) -> bool:
        """Whether a resource has all tags of the query."""
        return self.tags.items() <= _tags.from_reply(resource.get("Tags")).items()


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A note on a resource: why it is not in the export, or what its entry leaves out."""

    type: str
    name: str
    text: str

    def to_result(self) -> dict[str, str]:
        """The remark in a result."""
        return {"type": self.type, "name": self.name, "reason": self.text}

    def __str__(self) -> str:
        return f"{noun_of(self.type)} {self.name}: {self.text}"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What to export of a snapshot, and why other resources that match are left out.

    C(providers) are the ARNs of the identity providers that the roles trust.
    """

    snapshot: Snapshot
    roles: tuple[str, ...]
    policies: tuple[str, ...]
    left_out: tuple[Remark, ...]
    providers: tuple[str, ...] = ()

    def roles_in_order_of_trust(self) -> list[str]:
        """The names of the roles: each after those that it trusts, as far as possible, and otherwise in order."""
        names = {self.snapshot.roles[name]["Arn"]: name for name in self.roles}
        remaining = {
            name: {names[arn] for arn in principals_of(self.snapshot.roles[name]) if arn in names} - {name}
            for name in self.roles
        }
        ordered: list[str] = []
        while remaining:
            # When all remaining roles trust each other, any can be the first.
            free = (name for name, trusted in remaining.items() if not trusted & remaining.keys())
            name = next(free, next(iter(remaining)))
            ordered.append(name)
            del remaining[name]
        return ordered


def select(iam: Iam, query: Query) -> Selection:
    """Reads the account, and selects the matches and the account's own policies and providers that the roles use.

    Raises C(RefusedError) if nothing matches, unless the query allows it.
    """
    snapshot = Snapshot.read(iam)
    matching = [role for role in snapshot.roles.values() if _is_match(query, role)]
    roles = [role for role in matching if not _is_of_aws(role)]
    snapshot, policies = _select_policies(iam, query, snapshot, roles)
    _check_found(query, snapshot, found=bool(roles or policies))
    principals = [principal for role in roles for principal in principals_of(role)]
    providers = trusted_providers.read(iam, principals, {_arn.split(role["Arn"])[4] for role in roles})
    return Selection(
        snapshot=replace(snapshot, providers=providers.replies),
        roles=tuple(sorted(role["RoleName"] for role in roles)),
        policies=tuple(sorted(policies, key=_name)),
        left_out=(*_left_out(matching), *_unread(providers)),
        providers=tuple(sorted(providers.replies)),
    )


def _unread(providers: trusted_providers.Providers) -> t.Iterator[Remark]:
    """Why providers are not in the export that the credentials may not read."""
    for arn, reason in providers.unread.items():
        provider_type = trusted_providers.type_of(arn)
        if provider_type is not None:
            yield Remark(type=provider_type.name, name=arn.partition("/")[2], text=reason)


def _check_found(query: Query, snapshot: Snapshot, *, found: bool) -> None:
    if not found and not query.allow_empty:
        raise _nothing_matches(query, snapshot)


def _nothing_matches(query: Query, snapshot: Snapshot) -> RefusedError:
    if not query.criteria:
        return RefusedError("the account has no role and no managed policy to export", advice=_ALLOW_EMPTY)
    known = [*snapshot.roles, *map(_name, snapshot.policies)]
    alike = (nearest(re.sub(r"[*?\[\]!]", "", pattern), known) for pattern in query.patterns or ())
    found = ", ".join(dict.fromkeys(filter(None, alike)))
    hint = f". The account has {found}" if found else ""
    asked = " and ".join(query.criteria)
    return RefusedError(f"no role and no managed policy matches {asked}{hint}", advice=_ALLOW_EMPTY)


def _select_policies(iam: Iam, query: Query, snapshot: Snapshot, roles: t.Iterable[Reply]) -> tuple[Snapshot, set[str]]:
    """The snapshot with the tags of policies that may be exported, and the ARNs of those that are."""
    used = {arn for role in roles for arn in policies_of(role)} & snapshot.policies.keys()
    named = {arn for arn, policy in snapshot.policies.items() if query.matches(_name(arn), policy["Path"])}
    tagged = snapshot.with_tags(iam, sorted(used | named))
    # A policy may have been deleted in the meantime.
    remaining = (used | named) & tagged.policies.keys()
    return tagged, {arn for arn in remaining if arn in used or query.matches_tags(tagged.policies[arn])}


def policies_of(role: Reply) -> list[str]:
    """The ARNs of a role's managed policies and of its permissions boundary."""
    boundary = permissions_boundary.from_reply(role)
    return [*(policy["PolicyArn"] for policy in role["AttachedManagedPolicies"]), *([boundary] if boundary else [])]


def principals_of(role: Reply) -> list[str]:
    """The AWS accounts, users, roles and identity providers in a role's trust policy, each once."""
    try:
        trust = policy_document.from_reply(role["AssumeRolePolicyDocument"])
    except LeastPrivError:
        # The role is left out of the export for that reason.
        return []
    named = [
        principal
        for statement in trust.statements
        for kind in ("AWS", "Federated")
        for principal in (statement.principals or {}).get(kind, ())
    ]
    return list(dict.fromkeys(named))


def _is_match(query: Query, role: Reply) -> bool:
    return query.matches(role["RoleName"], role["Path"]) and query.matches_tags(role)


def _is_of_aws(role: Reply) -> bool:
    return bool(role["Path"].startswith(PATHS_OF_AWS))


def _left_out(roles: t.Iterable[Reply]) -> t.Iterator[Remark]:
    """Why the roles that AWS manages are not in the export."""
    for role in roles:
        for path in PATHS_OF_AWS:
            if role["Path"].startswith(path):
                yield Remark(type="role", name=role["RoleName"], text=f"AWS manages the roles below {path}")


def _name(arn: str) -> str:
    """The friendly name in a policy's ARN."""
    return arn.rpartition("/")[2]


def _check_pattern(pattern: str) -> str:
    if not _PATTERN.fullmatch(pattern):
        raise OptionError("names", f"must be letters, digits, _+=,.@- and the wildcards *?[] (got: {pattern[:80]!r})")
    return pattern
