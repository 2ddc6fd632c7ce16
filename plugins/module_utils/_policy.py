# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policy language: documents read, filled in, brought to one canonical form, and compared.

A document in this module is plain: mappings with text keys, lists and texts. Numbers and booleans became
text when it was read, which is how IAM stores them. Source of the language: the IAM user guide, I(IAM JSON
policy elements reference) and I(Grammar of the IAM JSON policy language).
"""

from __future__ import annotations

import datetime
import json
import math
import re
import typing as t
import urllib.parse
from collections import Counter

from ._arn import PARTITION_PATTERN, URL_SUFFIXES, Account
from ._errors import OptionError

Document = t.Mapping[str, t.Any]

# Quotas in characters, white space not counted. The first and the last are fixed; AWS raises the one of
# trust policies on request, up to the second figure.
MANAGED_POLICY_SIZE: t.Final = 6_144
TRUST_POLICY_SIZE: t.Final = 2_048
TRUST_POLICY_SIZE_RAISED: t.Final = 4_096
INLINE_POLICIES_SIZE: t.Final = 10_240

_DEFAULT_VERSION: t.Final = "2008-10-17"


def parse(option: str, value: t.Any) -> Document:
    """Reads a document from a mapping or from JSON text.

    Raises C(OptionError) for text that is not JSON, for a repeated key, for C(null), for characters that IAM
    does not take, and for anything that is not an object with at least one statement.
    """
    if isinstance(value, str):
        value = _from_text(option, value)
    if not isinstance(value, t.Mapping):
        raise OptionError(option, f"a policy document is a mapping with Version and Statement, not {_kind(value)}")
    try:
        document = _plain(option, value, "")
    except RecursionError:
        raise OptionError(option, "the document is nested too deeply") from None
    _check_statements(option, document)
    return t.cast(Document, document)


def from_reply(value: t.Any) -> Document:
    """A document as IAM returned it: percent-encoded JSON text, or what boto3 decoded from it.

    One without statements is taken as it is: it differs from all that a task can ask for.
    """
    if isinstance(value, str):
        value = _from_text(_REPLY, urllib.parse.unquote(value) if value.startswith("%7B") else value)
    return t.cast(Document, _plain(_REPLY, value, ""))


_REPLY: t.Final = "document returned by IAM"


def fill(option: str, document: Document, account: Account) -> Document:
    """The document with CloudFormation's pseudo parameters filled in from the session's account.

    IAM's own policy variables (C(${aws:username})) are left alone. Raises C(OptionError) for a pseudo
    parameter that is unknown, or that the session has no value for.
    """
    return t.cast(Document, _map_texts(option, document, lambda text: fill_text(option, text, account)))


def fill_text(option: str, text: str, account: Account) -> str:
    """One text with pseudo parameters filled in; see C(fill)."""
    return _PSEUDO_PARAMETER.sub(lambda match: _pseudo_parameter(option, match.group(1), account), text)


def has_pseudo_parameters(text: str) -> bool:
    """Whether a text will only be known when the account is."""
    return bool(_PSEUDO_PARAMETER.search(text))


def to_text(document: Document) -> str:
    """The document as it is sent: compact JSON in the order that its author gave it."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def size(document: Document) -> int:
    """The size IAM holds against its quotas: characters, white space not counted."""
    return sum(len(part) for part in to_text(document).split())


def canonical(document: Document) -> dict[str, t.Any]:
    """The one form that all documents which say the same thing share. It is a document too, and its own canonical form.

    What IAM ignores is gone: order and repetition of statements and list members, one value or a list of one,
    case of actions and of condition operators and keys, an empty Sid or Condition, and the two ways to write
    an account or everybody in a Principal. Whatever this function does not know it leaves as it is, so that
    two documents differ rather than being called equal in error.
    """
    result = {key: value for key, value in document.items() if key not in ("Version", "Statement")}
    result["Version"] = document.get("Version", _DEFAULT_VERSION)
    members = _as_list(document.get("Statement", []))
    if not all(isinstance(member, dict) for member in members):
        return dict(document)
    statements = {_sort_key(statement): statement for statement in map(_statement, members)}
    result["Statement"] = [statements[key] for key in sorted(statements)]
    return dict(sorted(result.items(), reverse=True))


