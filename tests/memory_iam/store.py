# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The contents of an account, and the rules that its resources share."""

from __future__ import annotations

import datetime
import email.utils
import itertools
import json
import typing as t
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# What UpdateRole does with a field that is left out: sources disagree, and "reset" is the reading that loses more.
Omitted = t.Literal["kept", "reset"]

_STATUS = {"NoSuchEntity": 404, "AccessDenied": 403, "ServiceFailure": 500}
_BEGINNING = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
_CONFLICTS = ("EntityAlreadyExists", "LimitExceeded", "DeleteConflict", "ConcurrentModification")


class ApiError(Exception):
    """An error of AWS."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        self.status = 409 if code in _CONFLICTS else _STATUS.get(code, 400)
        super().__init__(f"{code}: {message}")


@dataclass
class Fault:
    """A prepared answer for C(times) calls of an operation, after C(skip) calls without it."""

    operation: str
    answer: ApiError
    times: int = 1
    skip: int = 0
    takes_effect: bool = False

    def strikes(self, operation: str) -> bool:
        if operation != self.operation or self.times == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass
class Policy:
    name: str
    path: str
    arn: str
    id: str
    description: str | None
    tags: dict[str, str]
    created: str
    versions: dict[str, tuple[dict[str, t.Any], str]]
    default: str
    updated: str
    next_version: int = 2


@dataclass
class Role:
    name: str
    path: str
    arn: str
    id: str
    description: str | None
    trust: dict[str, t.Any]
    duration: int
    boundary: str | None
    tags: dict[str, str]
    created: str
    last_used: dict[str, str] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)
    inline: dict[str, dict[str, t.Any]] = field(default_factory=dict)


@dataclass
class InstanceProfile:
    name: str
    path: str
    id: str
    created: str
    role: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class OidcProvider:
    """C(url) is without its scheme, as IAM shows it."""

    url: str
    client_ids: list[str]
    thumbprints: list[str]
    created: str
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class SamlProvider:
    metadata: str
    created: str
    valid_until: str = "2126-01-01T00:00:00+00:00"
    encryption: dict[str, t.Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Store:
    """One account. Users and groups exist only as names that policies are attached to.

    C(clock), in seconds, is what dates are told by, and what replies carry as AWS's clock.
    """

    account_id: str
    partition: str
    page_size: int
    clock: t.Callable[[], float] | None = None
    omitted: Omitted = "reset"
    policies: dict[str, Policy] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    profiles: dict[str, InstanceProfile] = field(default_factory=dict)
    oidc_providers: dict[str, OidcProvider] = field(default_factory=dict)
    saml_providers: dict[str, SamlProvider] = field(default_factory=dict)
    users: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    _counter: t.Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def arn(self, resource: str) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:{resource}"

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._counter):017d}"

    def now(self) -> str:
        """The date in whole seconds. Without a clock it advances by a second at each call."""
        return self._moment(next(self._counter) if self.clock is None else self.clock()).isoformat()

    def metadata(self) -> dict[str, t.Any]:
        """The date header of a reply."""
        if self.clock is None:
            return {}
        date = email.utils.format_datetime(self._moment(self.clock()), usegmt=True)
        return {"ResponseMetadata": {"HTTPHeaders": {"date": date}}}

    @staticmethod
    def _moment(seconds: float) -> datetime.datetime:
        return _BEGINNING + datetime.timedelta(seconds=int(seconds))

    def page(self, members: Iterable[t.Any], key: str, parameters: Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The page of a list that C(Marker) selects."""
        everything = list(members)
        start = int(parameters.get("Marker", 0))
        end = start + min(self.page_size, parameters.get("MaxItems", 100))
        reply: dict[str, t.Any] = {key: everything[start:end], "IsTruncated": end < len(everything)}
        if reply["IsTruncated"]:
            reply["Marker"] = str(end)
        return reply

    def policy_arns(self) -> set[str]:
        return {policy.arn for policy in self.policies.values()}

    def check_path(self, path: str) -> None:
        if path.startswith("/aws-service-role"):
            raise ApiError(
                "InvalidInput", "Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles"
            )

    def check_arn(self, arn: str) -> None:
        """Check the ARN of a policy to attach or to set as a boundary."""
        if not arn.startswith("arn:"):
            raise ApiError("InvalidInput", f"ARN {arn} is not valid.")
        if not arn.startswith(f"arn:{self.partition}:"):
            raise ApiError("ValidationError", "Invalid ARN partition")

    def check_resources(self, document: Mapping[str, t.Any]) -> None:
        """Check that the resources of an identity-based policy are in the account's partition."""
        for statement in statements_of(document):
            for resource in texts_of(statement.get("Resource", statement.get("NotResource"))):
                _arn, colon, rest = resource.partition(":")
                partition = rest.partition(":")[0]
                if colon and partition not in ("*", self.partition):
                    message = f'Partition "{partition}" is not valid for resource "{resource}".'
                    raise ApiError("MalformedPolicyDocument", message)

    def snapshot(self) -> dict[str, t.Any]:
        return {
            "policies": {
                policy.arn: {
                    "description": policy.description or "",
                    "tags": policy.tags,
                    "default": policy.versions[policy.default][0],
                    "others": sorted(
                        json.dumps(document)
                        for key, (document, _date) in policy.versions.items()
                        if key != policy.default
                    ),
                }
                for policy in self.policies.values()
            },
            "roles": {
                role.arn: {
                    "description": role.description or "",
                    "trust": role.trust,
                    "duration": role.duration,
                    "boundary": role.boundary,
                    "tags": role.tags,
                    "attached": sorted(role.attached),
                    "inline": role.inline,
                }
                for role in self.roles.values()
            },
            "profiles": {profile.name: profile.role for profile in self.profiles.values()},
            "oidc_providers": {
                arn: {
                    "client_ids": sorted(provider.client_ids),
                    "thumbprints": sorted(provider.thumbprints),
                    "tags": provider.tags,
                }
                for arn, provider in self.oidc_providers.items()
            },
            "saml_providers": {
                arn: {"metadata": provider.metadata, "encryption": provider.encryption, "tags": provider.tags}
                for arn, provider in self.saml_providers.items()
            },
            "users": self.users,
            "groups": self.groups,
        }


