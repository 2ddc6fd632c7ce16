# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of a run, as people give them on a command line or in a file."""

from __future__ import annotations

import re
import typing as t

import yaml

_WAVE: t.Final = re.compile(r"[1-9][0-9]*|([1-9][0-9]?|100)%")
# A dry run touches no account, so it needs no canary, and shows every account whatever fails.
_WAVES_OF_A_DRY_RUN: t.Final = ("100%",)
_FAILURES_OF_A_DRY_RUN: t.Final = 100.0
_PERCENTAGE: t.Final = re.compile(r"(100([.]0+)?|[0-9]{1,2}([.][0-9]+)?)%?")


def waves(given: t.Any, *, check_mode: bool = False) -> list[str]:
    """The waves of a rollout in the form of the keyword C(serial), one for a dry run. Raises C(ValueError)."""
    steps = [_text(step) for step in _listed(given)]
    if not steps or not all(_WAVE.fullmatch(step) for step in steps):
        raise ValueError(
            "rollout_waves must be a list of waves, each a number of accounts or a percentage of them from 1% to 100%,"
            f" such as 1,10%,100% (got: {given!s})"
        )
    return [*_WAVES_OF_A_DRY_RUN] if check_mode else steps


def _listed(given: t.Any) -> t.Sequence[t.Any]:
    """A list from a list, from the text of one, or from a single value."""
    if isinstance(given, (list, tuple)):
        return given
    if not isinstance(given, str):
        return [given]
    text = given.strip()
    if not text.startswith("["):
        return text.split(",")
    try:
        listed = yaml.safe_load(text)
    except yaml.YAMLError:
        return []
    return listed if isinstance(listed, list) else []


def max_fail_percentage(given: t.Any, *, check_mode: bool = False) -> float:
    """How many accounts of a wave may fail, in per cent; all of them in a dry run. Raises C(ValueError)."""
    text = _text(given)
    if not _PERCENTAGE.fullmatch(text):
        raise ValueError(f"rollout_max_fail_percentage must be a percentage from 0 to 100 (got: {given!s})")
    return _FAILURES_OF_A_DRY_RUN if check_mode else float(text.rstrip("%"))


def role(given: t.Any) -> str:
    """The name of the role to roll out. Raises C(ValueError)."""
    if not isinstance(given, str) or not given.strip():
        raise ValueError(f"rollout_role must be the name of a role (got: {given!r})")
    return given


def remove(given: t.Any) -> bool:
    """Whether a retirement removes anything. Raises C(ValueError)."""
    text = str(given).lower()
    if text not in ("true", "false"):
        raise ValueError(f"retire_remove must be true or false (got: {given!s})")
    return text == "true"


def _text(given: t.Any) -> str:
    return str(given).strip() if isinstance(given, (str, int, float)) else ""
