# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callers that C(assumable_by) lists, and the trust policy that lets in all of them and nobody else."""

from __future__ import annotations

import re
import typing as t

from .._arn import PARTITION_PATTERN, SPECIMEN, URL_SUFFIXES, Account
from .._errors import OptionError
from .._policy import normalize, pseudo_parameters
from .._policy.document import Document
from .._policy.problem import shown

_IN_ACCOUNT: t.Final = rf"arn:{PARTITION_PATTERN}:(?:iam|sts)::[0-9]{{12}}:"
_SUFFIXES: t.Final = "|".join(re.escape(suffix) for suffix in sorted({*URL_SUFFIXES.values(), "amazon.com"}))
# Providers of web identities that a trust policy names without an ARN.
_WEB_IDENTITIES: t.Final = (
    *("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"),
)
# The type of a principal by the form of its name, the most special form first.
_FORMS: t.Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("AWS", re.compile(rf"[0-9]{{12}}|{_IN_ACCOUNT}root")),
    ("AWS", re.compile(rf"{_IN_ACCOUNT}(?:user|role|assumed-role|federated-user)/[^*?\s]+")),
    ("Federated", re.compile(rf"{_IN_ACCOUNT}(?:oidc|saml)-provider/[^*?\s]+")),
    ("Federated", re.compile("|".join(map(re.escape, _WEB_IDENTITIES)))),
    ("Service", re.compile(rf"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:{_SUFFIXES})")),
)
_TYPES: t.Final = ("AWS", "Service", "Federated", "CanonicalUser")
_WANTED: t.Final = (
    "an account id (12 digits, quoted), the ARN of an account's root, role, user, session or identity provider, a "
    f"service (lambda.amazonaws.com), a web identity provider ({_WEB_IDENTITIES[0]}), or * for everybody"
)
_SESSION = re.compile(rf"arn:({PARTITION_PATTERN}):sts::([0-9]{{12}}):assumed-role/([^/]+)/.+")
_ROLE = re.compile(rf"arn:({PARTITION_PATTERN}):iam::([0-9]{{12}}):role/(?:.+/)?([^/]+)")


def read(option: str, names: t.Any) -> tuple[str, ...]:
    """The callers as they are written, which may have pseudo parameters. Raises C(OptionError)."""
    if not isinstance(names, (list, tuple)):
        raise OptionError(option, f"must be a list, not {normalize.kind(names)}")
    if not names:
        raise OptionError(option, "is empty; list who may assume the role, or leave it out")
    return tuple(_read(f"{option}[{position}]", name) for position, name in enumerate(names))


def _read(option: str, name: t.Any) -> str:
    if not isinstance(name, str):
        raise OptionError(option, f"must be {_WANTED}; this is {normalize.kind(name)}")
    pseudo_parameters.check(option, name)
    if _type_of(pseudo_parameters.fill_known(name, SPECIMEN)) is None:
        raise OptionError(option, f"must be {_WANTED} (got: {shown(name)})")
    return str(name)


def filled(option: str, names: t.Sequence[str], account: Account) -> tuple[str, ...]:
    """The callers with pseudo parameters filled in for the account. Raises C(OptionError)."""
    return tuple(pseudo_parameters.fill(f"{option}[{position}]", name, account) for position, name in enumerate(names))


def reference(names: t.Sequence[str], trust: Document) -> Document:
    """A trust policy that lets in the callers and nobody else.

    It also lets in those sessions that the role's trust policy names and that are sessions of a listed role: a role's
    name is unique in its account, and the ARN of a session does not have the path of its role.
    """
    principals: dict[str, list[str]] = {}
    for name in names:
        for type_ in _TYPES if name == "*" else (_type_of(name) or "AWS",):
            principals.setdefault(type_, []).append(name)
    sessions = [session for session in _sessions(trust) if _role_of(_SESSION, session) in {*_roles(names)}]
    if sessions:
        principals["AWS"] = [*principals.get("AWS", ()), *sessions]
    statement = {"Effect": "Allow", "Principal": principals, "Action": "*"}
    return Document({"Version": "2012-10-17", "Statement": [statement]})


def _type_of(name: str) -> str | None:
    """The type of a principal, as the Principal element calls it; C(None) for a name of no form."""
    if name == "*":
        return "AWS"
    return next((type_ for type_, form in _FORMS if form.fullmatch(name)), None)


def _sessions(trust: Document) -> t.Iterator[str]:
    for statement in trust.statements:
        yield from filter(_SESSION.fullmatch, (statement.principals or {}).get("AWS", ()))


def _roles(names: t.Sequence[str]) -> t.Iterator[tuple[str, ...] | None]:
    return (role for name in names if (role := _role_of(_ROLE, name)) is not None)


def _role_of(form: re.Pattern[str], arn: str) -> tuple[str, ...] | None:
    """The partition, the account and the name of the role that an ARN is about."""
    match = form.fullmatch(arn)
    return match.groups() if match else None
