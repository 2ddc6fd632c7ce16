# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports an account's roles in few calls."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ... import _arn
from ..._access.assertions import AccessAnswers, Assertions
from ..._access.role import RoleAccess
from ..._aws.iam import LARGEST_PAGE, Iam, Reply, find, listed, pages
from ..._aws.session import Session
from ..._policy import document
from ..._policy.document import Document
from ..._policy.parameters.filling import Filling
from .. import permissions_boundary, tags
from ..access import RoleParts, read_default_version, read_inline, role_access
from ..instance_profile.state import InstanceProfile
from . import state


@dataclass(frozen=True, kw_only=True)
class Query:
    """The roles that a task asks for: the one of a name, those below a path, or all, and what it asserts about them."""

    name: str | None
    path_prefix: str
    assertions: Assertions | None = None

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Query:
        """Reads and checks the module's options; raises C(OptionError)."""
        options = _filled(options)
        name, prefix = options["name"], options["path_prefix"] or "/"
        # amazon.aws adds the slashes too.
        prefix = f"{'' if prefix.startswith('/') else '/'}{prefix}{'' if prefix.endswith('/') else '/'}"
        return cls(
            name=None if name is None else _arn.ROLE.check_name("name", name),
            path_prefix=_arn.ROLE.check_path("path_prefix", prefix),
            assertions=Assertions.from_options("access", options.get("access"), options.get("assumable_by")),
        )

    def for_account(self, account: _arn.Account) -> Query:
        """A copy with pseudo parameters filled in; raises C(OptionError)."""
        return self if self.assertions is None else replace(self, assertions=self.assertions.for_account(account))

    @property
    def label(self) -> str:
        """What messages call what is asked for."""
        return f"role {self.name}" if self.name else f"the roles of the path {self.path_prefix}"


def _filled(options: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
    """The options with parameters filled in; raises C(ParametersError)."""
    filling = Filling.from_option(options.get("parameters"))
    if filling is None:
        return options
    names = ("name", "path_prefix", "access", "assumable_by")
    filled = {option: filling.value(((), option), options.get(option)) for option in names}
    filling.check(allow_unused=options["unused_parameters"] == "allow")
    return {**options, **filled}


def read_in_account(session: Session, query: Query) -> dict[str, t.Any]:
    """The result of a task in the account of a session; see C(read)."""
    return read(session, query.for_account(session.account))


def read(iam: Iam, query: Query) -> dict[str, t.Any]:
    """The result of a task: the roles that exist.

    One role takes four calls. Many take two for each thousand roles of the account: ListRoles returns the description
    and the maximum session duration, GetAccountAuthorizationDetails everything else. Answers about access take the
    documents, too: a call for each inline policy of one role, and two for each managed policy.
    """
    found = _one(iam, query.name) if query.name else _many(iam, query.path_prefix)
    if query.assertions is None:
        return {"iam_roles": [_shown(role) for role in found]}
    reader = _Documents(iam)
    answers = (AccessAnswers.about(reader.role_access(role), query.assertions) for role in found)
    return {
        "iam_roles": [
            {**_shown(role), "access": answer.to_result()} for role, answer in zip(found, answers, strict=True)
        ]
    }


class _Documents:
    """Reads documents of policies, each managed policy once. A read that IAM denies fails the task."""

    def __init__(self, iam: Iam) -> None:
        self._iam = iam
        self._managed: dict[str, Document] = {}

    def role_access(self, role: Reply) -> RoleAccess:
        """What decides about a role."""
        parts = RoleParts(
            name=role["RoleName"],
            attached=tuple(policy["PolicyArn"] for policy in role["AttachedManagedPolicies"]),
            inline={policy["PolicyName"]: self._inline(role, policy) for policy in role["RolePolicyList"]},
            boundary=permissions_boundary.from_reply(role),
            trust=document.from_reply(role["AssumeRolePolicyDocument"]),
        )
        return role_access(parts, self._in_force)

    def _inline(self, role: Reply, policy: Reply) -> Document:
        """The document of an inline policy, which the reply about many roles has."""
        if "PolicyDocument" in policy:
            return document.from_reply(policy["PolicyDocument"])
        return read_inline(self._iam, role["RoleName"], policy["PolicyName"])

    def _in_force(self, arn: str) -> Document:
        """The default version of a managed policy."""
        if arn not in self._managed:
            self._managed[arn] = read_default_version(self._iam, arn)
        return self._managed[arn]


def _one(iam: Iam, name: str) -> list[Reply]:
    reply = find(iam, "GetRole", {"RoleName": name})
    if reply is None:
        return []
    named = {"RoleName": name}
    inline_policies = listed(iam, "ListRolePolicies", named, "PolicyNames")
    return [
        {
            **reply["Role"],
            "RolePolicyList": [{"PolicyName": policy} for policy in inline_policies],
            "AttachedManagedPolicies": listed(iam, "ListAttachedRolePolicies", named, "AttachedPolicies"),
            "InstanceProfileList": listed(iam, "ListInstanceProfilesForRole", named, "InstanceProfiles"),
        }
    ]


def _many(iam: Iam, prefix: str) -> list[Reply]:
    roles = listed(iam, "ListRoles", {"PathPrefix": prefix, **LARGEST_PAGE}, "Roles")
    if not roles:
        return []
    return with_details(roles, pages(iam, "GetAccountAuthorizationDetails", {"Filter": ["Role"], **LARGEST_PAGE}))


def with_details(roles: t.Iterable[Reply], replies: t.Iterable[Reply]) -> list[Reply]:
    """The roles from ListRoles, each with its details from GetAccountAuthorizationDetails."""
    details = {detail["RoleName"]: detail for reply in replies for detail in reply.get("RoleDetailList", ())}
    # A role that was created or deleted between the two calls is left out.
    return [{**role, **details[role["RoleName"]]} for role in roles if role["RoleName"] in details]


def _shown(role: Reply) -> dict[str, t.Any]:
    """A role under amazon.aws's keys."""
    trust = document.from_reply(role["AssumeRolePolicyDocument"]).plain
    return {
        "arn": role["Arn"],
        "assume_role_policy_document": trust,
        "assume_role_policy_document_raw": trust,
        "create_date": role["CreateDate"],
        # IAM may report an empty one of a role that had another.
        **({"description": role["Description"]} if "Description" in role else {}),
        "inline_policies": [policy["PolicyName"] for policy in role["RolePolicyList"]],
        "instance_profiles": [_profile(profile) for profile in role["InstanceProfileList"]],
        "managed_policies": [
            {"policy_arn": policy["PolicyArn"], "policy_name": policy["PolicyName"]}
            for policy in role["AttachedManagedPolicies"]
        ],
        "max_session_duration": role.get("MaxSessionDuration", state.SESSION_DURATION_DEFAULT),
        "path": role["Path"],
        "role_id": role["RoleId"],
        "role_last_used": state.last_used_from(role) or {},
        "role_name": role["RoleName"],
        "tags": dict(tags.from_reply(role.get("Tags"))),
        **permissions_boundary.to_result(
            permissions_boundary.from_reply(role), permissions_boundary.type_from_reply(role)
        ),
    }


def _profile(profile: Reply) -> dict[str, t.Any]:
    """An instance profile that has the role. Its tags are empty, as IAM leaves them out here."""
    return InstanceProfile.from_reply(profile).to_result()
