# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The approved plan of an account, and how a plan made now differs from it. These are pure functions.

What an interrupted run leaves of a plan is accepted: the plan made now has to be a part of the approved one, in its
order, and each part of the state that it starts from has to be as the approved plan found it or as it leaves it.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from .._sanitize import printable
from .planned import Json, Key, PlannedCall, PlannedResource, canonical_text

# IAM numbers the versions of a policy. Which of them a plan deletes is a parameter of its calls.
_NOT_COMPARED: t.Final = frozenset({"default_version", "versions"})
_MOST_LINES: t.Final = 10
_MOST_SHOWN: t.Final = 120
_ABSENT: t.Final = object()


@dataclass(frozen=True)
class Approval:
    """What was approved for an account: the resources of each of its tasks.

    C(has_purge) says that the task purges: what an interrupted run has purged, the task does not find any more.
    """

    tasks: tuple[tuple[PlannedResource, ...], ...]
    has_purge: bool = False

    def differences(self, now: PlannedResource) -> tuple[str, ...]:
        """How a plan differs from what was approved for its resource; empty if it may be carried out."""
        if not now.calls:
            return ()
        approved = [resource for task in self.tasks for resource in task if resource.key == now.key]
        changing = _changing(approved)
        if not changing:
            has_it = "has no change in the approved plan" if approved else "is not in the approved plan"
            return (f"{now.label} {has_it}, now: {_listed(now.calls)}",)
        return min((differences(resource, now) for resource in changing), key=len)

    def missing(self, keys: t.Collection[Key]) -> tuple[str, ...]:
        """Which approved changes a task leaves out that has the resources C(keys), and shares some with the plan.

        The approved task that it shares some with may be any of several. It leaves out nothing if it is one of them.
        """
        shared = [task for task in self.tasks if any(resource.key in keys for resource in task)]
        if any(self._is_task(task, keys) for task in shared):
            return ()
        left_out = filter(None, (self._left_out(_changing(task), keys) for task in shared))
        lines = [
            f"{resource.label} is in the approved plan ({_listed(resource.calls)}), but this run does not have it"
            for resource in min(left_out, key=len, default=())
        ]
        return _cut(lines)

    def _is_task(self, task: t.Sequence[PlannedResource], keys: t.Collection[Key]) -> bool:
        """Whether a task with these resources makes all changes of an approved one, or is one that has none."""
        return not self._left_out(_changing(task) or task, keys)

    def _left_out(self, resources: t.Iterable[PlannedResource], keys: t.Collection[Key]) -> list[PlannedResource]:
        return [resource for resource in resources if not self._is_had(resource, keys)]

    def _is_had(self, resource: PlannedResource, keys: t.Collection[Key]) -> bool:
        return resource.key in keys or (self.has_purge and resource.after is None)


def _changing(task: t.Iterable[PlannedResource]) -> list[PlannedResource]:
    return [resource for resource in task if resource.calls]


def differences(approved: PlannedResource, now: PlannedResource) -> tuple[str, ...]:
    """How a plan with calls differs from the approved one, or from what is left of it, with both sides."""
    return _cut([*_of_states(approved, now), *_of_calls(approved.calls, now.calls)])


def _of_states(approved: PlannedResource, now: PlannedResource) -> t.Iterator[str]:
    """The parts of the state that are neither as the approved plan found them nor as it leaves them."""
    if now.before is None and approved.before is not None:
        yield "state before: the resource does not exist; the approved plan is for one that exists"
        return
    found, before, after = (_parts(state) for state in (now.before, approved.before, approved.after))
    for part in sorted({*found, *before, *after}):
        value, approved_value = found.get(part, _ABSENT), before.get(part, _ABSENT)
        if value not in (approved_value, after.get(part, _ABSENT)):
            for path, old, new in _leaves(part, approved_value, value):
                yield f"state before: {path}: approved {_shown(old)}, now {_shown(new)}"


def _parts(state: Json | None) -> dict[str, object]:
    """The parts of a state that calls change one by one: options, and the members of options that have some."""
    parts: dict[str, object] = {}
    for option, value in (state or {}).items():
        if option in _NOT_COMPARED:
            continue
        if isinstance(value, t.Mapping):
            parts |= {f"{option}.{name}": member for name, member in value.items()}
        elif isinstance(value, (list, tuple)):
            parts |= {f"{option}[{canonical_text(member)}]": member for member in value}
        else:
            parts[option] = value
    return parts


def _of_calls(approved: t.Sequence[PlannedCall], now: t.Sequence[PlannedCall]) -> t.Iterator[str]:
    """The calls that are not among those approved, or not in their order."""
    position = 0
    for call in now:
        left = range(position, len(approved))
        same = next((place for place in left if approved[place].does_the_same_as(call)), None)
        if same is not None:
            position = same + 1
            continue
        alike = next((place for place in left if approved[place].operation == call.operation), None)
        if alike is None:
            yield f"call {call.operation} ({call.summary}): not in the approved plan, or not at this place in it"
        else:
            position = alike + 1
            yield from _of_parameters(approved[alike], call)


def _of_parameters(approved: PlannedCall, now: PlannedCall) -> t.Iterator[str]:
    for name in sorted({*approved.parameters, *now.parameters}):
        old, new = (_opened(call.parameters.get(name, _ABSENT)) for call in (approved, now))
        if old == new and approved.parameters.get(name) != now.parameters.get(name):
            yield f"call {now.operation} ({now.summary}): {name}: the same in another notation"
        for path, before, after in _leaves(name, old, new):
            yield f"call {now.operation} ({now.summary}): {path}: approved {_shown(before)}, now {_shown(after)}"


def _opened(value: t.Any) -> t.Any:
    """The value; a policy document as what its text says."""
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _leaves(path: str, old: t.Any, new: t.Any) -> t.Iterator[tuple[str, t.Any, t.Any]]:
    """The innermost values that differ, with their places."""
    if old == new:
        return
    if isinstance(old, t.Mapping) and isinstance(new, t.Mapping):
        for name in sorted({*old, *new}):
            yield from _leaves(f"{path}.{name}", old.get(name, _ABSENT), new.get(name, _ABSENT))
    elif isinstance(old, list) and isinstance(new, list):
        for place in range(max(len(old), len(new))):
            sides = [side[place] if place < len(side) else _ABSENT for side in (old, new)]
            yield from _leaves(f"{path}[{place}]", *sides)
    else:
        yield path, old, new


def _shown(value: object) -> str:
    text = "absent" if value is _ABSENT else printable(json.dumps(value, sort_keys=True, ensure_ascii=False))
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."


def _listed(calls: t.Sequence[PlannedCall]) -> str:
    return printable("; ".join(call.summary for call in calls))


def _cut(lines: t.Sequence[str]) -> tuple[str, ...]:
    if len(lines) <= _MOST_LINES:
        return tuple(lines)
    return (*lines[:_MOST_LINES], f"and {len(lines) - _MOST_LINES} more differences")
