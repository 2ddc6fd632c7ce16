# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals: an error code of AWS, the HTTP status it comes with, and AWS's wording."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Refusal:
    """The error of a refused request."""

    code: str
    status: int
    message: str


def validation_error(message: str) -> Refusal:
    return Refusal("ValidationError", 400, message)


def constraint_violations(violations: t.Sequence[str]) -> Refusal:
    """Several violated constraints are reported in one error, as AWS does."""
    plural = "" if len(violations) == 1 else "s"
    return validation_error(f"{len(violations)} validation error{plural} detected: {'; '.join(violations)}")


def malformed_document(message: str) -> Refusal:
    return Refusal("MalformedPolicyDocument", 400, message)


def limit_exceeded(message: str) -> Refusal:
    return Refusal("LimitExceeded", 409, message)


def delete_conflict(message: str) -> Refusal:
    return Refusal("DeleteConflict", 409, message)


def already_exists(message: str) -> Refusal:
    return Refusal("EntityAlreadyExists", 409, message)


def invalid_input(message: str) -> Refusal:
    return Refusal("InvalidInput", 400, message)


def no_such_entity(message: str) -> Refusal:
    return Refusal("NoSuchEntity", 404, message)


def access_denied(message: str) -> Refusal:
    return Refusal("AccessDenied", 403, message)


def unmodifiable(message: str) -> Refusal:
    return Refusal("UnmodifiableEntity", 400, message)
