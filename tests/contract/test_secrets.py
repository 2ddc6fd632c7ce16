# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever the outcome, a run shows no secret in its output, in files that it leaves, or on any command line.

The tests exclude, by name, what Ansible itself shows: at -vvv, the variables of a task's C(environment) for a separate
process, and when debugged, the options of a module in a separate process. So secrets come from options, from the
environment of ansible-playbook, from a profile, and from AWS.
"""

from __future__ import annotations

import base64
import http.server
import json
import pathlib
import threading
import typing as t
import urllib.parse
import xml.sax.saxutils
from collections.abc import Iterator

import pytest
import yaml
from moto.sts.models import AssumedRole
from sandbox import Sandbox
from support import playbook
from support.tasks import allow

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
ENVIRONMENT_TOKEN: t.Final = "hush/environment+session/token=="
MEMBER: t.Final = "arn:aws:iam::111111111111:role/OrganizationAccountAccessRole"
ONCE: t.Final = {"retries": {"total_max_attempts": 1}, "connect_timeout": 2}

Json = dict[str, t.Any]


# What a debugged ansible-core prints about a module that it ran, including its options in spite of no_log.
DEBUGGED: t.Final = ": done with _execute_module ("

# How a fake AWS, or AWS itself when it explains a signature, repeats the request, by path.
ECHOES: t.Final = {
    "/": (200, "<html>{}<br></html>"),
    "/signature": (
        403,
        (
            "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>The Canonical String for this request "
            "should have been 'POST\n/\n\n{}\n'</Message></Error></ErrorResponse>"
        ),
    ),
    "/number": (
        200,
        (
            "<AssumeRoleResponse><AssumeRoleResult><PackedPolicySize>{}</PackedPolicySize></AssumeRoleResult>"
            "</AssumeRoleResponse>"
        ),
    ),
    "/identity": (
        200,
        (
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{}</Arn></GetCallerIdentityResult>"
            "</GetCallerIdentityResponse>"
        ),
    ),
}


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the request itself, including credentials."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        # Python quotes the first 200 characters of an invalid number, so the token comes first.
        headers = sorted(((name.lower(), value) for name, value in self.headers.items()), reverse=True)
        asked = "\n".join(f"{name}:{value}" for name, value in headers)
        status, answer = ECHOES[self.path]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer.format(xml.sax.saxutils.escape(f"{asked}\n{body}")).encode())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the base class has it
        """Log nothing, because the test reads the output."""


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
    """The secrets in AWS's answers, such as those to AssumeRole."""
    found: set[str] = set()
    made = AssumedRole.__init__

    def spy(self: AssumedRole, *arguments: t.Any, **options: t.Any) -> None:
        made(self, *arguments, **options)
        found.update((self.access_key_id, self.secret_access_key, self.session_token))

    monkeypatch.setattr(AssumedRole, "__init__", spy)
    return found


def forms(secret: str) -> set[str]:
    """A secret as it is, and in the forms that requests, files and messages may contain."""
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
    """Where a run's output contains a secret."""
    return [
        f"...{line[max(0, line.find(form) - 200) :][:300]}"
        for line in output.splitlines()
        for form in forms(secret)
        if form in line
    ][:3]


class Watch:
    """Watches the command lines of all processes during a run."""

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
    """Tasks that succeed and that fail in each way, with secrets from each source."""
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
        ("a response that is not from AWS", {**keys, "endpoint_url": echo, "aws_config": ONCE}, {}),
        ("a response that is not from AWS, to a role", {**assumed, "endpoint_url": echo, "aws_config": ONCE}, {}),
        ("a profile", {"profile": "hush"}, {}),
        ("a profile, an endpoint that is dead", {"profile": "hush", **dead}, {}),
        (
            "a profile, a response that is not from AWS",
            {"profile": "hush", "endpoint_url": echo, "aws_config": ONCE},
            {},
        ),
        ("a signature explained", {"profile": "hush", "endpoint_url": f"{echo}/signature"}, {}),
        ("an echo for a number", {**assumed, "profile": "hush", "endpoint_url": f"{echo}/number"}, {}),
        ("an echo for an identity", {"profile": "hush", "endpoint_url": f"{echo}/identity"}, {}),
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


