# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of a review about what IAM accepts although it should not be granted, or grants nothing.

A rule's identifier is public: tasks name it in C(review_ignore), pipelines in their filters. It is never reused.
"""

from __future__ import annotations

import typing as t

from .._finding import Rule

_IAM: t.Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_ELEMENT: t.Final = f"{_IAM}/reference_policies_elements"
_OPERATORS: t.Final = f"{_ELEMENT}_condition_operators.html"
_SET_OPERATORS: t.Final = f"{_IAM}/reference_policies_condition-single-vs-multi-valued-context-keys.html"
_VARIABLES: t.Final = f"{_IAM}/reference_policies_variables.html"
_KEYS: t.Final = f"{_IAM}/reference_policies_condition-keys.html"
_QUOTAS: t.Final = f"{_IAM}/reference_iam-quotas.html"
_LEAST_PRIVILEGE: t.Final = f"{_IAM}/best-practices.html#grant-least-privilege"
_ACTIONS: t.Final = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html"
)


def warning(identifier: str, words: str, url: str, *, score: float, needs_catalogue: bool = False) -> Rule:
    """A rule whose findings are warnings."""
    return Rule(identifier, "warning", words, url, score=score, needs_catalogue=needs_catalogue)


WILDCARD_ACTION: t.Final = warning(
    "wildcard-action",
    "Action * allows everything, in all present and future services.",
    _LEAST_PRIVILEGE,
    score=9.0,
)
SERVICE_WILDCARD: t.Final = warning(
    "service-wildcard",
    "SERVICE:* allows every action of the service.",
    _LEAST_PRIVILEGE,
    score=7.0,
)
WILDCARD_RESOURCE: t.Final = warning(
    "wildcard-resource",
    "An action that supports resource types is allowed only on the resources it needs.",
    _LEAST_PRIVILEGE,
    needs_catalogue=True,
    score=5.0,
)
MIXED_SERVICES: t.Final = warning(
    "mixed-services",
    "A statement that lists resources has actions of one service; otherwise each action is allowed on all of them.",
    _LEAST_PRIVILEGE,
    score=4.0,
)
PASS_ROLE: t.Final = warning(
    "pass-role",
    "A condition on iam:PassedToService limits iam:PassRole to the services that need the role.",
    f"{_IAM}/id_roles_use_passrole.html",
    score=8.0,
)
UNUSUAL_SPELLING: t.Final = warning(
    "unusual-spelling",
    "Condition operators, and the actions and the * principal of trust policies, are spelled as AWS documents them; "
    "sources differ on whether IAM accepts other spellings.",
    f"{_ELEMENT}_condition_operators.html",
    score=1.0,
)
ALLOW_NOT_ACTION: t.Final = warning(
    "allow-not-action",
    "NotAction with Allow allows every action except those listed, including future ones.",
    f"{_ELEMENT}_notaction.html",
    score=8.0,
)
ALLOW_NOT_RESOURCE: t.Final = warning(
    "allow-not-resource",
    "NotResource with Allow allows the actions on every resource except those listed.",
    f"{_ELEMENT}_notresource.html",
    score=7.0,
)
UNKNOWN_ACTION: t.Final = warning(
    "unknown-action",
    "Every action exists; IAM accepts one that does not, but it grants nothing.",
    _ACTIONS,
    needs_catalogue=True,
    score=2.0,
)
UNKNOWN_CONDITION_KEY: t.Final = warning(
    "unknown-condition-key",
    "Every condition key exists; IAM accepts one that does not, but no request contains it.",
    f"{_IAM}/reference_policies_condition-keys.html",
    needs_catalogue=True,
    score=4.0,
)
UNKNOWN_RESOURCE_TYPE: t.Final = warning(
    "unknown-resource-type",
    "The ARN of a resource matches a resource type of its service.",
    _ACTIONS,
    needs_catalogue=True,
    score=2.0,
)
PLACEHOLDER: t.Final = warning(
    "placeholder",
    "Placeholders of tutorials are replaced: bucket-name, 123456789012, <name>, ${ACCOUNT_ID}, REGION and the like.",
    "https://docs.aws.amazon.com/pinpoint/latest/developerguide/tutorials-importing-data-create-iam-roles.html",
    score=5.0,
)
REDUNDANT_STATEMENT: t.Final = warning(
    "redundant-statement",
    "No statement is covered by another statement of the document.",
    f"{_ELEMENT}_statement.html",
    score=1.0,
)
LITERAL_VARIABLE: t.Final = warning(
    "literal-variable",
    "A policy variable stands where IAM resolves it: in a document of Version 2012-10-17, in a resource or in "
    "a value that is compared as text or ARN.",
    _VARIABLES,
    score=4.0,
)
MALFORMED_VARIABLE: t.Final = warning(
    "malformed-variable",
    "A policy variable exists and is closed: ${aws:username}, or with a default value ${aws:PrincipalTag/team, "
    "'none'}.",
    _VARIABLES,
    score=4.0,
)
MISSING_VERSION: t.Final = warning(
    "missing-version",
    "A document has a Version; without one it is 2008-10-17, in which policy variables are text.",
    f"{_ELEMENT}_version.html",
    score=1.0,
)
LITERAL_WILDCARD: t.Final = warning(
    "literal-wildcard",
    "Wildcards stand in values that are compared with StringLike, or with ARNs; StringEquals takes them literally.",
    _OPERATORS,
    score=4.0,
)
OPERATOR_TYPE: t.Final = warning(
    "operator-type",
    "A condition operator compares values of its key's type.",
    _OPERATORS,
    needs_catalogue=True,
    score=4.0,
)
SINGLE_VALUED_KEY: t.Final = warning(
    "single-valued-key",
    "ForAllValues stands with keys of several values; it is also met by a request without the key.",
    _SET_OPERATORS,
    needs_catalogue=True,
    score=6.0,
)
MISSING_QUANTIFIER: t.Final = warning(
    "missing-quantifier",
    "A key of several values is compared with ForAnyValue or ForAllValues.",
    _SET_OPERATORS,
    needs_catalogue=True,
    score=3.0,
)
VALUE_TYPE: t.Final = warning(
    "value-type",
    "A value is one that its condition key can have: true or false, a date, an account id, the id of a VPC.",
    _OPERATORS,
    score=3.0,
)
PRESENCE_TEST: t.Final = warning(
    "presence-test",
    "Whether a key is in the request is tested with Null, not with a pattern that any value matches.",
    f"{_OPERATORS}#Conditions_Null",
    score=2.0,
)
ARN_AS_TEXT: t.Final = warning(
    "arn-as-text",
    "ARNs with wildcards are compared with ArnLike, part by part; in StringLike a wildcard also matches colons.",
    f"{_OPERATORS}#Conditions_ARN",
    score=4.0,
)
PRIVATE_ADDRESS: t.Final = warning(
    "private-address",
    "aws:SourceIp is compared with public addresses; requests through a VPC endpoint have aws:VpcSourceIp.",
    f"{_IAM}/reference_policies_condition-keys.html#condition-keys-sourceip",
    score=3.0,
)
IMPRECISE_ADDRESS: t.Final = warning(
    "imprecise-address",
    "A range of addresses begins with its first address.",
    f"{_OPERATORS}#Conditions_IPAddress",
    score=2.0,
)
DEPRECATED_KEY: t.Final = warning(
    "deprecated-condition-key",
    "Condition keys are those that AWS recommends today.",
    _KEYS,
    score=2.0,
)
REPEATED_KEY: t.Final = warning(
    "repeated-condition-key",
    "A condition key stands once under its operator, in whichever case.",
    f"{_ELEMENT}_condition.html",
    score=3.0,
)
UNPAIRED_KEY: t.Final = warning(
    "unpaired-condition-key",
    "Condition keys that say little alone stand with the keys that complete them: aws:VpcSourceIp with "
    "aws:SourceVpc, aws:SourceArn of a bucket with aws:SourceAccount.",
    _KEYS,
    score=4.0,
)
EMPTY_ELEMENT: t.Final = warning(
    "empty-element",
    "Conditions, operators and keys have something in them.",
    f"{_ELEMENT}_condition.html",
    score=3.0,
)
KEY_MISMATCH: t.Final = warning(
    "condition-key-mismatch",
    "An action has the condition keys that its statement asks for.",
    _ACTIONS,
    needs_catalogue=True,
    score=3.0,
)
TAG_CONDITION: t.Final = warning(
    "tag-condition",
    "A condition on tags stands with actions that know tags.",
    f"{_IAM}/access_tags.html",
    needs_catalogue=True,
    score=4.0,
)
RESOURCE_MISMATCH: t.Final = warning(
    "resource-mismatch",
    "A statement has for each action a resource of a type that the action works on.",
    _ACTIONS,
    needs_catalogue=True,
    score=3.0,
)
SERVICE_LINKED_ROLE: t.Final = warning(
    "service-linked-role",
    "A condition on iam:AWSServiceName, or the resource, limits for which services service-linked roles are created.",
    f"{_IAM}/using-service-linked-roles.html",
    score=5.0,
)
UNKNOWN_REGION: t.Final = warning(
    "unknown-region",
    "The Region of an ARN is one that AWS has.",
    f"{_IAM}/reference-arns.html",
    score=2.0,
)
REDUNDANT_ACTION: t.Final = warning(
    "redundant-action",
    "No action is covered by another action of the statement.",
    f"{_ELEMENT}_action.html",
    score=1.0,
)
REDUNDANT_RESOURCE: t.Final = warning(
    "redundant-resource",
    "No resource is covered by another resource of the statement.",
    f"{_ELEMENT}_resource.html",
    score=1.0,
)
REDUNDANT_VALUE: t.Final = warning(
    "redundant-value",
    "No value of a condition is covered by another value of it.",
    f"{_ELEMENT}_condition.html",
    score=1.0,
)
REDUNDANT_PRINCIPAL: t.Final = warning(
    "redundant-principal",
    "No principal is covered by another principal of the statement.",
    f"{_ELEMENT}_principal.html",
    score=1.0,
)
PRIVILEGE_ESCALATION: t.Final = warning(
    "privilege-escalation",
    "All policies of a role together leave it no way to gain permissions that they do not grant.",
    f"{_IAM}/access_policies_boundaries.html",
    score=9.0,
)

# What only a policy that grants something can have wrong.
ABOUT_GRANTS: t.Final = frozenset(
    (
        *(ALLOW_NOT_ACTION, ALLOW_NOT_RESOURCE, MIXED_SERVICES, PASS_ROLE, SERVICE_LINKED_ROLE, SERVICE_WILDCARD),
        *(WILDCARD_ACTION, WILDCARD_RESOURCE),
    )
)

ALL: t.Final = tuple(rule for rule in tuple(globals().values()) if isinstance(rule, Rule))
