# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The jobs that plan and apply in the pipelines of the guide: what each runs, with which variables and which files."""

from __future__ import annotations

import re
import shlex
import typing as t

import yaml
from support import guide_steps

# What the collection and the inventory read. Signing in is the test's own affair.
_READ: t.Final = ("AWS_DEFAULT_REGION", "IAM_", "LEASTPRIV_")


class Job(t.NamedTuple):
    """A job: the role that it signs in with, its command, its variables, and the folders of its artifacts by name.

    Without artifacts, the next job finds the folder as this one leaves it.
    """

    role: str
    command: list[str]
    environment: dict[str, str]
    uploaded: dict[str, str]
    downloaded: dict[str, str]


def github() -> list[Job]:
    workflow = yaml.safe_load(_block("yaml", "name: IAM"))
    jobs = []
    for job in workflow["jobs"].values():
        [arn] = [step["with"]["role-to-assume"] for step in job["steps"] if "role-to-assume" in step.get("with", {})]
        [command] = [step["run"] for step in job["steps"] if step.get("run", "").startswith("ansible-playbook")]
        folders = {
            direction: {
                step["with"]["name"]: step["with"]["path"]
                for step in job["steps"]
                if step.get("uses", "").startswith(f"actions/{direction}-artifact@")
            }
            for direction in ("upload", "download")
        }
        environment = {**workflow["env"], **job.get("env", {})}
        jobs.append(_job(arn, command, environment, uploaded=folders["upload"], downloaded=folders["download"]))
    return jobs


def gitlab() -> list[Job]:
    pipeline = yaml.safe_load(_block("yaml", "stages:"))
    base = pipeline[".rollout"]
    [folder] = base["artifacts"]["paths"]
    jobs = []
    for name in ("plan", "apply"):
        job = pipeline[name]
        assert job["extends"] == ".rollout"
        [command] = job["script"]
        environment = {**base["variables"], **job["variables"]}
        downloaded = dict.fromkeys(job.get("needs", ()), folder)
        jobs.append(
            _job(environment["AWS_ROLE_ARN"], command, environment, uploaded={name: folder}, downloaded=downloaded)
        )
    return jobs


def jenkins() -> list[Job]:
    """The stages share one folder."""
    text = _block("groovy", "pipeline {")
    before, *stages = text.split("stage('")
    jobs = []
    for stage in stages:
        if stage.startswith(("Plan", "Apply")):
            environment = {**_assigned(before), **_assigned(stage)}
            [command] = re.findall(r"sh '(ansible-playbook .*)'", stage)
            jobs.append(_job(environment["AWS_ROLE_ARN"], command, environment, uploaded={}, downloaded={}))
    return jobs


PRODUCTS: t.Final[t.Mapping[str, t.Callable[[], list[Job]]]] = {"github": github, "gitlab": gitlab, "jenkins": jenkins}


def _block(language: str, beginning: str) -> str:
    blocks = guide_steps.of_guide("pipelines")
    [text] = [block.text for block in blocks if block.language == language and block.text.startswith(beginning)]
    return text


def _assigned(groovy: str) -> dict[str, str]:
    return dict(re.findall(r"^ *(\w+) = '(.*)'$", groovy, re.MULTILINE))


def _job(
    arn: str,
    command: str,
    environment: t.Mapping[str, str],
    *,
    uploaded: dict[str, str],
    downloaded: dict[str, str],
) -> Job:
    return Job(
        role=arn.rpartition("/")[2],
        command=shlex.split(command),
        environment={name: value for name, value in environment.items() if name.startswith(_READ)},
        uploaded=uploaded,
        downloaded=downloaded,
    )
