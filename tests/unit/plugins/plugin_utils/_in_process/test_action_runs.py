# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks with Ansible's own objects around them: their results in process, and what calls for a separate process."""

from __future__ import annotations

import datetime
import json
import pathlib
import re
import sys
import typing as t
from types import MappingProxyType

import pytest
from ansible import constants, context
from ansible.errors import AnsibleActionFail
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.connection.local import Connection
from ansible.template import Templar
from ansible.utils.context_objects import CLIArgs
from ansible_collections.leastpriv.aws.plugins.action import iam_policy_review, iam_role
from ansible_collections.leastpriv.aws.plugins.module_utils._module import earlier_tasks, same_account, shared_reviews
from ansible_collections.leastpriv.aws.plugins.module_utils._plans import plan_file
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import action as in_process
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import plan_request, surroundings
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.action import (
    InProcessAction,
    Unloadable,
    load_main,
)
from ansible_collections.leastpriv.aws.plugins.plugin_utils._template_trust import as_template
from support.tasks import ACCOUNT, allow, trust

REVIEW: t.Final = "leastpriv.aws.iam_policy_review"
VARIABLES: t.Final = {"inventory_hostname": "web", "ansible_python_interpreter": sys.executable}


class NotLoaded(InProcessAction):
    """The action of a module that this Python cannot load."""

    main = load_main("no_such_module")


def action(
    folder: pathlib.Path,
    args: t.Mapping[str, t.Any],
    *,
    of: type[InProcessAction] = iam_policy_review.ActionModule,
    connection: t.Mapping[str, t.Any] = MappingProxyType({}),
    **settings: t.Any,
) -> InProcessAction:
    """The action of a task in a playbook of this folder, with settings of the task and of its connection."""
    loader = DataLoader()
    loader.set_basedir(str(folder))
    task, play_context = Task(), PlayContext()
    for setting, value in {"action": REVIEW, "args": dict(args), **settings}.items():
        setattr(task, setting, value)
    play_context.become = connection.get("become", False)
    local = Connection(play_context)
    local.transport = connection.get("transport", "local")
    return of(
        task=task,
        connection=local,
        play_context=play_context,
        loader=loader,
        templar=Templar(loader=loader, variables={}),
        shared_loader_obj=None,
    )


def run(folder: pathlib.Path, args: t.Mapping[str, t.Any], **settings: t.Any) -> dict[str, t.Any]:
    """The result of a task, as plain values."""
    result = action(folder, args, **settings).run(task_vars=dict(VARIABLES))
    plain: dict[str, t.Any] = json.loads(json.dumps(result, default=str))
    return plain


def test_a_task_reads_files_beside_its_playbook(tmp_path: pathlib.Path) -> None:
    (tmp_path / "admin.json").write_text(json.dumps(allow("*")), encoding="utf-8")
    result = run(tmp_path, {"paths": ["admin.json"]})
    assert (result.get("failed", False), result["changed"], result["reviewed"]) == (False, False, 1)
    assert [finding["document"] for finding in result["findings"]] == ["admin.json"]
    assert pathlib.Path.cwd() != tmp_path


def test_the_result_has_the_options_if_ansible_wants_them(tmp_path: pathlib.Path) -> None:
    result = run(tmp_path, {"policy": allow("s3:GetObject")})
    # ansible-core 2.21 leaves them out by default.
    if "invocation" in result:
        assert result["invocation"]["module_args"]["type"] == "managed"
        assert "variables" not in result["invocation"]["module_args"]


REFUSED: t.Final[list[tuple[dict[str, t.Any], str]]] = [
    ({}, "one of the following is required: policy, paths, documents"),
    (
        {"policy": allow("s3:GetObject"), "polices": []},
        f"Unsupported parameters for ({REVIEW}) module: polices. Supported parameters include: ",
    ),
    (
        {"policy": allow("s3:GetObject"), "type": "user"},
        "value of type must be one of: managed, inline, trust, scp, got: user",
    ),
    ({"documents": ["text"]}, "documents: each entry of the list must be a mapping (got: 'text')"),
    ({"policy": "\ud800"}, "policy contains an unpaired surrogate (U+D800 to U+DFFF)"),
    ({"policy": allow("*"), "review": "fail"}, ""),
]


