# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one run of a variant took, and figures made of it. Knows no process and no sandbox."""

from __future__ import annotations

import dataclasses
import typing as t

Run = t.Literal["first", "second"]
RUNS: t.Final[tuple[Run, ...]] = ("first", "second")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Setting:
    """What a variant is run on: accounts, forks, milliseconds that each call takes longer, and https or http."""

    accounts: int
    forks: int = 10
    latency: int = 0
    tls: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measurement:
    """One run, or the least of several: seconds, MiB of the largest process, calls for each account.

    C(cpu) is that of Ansible and all processes it starts; C(sandbox_cpu), with C(moto_cpu) in it, comes on top.
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
    """The least of each figure: whatever else a machine does can only add. Of memory, the most."""
    return dataclasses.replace(
        several[0],
        wall=min(each.wall for each in several),
        cpu=min(each.cpu for each in several),
        sandbox_cpu=min(each.sandbox_cpu for each in several),
        moto_cpu=min(each.moto_cpu for each in several),
        peak=max(each.peak for each in several),
    )


class Measurements:
    """All measurements, found by what was measured."""

    def __init__(self, measurements: t.Iterable[Measurement]) -> None:
        self.all = tuple(measurements)

    def find(self, variant: str, run: Run, setting: Setting) -> Measurement | None:
        found = (each for each in self.all if (each.variant, each.run, each.setting) == (variant, run, setting))
        return next(found, None)

    def largest(self, variant: str, run: Run, *, at_most: int | None = None) -> Measurement | None:
        """The one with most accounts, with 10 forks and a near endpoint; C(at_most) leaves out larger ones."""
        found = [
            each
            for each in self.all
            if (each.variant, each.run) == (variant, run)
            and each.setting == Setting(accounts=each.setting.accounts)
            and (at_most is None or each.setting.accounts <= at_most)
        ]
        return max(found, key=lambda each: each.setting.accounts, default=None)
