# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tasks found in a review of policy documents: of one task, and of all accounts by document."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .values import Json, mapping, mappings, text

ERROR: t.Final = "error"
_ACCOUNT_ID: t.Final = "${AWS::AccountId}"
# Between the name of a role and the name of its inline policy.
_INLINE: t.Final = ".inline_policies"


@dataclass(frozen=True, kw_only=True)
class ReviewFinding:
    """A finding about a document of one account.

    C(resource) is the name of the resource that has the document. C(known) says that the task declares findings of the
    rule to be known. C(path) and C(line) are its place in a file, if the task has found it.
    """

    document: str
    resource: str
    rule: str
    severity: str
    statement: str
    message: str
    known: bool = False
    path: str = ""
    line: int | None = None
    # A task that runs once for all hosts may have reviewed documents of any of them.
    of_all: bool = False

    def to_json(self, account_id: str | None) -> dict[str, t.Any]:
        """The finding in the report's JSON, with a placeholder for the account's own ID."""
        message = self.message.replace(account_id, _ACCOUNT_ID) if account_id else self.message
        given = {"id": self.rule, "severity": self.severity, "statement": self.statement or None, "message": message}
        return {**given, **({"known": True} if self.known else {})}


@dataclass(frozen=True, kw_only=True)
class AccountReview:
    """The findings of an account, and the names of its resources that stay as they are."""

    host: str
    account_id: str | None
    findings: t.Collection[ReviewFinding]
    unchanged: t.Container[str]


def findings_of(content: Json, *, options: Json, label: str = "", resource: str = "") -> tuple[ReviewFinding, ...]:
    """The findings in the result of a task, which has these options.

    Of a module for one resource, documents have the names of options, so that C(label) says which resource it is.
    """
    known = mapping(options.get("review_known")).get("rules")
    rules = known if isinstance(known, (list, tuple)) else ()
    found = []
    for finding in mappings(content.get("findings") or ()):
        document, rule = text(finding.get("document")), text(finding.get("id"))
        line = finding.get("line")
        found.append(
            ReviewFinding(
                document=f"{label}: {document}" if label else document,
                resource=resource or document.partition(_INLINE)[0],
                rule=rule,
                severity=text(finding.get("severity")),
                statement=text(finding.get("statement")),
                message=text(finding.get("message")),
                known=rule in rules,
                path=text(finding.get("path")),
                line=line if isinstance(line, int) else None,
            )
        )
    return tuple(found)


def line(finding: Json) -> str:
    """A finding of the report in one line, under the heading of its document."""
    return f"{finding['statement'] or 'document'}: {finding['message']} [{finding['id']}]"


@dataclass
class _Document:
    """A document so far: the accounts that have findings about it, and the accounts of each finding."""

    hosts: dict[str, None] = field(default_factory=dict)
    findings: dict[tuple[t.Any, ...], tuple[Json, dict[str, None]]] = field(default_factory=dict)
    changes: bool = False

    def add(self, account: AccountReview, finding: ReviewFinding) -> None:
        shown = finding.to_json(account.account_id)
        self.hosts[account.host] = None
        self.findings.setdefault(tuple(shown.items()), (shown, {}))[1][account.host] = None
        self.changes |= finding.resource not in account.unchanged

    def to_json(self, name: str) -> dict[str, t.Any]:
        findings = [
            shown if len(hosts) == len(self.hosts) else {**shown, "accounts": list(hosts)}
            for shown, hosts in self.findings.values()
        ]
        return {"document": name, "changes": self.changes, "accounts": list(self.hosts), "findings": findings}


def by_document(accounts: t.Iterable[AccountReview]) -> list[dict[str, t.Any]]:
    """The documents of all accounts that have findings, each finding once: errors first, then those of many accounts.

    Two findings are the same if they differ in nothing but the accounts' own IDs. A finding has C(accounts) only if
    these are not all accounts of its document. C(changes) says that a resource with the document has not stayed as it
    is in every account.
    """
    documents: dict[str, _Document] = {}
    for account, finding in _attributed(list(accounts)):
        documents.setdefault(finding.document, _Document()).add(account, finding)
    listed = [document.to_json(name) for name, document in documents.items()]
    return sorted(listed, key=lambda each: (not has_error(each), -len(each["accounts"]), each["document"]))


def _attributed(accounts: t.Sequence[AccountReview]) -> t.Iterator[tuple[AccountReview, ReviewFinding]]:
    """Each account's findings. One of a task for all hosts counts only if no account's own task has found it."""
    own = {finding for account in accounts for finding in account.findings if not finding.of_all}
    for account in accounts:
        for finding in account.findings:
            if not finding.of_all or replace(finding, of_all=False) not in own:
                yield account, finding


def has_error(document: Json) -> bool:
    """Whether IAM would refuse the document."""
    return any(finding["severity"] == ERROR for finding in document["findings"])


def urgent(documents: t.Iterable[Json]) -> tuple[list[Json], int]:
    """The documents with the findings that a summary lists, and the number of those that it does not.

    Listed are what IAM would refuse, and findings that are not known, in a document of a resource that changes.
    """
    listed: list[Json] = []
    quiet = 0
    for document in documents:
        findings = [finding for finding in document["findings"] if _is_urgent(document, finding)]
        quiet += len(document["findings"]) - len(findings)
        listed += [{**document, "findings": findings}] if findings else []
    return listed, quiet


def _is_urgent(document: Json, finding: Json) -> bool:
    return finding["severity"] == ERROR or (document["changes"] and "known" not in finding)


def of_quiet(number: int) -> str:
    """What a summary says of the findings that it does not list."""
    return f"review: {number:,} finding{'' if number == 1 else 's'} known, or in documents that stay as they are"
