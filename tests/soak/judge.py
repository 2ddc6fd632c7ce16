# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The soak's judge: finds what is wrong, given the account before, the desired state, and the account after.

It looks only at facts (C(Account.facts)), and trusts nothing that a run reports about itself.
"""

from __future__ import annotations

import enum
import re
import typing as t
from dataclasses import dataclass

from .account import Account, Facts, Key
from .model import Task, applied, purged


class Wrong(str, enum.Enum):
    """What must never happen: the columns of the table that have to be zero."""

    LOST = "lost"
    """The run reported success, but something is not as the task asks."""
    DUPLICATE = "duplicate"
    """A policy has the same document in two versions."""
    UNOWNED = "unowned"
    """Something changed that the task had no reason to change."""
    UNTOLD = "untold"
    """The reported C(changed) is not true."""
    UNCLEAR = "unclear"
    """A traceback, no end at all, or a failure that does not say what failed and where."""
    STUCK = "stuck"
    """A run without faults did not converge."""
    UNSTABLE = "unstable"
    """A run made a change although nothing had to change."""
    WIDER = "wider"
    """At some moment a policy had no default version, or a role a trust policy that is neither the old nor the new."""
    MIXED = "mixed"
    """None of the desired states won completely."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a run ended: what its task reported, or nothing if its process was killed or hung."""

    failed: bool
    result: t.Mapping[str, t.Any] | None
    output: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.result and self.result.get("changed"))

    @property
    def message(self) -> str:
        return str((self.result or {}).get("msg", ""))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One violation."""

    wrong: Wrong
    what: str


_OURS = re.compile(r"This is an error in leastpriv\.aws|Traceback \(most recent call last\)|MODULE FAILURE")
# Values that only IAM assigns are compared where both sides have one.
_ID: t.Final = "id"


def judge_run(before: Account, after: Account, task: Task, ending: Ending) -> list[Finding]:
    """What is wrong with one run of a task, with or without faults."""
    wanted = applied(before, task).facts()
    findings = [*judge_change(before.facts(), after.facts(), wanted, complete=not ending.failed)]
    findings += judge_report(before, after, ending)
    if ending.failed:
        findings += judge_failure(task, before, ending)
    return findings


def judge_change(before: Facts, now: Facts, wanted: Facts, *, complete: bool) -> t.Iterator[Finding]:
    """What is wrong with the state that a run left, given the state before and the desired state.

    Each fact must be as before or as desired, and after a complete run, as desired.
    """
    for key in sorted({*before, *now, *wanted}):
        old, new, found = before.get(key), wanted.get(key), now.get(key)
        if _is_new_id(key, old, new) or found == new:
            continue
        if key[2:3] == ("version",) and found is not None and found > 1:
            yield Finding(wrong=Wrong.DUPLICATE, what=f"{shown(key)} exists {found} times")
        elif old == new or found != old:
            yield Finding(wrong=Wrong.UNOWNED, what=f"{_compared(key, old, found)}, {_goal(old, new)}")
        elif complete:
            yield Finding(wrong=Wrong.LOST, what=f"{_compared(key, old, found)}, {_goal(old, new)}")


def judge_report(before: Account, after: Account, ending: Ending) -> t.Iterator[Finding]:
    """Whether the C(changed) that a run reports is true."""
    if ending.result is None:
        return
    differs = before.facts() != after.facts()
    if differs and not ending.changed:
        yield Finding(wrong=Wrong.UNTOLD, what=f"it made a change but reports none: {ending.message}")
    if ending.changed and not differs and not ending.failed:
        yield Finding(wrong=Wrong.UNTOLD, what="it reports a change but made none")


def judge_failure(task: Task, before: Account, ending: Ending) -> t.Iterator[Finding]:
    """Whether a failure is clear: what failed, where, and no traceback."""
    if ending.result is None:
        yield Finding(wrong=Wrong.UNCLEAR, what=f"it ended without a result: {ending.output[-400:]}")
        return
    said = f"{ending.message}\n{ending.result.get('exception', '')}\n{ending.output}"
    if ours := _OURS.search(said):
        yield Finding(wrong=Wrong.UNCLEAR, what=f"{ours.group()}: {said[:1000]}")
        return
    roles, policies = purged(before, task)
    names = (*task.names, *roles, *policies, "baseline")
    if not any(name in ending.message for name in names) or before.id not in ending.message:
        yield Finding(wrong=Wrong.UNCLEAR, what=f"it does not say what failed in which account: {ending.message!r}")


def judge_repair(before: Account, after: Account, task: Task, ending: Ending) -> list[Finding]:
    """What is wrong with a run without faults, which has to converge."""
    findings = judge_run(before, after, task, ending)
    if ending.failed:
        findings.append(Finding(wrong=Wrong.STUCK, what=f"without faults it fails: {ending.message}"))
    return findings


def judge_again(before: Account, after: Account, ending: Ending) -> t.Iterator[Finding]:
    """What is wrong with a run that had nothing to change."""
    if ending.failed or ending.changed or before.facts() != after.facts():
        what = f"with nothing to change it {'fails' if ending.failed else 'changes something'}: {ending.message}"
        yield Finding(wrong=Wrong.UNSTABLE, what=what)


def judge_moment(before: Facts, now: Facts, wanted: Facts) -> t.Iterator[Finding]:
    """What is wrong in the middle of a run: each document in force must be the old or the new one."""
    for key in sorted({*before, *now}):
        if key[2:] == (_ID,) and key[0] == "policy" and (*key[:2], "default") not in now and key in now:
            yield Finding(wrong=Wrong.WIDER, what=f"{shown(key[:2])} has no default version")
        in_force = key[2:] in (("default",), ("trust",)) and key in now
        if in_force and now[key] not in (before.get(key), wanted.get(key)):
            yield Finding(wrong=Wrong.WIDER, what=f"{shown(key)} is {_brief(now[key])}")


def judge_contention(before: Account, after: Account, tasks: t.Sequence[Task]) -> t.Iterator[Finding]:
    """What is wrong after concurrent runs: one task must have won, so that it has nothing left to change.

    What that task omits must be as before, or as another task wants it.
    """
    now = after.facts()
    left = [list(judge_change(now, now, applied(after, task).facts(), complete=True)) for task in tasks]
    if all(left):
        nearest = min(left, key=len)
        yield Finding(wrong=Wrong.MIXED, what="; ".join(finding.what for finding in nearest))
    recreated = any(task.options.get("state") == "absent" for task in tasks)
    states = [before.facts(), *(applied(before, task).facts() for task in tasks)]
    for key in sorted({*now, *states[0]}):
        if key[2:] == (_ID,) and (recreated or before.facts().get(key) is None):
            continue
        if key[2:3] == ("version",) and now.get(key, 0) > 1:
            yield Finding(wrong=Wrong.DUPLICATE, what=f"{shown(key)} exists {now[key]} times")
        elif now.get(key) not in [state.get(key) for state in states]:
            yield Finding(wrong=Wrong.UNOWNED, what=f"{shown(key)} is {_brief(now.get(key))}, which no task wants")


def shown(key: Key) -> str:
    """A fact's name in a report."""
    return " ".join(map(_brief, key))


_TELLING = re.compile(r'"(?:Resource|Service)": "([^"]+)"')


def _brief(value: t.Any) -> str:
    """A value as reports show it: of a document, only what distinguishes it from others."""
    if isinstance(value, str) and value.startswith("{"):
        return f"<{' '.join(_TELLING.findall(value))}>"
    return value if isinstance(value, str) else repr(value)


def _is_new_id(key: Key, old: t.Any, new: t.Any) -> bool:
    """Whether this is the identifier, assigned by IAM, of a resource that had to be created."""
    return key[2:] == (_ID,) and old is None and new is None


def _compared(key: Key, old: t.Any, found: t.Any) -> str:
    return f"{shown(key)} is {_brief(found)}, was {_brief(old)}"


def _goal(old: t.Any, new: t.Any) -> str:
    return "and had to stay so" if old == new else f"wanted {_brief(new)}"
