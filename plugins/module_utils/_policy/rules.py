# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of a review about what IAM refuses, and all rules by their identifiers.

A rule's identifier is public: tasks name it in C(review_ignore), pipelines in their filters. It is never reused.
"""

from __future__ import annotations

import typing as t

from .._finding import Rule
from . import risk_rules, trust_rules
from .pseudo_parameters import REFERENCES

_IAM: t.Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_GRAMMAR: t.Final = f"{_IAM}/reference_policies_grammar.html"
_ELEMENT: t.Final = f"{_IAM}/reference_policies_elements"
_QUOTAS: t.Final = f"{_IAM}/reference_iam-quotas.html"

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
    "Identity-based and service control policies have no principals. A trust policy has no resources and no "
    "NotPrincipal.",
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
    "white space not counted; a service control policy has 10,240.",
    _QUOTAS,
)

_ERRORS: t.Final = tuple(rule for rule in tuple(globals().values()) if isinstance(rule, Rule))
RULES: t.Final[t.Mapping[str, Rule]] = {rule.id: rule for rule in (*_ERRORS, *risk_rules.ALL, *trust_rules.ALL)}
