# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that a run writes: which there are, what is in them, and what is printed of each."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from . import exports, files, markdown
from .accounts import Account
from .history.folder import History
from .plans import PlanTargets
from .values import Json

Rendering = t.Callable[[Json], str]

# The options that name files, and how the report becomes the text of each.
_RENDERINGS: t.Final[t.Mapping[str, Rendering]] = {
    "json_path": files.to_json,
    "html_path": files.to_html,
    "markdown_path": markdown.to_markdown,
    "gitlab_terraform_path": exports.to_gitlab_terraform,
    "junit_path": exports.to_junit,
}
# Where GitHub Actions takes the summary of a job from.
_STEP_SUMMARY: t.Final = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, kw_only=True)
class Output:
    """A file to write. C(option) is the one that asks for it, C(noun) is what people call its content."""

    option: str
    path: str
    text: str
    noun: str = "report"
    is_appended: bool = False

    def write(self) -> None:
        """Raises C(OSError)."""
        (files.append if self.is_appended else files.write)(self.path, self.text)

    @property
    def line(self) -> str:
        """What the run prints once the file is written."""
        return f"{self.noun}: {self.path}"

    def problem(self, error: OSError) -> str:
        """The warning if the file cannot be written."""
        reason = error.strerror or type(error).__name__
        return f"cannot write the {self.noun} to {self.path} ({self.option}): {reason}"


@dataclass(frozen=True, kw_only=True)
class HistoryOutput(Output):
    """A report to add to a history. C(path) is that of the index."""

    history: History

    def write(self) -> None:
        self.history.record(self.text)


def history_of(option: t.Callable[[str], t.Any]) -> History | None:
    """The folder of reports that the options ask for."""
    path = option("history_path")
    return History(path, limit=option("history_limit")) if path else None


def of_history(report: Json, history: History | None) -> t.Iterator[Output]:
    """The report in a folder of reports, if there is one."""
    if history:
        text = files.to_json(report)
        yield HistoryOutput(option="history_path", path=history.page, text=text, noun="history", history=history)


def of_report(report: Json, option: t.Callable[[str], t.Any], environment: t.Mapping[str, str]) -> t.Iterator[Output]:
    """The files that the options and the environment ask for. Each is rendered when it is its turn to be written."""
    for name, render in _RENDERINGS.items():
        if path := option(name):
            yield Output(option=name, path=path, text=render(report))
    path = environment.get(_STEP_SUMMARY)
    if path and option("step_summary"):
        yield Output(option="step_summary", path=path, text=markdown.to_markdown(report), is_appended=True)


def of_plans(
    targets: PlanTargets, accounts: t.Collection[Account], *, created: str, check_mode: bool
) -> t.Iterator[Output]:
    """The plan files of a run."""
    for target in targets.usable():
        content = target.plans.content(target.accounts(accounts), created=created, check_mode=check_mode)
        yield Output(option="plan_path", path=target.path, text=files.to_json(content, sort_keys=True), noun="plan")
