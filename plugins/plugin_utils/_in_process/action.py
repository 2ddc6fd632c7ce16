# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the body of a module in the process that Ansible has forked for the task.

A module costs about 0.6 s of start-up and imports, its calls to AWS a few milliseconds. A strategy plugin loads the
class of an action before it forks, so what is imported here is there in every process. Nothing depends on it: where
a task asks for what only a process of its own can give, or the code cannot be loaded here, the module is run the
normal way, and the result is the same.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import traceback
import typing as t

from ansible import constants as C  # noqa: N812 - what all of Ansible calls it
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.utils.display import Display

from . import input_guard

if t.TYPE_CHECKING:
    from ...module_utils._module.module_main import ModuleMain

# How core writes the options of a module, and how the module reads them.
_ENCODER: dict[str, t.Any]
_DECODER: dict[str, t.Any]

try:
    from ansible.module_utils.common.json import Direction, get_module_decoder, get_module_encoder
except ImportError:
    # ansible-core 2.18
    from ansible.module_utils.common.json import AnsibleJSONEncoder

    _ENCODER, _DECODER = {"cls": AnsibleJSONEncoder, "vault_to_text": True}, {}
    _REPLY_PROFILE: tuple[str, ...] = ()
else:
    _ENCODER = {"cls": get_module_encoder("legacy", Direction.CONTROLLER_TO_MODULE)}
    _DECODER = {"cls": get_module_decoder("legacy", Direction.CONTROLLER_TO_MODULE)}
    _REPLY_PROFILE = ("legacy",)

SWITCH: t.Final = "leastpriv_aws_in_process"

# Variables that Python, or what loads it, reads when it starts.
_READ_AT_START: t.Final = ("PYTHON", "LD_")

_PLUGINS: t.Final = "ansible_collections.leastpriv.aws.plugins"
_display = Display()

Result = dict[str, t.Any]
Variables = t.Mapping[str, t.Any]


class Unloadable(t.NamedTuple):
    """Why the code of a module cannot be loaded here."""

    reason: str


def load_main(module: str) -> ModuleMain | Unloadable:
    """The body of a module, with the libraries that it needs, or why it cannot be had here. Raises nothing.

    An error in an action's file would end the whole playbook run.
    """
    try:
        main: ModuleMain = importlib.import_module(f"{_PLUGINS}.modules.{module}").MAIN
        main.preload()
    except Exception as error:  # noqa: BLE001 - whatever a broken library raises on import
        return Unloadable(f"{type(error).__name__}: {error}")
    return main


class InProcessAction(NormalAction):
    """The action of a module that runs its body here, or else the module the normal way."""

    main: t.ClassVar[ModuleMain | Unloadable]

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> Result:
        """The result of the module, with the same keys whichever way it is run."""
        variables = task_vars or {}
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)
        arguments, main, obstacle = self._arguments(), self.main, self._obstacle(variables, environment)
        given = self._task.args if arguments is None else arguments
        beyond = None if isinstance(main, Unloadable) else input_guard.complaint(main.spec.options, given)
        if beyond is not None:
            return ActionBase.run(self, tmp, task_vars) | {"failed": True, "msg": beyond}
        if obstacle is None and isinstance(main, Unloadable):
            obstacle = f"its code cannot be loaded in Ansible's own Python ({main.reason})"
        if obstacle is not None or isinstance(main, Unloadable) or arguments is None:
            obstacle = obstacle or "it has an option that a module cannot be given, as it will say"
            _display.vvv(f"{self._task.action} is run in a process of its own: {obstacle}", self._host(variables))
            return t.cast(Result, super().run(tmp, task_vars))
        result: Result = ActionBase.run(self, tmp, task_vars)
        with _surroundings(environment, self._loader.get_basedir()):
            return result | self._reply(main, arguments, variables)

    def _arguments(self) -> Result | None:
        """The options of the task as a module reads them, plain values, or None where they cannot be written."""
        try:
            return t.cast(Result, json.loads(json.dumps(dict(self._task.args), **_ENCODER), **_DECODER))
        except Exception:  # noqa: BLE001 - bytes, say, of which each release has its own to say
            return None

    def _obstacle(self, variables: Variables, environment: t.Iterable[str]) -> str | None:
        """Why the task needs a process of its own, if it does."""
        interpreter = self._interpreter(variables)
        at_start = [name for name in environment if str(name).startswith(_READ_AT_START)]
        obstacles = {
            f"{SWITCH} is off": not boolean(self._templar.template(variables.get(SWITCH, True))),
            "the task is async": self._task.async_val,
            f"the connection is {self._connection.transport}, not local": self._connection.transport != "local",
            "the task becomes another user": self._connection.become is not None or self._play_context.become,
            "Ansible is to keep the files of modules": C.config.get_config_value("DEFAULT_KEEP_REMOTE_FILES"),
            f"its environment has {', '.join(at_start)}": at_start,
            f"its interpreter is {interpreter}, Ansible's is {sys.executable}": not _is_this(interpreter),
        }
        return next((obstacle for obstacle, is_there in obstacles.items() if is_there), None)

    def _interpreter(self, variables: Variables) -> str:
        """The Python that the task names for the host that it is delegated to, or has."""
        delegated = variables.get("ansible_delegated_vars", {}).get(self._task.delegate_to)
        setting = C.config.get_config_value("INTERPRETER_PYTHON", variables=delegated or variables)
        return str(self._templar.template(setting))

    def _host(self, variables: Variables) -> str | None:
        return variables.get("inventory_hostname")

    def _reply(self, main: ModuleMain, arguments: Result, variables: Variables) -> Result:
        """What the module would reply: the same checks of its options, then the same body."""
        validation = _Validation.of(arguments, main)
        warnings = validation.warnings
        if validation.result.error_messages:
            reply: Result = {"failed": True, "msg": self._complaint(validation.result.errors)}
        else:
            options = validation.result.validated_parameters
            module_result = main.execute_safely(options, check_mode=self._task.check_mode, diff=self._task.diff)
            reply = module_result.result | ({"failed": True} if module_result.failed else {})
            warnings += module_result.warnings
        wishes = self._wishes(variables)
        if reply.get("failed"):
            _add_traceback(reply, wishes.get("_ansible_tracebacks_for"))
        # Up to ansible-core 2.20 it is always there.
        if wishes.get("_ansible_inject_invocation", True):
            reply["invocation"] = {"module_args": validation.result.validated_parameters}
        reply |= {"warnings": warnings} if warnings else {}
        reply |= {"deprecations": validation.deprecations} if validation.deprecations else {}
        return self._parsed(_masked(reply, validation.secrets))

    def _complaint(self, errors: t.Any) -> str:
        if isinstance(errors[0], UnsupportedError):
            return f"Unsupported parameters for ({self._task.action}) module: {errors.msg}"
        return str(errors.msg)

    def _wishes(self, variables: Variables) -> Variables:
        """What ansible-core tells a module beside its options, of what its reply is to hold."""
        wishes: dict[str, t.Any] = {}
        self._update_module_args(self._task.action, wishes, variables)
        return wishes

    def _parsed(self, reply: Result) -> Result:
        """What ansible-core makes of a module's reply: plain values, and a failure told as a module's."""
        result: t.Any = self._parse_returned_data({"stdout": json.dumps(reply)}, *_REPLY_PROFILE)
        # An object of its own since ansible-core 2.21.
        plain: Result = result.as_result_dict(for_round_trip=True) if hasattr(result, "as_result_dict") else result
        return plain


