# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Callback leastpriv.aws.rollout_report."""

from __future__ import annotations

DOCUMENTATION = r"""
name: rollout_report
type: aggregate
version_added: 1.0.0
short_description: Show the progress of a rollout, and report what it did in each AWS account
description:
  - While a playbook runs, shows in one line how many accounts are done, how many of them were changed or failed, the
    wave, the rate, and the time left.
  - >-
    For example: C(ANSIBLE_CALLBACKS_ENABLED=leastpriv.aws.rollout_report ansible-playbook site.yml)
  - At the end, prints a table of the outcomes, each distinct change with its calls and its accounts, and the message of
    each failure. If paths are configured, writes the report as a JSON file and as an HTML page, with accounts down and
    resources across. The page needs no network.
  - It works beside any stdout callback, and with all strategies. Beside one whose output is for programs, it prints to
    the standard error.
  - Hosts count as accounts if a task of this collection runs in their play, or if they have the variable
    C(aws_account_id). Resources are what M(leastpriv.aws.iam_managed_policy) and M(leastpriv.aws.iam_role) manage, and
    what the modules of this collection manage that take lists of them. A failure of any other task counts for its
    account.
  - The report and the summary also have the drift that M(leastpriv.aws.iam_baseline_info) finds, what tasks find about
    new access and about assertions on roles, and what reviews of policy documents find, by document.
  - In check mode the report says what would change. It has the differences if the playbook runs with C(--diff).
  - Of tasks with C(no_log), only the outcome is reported. Options of tasks and variables are never reported, nor is the
    environment but for commit and user. Messages of failures are, as Ansible shows them.
  - The report has the command without the values of extra variables, the inventory, the limit, the roles, the commit,
    the user and versions. A pipeline's environment names commit and user; elsewhere they are those of the folder and of
    the login.
  - Reporting never fails a run. A file that cannot be written, and any error in this callback, is a warning.
author:
  - leastpriv.aws contributors (@leastpriv)
requirements:
  - Enable the callback with C(callbacks_enabled) in C(ansible.cfg), or with E(ANSIBLE_CALLBACKS_ENABLED).
options:
  json_path:
    description:
      - The file to write the report to as JSON. Folders that do not exist are created.
      - A guide of this collection and a JSON schema describe its format.
      - The whole file is replaced, and only its owner can read it.
    type: path
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_JSON_PATH
    ini:
      - section: callback_rollout_report
        key: json_path
  html_path:
    description:
      - The file to write the report to as an HTML page, in the same way as O(json_path).
    type: path
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_HTML_PATH
    ini:
      - section: callback_rollout_report
        key: html_path
  markdown_path:
    description:
      - The file to write the report to as Markdown, in the same way as O(json_path), for a comment on a pull request
        or a merge request.
      - It has the totals, the failures, each distinct change with its accounts, and what was found about documents,
        access and drift. It is never longer than the 65,536 characters of a comment, and says what was left out for
        that.
    type: path
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_MARKDOWN_PATH
    ini:
      - section: callback_rollout_report
        key: markdown_path
  step_summary:
    description:
      - Whether to append the Markdown of O(markdown_path) to the summary of a GitHub Actions job, if the environment
        variable E(GITHUB_STEP_SUMMARY) names a file for it.
    type: bool
    default: true
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_STEP_SUMMARY
    ini:
      - section: callback_rollout_report
        key: step_summary
  annotations:
    description:
      - Whether to print what reviews of policy documents find as workflow commands, which GitHub Actions shows as
        annotations beside the lines of a change. It has no effect elsewhere, where the environment variable
        E(GITHUB_ACTIONS) is not V(true).
      - It is for repositories to which no SARIF log can be uploaded. Findings have a file and a line if the task has
        O(leastpriv.aws.iam_policy_review#module:sources), as in the playbook C(leastpriv.aws.review). Findings that
        O(leastpriv.aws.iam_baseline#module:review_known) declares are left out.
      - GitHub shows at most 10 errors and 10 warnings of a step, so the gravest are printed, errors first. A notice has
        the number of the others.
    type: bool
    default: false
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_ANNOTATIONS
    ini:
      - section: callback_rollout_report
        key: annotations
  gitlab_terraform_path:
    description:
      - The file to write the numbers of resources to create, update and delete to, in the same way as O(json_path).
      - GitLab shows them in a merge request if the job declares the file as C(artifacts:reports:terraform).
    type: path
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_GITLAB_TERRAFORM_PATH
    ini:
      - section: callback_rollout_report
        key: gitlab_terraform_path
  junit_path:
    description:
      - The file to write the report to as JUnit's XML, in the same way as O(json_path). Each account is a suite
        with a case for the account and one for each resource.
      - In a run that fails for drift, a resource that differs is a failure. In any other dry run it is not.
    type: path
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_JUNIT_PATH
    ini:
      - section: callback_rollout_report
        key: junit_path
  plan_path:
    description:
      - The file to write the plan of the run to as JSON, in the same way as O(json_path). The variable
        C(rollout_plan_path) of a run takes precedence.
      - The plan has the calls of each account with their parameters, and the states before and after. In check mode, it
        is what a run would do. The playbook C(leastpriv.aws.rollout) carries out an approved plan.
      - A guide of this collection and a JSON schema describe its format.
      - A run without a task that manages resources, such as a search for drift, leaves the file alone, with a warning
        if the variable is set. A run also leaves the approved plan alone that it carries out, with a warning.
      - Each play can have a file of its own, with the variable. At the end of the run, all of them are written.
      - If it is set, the modules return their plans, as with O(leastpriv.aws.iam_baseline#module:return_plan).
    type: path
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_PLAN_PATH
    ini:
      - section: callback_rollout_report
        key: plan_path
  history_path:
    description:
      - The folder to keep the reports of all runs in. Each run adds its JSON file and its page, and writes the index
        of the runs to C(index.html) and C(index.json), in the same way as O(json_path).
      - For each run, the index has its state, its numbers, and the difference to the run before it. That is the last
        run with the same playbook, inventory and limit, in check mode if this one was. The summary and the page of a
        run have the difference, too.
      - The index also has reports that other means have put into the folder. Each other JSON file is named with the
        reason why it is not shown.
      - No file of an earlier run is changed or removed. A link in the folder that has the name of a file to write is
        replaced, so that no file outside the folder is written.
    type: path
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_HISTORY_PATH
    ini:
      - section: callback_rollout_report
        key: history_path
  history_limit:
    description:
      - How many reports of O(history_path) to read for the index. These are the newest ones by the names of their
        files, at least one.
    type: int
    default: 30
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_HISTORY_LIMIT
    ini:
      - section: callback_rollout_report
        key: history_limit
  progress:
    description:
      - How to show progress.
      - V(auto) is V(row) if the output is a terminal, and V(lines) elsewhere, for example in a pipeline.
      - V(row) shows it in the terminal's last row while everything else scrolls above. Terminals that cannot do that,
        and output that does not go to a terminal, get V(lines) instead.
      - V(lines) prints a full line with each wave, with each tenth of the accounts, and after each
        O(progress_interval).
      - V(off) shows none.
      - The callback knows from the second wave on which task is the last one for an account. In a play with several
        tasks of this collection and a single wave, the count begins again with each of these tasks.
    type: str
    choices: [auto, row, lines, "off"]
    default: auto
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_PROGRESS
    ini:
      - section: callback_rollout_report
        key: progress
  progress_interval:
    description:
      - After how many seconds to print another line if progress is shown in lines and there is any.
      - With V(0) there are lines only with each wave and with each tenth of the accounts.
    type: int
    default: 30
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_PROGRESS_INTERVAL
    ini:
      - section: callback_rollout_report
        key: progress_interval
  summary:
    description:
      - Whether to print the summary at the end.
    type: bool
    default: true
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_SUMMARY
    ini:
      - section: callback_rollout_report
        key: summary
  actions:
    description:
      - Whether the summary lists the calls of each change, one line each. Changes that are the same in several accounts
        are listed once.
    type: bool
    default: true
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_ACTIONS
    ini:
      - section: callback_rollout_report
        key: actions
  output:
    description:
      - Where to print progress and summary.
      - V(auto) is V(stderr) beside a stdout callback whose output is for programs, C(ansible.posix.json) or
        C(ansible.posix.jsonl), and V(stdout) beside any other. Set V(stderr) for one that it does not know.
      - On the standard error, progress is shown in lines.
    type: str
    choices: [auto, stdout, stderr]
    default: auto
    version_added: 1.1.0
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_OUTPUT
    ini:
      - section: callback_rollout_report
        key: output
  ou_variable:
    description:
      - The variable with the path of an account's organizational unit, in which slashes separate the names of the
        units.
    type: str
    default: aws_organizational_unit_path
    env:
      - name: LEASTPRIV_ROLLOUT_REPORT_OU_VARIABLE
    ini:
      - section: callback_rollout_report
        key: ou_variable
"""

