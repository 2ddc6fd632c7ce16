# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A policy document as a value: read once, its text, size, statements and canonical form each made once.

A document's plain form consists of mappings with text keys, lists and texts. IAM stores numbers and booleans as text,
so reading a document turns them into text too. A number becomes its shortest text: C(1) and C(1.0) both become C("1").
Source of the language: the IAM user guide, I(IAM JSON policy elements reference) and I(Grammar of the IAM JSON policy
language).
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

# Quotas in characters, not counting white space. AWS raises the quota for trust policies on request, up to
# TRUST_POLICY_SIZE_RAISED. The other two are fixed.
MANAGED_POLICY_SIZE: t.Final = 6_144
TRUST_POLICY_SIZE: t.Final = 2_048
TRUST_POLICY_SIZE_RAISED: t.Final = 4_096
INLINE_POLICIES_SIZE: t.Final = 10_240
# Quotas and service limits for AWS Organizations; 5,120 until May 2026. White space counts.
SERVICE_CONTROL_POLICY_SIZE: t.Final = 10_240
# The longest text that the API accepts, counting white space: policyDocumentType in the API reference.
TEXT_LENGTH: t.Final = 131_072

_DEFAULT_VERSION: t.Final = "2008-10-17"


@dataclass(frozen=True)
class Document:
    """A policy document. Never change C(plain): everything else is derived from it, once.

    Two documents are equal if their plain forms are equal. C(is_equivalent) tells whether they mean the same.
    """

    plain: PlainDocument
    # Whether C(${!AWS::Region}) stands for the text C(${AWS::Region}): parameters were filled in.
    has_escapes: bool = field(default=False, kw_only=True, repr=False, compare=False)
    # Set if the document was made from another one; otherwise derived from C(plain).
    _known_text: str | None = field(default=None, kw_only=True, repr=False, compare=False)
    _known_statements: tuple[Statement, ...] | None = field(default=None, kw_only=True, repr=False, compare=False)
    # Canonical forms, by partition.
    _canonical: dict[str | None, Document] = field(default_factory=dict, init=False, repr=False, compare=False)
    _canonical_statements: dict[str | None, tuple[Statement, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @functools.cached_property
    def text(self) -> str:
        """The text that IAM is sent: compact JSON that keeps the author's order."""
        return _to_text(self.plain) if self._known_text is None else self._known_text

    @functools.cached_property
    def size(self) -> int:
        """The size that IAM compares with its quotas: the number of characters, not counting white space."""
        return _without_white_space(self.text)

    @functools.cached_property
    def least_size(self) -> int:
        """A lower bound of C(size) before the account is known: the values of pseudo parameters vary in length."""
        return _without_white_space(pseudo_parameters.without(self.text, has_escapes=self.has_escapes))

    def size_in(self, account: Account) -> int:
        """C(size) after filling in the pseudo parameters that have a value in the account."""
        text = pseudo_parameters.fill_known(self.text, account, has_escapes=self.has_escapes)
        return _without_white_space(text)

    @property
    def version(self) -> t.Any:
        """The version of the policy language: the one that the document states, or the default."""
        return self.plain.get("Version", _DEFAULT_VERSION)

    @functools.cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in the order of the document; empty if the document is not readable."""
        if self._known_statements is not None:
            return self._known_statements
        return tuple(map(Statement, self._plain_statements)) if self.is_readable else ()

    @functools.cached_property
    def is_readable(self) -> bool:
        """Whether all statements are mappings. C(parse) ensures this, but IAM may hold other documents."""
        return all(isinstance(member, dict) for member in self._plain_statements)

    @property
    def _plain_statements(self) -> list[t.Any]:
        return as_list(self.plain.get("Statement", []))

    def filled(self, option: str, account: Account) -> Document:
        """The document with pseudo parameters filled in for the account; the document itself if it has none.

        Raises C(OptionError) for a pseudo parameter that is unknown or has no value in the session.
        """
        if not pseudo_parameters.are_in(self.text, has_escapes=self.has_escapes):
            return self
        fill = functools.partial(pseudo_parameters.fill, option, account=account, has_escapes=self.has_escapes)
        return Document(
            pseudo_parameters.map_texts(option, self.plain, fill), _known_text=fill(self.text, escape=_escaped)
        )

    def canonical_statements(self, partition: str | None) -> tuple[Statement, ...]:
        """The canonical forms of the statements, in the order of the document; see the module C(canonical)."""
        if partition not in self._canonical_statements:
            statements = self._plain_statements if self.is_readable else ()
            self._canonical_statements[partition] = tuple(
                canonical.statement(statement, partition) for statement in statements
            )
        return self._canonical_statements[partition]

    def canonical(self, partition: str | None) -> Document:
        """The canonical form in a partition: documents that mean the same there have the same canonical form.

        The canonical form of a canonical form is itself. A document that is not readable stays as it is.
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
        """Whether both documents mean the same in the partition; see C(equivalent)."""
        # IAM mostly returns what it was sent.
        return self == other or self.canonical(partition) == other.canonical(partition)


@dataclass(frozen=True)
class GivenDocument:
    """A document as a task gives it, a mapping or JSON text. It is read only once, however often it is parsed.

    C(filled) is the document once parameters are filled in.
    """

    value: t.Any
    filled: Document | None = None

    @functools.cached_property
    def parsed(self) -> Document | DocumentError:
        """The document, or why it cannot be read."""
        if self.filled is not None:
            return self.filled
        try:
            return parse("document", self.value)
        except DocumentError as error:
            return error


def parse(option: str, value: t.Any) -> Document:
    """Reads a document from a mapping or from JSON text. A document that was read before is not read again.

    Raises C(DocumentError) for text that is not JSON or too long for the API, for a repeated key, for C(null), for
    characters that IAM rejects, and for anything that is not an object with at least one statement.
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

    A document without statements is accepted: it differs from every document that a task can ask for. A number that
    IAM stores as C(1.0) also differs from a task's C(1), except in a numeric condition.
    """
    return Document(_read("document returned by IAM", _decoded(value), held=True))


def equivalent(first: t.Any, second: t.Any) -> bool:
    """Whether two documents mean the same, so that IAM decides every request in the same way under both.

    Accepts mappings, JSON text, and the percent-encoded text that IAM returns; raises C(DocumentError) for anything
    else. Returns C(False) in case of doubt. An account id is equivalent to the account's root ARN in any partition.
    Root ARNs in different partitions are not equivalent. If the documents contain root ARNs in two partitions, an
    account id is equivalent to none of them.
    """
    one, other = parse("first document", _decoded(first)), parse("second document", _decoded(second))
    # The partition matters only if one document has an account id where the other has a root ARN, which is rare.
    return one.is_equivalent(other, None) or one.is_equivalent(other, _partition(one, other))


_to_text: t.Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def _escaped(text: str) -> str:
    """A text escaped for use inside a JSON string, without the quotes."""
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
    """Decodes percent-encoded JSON text; returns anything else unchanged. JSON never begins with a percent sign."""
    return urllib.parse.unquote(value) if isinstance(value, str) and value.startswith("%") else value


# Matches any partition name: AWS may add partitions.
_ACCOUNT_ROOT = re.compile(r'"arn:([^:"]+):iam::[0-9]{12}:root"')


def _partition(*documents: Document) -> str | None:
    """The partition of the root ARNs among the principals; C(None) if there are no root ARNs or several partitions."""
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
