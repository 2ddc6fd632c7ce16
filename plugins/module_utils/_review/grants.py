# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a statement of an identity-based policy allows although its author should look at it again."""

from __future__ import annotations

import re
import typing as t

from .._arn import PART
from .._policy import coverage, operators
from .._policy import risk_rules as rules
from .._policy.problem import Problem, listed
from .._policy.statement import Statement
from .arn_formats import parts_of
from .catalogue import Catalogue


def problems(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    """The problems of a statement that allows something."""
    if statement.not_actions is not None:
        message = f"allows every action except {listed(statement.not_actions)}"
        yield Problem(rules.ALLOW_NOT_ACTION, message, "NotAction")
    if statement.not_resources is not None:
        message = f"allows its actions on every resource except {listed(statement.not_resources)}"
        yield Problem(rules.ALLOW_NOT_RESOURCE, message, "NotResource")
    for action in statement.actions or ():
        prefix, _colon, name = action.partition(":")
        if set(action) <= {"*", ":"}:
            yield Problem(rules.WILDCARD_ACTION, f"{action} allows every action of every service", "Action")
        # Every name has one character, so that ?* matches all of them as well.
        elif name and set(name) <= {"*", "?"} and "*" in name:
            yield Problem(rules.SERVICE_WILDCARD, f"{action} allows every action of {prefix}", "Action")
    yield from _wildcard_resources(statement, catalogue)
    yield from _mixed_services(statement)
    yield from _pass_role(statement)
    yield from _service_linked_roles(statement)


def _wildcard_resources(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for resource in dict.fromkeys(statement.resources or ()):
        restrictable = _restrictable(statement, catalogue) if resource == "*" else []
        if restrictable:
            message = f"{listed(restrictable)} can be restricted to resources, but is allowed on all of them"
            yield Problem(rules.WILDCARD_RESOURCE, message, "Resource")
        elif _is_all_of_a_service(resource):
            message = f"{resource} matches every resource of the service in every account"
            yield Problem(rules.WILDCARD_RESOURCE, message, "Resource")


def _restrictable(statement: Statement, catalogue: Catalogue | None) -> list[str]:
    """The actions that work on resources, and that nothing in the statement restricts to some of them."""
    if catalogue is None:
        return []
    keys = _deciding_keys(statement)
    actions = [action for action in statement.actions or () if not _is_scoped(action, keys)]
    # Some actions support no other resource than *. A pattern counts if every action that it matches does.
    return [action for action in actions if _works_on_resources(catalogue, action)]


# Conditions on tags of the resource, or on another name of it, say which resources are meant.
_OF_RESOURCES = re.compile(r"[a-z0-9-]+:resourcetag/.+|kms:requestalias|kms:resourcealiases")


def _is_scoped(action: str, keys: t.Collection[str]) -> bool:
    """Whether conditions on these keys limit the resources of an action."""
    if action.lower() == "iam:createservicelinkedrole" and "iam:awsservicename" in keys:
        return True
    return any(map(_OF_RESOURCES.fullmatch, keys))


def _deciding_keys(statement: Statement) -> set[str]:
    """The condition keys, in lower case, without which a request does not meet the conditions."""
    operator_of = {condition.operator: operators.parse(condition.operator) for condition in statement.conditions}
    absent = {name for name, operator in operator_of.items() if operator is None or operator.admits_absence}
    present = {condition.key.lower() for condition in statement.conditions if condition.operator not in absent}
    return present & _restricted_keys(statement)


# Types of which each account and Region has one resource: to name it would restrict nothing.
_SINGLE_RESOURCES: t.Final = frozenset((("cloudwatch", "dataset"),))


def _works_on_resources(catalogue: Catalogue, action: str) -> bool:
    service = action.partition(":")[0].lower()
    actions = catalogue.actions(action)
    return bool(actions) and all(
        any((service, kind.name) not in _SINGLE_RESOURCES for kind in each.resource_types) for each in actions or ()
    )


def _is_all_of_a_service(resource: str) -> bool:
    """Whether an ARN has only wildcards for the resource and, if it has an account, for the account."""
    # IAM completes an ARN that is too short with wildcards.
    parts = [*parts_of(resource), *("*",) * 5]
    return resource.endswith("*") and parts[0] == "arn" and parts[4] in ("", "*") and not parts[5].strip("*/:")


def _mixed_services(statement: Statement) -> t.Iterator[Problem]:
    services = sorted({action.partition(":")[0].lower() for action in statement.actions or () if ":" in action})
    of_services = {parts[2] for parts in map(parts_of, statement.resources or ()) if len(parts) > 2}
    # If all resources are of one service, the other services' actions may well apply to them, as iam:PassRole does.
    if len(services) > 1 and len(of_services & {*services}) > 1:
        message = f"the statement mixes actions of {listed(services)}: each is allowed on the resources of all"
        yield Problem(rules.MIXED_SERVICES, message, "Action")


def _allowing(statement: Statement, wanted: str) -> list[str]:
    """The actions that allow an action of IAM, apart from full wildcards, which have a finding of their own."""
    actions = [action for action in statement.actions or () if coverage.action(action, wanted)]
    return [action for action in actions if action.lower() not in ("*", "*:*", "iam:*")]


def _pass_role(statement: Statement) -> t.Iterator[Problem]:
    actions = _allowing(statement, "iam:PassRole")
    if actions and "iam:passedtoservice" not in _restricted_keys(statement):
        message = f"{listed(actions)} allows passing the role to any service; restrict it with iam:PassedToService"
        yield Problem(rules.PASS_ROLE, message, "Action")


_ANY_SERVICE_LINKED_ROLE = re.compile(rf"\*|arn:{PART}:iam::{PART}:(?:\*|role/\*|role/aws-service-role/\*.*)")


def _service_linked_roles(statement: Statement) -> t.Iterator[Problem]:
    actions = _allowing(statement, "iam:CreateServiceLinkedRole")
    wide = [resource for resource in statement.resources or () if _ANY_SERVICE_LINKED_ROLE.fullmatch(resource)]
    if actions and wide and "iam:awsservicename" not in _restricted_keys(statement):
        message = (
            f"{listed(actions)} on {wide[0]} creates the service-linked roles of any service; name the service in the "
            "resource, role/aws-service-role/SERVICE/*, or with iam:AWSServiceName"
        )
        yield Problem(rules.SERVICE_LINKED_ROLE, message, "Action")


def _restricted_keys(statement: Statement) -> set[str]:
    """The condition keys, in lower case, that only some values pass. A key of these actions is always there."""
    return {
        condition.key.lower()
        for condition in statement.conditions
        if (operator := operators.parse(condition.operator)) is not None
        and not operator.is_negative
        and operator.comparison != "null"
        # A wildcard among the values, which any value matches, lifts the restriction.
        and not any(value and not value.strip("*") for value in condition.values)
    }
