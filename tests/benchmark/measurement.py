# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one run of a variant took, and figures derived from it. Independent of processes and the sandbox."""

from __future__ import annotations

import dataclasses
import typing as t

Run = t.Literal["first", "second"]
RUNS: t.Final[tuple[Run, ...]] = ("first", "second")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Setting:
    """The conditions of a run: accounts, forks, milliseconds of latency added to each call, and https or http."""

    accounts: int
    forks: int = 10
    latency: int = 0
    tls: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measurement:
    """One run, or the minimum of several: seconds, MiB of the largest process, calls per account.

    C(cpu) is that of Ansible and all processes it starts, without C(sandbox_cpu), which includes C(moto_cpu).
    """

    variant: str
    run: Run
    setting: Setting
    wall: float
    cpu: float
    sandbox_cpu: float
    moto_cpu: float
    peak: float
    iam_calls: float
    sts_calls: float

    @property
    def wall_per_account(self) -> float:
        return self.wall / self.setting.accounts

    @property
    def cpu_per_account(self) -> float:
        return self.cpu / self.setting.accounts


def least(several: t.Sequence[Measurement]) -> Measurement:
    """The minimum of each figure, since other load on the machine can only add. Of memory, the maximum."""
    return dataclasses.replace(
        several[0],
        wall=min(run.wall for run in several),
        cpu=min(run.cpu for run in several),
        sandbox_cpu=min(run.sandbox_cpu for run in several),
        moto_cpu=min(run.moto_cpu for run in several),
        peak=max(run.peak for run in several),
    )


class Measurements:
    """All measurements, with look-up by what was measured."""

    def __init__(self, measurements: t.Iterable[Measurement]) -> None:
        self.all = tuple(measurements)

    def find(self, variant: str, run: Run, setting: Setting) -> Measurement | None:
        found = (one for one in self.all if (one.variant, one.run, one.setting) == (variant, run, setting))
        return next(found, None)

    def largest(self, variant: str, run: Run, *, at_most: int | None = None) -> Measurement | None:
        """The one with the most accounts, at 10 forks and no latency; C(at_most) excludes larger ones."""
        found = [
            one
            for one in self.all
            if (one.variant, one.run) == (variant, run)
            and one.setting == Setting(accounts=one.setting.accounts)
            and (at_most is None or one.setting.accounts <= at_most)
        ]
        return max(found, key=lambda one: one.setting.accounts, default=None)
