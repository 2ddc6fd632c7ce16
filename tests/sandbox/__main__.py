# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python -m sandbox``."""

from __future__ import annotations

import argparse
import collections
import pathlib
import sys
import typing as t

from . import background, foreground
from .errors import SandboxError
from .faults import Fault, FaultKind
from .options import Omitted, Options
from .record import FILE_NAME, INVENTORY_NAME
from .surroundings import forget_own_aws

_LIFETIME_SECONDS = 3600


def main(arguments: t.Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.carry_out(options))
    except SandboxError as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    foreground.check_inventory_file(options.inventory)
    return foreground.run(
        options.command,
        _server(options),
        inventory_file=options.inventory,
    )


def _start(options: argparse.Namespace) -> int:
    record, started = background.start(
        options.directory,
        _server(options),
        lifetime=options.lifetime,
    )
    state = "started" if started else "already running"
    print(f"{state}: {record.endpoint}, process {record.pid}, {options.directory / FILE_NAME}")
    return 0


def _serve(options: argparse.Namespace) -> int:
    background.serve(
        options.directory,
        _server(options),
        lifetime=options.lifetime,
    )
    return 0


def _server(options: argparse.Namespace) -> Options:
    return Options(
        accounts=options.accounts,
        managed_policies=options.managed_policies,
        latency=options.latency / 1000,
        tls=options.tls,
        faults=tuple(options.fault),
        seed=options.seed,
        omitted=Omitted(options.update_role),
    )


def _stop(options: argparse.Namespace) -> int:
    print("stopped" if background.stop(options.directory) else "not running")
    return 0


def _status(options: argparse.Namespace) -> int:
    record = background.running(options.directory)
    if record is None:
        print("not running")
        return 1
    print(f"running: {record.endpoint}, process {record.pid}, {len(record.accounts)} accounts")
    return 0


def _calls(options: argparse.Namespace) -> int:
    record = background.running(options.directory)
    if record is None:
        raise SandboxError(f"No sandbox is running in {options.directory}.")
    calls = record.ask("calls")
    counts = collections.Counter((call["service"], call["operation"]) for call in calls)
    refused = collections.Counter((call["service"], call["operation"]) for call in calls if call["error_code"])
    for (service, operation), count in sorted(counts.items()):
        note = f"  ({refused[service, operation]} refused)" if refused[service, operation] else ""
        print(f"{count:6}  {service}:{operation}{note}")
    print(f"{len(calls):6}  in total")
    for kind, count in sorted(record.ask("faults").items()):
        print(f"{count:6}  met a fault: {kind}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="An AWS on this machine for tests: IAM, STS and Organizations.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    run = _command(
        commands,
        "run",
        _run,
        "run a command beside a sandbox, and end with the command's exit code",
    )
    _server_options(run)
    run.add_argument(
        "--inventory",
        type=pathlib.Path,
        metavar="FILE",
        help="write an Ansible inventory of the accounts",
    )
    run.add_argument(
        "command",
        nargs="+",
        metavar="-- COMMAND",
        help="the command and its arguments, after --",
    )
    start = _command(
        commands,
        "start",
        _start,
        "start a sandbox in the background, unless one runs there already",
    )
    serve = _command(commands, "serve", _serve, "be the sandbox that start starts")
    for command in (start, serve):
        _server_options(command)
        _directory_option(command)
        _lifetime_option(command)
    for name, carry_out, text in (
        ("stop", _stop, "stop the sandbox in the background and remove its files"),
        ("status", _status, "tell whether a sandbox is running; exit code 1 if not"),
        ("calls", _calls, "count the operations the sandbox has seen"),
    ):
        _directory_option(_command(commands, name, carry_out, text))
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    carry_out: t.Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.set_defaults(carry_out=carry_out)
    return parser


def _server_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--accounts",
        type=_positive,
        default=3,
        metavar="N",
        help="member accounts (default: 3)",
    )
    parser.add_argument(
        "--managed-policies",
        action="store_true",
        help="with all policies that AWS manages",
    )
    parser.add_argument(
        "--latency",
        type=_whole,
        default=0,
        metavar="MS",
        help="milliseconds that each call takes longer, as if AWS were that far away (default: 0)",
    )
    parser.add_argument(
        "--tls",
        action="store_true",
        help="serve https; AWS_CA_BUNDLE, in the environment of the sandbox, is what to trust it by",
    )
    parser.add_argument(
        "--update-role",
        choices=[omitted.value for omitted in Omitted],
        default=Omitted.KEPT.value,
        help="a description or a session duration that UpdateRole leaves out is kept or reset (default: kept)",
    )
    _fault_options(parser)


def _fault_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="KIND[:RATE[:SECONDS]]",
        help="a fault of IAM, at a rate from 0 to 1 (default: 1); repeatable; kinds: "
        + ", ".join(kind.value for kind in FaultKind),
    )
    parser.add_argument(
        "--seed",
        type=_whole,
        default=0,
        metavar="N",
        help="where the random numbers of the faults begin (default: 0)",
    )


def _directory_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--directory",
        type=pathlib.Path,
        required=True,
        metavar="DIR",
        help=f"where {FILE_NAME} and {INVENTORY_NAME} are",
    )


def _lifetime_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lifetime",
        type=_positive,
        default=_LIFETIME_SECONDS,
        metavar="SECONDS",
        help="end by itself after this time (default: %(default)s)",
    )


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number")
    return int(text)


def _fault(text: str) -> Fault:
    given = text.split(":")
    kind, rate, seconds, *more = [*given, *("", "1", "0")[len(given) :]]
    try:
        fault = Fault(kind=FaultKind(kind), rate=float(rate), seconds=float(seconds))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from None
    if more:
        raise argparse.ArgumentTypeError(f"{text} is not KIND[:RATE[:SECONDS]]")
    return fault


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above zero")
    return int(text)


if __name__ == "__main__":
    forget_own_aws()
    sys.exit(main())
