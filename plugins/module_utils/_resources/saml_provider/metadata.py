# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The metadata document of a SAML provider, compared by its content.

Two documents are equal if they have the same elements, attributes and texts in the same order. White space between
elements and around words, the prefixes of namespaces, the order of attributes, comments and processing instructions do
not count, nor do line breaks in base64, such as those of certificates. Only what XML takes for white space is white
space: a no-break space is a character like any other.

A document is untrusted text, whether a user or IAM has it: one with a document type declaration is refused before
anything in it is expanded, so it has no entities beyond those of XML itself, and nothing outside it is read.

Sources: the IAM API reference, C(API_CreateSAMLProvider) (1,000 to 10,000,000 characters; "The document includes the
issuer's name, expiration information, and keys"); the IAM User Guide, C(id_roles_providers_create_saml) ("must be
encoded in UTF-8 format without a byte order mark"); and OASIS, I(Metadata for the OASIS Security Assertion Markup
Language (SAML) V2.0).
"""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass
from xml.parsers import expat

from ..._errors import OptionError

LEAST_LENGTH: t.Final = 1_000
LENGTH: t.Final = 10_000_000
# Metadata has about ten levels. A limit keeps the indentation of a diff from growing with the square of the length.
MOST_LEVELS: t.Final = 100

_METADATA: t.Final = "urn:oasis:names:tc:SAML:2.0:metadata"
_SIGNATURE: t.Final = "http://www.w3.org/2000/09/xmldsig#"
_TYPE: t.Final = "http://www.w3.org/2001/XMLSchema-instance type"
_ROOTS: t.Final = frozenset({f"{_METADATA} EntityDescriptor", f"{_METADATA} EntitiesDescriptor"})
_IDENTITY_PROVIDER: t.Final = f"{_METADATA} IDPSSODescriptor"
_BASE64 = re.compile(r"[A-Za-z0-9+/=]*")
# What may precede a document in a file or in YAML, but not in XML.
_BEFORE: t.Final = "\ufeff \t\r\n"
# XML's white space. str.split would also split at spaces that do not break.
_WORD = re.compile(r"[^ \t\r\n]+")


class Element(t.NamedTuple):
    """The start of an element: its depth, its name and its attributes, both with their namespaces, and no prefixes."""

    depth: int
    name: str
    attributes: tuple[tuple[str, str], ...]

    def line(self) -> str:
        """The element in one line, indented by its depth."""
        attributes = "".join(f' {_local(name)}="{value}"' for name, value in self.attributes)
        return f"{'  ' * self.depth}<{_local(self.name)}{attributes}>"


class Text(t.NamedTuple):
    """A text in an element, and how deep it is."""

    depth: int
    text: str

    def line(self) -> str:
        """The text in one line, indented by its depth."""
        return f"{'  ' * self.depth}{self.text}"


Content = tuple["Element | Text", ...]


@dataclass(frozen=True)
class Metadata:
    """A metadata document. Two are equal only if their texts are; C(is_equivalent) compares what they contain."""

    text: str

    @functools.cached_property
    def content(self) -> Content | None:
        """The elements and texts in order; C(None) for a text that is not a document, which IAM should never return."""
        try:
            return self.read
        except (_UnsafeError, expat.ExpatError, UnicodeEncodeError):
            return None

    @functools.cached_property
    def read(self) -> Content:
        """The content of a text that is a document; raises the parser's error for another one."""
        return _content(self.text)

    def is_equivalent(self, other: Metadata) -> bool:
        """Whether the documents have the same content. What cannot be read is equivalent only to the same text."""
        if self.text == other.text:
            return True
        return self.content is not None and self.content == other.content

    def lines(self) -> list[str]:
        """The content in lines, for diffs; the lines of the text if it cannot be read."""
        if self.content is None:
            return self.text.splitlines()
        return [part.line() for part in self.content]