@pytest.mark.parametrize(("args", "message"), REFUSED, ids=[message or "a finding" for _args, message in REFUSED])
def test_a_task_that_fails_says_why(tmp_path: pathlib.Path, args: dict[str, t.Any], message: str) -> None:
    result = run(tmp_path, args)
    assert result["failed"] is True
    assert result["msg"].startswith(message)
    assert result["msg"]


ROLE: t.Final[dict[str, t.Any]] = {"of": iam_role.ActionModule, "action": "leastpriv.aws.iam_role"}


def test_a_message_names_the_variable_of_its_option(tmp_path: pathlib.Path) -> None:
    given = {"name": "web", "state": "gone", "variables": {"state": "web_role_state"}}
    message = "web_role_state: value of state must be one of: present, absent, got: gone"
    assert run(tmp_path, given, **ROLE)["msg"] == message


def test_secrets_are_masked(tmp_path: pathlib.Path) -> None:
    given = {
        "name": "hush-hush/of/a/path",
        "assume_role_policy_document": trust("ec2.amazonaws.com"),
        "access_key": "AKIAIOSFODNN7EXAMPLE",
        "secret_key": "hush-hush",
    }
    result = run(tmp_path, given, **ROLE)
    assert result["failed"] is True
    assert "********/of/a/path" in result["msg"]
    assert "hush-hush" not in json.dumps(result)


