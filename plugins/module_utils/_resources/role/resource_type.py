# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource type of roles."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from types import MappingProxyType

from ..._argspec import Options
from ..._aws.call import Call
from ..._aws.iam import Iam, Reply
from ..._converge.access_gate import AccessGate, Look, Setting
from ..._converge.attempts import Returned
from ..._converge.gate import OPEN, Gate
from ..._converge.pending_effects import PendingEffects
from ..._converge.plan import Plan
from ..._converge.resource_type import Reading
from ..._errors import RefusedError
from ..._resource_kinds import ROLE
from ..._review.escalation import ReviewedRole
from .. import permissions_boundary, provider_trust, removal
from ..access import AccessReader, Documents
from ..baseline_type import BaselineType, Reference
from ..managed_policy.resource_type import ManagedPolicyType
from . import options as role_options
from . import plan as planning
from . import reading, trust
from .desired import Desired, is_friendly_name
from .look import RoleLook
from .state import TRUST_OPTION, Role


class RoleType(BaselineType[Desired, Role]):
    """Reads, plans and shows roles."""

    name = ROLE.type
    result_key = ROLE.result_key
    spec = role_options.SPEC
    list_option = "roles"
    defaults_option = "role_defaults"
    document_option = TRUST_OPTION
    compared_options = frozenset({TRUST_OPTION})
    removal_options = (removal.UNUSED_OPTION,)
    emptied = MappingProxyType({"tags": {}, "managed_policies": [], "inline_policies": {}, "boundary": ""})
    deleted_first = True

    def from_options(self, options: Options) -> Desired:
        return Desired.from_options(options)

    def reviewed_role(self, desired: Desired) -> ReviewedRole:
        return desired.reviewed_role()

    def read(self, iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, Role]:
        return reading.read(iam, desired, key=key)

    def find_by_name(self, iam: Iam, desired: Desired) -> str | None:
        return reading.find_by_name(iam, desired.name)

    def plan(self, desired: Desired, actual: Role | None) -> Plan[Role]:
        return planning.plan(desired, actual)

    def gate(self, desired: Desired, iam: Iam, new_access: Setting) -> Gate[Role]:
        asserted = desired.assertions
        if new_access == "allow" and asserted is None:
            return OPEN
        return AccessGate(desired.label, new_access, lambda: RoleLook(AccessReader(iam)), assertions=asserted)

    def desired_with_pending(self, desired: Desired, pending: PendingEffects) -> Desired:
        """Adds the ARNs of the managed policies that the task itself manages, some of which stay where they are."""
        policies, moved = desired.managed_policies, pending.moved
        return replace(
            desired,
            policy_arns=pending.policies,
            boundary=moved.get(desired.boundary or "", desired.boundary),
            managed_policies=policies and tuple(moved.get(policy, policy) for policy in policies),
        )

    def with_pending(self, desired: Desired, actual: Role | None, pending: PendingEffects) -> Role | None:
        """Removes deleted policies from those attached. Raises C(RefusedError) if the role should use one of them."""
        _check_policies_stay(desired, pending)
        _check_trusted_stay(desired, pending)
        if actual is None or actual.attached is None:
            return actual
        kept = (policy for policy in actual.attached if pending.carries(actual.name, policy.arn))
        return replace(actual, attached=tuple(kept))

    def pending_after(self, pending: PendingEffects, plan: Plan[Role]) -> PendingEffects:
        """Adds a deleted role, which no longer uses anything, or what a role will trust and the policies it loses."""
        if plan.after is None:
            return pending.with_deleted_role(plan.before.name) if plan.before else pending
        if _writes_trust(plan):
            pending = pending.with_trust(plan.after.name, provider_trust.federated(plan.after.trust))
        return pending if plan.before is None else _pending_after_update(pending, plan.before, plan.after)

    def desired_after(self, desired: Desired, planned: t.Sequence[Call]) -> Desired:
        """Remembers that the role's own instance profile is to be deleted, once the role may have left it."""
        deletes = any(call.operation == "DeleteInstanceProfile" for call in planned)
        return replace(desired, empties_own_profile=desired.empties_own_profile or deletes)

    def with_reply(self, after: Role, call: Call, reply: Reply) -> Role:
        """Adds the identifier and the date of a new role."""
        if call.operation != "CreateRole":
            return after
        role = reply["Role"]
        boundary_type = permissions_boundary.type_from_reply(role)
        given = {"arn": role["Arn"], "role_id": role["RoleId"], "create_date": role["CreateDate"]}
        return replace(after, **given, boundary_type=boundary_type)

    def returned(self, actual: Role, call: Call, _reply: Reply) -> Returned | None:
        if call.operation in _WRITES_TRUST:
            return Returned(document=actual.trust, partition=actual.partition)
        document = (actual.inline_policies or {}).get(call.parameters.get("PolicyName", ""))
        return None if document is None else Returned(document=document, partition=actual.partition)

    def entry_options(self, options: Options) -> Options:
        """Checks but ignores C(unused_for_days) for a role that should exist: the option applies only to a deletion."""
        if options["state"] != "present":
            return options
        removal.check_days(options[removal.UNUSED_OPTION])
        return {**options, removal.UNUSED_OPTION: None}

    def references(self, desired: Desired) -> t.Iterable[Reference]:
        """Managed policies by their friendly names."""
        policies = (*(desired.managed_policies or ()), *([desired.boundary] if desired.boundary else []))
        return [(ManagedPolicyType.name, policy) for policy in policies if is_friendly_name(policy)]

    def principals(self, plan: Plan[Role]) -> t.Iterable[str]:
        """The principals of a trust policy that the plan writes, or of a role that it deletes."""
        if plan.after is None:
            return trust.principals(plan.before.trust) if plan.before else ()
        return trust.principals(plan.after.trust) if _writes_trust(plan) else ()

    def needed(self, plan: Plan[Role]) -> t.Iterable[tuple[str, str]]:
        """The principals of a trust policy, the boundary and the policies, as far as the plan writes them."""
        if plan.after is None:
            return
        yield from ((TRUST_OPTION, principal) for principal in self.principals(plan))
        for call in plan.calls:
            if call.operation == "AttachRolePolicy":
                yield "managed_policies", call.parameters["PolicyArn"]
            elif "PermissionsBoundary" in call.parameters:
                yield "boundary", call.parameters["PermissionsBoundary"]

    def look(self, reader: AccessReader, planned: Documents) -> Look[Role]:
        return RoleLook(reader, planned)

    def policies_of(self, state: Role) -> t.Collection[str]:
        """The policies that are attached, and the boundary."""
        attached = (policy.arn for policy in state.attached or ())
        return (*attached, *([state.boundary] if state.boundary else []))

    def unguarded(self, desired: Desired) -> Desired:
        return replace(desired, unused_for_days=None, account=replace(desired.account, session_role=None))

    def usage(self, actual: Role) -> dict[str, object]:
        last_used = None if actual.last_used is None else dict(actual.last_used)
        return {"create_date": actual.create_date, "last_used": last_used}

    def brief_results(self, before: Role | None, after: Role | None) -> dict[str, object]:
        """Leaves out one of the two keys under which amazon.aws's modules return the trust policy."""
        state = after or before
        result = {} if state is None else state.to_result()
        result.pop("assume_role_policy_document_raw", None)
        return {self.result_key: result or None}


