# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account's managed policies and roles as entries for iam_baseline, for which iam_baseline has nothing to do.

Whether it would is not hoped but tried: each entry is planned for against what was read.
"""

from __future__ import annotations

import fnmatch
import re
import typing as t
from collections import Counter
from dataclasses import dataclass

from .. import _arn
from .._aws.iam import Iam, Reply
from .._errors import LeastPrivError, OptionError
from .._policy import document as policy_document
from .._policy.document import PlainDocument
from .._resources import permissions_boundary, removal
from .._resources import tags as _tags
from .._resources.role import state
from .._review import review
from .._review.catalogue import Catalogue
from . import entries as baseline
from .portable import Portable
from .snapshot import Snapshot

Entry = dict[str, t.Any]

_PATTERN = re.compile(r"[A-Za-z0-9_+=,.@*?\[\]!-]{1,128}")
# What stands in a trust policy for a principal that was deleted: its unique identifier.
_IDENTIFIER = re.compile(r"A(?:IDA|ROA)[A-Z0-9]{12,}")
# Of roles there, AWS is the master.
_PATHS_OF_AWS: t.Final = ("/aws-service-role/", "/aws-reserved/")


@dataclass(frozen=True, kw_only=True)
class Query:
    """The resources that a task asks for: by shell patterns of their names, by path, and by tags that they have."""

    patterns: tuple[str, ...] | None
    path_prefix: str
    tags: _tags.Tags
    pseudo_parameters: tuple[str, ...]

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Query:
        """Reads and checks the module's options; raises C(OptionError)."""
        patterns, prefix = options["names"], options["path_prefix"]
        if patterns == []:
            raise OptionError("names", "has no pattern; leave it out for all names")
        return cls(
            patterns=None if patterns is None else tuple(map(_check_pattern, patterns)),
            path_prefix="/" if prefix is None else _arn.ROLE.check_path("path_prefix", prefix),
            tags=_tags.parse("tags", options["tags"], ignore_case=False) or {},
            pseudo_parameters=tuple(options["pseudo_parameters"]),
        )

    @property
    def label(self) -> str:
        """What messages call what is asked for."""
        return "export"

    def names(self, name: str, path: str) -> bool:
        """Whether a resource of the name and path is asked for, its tags aside."""
        return path.startswith(self.path_prefix) and (
            # IAM tells no two names apart by their case.
            self.patterns is None or any(fnmatch.fnmatchcase(name.lower(), each.lower()) for each in self.patterns)
        )

    def has_tags(self, resource: Reply) -> bool:
        """Whether a resource has the tags that are asked for."""
        return self.tags.items() <= _tags.from_reply(resource.get("Tags")).items()


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something to know about a resource: why it is not in the export, or what its entry does not say."""

    type: str
    name: str
    text: str

    def to_result(self) -> dict[str, str]:
        """As a result carries it."""
        return {"type": self.type, "name": self.name, "reason": self.text}

    def __str__(self) -> str:
        return f"{self.type.replace('_', ' ')} {self.name}: {self.text}"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is to be exported of what was read, and why of what matches some is not."""

    snapshot: Snapshot
    roles: tuple[str, ...]
    policies: tuple[str, ...]
    left_out: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class Export:
    """The entries in the order in which to apply them, what was left out, and what to know about the rest."""

    policies: tuple[Entry, ...]
    roles: tuple[Entry, ...]
    left_out: tuple[Remark, ...]
    remarks: tuple[Remark, ...]

    def to_variables(self) -> dict[str, list[Entry]]:
        """The entries as the role iam_baseline takes them."""
        return {"iam_baseline_policies": list(self.policies), "iam_baseline_roles": list(self.roles)}


def select(iam: Iam, query: Query) -> Selection:
    """Reads the account, and picks what is asked for, with the account's own policies that the roles use."""
    snapshot = Snapshot.read(iam)
    asked = [
        role for role in snapshot.roles.values() if query.names(role["RoleName"], role["Path"]) and query.has_tags(role)
    ]
    roles = [role for role in asked if not role["Path"].startswith(_PATHS_OF_AWS)]
    used = {arn for role in roles for arn in _policies_of(role)} & snapshot.policies.keys()
    named = {arn for arn, policy in snapshot.policies.items() if query.names(_name(arn), policy["Path"])}
    snapshot = snapshot.with_tags(iam, sorted(used | named))
    policies = {arn for arn in named & snapshot.policies.keys() if query.has_tags(snapshot.policies[arn])}
    return Selection(
        snapshot=snapshot,
        roles=tuple(sorted(role["RoleName"] for role in roles)),
        policies=tuple(sorted(policies | used & snapshot.policies.keys(), key=_name)),
        left_out=tuple(
            Remark(type="role", name=role["RoleName"], text=f"AWS manages the roles below {_owner_path(role['Path'])}")
            for role in asked
            if role not in roles
        ),
    )


