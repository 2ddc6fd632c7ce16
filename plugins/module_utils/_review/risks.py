# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM accepts in a policy document although its author should look at it again: too wide grants, and empty ones.

Sources: the IAM user guide's I(Security best practices in IAM), I(The confused deputy problem), the pages of the
elements and I(IAM policy validation check reference). Whether actions, condition keys and resource types exist is
looked up in the catalogue, if there is one.
"""

from __future__ import annotations

import re
import typing as t

from .._policy import operators
from .._policy import risk_rules as rules
from .._policy.document import Document
from .._policy.parameters import regions
from .._policy.problem import DocumentKind, Problem
from .._policy.statement import Statement
from . import condition_keys, conditions, grants, placeholders, redundancy, targets, trust, variables
from .arn_formats import parts_of
from .catalogue import Catalogue


def document_problems(document: Document, kind: DocumentKind) -> t.Iterator[Problem]:
    """The problems of a document as a whole that IAM accepts."""
    if kind in ("inline", "trust") and "Version" not in document.plain:
        message = "Version is missing, which means 2008-10-17; write 2012-10-17"
        yield Problem(rules.MISSING_VERSION, message, "Version")


def statement_problems(
    statement: Statement, kind: DocumentKind, catalogue: Catalogue | None, version: t.Any
) -> t.Iterator[Problem]:
    """The problems of a statement that IAM accepts; the grammar has found all others."""
    if kind == "trust":
        yield from trust.problems(statement)
    elif kind != "scp" and statement.effect == "Allow":
        yield from grants.problems(statement, catalogue)
    for element in ("Action", "NotAction"):
        yield from _unknown_actions(statement, element, catalogue)
    for element in ("Resource", "NotResource"):
        yield from _resources(statement, element, catalogue)
    yield from _operators(statement)
    yield from _unknown_condition_keys(statement, catalogue)
    yield from conditions.problems(statement, catalogue)
    yield from variables.problems(statement, version)
    if catalogue is not None and kind != "trust":
        yield from targets.problems(statement, catalogue)
    yield from redundancy.problems(statement)
    yield from placeholders.problems(statement)


def _texts(statement: Statement, element: str) -> tuple[str, ...]:
    return statement.texts(element) or ()


def _unknown_actions(statement: Statement, element: str, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for action in _texts(statement, element):
        prefix, _colon, name = action.partition(":")
        if catalogue is None or not name or prefix == "*":
            continue
        names = catalogue.action_names(action)
        if names is None:
            yield Problem(rules.UNKNOWN_ACTION, f"{action}: no service has the prefix {prefix}", element)
        elif not names:
            yield Problem(rules.UNKNOWN_ACTION, f"{action}: {prefix} has no such action", element)


def _resources(statement: Statement, element: str, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for resource in _texts(statement, element):
        if catalogue is not None and not catalogue.knows_resource(resource):
            message = f"{resource} has the ARN format of no resource type of {parts_of(resource)[2]}"
            yield Problem(rules.UNKNOWN_RESOURCE_TYPE, message, element)
        else:
            yield from _region(resource, element)


_REGION = re.compile(r"[a-z0-9-]+")


def _region(resource: str, element: str) -> t.Iterator[Problem]:
    parts = parts_of(resource)
    region = parts[3] if len(parts) == 6 else ""
    if _REGION.fullmatch(region) and not regions.is_known(region):
        message = f"{resource}: AWS has no Region {region}{regions.proposal(region)}"
        yield Problem(rules.UNKNOWN_REGION, message, element)


def _operators(statement: Statement) -> t.Iterator[Problem]:
    for operator, keys in statement.condition.items():
        known = operators.parse(operator)
        if keys and known is not None and operator != known.name:
            message = f"{operator}; write the condition operator in AWS's case, such as StringEquals"
            yield Problem(rules.UNUSUAL_SPELLING, message, f"Condition.{operator}")


def _unknown_condition_keys(statement: Statement, catalogue: Catalogue | None) -> t.Iterator[Problem]:
    for condition in statement.conditions:
        if catalogue is not None and not condition_keys.is_known(condition.key, catalogue):
            element = f"Condition.{condition.operator}.{condition.key}"
            yield Problem(rules.UNKNOWN_CONDITION_KEY, f"{condition.key} is not an AWS condition key", element)
