# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules run in process and the normal way, with the same results, calls and output.

The tasks are in in_process/cases, which also assert what each task did.
"""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import shutil
import socket
import sys
import typing as t
import venv

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from sandbox import Sandbox
from support import playbook, recorded
from support.tasks import allow, trust

ROOT: t.Final = pathlib.Path(__file__).parents[2]
HERE: t.Final = pathlib.Path(__file__).parent / "in_process"
CASES: t.Final = sorted(path.stem for path in (HERE / "cases").glob("*.yml"))
# Cases whose tasks each sign in by themselves.
BARE: t.Final = {"environment"}
# Cases that are run once, at -vvvv.
LOUD: t.Final = ("elsewhere", "secrets")
# Cases in which ansible-core has a part: how it hands options over, reads results, and carries out a task's keywords.
OF_CORE: t.Final = ("defaults", "environment", "keywords", "modules", "options", "policy_review", "values")
# Cases of one module each, in which what AWS answers decides. The case "modules" has a task of each of these modules.
OF_AWS: t.Final = tuple(name for name in CASES if name not in (*LOUD, *OF_CORE))

DOCUMENTS: t.Final = {
    "reader": allow("s3:GetObject", "arn:aws:s3:::reports/*"),
    "writer": allow("s3:PutObject", "arn:aws:s3:::reports/*"),
    "everything": allow("*"),
    "trust": trust("lambda.amazonaws.com"),
}
SECRETS: t.Final = {
    "access_key": "AKIAHUSHHUSHHUSHHUSH",
    "secret_key": "hush-secret-key",
    "session_token": "hush-session-token",
    "external_id": "hush-external-id",
    "said_by_no_log": "hush-said-by-no-log",
}

Json = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The outcome of a run: its output, its results as callbacks saw them, and its calls to AWS."""

    run: playbook.Run
    results: list[recorded.Record]
    calls: list[Json]

    def differences(self, other: Outcome) -> dict[str, t.Any]:
        """The differences in the results of each task of each host, and in the calls."""
        found: dict[str, t.Any] = dict(recorded.differences(self._comparable(), other._comparable()))
        ours, theirs = self.comparable_calls(), other.comparable_calls()
        if ours != theirs:
            found["calls"] = (
                [call for call in ours if call not in theirs],
                [call for call in theirs if call not in ours],
            )
        return found

    def comparable_calls(self) -> list[str]:
        """The calls, sorted, with each sign-in once: in process, the items of a loop share theirs."""
        sign_ins = {recorded.comparable(call) for call in self.calls if call["service"] == "sts"}
        others = [recorded.comparable(call) for call in self.calls if call["service"] != "sts"]
        return sorted([*others, *sign_ins])

    def _comparable(self) -> list[recorded.Record]:
        """The results without the polls of background tasks, whose number varies."""
        return [record for record in self.results if record["action"] != "ansible.builtin.async_status"]

    def lines(self) -> list[str]:
        """The lines of output, sorted: hosts answer in any order."""
        # Without the polls of background tasks, whose number varies.
        polls = re.compile(r"ASYNC POLL on |: Wait for it \(")
        lines = (line for line in self.run.output.splitlines() if not polls.search(line))
        return sorted({re.sub(r"=> .*|\(\d+ retries left\)", "", recorded.comparable(line)) for line in lines})

    def headlines(self) -> list[str]:
        """The lines about plays, tasks and results, without what more verbosity adds."""
        return [line for line in self.lines() if re.match(r"PLAY|TASK|[a-z]+: \[|\.\.\.ignoring", line)]

    def one(self) -> recorded.Record:
        """The only result of the run."""
        (record,) = self.results
        return t.cast(recorded.Record, record["result"])


