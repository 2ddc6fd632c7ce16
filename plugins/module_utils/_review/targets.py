# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Actions that have nothing to do with the resources, condition keys or tags of their statement."""

from __future__ import annotations

import re
import typing as t

from .._arn import PART
from .._policy import operators
from .._policy import risk_rules as rules
from .._policy.operators import Operator
from .._policy.problem import Problem, listed
from .._policy.statement import Condition, Statement
from . import condition_keys
from .arn_formats import parts_of
from .catalogue import Action, Catalogue, ResourceType

# What AWS takes with an action, or all of a service, although its reference does not list it.
_ALSO_FITTING: t.Final[t.Mapping[str, re.Pattern[str]]] = {
    # The developer guide of AWS WAF, I(Actions that require additional permissions settings).
    "appsync:setwebacl": re.compile(rf"arn:{PART}:appsync:{PART}:{PART}:apis/.*"),
    "elasticloadbalancing:setwebacl": re.compile(rf"arn:{PART}:elasticloadbalancing:{PART}:{PART}:loadbalancer/app/.*"),
    "cloudformation": re.compile(rf"arn:{PART}:cloudformation:{PART}:aws:transform/.*"),
    "iam": re.compile(rf"arn:{PART}:iam::{PART}:(?:mfa|sms-mfa|u2f)/.*"),
    # The user guide of Systems Manager, I(Sample IAM policies for Session Manager).
    "ssmmessages": re.compile(rf"arn:{PART}:ssm:{PART}:{PART}:session/.*"),
    "sts": re.compile(rf"arn:{PART}:(?:iam|sts)::.*"),
    "sts:assumerole": re.compile(rf"arn:{PART}:iam::{PART}:role/.*"),
}
# Services that authorize their lists by ARNs of the type that they list.
_LISTING_BY_ARN: t.Final = frozenset(("iam", "logs"))
# The reference often lists too few types of resources that can be tagged.
_TAGGING = re.compile(r"(?:tag|untag|listtags).*|(?:create|delete|add|remove)tags.*")


def problems(statement: Statement, catalogue: Catalogue) -> t.Iterator[Problem]:
    """The problems of a statement with actions, judged action by action: one match of a pattern is enough."""
    found = {pattern: catalogue.actions(pattern) or () for pattern in statement.actions or () if ":" in pattern}
    # A pattern without a match is an unknown action.
    actions = {pattern: matches for pattern, matches in found.items() if matches and pattern != "*:*"}
    yield from _resources(statement, actions)
    yield from _keys(statement, actions, catalogue)


def _resources(statement: Statement, actions: t.Mapping[str, t.Sequence[Action]]) -> t.Iterator[Problem]:
    resources = statement.resources or ()
    if not resources or "*" in resources:
        return
    known: dict[tuple[ResourceType, ...], bool] = {}
    misfits = {
        pattern: {kind.name for action in matches for kind in action.resource_types}
        for pattern, matches in actions.items()
        if not any(_fits(action, resources, known) for action in matches) and not _may_fit(pattern, matches, resources)
    }
    yield from _misfits(misfits)


def _misfits(misfits: t.Mapping[str, t.Collection[str]]) -> t.Iterator[Problem]:
    """The problems of actions without a resource, each with the types of resources that it works on."""
    unspecific = [pattern for pattern, types in misfits.items() if not types]
    if unspecific:
        message = f"{listed(unspecific)} works on no particular resource; only Resource * allows or denies it"
        yield Problem(rules.RESOURCE_MISMATCH, message, "Action")
    for pattern, types in misfits.items():
        if types:
            message = f"{pattern} works on {listed(sorted(types))}, and no resource of the statement is one"
            yield Problem(rules.RESOURCE_MISMATCH, message, "Action")


def _fits(action: Action, resources: t.Sequence[str], known: dict[tuple[ResourceType, ...], bool]) -> bool:
    """Whether one of the resources, none of which is *, can be one that the action works on."""
    types = action.resource_types
    if types not in known:
        known[types] = any(kind.admits(resource) for kind in types for resource in resources)
    return known[types]


def _may_fit(pattern: str, matches: t.Sequence[Action], resources: t.Sequence[str]) -> bool:
    """Whether AWS may take one of the resources with the action, whatever its reference says."""
    service, _colon, name = pattern.lower().partition(":")
    also = _ALSO_FITTING.get(pattern.lower()) or _ALSO_FITTING.get(service)
    if _TAGGING.fullmatch(name) or (also is not None and any(map(also.fullmatch, resources))):
        return True
    if any(action.resource_types for action in matches):
        return False
    return any(_is_list_of(service, resource) for resource in resources)


def _is_list_of(service: str, resource: str) -> bool:
    """Whether a service may authorize a list by the ARN: by one with a wildcard for the resource, or by any."""
    parts = parts_of(resource)
    return len(parts) == 6 and parts[2] == service and (service in _LISTING_BY_ARN or not parts[5].strip("*"))


_TAGS_OF: t.Final[t.Mapping[str, str]] = {
    "aws:resourcetag": "resources",
    "aws:requesttag": "requests",
    "aws:tagkeys": "requests",
}


def _keys(
    statement: Statement, actions: t.Mapping[str, t.Sequence[Action]], catalogue: Catalogue
) -> t.Iterator[Problem]:
    for condition in statement.conditions:
        operator = operators.parse(condition.operator)
        key = condition.key.lower()
        name = condition_keys.name_of(key)
        if operator is None or _is_met_without(operator, condition):
            continue
        if name in _TAGS_OF:
            yield from _tags(statement, condition, actions, key)
        elif not name.startswith("aws:") and not condition_keys.IDENTITY_PROVIDER_KEY.fullmatch(key):
            yield from _service_key(condition, actions, key, catalogue)


def _is_met_without(operator: Operator, condition: Condition) -> bool:
    """Whether an action without the key meets the condition all the same."""
    if operator.comparison == "null":
        return condition.values != ("false",)
    return operator.admits_absence


def _service_key(
    condition: Condition, actions: t.Mapping[str, t.Sequence[Action]], key: str, catalogue: Catalogue
) -> t.Iterator[Problem]:
    without = [pattern for pattern, matches in actions.items() if not any(each.keys.has(key) for each in matches)]
    # The reference lists some keys for no action: those about sessions, and those that it forgets.
    if without and key not in condition_keys.LISTED_TOO_SELDOM and catalogue.has_actions_with(key):
        message = f"{listed(without)} never has {condition.key}, so that the condition is not met; move it elsewhere"
        yield Problem(rules.KEY_MISMATCH, message, f"Condition.{condition.operator}.{condition.key}")


def _tags(
    statement: Statement, condition: Condition, actions: t.Mapping[str, t.Sequence[Action]], key: str
) -> t.Iterator[Problem]:
    """Conditions on tags where the service knows none: with Deny nothing is denied, with Allow nothing allowed."""
    without = [pattern for pattern, matches in actions.items() if not any(each.keys.has(key) for each in matches)]
    if without:
        effect = "denies" if statement.effect == "Deny" else "allows"
        message = f"{listed(without)} knows no {condition.key}, so that the statement {effect} nothing there"
        yield Problem(rules.TAG_CONDITION, message, f"Condition.{condition.operator}.{condition.key}")
