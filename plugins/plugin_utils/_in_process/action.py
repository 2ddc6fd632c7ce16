# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module's code in the process that Ansible has forked for the task.

A module costs about 0.6 s of start-up and imports, its calls to AWS a few milliseconds. A strategy plugin loads the
class of an action before it forks, so every forked process inherits what is imported here. A task that needs a separate
process, or whose code cannot be loaded here, runs the module the normal way, with the same result.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import sys
import traceback
import typing as t

from ansible import constants as C  # noqa: N812 - as all of Ansible calls it
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.plugins.loader import filter_loader, lookup_loader, test_loader
from ansible.template import Templar
from ansible.utils.display import Display

from ...module_utils._plans.planned import PLANNING
from .._template_trust import as_template
from . import changing, input_guard, option_variables, plan_request, run_gates, surroundings
from .host_variables import HostVariables

if t.TYPE_CHECKING:
    from ...module_utils._module.module_main import ModuleMain

# How ansible-core serialises the options of a module, and how the module reads them.
_ENCODER: dict[str, t.Any]
_DECODER: dict[str, t.Any]

try:
    from ansible.module_utils.common.json import Direction, get_module_decoder, get_module_encoder
except ImportError:
    # ansible-core 2.18
    from ansible.module_utils.common.json import AnsibleJSONEncoder

    _ENCODER, _DECODER = {"cls": AnsibleJSONEncoder, "vault_to_text": True}, {}
    _REPLY_PROFILE: tuple[str, ...] = ()

    def _preload_decoder() -> None:
        """Before ansible-core 2.19, a reply is read by a decoder that is always there."""

else:
    _ENCODER = {"cls": get_module_encoder("legacy", Direction.CONTROLLER_TO_MODULE)}
    _DECODER = {"cls": get_module_decoder("legacy", Direction.CONTROLLER_TO_MODULE)}
    _REPLY_PROFILE = ("legacy",)

    def _preload_decoder() -> None:
        """Loads the decoder of a reply."""
        get_module_decoder("legacy", Direction.MODULE_TO_CONTROLLER)


# The lookups read documents.
_NEARLY_ALWAYS_USED: t.Final = (
    (filter_loader, "default"),
    (test_loader, "defined"),
    (lookup_loader, "file"),
    (lookup_loader, "template"),
)

# The first template of a process takes five times as long as the next.
_REHEARSED: t.Final = "{{ [given | default(none)] if given is defined and given == 'Any' else omit }}"

SWITCH: t.Final = "leastpriv_aws_in_process"

# Variables that Python or the dynamic loader read at start-up.
_READ_AT_START: t.Final = ("PYTHON", "LD_")

_PLUGINS: t.Final = "ansible_collections.leastpriv.aws.plugins"
_DISPLAY: t.Final = Display()

Result = dict[str, t.Any]
Variables = t.Mapping[str, t.Any]


class Unloadable(t.NamedTuple):
    """The reason why Ansible's Python cannot load the code of a module."""

    module: str
    reason: str


def load_main(module: str) -> ModuleMain | Unloadable:
    """The main of a module with the libraries that it needs, or the reason why it cannot be loaded. Raises nothing:

    an error while Ansible loads an action would end the playbook run.
    """
    try:
        main: ModuleMain = importlib.import_module(f"{_PLUGINS}.modules.{module}").MAIN
        main.preload()
    except Exception as error:  # noqa: BLE001 - a broken library can raise any error on import
        return Unloadable(module, f"{type(error).__name__}: {error}")
    # What is loaded stays. A collector that looks through it in each forked process would copy its pages there.
    gc.freeze()
    return main


def _preload_ansible() -> None:
    """Loads what nearly every task needs of Ansible, for the processes that are forked from this one."""
    # A filter or test comes with all others of Ansible's own, a lookup with its settings.
    for loader, name in _NEARLY_ALWAYS_USED:
        # A task that uses the plugin says what is wrong with it.
        with contextlib.suppress(Exception):
            loader.get(f"ansible.builtin.{name}")
    with contextlib.suppress(Exception):
        Templar(loader=None, variables={"given": "Any"}).template(as_template(_REHEARSED))
    _preload_decoder()


_preload_ansible()


class _Job(t.NamedTuple):
    """A task to run in this process."""

    main: ModuleMain
    arguments: Result


