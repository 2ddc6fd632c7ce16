# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desired state of a role: the checked options of a task."""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass, replace

from ... import _arn
from ..._access.assertions import Assertions
from ..._argspec import Options
from ..._errors import OptionError
from ..._policy import document as policy_document
from ..._policy import pseudo_parameters
from ..._policy.document import Document
from ..._review.escalation import ReviewedRole
from ..._review.review import ReviewedDocument
from .. import account_rules, removal, tags
from ..tags import Tags
from .state import SESSION_DURATION_DEFAULT, TRUST_OPTION, AttachedPolicy, Role, inline_option

SESSION_DURATION_MAXIMUM: t.Final = 43_200
# From C(API_CreateRole), roleDescriptionType.
_DESCRIPTION = re.compile(r"[\u0009\u000a\u000d\u0020-\u007e\u00a1-\u00ff]*")
_DESCRIPTION_LENGTH: t.Final = 1_000


@dataclass(frozen=True, kw_only=True)
class Desired:
    """The desired state of a role. C(None) means that the task does not manage the property.

    C(managed_policies) and C(boundary) are ARNs and friendly names as the task gives them; C(policy_arns) has the ARN
    of each name, and reading the role replaces the name of the boundary. An empty C(boundary) means that the role
    should have none. C(profile_holds) are the roles in the instance profile that has the role's name, if that profile
    exists without the role. C(empties_own_profile) means that this run has begun to take the role out of that profile
    and to delete it. C(unused_for_days) are counted back from C(asked_at): the time of IAM's reply by AWS's clock, or
    by the local clock if the reply does not state it.
    """

    name: str
    present: bool
    path: str | None
    description: str | None
    trust: Document | None
    managed_policies: tuple[str, ...] | None
    purge_policies: bool
    inline_policies: t.Mapping[str, Document] | None
    purge_inline_policies: bool
    max_session_duration: int | None
    boundary: str | None
    tags: Tags | None
    purge_tags: bool
    create_instance_profile: bool
    delete_instance_profile: bool
    unused_for_days: int | None
    assertions: Assertions | None = None
    asked_at: datetime.datetime = removal.NOT_ASKED
    account: _arn.Account = _arn.NO_ACCOUNT
    policy_arns: t.Mapping[str, str] | None = None
    profile_holds: tuple[str, ...] | None = None
    empties_own_profile: bool = False

    @classmethod
    def from_options(cls, options: Options) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        path = options["path"]
        present = options["state"] == "present"
        # A deletion does not depend on the documents, so they are not checked.
        trust, inline = (
            (options["assume_role_policy_document"], options["inline_policies"]) if present else (None, None)
        )
        return cls(
            name=_arn.ROLE.check_name("name", options["name"]),
            present=present,
            path=None if path is None else _arn.ROLE.check_path("path", path),
            description=_check_description(options["description"]),
            trust=None if trust is None else _parse_trust(options["name"], trust),
            managed_policies=_check_managed_policies(options["managed_policies"]),
            purge_policies=options["purge_policies"],
            inline_policies=_parse_inline_policies(options["name"], inline),
            purge_inline_policies=options["purge_inline_policies"],
            max_session_duration=_check_duration(options["max_session_duration"]),
            boundary=_check_boundary(options["boundary"], create_instance_profile=options["create_instance_profile"]),
            tags=tags.parse("tags", options["tags"], ignore_case=True),
            purge_tags=options["purge_tags"],
            create_instance_profile=options["create_instance_profile"],
            delete_instance_profile=bool(options["delete_instance_profile"]),
            unused_for_days=_check_unused(options[removal.UNUSED_OPTION], present=present),
            assertions=_assertions(options) if present else None,
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """A copy with pseudo parameters filled in and the results checked; raises C(OptionError)."""
        trust = (
            None
            if self.trust is None
            else account_rules.filled_document(TRUST_OPTION, self.trust, account, kind="trust")
        )
        if trust is not None:
            _check_trust_size(self.name, trust.size)
        return replace(
            self,
            account=account,
            trust=trust,
            boundary=None if self.boundary is None else _filled_policy("boundary", self.boundary, account),
            managed_policies=_filled_policies(self.managed_policies, account),
            inline_policies=_filled_inline_policies(self.name, self.inline_policies, account),
            assertions=None if self.assertions is None else self.assertions.for_account(account),
        )

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """The documents that the task gives, for review."""
        trust = () if self.trust is None else (ReviewedDocument(TRUST_OPTION, "trust", self.trust),)
        inline = (self.inline_policies or {}).items()
        return (*trust, *(ReviewedDocument(inline_option(name), "inline", document) for name, document in inline))

    def reviewed_role(self) -> ReviewedRole:
        """All policies of the role together, for review. The documents of managed policies are in IAM alone."""
        inline = (self.inline_policies or {}).items()
        return ReviewedRole(
            name=self.name,
            path=self.path or "/",
            inline={inline_option(name): document for name, document in inline},
            managed=None if self.managed_policies is None else dict.fromkeys(self.managed_policies),
            boundary=self.boundary or None,
        )

    @property
    def label(self) -> str:
        return f"role {self.name}"

    @property
    def arn(self) -> str:
        """The ARN that the role has after its creation."""
        return self.account.role_arn(self.path or "/", self.name)

    @property
    def can_create(self) -> bool:
        """Whether the options are enough to create the role if it is missing."""
        return self.present and self.trust is not None

    @property
    def needs_attached_policies(self) -> bool:
        """Whether the plan depends on which managed policies are attached to the role."""
        return self.managed_policies is not None or not self.present

    def needs_inline_policy(self, name: str) -> bool:
        """Whether the plan depends on the document of the inline policy."""
        return self.present and name in (self.inline_policies or ())

    @property
    def reads_inline_policies(self) -> bool:
        return self.inline_policies is not None or not self.present

    def needs_own_profile(self, actual: Role | None) -> bool:
        """Whether the plan depends on the other roles in the instance profile that has the role's name."""
        if actual is not None and self.name in (actual.instance_profiles or ()):
            return False
        return self.create_instance_profile if self.present else (self.empties_own_profile and actual is not None)

    @property
    def reads_instance_profiles(self) -> bool:
        return self.create_instance_profile or not self.present

    def wanted_policies(self) -> tuple[AttachedPolicy, ...] | None:
        """The managed policies that the role should have, without repeats, in the order of the task."""
        if self.managed_policies is None:
            return None
        known = self.policy_arns or {}
        arns = dict.fromkeys(known.get(policy, policy) for policy in self.managed_policies)
        return tuple(AttachedPolicy(arn=arn, name=arn.rpartition("/")[2]) for arn in arns)


def _assertions(options: Options) -> Assertions | None:
    return Assertions.from_options("access", options.get("access"), options.get("assumable_by"))


def is_friendly_name(policy: str) -> bool:
    """Whether a managed policy is given by its name rather than by its ARN."""
    return not policy.startswith("arn:")


def _check_description(description: str | None) -> str | None:
    if description is None:
        return None
    if len(description) > _DESCRIPTION_LENGTH:
        raise OptionError(
            "description", f"must have at most {_DESCRIPTION_LENGTH} characters (got: {len(description)})"
        )
    if not _DESCRIPTION.fullmatch(description):
        raise OptionError(
            "description", f"must have only printable characters up to U+00FF (got: {description[:80]!r})"
        )
    return description


def _check_duration(seconds: int | None) -> int | None:
    if seconds is not None and not SESSION_DURATION_DEFAULT <= seconds <= SESSION_DURATION_MAXIMUM:
        raise OptionError(
            "max_session_duration",
            f"max_session_duration must be between 1 and 12 hours (3600 and 43200 seconds), not {seconds}",
        )
    return seconds


def _check_unused(days: int | None, *, present: bool) -> int | None:
    if days is not None and present:
        raise OptionError(removal.UNUSED_OPTION, "applies only to state absent")
    return removal.check_days(days)


def _check_boundary(boundary: str | None, *, create_instance_profile: bool) -> str | None:
    if not boundary:
        return boundary
    if create_instance_profile:
        raise OptionError("boundary", "When using a boundary policy, `create_instance_profile` must be set to `false`.")
    if pseudo_parameters.are_in(boundary) or _arn.Arn.parse(boundary) is not None:
        return _check_unless_pseudo("boundary", boundary)
    if is_friendly_name(boundary) and _arn.MANAGED_POLICY.is_name(boundary):
        return boundary
    # amazon.aws's words, up to the comma.
    raise OptionError(
        "boundary", f"Boundary policy must be an ARN, or the friendly name of a managed policy (got: {boundary!r})"
    )


def _check_managed_policies(policies: list[str] | None) -> tuple[str, ...] | None:
    if policies is None:
        return None
    for policy in policies:
        if not policy:
            raise OptionError("managed_policies", "an entry is empty; to detach all policies write []")
        if is_friendly_name(policy):
            _arn.MANAGED_POLICY.check_name("managed_policies", policy)
        else:
            _check_unless_pseudo("managed_policies", policy)
    # Look up a repeated name only once.
    return tuple(dict.fromkeys(policies))


def _check_unless_pseudo(option: str, arn: str) -> str:
    """Checks an ARN. In an ARN with pseudo parameters, the values of a specimen account are filled in for the check."""
    pseudo_parameters.check(option, arn)
    if not pseudo_parameters.are_in(arn):
        return _arn.check_policy_arn(option, arn)
    filled = pseudo_parameters.fill(option, arn, _arn.SPECIMEN)
    if filled:
        _arn.check_policy_arn(option, filled)
    return arn


def _parse_trust(role: str, document: t.Any) -> Document:
    trust = policy_document.parse(TRUST_OPTION, document)
    _check_trust_size(role, trust.least_size)
    return trust


def _parse_inline_policies(role: str, policies: t.Mapping[str, t.Any] | None) -> dict[str, Document] | None:
    if policies is None:
        return None
    parsed = {
        _arn.INLINE_POLICY.check_name("inline_policies", str(name)): policy_document.parse(
            inline_option(str(name)), document
        )
        for name, document in policies.items()
    }
    _check_inline_size(role, sum(document.least_size for document in parsed.values()))
    return parsed


def _filled_arn(option: str, arn: str, account: _arn.Account) -> str:
    filled = pseudo_parameters.fill(option, arn, account)
    return account_rules.check_policy_of(option, filled, account) if filled else filled


def _filled_policy(option: str, policy: str, account: _arn.Account) -> str:
    """A policy's friendly name as it is, or its ARN with pseudo parameters filled in."""
    is_name = is_friendly_name(policy) and not pseudo_parameters.are_in(policy)
    return policy if is_name else _filled_arn(option, policy, account)


def _filled_policies(policies: tuple[str, ...] | None, account: _arn.Account) -> tuple[str, ...] | None:
    if policies is None:
        return None
    return tuple(_filled_policy("managed_policies", policy, account) for policy in policies)


def _filled_inline_policies(
    role: str, policies: t.Mapping[str, Document] | None, account: _arn.Account
) -> dict[str, Document] | None:
    if policies is None:
        return None
    filled = {
        name: account_rules.filled_document(inline_option(name), document, account, kind="inline")
        for name, document in policies.items()
    }
    _check_inline_size(role, sum(document.size for document in filled.values()))
    return filled


def _check_inline_size(role: str, size: int) -> None:
    if size > policy_document.INLINE_POLICIES_SIZE:
        raise OptionError(
            "inline_policies",
            f"the inline policies of {role} have {size} characters without white space; the quota for all inline "
            f"policies of a role is {policy_document.INLINE_POLICIES_SIZE}",
        )


def _check_trust_size(role: str, size: int) -> None:
    if size > policy_document.TRUST_POLICY_SIZE_RAISED:
        raise OptionError(
            TRUST_OPTION,
            f"the trust policy of {role} has {size} characters without white space; the highest quota is "
            f"{policy_document.TRUST_POLICY_SIZE_RAISED}",
        )
