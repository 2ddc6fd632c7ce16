# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task found out about access: assertions that do not hold, and requests that were not allowed before.

Results have two keys for it, each there only if the task asks: C(access) for assertions, C(new_access) for what the
desired state allows and the state before it did not.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ...module_utils._resource_kinds import noun_of
from .values import Json, mapping, mappings, plain, text

VIOLATED: t.Final = "violated"
NEW: t.Final = "new"
UNKNOWN: t.Final = "unknown"
HOLDS: t.Final = "holds"
NONE: t.Final = "none"

_ACCOUNT_ID: t.Final = "${AWS::AccountId}"

# The worst first: with several answers, the first of these is the verdict of a resource or an account.
ACCESS_VERDICTS: t.Final = (VIOLATED, NEW, UNKNOWN, HOLDS, NONE)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An answer that needs attention: an assertion that is violated or unknown, or access that is new or unknown.

    C(subject) is the name of the assertion, or C(new_access). C(message) is one line.
    """

    subject: str
    verdict: str
    message: str
    position: int | None = None
    request: Json | None = None

    def to_json(self) -> dict[str, t.Any]:
        return {
            "subject": self.subject,
            "position": self.position,
            "verdict": self.verdict,
            "message": self.message,
            "request": self.request,
        }


@dataclass(frozen=True, kw_only=True)
class Access:
    """What tasks found out about a resource. A verdict is C(None) if no task asked.

    C(held) is the number of assertions that hold, C(not_considered) what the answers leave out.
    """

    assertions: str | None = None
    new_access: str | None = None
    held: int = 0
    findings: tuple[Finding, ...] = ()
    not_considered: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        return worst(verdict for verdict in (self.assertions, self.new_access) if verdict) or UNKNOWN

    def followed_by(self, later: Access | None) -> Access:
        """The answers after a later task: its assertions, and the new access of the run as a whole."""
        if later is None:
            return self
        answered = self if later.assertions is None else later
        compared = later if _rank(later.new_access) < _rank(self.new_access) else self
        of_assertions = (finding for finding in answered.findings if finding.subject != "new_access")
        of_new_access = (finding for finding in compared.findings if finding.subject == "new_access")
        return replace(
            answered,
            new_access=compared.new_access,
            findings=(*of_assertions, *of_new_access),
            not_considered=tuple(dict.fromkeys([*self.not_considered, *later.not_considered])),
        )

    def to_json(self) -> dict[str, t.Any]:
        """The answers in the report's JSON. Assertions that hold are only counted: a report has thousands of them."""
        return {
            "verdict": self.verdict,
            "held": self.held,
            "findings": [finding.to_json() for finding in self.findings],
            "not_considered": list(self.not_considered),
        }


def worst(verdicts: t.Iterable[str]) -> str | None:
    """The worst of some verdicts; C(None) if there are none."""
    return min(verdicts, key=_rank, default=None)


def _rank(verdict: str | None) -> int:
    return ACCESS_VERDICTS.index(verdict) if verdict in ACCESS_VERDICTS else len(ACCESS_VERDICTS)


def access_of(content: Json) -> Access | None:
    """The answers in the result of a module or in an entry of a set; C(None) if the task did not ask."""
    asserted, compared = (mapping(plain(content.get(key))) for key in ("access", "new_access"))
    if not asserted and not compared:
        return None
    answers = mappings(asserted.get("assertions"))
    open_answers = [answer for answer in answers if answer.get("verdict") != HOLDS]
    return Access(
        assertions=_verdict(asserted, (VIOLATED, UNKNOWN, HOLDS)) if asserted else None,
        new_access=_verdict(compared, (NEW, UNKNOWN, NONE)) if compared else None,
        held=len(answers) - len(open_answers),
        findings=(*map(_of_assertion, open_answers), *_of_new_access(compared)),
        not_considered=_texts(asserted, compared),
    )


def _verdict(answer: Json, known: t.Collection[str]) -> str:
    """The verdict of a result. Another one, of a later release, says nothing that the report could show."""
    verdict = answer.get("verdict")
    return str(verdict) if verdict in known else UNKNOWN


def _texts(*answers: Json) -> tuple[str, ...]:
    listed = (answer.get("not_considered") for answer in answers)
    return tuple(dict.fromkeys(text(name) for names in listed if isinstance(names, (list, tuple)) for name in names))


def _of_assertion(answer: Json) -> Finding:
    position = answer.get("position")
    return Finding(
        subject=text(answer.get("assertion")),
        verdict=_verdict(answer, (VIOLATED, UNKNOWN)),
        message=text(answer.get("message")),
        position=position if isinstance(position, int) else None,
        request=mapping(answer.get("request")) or None,
    )


def _of_new_access(answer: Json) -> t.Iterator[Finding]:
    """The finding about new access, if there is one."""
    if not answer or answer.get("verdict") == NONE:
        return
    request = mapping(answer.get("request"))
    parts = (text(answer.get("reason")), sentence(request) if request else "")
    yield Finding(
        subject="new_access",
        verdict=_verdict(answer, (NEW, UNKNOWN)),
        message=": ".join(filter(None, parts)),
        request=request or None,
    )


def sentence(request: Json) -> str:
    """A request of a result in one line, with the context keys that matter and the statements that allow it."""
    principal, resource = text(request.get("principal")), text(request.get("resource"))
    about = f" by {principal}" if principal else f" on {resource}" if resource else ""
    context = mapping(request.get("context"))
    keys = ", ".join(f"{key} {_values(values)}" for key, values in context.items())
    allowing = request.get("allowed_by")
    labels = " and ".join(map(str, allowing)) if isinstance(allowing, (list, tuple)) else ""
    return "".join([
        text(request.get("action")), about, f" with {keys}" if keys else "", f", allowed by {labels}" if labels else "",
    ])  # fmt: skip


def _values(values: t.Any) -> str:
    listed = [str(value) for value in values] if isinstance(values, (list, tuple)) else [str(values)]
    return " and ".join(listed) if listed else "without a value"


def grouped(accounts: t.Iterable[Json]) -> list[tuple[str, str, list[Json]]]:
    """What was found in the accounts of a report: a verdict, one line about it, and the accounts; the worst first.

    Accounts share a line if what was found in them differs in nothing but their account ID.
    """
    groups: dict[tuple[str, str], dict[str, tuple[Json, str]]] = {}
    for account in accounts:
        for verdict, line in _lines(account):
            general = line.replace(account["account_id"], _ACCOUNT_ID) if account["account_id"] else line
            groups.setdefault((verdict, general), {})[account["host"]] = (account, line)
    found = []
    for (verdict, general), those in sorted(groups.items(), key=lambda group: _rank(group[0][0])):
        lines = {line for _account, line in those.values()}
        found.append((verdict, lines.pop() if len(lines) == 1 else general, [each for each, _line in those.values()]))
    return found


def _lines(account: Json) -> t.Iterator[tuple[str, str]]:
    """The verdict of each finding in an account, and one line that names the resource."""
    for resource in account["resources"]:
        noun = noun_of(str(resource["type"]))
        for finding in mapping(resource.get("access")).get("findings", ()):
            yield finding["verdict"], f"{noun} {resource['name']}: {finding['message']}"
