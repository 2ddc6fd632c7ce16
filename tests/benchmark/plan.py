# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which variants are measured on which accounts: the full benchmark, its short form, or a selection."""

from __future__ import annotations

import dataclasses
import typing as t

from .measurement import RUNS, Run, Setting
from .report import FLOORS
from .targets import OURS, PEER


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """A variant in a setting, starting from empty accounts: its runs in order, the second C(repeat) times."""

    variant: str
    setting: Setting
    runs: tuple[Run, ...] = RUNS
    repeat: int = 1


def short() -> list[Step]:
    """Proves that everything still works, and prints figures for a first impression."""
    return [
        *_steps((PEER,), accounts=(3,)),
        *_steps(FLOORS, accounts=(10, 200), repeat=2),
        *_steps(OURS, accounts=(10, 20)),
        *_steps(("role",), accounts=(10,), forks=20),
        *_steps(("role",), accounts=(10,), forks=20, latency=50, tls=True),
    ]


def full() -> list[Step]:
    """Everything that the documentation gives figures for."""
    return [
        *_steps((PEER,), accounts=(10,)),
        *_steps(("normal-way",), accounts=(10,)),
        *_steps(FLOORS, accounts=(10, 50, 200), repeat=3),
        *_steps(OURS, accounts=(10, 50, 200), repeat=2),
        *_steps(("role", "module"), accounts=(1000,)),
        *_steps(OURS, accounts=(50,), forks=20, repeat=2),
        *_steps(OURS, accounts=(50,), forks=20, latency=50, tls=True, repeat=2),
    ]


def chosen(variants: t.Iterable[str], accounts: t.Iterable[int], *, repeat: int, **setting: t.Any) -> list[Step]:
    return _steps(variants, accounts=accounts, repeat=repeat, **setting)


def _steps(variants: t.Iterable[str], *, accounts: t.Iterable[int], repeat: int = 1, **setting: t.Any) -> list[Step]:
    return [
        Step(
            variant=variant,
            setting=Setting(accounts=number, **setting),
            # The floors' first and second runs are alike.
            runs=("first",) if variant in FLOORS else RUNS,
            repeat=repeat,
        )
        for number in accounts
        for variant in variants
    ]


def by_endpoint(steps: t.Iterable[Step]) -> dict[tuple[int, bool], list[Step]]:
    """The steps, grouped by the sandbox that they need: its latency, and whether it uses TLS."""
    found: dict[tuple[int, bool], list[Step]] = {}
    for step in steps:
        found.setdefault((step.setting.latency, step.setting.tls), []).append(step)
    return found