def equivalent(first: t.Any, second: t.Any) -> bool:
    """Whether IAM decides every request alike under both documents because they say the same thing.

    Takes mappings and JSON text; raises C(OptionError) for what is no document. In doubt the answer is no.
    """
    return same(parse("first document", first), parse("second document", second))


def same(first: Document, second: Document) -> bool:
    """C(equivalent) for documents that have been read already."""
    return canonical(first) == canonical(second)


_PSEUDO_PARAMETER = re.compile(r"\$\{AWS::([A-Za-z0-9]*)\}")


def _pseudo_parameter(option: str, name: str, account: Account) -> str:
    values: dict[str, str | None] = {
        "AccountId": account.id,
        "Partition": account.partition,
        "Region": account.region,
        "URLSuffix": URL_SUFFIXES.get(account.partition),
    }
    if name not in values:
        known = ", ".join(f"${{AWS::{each}}}" for each in values)
        raise OptionError(option, f"${{AWS::{name}}} is not known here; known are {known}")
    value = values[name]
    if value is None:
        cure = "set the option region" if name == "Region" else f"write the suffix of {account.partition} out"
        raise OptionError(option, f"${{AWS::{name}}} has no value in this session: {cure}")
    return value


def _map_texts(option: str, value: t.Any, change: t.Callable[[str], str]) -> t.Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_map_texts(option, member, change) for member in value]
    result = {change(key): _map_texts(option, member, change) for key, member in value.items()}
    if len(result) < len(value):
        raise OptionError(option, f"once filled in, two of the keys {', '.join(value)} are the same")
    return result


