# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata documents: what is refused, and which two have the same content."""

from __future__ import annotations

import re
import typing as t
from xml.sax.saxutils import escape

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.saml_provider import metadata
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.saml_provider.metadata import Metadata
from hypothesis import given
from hypothesis import strategies as st
from support.saml_metadata import saml_metadata

OPTION: t.Final = "saml_metadata_document"
DOCUMENT: t.Final = saml_metadata()
ROOT: t.Final = "<md:EntityDescriptor "


def is_equivalent(one: str, other: str) -> bool:
    return Metadata(one).is_equivalent(Metadata(other))


def changed(old: str, new: str, document: str = DOCUMENT) -> str:
    """The document with a replacement, which must not be in vain."""
    assert old in document
    return document.replace(old, new)


SAME: t.Final[dict[str, str]] = {
    "the same text": DOCUMENT,
    "white space between elements": saml_metadata(indent="\t\t"),
    "none of it": re.sub(r">\s+<", "><", DOCUMENT),
    "no declaration": DOCUMENT.partition("\n")[2],
    "a declaration of another encoding, which the text no longer has": changed("UTF-8", "ISO-8859-1"),
    "a byte order mark": f"\ufeff{DOCUMENT}",
    "another prefix": changed("md:", "m:").replace("xmlns:md", "xmlns:m"),
    "no prefix": changed("xmlns:md", "xmlns").replace("md:", ""),
    "attributes in another order": changed(
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"\n Location="https://login.example.com/saml/sso"',
        "Location='https://login.example.com/saml/sso' Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'",
    ),
    "a comment": changed("<md:IDPSSODescriptor", "<!-- keys --><md:IDPSSODescriptor"),
    "a processing instruction": changed("<md:IDPSSODescriptor", "<?keys here?><md:IDPSSODescriptor"),
    "line breaks in a certificate": changed("AAAA", "AA\n  AA"),
    "windows's line breaks": changed("\n", "\r\n"),
    "characters as references": changed("login.example", "login&#46;example"),
    "an element that is empty in other words": changed('/sso"/>', '/sso"></md:SingleSignOnService>'),
}

OTHER: t.Final[dict[str, str]] = {
    "another entity": saml_metadata("https://other.example.com/saml"),
    "another certificate": saml_metadata(certificate="MIID"),
    "another namespace": changed("SAML:2.0:metadata", "SAML:2.1:metadata"),
    "one more attribute": changed(ROOT, f'{ROOT}validUntil="2126-01-01T00:00:00Z" '),
    "one more element": changed("</md:IDPSSODescriptor>", "<md:NameIDFormat>a</md:NameIDFormat></md:IDPSSODescriptor>"),
    "an element elsewhere": changed("</ds:KeyInfo></md:KeyDescriptor>", "</ds:KeyInfo><md:a/></md:KeyDescriptor>"),
    "white space in an attribute": changed('use="signing"', 'use=" signing"'),
    "another case": changed('use="signing"', 'use="Signing"'),
}


@pytest.mark.parametrize("document", SAME.values(), ids=SAME)
def test_documents_of_the_same_content_are_equivalent(document: str) -> None:
    assert is_equivalent(DOCUMENT, document)
    assert metadata.parse(OPTION, document).lines() == Metadata(DOCUMENT).lines()


@pytest.mark.parametrize("document", OTHER.values(), ids=OTHER)
def test_documents_of_other_content_are_not(document: str) -> None:
    assert not is_equivalent(DOCUMENT, document)
    assert not is_equivalent(document, DOCUMENT)


def named(text: str) -> str:
    return changed("</md:IDPSSODescriptor>", f"<md:OrganizationName>{text}</md:OrganizationName></md:IDPSSODescriptor>")


def typed(prefix: str, namespace: str) -> str:
    """The type of an element is a name in the value of an attribute."""
    declared = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:{prefix}="{namespace}"'
    return changed("<md:KeyDescriptor", f'<md:KeyDescriptor {declared} xsi:type="{prefix}:T"')


def test_words_of_a_name_are_told_apart_whatever_is_between_them() -> None:
    assert is_equivalent(named("One Two"), named("\n One\n\tTwo "))
    assert not is_equivalent(named("One Two"), named("OneTwo"))


def test_the_name_of_a_type_counts_by_its_namespace_and_not_by_its_prefix() -> None:
    assert is_equivalent(typed("a", "urn:a"), typed("b", "urn:a"))
    assert not is_equivalent(typed("a", "urn:a"), typed("a", "urn:b"))


