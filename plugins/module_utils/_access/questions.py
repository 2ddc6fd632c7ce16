# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about what policies allow, each answered by a containment, and how results and people see the answers."""

from __future__ import annotations

import typing as t

from .._policy.document import Document
from .._sanitize import printable
from .containment import Verdict
from .evaluate import evaluate
from .plausible import within_plausibly
from .policies import NOTHING, Policies, Request

# The name of the document that a question is about, which no policy has.
_ASKED: t.Final = "?"


def allows_all(policies: Policies, asked: Document) -> Verdict:
    """Whether the policies allow every request that a document allows, whatever its context.

    A counterexample is a request that they do not allow.
    """
    return _about(policies, within_plausibly(Policies(({_ASKED: asked},), policies.is_trust), policies))


def allows_none(policies: Policies, asked: Document) -> Verdict:
    """Whether the policies allow no request that a document allows. A counterexample is one that they allow."""
    return _about(policies, within_plausibly(policies.beside({_ASKED: asked}), NOTHING))


def allows_only(policies: Policies, asked: Document) -> Verdict:
    """Whether the policies allow only what a document allows. A counterexample is another request that they allow."""
    return within_plausibly(policies, Policies(({_ASKED: asked},), policies.is_trust))


def allows_nothing(policies: Policies) -> Verdict:
    """Whether the policies allow no request at all. A counterexample is one that they allow."""
    return within_plausibly(policies, NOTHING)


def _about(policies: Policies, verdict: Verdict) -> Verdict:
    """The verdict with the statements of the policies alone."""
    if verdict.request is None:
        return verdict
    return Verdict(verdict.answer, verdict.request, evaluate(policies, verdict.request))


def request_to_result(verdict: Verdict) -> dict[str, t.Any] | None:
    """The request of a counterexample as a task's result lists it, always with the same keys; C(None) without one.

    Values of condition keys are the engine's examples and texts of policies, which are untrusted.
    """
    request = verdict.request
    if request is None:
        return None
    evaluation = verdict.evaluation
    return {
        "action": printable(request.action),
        "resource": None if request.principal else printable(request.resource),
        "principal": printable(f"{request.principal.type} {request.principal.name}") if request.principal else None,
        "context": {printable(key): [*map(printable, values)] for key, values in sorted(request.context.items())},
        "allowed_by": [*map(printable, evaluation.allowed_by)] if evaluation else [],
        "denied_by": [*map(printable, evaluation.denied_by)] if evaluation else [],
    }


def sentence(verdict: Verdict) -> str:
    """A request of a counterexample in one line, or why the answer is unknown: a text for people."""
    request = verdict.request
    if request is None:
        return printable(verdict.reason or "")
    what = f"{request.action} on {request.resource}" if request.principal is None else _assumption(request)
    context = ", ".join(f"{key} {_values(values)}" for key, values in sorted(request.context.items()))
    return printable(f"{what}{f' with {context}' if context else ''}{_deciding(verdict)}")


def _assumption(request: Request) -> str:
    caller = t.cast(t.Any, request.principal)
    return f"{request.action} by {caller.type} {caller.name}"


def _values(values: t.Sequence[str]) -> str:
    return " and ".join(values) if values else "without a value"


def _deciding(verdict: Verdict) -> str:
    """The statements that allow the request, or the ones that deny it if it is not allowed."""
    evaluation = verdict.evaluation
    if evaluation is None:
        return ""
    labels, verb = (evaluation.allowed_by, "allowed") if evaluation.is_allowed else (evaluation.denied_by, "denied")
    return f", {verb} by {' and '.join(labels)}" if labels else ""
