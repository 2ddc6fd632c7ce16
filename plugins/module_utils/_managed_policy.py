# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A managed policy: what a task asks for, what IAM holds, and the plan that leads from one to the other."""

from __future__ import annotations

import math
import re
import typing as t
from dataclasses import dataclass, replace

from . import _arn, _policy, _tags
from ._errors import OptionError, RefusedError
from ._foreseen import Foreseen
from ._plan import Call, Plan
from ._review import ReviewedDocument

MAXIMUM_VERSIONS: t.Final = 5

DESCRIPTION_LENGTH: t.Final = 1_000
# IAM's replies are XML, which cannot carry them.
_NO_CHARACTER_OF_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a managed policy. C(id) is C(None) where IAM has yet to name it.

    C(document) is C(None) where IAM denied it and the task can do without.
    """

    id: str | None
    document: _policy.Document | None

    def says(self, document: _policy.Document, partition: str) -> bool:
        """Whether the version says the same as a document."""
        return self.document is not None and _policy.same(self.document, document, partition)

    @property
    def age(self) -> float:
        """What sorts versions, the oldest first: IAM counts them up and never uses a number again."""
        return math.inf if self.id is None else int(self.id.removeprefix("v").partition(".")[0])


@dataclass(frozen=True, kw_only=True)
class Entities:
    """Names of the users, groups and roles that use a managed policy."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.users or self.groups or self.roles)

    def only_roles(self, keep: t.Callable[[str], bool]) -> Entities:
        """The same, but of the roles only those that are kept."""
        return replace(self, roles=tuple(filter(keep, self.roles)))

    def lines(self) -> list[str]:
        """One text for each, for people."""
        names = (("user", self.users), ("group", self.groups), ("role", self.roles))
        return [f"{kind} {name}" for kind, members in names for name in sorted(members)]


@dataclass(frozen=True, kw_only=True)
class ManagedPolicy:
    """A managed policy as IAM holds it, as far as a task needs to know it.

    C(versions) holds the default version first; the others are there only when C(versions_complete).
    C(attached_to) and C(boundary_of) are read for a removal. Identifiers and dates (ISO 8601) are C(None)
    where a plan cannot know them. C(unread) says what IAM denied, though the task can do without, in sentences.
    """

    arn: str
    name: str
    path: str
    description: str
    tags: _tags.Tags
    versions: tuple[Version, ...]
    versions_complete: bool = False
    policy_id: str | None = None
    is_attachable: bool = True
    attachment_count: int = 0
    boundary_count: int = 0
    create_date: str | None = None
    update_date: str | None = None
    attached_to: Entities = Entities()
    boundary_of: Entities = Entities()
    unread: tuple[str, ...] = ()

    @property
    def default_version(self) -> Version:
        return self.versions[0]

    @property
    def partition(self) -> str:
        return _arn.partition_of(self.arn)

    @property
    def key(self) -> str:
        return self.arn

    @property
    def seconds_in_the_making(self) -> float:
        # CreatePolicy makes it whole.
        return 0.0

    @property
    def uses(self) -> list[str]:
        """Who uses the policy, for people: a text for attachments, and one for permissions boundaries."""
        pairs = (("attached to", self.attached_to), ("the permissions boundary of", self.boundary_of))
        return [f"{how} {', '.join(entities.lines())}" for how, entities in pairs if entities]

    def equivalent_version(self, document: _policy.Document) -> Version | None:
        """The default version, or else the newest, that says the same as the document."""
        newest_first = sorted(self.versions[1:], key=lambda version: version.age, reverse=True)
        candidates = (self.default_version, *newest_first)
        return next((each for each in candidates if each.says(document, self.partition)), None)

    def to_result(self) -> dict[str, t.Any]:
        """The policy as the module returns it: amazon.aws's keys, all of them, always."""
        return {
            "arn": self.arn,
            "attachment_count": self.attachment_count,
            "create_date": self.create_date,
            "default_version_id": self.default_version.id,
            "description": self.description,
            "is_attachable": self.is_attachable,
            "path": self.path,
            "permissions_boundary_usage_count": self.boundary_count,
            "policy_id": self.policy_id,
            "policy_name": self.name,
            "tags": dict(self.tags),
            "update_date": self.update_date,
        }

    def documents(self) -> dict[str, _policy.Document]:
        """The documents in force, by the option that sets them, as far as they are known."""
        document = self.default_version.document
        return {} if document is None else {"policy": document}

    def to_diff(self, documents: t.Mapping[str, _policy.Document]) -> dict[str, t.Any]:
        """What people compare: everything a task can change, and no identifier or date.

        C(documents) are those in force as they are to be shown.
        """
        shown: dict[str, t.Any] = {
            "name": self.name,
            "path": self.path,
            "description": self.description,
            "tags": dict(sorted(self.tags.items())),
            "policy": documents.get("policy"),
        }
        if self.versions_complete:
            shown["default_version"] = self.default_version.id or "new"
            shown["versions"] = [each.id or "new" for each in sorted(self.versions, key=lambda each: each.age)]
        for version in self.versions[1:]:
            if version.id is None and version.document is not None:
                shown["version_not_in_force"] = _policy.canonical(version.document, self.partition)
        if self.attached_to:
            shown["attached_to"] = self.attached_to.lines()
        return shown


