# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pipelines of the guide: only an approved rollout writes, and every run keeps its report."""

from __future__ import annotations

import configparser
import json
import pathlib
import re
import typing as t

import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review
from support import guide_pipelines, guide_steps

BLOCKS: t.Final = guide_steps.of_guide("pipelines")
ROLLOUT: t.Final = "ansible-playbook leastpriv.aws.rollout -i accounts.aws_organizations.yml"
WRITTEN: t.Final = "--check --diff -e rollout_plan_path=rollout-report/plan.json"
# GitHub gives each job a folder of its own, into which it downloads the plan.
APPROVED: t.Final = {"github": "approved/plan.json", "gitlab": "rollout-report/plan.json"}
DRIFT: t.Final = ("ansible-playbook leastpriv.aws.drift -i accounts.aws_organizations.yml", "IamPipelineDryRun", None)

Job = tuple[str, str, str | None, bool]


def expected(product: str) -> list[Job]:
    """The job that plans reads, and only the one that was approved writes, and carries out that plan."""
    apply = f"{ROLLOUT} --diff -e rollout_plan={APPROVED[product]} -e rollout_plan_max_age=1d"
    drift = [(*DRIFT, False)] if product == "gitlab" else []
    return [
        (f"{ROLLOUT} {WRITTEN}", "IamPipelineDryRun", None, False),
        (apply, "IamPipeline", "IamRollout", True),
        *drift,
    ]


def github() -> list[Job]:
    """Each job's command, its role, that in each account if it names one, and whether it asks for an approval."""
    [workflow] = [content for content in contents() if "jobs" in content]
    assert workflow["jobs"]["apply"]["needs"] == "plan"
    jobs = []
    for job in workflow["jobs"].values():
        steps = job["steps"]
        [role] = [step["with"]["role-to-assume"] for step in steps if "role-to-assume" in step.get("with", {})]
        [kept] = [step for step in steps if step.get("uses", "").startswith("actions/upload-artifact@")]
        assert (kept["if"], kept["with"]["path"]) == ("always()", report_folder())
        [command] = [step["run"] for step in steps if step.get("run", "").startswith("ansible-playbook")]
        role_there = job.get("env", {}).get("IAM_ROLLOUT_ROLE")
        jobs.append((command, role.rpartition("/")[2], role_there, job.get("environment") == "production"))
    return jobs


def gitlab() -> list[Job]:
    [pipeline] = [content for content in contents() if ".rollout" in content]
    assert pipeline[".rollout"]["artifacts"] == {"when": "always", "paths": [report_folder()]}
    jobs = [pipeline[name] for name in ("plan", "apply", "drift")]
    assert {job["extends"] for job in jobs} == {".rollout"}
    assert pipeline["apply"]["needs"] == ["plan"]
    return [
        (
            job["script"][0],
            job["variables"]["AWS_ROLE_ARN"].rpartition("/")[2],
            job["variables"].get("IAM_ROLLOUT_ROLE"),
            job["rules"][-1].get("when") == "manual",
        )
        for job in jobs
    ]


def jenkins() -> list[Job]:
    [text] = [block.text for block in BLOCKS if block.language == "groovy"]
    assert [text.count(bracket) for bracket in "{(["] == [text.count(bracket) for bracket in "})]"]
    assert f"archiveArtifacts artifacts: '{report_folder()}/**'" in text.split("post {")[1]
    stages = [stage for stage in text.split("stage(")[1:] if "ansible-playbook" in stage]
    jobs = [
        (
            stage.split("sh '")[1].split("'")[0],
            stage.split("role/")[1].split("'")[0],
            stage.split("IAM_ROLLOUT_ROLE = '")[1].split("'")[0] if "IAM_ROLLOUT_ROLE" in stage else None,
            "input {" in stage,
        )
        for stage in stages
    ]
    # The stage that looks for drift comes first.
    return [*jobs[1:], jobs[0]]


def contents() -> list[t.Any]:
    return [yaml.safe_load(block.text) for block in BLOCKS if block.language == "yaml"]


def report_folder() -> str:
    """The folder into which the guide to rollouts has the callback write."""
    [text] = [block.text for block in guide_steps.of_guide("rollout") if block.language == "ini"]
    settings = configparser.ConfigParser()
    settings.read_string(text)
    return settings["callback_rollout_report"]["html_path"].rpartition("/")[0]


@pytest.mark.parametrize(("product", "jobs"), [("github", github), ("gitlab", gitlab), ("gitlab", jenkins)])
def test_only_what_was_merged_and_approved_writes(product: str, jobs: t.Callable[[], list[Job]]) -> None:
    assert jobs() == expected(product)


def test_definitions_of_all_guides_are_compared_with_schemas() -> None:
    products = [name.partition("-")[0] for name in guide_pipelines.definitions()]
    assert products.count("github") >= 2
    assert "gitlab" in products


DOCS: t.Final = pathlib.Path(__file__).parents[2] / "docs"
PAGES: t.Final = {
    str(path.relative_to(DOCS)): path.read_text(encoding="utf-8")
    for path in DOCS.rglob("*")
    if path.suffix in {".rst", ".md", ".yml"}
}
IMAGE: t.Final = r"""[a-z][\w./-]*:\d[\w.-]*"""
# What names a version, and the only versions that it may name.
PINNED: t.Final[dict[str, tuple[str, set[str]]]] = {
    "actions": (r"uses: (\S+)", {f"{name}@{version}" for name, version in guide_pipelines.ACTIONS.items()}),
    "Python": (r"python-version: (.+)", {f'"{guide_pipelines.PYTHON}"'}),
    "runners": (r"runs-on: (.+)", {guide_pipelines.RUNNER}),
    "images": (
        rf"""(?:image:|image '|base_image:\n *name:|-t) ?({IMAGE})""",
        {f"{name}:{version}" for name, version in guide_pipelines.IMAGES.items()},
    ),
    "ansible-core": (
        r"""(?:pip install |package_pip: |^ *)'?ansible-core([^\s']*)(?='| *$)""",
        {guide_pipelines.ANSIBLE_CORE},
    ),
}


@pytest.mark.parametrize("what", PINNED)
def test_all_pages_name_the_same_versions(what: str) -> None:
    pattern, versions = PINNED[what]
    found = {(page, version) for page, text in PAGES.items() for version in re.findall(pattern, text, re.MULTILINE)}
    assert {(page, version) for page, version in found if version not in versions} == set()
    assert {version for _page, version in found} == versions


def test_every_image_has_a_version() -> None:
    named = re.compile(r"""^ *(?:image: |agent \{ docker \{ image )'?(?!["{])([^\s']+)""", re.MULTILINE)
    images = {(page, image) for page, text in PAGES.items() for image in named.findall(text)}
    assert images
    assert {(page, image) for page, image in images if not re.fullmatch(IMAGE, image)} == set()


def test_the_review_finds_nothing_in_the_trust_policy() -> None:
    [policy] = [json.loads(block.text) for block in BLOCKS if block.language == "json"]
    assert review.review(policy, kind="trust", name="trust", catalogue=None) == ()
