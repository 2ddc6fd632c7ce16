# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tutorial on many accounts: this collection, amazon.aws, and Ansible doing nothing, side by side.

The benchmark fails if a run fails, makes other changes, or makes other calls than expected. It never fails for time.

Run as: python -m benchmark --help
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import signal
import sys
import tempfile
import typing as t

from . import plan, report, rollout, variants, world
from .measurement import Measurement, Measurements, Setting, least
from .plan import Step
from .rollout import WrongResultError
from .targets import targets
from .variants import VARIANTS

_JSON: t.Final = variants.ROOT / ".cache" / "benchmark.json"


def main(arguments: t.Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    steps = [step for step in _steps(options) if VARIANTS[step.variant].is_available()]
    machine = _machine()
    # The sandbox has its own session, so this process must end it.
    signal.signal(signal.SIGTERM, _end)
    try:
        with tempfile.TemporaryDirectory(prefix="leastpriv-benchmark-") as directory:
            benchmark = Benchmark(pathlib.Path(directory), options.profile)
            for endpoint, theirs in plan.by_endpoint(steps).items():
                benchmark.run(endpoint, theirs)
    except WrongResultError as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("benchmark: interrupted", file=sys.stderr)
        return 130
    measurements = Measurements(benchmark.measurements)
    print(f"\n{report.table(measurements)}\n")
    if options.form:
        print(f"{report.target_lines(targets(measurements))}\n")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report.as_json(measurements, machine), indent=2) + "\n", encoding="utf-8")
    print(f"The same as JSON: {options.json}")
    return 0


def _end(_number: int, _frame: t.Any) -> t.NoReturn:
    raise KeyboardInterrupt


class Benchmark:
    """Measures step by step, and checks that all variants leave an account in the same state."""

    def __init__(self, directory: pathlib.Path, profile: pathlib.Path | None) -> None:
        self.measurements: list[Measurement] = []
        self._directory = directory
        self._profile = profile
        self._state: tuple[str, t.Any] | None = None
        self._compared: set[str] = set()
        variants.write_playbooks(directory)

    def run(self, endpoint: tuple[int, bool], steps: t.Sequence[Step]) -> None:
        """Run the steps that share a sandbox."""
        latency, tls = endpoint
        options = ["--latency", str(latency), *(["--tls"] if tls else [])]
        accounts = max(step.setting.accounts for step in steps)
        with world.running(self._directory / "sandbox", accounts=accounts, options=options) as sandbox:
            for step in steps:
                self._run_step(step, sandbox)

    def _run_step(self, step: Step, sandbox: world.World) -> None:
        variant = VARIANTS[step.variant]
        sandbox.reset()
        for run in step.runs:
            times = step.repeat if run == step.runs[-1] else 1
            measurement = least([self._measure(variant, run, step.setting, sandbox) for _number in range(times)])
            print(_progress(measurement), flush=True)
            self.measurements.append(measurement)
        if not variant.is_floor and variant.name not in self._compared:
            self._compare(variant.name, sandbox)

    def _measure(self, variant: variants.Variant, run: t.Any, setting: Setting, sandbox: world.World) -> Measurement:
        profile = self._profile and self._profile / f"{variant.name}-{run}-{setting.accounts}.prof"
        return rollout.measure(variant, run, setting, rollout.Surroundings(sandbox, self._directory, profile))

    def _compare(self, name: str, sandbox: world.World) -> None:
        state = rollout.account_state(sandbox, sandbox.accounts[0])
        first, expected = self._state = self._state or (name, state)
        if state != expected:
            raise WrongResultError(f"{name} leaves\n{json.dumps(state)}\nand {first} leaves\n{json.dumps(expected)}")
        self._compared.add(name)


def _progress(measurement: Measurement) -> str:
    setting = measurement.setting
    return (
        f"{measurement.variant}, {measurement.run} run, {setting.accounts} accounts, {setting.forks} forks"
        f"{f', {setting.latency} ms a call' if setting.latency else ''}{', TLS' if setting.tls else ''}: "
        f"{measurement.wall:.2f} s, {measurement.cpu_per_account * 1000:.0f} ms of CPU an account"
    )


def _steps(options: argparse.Namespace) -> list[Step]:
    if options.form:
        return {"short": plan.short, "full": plan.full}[options.form]()
    setting = {"forks": options.forks, "latency": options.latency, "tls": options.tls}
    return plan.chosen(options.variants, options.accounts, repeat=options.repeat, **setting)


def _machine() -> dict[str, t.Any]:
    """The properties of the machine that the figures depend on."""
    packages = ("ansible", "ansible-core", "boto3", "botocore", "moto")
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "processors": len(os.sched_getaffinity(0)),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in packages},
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmark", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--full", dest="form", action="store_const", const="full", help="everything that has a target")
    forms.add_argument("--short", dest="form", action="store_const", const="short", help="few accounts")
    parser.add_argument(
        "--variants", nargs="+", choices=list(VARIANTS), default=["looped"], metavar="NAME",
        help=f"without --full and --short: what to measure, from {', '.join(VARIANTS)} (default: looped)",
    )  # fmt: skip
    parser.add_argument("--accounts", nargs="+", type=int, default=[10], metavar="N", help="(default: 10)")
    parser.add_argument("--forks", type=int, default=10, metavar="N", help="(default: 10)")
    parser.add_argument("--latency", type=int, default=0, metavar="MS", help="latency to add to each call (default: 0)")
    parser.add_argument("--tls", action="store_true", help="speak https with the sandbox")
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help="second runs; the minimum of each figure counts"
    )
    parser.add_argument("--json", type=pathlib.Path, default=_JSON, metavar="FILE", help="(default: %(default)s)")
    parser.add_argument(
        "--profile", type=pathlib.Path, metavar="DIR", help="keep cProfile's data of Ansible's main process there"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
