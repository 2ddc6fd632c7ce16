# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The managed policies, roles and identity providers of an account as entries with which iam_baseline changes nothing.

That is not assumed but tried: each entry is planned for against the snapshot of the account.
"""

from __future__ import annotations

import re
import typing as t
from collections import Counter
from dataclasses import dataclass

from .. import _arn
from .._aws.iam import Reply
from .._errors import LeastPrivError
from .._policy import document as policy_document
from .._policy.document import PlainDocument
from .._resources import permissions_boundary
from .._resources import tags as _tags
from .._resources.resource_types import MANAGED_POLICY, ROLE, AnyBaselineType
from .._resources.role import state
from .._review import review
from .._review.catalogue import Catalogue
from . import trusted_providers
from .entries import Entry as BaselineEntry
from .entries import Settings
from .planning import plan
from .portable import Portable
from .selection import Remark, Selection, policies_of, principals_of
from .snapshot import Snapshot

Entry = dict[str, t.Any]

# IAM puts the unique identifier of a deleted principal into trust policies.
_IDENTIFIER = re.compile(r"A(?:IDA|ROA)[A-Z0-9]{12,}")


@dataclass(frozen=True, kw_only=True)
class Export:
    """The entries in the order in which to apply them, what was left out, and remarks on the entries."""

    policies: tuple[Entry, ...]
    roles: tuple[Entry, ...]
    left_out: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    providers: tuple[Entry, ...] = ()

    def to_variables(self) -> dict[str, list[Entry]]:
        """The entries as variables of the role iam_baseline; that of identity providers only if there are any."""
        providers = {"iam_baseline_identity_providers": list(self.providers)} if self.providers else {}
        return {**providers, "iam_baseline_policies": list(self.policies), "iam_baseline_roles": list(self.roles)}


def export(
    selection: Selection, account: _arn.Account, portable: Portable, catalogue: Catalogue | None = None
) -> Export:
    """The entries for the selection. Raises no C(LeastPrivError): what no entry reproduces is left out."""
    exporter = _Exporter(selection.snapshot, account, portable, catalogue)
    for arn in selection.providers:
        exporter.add_provider(arn)
    for arn in selection.policies:
        exporter.add_policy(arn)
    for name in selection.roles_in_order_of_trust():
        exporter.add_role(name)
    return Export(
        policies=tuple(exporter.policies.values()),
        roles=tuple(exporter.roles.values()),
        left_out=(*selection.left_out, *exporter.left_out),
        remarks=tuple(exporter.remarks),
        providers=tuple(exporter.providers.values()),
    )


class _Exporter:
    """Makes the entries one by one. Those of roles depend on the policies and roles exported before."""

    def __init__(
        self, snapshot: Snapshot, account: _arn.Account, portable: Portable, catalogue: Catalogue | None
    ) -> None:
        self._snapshot = snapshot
        self._account = account
        self._portable = portable
        self._catalogue = catalogue
        # By ARN.
        self.policies: dict[str, Entry] = {}
        self.roles: dict[str, Entry] = {}
        self.providers: dict[str, Entry] = {}
        self.left_out: list[Remark] = []
        self.remarks: list[Remark] = []

    def add_provider(self, arn: str) -> None:
        provider_type, reply = trusted_providers.type_of(arn), self._snapshot.providers[arn]
        if provider_type is None:
            return
        name = arn.partition("/")[2]
        try:
            entry = {**provider_type.exported(arn, reply), **_tags_of(reply)}
            self.providers[arn] = self._tried(provider_type, entry)
        except LeastPrivError as error:
            self.left_out.append(Remark(type=provider_type.name, name=name, text=str(error)))
        else:
            if remark := provider_type.not_exported(reply):
                self.remarks.append(Remark(type=provider_type.name, name=name, text=remark))

    def add_policy(self, arn: str) -> None:
        policy = self._snapshot.policies[arn]
        try:
            self.policies[arn] = self._tried(MANAGED_POLICY, self._policy_entry(policy))
        except LeastPrivError as error:
            self.left_out.append(Remark(type=MANAGED_POLICY.name, name=policy["PolicyName"], text=str(error)))

    def add_role(self, name: str) -> None:
        role = self._snapshot.roles[name]
        try:
            self.roles[role["Arn"]] = self._tried(ROLE, self._role_entry(role))
        except LeastPrivError as error:
            self.left_out.append(Remark(type=ROLE.name, name=name, text=str(error)))
        else:
            self.remarks += (Remark(type=ROLE.name, name=name, text=text) for text in self._remarks(role))

    def _tried(self, resource_type: AnyBaselineType, entry: Entry) -> Entry:
        """The entry, once iam_baseline was found to accept it and to change nothing. Raises C(LeastPrivError)."""
        member = BaselineEntry.of(resource_type, entry).member(Settings())
        refused = {
            finding.rule.id
            for reviewed in member.desired.documents()
            for finding in review.review(
                reviewed.document, kind=reviewed.kind, name=reviewed.name, catalogue=self._catalogue
            )
            if finding.rule.severity == "error"
        }
        (pending_plan,) = plan(self._snapshot, [member.for_account(self._account)])
        if pending_plan.plan.changed:
            changes = "; ".join(call.summary for call in pending_plan.plan.calls)
            raise LeastPrivError(f"no entry describes it completely: applying one would {changes}")
        # IAM has accepted the document, whatever the review finds.
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
        return {
            "name": role["RoleName"],
            **_unless_default("path", role["Path"], "/"),
            **_unless_default("description", role.get("Description", ""), ""),
            trust: self._document(trust, role["AssumeRolePolicyDocument"]),
            **({} if boundary is None else {"boundary": self._portable.text(boundary)}),
            # Both lists are complete, so that an applied entry grants no more than the role has now.
            "managed_policies": self._references(role["AttachedManagedPolicies"]),
            "inline_policies": self._inline_policies(role),
            **_unless_default(
                "max_session_duration",
                role.get("MaxSessionDuration", state.SESSION_DURATION_DEFAULT),
                state.SESSION_DURATION_DEFAULT,
            ),
            **({"create_instance_profile": True} if _has_own_profile(role) else {}),
            **_tags_of(role),
        }

    def _inline_policies(self, role: Reply) -> Entry:
        documents = {policy["PolicyName"]: policy["PolicyDocument"] for policy in role["RolePolicyList"]}
        return {name: self._document(f"inline_policies.{name}", documents[name]) for name in sorted(documents)}

    def _document(self, option: str, document: t.Any) -> PlainDocument:
        return self._portable.document(option, policy_document.from_reply(document))

    def _references(self, attached: t.Iterable[Reply]) -> list[str]:
        """The policies of a role: by name if they are exported and the name is unambiguous, or else by ARN."""
        attached = list(attached)
        names = Counter(policy["PolicyName"] for policy in attached)
        return sorted(
            policy["PolicyName"]
            if policy["PolicyArn"] in self.policies and names[policy["PolicyName"]] == 1
            else self._portable.text(policy["PolicyArn"])
            for policy in attached
        )

    def _remarks(self, role: Reply) -> t.Iterator[str]:
        """What the entry of a role leaves out, and what it needs."""
        for profile in role["InstanceProfileList"]:
            if not (_has_own_profile(role) and _is_own(role, profile)):
                yield (
                    f"its instance profile {profile['InstanceProfileName']} is not exported; "
                    "leastpriv.aws.iam_instance_profile manages those of another name or path, or beside a boundary"
                )
        for used in dict.fromkeys(policies_of(role)):
            if used not in self.policies and self._is_in_account(used):
                yield f"it uses {used}, which is not exported and has to exist before the role gets it"
        yield from self._remarks_on_trust(role)

    def _remarks_on_trust(self, role: Reply) -> t.Iterator[str]:
        for principal in principals_of(role):
            if _IDENTIFIER.fullmatch(principal):
                yield f"its trust policy names the deleted principal {principal}, which IAM accepts in no other account"
            elif principal == role["Arn"] or self._is_missing(principal):
                yield f"its trust policy names {principal}, which has to exist before the role is created"

    def _is_missing(self, principal: str) -> bool:
        """Whether a principal is in the account, and is not exported before the role or with it."""
        return self._is_in_account(principal) and principal not in self.roles and principal not in self.providers

    def _is_in_account(self, text: str) -> bool:
        """Whether a text is the ARN of something in the account, other than the account itself."""
        arn = _arn.Arn.parse(text)
        return arn is not None and arn.account_id == self._account.id and arn.resource != "root"


def _has_own_profile(role: Reply) -> bool:
    """Whether there is the instance profile that iam_baseline creates for the role, and may create."""
    return permissions_boundary.from_reply(role) is None and any(
        _is_own(role, profile) for profile in role["InstanceProfileList"]
    )


def _is_own(role: Reply, profile: Reply) -> bool:
    return bool(profile["InstanceProfileName"] == role["RoleName"] and profile["Path"] == role["Path"])


def _unless_default(key: str, value: t.Any, default: t.Any) -> Entry:
    return {} if value == default else {key: value}


def _tags_of(resource: Reply) -> Entry:
    """The tags of a resource, without those that only AWS sets."""
    tags = {key: value for key, value in _tags.from_reply(resource.get("Tags")).items() if not key.startswith("aws:")}
    return {"tags": dict(sorted(tags.items()))} if tags else {}
