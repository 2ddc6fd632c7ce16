# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policy language: documents read, filled in, brought to one canonical form, and compared.

A document in this module is plain: mappings with text keys, lists and texts. Numbers and booleans became
text when it was read, which is how IAM stores them: a number its shortest text, so that C(1) and C(1.0) are
C("1"). Source of the language: the IAM user guide, I(IAM JSON policy elements reference) and I(Grammar of the IAM
JSON policy language).
"""

from __future__ import annotations

import functools
import json
import operator
import re
import typing as t
import urllib.parse
from collections import Counter

from .._arn import URL_SUFFIXES, Account
from .._errors import DocumentError, OptionError
from . import normalize, rules

Document = t.Mapping[str, t.Any]

# Quotas in characters, white space not counted. The first and the last are fixed; AWS raises the one of
# trust policies on request, up to the second figure.
MANAGED_POLICY_SIZE: t.Final = 6_144
TRUST_POLICY_SIZE: t.Final = 2_048
TRUST_POLICY_SIZE_RAISED: t.Final = 4_096
INLINE_POLICIES_SIZE: t.Final = 10_240
# Of a document's text, white space included: policyDocumentType of the API reference.
TEXT_LENGTH: t.Final = 131_072

_DEFAULT_VERSION: t.Final = "2008-10-17"


def parse(option: str, value: t.Any) -> Document:
    """Reads a document from a mapping or from JSON text.

    Raises C(DocumentError) for text that is not JSON or that the API would not take for its length, for a repeated key,
    for C(null), for characters that IAM does not take, and for anything that is not an object with at least one
    statement.
    """
    if isinstance(value, str) and len(value) > TEXT_LENGTH:
        problem = f"the text has {len(value):,} characters, white space included; the API takes {TEXT_LENGTH:,}"
        raise DocumentError(option, rules.TOO_LARGE.id, problem)
    document = _read(option, value)
    _check_statements(option, document)
    return document


def from_reply(value: t.Any) -> Document:
    """A document as IAM returned it: percent-encoded JSON text, or what boto3 decoded from it.

    One without statements is taken as it is: it differs from all that a task can ask for. So does a number that IAM
    was sent with a zero behind its point, unless numbers are what is compared.
    """
    return _read("document returned by IAM", _decoded(value), held=True)


def fill(option: str, document: Document, account: Account) -> Document:
    """The document with CloudFormation's pseudo parameters filled in from the session's account.

    IAM's own policy variables (C(${aws:username})) are left alone. Raises C(OptionError) for a pseudo
    parameter that is unknown, or that the session has no value for.
    """
    return t.cast(Document, map_texts(option, document, lambda text: fill_text(option, text, account)))


def fill_text(option: str, text: str, account: Account) -> str:
    """One text with pseudo parameters filled in; see C(fill)."""
    return _PSEUDO_PARAMETER.sub(lambda match: _pseudo_parameter(option, match.group(1), account), text)


def unknown_pseudo_parameters(document: Document) -> list[str]:
    """The pseudo parameters of a document that nothing fills in, each once."""
    names = dict.fromkeys(_PSEUDO_PARAMETER.findall(to_text(document)))
    return [f"${{AWS::{name}}}" for name in names if name not in PSEUDO_PARAMETERS]


def check_pseudo_parameters(option: str, text: str) -> None:
    """Raises C(OptionError) for a pseudo parameter that no account has a value for."""
    for name in _PSEUDO_PARAMETER.findall(text):
        if name not in PSEUDO_PARAMETERS:
            raise _unknown(option, name)


def has_pseudo_parameters(text: str) -> bool:
    """Whether a text will only be known when the account is."""
    return bool(_PSEUDO_PARAMETER.search(text))


def to_text(document: Document) -> str:
    """The document as it is sent: compact JSON in the order that its author gave it."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def size(document: Document) -> int:
    """The size IAM holds against its quotas: characters, white space not counted."""
    return sum(len(part) for part in to_text(document).split())


def least_size(document: Document) -> int:
    """The least that C(size) can be once the account is known: what pseudo parameters stand for has its own length."""
    return sum(len(part) for part in _PSEUDO_PARAMETER.sub("", to_text(document)).split())


def canonical(document: Document, partition: str | None = "aws") -> dict[str, t.Any]:
    """The one form that all documents which say the same thing share. It is a document too, and its own canonical form.

    What IAM ignores is gone: order and repetition of statements and list members, one value or a list of one,
    case of actions and of condition operators and keys, an empty Sid or Condition, the ways to write a number in
    a numeric condition, and the two ways to write everybody or an account in a Principal. An account becomes its
    root ARN, which is what IAM returns, in the partition that the document is for; with C(None) it stays as it
    is. Whatever this function does not know it leaves alone, so that two documents differ rather than being
    called equal in error.
    """
    if not is_readable(document):
        return dict(document)
    result = {key: value for key, value in document.items() if key not in ("Version", "Statement")}
    result["Version"] = version_of(document)
    result["Statement"] = _in_order(canonical_statements(document, partition))
    return dict(sorted(result.items(), reverse=True))