class InProcessAction(NormalAction):
    """The action of a module: runs it in this process if it can, else the normal way."""

    main: t.ClassVar[ModuleMain | Unloadable]

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> Result:
        """The result of the module, with the same keys whichever way it runs."""
        own = self._task.args
        of_run = run_gates.gates(own, self._gates(), HostVariables(self._templar, task_vars or {}))
        self._task.args = {**own, **of_run}
        if self._can_plan():
            self._task.args = plan_request.with_plans(self._task.args, self._templar, task_vars or {})
        result = self._result(tmp, task_vars)
        if self._task.check_mode and self._can_plan() and not result.get("failed"):
            changing.note(_host(task_vars or {}), changed=bool(result.get("changed")))
        if result.get("failed") and isinstance(result.get("msg"), str):
            result["msg"] = option_variables.named(result["msg"], run_gates.variables(own, of_run))
        return result

    def _gates(self) -> t.Collection[str]:
        """The options about gates of a run that the module takes, also if only a process of its own can load it."""
        if isinstance(self.main, Unloadable):
            return run_gates.taken_by(self.main.module)
        return run_gates.taken_from(self.main.spec.options)

    def _can_plan(self) -> bool:
        """Whether the module can plan, also if only a process of its own can load it."""
        if isinstance(self.main, Unloadable):
            return self.main.module in PLANNING
        return plan_request.APPROVED in self.main.spec.options

    def _result(self, tmp: str | None, task_vars: dict[str, t.Any] | None) -> Result:
        variables = task_vars or {}
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)
        arguments = self._arguments()
        job = self._job(arguments, variables, environment)
        if complaint := self._input_complaint(arguments):
            return ActionBase.run(self, tmp, task_vars) | {"failed": True, "msg": complaint}
        if not isinstance(job, _Job):
            _DISPLAY.vvv(f"{self._task.action} runs in a separate process: {job}", variables.get("inventory_hostname"))
            return t.cast(Result, super().run(tmp, task_vars))
        result: Result = ActionBase.run(self, tmp, task_vars)
        with surroundings.of_task(environment, self._loader.get_basedir()), surroundings.other_tasks(_host(variables)):
            return result | self._reply(job, variables)

    def _arguments(self) -> Result | None:
        """The options of the task as plain values, as a module reads them; None if they cannot be serialised."""
        try:
            return t.cast(Result, json.loads(json.dumps(dict(self._task.args), **_ENCODER), **_DECODER))
        except Exception:  # noqa: BLE001 - of bytes, for example, each release raises another error
            return None

    def _input_complaint(self, arguments: Result | None) -> str | None:
        """What is wrong with the first option that ansible-core itself cannot handle."""
        if isinstance(self.main, Unloadable):
            return None
        return input_guard.complaint(self.main.spec.options, self._task.args if arguments is None else arguments)

    def _job(self, arguments: Result | None, variables: Variables, environment: t.Iterable[str]) -> _Job | str:
        """What to run in this process, or the reason why the task needs a separate one."""
        if obstacle := self._obstacle(variables, environment):
            return obstacle
        if isinstance(self.main, Unloadable):
            return f"Ansible's Python cannot load the module's code ({self.main.reason})"
        if arguments is None:
            return "its options cannot be serialised"
        return _Job(self.main, arguments)

    def _obstacle(self, variables: Variables, environment: t.Iterable[str]) -> str | None:
        """The setting that calls for a separate process, if there is one."""
        interpreter = self._interpreter(variables)
        at_start = [name for name in environment if str(name).startswith(_READ_AT_START)]
        obstacles = {
            f"{SWITCH} is off": not boolean(self._templar.template(variables.get(SWITCH, True))),
            "the task is async": self._task.async_val,
            f"the connection is {self._connection.transport}, not local": self._connection.transport != "local",
            "the task uses become": self._connection.become is not None or self._play_context.become,
            "DEFAULT_KEEP_REMOTE_FILES is on": C.config.get_config_value("DEFAULT_KEEP_REMOTE_FILES"),
            f"its environment sets {', '.join(at_start)}": at_start,
            f"its interpreter is {interpreter}, not Ansible's {sys.executable}": not _is_this(interpreter),
        }
        return next((obstacle for obstacle, applies in obstacles.items() if applies), None)

    def _interpreter(self, variables: Variables) -> str:
        """The Python of the host, or of the host that the task is delegated to."""
        delegated = variables.get("ansible_delegated_vars", {}).get(self._task.delegate_to)
        setting = C.config.get_config_value("INTERPRETER_PYTHON", variables=delegated or variables)
        return str(self._templar.template(setting))

    def _reply(self, job: _Job, variables: Variables) -> Result:
        """What the module would reply: its options validated in the same way, then the same code."""
        validation = _Validation.of(job)
        warnings = validation.warnings
        if validation.result.error_messages:
            reply: Result = {"failed": True, "msg": self._validation_message(validation.result.errors)}
        else:
            options = validation.result.validated_parameters
            module_result = job.main.execute_safely(options, check_mode=self._task.check_mode, diff=self._task.diff)
            reply = module_result.result | ({"failed": True} if module_result.failed else {})
            warnings += module_result.warnings
        module_args = self._module_args(variables)
        if reply.get("failed"):
            _add_traceback(reply, module_args.get("_ansible_tracebacks_for"))
        # Up to ansible-core 2.20 every reply has it.
        if module_args.get("_ansible_inject_invocation", True):
            reply["invocation"] = {"module_args": validation.result.validated_parameters}
        reply |= {"warnings": warnings} if warnings else {}
        reply |= {"deprecations": validation.deprecations} if validation.deprecations else {}
        return self._parsed(_masked(reply, validation.secrets))

    def _validation_message(self, errors: t.Any) -> str:
        if isinstance(errors[0], UnsupportedError):
            return f"Unsupported parameters for ({self._task.action}) module: {errors.msg}"
        return str(errors.msg)

    def _module_args(self, variables: Variables) -> Variables:
        """The arguments that ansible-core adds to a module's options, which decide what its reply has."""
        module_args: dict[str, t.Any] = {}
        self._update_module_args(self._task.action, module_args, variables)
        return module_args

    def _parsed(self, reply: Result) -> Result:
        """The result that ansible-core makes of a module's reply."""
        result: t.Any = self._parse_returned_data({"stdout": json.dumps(reply)}, *_REPLY_PROFILE)
        # An object since ansible-core 2.21.
        plain: Result = result.as_result_dict(for_round_trip=True) if hasattr(result, "as_result_dict") else result
        return plain


