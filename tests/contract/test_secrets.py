# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets are in nothing that a run prints, keeps or leaves, and on no command line, however it goes.

What Ansible itself shows is left out by name: at -vvv, the variables of a task's C(environment) for a process of its
own. So secrets come by options, by the environment of ansible-playbook, by a profile, and from AWS.
"""

from __future__ import annotations

import base64
import http.server
import json
import pathlib
import threading
import typing as t
import urllib.parse
from collections.abc import Iterator

import playbook
import pytest
import yaml
from moto.sts.models import AssumedRole
from sandbox import Sandbox
from tasks import allow

OPTIONS: t.Final = {
    "access_key": "AKIAHUSHOPTIONHUSHHU",
    "secret_key": "hush/option+secret/key=of/forty+characters",
    "session_token": "hush/option+session/token==",
}
EXTERNAL_ID: t.Final = "hush:external/id=of+somebody"
PROFILE: t.Final = {
    "aws_access_key_id": "AKIAHUSHPROFILEHUSHH",
    "aws_secret_access_key": "hush/profile+secret/key",
    "aws_session_token": "hush/profile+session/token==",
}
MEMBER: t.Final = "arn:aws:iam::111111111111:role/OrganizationAccountAccessRole"
ONCE: t.Final = {"retries": {"total_max_attempts": 1}, "connect_timeout": 2}

Json = dict[str, t.Any]


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what it was asked, which is nothing that AWS would answer: credentials and all."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"<html>{self.headers}{body}<br></html>".encode())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the base class has it
        """Nothing: the test reads the output."""


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def issued(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The secrets that AWS has answered with, as it does to AssumeRole."""
    found: set[str] = set()
    made = AssumedRole.__init__

    def spy(self: AssumedRole, *arguments: t.Any, **options: t.Any) -> None:
        made(self, *arguments, **options)
        found.update((self.access_key_id, self.secret_access_key, self.session_token))

    monkeypatch.setattr(AssumedRole, "__init__", spy)
    return found


def forms(secret: str) -> set[str]:
    """A secret as it is, and as requests, files and messages may have it."""
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {
        secret,
        encoded,
        urllib.parse.quote(secret, safe=""),
        urllib.parse.quote_plus(secret),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
    }


def found_in(text: str, secrets: t.Iterable[str]) -> list[str]:
    return sorted(secret for secret in secrets if any(form in text for form in forms(secret)))


def said(output: str, secret: str) -> list[str]:
    """Where a run's output has a secret."""
    return [
        f"...{line[max(0, line.find(each) - 200) :][:300]}"
        for line in output.splitlines()
        for each in forms(secret)
        if each in line
    ][:3]


