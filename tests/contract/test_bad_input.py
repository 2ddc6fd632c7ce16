# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mistyped options are refused by name before the first call, or handled correctly; see tests/bad_input."""

from __future__ import annotations

import importlib
import json
import pathlib
import typing as t

import bad_input
import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.leastpriv.aws.plugins.module_utils._aws import session
from ansible_collections.leastpriv.aws.plugins.module_utils._module.module_main import ModuleMain
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import input_guard
from bad_input import Case
from sandbox import Sandbox
from support import playbook, recorded
from support.tasks import RESOURCE_TYPES

MODULES: t.Final = tuple(bad_input.OF_MODULES)

Result = dict[str, t.Any]


def main_of(module: str) -> ModuleMain:
    return t.cast(
        ModuleMain, importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.modules.{module}").MAIN
    )


def run(module: str, options: bad_input.Options) -> Result:
    """The result of a task: of ansible-core's own checks of its options, then of the module itself."""
    # No case may reuse another's session.
    session._SIGNED_IN.clear()
    main = main_of(module)
    beyond = input_guard.complaint(main.spec.options, options)
    if beyond:
        return {"failed": True, "msg": beyond}
    validation = ArgumentSpecValidator(**main.spec.to_validation()).validate(options)
    if validation.error_messages:
        return {"failed": True, "msg": validation.error_messages[0]}
    module_result = main.execute_safely(validation.validated_parameters, check_mode=False, diff=True)
    return {**module_result.result, "failed": module_result.failed}


def _names(case: Case, message: str) -> bool:
    """Whether a message identifies its option: by the name of the option, of its file, or of its document."""
    given = case.template.get(case.option)
    return case.option in message or message.count(str(given)) > 0 or "app: " in message


def check(case: Case, result: Result, calls: set[str]) -> None:
    """Assert that a case ended as its table says."""
    assert "exception" not in result, result["exception"]
    message = str(result.get("msg", ""))
    # An unpaired surrogate could not be printed or stored.
    json.dumps(result, ensure_ascii=False).encode()
    if case.refused is None:
        assert not result["failed"], message
        # An inline policy has no key of its own: its values are those of the result.
        keys = (getattr(resource_type, "result_key", "") for resource_type in RESOURCE_TYPES.values())
        resource = next((result[key] for key in keys if result.get(key)), None)
        shown = {**(resource or {}), **result} if isinstance(resource, dict) else result
        assert {place: bad_input.at(shown, place) for place in case.result} == case.result
        return
    assert result["failed"]
    assert case.refused in message
    assert _names(case, message)
    assert len(message) < 2_000
    assert calls <= case.calls


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The files that modules read and never write, created once for all cases because one of them has ten megabytes."""
    path = tmp_path_factory.mktemp("files")
    bad_input.write_files(path)
    return path


@pytest.fixture
def folder(files: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[None]:
    """The folder with the files, as the current folder, so that modules find them by name."""
    before = sorted(files.iterdir())
    monkeypatch.chdir(files)
    yield
    assert sorted(files.iterdir()) == before


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("module", "case"),
    [pytest.param(name, case, id=f"{name}-{case.id}") for name in MODULES for case in bad_input.cases(name)],
)
def test_a_mistyped_option(module: str, case: Case, sandbox: Sandbox) -> None:
    # Options that are refused without a call need nothing in the account.
    if case.refused is None or case.calls:
        for needed, options in bad_input.before(module):
            assert not run(needed, options)["failed"]
    made = len(sandbox.calls())
    result = run(module, case.options())
    check(case, result, {call.operation for call in sandbox.calls()[made:]})


ENTRIES: t.Final = [
    (option, case)
    for option, tables in bad_input.OF_ENTRIES
    for case in bad_input.cases(tables[0])
    # In an entry, null means that the option is omitted.
    if case.table in tables and case.template.get(case.option, "") is not None
]


@pytest.mark.parametrize(("option", "case"), [pytest.param(*row, id=f"{row[0]}-{row[1].id}") for row in ENTRIES])
def test_a_mistyped_option_of_an_entry(option: str, case: Case, sandbox: Sandbox) -> None:
    result = run("iam_baseline", {option: [case.options()]})
    assert "exception" not in result, result["exception"]
    message = str(result.get("msg", ""))
    assert result["failed"] == (case.refused is not None), message
    if case.refused is not None:
        # The review names documents after their entries.
        assert _names(case, message) or "app.inline_policies" in message
        assert {call.operation for call in sandbox.calls()} <= case.calls


@pytest.mark.parametrize("module", MODULES)
def test_every_option_has_a_case_that_is_refused(module: str) -> None:
    refused = {case.option for case in bad_input.cases(module) if case.refused}
    assert refused == set(main_of(module).spec.options)


def test_there_are_enough_of_them() -> None:
    tables = {table for tables in bad_input.OF_MODULES.values() for table in tables}
    assert sum(len(bad_input.read(table)["cases"]) for table in tables) > 500


def test_the_same_in_a_playbook(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    """As items of tasks, through Ansible's own templates, results and output."""
    bad_input.write_files(tmp_path)
    record = tmp_path / "record"
    environment = {
        "ANSIBLE_CALLBACK_PLUGINS": str(recorded.CALLBACKS),
        # ansible-core 2.18 would turn a list that contains a date into text, and loop over nothing.
        "ANSIBLE_JINJA2_NATIVE": "true",
        "ANSIBLE_NOCOLOR": "1",
        "RECORD": str(record),
    }
    run = playbook.run(
        "-e",
        f"files_of_cases={tmp_path}",
        playbook=str(bad_input.CASES.parent / "run.yml"),
        environment={**sandbox.environment, **environment},
        directory=tmp_path,
    )
    assert run.code == 0, run.output
    assert sandbox.calls() == ()
    assert "Traceback" not in run.output
    items = [item for item in recorded.read(record) if item["event"] == "item_failed"]
    assert len(items) > 250
    assert [
        (item["task"], item["result"]["item"], item["result"]["msg"])
        for item in items
        if item["result"]["item"]["refused"] not in item["result"]["msg"]
    ] == []
