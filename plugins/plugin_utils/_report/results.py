# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the result of a task to the resources that it was about."""

from __future__ import annotations

import difflib
import json
import math
import typing as t
from dataclasses import dataclass, field, replace

from .survey import survey

UNCHANGED: t.Final = "unchanged"
CHANGED: t.Final = "changed"
WOULD_CHANGE: t.Final = "would_change"
FAILED: t.Final = "failed"
UNREACHABLE: t.Final = "unreachable"
SKIPPED: t.Final = "skipped"
NOT_REACHED: t.Final = "not_reached"

RESOURCE_STATES: t.Final = (UNCHANGED, CHANGED, WOULD_CHANGE, FAILED, SKIPPED, NOT_REACHED)
ACCOUNT_STATES: t.Final = (UNCHANGED, CHANGED, WOULD_CHANGE, FAILED, UNREACHABLE, SKIPPED, NOT_REACHED)

# The modules whose results are resources, with the type and the key under which a result carries the resource.
_SINGLE: t.Final[t.Mapping[str, tuple[str, str]]] = {
    "iam_managed_policy": ("managed_policy", "policy"),
    "iam_role": ("role", "iam_role"),
}
_SET: t.Final = "iam_baseline"
_REVIEW: t.Final = "iam_policy_review"
_SURVEY: t.Final = "iam_baseline_info"
# Those that an account is done with: what they do, or find, is what the run is for.
COUNTING: t.Final = frozenset({*_SINGLE, _SET, _SURVEY})
_COLLECTION: t.Final = "leastpriv.aws."
_NAME_KEYS: t.Final = {"managed_policy": "policy_name", "role": "role_name"}
_NOUNS: t.Final = {"managed_policy": "managed policy", "role": "role"}

# No message and no diff of this collection comes near it; it keeps a stranger's from filling the report.
_LONGEST_TEXT: t.Final = 40_000
_DEEPEST: t.Final = 20
HIDDEN: t.Final = "hidden, because the task has no_log"

Json = t.Mapping[str, t.Any]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What one task, or several, did to one policy or role of one account."""

    type: str
    name: str
    state: str
    actions: tuple[Json, ...] = ()
    changes: tuple[Json, ...] = ()
    diff: str = ""
    message: str = ""
    surveys: tuple[Json, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return (self.type, self.name)

    def followed_by(self, later: Resource) -> Resource:
        """Both as one: what the later one says, and what both of them did."""
        surveys = self.surveys + later.surveys
        if later.surveys:
            # To look at it has done nothing to it.
            return replace(self, surveys=surveys)
        state = (
            self.state if later.state in (UNCHANGED, SKIPPED) and self.state in (CHANGED, WOULD_CHANGE) else later.state
        )
        return replace(
            later,
            state=state,
            actions=self.actions + later.actions,
            changes=self.changes + later.changes,
            diff="\n".join(filter(None, (self.diff, later.diff))),
            surveys=surveys,
        )

    def to_json(self) -> dict[str, t.Any]:
        """As the report has it: what is empty is left out, because there are thousands."""
        lists = {"actions": list(self.actions), "changes": list(self.changes), "surveys": list(self.surveys)}
        given = {name: value for name, value in {**lists, "diff": self.diff, "message": self.message}.items() if value}
        return {"type": self.type, "name": self.name, "state": self.state, **given}


@dataclass(frozen=True, kw_only=True)
class TaskOutcome:
    """What a task of this collection did in one account.

    C(states) are those of results that no resource is known of, because the task has no_log, or reviewed documents.
    """

    resources: tuple[Resource, ...] = ()
    states: tuple[str, ...] = ()

    def __add__(self, other: TaskOutcome) -> TaskOutcome:
        return TaskOutcome(resources=self.resources + other.resources, states=self.states + other.states)

    def without(self, secrets: t.Collection[str]) -> TaskOutcome:
        """The same, with messages that do not have these texts in them."""
        resources = (replace(each, message=conceal(each.message, secrets)) for each in self.resources)
        return replace(self, resources=tuple(resources))


@dataclass(frozen=True, kw_only=True)
class TaskEnd:
    """How a task ended on a host, as a callback is told.

    C(state) is failed, unreachable, skipped, or None. C(key) is the same for the task on all hosts and in all waves,
    C(module) is that of this collection, if it is one. Results that are C(hidden) are not looked into.
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

    @property
    def hidden(self) -> bool:
        return self.no_log or is_hidden(self.result)

    @property
    def has_failed(self) -> bool:
        return self.state in (FAILED, UNREACHABLE)


def module_of(action: str | None) -> str | None:
    """The collection's module that an action is, by its full name or by its short one, if it is one."""
    name = (action or "").removeprefix(_COLLECTION)
    return name if name in COUNTING or name == _REVIEW else None


def is_hidden(result: Json) -> bool:
    """Whether a result is not to be looked into."""
    return bool(result.get("_ansible_no_log")) or "censored" in result


def read(end: TaskEnd) -> TaskOutcome:
    """What the end of a task of this collection says of resources."""
    module = end.module or ""
    given = {**end.result, "_ansible_no_log": True} if end.hidden else end.result
    items = given.get("results")
    if isinstance(items, (list, tuple)) and not end.hidden:
        outcomes = [
            _read_item(module, each, check_mode=end.check_mode) for each in items if isinstance(each, t.Mapping)
        ]
        return sum(outcomes, TaskOutcome())
    return _read_one(module, given, state=end.state, check_mode=end.check_mode, name=text(end.arguments.get("name")))


