# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A policy document as a value: read once, its text, size, statements and canonical form each made once.

A document's plain form has mappings with text keys, lists and texts. Numbers and booleans became text when it was
read, which is how IAM stores them: a number its shortest text, so that C(1) and C(1.0) are C("1"). Source of the
language: the IAM user guide, I(IAM JSON policy elements reference) and I(Grammar of the IAM JSON policy language).
"""

from __future__ import annotations

import functools
import json
import re
import typing as t
import urllib.parse
from dataclasses import dataclass, field

from .._arn import Account
from .._errors import DocumentError
from . import canonical, normalize, pseudo_parameters, rules
from .statement import Statement, as_list

PlainDocument = t.Mapping[str, t.Any]

# Quotas in characters, white space not counted. The first and the last are fixed; AWS raises the one of
# trust policies on request, up to the second figure.
MANAGED_POLICY_SIZE: t.Final = 6_144
TRUST_POLICY_SIZE: t.Final = 2_048
TRUST_POLICY_SIZE_RAISED: t.Final = 4_096
INLINE_POLICIES_SIZE: t.Final = 10_240
# Of a document's text, white space included: policyDocumentType of the API reference.
TEXT_LENGTH: t.Final = 131_072

_DEFAULT_VERSION: t.Final = "2008-10-17"


@dataclass(frozen=True)
class Document:
    """A policy document. C(plain) is not to be changed: everything else is derived from it, once.

    Two documents are the same if their plain forms are; C(is_equivalent) asks whether they say the same.
    """

    plain: PlainDocument
    # What is known of a document that was made from another one.
    _known_text: str | None = field(default=None, kw_only=True, repr=False, compare=False)
    _known_statements: tuple[Statement, ...] | None = field(default=None, kw_only=True, repr=False, compare=False)
    # By partition.
    _canonical: dict[str | None, Document] = field(default_factory=dict, init=False, repr=False, compare=False)
    _canonical_statements: dict[str | None, tuple[Statement, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @functools.cached_property
    def text(self) -> str:
        """The document as it is sent: compact JSON in the order that its author gave it."""
        return _to_text(self.plain) if self._known_text is None else self._known_text

    @functools.cached_property
    def size(self) -> int:
        """The size that IAM holds against its quotas: characters, white space not counted."""
        return _without_white_space(self.text)

    @functools.cached_property
    def least_size(self) -> int:
        """The least that C(size) can be once the account is known: the values of pseudo parameters vary in length."""
        return _without_white_space(pseudo_parameters.without(self.text))

    def size_in(self, account: Account) -> int:
        """C(size) once the pseudo parameters that the account has values for are filled in."""
        return _without_white_space(pseudo_parameters.fill_known(self.text, account))

    @property
    def version(self) -> t.Any:
        """The version of the policy language that the document is written in, stated or by default."""
        return self.plain.get("Version", _DEFAULT_VERSION)

    @functools.cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in the order of the document, none if it is not readable."""
        if self._known_statements is not None:
            return self._known_statements
        return tuple(map(Statement, self._plain_statements)) if self.is_readable else ()

    @functools.cached_property
    def is_readable(self) -> bool:
        """Whether all statements are mappings, as in each document that C(parse) has read. IAM may hold others."""
        return all(isinstance(member, dict) for member in self._plain_statements)

    @property
    def _plain_statements(self) -> list[t.Any]:
        return as_list(self.plain.get("Statement", []))

    def filled(self, option: str, account: Account) -> Document:
        """The document with pseudo parameters filled in for the account; the same one if it has none.

        Raises C(OptionError) for a pseudo parameter that is unknown, or that the session has no value for.
        """
        if not pseudo_parameters.are_in(self.text):
            return self
        plain = pseudo_parameters.map_texts(
            option, self.plain, lambda text: pseudo_parameters.fill(option, text, account)
        )
        return Document(plain, _known_text=pseudo_parameters.fill(option, self.text, account, escape=_escaped))

    def canonical_statements(self, partition: str | None) -> tuple[Statement, ...]:
        """Each statement's canonical form, in the order of the document; see the module C(canonical)."""
        if partition not in self._canonical_statements:
            statements = self._plain_statements if self.is_readable else ()
            self._canonical_statements[partition] = tuple(
                canonical.statement(statement, partition) for statement in statements
            )
        return self._canonical_statements[partition]

    def canonical(self, partition: str | None) -> Document:
        """The one form that all documents which say the same thing share, in the partition that the document is for.

        It is a document too, and its own canonical form. A document that is not readable stays as it is.
        """
        if partition not in self._canonical:
            self._canonical[partition] = self._to_canonical(partition) if self.is_readable else self
        return self._canonical[partition]

    def _to_canonical(self, partition: str | None) -> Document:
        elements = {key: value for key, value in self.plain.items() if key != "Statement"}
        elements["Version"] = self.version
        statements = tuple(canonical.in_order(self.canonical_statements(partition)))
        elements["Statement"] = [statement.plain for statement in statements]
        return Document(dict(sorted(elements.items(), reverse=True)), _known_statements=statements)

    def is_equivalent(self, other: Document, partition: str | None) -> bool:
        """Whether both documents, which are for one partition, say the same; see C(equivalent)."""
        # IAM mostly returns what it was sent.
        return self == other or self.canonical(partition) == other.canonical(partition)