EXAMPLES = r"""
enable it in ansible.cfg: |
  [defaults]
  callbacks_enabled = leastpriv.aws.rollout_report

  [callback_rollout_report]
  json_path = reports/rollout.json
  html_path = reports/rollout.html

enable it for one run: |
  ANSIBLE_CALLBACKS_ENABLED=leastpriv.aws.rollout_report \
  LEASTPRIV_ROLLOUT_REPORT_HTML_PATH=rollout.html \
  ansible-playbook leastpriv.aws.pinpoint_importer -i accounts.yml --check --diff
"""

import atexit
import datetime
import functools
import os
import pathlib
import platform
import time
import traceback
import typing as t

from ansible import constants, context, release
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.callback import CallbackBase
from ansible.template import Templar
from ansible_collections.leastpriv.aws.plugins.module_utils._files.sarif import VERSION
from ansible_collections.leastpriv.aws.plugins.module_utils._module.connection_options import CONNECTION
from ansible_collections.leastpriv.aws.plugins.module_utils._plans import plan_file
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.rules import RULES
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import (
    events,
    github,
    outputs,
    run_variables,
    summary,
)
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import Account, Identity
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.origin import origin
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.plans import PlanTargets
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.results import module_of
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.rollout import Rollout
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.states import FAILED, SKIPPED, UNREACHABLE
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.view import (
    COLOURS,
    ProgressView,
    banner,
    failure_line,
    goes_to_stderr,
)

