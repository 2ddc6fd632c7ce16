# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of IAM Access Analyzer for identity-based and trust policies, and the rules of the review that cover them.

Source: the IAM user guide, I(IAM policy validation check reference). Its checks for other policies, those of resources
and of Organizations, are not listed. A check covers what a rule finds, or says why no rule does.
"""

from __future__ import annotations

import typing as t

ERROR: t.Final = "Error"
SECURITY: t.Final = "Security warning"
WARNING: t.Final = "Warning"
SUGGESTION: t.Final = "Suggestion"

_COVERED: t.Final = {
    ERROR: """
        ARN account not allowed: unknown-resource-type invalid-resource
        ARN Region not allowed: unknown-resource-type invalid-resource
        Data type mismatch: invalid-type invalid-condition
        Duplicate keys with different case: repeated-condition-key
        Federated principal not supported:
        Invalid action: unknown-action
        Invalid ARN account: placeholder
        Invalid ARN prefix: invalid-resource
        Invalid ARN Region: unknown-region
        Invalid ARN resource: unknown-resource-type
        Invalid ARN service case: unknown-resource-type
        Invalid condition data type: value-type
        Invalid condition key format: unknown-condition-key
        Invalid condition multiple Boolean: value-type
        Invalid condition operator: invalid-operator
        Invalid effect: invalid-effect
        Invalid federated principal syntax in role trust policy: unknown-provider
        Invalid global condition key: unknown-condition-key
        Invalid partition: invalid-resource
        Invalid policy element: unknown-element
        Invalid principal format: invalid-principal
        Invalid principal key: invalid-principal
        Invalid Region: unknown-region
        Invalid service: unknown-resource-type
        Invalid service condition key: unknown-condition-key
        Invalid service in action: unknown-action
        Invalid service principal format: invalid-principal
        Invalid variable for operator: literal-variable
        Invalid version: invalid-version
        Invalid vpc format: value-type
        Invalid vpce format: value-type
        Json syntax error: invalid-json
        Json syntax error, repeated keys: repeated-element
        Mismatched action for principal: trust-action
        Missing action: missing-element
        Missing action for condition key: condition-key-mismatch
        Missing action for roles anywhere trust policy: trust-action
        Missing ARN field: invalid-resource
        Missing ARN Region: unknown-resource-type
        Missing brace in variable: malformed-variable
        Missing effect: invalid-effect
        Missing principal: missing-element
        Missing qualifier: missing-quantifier
        Missing quote in variable: malformed-variable
        Missing resource: missing-element
        Missing statement: invalid-document
        Missing tag key in condition: unknown-condition-key
        Null with if exists: invalid-operator
        Empty variable: malformed-variable
        Private IP address: private-address
        Private NotIpAddress: private-address
        Role trust policy syntax error notprincipal: prohibited-element
        Role trust policy syntax error resource: prohibited-element
        Role trust policy unsupported wildcard in principal: invalid-principal unusual-spelling
        Type mismatch IP range: invalid-value
        Unique Sids required: repeated-sid
        Unsupported action for condition key: condition-key-mismatch
        Unsupported action in policy: invalid-trust-action
        Unsupported condition key for service principal: service-principal-key
        Unsupported element combination: conflicting-elements
        Unsupported global condition key: deprecated-condition-key
        Unsupported principal: prohibited-element
        Unsupported resource ARN in policy:
        Unsupported Sid: invalid-sid
        Unsupported space in variable: malformed-variable
        Unsupported wildcard in principal: invalid-principal
        Variable unsupported in element: literal-variable
        Variable unsupported in version: literal-variable
    """,
    SECURITY: """
        Allow with NotPrincipal: prohibited-element
        Deny NotAction with unsupported tag condition key for service:
        Deny with unsupported tag condition key for service: tag-condition
        ForAllValues with single valued key: single-valued-key
        Missing condition key for OIDC principal: oidc-subject
        Missing github repo condition key: oidc-subject missing-element
        Missing paired condition keys: unpaired-condition-key
        Pass role with NotAction and NotResource: allow-not-action allow-not-resource
        Pass role with NotResource: pass-role allow-not-resource
        Pass role with star in action and NotResource: wildcard-action service-wildcard allow-not-resource
        Pass role with star in action and resource: wildcard-action service-wildcard pass-role
        Pass role with star in resource: pass-role wildcard-resource
        Pass role with star in resource and NotAction: allow-not-action
        Restrict access to service principal: confused-deputy
        String like operator with ARN condition keys: arn-as-text
    """,
    WARNING: """
        Create SLR with NotAction and NotResource: allow-not-action allow-not-resource
        Create SLR with NotResource: allow-not-resource
        Create SLR with star in action and NotResource: wildcard-action service-wildcard allow-not-resource
        Create SLR with star in action and resource: wildcard-action service-wildcard service-linked-role
        Create SLR with star in resource: service-linked-role
        Create SLR with star in resource and NotAction: allow-not-action
        Deprecated global condition key: deprecated-condition-key
        Invalid date value: value-type
        Invalid role reference: principal-id
        Invalid user reference: principal-id
        Missing version: missing-version invalid-version
        Policy size exceeds identity policy quota: too-large
        Policy size exceeds role trust policy quota: too-large large-trust-policy
        Specific github repo and branch recommended:
        Type mismatch: operator-type
        Type mismatch Boolean: value-type
        Type mismatch date: invalid-value
        Type mismatch number: invalid-value
        Type mismatch string: invalid-condition
        Unique Sids recommended: repeated-sid
        Wildcard without like operator: literal-wildcard
    """,
    SUGGESTION: """
        Allow NotAction with unsupported tag condition key for service:
        Allow with unsupported tag condition key for service: tag-condition
        Confirm audience claim type: single-valued-key
        Empty array action: missing-element
        Empty array condition: empty-element
        Empty array condition ForAllValues: empty-element
        Empty array condition ForAnyValue: empty-element
        Empty array condition IfExists: empty-element
        Empty array principal: missing-element
        Empty array resource: missing-element
        Empty object condition: empty-element
        Empty object principal: missing-element
        Empty Sid value:
        Equivalent to null false: presence-test
        Equivalent to null true:
        Improve IP range: imprecise-address
        Irrelevant condition key in policy:
        Null with qualifier: presence-test
        Private IP address subset: private-address
        Private NotIpAddress subset: private-address
        Recommended condition key for service principal: confused-deputy
        Redundant action: redundant-action
        Redundant condition value num: redundant-value
        Redundant principal in role trust policy: redundant-principal
        Redundant resource: redundant-resource
        Redundant statement: redundant-statement
        Wildcard in service name: invalid-action
    """,
}
# Why no rule covers a check.
REASONS: t.Final[t.Mapping[str, str]] = {
    "Allow NotAction with unsupported tag condition key for service": "allow-not-action finds each such statement.",
    "Deny NotAction with unsupported tag condition key for service": (
        "What NotAction leaves out is most of AWS; which of it knows no tags is no matter of the statement."
    ),
    "Empty Sid value": "AWS's consoles write an empty Sid, and it changes nothing.",
    "Equivalent to null true": "A negated pattern that any value matches is rare, and says what it means.",
    "Federated principal not supported": "A trust policy may have one; an identity-based policy has no principal.",
    "Unsupported resource ARN in policy": "Which resources a policy may name is a matter of resource-based policies.",
    "Specific github repo and branch recommended": (
        "oidc-subject finds subjects that name no owner. All branches, environments and pull requests of a repository, "
        "or all repositories of an organization, can be meant."
    ),
    "Irrelevant condition key in policy": (
        "AWS does not publish which keys it means; service-principal-key and condition-key-mismatch find some."
    ),
}


class Check(t.NamedTuple):
    """A check: its type and name, and the identifiers of the rules that cover it, none if no rule does."""

    type: str
    name: str
    rules: tuple[str, ...]


CHECKS: t.Final[tuple[Check, ...]] = tuple(
    Check(kind, name.strip(), tuple(rules.split()))
    for kind, lines in _COVERED.items()
    for name, _colon, rules in (line.rpartition(":") for line in lines.strip().splitlines())
)


def table() -> str:
    """The rows of the guide's table."""
    return "".join(
        f"  * - {check.type}: {check.name}\n    - "
        + (", ".join(f"``{rule}``" for rule in check.rules) or f"Not covered. {REASONS[check.name]}")
        + "\n"
        for check in CHECKS
    )
