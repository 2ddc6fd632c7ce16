# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of a review: what IAM refuses, and what it accepts although it should not be granted.

A rule's identifier is public: tasks name it in C(review_ignore), pipelines in their filters. It is never reused.
"""

from __future__ import annotations

import typing as t

from .._finding import Rule
from .pseudo_parameters import REFERENCES

_IAM: t.Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_GRAMMAR: t.Final = f"{_IAM}/reference_policies_grammar.html"
_ELEMENT: t.Final = f"{_IAM}/reference_policies_elements"
_QUOTAS: t.Final = f"{_IAM}/reference_iam-quotas.html"
_LEAST_PRIVILEGE: t.Final = f"{_IAM}/best-practices.html#grant-least-privilege"
_ACTIONS: t.Final = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html"
)

INVALID_JSON: t.Final = Rule("invalid-json", "error", "A policy document is JSON.", _GRAMMAR)
INVALID_DOCUMENT: t.Final = Rule(
    "invalid-document",
    "error",
    "A policy document is one JSON object with at least one statement, which is an object as well.",
    _GRAMMAR,
)
INVALID_CHARACTER: t.Final = Rule(
    "invalid-character",
    "error",
    "A policy document contains only the characters U+0020 to U+00FF, tabs and line breaks.",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html",
)
LEADING_WHITE_SPACE: t.Final = Rule(
    "leading-white-space", "error", "A policy document does not begin with white space.", _GRAMMAR
)
REPEATED_ELEMENT: t.Final = Rule(
    "repeated-element", "error", "An object contains each element once; of two, only one would count.", _GRAMMAR
)
UNKNOWN_ELEMENT: t.Final = Rule(
    "unknown-element", "error", "Documents and statements contain only the elements that the grammar knows.", _GRAMMAR
)
INVALID_TYPE: t.Final = Rule(
    "invalid-type", "error", "An element's value has the JSON type that the grammar gives it.", _GRAMMAR
)
INVALID_VERSION: t.Final = Rule(
    "invalid-version",
    "error",
    "Version is 2012-10-17; inline and trust policies may also use 2008-10-17, which is the default.",
    f"{_ELEMENT}_version.html",
)
INVALID_SID: t.Final = Rule("invalid-sid", "error", "A Sid contains only letters and digits.", f"{_ELEMENT}_sid.html")
REPEATED_SID: t.Final = Rule("repeated-sid", "error", "A Sid is unique in its policy document.", f"{_ELEMENT}_sid.html")
INVALID_EFFECT: t.Final = Rule(
    "invalid-effect",
    "error",
    "Every statement has an Effect, which is exactly Allow or Deny.",
    f"{_ELEMENT}_effect.html",
)
MISSING_ELEMENT: t.Final = Rule(
    "missing-element",
    "error",
    "Every statement has actions, and resources in an identity-based policy or principals in a trust policy. One that "
    "trusts a shared identity provider has a condition on the claim that tells the provider's tenants apart.",
    _GRAMMAR,
)
CONFLICTING_ELEMENTS: t.Final = Rule(
    "conflicting-elements", "error", "A statement has an element or its negation, not both.", _GRAMMAR
)
PROHIBITED_ELEMENT: t.Final = Rule(
    "prohibited-element",
    "error",
    "An identity-based policy has no principals. A trust policy has no resources and no NotPrincipal.",
    f"{_ELEMENT}_principal.html",
)
INVALID_ACTION: t.Final = Rule(
    "invalid-action",
    "error",
    "An action is *, or a service prefix without wildcards, a colon and a name.",
    f"{_ELEMENT}_action.html",
)
INVALID_TRUST_ACTION: t.Final = Rule(
    "invalid-trust-action",
    "error",
    "A trust policy contains only the STS actions with which a role is assumed.",
    f"{_ELEMENT}_principal.html",
)
INVALID_RESOURCE: t.Final = Rule(
    "invalid-resource", "error", "A resource is * or an ARN of a known partition.", f"{_IAM}/reference-arns.html"
)
INVALID_PRINCIPAL: t.Final = Rule(
    "invalid-principal",
    "error",
    "A principal is *, or of type AWS, Service, Federated or CanonicalUser, and its name has no wildcards in it.",
    f"{_ELEMENT}_principal.html",
)
INVALID_OPERATOR: t.Final = Rule(
    "invalid-operator",
    "error",
    "A condition starts with one of IAM's condition operators.",
    f"{_ELEMENT}_condition_operators.html",
)
INVALID_CONDITION: t.Final = Rule(
    "invalid-condition",
    "error",
    "A condition operator contains condition keys, each with a value or a list of values.",
    f"{_ELEMENT}_condition.html",
)
INVALID_VALUE: t.Final = Rule(
    "invalid-value",
    "error",
    "A value has the type of its condition operator: a date, a number, an IP address, an ARN, or base64.",
    f"{_ELEMENT}_condition_operators.html",
)
UNKNOWN_PSEUDO_PARAMETER: t.Final = Rule(
    "unknown-pseudo-parameter",
    "error",
    f"The only pseudo parameters are {', '.join(REFERENCES[:-1])} and {REFERENCES[-1]}.",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html",
)
TOO_LARGE: t.Final = Rule(
    "too-large",
    "error",
    "A managed policy has at most 6,144 characters, a trust policy 4,096, all inline policies of a role 10,240, "
    "white space not counted.",
    _QUOTAS,
)

LARGE_TRUST_POLICY: t.Final = Rule(
    "large-trust-policy",
    "warning",
    "A trust policy has at most 2,048 characters, unless AWS has raised the quota of the account.",
    _QUOTAS,
)
WILDCARD_ACTION: t.Final = Rule(
    "wildcard-action", "warning", "Action * allows everything, in all present and future services.", _LEAST_PRIVILEGE
)
SERVICE_WILDCARD: t.Final = Rule(
    "service-wildcard", "warning", "SERVICE:* allows every action of the service.", _LEAST_PRIVILEGE
)
WILDCARD_RESOURCE: t.Final = Rule(
    "wildcard-resource",
    "warning",
    "An action that supports resource types is allowed only on the resources it needs.",
    _LEAST_PRIVILEGE,
    needs_catalogue=True,
)
MIXED_SERVICES: t.Final = Rule(
    "mixed-services",
    "warning",
    "A statement that lists resources has actions of one service; otherwise each action is allowed on all of them.",
    _LEAST_PRIVILEGE,
)
PASS_ROLE: t.Final = Rule(
    "pass-role",
    "warning",
    "A condition on iam:PassedToService limits iam:PassRole to the services that need the role.",
    f"{_IAM}/id_roles_use_passrole.html",
)
CONFUSED_DEPUTY: t.Final = Rule(
    "confused-deputy",
    "warning",
    "A condition on aws:SourceAccount, aws:SourceArn or aws:SourceOrgID limits for whom a service assumes the role.",
    f"{_IAM}/confused-deputy.html",
)
UNUSUAL_SPELLING: t.Final = Rule(
    "unusual-spelling",
    "warning",
    "Condition operators, and the actions and the * principal of trust policies, are spelled as AWS documents them; "
    "sources differ on whether IAM accepts other spellings.",
    f"{_ELEMENT}_condition_operators.html",
)
PUBLIC_PRINCIPAL: t.Final = Rule(
    "public-principal",
    "warning",
    "Principal * trusts everyone; a condition limits who can assume the role.",
    f"{_ELEMENT}_principal.html#principal-anonymous",
)
ALLOW_NOT_ACTION: t.Final = Rule(
    "allow-not-action",
    "warning",
    "NotAction with Allow allows every action except those listed, including future ones.",
    f"{_ELEMENT}_notaction.html",
)
ALLOW_NOT_RESOURCE: t.Final = Rule(
    "allow-not-resource",
    "warning",
    "NotResource with Allow allows the actions on every resource except those listed.",
    f"{_ELEMENT}_notresource.html",
)
UNKNOWN_ACTION: t.Final = Rule(
    "unknown-action",
    "warning",
    "Every action exists; IAM accepts one that does not, but it grants nothing.",
    _ACTIONS,
    needs_catalogue=True,
)
UNKNOWN_CONDITION_KEY: t.Final = Rule(
    "unknown-condition-key",
    "warning",
    "Every condition key exists; IAM accepts one that does not, but no request contains it.",
    f"{_IAM}/reference_policies_condition-keys.html",
    needs_catalogue=True,
)
UNKNOWN_RESOURCE_TYPE: t.Final = Rule(
    "unknown-resource-type",
    "warning",
    "The ARN of a resource matches a resource type of its service.",
    _ACTIONS,
    needs_catalogue=True,
)
PLACEHOLDER: t.Final = Rule(
    "placeholder",
    "warning",
    "A tutorial's placeholders are replaced: bucket-name, 123456789012, 01234567890123456789012345678901.",
    "https://docs.aws.amazon.com/pinpoint/latest/developerguide/tutorials-importing-data-create-iam-roles.html",
)
REDUNDANT_STATEMENT: t.Final = Rule(
    "redundant-statement",
    "warning",
    "No statement is covered by another statement of the document.",
    f"{_ELEMENT}_statement.html",
)

RULES: t.Final[t.Mapping[str, Rule]] = {rule.id: rule for rule in tuple(globals().values()) if isinstance(rule, Rule)}