def _read_item(module: str, result: Json, *, check_mode: bool) -> TaskOutcome:
    state = next((key for key in (UNREACHABLE, SKIPPED) if result.get(key)), None)
    if result.get("failed_when_result", result.get("failed")):
        state = FAILED
    return _read_one(module, result, state=state, check_mode=check_mode, name=_label(result))


def _read_one(module: str, result: Json, *, state: str | None, check_mode: bool, name: str) -> TaskOutcome:
    changed = WOULD_CHANGE if check_mode else CHANGED
    of_task = state or (changed if result.get("changed") else UNCHANGED)
    of_resource = NOT_REACHED if of_task == UNREACHABLE else of_task
    if is_hidden(result) or module == _REVIEW:
        # A review writes its findings to a file, which changes nothing in the account.
        return TaskOutcome(states=(UNCHANGED if module == _REVIEW and of_task in (changed, UNCHANGED) else of_task,))
    if module in (_SET, _SURVEY):
        resources = _read_set(result, changed=changed) if module == _SET else _read_survey(result)
        return TaskOutcome(resources=resources, states=() if resources else (of_task,))
    kind, key = _SINGLE[module]
    shown = _mapping(result.get(key))
    arguments = _mapping(_mapping(result.get("invocation")).get("module_args"))
    name = text(shown.get(_NAME_KEYS[kind])) or text(arguments.get("name")) or name
    if not name:
        return TaskOutcome(states=(of_task,))
    message = text(result.get("msg")) if of_resource == FAILED else ""
    return TaskOutcome(
        resources=(
            Resource(
                type=kind,
                name=name,
                state=of_resource,
                actions=_mappings(result.get("actions")),
                changes=_mappings(result.get("changes")),
                diff="\n".join(unified(diff) for diff in _mappings(result.get("diff"))),
                message=message,
            ),
        )
    )


def _read_set(result: Json, *, changed: str) -> tuple[Resource, ...]:
    entries = _mappings(result.get("resources"))
    diffs = _assigned(_mappings(result.get("diff")), entries)
    return tuple(
        Resource(
            type=text(entry.get("type")),
            name=text(entry.get("name")),
            state=_state_of(entry, changed),
            actions=_mappings(entry.get("actions")),
            changes=_mappings(entry.get("changes")),
            diff=unified(diffs[index]) if index in diffs else "",
            message=text(entry.get("msg")),
        )
        for index, entry in enumerate(entries)
    )


def _read_survey(result: Json) -> tuple[Resource, ...]:
    return tuple(
        Resource(type=text(entry.get("type")), name=text(entry.get("name")), state=UNCHANGED, surveys=(survey(entry),))
        for entry in _mappings(result.get("resources"))
    )


def _state_of(entry: Json, changed: str) -> str:
    outcome = entry.get("outcome")
    if outcome == CHANGED:
        return changed
    return outcome if outcome in (UNCHANGED, FAILED, NOT_REACHED) else NOT_REACHED


def _assigned(diffs: t.Sequence[Json], entries: t.Sequence[Json]) -> dict[int, Json]:
    """Which diff is of which entry: the headers name the resource, else their order says it."""
    headers = [f"{text(diff.get('after_header'))} " for diff in diffs]
    subjects = [f"{_NOUNS.get(text(e.get('type')), text(e.get('type')))} {text(e.get('name'))} " for e in entries]
    named = {
        index: diff
        for index, subject in enumerate(subjects)
        for header, diff in zip(headers, diffs, strict=True)
        if header.startswith(subject)
    }
    changing = [index for index, entry in enumerate(entries) if entry.get("changed")]
    if len(named) < len(diffs) == len(changing):
        return dict(zip(changing, diffs, strict=True))
    return named


def unified(diff: Json) -> str:
    """A diff as modules return it, before and after as texts or as values, in the unified format."""
    if "before" not in diff or "after" not in diff:
        return text(diff.get("prepared"))
    sides = [_lines(diff[side]) for side in ("before", "after")]
    headers = [text(diff.get(f"{side}_header")) for side in ("before", "after")]
    before, after = (": ".join(filter(None, pair)) for pair in zip(("before", "after"), headers, strict=True))
    return text("\n".join(difflib.unified_diff(sides[0], sides[1], before, after, lineterm="")))


def _lines(value: t.Any) -> list[str]:
    if value is None or isinstance(value, str):
        return (value or "").splitlines()
    return json.dumps(plain(value), indent=4, sort_keys=True, ensure_ascii=False).splitlines()


def _label(result: Json) -> str:
    """What names the item of a loop."""
    if label := text(result.get("_ansible_item_label")):
        return label
    label = result.get("_ansible_item_label", result.get("item"))
    return text(label.get("name")) if isinstance(label, t.Mapping) else text(label)


def _mapping(value: t.Any) -> Json:
    return value if isinstance(value, t.Mapping) else {}


def _mappings(value: t.Any) -> tuple[Json, ...]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return tuple(t.cast(Json, plain(each)) for each in values if isinstance(each, t.Mapping))


def text(value: t.Any) -> str:
    """A text that is not too long, and an empty one for whatever is no text."""
    if not isinstance(value, str):
        return ""
    return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]} [cut]"


def conceal(message: str, secrets: t.Iterable[str]) -> str:
    """A message without texts that are known to be secret."""
    for secret in secrets:
        message = message.replace(secret, "********")
    return message


def plain(value: t.Any, depth: int = 0) -> t.Any:
    """The same in JSON's own types, whatever Ansible or a module has made of it."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if depth < _DEEPEST and isinstance(value, t.Mapping):
        return {str(key): plain(each, depth + 1) for key, each in value.items()}
    if depth < _DEEPEST and isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each, depth + 1) for each in value]
    return text(str(value))
