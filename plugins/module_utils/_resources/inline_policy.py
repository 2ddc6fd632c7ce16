# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One inline policy of a role: what a task asks for, what IAM holds, and the plan between them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .. import _arn
from .._aws.call import Call
from .._converge.pending_effects import PendingEffects
from .._converge.plan import Plan
from .._errors import OptionError, RefusedError
from .._policy import document as policy
from .._review.review import ReviewedDocument

DOCUMENT_OPTION: t.Final = "policy_json"


@dataclass(frozen=True, kw_only=True)
class InlinePolicies:
    """The inline policies of a role, as far as a task about the one named C(name) needs to know them.

    C(policies) has all their names, in IAM's order, and the documents of those that were read. C(unread) says, in
    sentences, what IAM denied and the task can do without.
    """

    role: str
    name: str
    partition: str
    policies: t.Mapping[str, policy.Document | None]
    unread: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.role

    @property
    def seconds_in_the_making(self) -> float:
        return 0.0

    def to_result(self) -> dict[str, t.Any]:
        """The role and the names of its inline policies, under amazon.aws's keys."""
        return {"role_name": self.role, "policy_names": list(self.policies)}

    def documents(self) -> dict[str, policy.Document]:
        """The document of the one policy, by the option that sets it, where it is there and was read."""
        document = self.policies.get(self.name)
        return {} if document is None else {DOCUMENT_OPTION: document}

    def to_diff(self, documents: t.Mapping[str, policy.Document]) -> dict[str, t.Any]:
        """What people compare: the one policy, and that the others stay."""
        shown = {self.name: documents.get(DOCUMENT_OPTION)} if self.name in self.policies else {}
        return {"role_name": self.role, "policies": shown}


@dataclass(frozen=True, kw_only=True)
class Desired:
    """What a task asks of a role's inline policy.

    C(skip_duplicates) says that another of the role's inline policies that says the same is as good.
    """

    role: str
    name: str
    present: bool
    document: policy.Document | None
    skip_duplicates: bool
    account: _arn.Account = _arn.NO_ACCOUNT

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        present = options["state"] == "present"
        name = _arn.INLINE_POLICY.check_name("policy_name", options["policy_name"])
        document = options[DOCUMENT_OPTION] if present else None
        if present and document is None:
            raise OptionError(DOCUMENT_OPTION, "is null; a policy that is to be present needs a document")
        parsed = None if document is None else policy.parse(DOCUMENT_OPTION, document)
        if parsed is not None:
            _check_size(policy.least_size(parsed))
        return cls(
            role=_arn.ROLE.check_name("iam_name", options["iam_name"]),
            name=name,
            present=present,
            document=parsed,
            skip_duplicates=options["skip_duplicates"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """The same, with pseudo parameters filled in."""
        if self.document is None:
            return replace(self, account=account)
        document = policy.fill(DOCUMENT_OPTION, self.document, account)
        _check_size(policy.size(document))
        return replace(self, account=account, document=document)

    def with_pending(self, _pending: PendingEffects) -> Desired:
        """The same: nothing that a task has done before matters to it."""
        return self

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """The document that the task gives, for review."""
        return () if self.document is None else (ReviewedDocument(DOCUMENT_OPTION, "inline", self.document),)

    @property
    def label(self) -> str:
        return f"inline policy {self.name} of role {self.role}"

    @property
    def goes_by_name(self) -> bool:
        """A role has one inline policy of a name."""
        return False

    @property
    def can_create(self) -> bool:
        return self.present

    def needs_document(self, name: str) -> bool:
        """Whether there is no plan without the document of the role's inline policy of that name."""
        return self.present and (name == self.name or self.skip_duplicates)


def results(before: InlinePolicies | None, after: InlinePolicies | None) -> dict[str, t.Any]:
    """What a result says, under amazon.aws's keys: the role, and the names of its inline policies afterwards."""
    state = after or before
    return {} if state is None else state.to_result()


def with_pending(_desired: Desired, actual: InlinePolicies | None, _pending: PendingEffects) -> InlinePolicies | None:
    """The state as it is: no earlier plan of a task changes it."""
    return actual


def with_reply(after: InlinePolicies, _call: Call, _reply: t.Mapping[str, t.Any]) -> InlinePolicies:
    """The state after a call. IAM's replies tell nothing more of an inline policy."""
    return after


def plan(desired: Desired, actual: InlinePolicies | None) -> Plan[InlinePolicies]:
    """The call that brings the policy from what IAM holds to what the task asks for.

    C(actual) is C(None) where there is no such role. Raises C(OptionError) or C(RefusedError) where no call can lead
    there.
    """
    if actual is None:
        return _plan_without_role(desired)
    result = _plan_put(desired, actual) if desired.present else _plan_removal(desired, actual)
    return result.with_warnings(f"{desired.label}: {each}" for each in actual.unread)


def _plan_without_role(desired: Desired) -> Plan[InlinePolicies]:
    if desired.present:
        raise RefusedError(
            f"iam_name: there is no role {desired.role}",
            advice="Create it first. In check mode, a role that an earlier task would create is not there yet",
        )
    nothing = InlinePolicies(role=desired.role, name=desired.name, partition=desired.account.partition, policies={})
    return Plan(before=nothing, after=nothing)


def _plan_put(desired: Desired, actual: InlinePolicies) -> Plan[InlinePolicies]:
    document = desired.document
    if document is None or any(policy.same(document, each, actual.partition) for each in _rivals(desired, actual)):
        return Plan(before=actual, after=actual)
    after = replace(actual, policies={**actual.policies, desired.name: document})
    _check_total(after)
    call = Call(
        "PutRolePolicy",
        {"RoleName": actual.role, "PolicyName": desired.name, "PolicyDocument": policy.to_text(document)},
        f"{'update' if desired.name in actual.policies else 'add'} {desired.label}",
    )
    return Plan(before=actual, after=after, calls=(call,))


def _rivals(desired: Desired, actual: InlinePolicies) -> t.Iterator[policy.Document]:
    """The documents that are as good as the one asked for, should they say the same."""
    for name, document in actual.policies.items():
        if document is not None and (desired.skip_duplicates or name == desired.name):
            yield document


def _plan_removal(desired: Desired, actual: InlinePolicies) -> Plan[InlinePolicies]:
    if desired.name not in actual.policies:
        return Plan(before=actual, after=actual)
    after = replace(actual, policies={name: each for name, each in actual.policies.items() if name != desired.name})
    parameters = {"RoleName": actual.role, "PolicyName": desired.name}
    return Plan(before=actual, after=after, calls=(Call("DeleteRolePolicy", parameters, f"delete {desired.label}"),))


def _check_size(size: int) -> None:
    if size > policy.INLINE_POLICIES_SIZE:
        raise OptionError(
            DOCUMENT_OPTION,
            f"the document has {size} characters without white space; together a role's inline policies have at most "
            f"{policy.INLINE_POLICIES_SIZE}",
        )


def _check_total(after: InlinePolicies) -> None:
    """What is known of the size of all of them. IAM refuses what only it knows to be too much."""
    total = sum(policy.size(document) for document in after.policies.values() if document is not None)
    if total > policy.INLINE_POLICIES_SIZE:
        raise OptionError(
            DOCUMENT_OPTION,
            f"with the others, the inline policies of {after.role} would have {total} characters without white space; "
            f"together they have at most {policy.INLINE_POLICIES_SIZE}",
        )