def _pending_after_update(pending: PendingEffects, before: Role, after: Role) -> PendingEffects:
    """Adds the policies that a role loses."""
    if before.boundary and before.boundary != after.boundary:
        pending = pending.with_unbounded(before.name, before.boundary)
    kept = {policy.arn for policy in after.attached or ()}
    lost = [policy.arn for policy in before.attached or () if policy.arn not in kept]
    return pending.with_detached(before.name, lost) if lost else pending


_WRITES_TRUST: t.Final = ("CreateRole", "UpdateAssumeRolePolicy")


def _writes_trust(plan: Plan[Role]) -> bool:
    return any(call.operation in _WRITES_TRUST for call in plan.calls)


def _check_trusted_stay(desired: Desired, pending: PendingEffects) -> None:
    """Checks that the roles that a trust policy names will exist under these ARNs."""
    if not desired.present or desired.trust is None:
        return
    own = desired.account.role_arn("/", "")
    for arn in trust.principals(desired.trust):
        if arn in pending.absent or (arn.startswith(own) and arn.rpartition("/")[2] in pending.deleted_roles):
            raise RefusedError(
                f"{TRUST_OPTION}: {desired.label} is to trust {arn}, which the same task deletes",
                advice="Remove it from the trust policy, or keep the role",
            )


def _check_policies_stay(desired: Desired, pending: PendingEffects) -> None:
    if not desired.present:
        return
    used = [("managed_policies", policy.arn) for policy in desired.wanted_policies() or ()]
    if desired.boundary:
        used.append(("boundary", desired.boundary))
    for option, arn in used:
        if arn in pending.deleted_policies | pending.absent:
            raise RefusedError(
                f"{option}: {desired.label} is to have {arn}, which the same task deletes",
                advice=f"Remove it from {option}, or keep the policy",
            )
