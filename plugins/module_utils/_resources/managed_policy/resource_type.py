# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource type of managed policies."""

from __future__ import annotations

from dataclasses import replace

from ..._access.new_access import new_access_of_policy
from ..._argspec import Options
from ..._aws.call import Call
from ..._aws.iam import Iam, Reply
from ..._converge.access_gate import AccessGate, Look, Setting
from ..._converge.attempts import Returned
from ..._converge.gate import OPEN, Gate
from ..._converge.pending_effects import PendingEffects
from ..._converge.plan import Plan
from ..._converge.resource_type import Reading
from ..._resource_kinds import MANAGED_POLICY
from ..access import AccessReader, Documents
from ..baseline_type import BaselineType
from . import options as policy_options
from . import plan as planning
from . import reading
from .desired import Desired
from .look import PolicyLook
from .state import Entities, ManagedPolicy


class ManagedPolicyType(BaselineType[Desired, ManagedPolicy]):
    """Reads, plans and shows managed policies."""

    name = MANAGED_POLICY.type
    result_key = MANAGED_POLICY.result_key
    spec = policy_options.SPEC
    list_option = "policies"
    defaults_option = "policy_defaults"
    document_option = "policy"
    # A policy that exists can be described without its document.
    compared_options = frozenset({"policy", "description", "tags"})
    removal_options = ("detach",)

    def from_options(self, options: Options) -> Desired:
        return Desired.from_options(options)

    def goes_by_name(self, desired: Desired) -> bool:
        """The policy may have any path if the task gives no path or cannot create the policy."""
        return not desired.present or desired.path is None or desired.document is None

    def read(self, iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, ManagedPolicy]:
        return reading.read(iam, desired, key=key)

    def find_by_name(self, iam: Iam, desired: Desired) -> str | None:
        return reading.find_by_name(iam, desired.name)

    def plan(self, desired: Desired, actual: ManagedPolicy | None) -> Plan[ManagedPolicy]:
        return planning.plan(desired, actual)

    def gate(self, desired: Desired, _iam: Iam, new_access: Setting) -> Gate[ManagedPolicy]:
        if new_access == "allow":
            return OPEN
        return AccessGate(desired.label, new_access, PolicyLook, ask=new_access_of_policy)

    def with_pending(
        self, _desired: Desired, actual: ManagedPolicy | None, pending: PendingEffects
    ) -> ManagedPolicy | None:
        """Removes the roles that are deleted, or lose the policy, from its uses."""
        if actual is None:
            return None
        arn = actual.arn
        attached_to = actual.attached_to.only_roles(lambda role: pending.carries(role, arn))
        boundary_of = actual.boundary_of.only_roles(lambda role: pending.bounds(role, arn))
        return replace(
            actual,
            attached_to=attached_to,
            boundary_of=boundary_of,
            attachment_count=actual.attachment_count - len(actual.attached_to.roles) + len(attached_to.roles),
            boundary_count=actual.boundary_count - len(actual.boundary_of.roles) + len(boundary_of.roles),
        )

    def pending_after(self, pending: PendingEffects, plan: Plan[ManagedPolicy]) -> PendingEffects:
        """Adds a deleted policy, or the ARN of a policy that will exist: roles need the ARN before its creation."""
        if plan.after is not None:
            return pending.with_policy(plan.after.name, plan.after.arn)
        return pending.with_deleted_policy(plan.before.arn) if plan.before else pending

    def with_reply(self, after: ManagedPolicy, call: Call, reply: Reply) -> ManagedPolicy:
        """Adds the identifiers and dates of a new policy or version."""
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
            return after.with_created_version(reply["PolicyVersion"])
        return after

    def returned(self, actual: ManagedPolicy, call: Call, reply: Reply) -> Returned | None:
        """The document of the version that the call created, which no other process can change."""
        if call.operation != "CreatePolicyVersion":
            return None
        version_id = reply["PolicyVersion"]["VersionId"]
        documents = (version.document for version in actual.versions if version.id == version_id)
        document = next(documents, None)
        return None if document is None else Returned(document=document, partition=actual.partition, is_final=True)

    def look(self, _reader: AccessReader, _planned: Documents) -> Look[ManagedPolicy]:
        return PolicyLook()

    def policy_documents(self, state: ManagedPolicy) -> Documents:
        """The document in force."""
        return {state.arn: state.default_version.document}

    def uses(self, state: ManagedPolicy) -> int:
        """The counts of attachments and of boundaries."""
        return state.attachment_count + state.boundary_count

    def usage(self, actual: ManagedPolicy) -> dict[str, object]:
        return {"attached_to": _names(actual.attached_to), "boundary_of": _names(actual.boundary_of)}


def _names(entities: Entities) -> dict[str, list[str]]:
    return {"groups": sorted(entities.groups), "roles": sorted(entities.roles), "users": sorted(entities.users)}