class World:
    """Runs of Ansible on the sandbox, with all that the cases need."""

    def __init__(self, sandbox: Sandbox, folder: pathlib.Path) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._runs = 0
        # It accepts connections and never answers.
        self._silence = socket.create_server(("127.0.0.1", 0))
        self._variables = folder / "variables.yml"
        self._variables.write_text(self._text_of_variables(), encoding="utf-8")
        (folder / "vault_password").write_text("parity", encoding="utf-8")
        self._inventory = folder / "inventory.json"
        self._inventory.write_text(json.dumps(self._hosts()), encoding="utf-8")

    def close(self) -> None:
        self._silence.close()

    def run(
        self, *options: str, cases: t.Sequence[str], in_process: bool, strategy: str = "free", **environment: str
    ) -> Outcome:
        """Run cases once, in empty accounts."""
        switches = {"leastpriv_aws_in_process": in_process, "chosen_strategy": strategy}
        limit = f"--limit={','.join(cases)},away"
        arguments = ["-i", str(self._inventory), "-e", f"@{self._variables}", "-e", json.dumps(switches), limit]
        return self.start(*arguments, *options, **environment)

    def start(self, *arguments: str, command: t.Sequence[str] = ("playbook",), **environment: str) -> Outcome:
        self._runs += 1
        folder = self._folder / f"run{self._runs}"
        folder.mkdir()
        self._sandbox.reset()
        run = playbook.run(
            *(str(HERE / "run.yml"),) if command == ("playbook",) else (),
            *arguments,
            command=command,
            environment={**self._settings(folder), **environment},
            directory=folder,
        )
        calls = [dataclasses.asdict(call) for call in self._sandbox.calls()]
        return Outcome(run, recorded.read(folder / "record"), calls)

    def _settings(self, folder: pathlib.Path) -> dict[str, str]:
        return {
            "ANSIBLE_ASYNC_DIR": str(folder / "async"),
            "ANSIBLE_CALLBACK_PLUGINS": str(recorded.CALLBACKS),
            "ANSIBLE_FORKS": "5",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PIPELINING": "1",
            "ANSIBLE_VAULT_PASSWORD_FILE": str(self._folder / "vault_password"),
            "AWS_EC2_METADATA_DISABLED": "true",
            # ansible-core shows the booleans that it accepts in the order of a set.
            "PYTHONHASHSEED": "0",
            "RECORD": str(folder / "record"),
        }

    def _text_of_variables(self) -> str:
        variables = {
            "aws_config": str(self._written("config", self._profiles())),
            "fake_sudo": str(self._script("sudo", 'while [ "$1" != /bin/sh ]; do shift; done\nexec "$@"')),
            "documents": DOCUMENTS,
            "folder": str(self._folder),
            "secrets": SECRETS,
            "signed_in": self._sandbox.environment,
            "silent_endpoint": f"http://127.0.0.1:{self._silence.getsockname()[1]}",
        }
        lines = [f"{name}: {json.dumps(value)}" for name, value in variables.items()]
        vault = VaultLib([("default", VaultSecret(b"parity"))])
        encrypted = vault.encrypt("Vaulted text", VaultSecret(b"parity")).decode().strip().replace("\n", "\n  ")
        return "\n".join([*lines, f"vaulted: !vault |\n  {encrypted}", ""])

    def _profiles(self) -> str:
        keys = self._sandbox.environment
        base = (
            f"[profile base]\naws_access_key_id = {keys['AWS_ACCESS_KEY_ID']}\n"
            f"aws_secret_access_key = {keys['AWS_SECRET_ACCESS_KEY']}\n"
            f"endpoint_url = {self._sandbox.endpoint_url}\nregion = eu-west-1\n"
        )
        return base + "".join(
            f"[profile {account.name}]\nrole_arn = {account.role_arn}\nsource_profile = base\nregion = eu-west-1\n"
            f"endpoint_url = {self._sandbox.endpoint_url}\n"
            for account in self._sandbox.accounts
        )

    def _hosts(self) -> Json:
        environment = self._folder / "environment"
        venv.create(environment, symlinks=True)
        wrapper = self._script("python", f'exec "{sys.executable}" "$@"')
        ssh = self._script("ssh", 'for last; do :; done\nexec /bin/sh -c "$last"')
        elsewhere: dict[str, Json] = {
            "other": {"ansible_python_interpreter": str(wrapper)},
            "wrapped": {"ansible_python_interpreter": str(wrapper)},
            "environment_of_its_own": {"ansible_python_interpreter": str(environment / "bin" / "python")},
            "templated": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
            "missing": {"ansible_python_interpreter": str(self._folder / "no-python")},
            "far": {"ansible_connection": "ssh", "ansible_ssh_executable": str(ssh)},
        }
        here = {"ansible_python_interpreter": sys.executable}
        groups = {"bare": BARE, "signed_in": set(CASES) - BARE}
        inventory: Json = {name: {"hosts": dict.fromkeys(hosts, here)} for name, hosts in groups.items()}
        away = {name: {"ansible_connection": "local", **here, **variables} for name, variables in elsewhere.items()}
        return {**inventory, "away": {"hosts": away}}

    def _script(self, name: str, text: str) -> pathlib.Path:
        path = self._written(name, f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    def _written(self, name: str, text: str) -> pathlib.Path:
        path = self._folder / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def world(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[World]:
    world = World(running_sandbox, tmp_path_factory.mktemp("world"))
    yield world
    world.close()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(OF_CORE, id="of ansible-core"),
        pytest.param(OF_AWS, id="of AWS", marks=pytest.mark.any_core),
    ],
)
def cases(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return t.cast("tuple[str, ...]", request.param)


@pytest.fixture(scope="module")
def normal(world: World, cases: tuple[str, ...]) -> Outcome:
    """The cases, each module in a separate process: the reference for all comparisons."""
    return world.run(cases=cases, in_process=False)


@pytest.fixture(scope="module")
def here(world: World, cases: tuple[str, ...]) -> Outcome:
    """The cases, in process."""
    return world.run(cases=cases, in_process=True)


def test_results_and_calls_are_equal(normal: Outcome, here: Outcome, cases: tuple[str, ...]) -> None:
    assert (normal.run.code, here.run.code) == (0, 0), here.run.output
    assert normal.differences(here) == {}
    assert {record["host"] for record in here.results} == set(cases)


def test_output_is_equal(normal: Outcome, here: Outcome, cases: tuple[str, ...]) -> None:
    assert normal.lines() == here.lines()
    alias = "Both option name and its alias policy_name are set"
    assert (alias in " ".join(here.run.output.split())) == ("options" in cases)


def test_results_are_equal_with_other_strategies(world: World, normal: Outcome, cases: tuple[str, ...]) -> None:
    """Half of the cases run with one strategy, half with another, and together they do what all did."""
    linear, pinned = (
        world.run(cases=half, in_process=True, strategy=strategy, ANSIBLE_FORKS=forks)
        for strategy, forks, half in (("linear", "5", cases[::2]), ("host_pinned", "1", cases[1::2]))
    )
    assert (linear.run.code, pinned.run.code) == (0, 0), linear.run.output + pinned.run.output
    both = Outcome(linear.run, [*linear.results, *pinned.results], [*linear.calls, *pinned.calls])
    assert normal.differences(both) == {}


# Why tasks of the case "elsewhere" run in a separate process, and how many.
REASONS: t.Final = {
    "the task is async": 2,
    "the task uses become": 2,
    "the connection is ssh, not local": 1,
    "its interpreter is ": 3,
}


def test_secrets_appear_nowhere_and_reasons_are_shown(world: World) -> None:
    normal, here = (
        world.run("-vvvv", cases=LOUD, in_process=in_process, strategy=strategy)
        for in_process, strategy in ((False, "free"), (True, "linear"))
    )
    assert (normal.run.code, here.run.code) == (0, 0), here.run.output
    assert normal.differences(here) == {}
    assert normal.headlines() == here.headlines()
    assert len(here.headlines()) > 20
    for outcome in (normal, here):
        # From 2.19 on, ansible-core prints the message of a failed task in spite of no_log, of any module.
        printed = [name for name, secret in SECRETS.items() if secret in outcome.run.output]
        assert [name for name in printed if name != "said_by_no_log"] == []
        assert [
            record for record in outcome.results if any(secret in json.dumps(record) for secret in SECRETS.values())
        ] == []
    shown = re.findall(r"runs in a separate process: (.*)", here.run.output)
    assert {reason: sum(line.startswith(reason) for line in shown) for reason in REASONS} == REASONS
    assert len(shown) == sum(REASONS.values())
    assert set(re.findall(r"runs in a separate process: (.*)", normal.run.output)) == {
        "leastpriv_aws_in_process is off"
    }


def test_cases_that_run_on_each_ansible_core_cover_every_module() -> None:
    texts = "".join((HERE / "cases" / f"{name}.yml").read_text(encoding="utf-8") for name in OF_CORE)
    modules = [path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")]
    assert [name for name in modules if f"leastpriv.aws.{name}:" not in texts] == []


def ad_hoc(world: World, module: str, options: Json, *, in_process: bool, **environment: str) -> Outcome:
    """One task without a playbook, on the implicit localhost."""
    switch = json.dumps({"leastpriv_aws_in_process": in_process})
    # Since ansible-core 2.19 this setting shows tracebacks, before it was -vvv.
    environment = {"ANSIBLE_DISPLAY_TRACEBACK": "error", **environment}
    arguments = ["localhost", "-vvv", "-m", f"leastpriv.aws.{module}", "-a", json.dumps(options), "-e", switch]
    return world.start(*arguments, command=("adhoc",), ANSIBLE_LOAD_CALLBACK_PLUGINS="1", **environment)


def test_a_module_that_raises_and_has_a_deprecated_option(world: World, tmp_path: pathlib.Path) -> None:
    """In a copy of the collection, which has neither of its own."""
    copy = tmp_path / "ansible_collections" / "leastpriv" / "aws"
    for name in ("meta", "plugins"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "galaxy.yml", copy / "galaxy.yml")
    deprecated = '{"name": "document", "version": "99.0.0", "collection_name": "leastpriv.aws"}'
    replace(
        copy / "plugins" / "module_utils" / "_module" / "policy_review.py",
        '"policy": {"type": "json"}',
        f'"policy": {{"type": "str", "no_log": True, "aliases": ["document"], "deprecated_aliases": [{deprecated}]}}',
    )
    replace(
        copy / "plugins" / "module_utils" / "_module" / "policy_review.py",
        "    return execute(options, check_mode=check_mode, catalogue=load())",
        '    raise RuntimeError("It was " + options["policy"])',
    )
    # On failure ansible-core shows the command line of an ad hoc task, so the secret comes from the environment.
    options = {"document": "{{ lookup('ansible.builtin.env', 'RAISED') }}"}
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(tmp_path), "RAISED": "hush-raised"}
    normal, here = (
        ad_hoc(world, "iam_policy_review", options, in_process=in_process, **environment)
        for in_process in (False, True)
    )
    assert normal.differences(here) == {}
    for outcome in (normal, here):
        assert "unexpected RuntimeError: It was ********" in outcome.one()["msg"]
        assert "in run" in str(outcome.one()["exception"])
        assert "Alias 'document' is deprecated" in outcome.run.output
        assert "hush-raised" not in outcome.run.output
        assert "hush-raised" not in json.dumps(outcome.results)


def replace(path: pathlib.Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer has: {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("kind", "says"), [("missing", "boto3 and botocore"), ("broken", "this botocore is broken")])
def test_a_botocore_that_cannot_be_imported(world: World, kind: str, says: str) -> None:
    path = os.pathsep.join([str(HERE / "documents" / kind), os.environ.get("PYTHONPATH", "")])
    options = {"name": "a", "state": "absent"}
    normal, here = (
        ad_hoc(world, "iam_managed_policy", options, in_process=in_process, PYTHONPATH=path)
        for in_process in (False, True)
    )
    assert normal.one()["msg"] == here.one()["msg"]
    assert says in json.dumps(here.one())
    assert "Ansible's Python cannot load the module's code (" in here.run.output


def test_interpreter_discovery_keeps_a_module_in_process(world: World) -> None:
    run = ad_hoc(
        world, "iam_policy_review", {"policy": DOCUMENTS["reader"]}, in_process=True, ANSIBLE_PYTHON_INTERPRETER="auto"
    )
    assert run.run.code == 0
    assert "in a separate process" not in run.run.output
