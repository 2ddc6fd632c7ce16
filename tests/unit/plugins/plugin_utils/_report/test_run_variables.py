# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the report reads of variables, and the secrets that it masks."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.run_variables import PlanChoice, secrets, texts


class BrokenTemplateError(Exception):
    """An error of a template, whose text could hold a secret."""


def template(**values: t.Any) -> t.Callable[[str], str | None]:
    def render(name: str) -> str | None:
        value = values.get(name)
        if isinstance(value, Exception):
            raise value
        return t.cast("str | None", value)

    return render


HERE: t.Final = pathlib.Path.cwd()
HOME: t.Final = pathlib.Path.home()


@pytest.mark.parametrize(
    ("variables", "choice"),
    [
        ({}, PlanChoice()),
        ({"rollout_plan_path": "plan.json"}, PlanChoice(path="plan.json")),
        ({"rollout_plan_path": "~/plan.json"}, PlanChoice(path=str(HOME / "plan.json"))),
        ({"rollout_plan": "plan.json"}, PlanChoice(approved=str(HERE / "plan.json"))),
        (
            {"rollout_plan_path": "new.json", "rollout_plan": "old.json"},
            PlanChoice(path="new.json", approved=str(HERE / "old.json")),
        ),
        # The task itself says what is wrong with an approved plan.
        ({"rollout_plan": BrokenTemplateError("secret"), "rollout_plan_path": "new.json"}, PlanChoice(path="new.json")),
        ({"rollout_plan": " "}, PlanChoice()),
        (
            {"rollout_plan_path": " ", "rollout_plan": "old.json"},
            PlanChoice(
                approved=str(HERE / "old.json"),
                problem="the plan of a play is not written. rollout_plan_path is empty."
                " Set it to the path of a file, or do not set it",
            ),
        ),
        (
            {"rollout_plan_path": BrokenTemplateError("secret")},
            PlanChoice(
                problem="the plan of a play is not written. rollout_plan_path: its template needs a variable that the"
                " play does not have"
            ),
        ),
    ],
)
def test_which_plan_files_a_play_names(variables: dict[str, t.Any], choice: PlanChoice) -> None:
    assert PlanChoice.of(template(**variables)) == choice


class Variables(dict[str, t.Any]):
    """Variables of a host, of which one has a template that fails."""

    def get(self, name: str, default: t.Any = None) -> t.Any:
        if name == "broken":
            raise BrokenTemplateError
        return super().get(name, default)


def test_variables_of_a_host_are_texts() -> None:
    variables = Variables(account="111111111111", number=222222222222, listed=["a"], nothing=None)
    names = ("account", "number", "listed", "nothing", "missing", "broken")
    assert texts(variables, names) == ["111111111111", "222222222222", None, None, None, None]


@pytest.mark.parametrize(
    ("environment", "arguments", "found"),
    [
        ({}, {}, ()),
        ({"AWS_SECRET_ACCESS_KEY": "abc", "HOME": "/root"}, {"name": "abcd"}, ("abc",)),
        # The longest first: one may be a part of another.
        ({"AWS_SESSION_TOKEN": "ab"}, {"secret_key": "abc", "session_token": "ab"}, ("abc", "ab")),
        ({"AWS_ACCESS_KEY_ID": ""}, {"secret_key": None, "session_token": 1}, ()),
    ],
)
def test_the_secrets_of_a_task(
    environment: dict[str, str], arguments: dict[str, t.Any], found: tuple[str, ...]
) -> None:
    assert secrets(environment, arguments, ("secret_key", "session_token")) == found
