# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever it is given, the parser says what is wrong, the review reviews, and the report's page holds no markup of it.

FUZZ_EXAMPLES says how many examples each law is tried with; by default it is as many as a check has time for.
"""

from __future__ import annotations

import contextlib
import copy
import html.parser
import json
import os
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError, OptionError
from ansible_collections.leastpriv.aws.plugins.module_utils._files import yaml_nodes
from ansible_collections.leastpriv.aws.plugins.module_utils._files.document_files import document_of
from ansible_collections.leastpriv.aws.plugins.module_utils._files.yaml_nodes import YamlError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import normalize
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report import files, summary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import rollout_reports

EXAMPLES: t.Final = int(os.environ.get("FUZZ_EXAMPLES", "200"))
fuzz = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))

# What the policy language is made of, so that most documents get far.
WORDS: t.Final = st.sampled_from(
    [
        "Version",
        "Statement",
        "Sid",
        "Id",
        "Effect",
        "Allow",
        "Deny",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "NotPrincipal",
        "Condition",
        "AWS",
        "Service",
        "Federated",
        "StringEquals",
        "StringLike",
        "NumericLessThan",
        "Bool",
        "Null",
        "ForAnyValue:StringLike",
        "aws:SourceAccount",
        "2012-10-17",
        "2008-10-17",
        "*",
        "?",
        "s3:*",
        "s3:GetObject",
        "iam:PassRole",
        "sts:AssumeRole",
        "${AWS::AccountId}",
        "${AWS::Nobody}",
        "${aws:username}",
        "${",
        "{",
        "}",
        "arn:aws:s3:::b/*",
        "arn:aws:iam::111111111111:root",
        "012345678901",
        "lambda.amazonaws.com",
        "true",
        "1e999999",
        "-0",
        "1.50",
    ]
)
TEXTS: t.Final = WORDS | st.text(max_size=30)
SCALARS: t.Final = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES: t.Final = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=5), max_leaves=25
)
STATEMENTS: t.Final = st.dictionaries(WORDS, VALUES, max_size=6)
DOCUMENTS: t.Final = VALUES | st.fixed_dictionaries(
    {"Statement": STATEMENTS | st.lists(STATEMENTS | VALUES, max_size=4)}, optional={"Version": VALUES, "Id": VALUES}
)
# A document as text: as JSON has it, cut off, or anything.
JSON: t.Final = DOCUMENTS.map(json.dumps)
TEXT_DOCUMENTS: t.Final = JSON | st.tuples(JSON, st.integers(0, 300)).map(lambda pair: pair[0][: pair[1]]) | st.text()
YAML: t.Final = TEXT_DOCUMENTS | st.text(alphabet="&*<>:|-[]{}!,?#%@'\"\\ \n\tab01.~=")
KINDS: t.Final = st.sampled_from(["managed", "inline", "trust", "scp"])


def parse(document: t.Any) -> tuple[t.Any, str]:
    """The document, or C(None) and what is wrong with it."""
    try:
        return policy.parse("policy", document), ""
    except OptionError as error:
        return None, str(error)


@fuzz
@given(DOCUMENTS | TEXT_DOCUMENTS)
def test_the_parser_returns_or_says_what_is_wrong(document: t.Any) -> None:
    parsed, complaint = parse(document)
    assert (parsed is None) == complaint.startswith("policy: ")
    complaint.encode()
    if parsed is None:
        return
    assert policy.parse("policy", parsed.text) == parsed
    assert policy.equivalent(parsed, parsed)
    assert parsed.least_size <= parsed.size
    parsed.text.encode("latin-1")


@fuzz
@given(DOCUMENTS | TEXT_DOCUMENTS, KINDS)
def test_the_review_never_raises(document: t.Any, kind: t.Any) -> None:
    for finding in review.review(document, kind=kind, name="policy"):
        assert finding.line().startswith("policy")
        json.dumps(finding.to_result(), ensure_ascii=False).encode()


@fuzz
@given(YAML)
def test_a_file_is_read_or_not_valid(text: str) -> None:
    for path in ("a.yml", "a.json", "a"):
        with contextlib.suppress(LeastPrivError):
            normalize.plain("paths", document_of("paths", path, text))
        review.review(text, kind="managed", name=path)
    try:
        roots = yaml_nodes.compose(text)
    except YamlError:
        return
    assert all(yaml_nodes.line(root) >= 1 for root in roots)


class Elements(html.parser.HTMLParser):
    """The elements of a page with their attributes, its data, and what a browser takes for text outside of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[t.Any] = []
        self.data = ""
        self._within = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))
        self._within = tag if ("id", "report") in attrs else ""

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")
        self._within = ""

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))

    def handle_data(self, data: str) -> None:
        if self._within:
            self.data += data


MARKUP: t.Final = st.sampled_from(
    [
        "</script>",
        "<!--",
        "<script>",
        "--!>",
        "]]>",
        "<img src=x onerror=alert(1)>",
        "&lt;",
        "\u2028",
        "'\"><svg/onload=1>",
    ]
)
UNTRUSTED: t.Final = st.lists(MARKUP | st.text(max_size=20), max_size=5).map("".join)
REPORT: t.Final = rollout_reports.rollout(3)
PAGE: t.Final = Elements(files.to_html(REPORT))


def replaced(value: t.Any, texts: t.Iterator[str]) -> t.Any:
    """A report with other texts in the place of its own."""
    if isinstance(value, dict):
        return {key: replaced(member, texts) for key, member in value.items()}
    if isinstance(value, list):
        return [replaced(member, texts) for member in value]
    return next(texts) if isinstance(value, str) else value


@fuzz
@given(st.lists(UNTRUSTED, min_size=1, max_size=6))
def test_the_page_has_the_same_elements_whatever_the_report_says(texts: list[str]) -> None:
    def forever() -> t.Iterator[str]:
        while True:
            yield from texts

    report = replaced(copy.deepcopy(REPORT), forever())
    page = files.to_html(report)
    page.encode()
    elements = Elements(page)
    assert elements.found == PAGE.found
    shown = json.loads(elements.data)
    # What the page adds to the report: words for its changes.
    del shown["sentences"]
    for change in shown["distinct_changes"]:
        del change["title"], change["badges"]
    assert shown == report
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(elements.data)
    assert json.loads(files.to_json(report)) == report


@fuzz
@given(st.text())
def test_a_line_of_the_summary_does_nothing_to_a_terminal(text: str) -> None:
    line = summary.clean(text)
    assert line.isprintable()
    assert len(line) <= 303