def canonical_statements(document: Document, partition: str | None) -> list[dict[str, t.Any]]:
    """Each statement's canonical form, in the order of the document."""
    return [_statement(each, partition) for each in statements_of(document)]


def version_of(document: Document) -> t.Any:
    """The version of the policy language that a document is written in, said or not."""
    return document.get("Version", _DEFAULT_VERSION)


def statements_of(document: Document) -> list[dict[str, t.Any]]:
    """The statements of a document that is readable."""
    return as_list(document.get("Statement", []))


def is_readable(document: Document) -> bool:
    """Whether all statements are mappings, as in each document that C(parse) has read. IAM may hold others."""
    return all(isinstance(member, dict) for member in statements_of(document))


def folded(text: str) -> str:
    """Text without case, where it is of the characters whose case IAM is known to ignore."""
    return text.lower() if text.isascii() else text


def equivalent(first: t.Any, second: t.Any) -> bool:
    """Whether IAM decides every request alike under both documents because they say the same thing.

    Takes mappings, JSON text, and the percent-encoded text that IAM returns; raises C(DocumentError) for what is
    no document. In doubt the answer is no. An account's number equals its root ARN of any partition, but root
    ARNs of two partitions are not each other, and where documents name two, no number stands for either.
    """
    one, other = parse("first document", _decoded(first)), parse("second document", _decoded(second))
    # Where accounts are written alike, as they mostly are, partitions do not matter.
    return same(one, other, None) or same(one, other, _partition(one, other))


def same(first: Document, second: Document, partition: str | None) -> bool:
    """C(equivalent) for documents that have been read already and are for one partition."""
    # IAM mostly returns what it was sent.
    return first == second or canonical(first, partition) == canonical(second, partition)


def _read(option: str, value: t.Any, *, held: bool = False) -> Document:
    if isinstance(value, str):
        value = normalize.from_json(option, value, held=held)
    if not isinstance(value, t.Mapping):
        problem = f"a policy document is a mapping with Version and Statement, not {normalize.kind(value)}"
        raise DocumentError(option, rules.INVALID_DOCUMENT.id, problem)
    try:
        return t.cast(Document, normalize.plain(option, value, held=held))
    except RecursionError:
        raise normalize.too_deep(option) from None


def _decoded(value: t.Any) -> t.Any:
    """Percent-encoded JSON text decoded. JSON itself never begins with the percent sign."""
    return urllib.parse.unquote(value) if isinstance(value, str) and value.startswith("%") else value


# Whatever the partition is called: there will be others.
_ACCOUNT_ROOT = re.compile(r'"arn:([^:"]+):iam::[0-9]{12}:root"')


def _partition(*documents: Document) -> str | None:
    """The one partition whose root ARNs are among the principals of the documents, or C(None)."""
    principals = [
        statement.get(element)
        for document in documents
        for statement in statements_of(document)
        for element in ("Principal", "NotPrincipal")
    ]
    partitions = set(_ACCOUNT_ROOT.findall(json.dumps(principals)))
    return partitions.pop() if len(partitions) == 1 else None


PSEUDO_PARAMETERS: t.Final = ("AccountId", "Partition", "Region", "URLSuffix")

_PSEUDO_PARAMETER = re.compile(r"\$\{AWS::([A-Za-z0-9]*)\}")


def pseudo_parameters(account: Account) -> dict[str, str | None]:
    """What each pseudo parameter stands for in an account, C(None) where the session has no value for it."""
    return {
        "AccountId": account.id,
        "Partition": account.partition,
        "Region": account.region,
        "URLSuffix": URL_SUFFIXES.get(account.partition),
    }


def _pseudo_parameter(option: str, name: str, account: Account) -> str:
    values = pseudo_parameters(account)
    if name not in values:
        raise _unknown(option, name)
    value = values[name]
    if value is None:
        cure = "set the option region" if name == "Region" else f"write the suffix of {account.partition} out"
        raise OptionError(option, f"${{AWS::{name}}} has no value in this session: {cure}")
    return value


def _unknown(option: str, name: str) -> OptionError:
    known = ", ".join(f"${{AWS::{each}}}" for each in PSEUDO_PARAMETERS)
    return OptionError(option, f"${{AWS::{name}}} is not known here; known are {known}")


def map_texts(option: str, value: t.Any, change: t.Callable[[str], str]) -> t.Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_texts(option, member, change) for member in value]
    result = {change(key): map_texts(option, member, change) for key, member in value.items()}
    if len(result) < len(value):
        raise OptionError(option, f"once filled in, two of the keys {', '.join(value)} are the same")
    return result


def _check_statements(option: str, document: Document) -> None:
    for problem in _statement_problems(document):
        raise DocumentError(option, rules.INVALID_DOCUMENT.id, problem)


def _statement_problems(document: Document) -> t.Iterator[str]:
    if "Statement" not in document:
        yield "Statement is missing; a policy document has Version and Statement"
        return
    statements = as_list(document["Statement"])
    if not statements:
        yield "Statement is empty; IAM wants at least one statement"
    for index, statement in enumerate(statements):
        if not isinstance(statement, dict):
            yield f"Statement[{index}] is {normalize.kind(statement)}; a statement is a mapping"


