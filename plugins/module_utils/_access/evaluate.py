# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decides about one request, as IAM does: the concrete evaluator, which confirms each counterexample.

It shares patterns and operators with the proofs, but none of their reasoning about sets of requests.
"""

from __future__ import annotations

import functools
import itertools
import re
import typing as t
from dataclasses import dataclass

from .._policy.canonical import folded_key
from .._policy.statement import Condition, Effect
from . import decisions, globs, variables
from .decisions import Decision, all_of, any_of, negation
from .policies import PRINCIPAL_ARN, AccessStatement, Policies, Principal, Request, account_named
from .variables import Variables


@dataclass(frozen=True)
class Evaluation:
    """Whether a request is allowed, C(None) if that is not known, and the statements that decide it."""

    is_allowed: Decision
    allowed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()


def evaluate(policies: Policies, request: Request) -> Evaluation:
    """Whether the policies allow a request."""
    if policies.doubt is not None:
        return Evaluation(None)
    allowed = [_decisions(layer, "Allow", request) for layer in policies.labelled]
    denied = list(itertools.chain.from_iterable(_decisions(layer, "Deny", request) for layer in policies.labelled))
    # Without a layer, nothing allows the request.
    layers = [_any(layer) for layer in allowed] or [False]
    return Evaluation(
        all_of([*layers, negation(_any(denied))]),
        _applied(itertools.chain.from_iterable(allowed)),
        _applied(denied),
    )


def _any(decisions: t.Iterable[tuple[str, Decision]]) -> Decision:
    return any_of(decision for _label, decision in decisions)


def _applied(decisions: t.Iterable[tuple[str, Decision]]) -> tuple[str, ...]:
    return tuple(label for label, decision in decisions if decision)


def _decisions(
    layer: t.Iterable[tuple[str, AccessStatement]], effect: Effect, request: Request
) -> list[tuple[str, Decision]]:
    return [(label, applies(one, request)) for label, one in layer if one.effect == effect]


def applies(one: AccessStatement, request: Request) -> Decision:
    """Whether a statement applies to a request."""
    action = _action(one, request)
    if action is False:
        return False
    if one.doubt is not None:
        return None
    decisions = [action, _resource(one, request), _principal(one, request)]
    return all_of([*decisions, *_conditions(one, request)])


def _action(one: AccessStatement, request: Request) -> Decision:
    given = request.action.lower()
    if not one.has_known_actions:
        return None
    if one.statement.actions is not None:
        return _has_action(one.statement.actions, given)
    return not _has_action(one.statement.not_actions or (), given)


def _has_action(texts: t.Sequence[str], given: str) -> bool:
    wild = (action_pattern(text) for text in texts if "*" in text or "?" in text)
    return any(text.lower() == given for text in texts) or any(pattern.matches(given) for pattern in wild)


@functools.lru_cache(maxsize=2_048)
def action_pattern(text: str) -> globs.Pattern:
    """The pattern of an action, which IAM compares without case."""
    return globs.glob((character, True) for character in text.lower())


def _resource(one: AccessStatement, request: Request) -> Decision:
    if one.is_trust:
        return True
    context = Variables(one.version, request.context)
    listed = one.statement.resources
    if listed is not None:
        return any_of(_is_resource(text, request.resource, context, one.version) for text in listed)
    excluded = one.statement.not_resources or ()
    return negation(any_of(_is_resource(text, request.resource, context, one.version) for text in excluded))


def _is_resource(text: str, resource: str, context: Variables, version: str) -> Decision:
    """Whether a pattern matches a resource. A variable without a value makes it match nothing.

    A resource C(*), of actions that have none, is matched only by asterisks.
    """
    if resource == "*":
        return is_everything(text)
    if not resource.startswith(_beginning(text)):
        return False
    filled = context.fill(text) if variables.has_any(text, version) else variables.pieces(text, version)
    if filled is None:
        return False if context.is_without_value(text) else None
    narrow, wide = (_arn(filled, crosses_parts=crosses).matches(resource) for crosses in (False, True))
    if not wide:
        return False
    return True if narrow and globs.has_all_parts(text) else None


def is_everything(text: str) -> bool:
    return not text.strip("*")


def _beginning(text: str) -> str:
    """The characters of a pattern before its first wildcard or variable."""
    return _SPECIAL.split(text, maxsplit=1)[0]


_SPECIAL = re.compile(r"[*?$]")


def _arn(pieces: t.Sequence[variables.Piece], *, crosses_parts: bool) -> globs.Pattern:
    return globs.arn([(piece.text, piece.is_wild) for piece in pieces], crosses_parts=crosses_parts)


@functools.lru_cache(maxsize=4_096)
def resource_pattern(text: str, version: str, *, crosses_parts: bool = False) -> globs.Pattern:
    """The pattern of a resource, with an asterisk for each variable."""
    return _arn(variables.pieces(text, version), crosses_parts=crosses_parts)


def _principal(one: AccessStatement, request: Request) -> Decision:
    if not one.is_trust:
        return True
    caller = request.principal
    if caller is None:
        return None
    return any_of(
        names(caller, kind, name) for kind, listed in (one.statement.principals or {}).items() for name in listed
    )


def names(caller: Principal, kind: str, name: str) -> Decision:
    """Whether a name of that kind in a Principal element stands for the caller: everybody, its account, or itself.

    Everybody, C("*") or its equal C({"AWS": "*"}), is services and federated principals too: so the verdicts that AWS
    publishes for its custom policy checks say.
    """
    if name == "*" and kind == "AWS":
        return True
    if kind != caller.type:
        return False
    if kind == "AWS":
        return _names_aws_principal(caller, name)
    return name in ("*", caller.name)


def _names_aws_principal(caller: Principal, name: str) -> Decision:
    account = account_named(name)
    if caller.account is None:
        # A unique id is that of a principal that is gone, or of one whose ARN the policy does not have.
        return None if account is not None or name == caller.name else False
    if account is not None:
        return account == caller.account
    return None if caller.may_be_session_of(name) else name == caller.name


def _conditions(one: AccessStatement, request: Request) -> t.Iterator[Decision]:
    context = Variables(one.version, request.context)
    for condition in one.statement.conditions:
        wanted = decisions.operator(condition.operator)
        given = request.context.get(folded_key(condition.key))
        if (
            wanted is None
            or decisions.is_doubtful(wanted, condition.values, one.version)
            or _is_about_session(request, condition)
        ):
            yield None
        else:
            yield decisions.decide(wanted, condition.values, given, context)


def _is_about_session(request: Request, condition: Condition) -> bool:
    """Whether a condition needs the ARN of the role that a session belongs to, whose path the session does not say."""
    if request.principal is None or not request.principal.is_role_session:
        return False
    compared = (folded_key(condition.key), *(name for value in condition.values for name in variables.names(value)))
    return PRINCIPAL_ARN in compared
