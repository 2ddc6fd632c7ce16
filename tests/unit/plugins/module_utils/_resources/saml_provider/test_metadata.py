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
from hypothesis import given, settings
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
    "white space before it": f"\n  {DOCUMENT}",
    "a section of character data": changed("AAAA", "<![CDATA[AAAA]]>"),
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
    assert not is_equivalent(named("One Two"), named("One\u00a0Two"))


def test_iam_gets_the_document_without_a_byte_order_mark() -> None:
    assert metadata.parse(OPTION, f"\ufeff\n{DOCUMENT}") == Metadata(DOCUMENT)


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


def test_a_document_as_long_as_allowed_is_read_whatever_makes_it_long() -> None:
    """A parser that gets such a comment bit by bit needs a time that grows with the square of its length."""
    comment = f"<!--{'x' * 9_900_000}-->"
    assert is_equivalent(DOCUMENT, changed("<md:IDPSSODescriptor", f"{comment}<md:IDPSSODescriptor"))


class Tree(t.NamedTuple):
    """An element of a document: its name, its attributes, and the texts and elements in it."""

    name: str
    attributes: dict[str, str]
    children: list[Tree | str]


VALUES: t.Final = st.text(alphabet="aZ<>&\"'é 0", max_size=4)
TEXTS: t.Final = st.text(alphabet="aZ<>&\"'é\u00a0", min_size=1, max_size=4)
ATTRIBUTES: t.Final = st.dictionaries(st.sampled_from(("a", "b", "c")), VALUES, max_size=3)


def trees(children: st.SearchStrategy[Tree] | None = None) -> st.SearchStrategy[Tree]:
    """Trees in which no two texts follow each other, since these would be one."""
    within = st.just([]) if children is None else st.lists(children, max_size=2)
    content = st.tuples(st.none() | TEXTS, within).map(lambda found: [*([found[0]] if found[0] else []), *found[1]])
    return st.builds(Tree, st.sampled_from(("x", "y")), ATTRIBUTES, content)


TREES: t.Final = st.recursive(trees(), trees, max_leaves=6)


def written(tree: Tree | str, draw: t.Callable[[st.SearchStrategy[t.Any]], t.Any]) -> str:
    """A document with the content of the tree, in one of the many ways to write it."""
    space = draw(st.sampled_from(("", "\n", " \t\r\n", "<!-- ä -->", "<?a b?>")))
    if isinstance(tree, str):
        text = f"<![CDATA[{tree}]]>" if draw(st.booleans()) else escape(tree)
        return f"{space}{draw(st.sampled_from(('', chr(10))))}{text}{space}"
    prefix = draw(st.sampled_from(("", "p:", "q:")))
    quote = draw(st.sampled_from(('"', "'")))
    attributes = [
        f"{name}={quote}{escape(value, {quote: f'&#{ord(quote)};'})}{quote}"
        for name, value in draw(st.permutations([*tree.attributes.items()]))
    ]
    declared = f"xmlns{':' if prefix else ''}{prefix.rstrip(':')}={quote}urn:a{quote}"
    start = " ".join((f"{prefix}{tree.name}", *draw(st.permutations([declared, *attributes]))))
    if not tree.children and draw(st.booleans()):
        return f"{space}<{start}/>{space}"
    inner = "".join(written(child, draw) for child in tree.children)
    return f"{space}<{start} >{inner}</{prefix}{tree.name}\n>{space}"


@settings(max_examples=50)
@given(one=TREES, other=TREES, data=st.data())
def test_documents_are_equivalent_if_and_only_if_content_is_equal(one: Tree, other: Tree, data: st.DataObject) -> None:
    first, again, second = (written(tree, data.draw) for tree in (one, one, other))
    assert Metadata(first).content is not None
    assert is_equivalent(first, again)
    assert is_equivalent(first, second) == (one == other)