class _Validation(t.NamedTuple):
    """The options of a task, validated, with what only C(AnsibleModule) is given publicly."""

    result: t.Any
    warnings: list[str]
    deprecations: list[t.Any]
    secrets: set[str]

    @classmethod
    def of(cls, arguments: dict[str, t.Any], main: ModuleMain) -> _Validation:
        result = ArgumentSpecValidator(**main.spec.to_validation()).validate(arguments)
        warnings = [f"Both option {each['option']} and its alias {each['alias']} are set." for each in result._warnings]
        secrets = result._no_log_values | main.spec.secrets(result.validated_parameters)
        deprecations = [{key: each[key] for key in each if each[key] is not None} for each in result._deprecations]
        return cls(result, warnings, deprecations, secrets)


def _add_traceback(reply: Result, events: t.Container[str] | None) -> None:
    """A failure's traceback, or where it has none the way to here, if the user wants them: a module does so too.

    ansible-core 2.18 leaves the choice to whoever shows the result.
    """
    if events is None:
        return
    if "error" in events:
        reply.setdefault("exception", "".join(traceback.format_stack()))
    else:
        reply.pop("exception", None)


def _masked(result: Result, secrets: t.Iterable[str]) -> Result:
    """A result without secrets, as C(AnsibleModule) masks it: truth values and C(None) stay."""
    kept = {key: value for key, value in result.items() if value is None or isinstance(value, bool)}
    return {**remove_values(result, secrets), **kept}


@contextlib.contextmanager
def _surroundings(added: t.Mapping[str, str], folder: str) -> t.Iterator[None]:
    """The environment and the working directory of the task, while its body runs: the next item has others."""
    before = dict(os.environ)
    # Not by name, which may be gone.
    working_directory = os.open(".", os.O_RDONLY)
    try:
        os.environ.update({str(name): str(value) for name, value in added.items()})
        os.chdir(folder)
        yield
    finally:
        os.fchdir(working_directory)
        os.close(working_directory)
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


def _is_this(interpreter: str) -> bool:
    """Whether an interpreter is the one that runs Ansible.

    Virtual environments have one each, all the same file in the end: their folders tell them apart. One that Ansible
    would have to look for is none that the user has chosen, and Ansible's own is as good.
    """
    if interpreter.startswith("auto"):
        return True
    here = os.path.dirname(os.path.abspath(sys.executable))  # noqa: PTH100, PTH120 - a path that is not resolved
    folder = os.path.dirname(os.path.abspath(interpreter))  # noqa: PTH100, PTH120
    return folder == here and os.path.realpath(interpreter) == os.path.realpath(sys.executable)