def test_an_alias_beside_its_option_is_a_warning_and_the_environment_is_seen_by_the_task_alone(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    environment = [{"AWS_REGION": "not a region"}]
    given = {"name": "web", "profile": "a", "aws_profile": "a", "state": "absent"}
    result = run(tmp_path, given, environment=environment, **ROLE)
    assert result["msg"].startswith(
        "role web: region must be an AWS Region code such as eu-west-1 (got: 'not a region')"
    )
    assert "Both option profile and its alias aws_profile are set." in json.dumps(result["warnings"])
    assert run(tmp_path, {**given, "name": "no/path"}, **ROLE)["msg"].startswith("role no/path: name")


class NeedsAnotherPython(InProcessAction):
    """The action of a module that plans, and that only another Python can load."""

    main = Unloadable("iam_role", "ModuleNotFoundError: No module named 'botocore'")


PLANNED: t.Final[list[tuple[dict[str, t.Any], dict[str, t.Any], dict[str, t.Any]]]] = [
    ({}, {}, {}),
    ({}, {"rollout_plan": ""}, {}),
    ({}, {"rollout_plan": "{{ unset | default('') }}"}, {}),
    ({}, {"rollout_plan": "/a/../b/plan.json"}, {"approved_plan": "/b/plan.json"}),
    ({}, {"rollout_plan": "~/plan.json"}, {"approved_plan": "/home/of/plan.json"}),
    ({}, {"rollout_plan": "/{{ 'b' | upper }}/p"}, {"approved_plan": "/B/p"}),
    ({"approved_plan": "/own"}, {"rollout_plan": "/b/p"}, {"approved_plan": "/own"}),
    ({"approved_plan": None}, {"rollout_plan": "/b/p"}, {"approved_plan": "/b/p"}),
    ({}, {"rollout_plan_path": "p"}, {"return_plan": True}),
    ({"return_plan": False}, {"rollout_plan_path": "p"}, {"return_plan": False}),
]


@pytest.mark.parametrize(("args", "variables", "options"), PLANNED)
def test_a_run_sets_the_options_about_plans(
    monkeypatch: pytest.MonkeyPatch, args: dict[str, t.Any], variables: dict[str, t.Any], options: dict[str, t.Any]
) -> None:
    monkeypatch.setenv("HOME", "/home/of")
    given = {name: as_template(value) for name, value in variables.items()}
    templar = Templar(loader=DataLoader(), variables=given)
    assert plan_request.with_plans(args, templar, given) == options


@pytest.mark.parametrize(
    ("of", "can_plan"),
    [
        (iam_role.ActionModule, True),
        (NeedsAnotherPython, True),
        (iam_policy_review.ActionModule, False),
        (NotLoaded, False),
    ],
)
def test_which_tasks_can_plan(tmp_path: pathlib.Path, of: type[InProcessAction], *, can_plan: bool) -> None:
    assert action(tmp_path, {}, of=of)._can_plan() is can_plan


def test_a_task_compares_its_plan_with_the_approved_one_of_the_run(tmp_path: pathlib.Path) -> None:
    task = action(tmp_path, {"name": "web", "state": "absent"}, **ROLE)
    result = task.run(task_vars={**VARIABLES, "rollout_plan": "/nowhere/plan.json"})
    assert "approved_plan: cannot read /nowhere/plan.json" in result["msg"]


REFUSED_PLANS: t.Final[list[tuple[dict[str, t.Any], str]]] = [
    ({"rollout_plan_max_age": "1d"}, "rollout_plan was made "),
    ({"rollout_plan_max_age": "soon"}, "rollout_plan_max_age must be a time such as 90m, 2h or 1d"),
    ({"rollout_plan_max_age": ""}, "rollout_plan_max_age must be a time such as 90m, 2h or 1d"),
    # The variable of a shell with the path is not set.
    ({"rollout_plan": "", "rollout_plan_max_age": "1d"}, "rollout_plan_max_age needs rollout_plan"),
    ({"rollout_plan": "/nowhere/p", "rollout_plan_max_age": "1d"}, "rollout_plan: cannot read /nowhere/p: No such"),
    ({"rollout_plan": 5}, "rollout_plan must be the path of a file (got: 5)"),
    ({"rollout_plan": "~nobody-has-this-name/p"}, "rollout_plan: the home directory of ~nobody-has-this-name is not"),
]


@pytest.mark.parametrize(("variables", "message"), REFUSED_PLANS)
def test_a_task_of_any_playbook_refuses_a_plan_that_a_rollout_would_refuse(
    tmp_path: pathlib.Path, variables: dict[str, t.Any], message: str
) -> None:
    old = plan_file.content_of([], created="2026-01-01T00:00:00+00:00", check_mode=True)
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    given = {"rollout_plan": str(tmp_path / "old.json"), **variables}
    templar = Templar(loader=DataLoader(), variables=given)
    with pytest.raises(AnsibleActionFail, match=f"^{re.escape(message)}"):
        plan_request.with_plans({}, templar, given)
    # A task with a plan of its own does not use that of the run.
    assert plan_request.with_plans({"approved_plan": "/own"}, templar, given) == {"approved_plan": "/own"}


def test_the_age_of_a_plan_is_that_at_the_beginning_of_the_run_unless_it_was_made_later() -> None:
    began = plan_request._now(None)
    moment = datetime.timedelta(microseconds=1)
    assert plan_request._now(began - moment) == plan_request._now(began) == began
    assert plan_request._now(began + moment) > began


SEPARATE: t.Final[dict[str, tuple[dict[str, t.Any], dict[str, t.Any]]]] = {
    "leastpriv_aws_in_process is off": ({}, {"leastpriv_aws_in_process": "no"}),
    "the task is async": ({"async_val": 10}, {}),
    "the connection is ssh, not local": ({"connection": {"transport": "ssh"}}, {}),
    "the task uses become": ({"connection": {"become": True}}, {}),
    "its environment sets PYTHONPATH, LD_PRELOAD": (
        {"environment": [{"PYTHONPATH": "/a"}, {"LD_PRELOAD": "b.so", "AWS_REGION": "eu-west-1"}]},
        {},
    ),
    f"its interpreter is /usr/bin/python9, not Ansible's {sys.executable}": (
        {},
        {"ansible_python_interpreter": "/usr/bin/python9"},
    ),
    f"its interpreter is /usr/bin/python8, not Ansible's {sys.executable}": (
        {"delegate_to": "other"},
        {"ansible_delegated_vars": {"other": {"ansible_python_interpreter": "/usr/bin/python8"}}},
    ),
    "Ansible's Python cannot load the module's code (ModuleNotFoundError: "
    "No module named 'ansible_collections.leastpriv.aws.plugins.modules.no_such_module')": ({"of": NotLoaded}, {}),
    "its options cannot be serialised": ({"args": {"policy": object()}}, {}),
}


def obstacle(folder: pathlib.Path, settings: dict[str, t.Any], variables: dict[str, t.Any]) -> str | None:
    """Why a task needs a separate process, C(None) if it does not."""
    # Ansible annotates few of the methods that it gives an action.
    found: t.Any = action(folder, **{"args": {"policy": {}}, **settings})
    environment: dict[str, str] = {}
    found._compute_environment_string(environment)
    job = found._job(found._arguments(), {**VARIABLES, **variables}, environment)
    return job if isinstance(job, str) else None


@pytest.mark.parametrize(("reason", "given"), SEPARATE.items(), ids=SEPARATE)
def test_some_tasks_need_a_separate_process(
    tmp_path: pathlib.Path, reason: str, given: tuple[dict[str, t.Any], dict[str, t.Any]]
) -> None:
    assert obstacle(tmp_path, *given) == reason


@pytest.mark.parametrize(
    ("settings", "variables"),
    [
        ({}, {}),
        ({}, {"leastpriv_aws_in_process": True}),
        ({"environment": [{"AWS_REGION": "eu-west-1"}]}, {}),
        ({}, {"ansible_python_interpreter": "auto_silent"}),
        (
            {"delegate_to": "other"},
            {
                "ansible_python_interpreter": "/usr/bin/python9",
                "ansible_delegated_vars": {"other": {"ansible_python_interpreter": sys.executable}},
            },
        ),
    ],
)
def test_others_run_in_this_one(
    tmp_path: pathlib.Path, settings: dict[str, t.Any], variables: dict[str, t.Any]
) -> None:
    assert obstacle(tmp_path, settings, variables) is None


def test_what_ansible_itself_cannot_handle_is_refused_where_the_code_was_loaded(tmp_path: pathlib.Path) -> None:
    given = {"documents": ["text"]}
    assert action(tmp_path, given)._input_complaint(given) is not None
    assert action(tmp_path, given, of=NotLoaded)._input_complaint(given) is None


@pytest.mark.parametrize("check", [True, False])
def test_each_run_keeps_reviews_and_one_in_check_mode_predictions(
    monkeypatch: pytest.MonkeyPatch, *, check: bool
) -> None:
    monkeypatch.setattr(context, "CLIARGS", CLIArgs({"check": check}))
    folder = pathlib.Path(vars(constants)["DEFAULT_LOCAL_TMP"]) / "leastpriv.aws"
    with surroundings.other_tasks("test"):
        assert earlier_tasks.current().folder == (folder if check else None)
        assert shared_reviews.current() == shared_reviews.SharedReviews(folder / "reviews")
        same_account.check(ACCOUNT, [], [])
    [noted] = (folder / "purging" / f"aws-{ACCOUNT.id}").iterdir()
    assert json.loads(noted.read_text(encoding="ascii")) == ["test", [], []]


@pytest.mark.parametrize(
    ("reply", "events", "kept"),
    [
        # ansible-core 2.18 leaves the choice to the callback.
        ({"exception": "trace"}, None, "trace"),
        ({}, None, None),
        ({"exception": "trace"}, [], None),
        ({"exception": "trace"}, ["warning"], None),
        ({"exception": "trace"}, ["error"], "trace"),
    ],
)
def test_a_failure_has_the_traceback_that_the_user_wants(
    reply: dict[str, t.Any], events: list[str] | None, kept: str | None
) -> None:
    in_process._add_traceback(reply, events)
    assert reply.get("exception") == kept


def test_a_failure_without_an_exception_gets_the_stack() -> None:
    reply: dict[str, t.Any] = {}
    in_process._add_traceback(reply, ["error"])
    assert "test_action_runs.py" in reply["exception"]
