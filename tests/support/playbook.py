# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of ansible-playbook as a user would start them, with nothing of the developer's own settings."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t
from dataclasses import dataclass

PLAYBOOK: t.Final = "leastpriv.aws.pinpoint_importer"
# By default Ansible looks a thousand times a second whether a task has ended, which costs more than some tasks do.
SETTINGS: t.Final = "[defaults]\ninternal_poll_interval = 0.01\n"

# The session tarball has playbooks run by another environment, which has the collection installed.
_PYTHON = os.environ.get("PLAYBOOK_PYTHON", sys.executable)
_COLLECTIONS = os.environ.get("PLAYBOOK_COLLECTIONS", str(pathlib.Path(__file__).parents[2] / ".cache" / "collections"))
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_RECAP = re.compile(r"^(\S+)\s+: (ok=\d+ .*?)\s*$", re.MULTILINE)
# Ansible prints the result of some tasks, such as an assert, on several lines.
_FAILED = re.compile(
    r"^(?:fatal|failed): \[(\S+)\](?: \(item=.*?\))?(?:: FAILED!)? => (\{.*\}|\{\n(?:.*\n)*?\})$", re.MULTILINE
)


@dataclass(frozen=True)
class Run:
    """A run that has ended: its exit code, and its output without colours."""

    code: int
    output: str

    def count(self, what: str) -> dict[str, int]:
        """One number of the recap, for each host: C(changed), C(failed), C(unreachable) and the like."""
        return {host: int(_number(counts, what)) for host, counts in _RECAP.findall(self.output)}

    def failures(self) -> dict[str, str]:
        """The message of the last task that failed, for each host where one did; empty where no_log hides it.

        The rollout's rescue refers to the message of the task before it.
        """
        messages = ((host, str(json.loads(result).get("msg", ""))) for host, result in _FAILED.findall(self.output))
        return {host: message for host, message in messages if not message.endswith("failed: see its message above")}


def run(
    *arguments: str,
    playbook: str = PLAYBOOK,
    command: t.Sequence[str] = (),
    environment: t.Mapping[str, str],
    directory: pathlib.Path,
    on_line: t.Callable[[str], None] = lambda _line: None,
) -> Run:
    """Run a playbook in a directory, or another command where one is given.

    It calls C(on_line) with each line of output as it appears. The process is gone when this returns or raises.
    """
    # Ansible reads these settings rather than those in the developer's home.
    settings = directory / "ansible.cfg"
    if "ANSIBLE_CONFIG" not in environment and not settings.exists():
        settings.write_text(SETTINGS, encoding="utf-8")
    lines = []
    with subprocess.Popen(
        [_PYTHON, "-m", "ansible", *(command or ("playbook", playbook)), *arguments],
        cwd=directory,
        env=clean_environment(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            for line in t.cast(t.IO[str], process.stdout):
                on_line(line.rstrip("\n"))
                lines.append(_COLOUR.sub("", line))
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            raise
    return Run(process.returncode, "".join(lines))


def clean_environment(added: t.Mapping[str, str]) -> dict[str, str]:
    # A test must not write to the summary of the job that runs it, nor annotate its commit.
    ours = ("AWS_", "ANSIBLE_", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    home = os.environ.get("ANSIBLE_HOME")
    return {
        **inherited,
        **({"ANSIBLE_HOME": home} if home else {}),
        "ANSIBLE_COLLECTIONS_PATH": _COLLECTIONS,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "PYTHONUNBUFFERED": "1",
        **added,
    }


def _number(counts: str, what: str) -> str:
    match = re.search(rf"\b{what}=(\d+)", counts)
    assert match, f"the recap has no {what}: {counts}"
    return match.group(1)
