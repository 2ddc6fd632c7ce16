# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a module ends in a process of its own: its output, its exit code, and no secret in either."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest
from ansible.module_utils import basic
from ansible_collections.leastpriv.aws.plugins.module_utils._argspec import ArgumentSpec, Options
from ansible_collections.leastpriv.aws.plugins.module_utils._module.module_main import Execute, ModuleMain, ModuleResult

SPEC: t.Final = ArgumentSpec(
    options={
        "name": {"type": "str", "required": True},
        "count": {"type": "int", "default": 3},
        "key": {"type": "str", "no_log": True, "aliases": ["secret"]},
    }
)


@dataclasses.dataclass(frozen=True)
class Ends:
    """Ends as told, after a warning with the secret option in it."""

    failed: bool

    def __call__(self, options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
        result = {"msg": "said", "count": options["count"], "key": options["key"], "modes": [check_mode, diff]}
        warning = f"{options['name']}, failed={self.failed}: the key is {options['key']}"
        return ModuleResult(failed=self.failed, result=result, warnings=(warning, "and one more"))


class Broken:
    """Raises an exception with the secret option in it."""

    def __call__(self, options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
        raise KeyError(options["key"], check_mode, diff)


class End(t.NamedTuple):
    """The exit code of a module, its reply, and all that it printed: where it warns depends on ansible-core."""

    code: object
    reply: dict[str, t.Any]
    printed: str


Run = t.Callable[..., End]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_module(execute: Execute, **arguments: t.Any) -> End:
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        # What ansible-core 2.19 and later need.
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        with pytest.raises(SystemExit) as ended:
            ModuleMain(spec=SPEC, execute=execute, preload=lambda: None).run()
        output = capsys.readouterr()
        return End(ended.value.code, json.loads(output.out), " ".join(f"{output.out} {output.err}".split()))

    return run_module


@pytest.mark.parametrize(("failed", "code"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("modes", [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("option", ["key", "secret"])
def test_a_module_ends_with_its_result_and_its_warnings_without_secrets(
    run: Run, option: str, modes: tuple[bool, bool], *, failed: bool, code: int
) -> None:
    given = {
        "name": "app",
        "count": "5",
        option: "hush-hush",
        "_ansible_check_mode": modes[0],
        "_ansible_diff": modes[1],
    }
    end = run(Ends(failed), **given)
    assert end.code == code
    expected = {"msg": "said", "count": 5, "key": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "modes": list(modes)}
    assert {key: end.reply[key] for key in expected} == expected
    assert end.reply.get("failed", False) is failed
    assert "hush-hush" not in end.printed


@pytest.mark.parametrize("failed", [False, True])
def test_warnings_are_masked(run: Run, *, failed: bool) -> None:
    # Ansible shows the same warning only once in a process.
    end = run(Ends(failed), name="warned", key="sotto-voce")
    assert f"warned, failed={failed}: the key is ********" in end.printed


def test_an_option_that_is_missing_ends_the_module_before_its_code(run: Run) -> None:
    end = run(Broken(), count=1)
    assert (end.code, end.reply["msg"]) == (1, "missing required arguments: name")


def test_an_unexpected_exception_is_a_failure_without_secrets(run: Run) -> None:
    end = run(Broken(), name="app", key="hush-hush")
    assert end.code == 1
    assert end.reply["msg"].startswith(
        "unexpected KeyError: ('********', False, False). This is an error in leastpriv.aws"
    )
    assert "hush-hush" not in end.printed


def test_an_unexpected_exception_has_its_traceback() -> None:
    main = ModuleMain(spec=SPEC, execute=Broken(), preload=lambda: None)
    end = main.execute_safely({"key": "k"}, check_mode=True, diff=False)
    assert end.failed
    assert "KeyError: ('k', True, False)" in end.result["exception"]