class Watch:
    """Looks at the command lines of all processes for as long as a run lasts."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.seen.add(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    continue


def tasks(echo: str) -> list[Json]:
    """Success, and each way to fail, with secrets from each source."""
    policy: Json = {"name": "app", "policy": allow("s3:GetObject", "arn:aws:s3:::reports/*")}
    keys = {name: f"{{{{ {name} }}}}" for name in OPTIONS}
    assumed = {"assume_role_arn": MEMBER, "assume_role_external_id": "{{ external_id }}"}
    dead = {"endpoint_url": "http://127.0.0.1:9", "aws_config": ONCE}
    given: list[tuple[str, Json, Json]] = [
        ("a role, by the environment", assumed, {}),
        ("a role of nobody", {**assumed, "assume_role_arn": f"{MEMBER}s"}, {}),
        ("keys that nobody knows", keys, {}),
        ("an endpoint that is dead", {**keys, **dead}, {}),
        (
            "no TLS where it was asked for",
            {**keys, "endpoint_url": echo.replace("http:", "https:"), "aws_config": ONCE},
            {},
        ),
        ("an answer that is not AWS's", {**keys, "endpoint_url": echo, "aws_config": ONCE}, {}),
        ("an answer that is not AWS's, to a role", {**assumed, "endpoint_url": echo, "aws_config": ONCE}, {}),
        ("a profile", {"profile": "hush"}, {}),
        ("a profile, an endpoint that is dead", {"profile": "hush", **dead}, {}),
        ("a profile, an answer that is not AWS's", {"profile": "hush", "endpoint_url": echo, "aws_config": ONCE}, {}),
        ("a secret where none belongs", {**keys, "region": "{{ secret_key }}", "path": "/{{ session_token }}/"}, {}),
        ("a secret that is refused", {**keys, "secret_key": "{{ secret_key }} "}, {}),
        ("silence", {**assumed, "name": "quiet"}, {"no_log": True}),
        ("a loop", {**assumed, "name": "{{ item }}"}, {"loop": ["one", "two", "no name"]}),
        ("in the background", assumed, {"async": 60, "poll": 1}),
        ("a set", {**assumed, "name": None}, {"module": "iam_baseline"}),
    ]
    made = []
    for name, options, keywords in given:
        module = keywords.pop("module", "iam_managed_policy")
        whole = {**options, "policies": [policy]} if module == "iam_baseline" else {**policy, **options}
        whole = {option: value for option, value in whole.items() if value is not None}
        task = {"name": name, f"leastpriv.aws.{module}": whole, "ignore_errors": True, "register": "done", **keywords}
        made.append(task)
        made.append({"name": f"{name}, kept", "ansible.builtin.set_fact": {"kept": "{{ done }}", "cacheable": True}})
        made.append({"name": f"{name}, shown", "ansible.builtin.debug": {"var": "done"}})
    return made


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "the normal way"])
def test_secrets_are_nowhere(
    *, in_process: bool, sandbox: Sandbox, echo: str, issued: set[str], tmp_path: pathlib.Path
) -> None:
    home, folder = tmp_path / "home", tmp_path / "work"
    for each in (home, folder, tmp_path / "tmp"):
        each.mkdir()
    play = {"hosts": "aws_accounts", "gather_facts": False, "tasks": tasks(echo)}
    (folder / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
    host = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory = {"aws_accounts": {"hosts": {"account": host}}}
    (folder / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
    # Not below what is searched: the secrets are in it.
    given = tmp_path.parent / f"{tmp_path.name}-given"
    given.mkdir()
    profile = "".join(f"{name} = {value}\n" for name, value in PROFILE.items())
    (given / "config").write_text(f"[profile hush]\n{profile}region = us-east-1\n", encoding="utf-8")
    variables = {**OPTIONS, "external_id": EXTERNAL_ID, "leastpriv_aws_in_process": in_process}
    (given / "variables.json").write_text(json.dumps(variables), encoding="utf-8")
    administrator = {name: value for name, value in sandbox.environment.items() if "KEY" in name}
    environment = {
        **sandbox.environment,
        "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(folder / "facts"),
        "ANSIBLE_CALLBACKS_ENABLED": "leastpriv.aws.rollout_report",
        "ANSIBLE_DISPLAY_TRACEBACK": "always",
        "ANSIBLE_HOME": str(home / ".ansible"),
        "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
        "ANSIBLE_RETRY_FILES_ENABLED": "true",
        "AWS_CONFIG_FILE": str(given / "config"),
        "HOME": str(home),
        "LEASTPRIV_ROLLOUT_REPORT_HTML_PATH": str(folder / "report.html"),
        "LEASTPRIV_ROLLOUT_REPORT_JSON_PATH": str(folder / "report.json"),
        "TMPDIR": str(tmp_path / "tmp"),
    }
    with Watch() as watch:
        run = playbook.run(
            *("-i", "inventory.json", "-e", f"@{given / 'variables.json'}", "-vvvv", "--diff"),
            playbook="play.yml",
            environment=environment,
            directory=folder,
        )
    assert run.code == 0, run.output[-3000:]
    secrets = {*OPTIONS.values(), *PROFILE.values(), EXTERNAL_ID, *administrator.values(), *issued}
    assert len(issued) >= 3
    assert {secret: said(run.output, secret) for secret in found_in(run.output, secrets)} == {}
    assert found_in("\n".join(watch.seen), secrets) == []
    left = {str(path.relative_to(tmp_path)): path for path in tmp_path.rglob("*") if path.is_file()}
    # That what is searched is there at all.
    assert {"work/ansible.log", "work/report.json", "work/report.html"} <= left.keys()
    assert any(name.startswith("work/facts/") for name in left)
    leaks = {name: found_in(path.read_bytes().decode(errors="replace"), secrets) for name, path in left.items()}
    assert {name: found for name, found in leaks.items() if found} == {}
    assert any("ansible" in line and "play.yml" in line for line in watch.seen)


def test_what_is_searched_for_would_be_found() -> None:
    secret = OPTIONS["secret_key"]
    for form in (secret, urllib.parse.quote(secret, safe=""), base64.b64encode(secret.encode()).decode()):
        assert found_in(f"x{form}y", [secret, "another"]) == [secret]
