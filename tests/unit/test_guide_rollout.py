# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide to rollouts and the definitions for controllers agree with the code."""

from __future__ import annotations

import pathlib
import re
import textwrap
import typing as t

import yaml

ROOT: t.Final = pathlib.Path(__file__).parents[2]
GUIDE: t.Final = (ROOT / "docs" / "docsite" / "rst" / "guide_rollout.rst").read_text(encoding="utf-8")
PLAYBOOK: t.Final = (ROOT / "playbooks" / "rollout.yml").read_text(encoding="utf-8")
CONTROLLER: t.Final = ROOT / "docs" / "controller"
VARIABLES: t.Final = {
    *("rollout_role", "rollout_tasks", "rollout_waves", "rollout_max_fail_percentage", "rollout_new_access"),
    *("rollout_plan", "rollout_plan_max_age", "rollout_plan_path", "rollout_fail_on_change"),
}
# For playbooks that import this one, for workflows, and for dry runs.
NOT_ASKED: t.Final = {
    *("rollout_tasks", "rollout_plan", "rollout_plan_max_age", "rollout_plan_path", "rollout_fail_on_change"),
}


def blocks(language: str) -> list[str]:
    found = re.findall(rf"\.\. code-block:: {language}\n\n((?:[ ]+.*\n|\n)+)", GUIDE)
    return [textwrap.dedent(block) for block in found]


def files(name: str) -> list[pathlib.Path]:
    return sorted(CONTROLLER.rglob(name))


def test_the_variables_of_a_run_are_the_playbooks() -> None:
    """Their defaults are on the playbook's page."""
    assert set(re.findall(r"``(rollout_\w+)``", GUIDE)) == VARIABLES
    assert set(re.findall(r"^# (rollout_\w+) ", PLAYBOOK, re.MULTILINE)) == VARIABLES


def survey() -> dict[str, dict[str, t.Any]]:
    [play] = yaml.safe_load((CONTROLLER / "controller.yml").read_text(encoding="utf-8"))
    templates = [task["awx.awx.job_template"] for task in play["tasks"] if "awx.awx.job_template" in task]
    [template] = [template for template in templates if "survey_spec" in template]
    return {question["variable"]: question for question in template["survey_spec"]["spec"]}


def test_the_survey_asks_for_the_variables_of_a_run() -> None:
    questions = survey()
    assert questions.keys() == VARIABLES - NOT_ASKED
    for name, question in questions.items():
        assert re.search(rf"{name} \| default\('?{re.escape(str(question['default']))}'?\)", PLAYBOOK), name
        assert question.keys() - {"choices", "min", "max"} == {
            *("question_name", "question_description", "variable", "type", "default", "required"),
        }
    roles = {f"leastpriv.aws.{path.name}" for path in (ROOT / "roles").iterdir()}
    assert set(questions["rollout_role"]["choices"]) == roles


def controllers(module: str) -> list[dict[str, t.Any]]:
    """The options of each task with a module of awx.awx."""
    [play] = yaml.safe_load((CONTROLLER / "controller.yml").read_text(encoding="utf-8"))
    return [task[f"awx.awx.{module}"] for task in play["tasks"] if f"awx.awx.{module}" in task]


def test_the_controllers_files_name_each_other() -> None:
    templates, sources = controllers("job_template"), controllers("inventory_source")
    for path in (*(one["playbook"] for one in templates), *(one["source_path"] for one in sources)):
        assert (CONTROLLER / "project" / path).is_file()
    inventories = [one["name"] for one in controllers("inventory")]
    assert [one["inventory"] for one in sources] == inventories
    # A job has the credential that its inventory is read with.
    credentials = {one["inventory"]: [one["credential"]] for one in sources}
    assert [one["credentials"] for one in templates] == [credentials[one["inventory"]] for one in templates]
    [schedule] = controllers("schedule")
    assert schedule["unified_job_template"] in {one["name"] for one in templates}
    for path in CONTROLLER.iterdir():
        assert f"``{path.name}``" in GUIDE


PLUGINS: t.Final = ROOT / "plugins"


def documented(plugin: str) -> dict[str, t.Any]:
    source = (PLUGINS / plugin).read_text(encoding="utf-8")
    [text] = re.findall(r'^DOCUMENTATION = r"""\n(.*?)"""', source, re.MULTILINE | re.DOTALL)
    return t.cast(dict[str, t.Any], yaml.safe_load(text)["options"])


def test_the_inventorys_options_exist() -> None:
    options = documented("inventory/aws_organizations.py")
    texts = [*blocks("yaml"), *(path.read_text(encoding="utf-8") for path in files("*.aws_organizations.yml"))]
    configurations = [yaml.safe_load(text) for text in texts if "plugin: leastpriv.aws.aws_organizations" in text]
    assert len(configurations) == 2
    assert [set(configuration) - set(options) for configuration in configurations] == [set(), set()]


def test_the_reports_options_exist() -> None:
    options = documented("callback/rollout_report.py")
    keys = {entry["key"] for option in options.values() for entry in option.get("ini", ())}
    [settings] = blocks("ini")
    section = settings.split("[callback_rollout_report]")[1]
    assert set(re.findall(r"^(\w+) =", section, re.MULTILINE)) <= keys
