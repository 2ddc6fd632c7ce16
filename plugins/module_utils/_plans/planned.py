# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan for a resource as a plan file has it: its calls with their parameters, and the state before and after.

A state is what people compare: everything that a task can change, without identifiers and dates. Its documents are in
canonical form.
"""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass

from .._resource_kinds import KINDS, noun_of

Json = t.Mapping[str, t.Any]
Key = tuple[str, str]

# The modules with the options about plans.
PLANNING: t.Final = frozenset({"iam_baseline", *(kind.module for kind in KINDS)})


@dataclass(frozen=True)
class PlannedCall:
    """A call: its operation without a prefix, its parameters as the API takes them, and a line for people."""

    operation: str
    parameters: Json
    summary: str

    def does_the_same_as(self, other: PlannedCall) -> bool:
        """Whether both calls send the same request."""
        return (self.operation, self.parameters) == (other.operation, other.parameters)

    def to_json(self) -> dict[str, t.Any]:
        """The call in results and files."""
        return {"operation": self.operation, "parameters": dict(self.parameters), "summary": self.summary}


@dataclass(frozen=True, kw_only=True)
class PlannedResource:
    """The plan for a resource. C(before) and C(after) are C(None) if there is no resource.

    C(changes) and C(new_access) are as results have them. They are for people: nothing compares them.
    """

    type: str
    name: str
    calls: tuple[PlannedCall, ...] = ()
    before: Json | None = None
    after: Json | None = None
    changes: tuple[Json, ...] = ()
    new_access: Json | None = None

    @property
    def key(self) -> Key:
        """What identifies the resource in its account."""
        return self.type, self.name

    @property
    def label(self) -> str:
        """The resource in messages."""
        return f"{noun_of(self.type)} {self.name}"

    def to_json(self) -> dict[str, t.Any]:
        """The resource in results and files. Without calls, its state does not matter to the plan."""
        named: dict[str, t.Any] = {"type": self.type, "name": self.name, "calls": [c.to_json() for c in self.calls]}
        if not self.calls:
            return named
        planned = {**named, "before": self.before, "after": self.after, "changes": list(self.changes)}
        return planned if self.new_access is None else {**planned, "new_access": self.new_access}


def canonical_text(value: object) -> str:
    """The JSON text of a value, the same for equal values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: object) -> str:
    """The digest of a value in JSON's types."""
    return f"sha256:{hashlib.sha256(canonical_text(value).encode()).hexdigest()}"
