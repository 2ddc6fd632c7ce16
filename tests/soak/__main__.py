# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Test the reliability guarantees: a table of how often each was tried, and of violations, of which there must be none.

Every run is repeatable: it depends only on the seed and on its own number, and a failure reports both. Which of two
concurrent runs is faster, and how old a reply is, also depends on the machine.

Run as: python -m soak --help
"""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import json
import multiprocessing
import pathlib
import sys
import time
import typing as t

from .rows import FULL, ROWS, SHORT, Order, measure
from .table import table

_JSON: t.Final = pathlib.Path(__file__).parents[2] / ".cache" / "soak.json"


def main(arguments: t.Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    begin = time.monotonic()
    rows = []
    with concurrent.futures.ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        for row in pool.map(measure, _orders(options)):
            print(f"{row.name}: {row.runs:,} runs, {row.calls:,} calls, {row.seconds:.0f} s", flush=True)
            rows.append(row)
    rows.sort(key=lambda row: list(ROWS).index(row.name))
    print(f"\n{table(rows)}\n\nSeed {options.seed}, {time.monotonic() - begin:.0f} s.")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    content = {"seed": options.seed, "rows": [row.to_json() for row in rows]}
    options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"The same as JSON: {options.json}")
    for row in rows:
        for problem in row.problems:
            print(f"{row.name}: {problem.line(options.seed)}", file=sys.stderr)
        for message in row.broken:
            print(f"{row.name}: the sandbox itself failed: {message}", file=sys.stderr)
    return 0 if all(row.holds for row in rows) else 1


def _orders(options: argparse.Namespace) -> list[Order]:
    form = SHORT if options.short else FULL
    if options.runs is not None:
        form = dataclasses.replace(form, runs=options.runs)
    only = options.only
    if only is not None:
        # A case has the same number in the short and the full form.
        form = dataclasses.replace(FULL, runs=max(form.runs, FULL.runs))
    names = [only.partition(":")[0]] if only else options.rows
    return [Order(row=name, form=form, seed=options.seed, only=only) for name in ROWS if name in names]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="a part of it, in less than two minutes")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the random seed (default: 1)")
    parser.add_argument("--runs", type=int, metavar="N", help="random runs (default: 1,000, and 40 with --short)")
    parser.add_argument(
        "--rows", nargs="+", choices=list(ROWS), default=list(ROWS), metavar="ROW",
        help=f"which rows of the table, of {', '.join(ROWS)} (default: all)",
    )  # fmt: skip
    parser.add_argument("--only", metavar="CASE", help="one case, as a failure names it, for example random:17")
    parser.add_argument(
        "--jobs", type=int, default=3, metavar="N", help="rows at the same time, which mostly wait (default: 3)"
    )
    parser.add_argument("--json", type=pathlib.Path, default=_JSON, metavar="FILE", help="(default: %(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
