# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The constraints AWS's service model puts on single parameters: required, length, range, pattern, enumeration.

Names, paths, descriptions, session durations, tag keys and values, ARNs and the raw text of documents are all judged
here, for every operation, by the figures AWS publishes in its model.
"""

from __future__ import annotations

import functools
import re
import typing as t

from botocore.model import ListShape, Shape, StructureShape

from . import models
from .refusal import Refusal, constraint_violations, validation_error
from .request import Request

_NAMES = frozenset({"RoleName", "PolicyName", "UserName", "GroupName", "InstanceProfileName"})
_OWN_WORDING = dict.fromkeys(_NAMES, "contain only alphanumeric characters and/or the following: +=,.@_-") | {
    "Path": "begin and end with / and contain only alphanumeric characters and/or / characters.",
    "PathPrefix": "begin with the / character and contain only alphanumeric characters and/or / characters.",
}
"""Where IAM words a violated pattern for people rather than showing the pattern."""


def violated_constraint(request: Request) -> Refusal | None:
    """The refusal for parameters outside what AWS's model allows."""
    shape = models.input_shape(request.service, request.operation)
    if shape is None:
        return None
    violations = list(_structure(shape, request.parameters, ""))
    if violations:
        return constraint_violations(violations)
    return _malformed_name(shape, request.parameters)


def _structure(shape: StructureShape, value: t.Mapping[str, t.Any], prefix: str) -> t.Iterator[str]:
    for name in shape.required_members:
        if name not in value:
            yield f"Value null at '{prefix}{_label(name)}' failed to satisfy constraint: Member must not be null"
    for name, member in shape.members.items():
        if name in value:
            own_wording = not prefix and name in _OWN_WORDING
            yield from _value(member, value[name], f"{prefix}{_label(name)}", pattern=not own_wording)


def _value(shape: Shape, value: t.Any, label: str, *, pattern: bool) -> t.Iterator[str]:
    if isinstance(shape, StructureShape):
        yield from _structure(shape, value, f"{label}.member.")
    elif isinstance(shape, ListShape):
        yield from _length(shape, value, label)
        for number, item in enumerate(value, start=1):
            yield from _value(shape.member, item, f"{label}.{number}", pattern=True)
    elif shape.type_name == "integer":
        yield from _range(shape, value, label)
    elif shape.type_name == "string":
        yield from _length(shape, value, label)
        yield from _choice(shape, value, label)
        if pattern:
            yield from _pattern(shape, value, label)


def _length(shape: Shape, value: t.Sized, label: str) -> t.Iterator[str]:
    if len(value) > shape.metadata.get("max", len(value)):
        yield _violation(
            value,
            label,
            f"Member must have length less than or equal to {shape.metadata['max']}",
        )
    if len(value) < shape.metadata.get("min", 0):
        yield _violation(
            value,
            label,
            f"Member must have length greater than or equal to {shape.metadata['min']}",
        )


def _range(shape: Shape, value: t.Any, label: str) -> t.Iterator[str]:
    if not isinstance(value, int):
        yield _violation(value, label, "Member must be a whole number")
        return
    if value > shape.metadata.get("max", value):
        yield _violation(
            value,
            label,
            f"Member must have value less than or equal to {shape.metadata['max']}",
        )
    if value < shape.metadata.get("min", value):
        yield _violation(
            value,
            label,
            f"Member must have value greater than or equal to {shape.metadata['min']}",
        )


def _choice(shape: Shape, value: str, label: str) -> t.Iterator[str]:
    choices = shape.metadata.get("enum")
    if choices and value not in choices:
        yield _violation(value, label, f"Member must satisfy enum value set: [{', '.join(choices)}]")


def _pattern(shape: Shape, value: str, label: str) -> t.Iterator[str]:
    pattern = shape.metadata.get("pattern")
    if pattern and not _compiled(pattern).fullmatch(value):
        yield _violation(value, label, f"Member must satisfy regular expression pattern: {pattern}")


def _malformed_name(shape: StructureShape, parameters: t.Mapping[str, t.Any]) -> Refusal | None:
    for name, wording in _OWN_WORDING.items():
        pattern = shape.members[name].metadata.get("pattern") if name in shape.members else None
        if pattern and name in parameters and not _compiled(pattern).fullmatch(parameters[name]):
            return validation_error(f"The specified value for {_label(name)} is invalid. It must {wording}")
    return None


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of AWS's, which are Java's: ``\\w`` is ASCII there, and Python knows no ``\\p{L}``."""
    if r"\p{" in pattern:
        return re.compile(pattern.replace(r"\p{L}", r"\w").replace(r"\p{Z}", r"\s").replace(r"\p{N}", ""))
    return re.compile(pattern, re.ASCII)


def _violation(value: object, label: str, constraint: str) -> str:
    return f"Value '{value}' at '{label}' failed to satisfy constraint: {constraint}"


def _label(name: str) -> str:
    return name[0].lower() + name[1:]
