# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM refuses in the C(Principal) of a trust policy."""

from __future__ import annotations

import re
import typing as t

from .._arn import SPECIMEN, URL_SUFFIXES
from . import pseudo_parameters, rules, shared_providers
from .problem import Problem, shown
from .statement import Statement, as_list


def problems(statement: Statement) -> t.Iterator[Problem]:
    """The problems of a statement's principals, and of conditions that IAM requires because of them."""
    yield from shared_providers.problems(statement)
    principal = statement.plain.get("Principal")
    if principal is None or principal in ("*", {}):
        return
    if not isinstance(principal, dict):
        message = f"Principal must be * or a mapping such as AWS: ARN (got: {shown(principal)})"
        yield Problem(rules.INVALID_PRINCIPAL, message, "Principal")
        return
    yield from empty_types(statement)
    for kind, members in principal.items():
        if kind in _TYPES:
            for member in as_list(members):
                yield from _member_problems(kind, member)
        else:
            message = f"the type of a principal must be one of: {', '.join(_TYPES)} (got: {shown(kind)})"
            yield Problem(rules.INVALID_PRINCIPAL, message, "Principal")


def empty_types(statement: Statement) -> t.Iterator[Problem]:
    """The problems of types of principals without a name."""
    principal = statement.plain.get("Principal")
    for kind, members in principal.items() if isinstance(principal, dict) else ():
        if members == []:
            message = f"Principal.{kind} is empty; name at least one principal, or leave the type out"
            yield Problem(rules.MISSING_ELEMENT, message, "Principal")
        elif "" in as_list(members):
            message = f"Principal.{kind} has an empty text; name a principal, or leave the text out"
            yield Problem(rules.MISSING_ELEMENT, message, "Principal")


def _member_problems(kind: str, member: t.Any) -> t.Iterator[Problem]:
    pattern, form = _TYPES[kind]
    if not isinstance(member, str):
        yield Problem(rules.INVALID_TYPE, f"Principal.{kind} must be a string or a list of strings", "Principal")
    elif member and not pattern.fullmatch(pseudo_parameters.fill_known(member, SPECIMEN)):
        yield Problem(
            rules.INVALID_PRINCIPAL, f"{shown(member)} is not a principal of type {kind}: {form}", "Principal"
        )


_SERVICE_SUFFIXES: t.Final = "|".join(
    re.escape(suffix) for suffix in sorted({*URL_SUFFIXES.values(), "amazon.com", "aws.internal", "aws.com"})
)
_ACCOUNT: t.Final = r"arn:aws(?:-[a-z]+)*:(?:iam|sts)::[0-9]{12}:"
_AWS: t.Final = (
    r"\*|[0-9]{12}|[0-9]{4}-[0-9]{4}-[0-9]{4}|A[A-Z0-9]{15,127}"
    rf"|{_ACCOUNT}root|{_ACCOUNT}(?:user|role|assumed-role|federated-user)/[^*?]+"
)


class _Type(t.NamedTuple):
    """A type of principals: the pattern of its names, and the same in words."""

    pattern: re.Pattern[str]
    form: str


_TYPES: t.Final[t.Mapping[str, _Type]] = {
    "AWS": _Type(
        re.compile(_AWS), "*, an account id, or the ARN of an account's root, user, role or session, without wildcards"
    ),
    "Service": _Type(
        re.compile(rf"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:{_SERVICE_SUFFIXES})"),
        "a name such as lambda.amazonaws.com",
    ),
    "Federated": _Type(re.compile(r"\*|[^*?\s]+"), "a provider's ARN or name"),
    "CanonicalUser": _Type(re.compile(r"\*|[0-9a-f]{64}"), "64 hexadecimal digits"),
}