def export(
    selection: Selection, account: _arn.Account, portable: Portable, catalogue: Catalogue | None = None
) -> Export:
    """The entries for what was selected. Raises nothing of ours: what no entry reproduces is left out."""
    maker = _Maker(selection.snapshot, account, portable, catalogue)
    for arn in selection.policies:
        maker.add_policy(arn)
    for name in _in_order_of_trust(selection):
        maker.add_role(name)
    return Export(
        policies=tuple(maker.policies.values()),
        roles=tuple(maker.roles.values()),
        left_out=(*selection.left_out, *maker.left_out),
        remarks=tuple(maker.remarks),
    )


class _Maker:
    """Makes the entries, one after the other."""

    def __init__(
        self, snapshot: Snapshot, account: _arn.Account, portable: Portable, catalogue: Catalogue | None
    ) -> None:
        self._snapshot = snapshot
        self._account = account
        self._portable = portable
        self._catalogue = catalogue
        # By their ARNs.
        self.policies: dict[str, Entry] = {}
        self.roles: dict[str, Entry] = {}
        self.left_out: list[Remark] = []
        self.remarks: list[Remark] = []

    def add_policy(self, arn: str) -> None:
        policy = self._snapshot.policies[arn]
        self._add("policies", self.policies, arn, policy["PolicyName"], lambda: self._policy_entry(policy))

    def add_role(self, name: str) -> None:
        role = self._snapshot.roles[name]
        if self._add("roles", self.roles, role["Arn"], name, lambda: self._role_entry(role)):
            self.remarks += (Remark(type="role", name=name, text=text) for text in self._remarks(role))

    def _add(self, option: str, entries: dict[str, Entry], arn: str, name: str, make: t.Callable[[], Entry]) -> bool:
        try:
            entries[arn] = self._tried(option, make())
        except LeastPrivError as error:
            noun = "managed_policy" if option == "policies" else "role"
            self.left_out.append(Remark(type=noun, name=name, text=str(error)))
        return arn in entries

    def _tried(self, option: str, entry: Entry) -> Entry:
        """The entry, once iam_baseline has been found to take it and to have nothing to do."""
        (member,) = baseline.parse({**_NOTHING_ELSE, option: [entry]})
        refused = {
            finding.rule.id
            for each in member.desired.documents()
            for finding in review.review(each.document, kind=each.kind, name=each.name, catalogue=self._catalogue)
            if finding.rule.severity == "error"
        }
        (pending_plan,) = baseline.plan(self._snapshot, [member.for_account(self._account)])
        if pending_plan.plan.changed:
            todo = "; ".join(call.summary for call in pending_plan.plan.calls)
            raise LeastPrivError(f"no entry says all that it is; to apply one would {todo}")
        # IAM holds it, whatever the review thinks.
        return {**entry, "review_ignore": sorted(refused)} if refused else entry

    def _policy_entry(self, policy: Reply) -> Entry:
        # A policy's default version is the one that was read.
        document = self._snapshot.call(
            "GetPolicyVersion", {"PolicyArn": policy["Arn"], "VersionId": policy["DefaultVersionId"]}
        )["PolicyVersion"]["Document"]
        return {
            "name": policy["PolicyName"],
            **_unless_default("path", policy["Path"], "/"),
            **_unless_default("description", policy.get("Description", ""), ""),
            "policy": self._document("policy", document),
            **_tags_of(policy),
        }

    def _role_entry(self, role: Reply) -> Entry:
        boundary = permissions_boundary.from_reply(role)
        trust = "assume_role_policy_document"
        inline = {
            each["PolicyName"]: self._document(f"inline_policies.{each['PolicyName']}", each["PolicyDocument"])
            for each in sorted(role["RolePolicyList"], key=lambda each: str(each["PolicyName"]))
        }
        return {
            "name": role["RoleName"],
            **_unless_default("path", role["Path"], "/"),
            **_unless_default("description", role.get("Description", ""), ""),
            trust: self._document(trust, role["AssumeRolePolicyDocument"]),
            **({} if boundary is None else {"boundary": self._portable.text(boundary)}),
            # What a role may do is said whole, so that it gets no more than that.
            "managed_policies": self._references(role["AttachedManagedPolicies"]),
            "inline_policies": inline,
            **_unless_default(
                "max_session_duration",
                role.get("MaxSessionDuration", state.SESSION_DURATION_DEFAULT),
                state.SESSION_DURATION_DEFAULT,
            ),
            **({"create_instance_profile": True} if self._has_own_profile(role) else {}),
            **_tags_of(role),
        }

    def _document(self, option: str, document: t.Any) -> PlainDocument:
        return self._portable.document(option, policy_document.from_reply(document))

    def _references(self, attached: t.Iterable[Reply]) -> list[str]:
        """What a role carries: by name what the export has too, where no other has the name, and the rest by ARN."""
        attached = list(attached)
        names = Counter(each["PolicyName"] for each in attached)
        return sorted(
            each["PolicyName"]
            if each["PolicyArn"] in self.policies and names[each["PolicyName"]] == 1
            else self._portable.text(each["PolicyArn"])
            for each in attached
        )

    def _has_own_profile(self, role: Reply) -> bool:
        """Whether there is an instance profile that iam_baseline would make for the role, and may."""
        return permissions_boundary.from_reply(role) is None and any(
            _is_own(role, each) for each in role["InstanceProfileList"]
        )

    def _remarks(self, role: Reply) -> t.Iterator[str]:
        """What the entry of a role does not say, and what it takes for granted."""
        for profile in role["InstanceProfileList"]:
            if not (self._has_own_profile(role) and _is_own(role, profile)):
                yield (
                    f"its instance profile {profile['InstanceProfileName']} is not exported; "
                    "leastpriv.aws.iam_instance_profile manages those of another name or path, or beside a boundary"
                )
        for used in dict.fromkeys(_policies_of(role)):
            if used not in self.policies and self._is_in_account(used):
                yield f"it uses {used}, which is not exported and has to exist before the role gets it"
        for principal in _principals(role):
            if _IDENTIFIER.fullmatch(principal):
                yield f"its trust policy names {principal}, which was deleted: IAM takes that in no other account"
            elif principal in (role["Arn"], *self._missing(principal)):
                yield f"its trust policy names {principal}, which IAM wants to exist before the role is created"

    def _missing(self, principal: str) -> tuple[str, ...]:
        """The principal, where the account has it and the export does not have it before the role."""
        return (principal,) if self._is_in_account(principal) and principal not in self.roles else ()

    def _is_in_account(self, text: str) -> bool:
        """Whether a text is the ARN of something in the account."""
        arn = _arn.Arn.parse(text)
        return arn is not None and arn.account_id == self._account.id and arn.resource != "root"


