# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for an inline policy: the call that leads from its actual to its desired state."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._converge.plan import Plan
from ..._policy.document import Document
from .. import account_rules, messages
from . import calls, quota
from .desired import Desired
from .state import DOCUMENT_OPTION, InlinePolicies


def plan(desired: Desired, actual: InlinePolicies | None) -> Plan[InlinePolicies]:
    """The plan that brings the policy to its desired state.

    C(actual) is C(None) if the role does not exist. Raises C(OptionError) or C(RefusedError) if no call can do that.
    """
    if actual is None:
        return _plan_without_role(desired)
    result = _plan_put(desired, actual) if desired.present else _plan_removal(desired, actual)
    if result.changed and actual.role_path is not None:
        account_rules.check_may_change(f"role {desired.role}", actual.role_path)
    return result.with_warnings(f"{desired.label}: {denial}" for denial in actual.unread)


def _plan_without_role(desired: Desired) -> Plan[InlinePolicies]:
    if desired.present:
        raise messages.role_is_missing("iam_name", desired.role, desired.similar_role)
    nothing = InlinePolicies(role=desired.role, name=desired.name, partition=desired.account.partition, policies={})
    return Plan(before=nothing, after=nothing)


def _plan_put(desired: Desired, actual: InlinePolicies) -> Plan[InlinePolicies]:
    document = desired.document
    if document is None or any(document.is_equivalent(rival, actual.partition) for rival in _rivals(desired, actual)):
        return Plan(before=actual, after=actual)
    after = replace(actual, policies={**actual.policies, desired.name: document})
    quota.check_total(DOCUMENT_OPTION, after.role, after.policies.values())
    put = calls.put(actual.role, desired.name, document, exists=desired.name in actual.policies)
    return Plan(before=actual, after=after, calls=(put,))


def _rivals(desired: Desired, actual: InlinePolicies) -> t.Iterator[Document]:
    """The existing documents that may make the desired one unnecessary: an equivalent one is enough."""
    for name, document in actual.policies.items():
        if document is not None and (desired.skip_duplicates or name == desired.name):
            yield document


def _plan_removal(desired: Desired, actual: InlinePolicies) -> Plan[InlinePolicies]:
    if desired.name not in actual.policies:
        return Plan(before=actual, after=actual)
    after = replace(actual, policies={name: kept for name, kept in actual.policies.items() if name != desired.name})
    removal = Plan(before=actual, after=after, calls=(calls.delete(actual.role, desired.name),))
    if not desired.account.is_session_role(actual.role):
        return removal
    # The role may have managed policies, which the task does not read, so it warns and does not refuse.
    return removal.with_warnings(
        (f"{desired.label}: it is deleted, and the session has assumed this role: later calls may be denied",)
    )
