# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arbitrary policy documents.

All statements of a document, and all members of a list, differ in meaning, so a change to one of them changes the
document's meaning.
"""

from __future__ import annotations

import dataclasses
import decimal
import functools
import re
import typing as t

from hypothesis import reject
from hypothesis import strategies as st

Document: t.TypeAlias = "dict[str, t.Any]"
T = t.TypeVar("T")

PARTITIONS: t.Final = ("aws", "aws-cn", "aws-us-gov", "aws-iso-b", "aws-eusc")
ACTIONS: t.Final = ("s3:GetObject", "s3:Get*", "s3:*", "iam:PassRole", "sts:AssumeRole", "sts:TagSession", "*")
RESOURCES: t.Final = (
    "*",
    "arn:<partition>:s3:::bucket",
    "arn:<partition>:s3:::bucket/*",
    "arn:<partition>:s3:::bucket/Home/${aws:username}/*",
    "arn:<partition>:iam::111111111111:root",
    "arn:<partition>:iam::111111111111:role/app/Importer",
    "111111111111",
)
PRINCIPALS: t.Final[dict[str, tuple[t.Any, ...]]] = {
    "AWS": (
        "*",
        "111111111111",
        222222222222,
        "arn:<partition>:iam::333333333333:root",
        "012345678901",
        "arn:<partition>:iam::111111111111:role/app/Importer",
        "arn:<partition>:iam::111111111111:user/Ann",
        "arn:<partition>:sts::111111111111:assumed-role/Importer/session",
        "AROAEXAMPLEEXAMPLE123",
    ),
    "Service": ("lambda.amazonaws.com", "ec2.amazonaws.com", "*"),
    "Federated": (
        "arn:<partition>:iam::111111111111:saml-provider/Corp",
        "arn:<partition>:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
        "cognito-identity.amazonaws.com",
        "111111111111",
    ),
    "CanonicalUser": ("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", "111111111111"),
}
# IAM treats no two of these as the same key.
CONDITION_KEYS: t.Final = (
    "aws:PrincipalTag/Team",
    "aws:RequestTag/CostCentre",
    "aws:ResourceTag/Team",
    "aws:SourceArn",
    "aws:TagKeys",
    "s3:prefix",
    "s3:ExistingObjectTag/Team",
    "s3:ExistingObjectTag/team",
    "saml:aud",
    "token.actions.githubusercontent.com:sub",
    "oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub",
)
# The operators with their suffixes and values.
OPERATORS: t.Final[dict[str, tuple[tuple[str, ...], tuple[t.Any, ...]]]] = {
    "String": (
        ("Equals", "NotEquals", "EqualsIgnoreCase", "Like", "NotLike"),
        (
            *("finance", "home/${aws:username}/*", "${aws:PrincipalTag/Team, 'none'}", "repo:octo/App:*", "", "1.0"),
            *("a%41+b", "aA+b", "aA b", "caf\u00e9", 'quoted " and \\', "111111111111", 7, 1.5, 10.0, True),
        ),
    ),
    "Numeric": (
        ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"),
        (0, 1, 10, 10.0, 100, 1.5, 0.25, -3, -2.5, "20", "30.0", "7.50", 3600.0, "${aws:PrincipalTag/Most}"),
    ),
    "Bool": (("",), (True, False, "true", "false")),
    "Date": (
        ("Equals", "LessThan", "GreaterThanEquals"),
        ("2026-01-01T00:00:00Z", "2026-12-31", 1767225600),
    ),
    "Arn": (
        ("Equals", "Like", "NotLike"),
        ("arn:<partition>:iam::111111111111:root", "arn:<partition>:s3:::Bucket*", "111111111111"),
    ),
    "IpAddress": (("",), ("203.0.113.0/24", "198.51.100.7", "2001:db8::/32")),
    "NotIpAddress": (("",), ("203.0.113.0/24", "2001:DB8:1::/48")),
    "Null": (("",), (True, False, "true", "false")),
}


@dataclasses.dataclass(frozen=True)
class Pen:
    """An author who writes for one partition, and makes the random choices."""

    draw: st.DrawFn
    partition: str

    def here(self) -> bool:
        return self.draw(st.booleans())

    def one_of(self, choices: t.Iterable[T]) -> T:
        """One of the choices; rejects the example if there are none."""
        known = list(choices)
        return self.draw(st.sampled_from(known)) if known else reject()

    def in_any_order(self, members: t.Iterable[T]) -> list[T]:
        return self.draw(st.permutations(list(members)))

    def recased(self, text: str) -> str:
        """The text in another case. Use it only where IAM is known to ignore case."""
        return self.one_of((str.lower, str.upper, str.swapcase, str.title))(text)

    def document(self) -> Document:
        return self.draw(documents(self.partition))


def fill(value: t.Any, partition: str) -> t.Any:
    return value.replace("<partition>", partition) if isinstance(value, str) else value


def as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]


def statements(document: Document) -> list[Document]:
    return as_list(document["Statement"])


class Slot(t.NamedTuple):
    """The place of a value or of a list of values: holder[key].

    C(place) names the element, the kind of principal, or the condition's operator.
    """

    place: str
    holder: dict[str, t.Any]
    key: str

    @property
    def values(self) -> list[t.Any]:
        return as_list(self.holder[self.key])


def slots(document: Document) -> list[Slot]:
    """All slots of a document."""
    result = []
    for statement in statements(document):
        elements = ("Action", "NotAction", "Resource", "NotResource")
        result += [Slot(element, statement, element) for element in elements if element in statement]
        for element in ("Principal", "NotPrincipal"):
            if isinstance(statement.get(element), dict):
                result += [Slot(kind, statement[element], kind) for kind in statement[element]]
        result += [Slot(operator, keys, key) for operator, keys in conditions(statement) for key in keys]
    return result


def conditions(statement: Document) -> list[tuple[str, dict[str, t.Any]]]:
    block = statement.get("Condition", {})
    return list(block.items()) if isinstance(block, dict) else []


def is_numeric(operator: str) -> bool:
    return bool(re.fullmatch(r"(forallvalues:|foranyvalue:)?numeric[a-z]+", operator.lower()))


def text_of(value: t.Any) -> str:
    """A scalar as IAM stores it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def number_of(value: t.Any) -> decimal.Decimal | None:
    text = text_of(value)
    return decimal.Decimal(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None


def meaning_of(operator: str, value: t.Any) -> object:
    """The value's meaning, which must be unique in its list."""
    number = number_of(value) if is_numeric(operator) else None
    return text_of(value) if number is None else number


def values(choices: t.Iterable[t.Any], place: str, partition: str) -> st.SearchStrategy[t.Any]:
    """A single value, or a list of one to three that differ in meaning."""
    one = st.sampled_from([fill(choice, partition) for choice in choices])
    return one | st.lists(one, min_size=1, max_size=3, unique_by=lambda value: meaning_of(place, value))


@functools.cache
def operators() -> st.SearchStrategy[str]:
    names = []
    for family, (suffixes, _values) in OPERATORS.items():
        sets, existence = (
            (("",), ("",)) if family == "Null" else (("", "ForAnyValue:", "ForAllValues:"), ("", "IfExists"))
        )
        names += [f"{prefix}{family}{suffix}{end}" for suffix in suffixes for prefix in sets for end in existence]
    return st.sampled_from(names)


@functools.cache
def keys_of(operator: str, partition: str) -> st.SearchStrategy[dict[str, t.Any]]:
    """A condition's keys under the operator."""
    name = operator.rpartition(":")[2]
    family = next(known for known in OPERATORS if name.startswith(known))
    return st.dictionaries(
        st.sampled_from(CONDITION_KEYS), values(OPERATORS[family][1], operator, partition), min_size=1, max_size=2
    )


@st.composite
def condition_blocks(draw: st.DrawFn, partition: str) -> Document:
    names = draw(st.lists(operators(), max_size=3, unique=True))
    return {operator: draw(keys_of(operator, partition)) for operator in names}


def principals(partition: str) -> st.SearchStrategy[t.Any]:
    kinds = {kind: values(choices, kind, partition) for kind, choices in PRINCIPALS.items()}
    one = st.one_of([st.fixed_dictionaries({kind: content}) for kind, content in kinds.items()])
    accounts = kinds.pop("AWS")
    return st.just("*") | one | st.fixed_dictionaries({"AWS": accounts}, optional=kinds)


@functools.cache
def any_statement(partition: str) -> st.SearchStrategy[Document]:
    """A statement of an identity policy, a trust policy, or a resource's policy."""
    action = _either("Action", values(ACTIONS, "Action", partition))
    resource = _either("Resource", values(RESOURCES, "Resource", partition))
    principal = _either("Principal", principals(partition))
    others = st.fixed_dictionaries(
        {"Effect": st.sampled_from(("Allow", "Deny"))},
        optional={
            "Sid": st.sampled_from(("", "First", "Second", "second")),
            "Condition": condition_blocks(partition),
        },
    )
    kinds = (
        st.tuples(others, action, resource),
        st.tuples(others, action, principal),
        st.tuples(others, action, principal, resource),
    )
    return st.one_of(kinds).map(lambda parts: {key: value for part in parts for key, value in part.items()})


def _either(element: str, content: st.SearchStrategy[t.Any]) -> st.SearchStrategy[Document]:
    """The element or its negation."""
    return st.fixed_dictionaries({element: content}) | st.fixed_dictionaries({f"Not{element}": content})


def _certain_differences(statement: Document) -> object:
    """Statements that differ here differ in meaning, whatever else they contain."""
    actions = frozenset(action.lower() for key in ("Action", "NotAction") for action in as_list(statement.get(key, [])))
    resources = frozenset(
        resource for key in ("Resource", "NotResource") for resource in as_list(statement.get(key, []))
    )
    return statement.get("Sid") or "", statement["Effect"], "NotAction" in statement, actions, resources


@functools.cache
def documents(partition: str) -> st.SearchStrategy[Document]:
    several = st.lists(any_statement(partition), min_size=1, max_size=3, unique_by=_certain_differences)
    return st.fixed_dictionaries(
        {"Statement": any_statement(partition) | several},
        optional={
            "Version": st.sampled_from(("2012-10-17", "2008-10-17")),
            "Id": st.sampled_from(("Importer", "")),
        },
    )
