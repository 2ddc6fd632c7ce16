# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of a review: what IAM refuses, and what it takes though it should not be granted.

A rule's identifier is public: tasks name it in C(review_ignore), pipelines in their filters. It is never reused.
"""

from __future__ import annotations

import typing as t

from .._finding import Rule

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
    "invalid-document", "error", "A policy document is one object with at least one statement, an object too.", _GRAMMAR
)
INVALID_CHARACTER: t.Final = Rule(
    "invalid-character",
    "error",
    "A policy document has the characters U+0020 to U+00FF, tabs and line breaks.",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html",
)
LEADING_WHITE_SPACE: t.Final = Rule(
    "leading-white-space", "error", "A policy document does not begin with white space.", _GRAMMAR
)
REPEATED_ELEMENT: t.Final = Rule(
    "repeated-element", "error", "An element stands once in its object: of two, only one would count.", _GRAMMAR
)
UNKNOWN_ELEMENT: t.Final = Rule(
    "unknown-element", "error", "Documents and statements have the elements of the grammar and no others.", _GRAMMAR
)
INVALID_TYPE: t.Final = Rule(
    "invalid-type", "error", "An element's value has the JSON type that the grammar gives it.", _GRAMMAR
)
INVALID_VERSION: t.Final = Rule(
    "invalid-version",
    "error",
    "Version is 2012-10-17; inline and trust policies may also have 2008-10-17, which is what an absent one means.",
    f"{_ELEMENT}_version.html",
)
INVALID_SID: t.Final = Rule("invalid-sid", "error", "A Sid has letters and digits only.", f"{_ELEMENT}_sid.html")
REPEATED_SID: t.Final = Rule("repeated-sid", "error", "A Sid is unique in its policy document.", f"{_ELEMENT}_sid.html")
INVALID_EFFECT: t.Final = Rule(
    "invalid-effect",
    "error",
    "Every statement has an Effect, Allow or Deny, in exactly this case.",
    f"{_ELEMENT}_effect.html",
)
MISSING_ELEMENT: t.Final = Rule(
    "missing-element",
    "error",
    "A statement has actions; that of an identity policy has resources, that of a trust policy has principals.",
    _GRAMMAR,
)
CONFLICTING_ELEMENTS: t.Final = Rule(
    "conflicting-elements", "error", "A statement has an element or its negation, not both.", _GRAMMAR
)
PROHIBITED_ELEMENT: t.Final = Rule(
    "prohibited-element",
    "error",
    "An identity policy names no principal; a trust policy names no resource, and its principals without negation.",
    f"{_ELEMENT}_principal.html",
)
INVALID_ACTION: t.Final = Rule(
    "invalid-action",
    "error",
    "An action is * or a service's prefix, one colon and a name; the prefix has no wildcards.",
    f"{_ELEMENT}_action.html",
)
INVALID_TRUST_ACTION: t.Final = Rule(
    "invalid-trust-action",
    "error",
    "A trust policy is about the STS actions with which a role is assumed, and about no others.",
    f"{_ELEMENT}_principal.html",
)
INVALID_RESOURCE: t.Final = Rule(
    "invalid-resource", "error", "A resource is * or an ARN of a known partition.", f"{_IAM}/reference-arns.html"
)
INVALID_PRINCIPAL: t.Final = Rule(
    "invalid-principal",
    "error",
    "A principal is *, or of the kind AWS, Service, Federated or CanonicalUser; names have no wildcards in them.",
    f"{_ELEMENT}_principal.html",
)
INVALID_OPERATOR: t.Final = Rule(
    "invalid-operator",
    "error",
    "A condition begins with one of IAM's condition operators.",
    f"{_ELEMENT}_condition_operators.html",
)
INVALID_CONDITION: t.Final = Rule(
    "invalid-condition",
    "error",
    "Under a condition operator stand condition keys, and under each a value or a list of values.",
    f"{_ELEMENT}_condition.html",
)
INVALID_VALUE: t.Final = Rule(
    "invalid-value",
    "error",
    "A value is of its condition operator's type: a date, a number, an IP address, an ARN, or base64.",
    f"{_ELEMENT}_condition_operators.html",
)
UNKNOWN_PSEUDO_PARAMETER: t.Final = Rule(
    "unknown-pseudo-parameter",
    "error",
    "${AWS::AccountId}, ${AWS::Partition}, ${AWS::Region} and ${AWS::URLSuffix} are filled in, and no others.",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html",
)
TOO_LARGE: t.Final = Rule(
    "too-large",
    "error",
    "A managed policy has at most 6,144 characters, a trust policy 4,096, a role's inline policies together 10,240, "
    "white space not counted.",
    _QUOTAS,
)

LARGE_TRUST_POLICY: t.Final = Rule(
    "large-trust-policy",
    "warning",
    "A trust policy has at most 2,048 characters in an account that has not asked AWS for more.",
    _QUOTAS,
)
WILDCARD_ACTION: t.Final = Rule(
    "wildcard-action", "warning", "Action * allows everything, in all services of today and tomorrow.", _LEAST_PRIVILEGE
)
SERVICE_WILDCARD: t.Final = Rule(
    "service-wildcard", "warning", "SERVICE:* allows everything that the service can do.", _LEAST_PRIVILEGE
)
WILDCARD_RESOURCE: t.Final = Rule(
    "wildcard-resource",
    "warning",
    "An action that works on resources of a type is allowed on those it needs, not on all.",
    _LEAST_PRIVILEGE,
    needs_catalogue=True,
)
MIXED_SERVICES: t.Final = Rule(
    "mixed-services",
    "warning",
    "Actions of different services share no statement that lists resources: each is allowed on all of them.",
    _LEAST_PRIVILEGE,
)
PASS_ROLE: t.Final = Rule(
    "pass-role",
    "warning",
    "iam:PassRole says with iam:PassedToService which service the role may be passed to.",
    f"{_IAM}/id_roles_use_passrole.html",
)
CONFUSED_DEPUTY: t.Final = Rule(
    "confused-deputy",
    "warning",
    "A trusted service says with aws:SourceAccount, aws:SourceArn or aws:SourceOrgID on whose behalf it may come.",
    f"{_IAM}/confused-deputy.html",
)
UNUSUAL_SPELLING: t.Final = Rule(
    "unusual-spelling",
    "warning",
    "Condition operators, the actions of trust policies and everybody as their principal are spelled as AWS documents "
    "them: sources differ on whether IAM takes them otherwise.",
    f"{_ELEMENT}_condition_operators.html",
)
PUBLIC_PRINCIPAL: t.Final = Rule(
    "public-principal",
    "warning",
    "Principal * lets everybody in; a condition says who is meant.",
    f"{_ELEMENT}_principal.html#principal-anonymous",
)
ALLOW_NOT_ACTION: t.Final = Rule(
    "allow-not-action",
    "warning",
    "NotAction with Allow allows every action but those listed, new ones included.",
    f"{_ELEMENT}_notaction.html",
)
ALLOW_NOT_RESOURCE: t.Final = Rule(
    "allow-not-resource",
    "warning",
    "NotResource with Allow allows the actions on every resource but those listed.",
    f"{_ELEMENT}_notresource.html",
)
UNKNOWN_ACTION: t.Final = Rule(
    "unknown-action",
    "warning",
    "An action exists: IAM takes one that does not, and it grants nothing.",
    _ACTIONS,
    needs_catalogue=True,
)
UNKNOWN_CONDITION_KEY: t.Final = Rule(
    "unknown-condition-key",
    "warning",
    "A condition key exists: IAM takes one that does not, and no request has it.",
    f"{_IAM}/reference_policies_condition-keys.html",
    needs_catalogue=True,
)
UNKNOWN_RESOURCE_TYPE: t.Final = Rule(
    "unknown-resource-type",
    "warning",
    "The ARN of a resource has the form of a resource type of its service.",
    _ACTIONS,
    needs_catalogue=True,
)
PLACEHOLDER: t.Final = Rule(
    "placeholder",
    "warning",
    "A tutorial's placeholder is replaced: bucket-name, 123456789012, 01234567890123456789012345678901.",
    "https://docs.aws.amazon.com/pinpoint/latest/developerguide/tutorials-importing-data-create-iam-roles.html",
)
REDUNDANT_STATEMENT: t.Final = Rule(
    "redundant-statement",
    "warning",
    "A statement says something that no other statement of the document says already.",
    f"{_ELEMENT}_statement.html",
)

RULES: t.Final[t.Mapping[str, Rule]] = {rule.id: rule for rule in tuple(globals().values()) if isinstance(rule, Rule)}