@dataclass(frozen=True, kw_only=True)
class Desired:
    """What a task asks of a managed policy. C(None) means: not managed.

    The account is known once C(for_account) has been called.
    """

    name: str
    present: bool
    path: str | None
    description: str | None
    document: _policy.Document | None
    make_default: bool
    only_version: bool
    detach: str
    tags: _tags.Tags | None
    purge_tags: bool
    account: _arn.Account = _arn.NO_ACCOUNT

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        path, description = options["path"], options["description"]
        present = options["state"] == "present"
        # A removal needs no document, so none stands in its way.
        policy = options["policy"] if present else None
        document = None if policy is None else _policy.parse("policy", policy)
        if document is not None:
            _check_size(options["name"], _policy.least_size(document))
        return cls(
            name=_arn.MANAGED_POLICY.check_name("name", options["name"]),
            present=present,
            path=None if path is None else _arn.MANAGED_POLICY.check_path("path", path),
            description=_check_description(description),
            document=document,
            make_default=options["make_default"],
            only_version=options["only_version"],
            detach=options["detach"],
            tags=_tags.parse("tags", options["tags"], ignore_case=False),
            purge_tags=options["purge_tags"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """The same, with pseudo parameters filled in and what depends on them checked."""
        document = None if self.document is None else _policy.fill("policy", self.document, account)
        if document is not None:
            _check_size(self.name, _policy.size(document))
        return replace(self, document=document, account=account)

    def foreseeing(self, _foreseen: Foreseen) -> Desired:
        """The same: what a policy is to be does not depend on other resources."""
        return self

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """The document that the task gives, for review."""
        return () if self.document is None else (ReviewedDocument("policy", "managed", self.document),)

    @property
    def label(self) -> str:
        return f"managed policy {self.name}"

    @property
    def arn(self) -> str:
        """The ARN the policy has, unless one of its name stands under another path already."""
        return self.account.policy_arn(self.path or "/", self.name)

    @property
    def can_create(self) -> bool:
        """Whether the task says enough to create a policy that is missing."""
        return self.present and self.document is not None

    @property
    def refuses_use(self) -> bool:
        """Whether a policy that is still used is to stay."""
        return self.detach == "refuse"

    @property
    def goes_by_name(self) -> bool:
        """Whether a policy of the name is meant under whatever path: the task says no path, or cannot create one."""
        return not self.present or self.path is None or self.document is None

    def needs_all_versions(self, actual: ManagedPolicy) -> bool:
        """Whether the default version alone does not tell what there is to do."""
        if not self.present:
            return True
        if self.document is None:
            return False
        return self.only_version or not actual.default_version.says(self.document, actual.partition)


def _check_description(description: str | None) -> str | None:
    if description is not None and len(description) > DESCRIPTION_LENGTH:
        raise OptionError("description", f"at most {DESCRIPTION_LENGTH} characters, this one has {len(description)}")
    if description is not None and _NO_CHARACTER_OF_XML.search(description):
        raise OptionError("description", f"{description[:80]!r} has a control character, or half of a character")
    return description


def _check_size(name: str, size: int) -> None:
    if size > _policy.MANAGED_POLICY_SIZE:
        raise OptionError(
            "policy",
            f"the document of {name} has {size} characters without white space; a managed policy has at most "
            f"{_policy.MANAGED_POLICY_SIZE}",
        )


def plan(desired: Desired, actual: ManagedPolicy | None) -> Plan[ManagedPolicy]:
    """The calls that bring the policy from what IAM holds to what the task asks for.

    Raises C(OptionError) or C(RefusedError) where no calls can lead there.
    """
    if actual is None:
        return _plan_creation(desired) if desired.present else Plan(before=None, after=None)
    if actual.name != desired.name and not desired.present:
        return Plan(before=None, after=None)
    if actual.name != desired.name:
        raise RefusedError(
            f"{desired.label}: the account has {actual.name!r} already, and IAM tells names apart by more than case",
            advice=f"Write it as {actual.name}, or take another name",
        )
    result = _plan_update(desired, actual) if desired.present else _plan_removal(desired, actual)
    return result.with_warnings(f"{desired.label}: {each}" for each in actual.unread)


def foresee(_desired: Desired, actual: ManagedPolicy | None, foreseen: Foreseen) -> ManagedPolicy | None:
    """The policy as it will be once what is foreseen has happened: used by fewer roles."""
    if actual is None:
        return None
    arn = actual.arn
    attached_to = actual.attached_to.only_roles(lambda role: foreseen.carries(role, arn))
    boundary_of = actual.boundary_of.only_roles(lambda role: role not in foreseen.deleted_roles)
    return replace(
        actual,
        attached_to=attached_to,
        boundary_of=boundary_of,
        attachment_count=actual.attachment_count - len(actual.attached_to.roles) + len(attached_to.roles),
        boundary_count=actual.boundary_count - len(actual.boundary_of.roles) + len(boundary_of.roles),
    )


def with_reply(after: ManagedPolicy, call: Call, reply: t.Mapping[str, t.Any]) -> ManagedPolicy:
    """The state after a call, completed by what only the reply knows: identifiers and dates."""
    if call.operation == "CreatePolicy":
        policy = reply["Policy"]
        return replace(
            after,
            arn=policy["Arn"],
            policy_id=policy["PolicyId"],
            create_date=policy["CreateDate"],
            update_date=policy["UpdateDate"],
        )
    if call.operation == "CreatePolicyVersion":
        version = reply["PolicyVersion"]
        versions = tuple(replace(each, id=version["VersionId"]) if each.id is None else each for each in after.versions)
        # IAM's UpdateDate is the date of the most recent version.
        return replace(after, versions=versions, update_date=version["CreateDate"])
    return after


def _plan_creation(desired: Desired) -> Plan[ManagedPolicy]:
    if desired.document is None:
        raise OptionError("policy", "Managed policy would be created but policy parameter is missing")
    after = ManagedPolicy(
        arn=desired.arn,
        name=desired.name,
        path=desired.path or "/",
        description=desired.description or "",
        tags=dict(desired.tags or {}),
        versions=(Version(id="v1", document=desired.document),),
    )
    parameters: dict[str, t.Any] = {
        "PolicyName": after.name,
        "Path": after.path,
        "PolicyDocument": _policy.to_text(desired.document),
    }
    if after.description:
        parameters["Description"] = after.description
    if after.tags:
        parameters["Tags"] = _tags.as_parameter(after.tags)
    call = Call("CreatePolicy", parameters, f"create {desired.label}")
    return Plan(before=None, after=after, calls=(call,))


def _plan_update(desired: Desired, actual: ManagedPolicy) -> Plan[ManagedPolicy]:
    version_calls, versions = _plan_versions(desired, actual)
    tags = _tags.change("tags", wanted=desired.tags, actual=actual.tags, purge=desired.purge_tags, ignore_case=False)
    created = any(version.id is None for version in versions)
    after = replace(actual, versions=versions, tags=tags.after, update_date=None if created else actual.update_date)
    return Plan(
        before=actual,
        after=after,
        calls=(*version_calls, *_tag_calls(actual, tags)),
        warnings=_immutable(desired, actual),
    )


def _immutable(desired: Desired, actual: ManagedPolicy) -> tuple[str, ...]:
    pairs = (("path", actual.path, desired.path), ("description", actual.description, desired.description))
    return tuple(
        f"Unable to update {option} from '{existing}' to '{wanted}': IAM keeps the {option} a managed policy was "
        "created with"
        for option, existing, wanted in pairs
        if wanted is not None and wanted != existing
    )


def _plan_versions(desired: Desired, actual: ManagedPolicy) -> tuple[list[Call], tuple[Version, ...]]:
    """The calls that give the policy the wanted document, and its versions afterwards, the default one first.

    Nothing is deleted that the policy might stand on: the default version changes in the call that creates
    the new one, and what is surplus goes afterwards, or before where there is no room for a sixth version.
    """
    if desired.document is None or not desired.needs_all_versions(actual):
        return [], actual.versions
    calls: list[Call] = []
    default, *others = actual.versions
    version = actual.equivalent_version(desired.document)
    if version is None:
        if len(actual.versions) >= MAXIMUM_VERSIONS:
            oldest = min(others, key=lambda each: each.age)
            others.remove(oldest)
            calls.append(_delete_version(actual, oldest, "the oldest"))
        version = Version(id=None, document=desired.document)
        others.append(version)
        calls.append(_create_version(actual, desired.document, make_default=desired.make_default))
    elif desired.make_default and version is not default:
        summary = f"make version {version.id} of managed policy {actual.name} the default again"
        parameters = {"PolicyArn": actual.arn, "VersionId": version.id}
        calls.append(Call("SetDefaultPolicyVersion", parameters, summary))
    if desired.make_default and version is not default:
        others = [default, *(each for each in others if each is not version)]
        default = version
    if desired.only_version:
        surplus = sorted((each for each in others if each is not version), key=lambda each: each.age)
        calls += [_delete_version(actual, each, "surplus") for each in surplus]
        others = [each for each in others if each is version]
    return calls, (default, *others)


def _create_version(actual: ManagedPolicy, document: _policy.Document, *, make_default: bool) -> Call:
    return Call(
        "CreatePolicyVersion",
        {"PolicyArn": actual.arn, "PolicyDocument": _policy.to_text(document), "SetAsDefault": make_default},
        f"create a new {'default ' if make_default else ''}version of managed policy {actual.name}",
    )


def _delete_version(actual: ManagedPolicy, version: Version, reason: str) -> Call:
    return Call(
        "DeletePolicyVersion",
        {"PolicyArn": actual.arn, "VersionId": version.id},
        f"delete version {version.id} of managed policy {actual.name} ({reason})",
    )


def _tag_calls(actual: ManagedPolicy, change: _tags.TagChange) -> list[Call]:
    calls = []
    if change.unset:
        parameters: dict[str, t.Any] = {"PolicyArn": actual.arn, "TagKeys": list(change.unset)}
        summary = f"remove the tags {', '.join(change.unset)} from managed policy {actual.name}"
        calls.append(Call("UntagPolicy", parameters, summary))
    if change.set:
        parameters = {"PolicyArn": actual.arn, "Tags": change.as_parameter()}
        calls.append(Call("TagPolicy", parameters, f"tag managed policy {actual.name} with {', '.join(change.set)}"))
    return calls


def _plan_removal(desired: Desired, actual: ManagedPolicy) -> Plan[ManagedPolicy]:
    if desired.refuses_use and actual.uses:
        raise RefusedError(
            f"managed policy {actual.name} is still used, and detach is refuse: it is {'; '.join(actual.uses)}",
            advice="Have them give it up first, or set detach to all",
        )
    if actual.boundary_of:
        raise RefusedError(
            f"managed policy {actual.name} is the permissions boundary of {', '.join(actual.boundary_of.lines())}: "
            "IAM does not delete it while it is",
            advice="Give them another boundary first",
        )
    others = sorted(actual.versions[1:], key=lambda version: version.age)
    calls = [
        *_detach("User", actual, actual.attached_to.users),
        *_detach("Group", actual, actual.attached_to.groups),
        *_detach("Role", actual, actual.attached_to.roles),
        *(_delete_version(actual, version, "not the default") for version in others),
        Call("DeletePolicy", {"PolicyArn": actual.arn}, f"delete managed policy {actual.name}"),
    ]
    return Plan(before=actual, after=None, calls=tuple(calls))


def _detach(kind: str, actual: ManagedPolicy, names: t.Iterable[str]) -> list[Call]:
    return [
        Call(
            f"Detach{kind}Policy",
            {f"{kind}Name": name, "PolicyArn": actual.arn},
            f"detach managed policy {actual.name} from {kind.lower()} {name}",
        )
        for name in sorted(names)
    ]