@dataclass(frozen=True)
class GivenDocument:
    """A document as a task gives it, a mapping or JSON text, that is read once however often it is parsed."""

    value: t.Any

    @functools.cached_property
    def parsed(self) -> Document | DocumentError:
        """The document, or why it cannot be read."""
        try:
            return parse("document", self.value)
        except DocumentError as error:
            return error


def parse(option: str, value: t.Any) -> Document:
    """Reads a document from a mapping or from JSON text. One that has been read already is not read again.

    Raises C(DocumentError) for text that is not JSON or that the API would not take for its length, for a repeated key,
    for C(null), for characters that IAM does not take, and for anything that is not an object with at least one
    statement.
    """
    if isinstance(value, GivenDocument):
        parsed = value.parsed
        if isinstance(parsed, DocumentError):
            raise DocumentError(option, parsed.rule, parsed.problem)
        return parsed
    if isinstance(value, Document):
        return value
    if isinstance(value, str) and len(value) > TEXT_LENGTH:
        problem = f"the text has {len(value):,} characters, white space included; the API accepts {TEXT_LENGTH:,}"
        raise DocumentError(option, rules.TOO_LARGE.id, problem)
    plain = _read(option, value)
    for problem in _statement_problems(plain):
        raise DocumentError(option, rules.INVALID_DOCUMENT.id, problem)
    return Document(plain)


def from_reply(value: t.Any) -> Document:
    """A document as IAM returned it: percent-encoded JSON text, or what boto3 decoded from it.

    One without statements is taken as it is: it differs from every document that a task can ask for. So does a number
    that IAM was sent with a zero after its decimal point, unless numbers are compared.
    """
    return Document(_read("document returned by IAM", _decoded(value), held=True))


def equivalent(first: t.Any, second: t.Any) -> bool:
    """Whether IAM decides every request alike under both documents because they say the same thing.

    Takes mappings, JSON text, and the percent-encoded text that IAM returns; raises C(DocumentError) for anything else.
    In doubt the answer is no. An account's number equals its root ARN of any partition, but root ARNs of two partitions
    are not each other, and where documents name two, no number stands for either.
    """
    one, other = parse("first document", _decoded(first)), parse("second document", _decoded(second))
    # Where accounts are written alike, as they mostly are, partitions do not matter.
    return one.is_equivalent(other, None) or one.is_equivalent(other, _partition(one, other))


_to_text: t.Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def _escaped(text: str) -> str:
    """A text as it stands between the quotes of JSON."""
    return _to_text(text)[1:-1]


def _without_white_space(text: str) -> int:
    return sum(len(part) for part in text.split())


def _read(option: str, value: t.Any, *, held: bool = False) -> PlainDocument:
    if isinstance(value, str):
        value = normalize.from_json(option, value, held=held)
    if not isinstance(value, t.Mapping):
        problem = f"a policy document must be a mapping with Version and Statement, not {normalize.kind(value)}"
        raise DocumentError(option, rules.INVALID_DOCUMENT.id, problem)
    try:
        return t.cast(PlainDocument, normalize.plain(option, value, held=held))
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
        statement.plain.get(element)
        for document in documents
        for statement in document.statements
        for element in ("Principal", "NotPrincipal")
    ]
    partitions = set(_ACCOUNT_ROOT.findall(json.dumps(principals)))
    return partitions.pop() if len(partitions) == 1 else None


def _statement_problems(document: PlainDocument) -> t.Iterator[str]:
    if "Statement" not in document:
        yield "Statement is missing; a policy document has Version and Statement"
        return
    statements = as_list(document["Statement"])
    if not statements:
        yield "Statement is empty; IAM requires at least one statement"
    for index, statement in enumerate(statements):
        if not isinstance(statement, dict):
            yield f"Statement[{index}] is {normalize.kind(statement)}; a statement must be a mapping"