_NOTHING_ELSE: t.Final[dict[str, t.Any]] = {
    "policies": [],
    "roles": [],
    "state": "present",
    "detach": "all",
    removal.UNUSED_OPTION: None,
}


def _check_pattern(pattern: str) -> str:
    if not _PATTERN.fullmatch(pattern):
        shown = _arn.shown_name(pattern)
        raise OptionError("names", f"{shown} is no pattern of names: letters, digits, _+=,.@- and the wildcards *?[]")
    return pattern


def _name(arn: str) -> str:
    """The friendly name in a policy's ARN."""
    return arn.rpartition("/")[2]


def _owner_path(path: str) -> str:
    return next(each for each in _PATHS_OF_AWS if path.startswith(each))


def _policies_of(role: Reply) -> list[str]:
    """The ARNs of the managed policies that a role carries or is bounded by."""
    boundary = permissions_boundary.from_reply(role)
    return [*(each["PolicyArn"] for each in role["AttachedManagedPolicies"]), *([boundary] if boundary else [])]


def _is_own(role: Reply, profile: Reply) -> bool:
    return bool(profile["InstanceProfileName"] == role["RoleName"] and profile["Path"] == role["Path"])


def _unless_default(key: str, value: t.Any, default: t.Any) -> Entry:
    return {} if value == default else {key: value}


def _tags_of(resource: Reply) -> Entry:
    """The tags of a resource, but for those that only AWS sets."""
    tags = {key: value for key, value in _tags.from_reply(resource.get("Tags")).items() if not key.startswith("aws:")}
    return {"tags": dict(sorted(tags.items()))} if tags else {}


def _principals(role: Reply) -> list[str]:
    """The AWS accounts, users, roles and identity providers that a role's trust policy names, each once."""
    try:
        trust = policy_document.from_reply(role["AssumeRolePolicyDocument"])
    except LeastPrivError:
        # Such a role is left out, for that reason.
        return []
    named = [
        principal
        for statement in trust.statements
        for kind in ("AWS", "Federated")
        for principal in (statement.principals or {}).get(kind, ())
    ]
    return list(dict.fromkeys(named))


def _in_order_of_trust(selection: Selection) -> list[str]:
    """The names of the roles, each after those that it trusts as far as that can be, and otherwise in order."""
    arns = {selection.snapshot.roles[name]["Arn"]: name for name in selection.roles}
    backoff = {
        name: {arns[each] for each in _principals(selection.snapshot.roles[name]) if each in arns} - {name}
        for name in selection.roles
    }
    ordered: list[str] = []
    while backoff:
        # Of roles that trust each other one has to be the first.
        name = next((each for each, trusted in backoff.items() if not trusted & backoff.keys()), next(iter(backoff)))
        ordered.append(name)
        del backoff[name]
    return ordered