def document_of(text: str, *, size: int, quota: str) -> dict[str, t.Any]:
    """A document as IAM stores it. Raises IAM's refusal, by an outline of its grammar."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ApiError("MalformedPolicyDocument", "This policy contains invalid Json") from None
    if not isinstance(document, dict) or not statements_of(document):
        raise ApiError("MalformedPolicyDocument", "Syntax errors in policy.")
    for statement in statements_of(document):
        if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
            raise ApiError("MalformedPolicyDocument", "Syntax errors in policy.")
        if "Action" not in statement and "NotAction" not in statement:
            raise ApiError("MalformedPolicyDocument", "Policy statement must contain actions.")
    sids = [str(statement["Sid"]) for statement in statements_of(document) if statement.get("Sid")]
    if len(sids) > len(set(sids)):
        raise ApiError("MalformedPolicyDocument", "Statement IDs (SID) in a single policy must be unique.")
    if len("".join(text.split())) > size:
        raise ApiError("LimitExceeded", f"Cannot exceed quota for {quota}: {size}")
    return document


def permissions_of(text: str, *, size: int, quota: str) -> dict[str, t.Any]:
    """An identity-based policy document as IAM stores it."""
    document = document_of(text, size=size, quota=quota)
    for statement in statements_of(document):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise ApiError("MalformedPolicyDocument", "Policy document should not specify a principal.")
        if "Resource" not in statement and "NotResource" not in statement:
            raise ApiError("MalformedPolicyDocument", "Policy statement must contain resources.")
    return document


def statements_of(document: Mapping[str, t.Any]) -> list[t.Any]:
    """The statements of a document, which may have one without a list."""
    statements = document.get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


def texts_of(value: t.Any) -> list[str]:
    """The texts of an element that has one or a list of them."""
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def set_tags(tags: dict[str, str], wanted: Iterable[Mapping[str, str]], *, ignore_case: bool) -> None:
    """Set tags as IAM does: on roles, a key that differs only in case replaces the other. AWS's own do not count."""
    for tag in wanted:
        unset_tags(tags, [tag["Key"]], ignore_case=ignore_case)
        tags[tag["Key"]] = tag["Value"]
    if sum(not _is_of_aws(key) for key in tags) > 50:
        raise ApiError("LimitExceeded", "Cannot exceed quota for TagsPerResource: 50")


def unset_tags(tags: dict[str, str], keys: Iterable[str], *, ignore_case: bool) -> None:
    fold = str.casefold if ignore_case else str
    unwanted = {fold(key) for key in keys}
    if any(map(_is_of_aws, unwanted)):
        raise ApiError("InvalidInput", "Caller is an end user and not allowed to mutate system tags")
    for key in [key for key in tags if fold(key) in unwanted]:
        del tags[key]


def _is_of_aws(key: str) -> bool:
    return key.casefold().startswith("aws:")


def shown_tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
