# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the result of a task: which resources it is about, and what the task did to each of them."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, field, replace

from ...module_utils._drift import is_drift
from ...module_utils._resource_kinds import OF_SETS, SetKind, noun_of
from .access import access_of
from .diffs import diffs_of_entries, unified
from .drift import drift_of, state_of
from .resources import Resource, TaskOutcome
from .reviews import ReviewFinding, findings_of
from .states import CHANGED, FAILED, NOT_REACHED, UNCHANGED, UNREACHABLE, WOULD_CHANGE
from .values import Json, mapping, mappings, text

_COLLECTION: t.Final = "leastpriv.aws."
# They change nothing in the account, although two of them may write a file.
_READING: t.Final = frozenset(
    {
        *("iam_access_check", "iam_baseline_export", "iam_baseline_info", "iam_policy_review"),
        *(f"{kind.module}_info" for kind in OF_SETS),
    }
)
# Of this module, only answers about access belong to the report.
ASKED: t.Final = "iam_role_info"
_INLINE_POLICY: t.Final = "iam_policy"
# They review documents of many resources, whose names findings have.
_SETS: t.Final = frozenset({"iam_baseline", "iam_policy_review"})
_REVIEWING: t.Final = _SETS | {"iam_managed_policy", "iam_role"}
# It looks for drift.
DRIFT_MODULE: t.Final = "iam_baseline_info"


@dataclass(frozen=True, kw_only=True)
class TaskEnd:
    """The end of a task on a host.

    C(key) identifies the task across hosts and waves. C(module) is the module's short name if it is one of this
    collection. C(state) is failed, unreachable, skipped, or None for a task that succeeded; C(item_states) are those of
    the items of a loop, whose results do not tell them from ansible-core 2.21 on.
    """

    host: str
    task: str
    key: str
    module: str | None
    result: Json
    state: str | None = None
    check_mode: bool = False
    ignored: bool = False
    no_log: bool = False
    arguments: Json = field(default_factory=dict)
    item_states: tuple[str | None, ...] = ()
    run_once: bool = False

    @property
    def hidden(self) -> bool:
        """Whether no_log applies, so that nothing but the state may be read."""
        return self.no_log or _is_hidden(self.result)

    @property
    def has_failed(self) -> bool:
        return self.state in (FAILED, UNREACHABLE)

    @property
    def is_about_drift(self) -> bool:
        """Whether the task has failed to say that the account has drifted."""
        return self.module is None and not self.hidden and is_drift(text(self.result.get("msg")))

    @property
    def items(self) -> list[tuple[Json, str | None]]:
        """The result and the state of each item of the task's loop."""
        results = self.result.get("results")
        if not self.item_states or not isinstance(results, (list, tuple)):
            return []
        # Loops of other modules may have left states, which come first.
        states = self.item_states[-len(results) :]
        return [item for item in zip(results, states, strict=False) if isinstance(item[0], t.Mapping)]

    @property
    def failed_results(self) -> list[Json]:
        """The results of the items that failed, else the result of the task."""
        return [result for result, state in self.items if state in (FAILED, UNREACHABLE)] or [self.result]


@dataclass(frozen=True, kw_only=True)
class _Result:
    """The result of a task without a loop, or of one item of a loop.

    C(label) is the name that the task gives to the resource, C(options) are those of the module.
    """

    module: str
    content: Json
    state: str | None
    check_mode: bool
    label: str
    options: Json

    @property
    def changed_state(self) -> str:
        return WOULD_CHANGE if self.check_mode else CHANGED

    @property
    def task_state(self) -> str:
        changed = self.content.get("changed") and self.module not in _READING
        return self.state or (self.changed_state if changed else UNCHANGED)


def module_of(action: str | None) -> str | None:
    """The module's short name if an action, given by its full or short name, is a module of this collection."""
    name = (action or "").removeprefix(_COLLECTION)
    return name if name in MODULES else None


def read(end: TaskEnd) -> TaskOutcome:
    """The outcome of a task of this collection."""
    outcome = _read(end)
    if not end.run_once:
        return outcome
    return replace(outcome, findings=tuple(replace(finding, of_all=True) for finding in outcome.findings))


def _read(end: TaskEnd) -> TaskOutcome:
    module = end.module or ""
    if end.items and not end.hidden:
        items = [
            _Result(
                module=module,
                content=item,
                state=state,
                check_mode=end.check_mode,
                label=_item_label(item),
                options=_options(item),
            )
            for item, state in end.items
        ]
        return sum(map(_outcome, items), TaskOutcome())
    result = _Result(
        module=module,
        content=end.result,
        state=end.state,
        check_mode=end.check_mode,
        label=text(end.arguments.get("name")),
        options=_options(end.result) or end.arguments,
    )
    return TaskOutcome(states=(result.task_state,)) if end.hidden else _outcome(result)


def _options(content: Json) -> Json:
    """The options that a result says its module has run with."""
    return mapping(mapping(content.get("invocation")).get("module_args"))


def _item_label(content: Json) -> str:
    """The name that the item of a loop has, or gives to its resource."""
    if label := text(content.get("_ansible_item_label")):
        return label
    label = content.get("_ansible_item_label", content.get("item"))
    return text(label.get("name")) if isinstance(label, t.Mapping) else text(label)