_SECRET_OPTIONS: t.Final = tuple(
    name
    for option, definition in CONNECTION.options.items()
    if definition.get("no_log")
    for name in (option, *definition.get("aliases", ()))
)

_Arguments = t.ParamSpec("_Arguments")
_Method = t.Callable[t.Concatenate["CallbackModule", _Arguments], None]


def _harmless(method: _Method[_Arguments]) -> _Method[_Arguments]:
    """Turn any error into one warning and disable the callback: an error in the report must not stop a rollout."""

    @functools.wraps(method)
    def guarded(self: CallbackModule, /, *arguments: _Arguments.args, **options: _Arguments.kwargs) -> None:
        if self.disabled:
            return
        try:
            method(self, *arguments, **options)
        except Exception as error:  # noqa: BLE001  # of any kind
            self.give_up(error)

    return guarded


class CallbackModule(CallbackBase):
    """Passes Ansible's events to the report, and shows progress, summary and files."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "leastpriv.aws.rollout_report"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments: t.Any, **options: t.Any) -> None:
        super().__init__(*arguments, **options)
        self._process = os.getpid()
        self._rollout = Rollout()
        self._view = ProgressView(display=self._print, mode="off", interval=0)
        self._to_stderr = False
        self._playbook = ""
        self._began = time.monotonic()
        self._started = datetime.datetime.now(datetime.timezone.utc)
        self._hostvars: t.Mapping[str, t.Any] = {}
        self._plans = PlanTargets()
        self._reported = True
        # A set that keeps its order.
        self._roles: dict[str, None] = {}

    # Ansible's events.

    @_harmless
    def v2_playbook_on_start(self, playbook: t.Any) -> None:
        if self._playbook:
            return
        self._playbook = pathlib.Path(str(getattr(playbook, "_file_name", "a playbook"))).name
        stdout_callback = constants.config.get_config_value("DEFAULT_STDOUT_CALLBACK")
        self._to_stderr = goes_to_stderr(self._option("output"), stdout_callback)
        self._view = ProgressView(
            display=self._print,
            mode=self._option("progress"),
            interval=self._option("progress_interval"),
            has_terminal=not self._to_stderr,
        )
        atexit.register(self._at_exit)

    @_harmless
    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        variables = play.get_variable_manager().get_vars(play=play)
        self._hostvars = variables.get("hostvars", {})
        self._begin_plan(variables)
        batch = events.hosts_of(variables, "ansible_play_batch")
        self._reported = False
        of_accounts = bool(batch) and self._variables(batch[0], ["aws_account_id"]) != [None]
        started = events.play_of(play, variables, of_accounts=of_accounts, check_mode=_in_check_mode())
        self._rollout.start_wave(started, batch, at=self._now())
        self._view.show(self._rollout.progress(at=self._now()), at_wave=True)

    @_harmless
    def v2_runner_on_start(self, host: t.Any, task: t.Any) -> None:
        if module_of(task.action):
            self._rollout.start_task(host.get_name(), at=self._now())

    @_harmless
    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        self._rollout.end_item(events.host_of(result), None)

    @_harmless
    def v2_runner_item_on_skipped(self, result: t.Any) -> None:
        self._rollout.end_item(events.host_of(result), SKIPPED)

    @_harmless
    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        self._rollout.end_item(events.host_of(result), UNREACHABLE if result.is_unreachable() else FAILED)

    @_harmless
    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._end_task(result, state=None)

    @_harmless
    def v2_runner_on_skipped(self, result: t.Any) -> None:
        self._end_task(result, state=SKIPPED)

    @_harmless
    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:  # noqa: FBT001, FBT002
        self._end_task(result, state=FAILED, ignored=bool(ignore_errors))

    @_harmless
    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        ignored = bool(events.part(result, "task_fields").get("ignore_unreachable"))
        self._end_task(result, state=UNREACHABLE, ignored=ignored)

    @_harmless
    def v2_playbook_on_no_hosts_remaining(self) -> None:
        self._rollout.stop_wave()

    @_harmless
    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._rollout.end(events.stats_of(stats))
        self._report(interrupted=False)

    # Helpers of the events.

    def _begin_plan(self, variables: t.Mapping[str, t.Any]) -> None:
        choice = run_variables.PlanChoice.of(functools.partial(_templated, variables))
        if choice.problem:
            self._display.warning(choice.problem)
        self._plans.begin_play(
            choice.path or self._option("plan_path"),
            events.hosts_of(variables, "ansible_play_hosts_all"),
            approved=choice.approved,
            is_expected=bool(choice.path),
        )

    def _end_task(self, result: t.Any, *, state: str | None, ignored: bool = False) -> None:
        if events.is_of_playbook(result):
            self._rollout.reach(events.host_of(result))
        end = events.task_end(result, state=state, ignored=ignored)
        if end is None:
            return
        role = events.role_of(result)
        if end.module and role:
            self._roles[role] = None
        self._plans.add(end)
        secrets = run_variables.secrets(os.environ, end.arguments, _SECRET_OPTIONS) if end.has_failed else ()
        if self._rollout.end_task(end, secrets=secrets, at=self._now()) and self._view.is_due(at=self._now()):
            self._view.show(self._rollout.progress(at=self._now()))

    def _at_exit(self) -> None:
        # Ansible's workers inherit this handler.
        if os.getpid() == self._process:
            self._leave()

    @_harmless
    def _leave(self) -> None:
        """Restore the terminal, and report an interrupted run."""
        self._view.close()
        if not self._reported:
            self._rollout.interrupt()
            self._report(interrupted=True)

    def give_up(self, error: Exception) -> None:
        """Disable the callback with one warning."""
        self.disabled = True
        self._view.close()
        self._display.warning(failure_line(error))
        self._display.vvv("".join(traceback.format_exception(error)))

    # The report.

    def _report(self, *, interrupted: bool) -> None:
        self._view.show(self._rollout.progress(at=self._now()), at_wave=True)
        self._view.close()
        self._reported = True
        accounts = self._rollout.accounts
        if not accounts:
            return
        for account in accounts:
            account.identity = self._identity(account.host)
        run = {
            "playbook": self._playbook,
            "check_mode": _in_check_mode(),
            "diff_mode": bool(context.CLIARGS.get("diff")),
            "interrupted": interrupted,
            "started": self._started.isoformat(timespec="seconds"),
            "seconds": round(self._now(), 3),
            "origin": self._origin(),
        }
        report = self._rollout.to_json(run)
        history = outputs.history_of(self._option)
        report |= history.since(report) if history else {}
        if self._option("summary"):
            self._show_summary(report)
        self._annotate(accounts)
        self._write(outputs.of_report(report, self._option, os.environ))
        self._write(outputs.of_history(report, history))
        for problem in self._plans.problems():
            self._display.warning(problem)
        created = plan_file.now().isoformat()
        self._write(outputs.of_plans(self._plans, accounts, created=created, check_mode=_in_check_mode()))
        if self._option("summary"):
            self._show(summary.conclusion(report))
            if not (self._rollout.has_reached or interrupted):
                self._show(summary.nothing_done(context.CLIARGS))

    def _annotate(self, accounts: t.Iterable[Account]) -> None:
        if self._option("annotations") and os.environ.get("GITHUB_ACTIONS") == "true":
            scores = {rule.id: rule.score for rule in RULES.values()}
            for command in github.commands((account.review for account in accounts), scores):
                self._print(command)

    def _write(self, those: t.Iterable[outputs.Output]) -> None:
        for output in those:
            try:
                output.write()
            except OSError as error:
                self._display.warning(output.problem(error))
            else:
                self._print(output.line)

    def _origin(self) -> dict[str, t.Any]:
        versions = {"ansible-core": release.__version__, "leastpriv.aws": VERSION, "Python": platform.python_version()}
        found = origin(context.CLIARGS, os.environ, pathlib.Path.cwd(), versions)
        return {**found, **({"roles": list(self._roles)} if self._roles else {})}

    def _show_summary(self, report: t.Mapping[str, t.Any]) -> None:
        self._print(banner("ROLLOUT REPORT", columns=t.cast(int, self._display.columns)))
        shown = {"show_all": self._display.verbosity > 0, "show_actions": self._option("actions")}
        self._show(summary.lines(report, **shown))

    def _show(self, lines: t.Iterable[summary.Line]) -> None:
        for text, state in lines:
            setting = COLOURS.get(state)
            colour = constants.config.get_config_value(setting) if setting else None
            self._print(text, color=colour)

    def _print(self, text: str, color: str | None = None) -> None:
        self._display.display(text, color=color, stderr=self._to_stderr)

    # Options and variables.

    def _option(self, name: str) -> t.Any:
        return self._plugin_options[name]

    def _now(self) -> float:
        return time.monotonic() - self._began

    def _identity(self, host: str) -> Identity:
        names = ("aws_account_id", "aws_account_name", self._option("ou_variable"))
        account_id, name, unit = self._variables(host, names)
        return Identity(account_id=account_id, name=name, ou=unit)

    def _variables(self, host: str, names: t.Sequence[str]) -> list[str | None]:
        """Variables of a host as texts, None for one without a value."""
        # Ansible merges the variables of a host anew at each lookup.
        return run_variables.texts(self._hostvars.get(host, {}), names)


def _in_check_mode() -> bool:
    return bool(context.CLIARGS.get("check"))


def _templated(variables: t.Mapping[str, t.Any], name: str) -> str | None:
    """A variable of the run, which may be a template, as text; None for one without a value."""
    value = Templar(loader=DataLoader(), variables=dict(variables)).template(variables.get(name))
    return str(value) if value else None
