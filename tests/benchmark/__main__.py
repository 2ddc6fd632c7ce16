# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tutorial on many accounts: this collection, amazon.aws, and Ansible doing nothing, side by side.

Run as: python -m benchmark
"""

from __future__ import annotations

import argparse
import pathlib
import sys
import tempfile
import typing as t

from . import variants, world
from .rollout import Measurement, Setting, WrongResultError, measure
from .variants import RUNS, VARIANTS


def main(arguments: t.Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        for each in _measurements(options):
            print(_row(each), flush=True)
    except WrongResultError as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    return 0


def _measurements(options: argparse.Namespace) -> t.Iterator[Measurement]:
    chosen = [VARIANTS[name] for name in options.variants if VARIANTS[name].is_available()]
    with tempfile.TemporaryDirectory(prefix="leastpriv-benchmark-") as temporary:
        directory = pathlib.Path(temporary)
        variants.write_playbooks(directory)
        with world.running(directory / "sandbox", accounts=max(options.accounts)) as sandbox:
            for accounts in options.accounts:
                setting = Setting(accounts=accounts, forks=options.forks)
                for variant in chosen:
                    sandbox.reset()
                    for run in RUNS[: 1 if variant.is_floor else 2]:
                        yield measure(variant, run, setting, sandbox, directory)


def _row(each: Measurement) -> str:
    accounts = each.setting.accounts
    return (
        f"{each.variant:12} {each.run:6} {accounts:5} accounts  {each.wall:7.2f} s wall {each.cpu:7.2f} s CPU  "
        f"{each.cpu / accounts * 1000:6.0f} ms CPU an account, sandbox {each.sandbox_cpu:6.2f} s  {each.peak:4.0f} MiB, "
        f"{each.iam_calls:g} IAM and {each.sts_calls:g} STS calls an account"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmark", description=__doc__)
    parser.add_argument("--variants", nargs="+", choices=list(VARIANTS), default=list(VARIANTS), metavar="NAME")
    parser.add_argument("--accounts", nargs="+", type=int, default=[10], metavar="N")
    parser.add_argument("--forks", type=int, default=10)
    return parser


if __name__ == "__main__":
    sys.exit(main())
