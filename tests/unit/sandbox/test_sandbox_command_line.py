# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what it prints, its exit codes, and that it leaves no process and no file."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import typing as t

import pytest
from sandbox.background import _is_process
from sandbox.record import Record

TESTS = pathlib.Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(TESTS)}
LIST_ACCOUNTS = (
    "import boto3; c = boto3.client('organizations'); print(len(c.list_accounts()['Accounts'])); "
    "boto3.client('iam').list_roles()"
)


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "sandbox", *map(str, arguments)]


def sandbox(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)


def wait_until(condition: t.Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def directory(tmp_path: pathlib.Path) -> t.Iterator[pathlib.Path]:
    """A directory whose sandbox is stopped whatever happens."""
    path = tmp_path / "background"
    yield path
    sandbox("stop", "--directory", path)


UPDATE_ROLE = (
    "import boto3; c = boto3.client('iam'); c.create_role(RoleName='r', Description='d', AssumeRolePolicyDocument='"
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "ec2.amazonaws.com"}}}\'); '
    "c.update_role(RoleName='r', MaxSessionDuration=7200); print(c.get_role(RoleName='r')['Role'].get('Description'))"
)


def test_the_reading_of_update_role_is_an_option() -> None:
    ran = sandbox("run", "--update-role", "reset", "--", sys.executable, "-c", UPDATE_ROLE)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "None\n", "")


def test_run_gives_the_command_an_environment_and_an_inventory(tmp_path: pathlib.Path) -> None:
    inventory = tmp_path / "inventory.yml"
    ran = sandbox("run", "--accounts", 2, "--inventory", inventory, "--", sys.executable, "-c", LIST_ACCOUNTS)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "3\n", "")
    assert inventory.read_text().splitlines() == [
        "---",
        "aws_accounts:",
        "  hosts:",
        "    workload-1:",
        '      aws_account_id: "111111111111"',
        "      aws_assume_role_arn: arn:aws:iam::111111111111:role/OrganizationAccountAccessRole",
        "    workload-2:",
        '      aws_account_id: "222222222222"',
        "      aws_assume_role_arn: arn:aws:iam::222222222222:role/OrganizationAccountAccessRole",
    ]


def test_run_hides_the_users_own_aws_from_the_command() -> None:
    own = {"AWS_PROFILE": "own", "AWS_SESSION_TOKEN": "own", "AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:1"}
    ran = subprocess.run(
        command("run", "--", sys.executable, "-c", LIST_ACCOUNTS),
        env={**ENVIRONMENT, **own, "AWS_CONFIG_FILE": "own"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "4\n", "")


@pytest.mark.parametrize(
    ("script", "code"), [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)], ids=["success", "failure", "killed"]
)
def test_run_ends_as_the_command_ends(script: str, code: int) -> None:
    assert sandbox("run", "--", "sh", "-c", script).returncode == code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_passes_signals_on(tmp_path: pathlib.Path, number: signal.Signals) -> None:
    ready = tmp_path / "ready"
    script = (
        "import pathlib, signal, sys, time\n"
        f"signal.signal({int(number)}, lambda *_: sys.exit(5))\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(60)\n"
    )
    arguments = command("run", "--", sys.executable, "-c", script)
    with subprocess.Popen(arguments, env=ENVIRONMENT, stdin=subprocess.DEVNULL) as process:
        assert wait_until(ready.exists)
        process.send_signal(number)
        assert process.wait(timeout=20) == 5


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("run", "--", "/no/such/command"), 127, "cannot run /no/such/command: No such file or directory"),
        (
            ("run", "--inventory", "/no/such/place/inventory.yml", "--", "true"),
            1,
            "There is no directory /no/such/place",
        ),
        (("run",), 2, "the following arguments are required: -- COMMAND"),
        (("run", "--accounts", "0", "--", "true"), 2, "0 is not a whole number above zero"),
        (("run", "--fault", "flood", "--", "true"), 2, "'flood' is not a valid FaultKind"),
        (("run", "--fault", "throttling:30", "--", "true"), 2, "throttling:30: A rate is from 0 to 1, and not 30.0."),
        (("run", "--fault", "slow-after", "--", "true"), 2, "slow-after: slow-after takes seconds."),
        (("run", "--fault", "throttling:1:0:0", "--", "true"), 2, "throttling:1:0:0 is not KIND[:RATE[:SECONDS]]"),
        (("calls", "--directory", "/no/such/place"), 1, "No sandbox is running in /no/such/place."),
        ((), 2, "the following arguments are required: COMMAND"),
    ],
)
def test_mistakes(arguments: tuple[str, ...], code: int, message: str) -> None:
    ran = sandbox(*arguments)
    assert ran.returncode == code
    assert message in ran.stderr