def parse(option: str, text: str) -> Metadata:
    """Checks a metadata document and returns it as IAM takes it, without a byte order mark; raises C(OptionError)."""
    metadata = Metadata(text.lstrip(_BEFORE))
    length = len(metadata.text)
    if not LEAST_LENGTH <= length <= LENGTH:
        raise OptionError(option, f"must have {LEAST_LENGTH:,} to {LENGTH:,} characters (got: {length:,})")
    try:
        content = metadata.read
    except _UnsafeError as error:
        raise OptionError(option, str(error)) from None
    except UnicodeEncodeError:
        raise OptionError(option, "must not contain an unpaired surrogate (U+D800 to U+DFFF)") from None
    except expat.ExpatError as error:
        raise OptionError(option, f"must be well-formed XML (got: {error})") from None
    _check_content(option, content)
    return metadata


def _check_content(option: str, content: Content) -> None:
    names = [part.name for part in content if isinstance(part, Element)]
    if names[0] not in _ROOTS:
        raise OptionError(
            option, f"must be SAML metadata: an EntityDescriptor of {_METADATA} (got: {_local(names[0])[:80]})"
        )
    if _IDENTITY_PROVIDER not in names:
        raise OptionError(
            option, "must be the metadata of an identity provider: it has no IDPSSODescriptor, which has the keys"
        )


class _UnsafeError(Exception):
    """The document has something that could cost more memory than its own length."""


class _Reader:
    """Collects the content of a document while the parser reads it. Keeps no more than the content itself."""

    def __init__(self) -> None:
        self.content: list[Element | Text] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._namespaces: dict[str, list[str]] = {}

    def parser(self) -> expat.XMLParserType:
        # The text is in UTF-8 when the parser gets it, whatever its declaration says.
        parser = expat.ParserCreate("utf-8", " ")
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartNamespaceDeclHandler = self._bind
        parser.EndNamespaceDeclHandler = self._unbind
        parser.buffer_text = True
        return parser

    def _bind(self, prefix: str | None, namespace: str | None) -> None:
        self._namespaces.setdefault(prefix or "", []).append(namespace or "")

    def _unbind(self, prefix: str | None) -> None:
        self._namespaces[prefix or ""].pop()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        if len(self._path) == MOST_LEVELS:
            raise _UnsafeError(f"must not nest elements more than {MOST_LEVELS} deep")
        named = tuple(sorted((key, self._value(key, value)) for key, value in attributes.items()))
        self.content.append(Element(len(self._path), name, named))
        self._path.append(name)

    def _end(self, _name: str) -> None:
        self._flush()
        self._path.pop()

    def _value(self, key: str, value: str) -> str:
        """The value of an attribute. That of xsi:type is a name, whose prefix counts by its namespace."""
        if key != _TYPE:
            return value
        prefix, colon, local = value.strip().rpartition(":")
        bound = self._namespaces.get(prefix if colon else "") or [""]
        return f"{bound[-1]} {local}"

    def _flush(self) -> None:
        words = _WORD.findall("".join(self._text))
        self._text.clear()
        if words:
            separator = "" if self._is_base64(words) else " "
            self.content.append(Text(len(self._path), separator.join(words)))

    def _is_base64(self, words: list[str]) -> bool:
        """Whether the text is base64: that of a signature's or key's elements, in which white space means nothing."""
        return self._path[-1].startswith(f"{_SIGNATURE} ") and all(map(_BASE64.fullmatch, words))


def _content(text: str) -> Content:
    reader = _Reader()
    # In one piece: a parser that gets a long comment or tag bit by bit begins it anew each time.
    reader.parser().Parse(text.lstrip(_BEFORE).encode(), True)  # noqa: FBT003 - it takes no keywords
    return tuple(reader.content)


def _refuse(*_declaration: object) -> None:
    raise _UnsafeError("must not have a document type declaration (<!DOCTYPE ...>), which could expand entities")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
