# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account in the report: its resources, its failures, and the state that follows from them."""

from __future__ import annotations

import typing as t
from dataclasses import asdict, dataclass, field, replace

from .._failure import is_repetition, own_words
from .access import UNKNOWN, worst
from .resources import Resource, TaskOutcome
from .results import TaskEnd
from .reviews import AccountReview, ReviewFinding
from .states import (
    CHANGED,
    DRIFT,
    FAILED,
    MISSING,
    NOT_REACHED,
    SKIPPED,
    UNCHANGED,
    UNREACHABLE,
    USED_BY_OTHERS,
    WOULD_CHANGE,
)
from .values import conceal, mapping, text

IGNORED: t.Final = "ignored"
RESCUED: t.Final = "rescued"
_NO_MESSAGE: t.Final = "the task failed without a message"
HIDDEN: t.Final = "hidden, because the task has no_log"

# With several outcomes, the first of these that occurred is the account's state.
_PRECEDENCE: t.Final = (CHANGED, WOULD_CHANGE, DRIFT, MISSING, USED_BY_OTHERS, UNCHANGED, SKIPPED)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A failed task, or an unreachable host. C(handled) is C(ignored), C(rescued), or None if it ended the account."""

    task: str
    message: str
    unreachable: bool = False
    handled: str | None = None
    code: str | None = None
    operation: str | None = None

    @classmethod
    def of(cls, end: TaskEnd, secrets: t.Iterable[str]) -> Failure:
        """The failure that a task ended with, with these secrets masked in its message."""
        failure = cls(
            task=end.task,
            message=HIDDEN,
            unreachable=end.state == UNREACHABLE,
            handled=IGNORED if end.ignored else None,
        )
        if end.hidden:
            return failure
        results = end.failed_results
        messages = filter(None, (text(result.get("msg")) for result in results))
        error = mapping(results[0].get("error"))
        return replace(
            failure,
            message=conceal(own_words("\n".join(dict.fromkeys(messages))) or _NO_MESSAGE, secrets),
            code=text(error.get("code")) or None,
            operation=text(error.get("operation")) or None,
        )


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What the inventory knows of an account."""

    account_id: str | None = None
    name: str | None = None
    ou: str | None = None


@dataclass(frozen=True, kw_only=True)
class HostStats:
    """Ansible's counts for a host at the end of the run. C(failures) and C(unreachable) are those nothing handled."""

    failures: int = 0
    unreachable: int = 0
    rescued: int = 0


@dataclass(kw_only=True)
class Account:
    """An account so far."""

    host: str
    identity: Identity = Identity()
    wave: int | None = None
    seconds: float = 0.0
    resources: dict[tuple[str, str], Resource] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)
    # Why the account fails although it was read: it has drifted, or would change.
    drift_failure: str = ""
    # A set that keeps its order: several tasks may review a document.
    findings: dict[ReviewFinding, None] = field(default_factory=dict)
    # How many rescues have failed with no more to say than the failure before them.
    repetitions: int = 0

    @property
    def fatal(self) -> Failure | None:
        """The failure that ended the account."""
        return next((failure for failure in reversed(self.failures) if failure.handled is None), None)

    @property
    def state(self) -> str:
        if self.fatal:
            return UNREACHABLE if self.fatal.unreachable else FAILED
        seen = self._seen
        if FAILED in seen:  # and handled
            seen.add(UNCHANGED)
        return next((state for state in _PRECEDENCE if state in seen), NOT_REACHED)

    @property
    def has_changed(self) -> bool:
        return not self._seen.isdisjoint((CHANGED, WOULD_CHANGE))

    @property
    def access(self) -> str | None:
        """The worst verdict about the access of its roles and policies; None if no task asked.

        It is at best unknown for an account that failed: nobody has looked at what the run left behind.
        """
        verdicts = [resource.access.verdict for resource in self.resources.values() if resource.access]
        return worst([*verdicts, *([UNKNOWN] if verdicts and self.fatal else [])])

    @property
    def review(self) -> AccountReview:
        """What was found in reviews of its documents."""
        changing = {resource.name for resource in self.resources.values() if resource.state != UNCHANGED}
        return AccountReview(
            host=self.host,
            account_id=self.identity.account_id,
            findings=self.findings,
            unchanged={resource.name for resource in self.resources.values()} - changing,
        )

    @property
    def _seen(self) -> set[str]:
        return self.states | {resource.state for resource in self.resources.values()}

    def add(self, outcome: TaskOutcome) -> None:
        self.states.update(outcome.states)
        self.findings.update(dict.fromkeys(outcome.findings))
        for resource in outcome.resources:
            earlier = self.resources.get(resource.key)
            self.resources[resource.key] = earlier.followed_by(resource) if earlier else resource

    def fail_task(self, end: TaskEnd, secrets: t.Iterable[str]) -> None:
        """Record how a task failed. What was read of an account that fails for drift stays what is known of it."""
        if not end.is_about_drift:
            self.fail(Failure.of(end, secrets), of_collection=end.module is not None)
        elif not end.ignored:
            self.drift_failure = text(end.result.get("msg"))

    def fail(self, failure: Failure, *, of_collection: bool) -> None:
        """Record a failure. If a rescue only fails again, the failure before it is the one that ended the account.

        A task C(of_collection) says what went wrong, so it is not such a rescue.
        """
        earlier = self.failures[-1] if self.failures and not of_collection else None
        if earlier and earlier.handled is failure.handled is None and is_repetition(failure.message, earlier.message):
            self.repetitions += 1
        else:
            self.failures.append(failure)

    def settle(self, stats: HostStats) -> None:
        """Mark the failures that Ansible's counts say were handled."""
        if not stats.failures:
            self.drift_failure = ""
        unhandled = [index for index, failure in enumerate(self.failures) if failure.handled is None]
        self._settle_failed([index for index in unhandled if not self.failures[index].unreachable], stats)
        if not stats.unreachable:
            self._mark([index for index in unhandled if self.failures[index].unreachable], IGNORED)

    def _settle_failed(self, failed: t.Sequence[int], stats: HostStats) -> None:
        known = self.repetitions + sum(failure.handled == RESCUED for failure in self.failures)
        # The last failure ends a host, so the earlier ones are those that were rescued.
        self._mark(failed[: stats.rescued - known] if stats.failures else failed, RESCUED)

    def _mark(self, indices: t.Iterable[int], handled: str) -> None:
        for index in indices:
            self.failures[index] = replace(self.failures[index], handled=handled)

    def to_json(self) -> dict[str, t.Any]:
        """The account in the report's JSON, with the resources that its own tasks have named."""
        return {
            "host": self.host,
            **asdict(self.identity),
            "state": self.state,
            **({"access": self.access} if self.access else {}),
            "wave": self.wave,
            "seconds": round(self.seconds, 3),
            "failures": [asdict(failure) for failure in self.failures],
            **({"drift_failure": self.drift_failure} if self.drift_failure else {}),
            "resources": [resource.to_json() for resource in self.resources.values()],
        }