def doctype(definition: str, use: str = "") -> str:
    declared = f"<!DOCTYPE md:EntityDescriptor {definition}>{ROOT}"
    return changed(ROOT, declared, changed('use="signing"', f'use="signing{use}"'))


BOMB: t.Final = "".join(f'<!ENTITY a{number + 1} "{f"&a{number};" * 10}">' for number in range(9))
ATTACKS: t.Final = {
    "entities that grow": doctype(f'[<!ENTITY a0 "aaaaaaaaaa">{BOMB}]', "&a9;"),
    "a file": doctype('[<!ENTITY a SYSTEM "file:///etc/hostname">]'),
    "an address": doctype('SYSTEM "http://127.0.0.1:9/a.dtd"'),
    "a parameter entity": doctype('[<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]'),
    "a declaration that does nothing": doctype(""),
}


@pytest.mark.parametrize("document", ATTACKS.values(), ids=ATTACKS)
def test_a_document_type_declaration_is_refused_and_not_followed(document: str) -> None:
    with pytest.raises(OptionError, match="must not have a document type declaration") as caught:
        metadata.parse(OPTION, document)
    assert len(str(caught.value)) < 200
    assert Metadata(document).content is None
    assert not is_equivalent(DOCUMENT, document)
    assert is_equivalent(document, document)
    assert Metadata(document).lines() == document.splitlines()


REFUSED: t.Final = {
    "too short": ("<x/>", "must have 1,000 to 10,000,000 characters (got: 4)"),
    "too long": (DOCUMENT.ljust(10_000_001), "must have 1,000 to 10,000,000 characters (got: 10,000,001)"),
    "no XML": ("x" * 1000, "must be well-formed XML (got: syntax error: line 1, column 0)"),
    "an element without an end": (changed("</md:IDPSSODescriptor>", ""), "must be well-formed XML (got: mismatched"),
    "an unknown prefix": (changed("xmlns:ds=", "xmlns:other="), "must be well-formed XML (got: unbound prefix"),
    "an unknown entity": (named("&nbsp;"), "must be well-formed XML (got: undefined entity"),
    "half of a pair": (named("\ud800"), "must not contain an unpaired surrogate"),
    "a control character": (named("\x00"), "must be well-formed XML"),
    "a page": (f"<html>{' ' * 1000}</html>", "must be SAML metadata: an EntityDescriptor of urn:oasis"),
    "another version of SAML": (OTHER["another namespace"], "must be SAML metadata: an EntityDescriptor of urn:oasis"),
    "a service provider's": (
        changed("IDPSSODescriptor", "SPSSODescriptor"),
        "must be the metadata of an identity provider: it has no IDPSSODescriptor",
    ),
    "many levels": (named("<a>" * 101 + "</a>" * 101), "must not nest elements more than 100 deep"),
}


@pytest.mark.parametrize(("document", "problem"), REFUSED.values(), ids=REFUSED)
def test_refusals(document: str, problem: str) -> None:
    with pytest.raises(OptionError) as caught:
        metadata.parse(OPTION, document)
    assert str(caught.value).startswith(f"{OPTION} {problem}")


def test_a_document_of_several_entities_is_taken() -> None:
    text = f'<a:EntitiesDescriptor xmlns:a="urn:oasis:names:tc:SAML:2.0:metadata">{DOCUMENT.partition(chr(10))[2]}'
    assert metadata.parse(OPTION, f"{text}</a:EntitiesDescriptor>").content


def test_a_diff_has_a_line_for_each_element_and_text() -> None:
    lines = Metadata(DOCUMENT).lines()
    assert lines[:2] == [
        '<EntityDescriptor entityID="https://login.example.com/saml">',
        '  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    ]
    assert "        <X509Data>" in lines


SPACES: t.Final = st.text(alphabet=" \t\n\r", max_size=4)
WORDS: t.Final = st.lists(st.text(alphabet="aB<&é=", min_size=1, max_size=4), max_size=4)


@given(words=WORDS, others=WORDS, spaces=st.lists(SPACES.filter(bool), min_size=10, max_size=10))
def test_a_text_means_its_words(words: list[str], others: list[str], spaces: list[str]) -> None:
    spread = "".join(f"{space}{escape(word)}" for space, word in zip(spaces, words, strict=False)) + spaces[-1]
    assert is_equivalent(named(escape(" ".join(words))), named(spread))
    assert is_equivalent(named(escape(" ".join(others))), named(spread)) == (words == others)


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert is_equivalent(text, text)
    if not text.strip().startswith("<"):
        assert Metadata(text).content is None