def _outcome(result: _Result) -> TaskOutcome:
    if _is_hidden(result.content):
        return TaskOutcome(states=(result.task_state,))
    reader = _READERS.get(result.module)
    resources = reader(result) if reader else ()
    states = () if resources else (result.task_state,)
    return TaskOutcome(resources=resources, states=states, findings=_findings(result, resources))


def _findings(result: _Result, resources: t.Sequence[Resource]) -> tuple[ReviewFinding, ...]:
    """What the task found in a review of its documents."""
    if result.module == _INLINE_POLICY:
        role, name = text(result.options.get("iam_name")), text(result.options.get("policy_name"))
        label = f"inline policy {name} of {text(result.options.get('iam_type'))} {role}"
        return findings_of(result.content, options=result.options, label=label, resource=role)
    if result.module not in _REVIEWING:
        return ()
    if result.module in _SETS:
        return findings_of(result.content, options=result.options)
    return tuple(
        finding
        for resource in resources
        for finding in findings_of(
            result.content,
            options=result.options,
            label=f"{noun_of(resource.type)} {resource.name}",
            resource=resource.name,
        )
    )


def _is_hidden(result: Json) -> bool:
    return bool(result.get("_ansible_no_log")) or "censored" in result


def _read_single(result: _Result, *, kind: SetKind) -> tuple[Resource, ...]:
    """The resource of a module that manages one."""
    content = result.content
    shown = text(mapping(content.get(kind.result_key)).get(kind.name_key))
    name = shown or text(result.options.get(kind.name_option)) or result.label
    if not name:
        return ()
    state = NOT_REACHED if result.task_state == UNREACHABLE else result.task_state
    resource = Resource(
        type=kind.type,
        name=name,
        state=state,
        actions=mappings(content.get("actions")),
        changes=mappings(content.get("changes")),
        diff="\n".join(map(unified, mappings(content.get("diff")))),
        message=text(content.get("msg")) if state == FAILED else "",
        access=access_of(content),
    )
    return (resource,)


def _read_set(result: _Result) -> tuple[Resource, ...]:
    """The resources of a module that manages a set."""
    entries = mappings(result.content.get("resources"))
    diffs = diffs_of_entries(mappings(result.content.get("diff")), entries)
    reached = tuple(
        Resource(
            type=text(entry.get("type")),
            name=text(entry.get("name")),
            state=_entry_state(entry, result.changed_state),
            actions=mappings(entry.get("actions")),
            changes=mappings(entry.get("changes")),
            diff=unified(diffs[index]) if index in diffs else "",
            message=text(entry.get("msg") or (result.content.get("msg") if entry.get("outcome") == FAILED else "")),
            access=access_of(entry),
        )
        for index, entry in enumerate(entries)
    )
    return reached + tuple(_not_reached(mapping(result.content.get("not_reached"))))


def _not_reached(names: Json) -> t.Iterator[Resource]:
    """The resources that a failed task has not reached, of which it has only the names, by type."""
    for kind, listed in names.items():
        for name in listed if isinstance(listed, (list, tuple)) else ():
            yield Resource(type=str(kind), name=text(name), state=NOT_REACHED)


def _entry_state(entry: Json, changed_state: str) -> str:
    outcome = entry.get("outcome")
    if outcome == CHANGED:
        return changed_state
    return outcome if outcome in (UNCHANGED, FAILED, NOT_REACHED) else NOT_REACHED


def _read_drift(result: _Result) -> tuple[Resource, ...]:
    """The resources of a module that compares a set with the account."""
    found = [(entry, drift_of(entry)) for entry in mappings(result.content.get("resources"))]
    return tuple(
        Resource(
            type=text(entry.get("type")),
            name=text(entry.get("name")),
            state=state_of(drift),
            drift=(drift,),
            is_found=True,
        )
        for entry, drift in found
    )


def _read_asserted(result: _Result) -> tuple[Resource, ...]:
    """The roles about which a task that only reads has asserted something."""
    return tuple(
        Resource(type="role", name=text(role.get("role_name")), state=UNCHANGED, access=access_of(role), is_found=True)
        for role in mappings(result.content.get("iam_roles"))
        if "access" in role
    )


def is_about_access(result: Json) -> bool:
    """Whether the result of a task or of its loop has what a role of an account may do."""
    items = result.get("results")
    results = mappings(items) if isinstance(items, (list, tuple)) else (result,)
    return any("access" in role for each in results for role in mappings(each.get("iam_roles")))


_READERS: t.Final[t.Mapping[str, t.Callable[[_Result], tuple[Resource, ...]]]] = {
    **{kind.module: functools.partial(_read_single, kind=kind) for kind in OF_SETS},
    "iam_baseline": _read_set,
    DRIFT_MODULE: _read_drift,
    ASKED: _read_asserted,
}
# A host is done when its last task with one of these modules has ended.
RESOURCE_MODULES: t.Final = frozenset({*_READERS, "iam_baseline_export", "iam_instance_profile", _INLINE_POLICY})
MODULES: t.Final = RESOURCE_MODULES | _READING
