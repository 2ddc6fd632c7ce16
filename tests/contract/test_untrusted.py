# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What others wrote into AWS, and what AWS answers, stays text: for later tasks, in reports, on a terminal.

One run of ansible-playbook has a host for each way of running modules. The inventory's texts are in test_inventory.py.
"""

from __future__ import annotations

import http.server
import json
import pathlib
import sys
import threading
import typing as t
import xml.sax.saxutils
from collections.abc import Iterator

import pytest
from sandbox import Sandbox
from support import playbook
from support.tasks import allow, trust

# Possible in a description, in which IAM accepts no control characters.
WRITTEN: t.Final = "{{ 7*7 }} {% raise %} {{ lookup('pipe', 'touch pwned') }} <script>alert(1)</script> !unsafe"
# Possible in a document's values: an escape sequence that begins with a single character.
ENCLOSED: t.Final = f"{WRITTEN} \x9b31mred"
# Possible in a message: marks that reverse the text direction, and a line that looks like Ansible's.
SAID: t.Final = f"{ENCLOSED} \u202eturned\u200f\nok: [nobody]"
SHOWN: t.Final = f"{WRITTEN} ?31mred ?turned? ok: [nobody]"

Json = dict[str, t.Any]


class Refuses(http.server.BaseHTTPRequestHandler):
    """Answers each request with an error in AWS's format and an untrustworthy message."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        message = xml.sax.saxutils.escape(SAID)
        answer = f"<ErrorResponse><Error><Code>InvalidInput</Code><Message>{message}</Message></Error></ErrorResponse>"
        self.send_response(400)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the base class has it
        """Log nothing, because the test reads the output."""


@pytest.fixture
def refuses() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuses) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def written(sandbox: Sandbox) -> None:
    """A role and two policies that somebody else created."""
    iam = sandbox.client("iam")
    iam.create_role(
        RoleName="app", AssumeRolePolicyDocument=json.dumps(trust("lambda.amazonaws.com")), Description=WRITTEN
    )
    document = allow("s3:GetObject", "arn:aws:s3:::reports/*")
    document["Statement"][0]["Condition"] = {"StringEquals": {"aws:PrincipalTag/team": ENCLOSED}}
    for way in ("here", "process"):
        iam.create_policy(PolicyName=way, PolicyDocument=json.dumps(document), Description=WRITTEN)


def tasks(endpoint: str) -> list[Json]:
    role = {"name": "app", "assume_role_policy_document": trust("lambda.amazonaws.com"), "review": "off"}
    return [
        {"leastpriv.aws.iam_role": role, "register": "role"},
        {"ansible.builtin.set_fact": {"kept": "{{ role.iam_role }}"}},
        {"ansible.builtin.debug": {"msg": "kept {{ kept.description }} and {{ 'x' ~ role.iam_role.description }}"}},
        {
            "leastpriv.aws.iam_managed_policy": {
                "name": "{{ inventory_hostname }}",
                "policy": allow("s3:GetObject", "arn:aws:s3:::reports/*"),
                "review": "off",
            },
            "register": "policy",
        },
        {"ansible.builtin.debug": {"msg": "policy {{ policy.policy.description }}, {{ policy.changes }}"}},
        {
            "leastpriv.aws.iam_role": {**role, "endpoint_url": endpoint},
            "register": "refused",
            "ignore_errors": True,
        },
        {"ansible.builtin.debug": {"msg": "refused {{ refused.msg }} and {{ refused.error.message }}"}},
        {"leastpriv.aws.iam_role": {**role, "endpoint_url": endpoint}},
    ]


def test_what_aws_has_and_says_is_text(sandbox: Sandbox, refuses: str, tmp_path: pathlib.Path) -> None:
    written(sandbox)
    play = {"hosts": "all", "gather_facts": False, "tasks": tasks(refuses)}
    (tmp_path / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
    shared = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    hosts = {way: {**shared, "leastpriv_aws_in_process": way == "here"} for way in ("here", "process")}
    (tmp_path / "inventory.json").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    lines: list[str] = []
    run = playbook.run(
        *("-i", "inventory.json", "--diff"),
        playbook="play.yml",
        environment={
            **sandbox.environment,
            "ANSIBLE_CALLBACKS_ENABLED": "leastpriv.aws.rollout_report",
            "ANSIBLE_NOCOLOR": "1",
            "LEASTPRIV_ROLLOUT_REPORT_HTML_PATH": str(tmp_path / "report.html"),
            "LEASTPRIV_ROLLOUT_REPORT_JSON_PATH": str(tmp_path / "report.json"),
        },
        directory=tmp_path,
        on_line=lines.append,
    )
    assert run.count("failed") == {"here": 1, "process": 1}, run.output[-3000:]
    assert run.count("ignored") == {"here": 1, "process": 1}
    assert not (tmp_path / "pwned").exists()
    output = "\n".join(lines)
    failure = f"role app: sts:GetCallerIdentity failed with InvalidInput: {SHOWN}"
    for message in (f"kept {WRITTEN} and x{WRITTEN}", f"policy {WRITTEN}, ", f"refused {failure}. "):
        assert output.count(f'"msg": "{message}') == 2, message
    # Characters that a terminal would interpret.
    assert {character for character in output if not character.isprintable()} == {"\n"}
    accounts = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["accounts"]
    assert [account["host"] for account in accounts] == ["here", "process"]
    for account in accounts:
        assert account["failures"][-1]["message"].startswith(failure)
        assert any(line.startswith(f"{account['host']}: {failure[:200]}") for line in lines)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert json.dumps(WRITTEN)[1:-1].replace("<", "\\u003c").replace(">", "\\u003e") in page