class World:
    """The folders and inputs of a run, and a search through its output and files."""

    def __init__(self, sandbox: Sandbox, issued: set[str], folder: pathlib.Path) -> None:
        self._issued = issued
        self._all = folder
        self.folder = folder / "work"
        for directory in (self.folder, folder / "home", folder / "tmp"):
            directory.mkdir()
        # Outside the folders that are searched, because it contains the secrets.
        self.given = folder.parent / f"{folder.name}-given"
        self.given.mkdir()
        profile = "".join(f"{name} = {value}\n" for name, value in PROFILE.items())
        config = self.given / "config"
        config.write_text(f"[profile hush]\n{profile}region = us-east-1\n", encoding="utf-8")
        self.administrator = {name: value for name, value in sandbox.environment.items() if "KEY" in name}
        self._environment = {
            **sandbox.environment,
            "ANSIBLE_DEBUG": "true",
            "ANSIBLE_DISPLAY_TRACEBACK": "always",
            "ANSIBLE_HOME": str(folder / "home" / ".ansible"),
            "ANSIBLE_LOG_PATH": str(self.folder / "ansible.log"),
            "AWS_CONFIG_FILE": str(config),
            "AWS_SESSION_TOKEN": ENVIRONMENT_TOKEN,
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
        }

    def run(self, *arguments: str, command: str, **environment: str) -> str:
        """Run one of Ansible's commands, assert that no secret is found, and return its output."""
        with Watch() as watch:
            run = playbook.run(
                *(*arguments, "-vvvv"),
                command=(command,),
                environment={**self._environment, **environment},
                directory=self.folder,
            )
        assert run.code == 0, run.output[-3000:]
        assert any("ansible" in line and arguments[0] in line for line in watch.seen)
        given = (OPTIONS.values(), PROFILE.values(), self.administrator.values())
        secrets = {EXTERNAL_ID, ENVIRONMENT_TOKEN, *self._issued}.union(*given)
        output = without_debugged(run.output)
        assert {secret: said(output, secret) for secret in found_in(output, secrets)} == {}
        assert found_in("\n".join(watch.seen), secrets) == []
        leaks = {name: found_in(text, secrets) for name, text in self.left().items()}
        assert {name: found for name, found in leaks.items() if found} == {}
        return run.output

    def left(self) -> dict[str, str]:
        """The files that a run left, with their contents."""
        return {
            str(path.relative_to(self._all)): without_debugged(path.read_bytes().decode(errors="replace"))
            for path in self._all.rglob("*")
            if path.is_file()
        }


def without_debugged(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if DEBUGGED not in line)


@pytest.fixture
def world(sandbox: Sandbox, issued: set[str], tmp_path: pathlib.Path) -> World:
    return World(sandbox, issued, tmp_path)


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "the normal way"])
def test_secrets_are_nowhere(*, in_process: bool, world: World, echo: str, issued: set[str]) -> None:
    folder = world.folder
    play = {"hosts": "aws_accounts", "gather_facts": False, "tasks": tasks(echo)}
    (folder / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
    host = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory = {"aws_accounts": {"hosts": {"account": host}}}
    (folder / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
    variables = {**OPTIONS, "external_id": EXTERNAL_ID, "leastpriv_aws_in_process": in_process}
    (world.given / "variables.json").write_text(json.dumps(variables), encoding="utf-8")
    output = world.run(
        *("play.yml", "-i", "inventory.json", "-e", f"@{world.given / 'variables.json'}", "--diff"),
        command="playbook",
        ANSIBLE_CACHE_PLUGIN="ansible.builtin.jsonfile",
        ANSIBLE_CACHE_PLUGIN_CONNECTION=str(folder / "facts"),
        ANSIBLE_CALLBACKS_ENABLED="leastpriv.aws.rollout_report",
        ANSIBLE_RETRY_FILES_ENABLED="true",
        LEASTPRIV_ROLLOUT_REPORT_HTML_PATH=str(folder / "report.html"),
        LEASTPRIV_ROLLOUT_REPORT_JSON_PATH=str(folder / "report.json"),
    )
    assert len(issued) >= 3
    # The searched output exists, and so does what the search excludes.
    left = world.left()
    assert {"work/ansible.log", "work/report.json", "work/report.html"} <= left.keys()
    assert any(name.startswith("work/facts/") for name in left)
    assert DEBUGGED in output
    assert "SignatureDoesNotMatch: The Canonical String for this request should have been 'POST" in output


def test_secrets_of_an_inventory_are_nowhere(*, sandbox: Sandbox, world: World, echo: str, issued: set[str]) -> None:
    sandbox.client("organizations").register_delegated_administrator(
        AccountId="111111111111", ServicePrincipal="ssm.amazonaws.com"
    )
    external_id = world.given / "external_id"
    external_id.write_text(EXTERNAL_ID, encoding="utf-8")
    assumed = {"assume_role_arn": MEMBER, "assume_role_external_id": f"{{{{ lookup('file', '{external_id}') }}}}"}
    echoed = {"profile": "hush", "aws_config": ONCE}
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(world.folder / "cache")}
    sources: dict[str, Json] = {
        "found": {**assumed, **cache, "include_tags": True},
        "page": {**echoed, "endpoint_url": echo},
        "signature": {**echoed, "endpoint_url": f"{echo}/signature"},
        "number": {**echoed, **assumed, "endpoint_url": f"{echo}/number"},
        "identity": {**echoed, "endpoint_url": f"{echo}/identity"},
    }
    for name, options in sources.items():
        content = {"plugin": "leastpriv.aws.aws_organizations", **options}
        (world.folder / f"{name}.aws_organizations.yml").write_text(json.dumps(content), encoding="utf-8")
    files = [argument for name in sources for argument in ("-i", f"{name}.aws_organizations.yml")]
    output = world.run("--list", "--export", *files, command="inventory")
    assert "workload-1" in output
    assert "sts:GetCallerIdentity failed with SignatureDoesNotMatch" in output
    assert output.count("a response that cannot be parsed, so it is not from AWS") >= 3
    assert len(issued) >= 3
    assert any(name.startswith("work/cache/") for name in world.left())


def test_what_is_searched_for_would_be_found() -> None:
    secret = OPTIONS["secret_key"]
    for form in (secret, urllib.parse.quote(secret, safe=""), base64.b64encode(secret.encode()).decode()):
        assert found_in(f"x{form}y", [secret, "another"]) == [secret]