def as_list(value: t.Any) -> list[t.Any]:
    """One value, or a list of one, as the list."""
    return value if isinstance(value, list) else [value]


def _in_order(statements: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Statements by their Sid, then by their content, each once: what was only moved stays where it is."""
    by_sid = {sid: each for each in statements if isinstance(sid := each.get("Sid"), str)}
    if len(by_sid) == len(statements):
        return [by_sid[sid] for sid in sorted(by_sid)]
    by_content = {(_sid_text(each), _in_one_text(each)): each for each in statements}
    return [by_content[key] for key in sorted(by_content)]


_in_one_text: t.Final = json.JSONEncoder(sort_keys=True).encode


def _sid_text(statement: t.Mapping[str, t.Any]) -> str:
    sid = statement.get("Sid", "")
    return sid if isinstance(sid, str) else ""


def _statement(statement: t.Mapping[str, t.Any], partition: str | None) -> dict[str, t.Any]:
    result = {}
    for element in sorted(statement):
        value = statement[element]
        change = _ELEMENTS.get(element)
        if change is not None:
            value = change(value)
        elif element in ("Principal", "NotPrincipal"):
            value = _principal(value, partition)
        if value or element not in _EMPTY or value != _EMPTY[element]:
            result[element] = value
    return result


# What says no more than nothing.
_EMPTY: t.Final[t.Mapping[str, t.Any]] = {"Sid": "", "Condition": {}}


def _texts(value: t.Any, change: t.Callable[[str], str] | None = None) -> t.Any:
    """A sorted list of texts without repeats; what holds anything else than texts is left as it is."""
    values = as_list(value)
    for member in values:
        if not isinstance(member, str):
            return value
    return sorted(set(map(change, values) if change else values))


def _actions(value: t.Any) -> t.Any:
    return _texts(value, folded)


def _principal(value: t.Any, partition: str | None) -> t.Any:
    account = functools.partial(_root_of_account, partition)
    if value == "*":
        return {"AWS": ["*"]}
    if isinstance(value, str):
        return account(value)
    if not isinstance(value, dict):
        return value
    return {kind: _texts(members, account if kind == "AWS" else None) for kind, members in sorted(value.items())}


_ACCOUNT_ID = re.compile(r"[0-9]{12}")


def _root_of_account(partition: str | None, principal: str) -> str:
    """An account's number as its root ARN in the partition; any other principal unchanged."""
    if partition is None or not _ACCOUNT_ID.fullmatch(principal):
        return principal
    return f"arn:{partition}:iam::{principal}:root"


def _condition(value: t.Any) -> t.Any:
    if not isinstance(value, dict):
        return value
    return {
        name: _condition_keys(keys, numeric=_is_numeric(name)) if isinstance(keys, dict) else keys
        for name, keys in _by_folded_key(value, folded)
    }


def _is_numeric(condition_operator: str) -> bool:
    return bool(_NUMERIC_OPERATOR.fullmatch(condition_operator))


_NUMERIC_OPERATOR = re.compile(
    r"(?:ForAnyValue:|ForAllValues:)?Numeric(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)(?:IfExists)?",
    re.IGNORECASE,
)


def _condition_keys(value: dict[str, t.Any], *, numeric: bool) -> dict[str, t.Any]:
    change = _numeric if numeric else None
    return {key: _texts(values, change) for key, values in _by_folded_key(value, folded_key)}


_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")


def _numeric(text: str) -> str:
    """A decimal number without the zeros that mean nothing; any other text unchanged."""
    return text.rstrip("0").rstrip(".") if _DECIMAL.fullmatch(text) else text


def _by_folded_key(value: dict[str, t.Any], fold: t.Callable[[str], str]) -> list[tuple[str, t.Any]]:
    """The items by folded key, in order.

    Keys that fold to the same stay as they are: joining them could change what the document says.
    """
    if len(value) == 1:
        return [(fold(key), content) for key, content in value.items()]
    names = {key: fold(key) for key in value}
    if len(set(names.values())) < len(names):
        counts = Counter(names.values())
        names = {key: name if counts[name] == 1 else key for key, name in names.items()}
    return sorted(((names[key], content) for key, content in value.items()), key=_first)


_first: t.Final = operator.itemgetter(0)

# Of these the IAM user guide says that the tag's key, too, is compared without case. Other keys that carry a
# tag after the slash (s3:ExistingObjectTag/KEY) keep the case of what follows the slash.
_TAG_KEYS_WITHOUT_CASE: t.Final = ("aws:principaltag", "aws:requesttag", "aws:resourcetag")


def folded_key(key: str) -> str:
    """A condition key without case, as far as IAM is known to ignore it."""
    name, slash, rest = key.partition("/")
    name = folded(name)
    return name + slash + (folded(rest) if name in _TAG_KEYS_WITHOUT_CASE else rest)


_ELEMENTS: t.Final[t.Mapping[str, t.Callable[[t.Any], t.Any]]] = {
    "Action": _actions,
    "NotAction": _actions,
    "Resource": _texts,
    "NotResource": _texts,
    "Condition": _condition,
}
