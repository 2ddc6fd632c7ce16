# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's wording of errors, by service."""

from __future__ import annotations

import typing as t

from .faults import FaultKind
from .permissions import denied
from .refusal import Refusal
from .request import Request

_RATE_EXCEEDED = Refusal("Throttling", 400, "Rate exceeded")
_THROTTLING: t.Final[t.Mapping[str, Refusal]] = {
    "iam": _RATE_EXCEEDED,
    "sts": _RATE_EXCEEDED,
    "organizations": Refusal(
        "TooManyRequestsException", 400, "AWS Organizations can't complete your request because of too many requests."
    ),
}
_UNAVAILABLE = Refusal("ServiceUnavailable", 503, "Service is temporarily unavailable.")
_SERVER_ERRORS: t.Final[t.Mapping[str, tuple[Refusal, ...]]] = {
    "iam": (
        Refusal(
            "ServiceFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure.",
        ),
        Refusal(
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure.",
        ),
        _UNAVAILABLE,
    ),
    "sts": (
        Refusal(
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure.",
        ),
        _UNAVAILABLE,
    ),
    "organizations": (
        Refusal(
            "ServiceException",
            500,
            "AWS Organizations can't complete your request because of an internal error. Try again later.",
        ),
    ),
}
_CONCURRENT_MODIFICATION = Refusal(
    "ConcurrentModification",
    409,
    "The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a "
    "few minutes and submit your request again.",
)
_TEMPORARILY_UNMODIFIABLE = Refusal(
    "EntityTemporarilyUnmodifiable",
    409,
    "The request was rejected because it referenced an entity that is temporarily unmodifiable, such as a user name "
    "that was deleted and then recreated. The error indicates that the request is likely to succeed if you try again "
    "after waiting several minutes.",
)
_EXPIRED_TEXT = "The security token included in the request is expired"


def refusal_of(kind: FaultKind, request: Request, chance: float) -> Refusal | None:
    """The refusal of a fault, None for a fault of another kind; ``chance``, from 0 to 1, picks one of several."""
    if kind is FaultKind.SERVER_ERROR:
        errors = _SERVER_ERRORS[request.service]
        return errors[min(int(chance * len(errors)), len(errors) - 1)]
    make = _REFUSALS.get(kind)
    return make(request) if make else None


def _expired(request: Request) -> Refusal:
    if request.service == "organizations":
        return Refusal("ExpiredTokenException", 400, _EXPIRED_TEXT)
    return Refusal("ExpiredToken", 403, _EXPIRED_TEXT)


_REFUSALS: t.Final[t.Mapping[FaultKind, t.Callable[[Request], Refusal]]] = {
    FaultKind.THROTTLING: lambda request: _THROTTLING[request.service],
    FaultKind.CONCURRENT_MODIFICATION: lambda _request: _CONCURRENT_MODIFICATION,
    FaultKind.TEMPORARILY_UNMODIFIABLE: lambda _request: _TEMPORARILY_UNMODIFIABLE,
    FaultKind.EXPIRED: _expired,
    FaultKind.DENIED: denied,
}