def test_start_status_calls_stop(directory: pathlib.Path) -> None:
    started = sandbox("start", "--directory", directory, "--accounts", 1)
    assert (started.returncode, started.stderr) == (0, "")
    record = json.loads((directory / "sandbox.json").read_text())
    assert [account["id"] for account in record["accounts"]] == ["111111111111"]
    assert "aws_assume_role_arn" in (directory / "inventory.yml").read_text()
    again = sandbox("start", "--directory", directory)
    assert again.stdout.startswith("already running")
    assert json.loads((directory / "sandbox.json").read_text()) == record
    assert sandbox("status", "--directory", directory).returncode == 0

    environment = {**os.environ, **record["environment"]}
    subprocess.run([sys.executable, "-c", LIST_ACCOUNTS], env=environment, check=True, stdout=subprocess.DEVNULL)
    counted = sandbox("calls", "--directory", directory).stdout
    assert counted.split() == ["1", "iam:ListRoles", "1", "organizations:ListAccounts", "2", "in", "total"]

    assert sandbox("stop", "--directory", directory).stdout == "stopped\n"
    assert not _is_process(record["pid"])
    assert list(directory.iterdir()) == []
    assert sandbox("stop", "--directory", directory).stdout == "not running\n"
    assert sandbox("status", "--directory", directory).returncode == 1


def test_faults_from_the_start_and_after_each_reset(directory: pathlib.Path) -> None:
    faults = ("--fault", "throttling:0.5", "--fault", "slow-before:1:0.001", "--seed", 7)
    started = sandbox("start", "--directory", directory, "--accounts", 1, *faults)
    assert (started.returncode, started.stderr) == (0, "")
    record = Record(**json.loads((directory / "sandbox.json").read_text()))
    script = (
        "import boto3, botocore, os, urllib.request as u\n"
        "c = boto3.client('iam', config=botocore.config.Config(retries={'total_max_attempts': 1}))\n"
        "for number in range(80):\n"
        "    if number == 40: u.urlopen(u.Request(os.environ['RESET'], method='POST'))\n"
        "    try: c.list_roles()\n"
        "    except botocore.exceptions.ClientError as e: print(number % 40, e.response['Error']['Code'])\n"
        "    if number == 39: print('reset')\n"
    )
    environment = {**os.environ, **record.environment, "RESET": f"{record.endpoint}/_sandbox/reset", "NO_PROXY": "*"}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, check=True, stdout=subprocess.PIPE, text=True)
    first, second = (part.splitlines() for part in ran.stdout.split("reset\n"))
    assert first == second
    assert all(line.endswith(" Throttling") for line in first)
    counted = sandbox("calls", "--directory", directory).stdout.splitlines()
    assert counted == [
        f"    40  iam:ListRoles  ({len(first)} refused)",
        "    40  in total",
        "    40  met a fault: slow-before",
        f"{len(first):6}  met a fault: throttling",
    ]


def test_far_away_and_over_tls(directory: pathlib.Path) -> None:
    started = sandbox("start", "--directory", directory, "--accounts", 1, "--tls", "--latency", 5)
    assert (started.returncode, started.stderr) == (0, "")
    record = json.loads((directory / "sandbox.json").read_text())
    assert record["endpoint"].startswith("https://")
    environment = {**os.environ, **record["environment"]}
    subprocess.run([sys.executable, "-c", LIST_ACCOUNTS], env=environment, check=True, stdout=subprocess.DEVNULL)
    # Asking it goes over TLS as well, and tells that moto has been at work.
    assert sandbox("calls", "--directory", directory).stdout.split()[-3:] == ["2", "in", "total"]
    cpu = Record(**record).ask("cpu")
    assert 0 < cpu["moto"] < cpu["process"]
    bundle = pathlib.Path(record["environment"]["AWS_CA_BUNDLE"])
    assert bundle.exists()
    sandbox("stop", "--directory", directory)
    assert not bundle.parent.exists()


def test_it_ends_by_itself(directory: pathlib.Path) -> None:
    sandbox("start", "--directory", directory, "--lifetime", 2)
    pid = json.loads((directory / "sandbox.json").read_text())["pid"]
    assert wait_until(lambda: not _is_process(pid))
    assert not (directory / "sandbox.json").exists()


def test_stop_spares_a_process_that_is_not_the_sandbox(directory: pathlib.Path) -> None:
    sandbox("start", "--directory", directory)
    path = directory / "sandbox.json"
    record = json.loads(path.read_text())
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        path.write_text(json.dumps({**record, "pid": stranger.pid}))
        stopped = sandbox("stop", "--directory", directory)
        assert (stopped.stdout, stranger.poll()) == ("not running\n", None)
        stranger.terminate()
    path.write_text(json.dumps(record))
    assert sandbox("stop", "--directory", directory).stdout == "stopped\n"


@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"pid": 1}'])
def test_a_lost_record_is_no_sandbox(tmp_path: pathlib.Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "sandbox.json").write_text(content)
    assert sandbox("status", "--directory", tmp_path).stdout == "not running\n"
    assert sandbox("stop", "--directory", tmp_path).returncode == 0


def test_a_dead_sandbox_is_started_again(directory: pathlib.Path) -> None:
    sandbox("start", "--directory", directory)
    pid = json.loads((directory / "sandbox.json").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not _is_process(pid))
    assert sandbox("status", "--directory", directory).stdout == "not running\n"
    assert sandbox("start", "--directory", directory).stdout.startswith("started")


def test_all_policies_of_aws_on_demand() -> None:
    script = (
        "import boto3; p = boto3.client('iam').get_paginator('list_policies'); "
        "print(sum(len(page['Policies']) for page in p.paginate(Scope='AWS')) > 1000)"
    )
    ran = sandbox("run", "--managed-policies", "--", sys.executable, "-c", script)
    assert ran.stdout == "True\n"