def _from_text(option: str, text: str) -> t.Any:
    if not text.strip():
        raise OptionError(option, "the document is empty")
    try:
        return json.loads(
            text,
            object_pairs_hook=lambda pairs: _without_repeats(option, pairs),
            parse_int=str,
            parse_float=str,
            parse_constant=lambda name: _refuse_constant(option, name),
        )
    except json.JSONDecodeError as error:
        raise OptionError(option, f"not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise OptionError(option, "the document is nested too deeply") from None


def _without_repeats(option: str, pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    repeated = [key for key, count in Counter(key for key, _value in pairs).items() if count > 1]
    if repeated:
        raise OptionError(option, f"{repeated[0]!r} stands twice in one object: only one of them would count")
    return dict(pairs)


def _refuse_constant(option: str, name: str) -> t.NoReturn:
    raise OptionError(option, f"not valid JSON: {name} is no JSON value")


def _plain(option: str, value: t.Any, place: str) -> t.Any:
    """The value made of plain mappings, lists and texts; Ansible's tagged types and YAML's scalars end here."""
    if isinstance(value, t.Mapping):
        return {
            _characters(option, key, place): _plain(option, member, f"{place}.{key}" if place else str(key))
            for key, member in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(option, member, f"{place}[{index}]") for index, member in enumerate(value)]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise OptionError(option, f"{place} is {value}; a policy document has finite numbers")
        return str(value)
    if isinstance(value, datetime.date):
        # An unquoted Version is a date in YAML.
        return value.isoformat()
    if value is None:
        raise OptionError(option, f"{place or 'the document'} has no value; a policy document knows no null")
    return _characters(option, value, place)


# From C(API_CreatePolicy): tab, line feed, carriage return, and U+0020 to U+00FF.
_FOREIGN_CHARACTER = re.compile(r"[^\u0009\u000a\u000d\u0020-\u00ff]")


def _characters(option: str, text: t.Any, place: str) -> str:
    if not isinstance(text, str):
        raise OptionError(option, f"{text!r} in {place or 'the document'} is {_kind(text)}; text is expected")
    foreign = _FOREIGN_CHARACTER.search(text)
    if foreign:
        character = f"U+{ord(foreign.group()):04X}"
        raise OptionError(option, f"{place or text[:40]} has the character {character}; IAM takes U+0020 to U+00FF")
    return str(text)


def _kind(value: t.Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "a number")


def _check_statements(option: str, document: dict[str, t.Any]) -> None:
    if "Statement" not in document:
        raise OptionError(option, "Statement is missing; a policy document has Version and Statement")
    statements = _as_list(document["Statement"])
    if not statements:
        raise OptionError(option, "Statement is empty; IAM wants at least one statement")
    for index, statement in enumerate(statements):
        if not isinstance(statement, dict):
            raise OptionError(option, f"Statement[{index}] is {_kind(statement)}; a statement is a mapping")


def _as_list(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]


def _sort_key(statement: t.Mapping[str, t.Any]) -> tuple[str, str]:
    """Statements stand by their Sid, then by their content: what was only moved stays where it is."""
    sid = statement.get("Sid", "")
    return (sid if isinstance(sid, str) else "", json.dumps(statement, sort_keys=True))


def _statement(statement: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    result = {}
    for element, value in statement.items():
        canonical_value = _ELEMENTS.get(element, _unchanged)(value)
        if (element, canonical_value) not in (("Sid", ""), ("Condition", {})):
            result[element] = canonical_value
    return dict(sorted(result.items()))


def _unchanged(value: t.Any) -> t.Any:
    return value


def _texts(value: t.Any, change: t.Callable[[str], str] = str) -> t.Any:
    """A sorted list of texts without repeats; what holds anything else than texts is left as it is."""
    values = _as_list(value)
    if not all(isinstance(member, str) for member in values):
        return value
    return sorted({change(member) for member in values})


def _actions(value: t.Any) -> t.Any:
    return _texts(value, str.lower)


def _principal(value: t.Any) -> t.Any:
    if value == "*":
        return {"AWS": ["*"]}
    if not isinstance(value, dict):
        return value
    return {
        kind: _texts(members, _account_of_root if kind == "AWS" else str) for kind, members in sorted(value.items())
    }


_ACCOUNT_ROOT = re.compile(rf"arn:{PARTITION_PATTERN}:iam::([0-9]{{12}}):root")


def _account_of_root(principal: str) -> str:
    """An account's root ARN as that account's number, in whatever partition; any other principal unchanged."""
    match = _ACCOUNT_ROOT.fullmatch(principal)
    return match.group(1) if match else principal


def _condition(value: t.Any) -> t.Any:
    if not isinstance(value, dict):
        return value
    return {
        operator: _condition_keys(keys) if isinstance(keys, dict) else keys
        for operator, keys in _with_folded_keys(value, str.lower)
    }


def _condition_keys(value: dict[str, t.Any]) -> dict[str, t.Any]:
    return {key: _texts(values) for key, values in _with_folded_keys(value, _condition_key)}


def _with_folded_keys(value: dict[str, t.Any], fold: t.Callable[[str], str]) -> list[tuple[str, t.Any]]:
    """The items by folded key, in order.

    Keys that fold to the same stay as they are: joining them could change what the document says.
    """
    counts = Counter(map(fold, value))
    return sorted((fold(key) if counts[fold(key)] == 1 else key, content) for key, content in value.items())


# Of these the IAM user guide says that the tag's key, too, is compared without case. Other keys that carry a
# tag after the slash (s3:ExistingObjectTag/KEY) keep the case of what follows the slash.
_TAG_KEYS_WITHOUT_CASE: t.Final = ("aws:principaltag", "aws:requesttag", "aws:resourcetag", "iam:resourcetag")


def _condition_key(key: str) -> str:
    name, slash, rest = key.partition("/")
    if name.lower() in _TAG_KEYS_WITHOUT_CASE:
        rest = rest.lower()
    return name.lower() + slash + rest


_ELEMENTS: t.Final[t.Mapping[str, t.Callable[[t.Any], t.Any]]] = {
    "Action": _actions,
    "NotAction": _actions,
    "Resource": _texts,
    "NotResource": _texts,
    "Principal": _principal,
    "NotPrincipal": _principal,
    "Condition": _condition,
}