class _Validation(t.NamedTuple):
    """The validated options of a task, with its warnings, deprecations and secrets, as C(AnsibleModule) finds them."""

    result: t.Any
    warnings: list[str]
    deprecations: list[t.Any]
    secrets: set[str]

    @classmethod
    def of(cls, job: _Job) -> _Validation:
        result = ArgumentSpecValidator(**job.main.spec.to_validation()).validate(job.arguments)
        warnings = [f"Both option {pair['option']} and its alias {pair['alias']} are set." for pair in result._warnings]
        secrets = result._no_log_values | job.main.spec.secrets(result.validated_parameters)
        deprecations = [
            {key: value for key, value in deprecation.items() if value is not None}
            for deprecation in result._deprecations
        ]
        return cls(result, warnings, deprecations, secrets)


def _add_traceback(reply: Result, events: t.Container[str] | None) -> None:
    """Add the traceback of a failure, or remove it, as the user has configured; a module does the same.

    A failure without an exception gets the current stack. ansible-core 2.18 leaves the choice to the callback.
    """
    if events is None:
        return
    if "error" in events:
        reply.setdefault("exception", "".join(traceback.format_stack()))
    else:
        reply.pop("exception", None)


def _masked(result: Result, secrets: t.Iterable[str]) -> Result:
    """The result with secrets masked, as C(AnsibleModule) does it. Booleans and C(None) stay as they are."""
    kept = {key: value for key, value in result.items() if value is None or isinstance(value, bool)}
    return {**remove_values(result, secrets), **kept}


def _host(variables: Variables) -> str:
    return str(variables.get("inventory_hostname", ""))


def _is_this(interpreter: str) -> bool:
    """Whether an interpreter is the one that runs Ansible.

    The interpreters of virtual environments resolve to the same file, so their folders are compared as well. With
    interpreter discovery the user has no preference, and Ansible's own Python serves.
    """
    if interpreter.startswith("auto"):
        return True
    here = os.path.dirname(os.path.abspath(sys.executable))  # noqa: PTH100, PTH120 - without resolving links
    folder = os.path.dirname(os.path.abspath(interpreter))  # noqa: PTH100, PTH120
    return folder == here and os.path.realpath(interpreter) == os.path.realpath(sys.executable)
