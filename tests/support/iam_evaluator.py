# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An evaluator of IAM policies for tests, which shares no code with the collection.

It is written from the IAM user guide, I(Policy evaluation logic), I(Condition operators) and I(Multivalued context
keys), in the plainest way: regular expressions, floats, and no sets of requests. A decision is C(None) where the guide
does not say what happens.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
import typing as t

Document = dict[str, t.Any]
Decision = bool | None


class Request(t.NamedTuple):
    """A request. C(context) has a tuple of values for each key, in lower case.

    C(principal) has the type and the name of the caller, for a trust policy, which has no resource.
    """

    action: str
    resource: str
    context: dict[str, tuple[str, ...]]
    principal: tuple[str, str] | None = None


def allowed(documents: t.Iterable[Document], request: Request) -> Decision:
    """Whether identity policies allow a request: some statement allows it, and none denies it."""
    effects: dict[str, list[Decision]] = {"Allow": [], "Deny": []}
    for document in documents:
        for statement in members(document["Statement"]):
            effects[statement["Effect"]].append(applies(statement, request, document.get("Version", "2008-10-17")))
    denied = either(effects["Deny"])
    return both([either(effects["Allow"]), None if denied is None else not denied])


def either(decisions: t.Sequence[Decision]) -> Decision:
    if True in decisions:
        return True
    return None if None in decisions else False


def both(decisions: t.Sequence[Decision]) -> Decision:
    if False in decisions:
        return False
    return None if None in decisions else True


def applies(statement: Document, request: Request, version: str) -> Decision:
    variables = version == "2012-10-17"
    return both(
        [
            element(statement, "Action", lambda pattern: like(pattern.lower(), request.action.lower())),
            element(statement, "Resource", lambda pattern: is_resource(pattern, request, variables=variables))
            if request.principal is None
            else is_principal(statement, *request.principal),
            *(
                fulfilled(operator, members(values), request.context.get(key.lower()), request, variables=variables)
                for operator, keys in statement.get("Condition", {}).items()
                for key, values in keys.items()
            ),
        ]
    )


def is_principal(statement: Document, kind: str, name: str) -> Decision:
    """Whether a statement of a trust policy names the caller. NotPrincipal is not for trust policies."""
    if "NotPrincipal" in statement:
        return None
    listed = {"AWS": "*"} if statement["Principal"] == "*" else statement["Principal"]
    return either([names(wanted, text, kind, name) for wanted, texts in listed.items() for text in members(texts)])


def names(wanted: str, text: str, kind: str, name: str) -> Decision:
    if (wanted, text) == ("AWS", "*"):
        # Everybody is also every service and every federated user, by the verdicts of AWS's custom policy checks.
        return True
    if wanted != kind:
        return False
    if text in ("*", name):
        return True
    account = name.split(":")[4] if kind == "AWS" else None
    if re.fullmatch(r"arn:aws:sts::\d+:assumed-role/.*", name) and text.startswith(f"arn:aws:iam::{account}:role/"):
        # A session has the name of its role, but not the path.
        return None if text.rsplit("/", maxsplit=1)[-1] == name.split("/")[1] else False
    return account is not None and text in (account, f"arn:aws:iam::{account}:root")


def element(statement: Document, name: str, matching: t.Callable[[str], bool]) -> bool:
    if f"Not{name}" in statement:
        return not any(map(matching, members(statement[f"Not{name}"])))
    return any(map(matching, members(statement[name])))


def members(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]


def filled(pattern: str, request: Request) -> str | None:
    """The pattern as a regular expression with the values of its variables; C(None) if one has none."""
    expression = ""
    for part in re.split(r"(\$\{[^}]*\})", pattern):
        if part.startswith("${") and part.endswith("}"):
            name = part[2:-1]
            values = (name,) if name in ("*", "?", "$") else request.context.get(name.lower())
            if values is None or len(values) != 1:
                return None
            expression += re.escape(values[0])
        else:
            expression += glob(part)
    return expression


def glob(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)


def like(pattern: str, text: str) -> bool:
    return re.fullmatch(glob(pattern), text, re.DOTALL) is not None


def is_resource(pattern: str, request: Request, *, variables: bool) -> bool:
    """ARNs are compared part by part; a resource C(*), of actions that have none, takes only C(*)."""
    if pattern == "*" or request.resource == "*":
        return pattern == "*"
    expression = filled(pattern, request) if variables else glob(pattern)
    if expression is None:
        return False
    parts = re.split(":", expression, maxsplit=5)
    texts = request.resource.split(":", 5)
    return len(parts) == len(texts) and all(
        re.fullmatch(part, text, re.DOTALL) is not None for part, text in zip(parts, texts, strict=True)
    )


def fulfilled(
    operator: str, wanted: list[str], values: tuple[str, ...] | None, request: Request, *, variables: bool
) -> Decision:
    qualifier, _colon, name = operator.lower().rpartition(":")
    if name == "null":
        return any((text == "true") is (values is None) for text in wanted)
    base = name.removesuffix("ifexists")
    negated = "not" in base
    if values is None:
        if base != name or qualifier == "forallvalues":
            return True
        return negated and not qualifier
    results = [compared(base, wanted, value, request, variables=variables) for value in values]
    if qualifier:
        return either(results) if qualifier == "foranyvalue" else both(results)
    return results[0] if len(results) == 1 else None


def compared(base: str, wanted: list[str], value: str, request: Request, *, variables: bool) -> Decision:
    negated = "not" in base
    results: list[Decision] = []
    for text in wanted:
        has_variable = variables and re.search(r"\$\{[^}*?$]+\}", text) is not None
        if has_variable and filled(text, request) is None:
            results.append(None if negated else False)
        else:
            try:
                results.append(one(base.replace("not", ""), text, value, request, variables=variables))
            except ValueError:
                # A value of another type matches nothing. What a negated operator makes of it is not documented.
                results.append(None if negated else False)
    result = either(results)
    return None if result is None else result != negated


def one(base: str, text: str, value: str, request: Request, *, variables: bool) -> bool:
    if base.startswith("numeric"):
        return ordered(base.removeprefix("numeric"), float(value), float(text))
    if base.startswith("date"):
        return ordered(base.removeprefix("date"), seconds(value), seconds(text))
    if base == "ipaddress":
        actual, network = ipaddress.ip_address(value), ipaddress.ip_network(text)
        return actual.version == network.version and actual in network
    if base in ("stringlike", "arnlike", "arnequals"):
        expression = filled(text, request) if variables else glob(text)
        assert expression is not None
        if base == "stringlike" or text == "*":
            return re.fullmatch(expression, value, re.DOTALL) is not None
        parts, texts = expression.split(":", 5), value.split(":", 5)
        return len(parts) == len(texts) and all(
            re.fullmatch(part, given, re.DOTALL) is not None for part, given in zip(parts, texts, strict=True)
        )
    plain = text
    if variables:
        plain = re.sub(r"\$\{([^}]*)\}", lambda match: variable(match.group(1), request), text)
    return plain.lower() == value.lower() if "ignorecase" in base or base == "bool" else plain == value


def variable(name: str, request: Request) -> str:
    return name if name in ("*", "?", "$") else request.context[name.lower()][0]


def ordered(comparison: str, value: float, limit: float) -> bool:
    return {
        "equals": value == limit,
        "lessthan": value < limit,
        "lessthanequals": value <= limit,
        "greaterthan": value > limit,
        "greaterthanequals": value >= limit,
    }[comparison]


def seconds(text: str) -> float:
    """The seconds since 1970 of a date such as 2026-01-31T12:00:00Z, or of a number."""

    if text.isdigit():
        return float(text)
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
