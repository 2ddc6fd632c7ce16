# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where documents and their statements stand in files."""

from __future__ import annotations

import json
import typing as t

import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._files.source_lines import (
    Sources,
    place_of_file,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._finding import Finding, Located, Place
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import risk_rules
from ansible_collections.leastpriv.aws.plugins.module_utils._review.subjects import inline_name
from hypothesis import given
from hypothesis import strategies as st

Kind = t.Literal["managed", "inline", "trust"]

JSON = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow"},

    {"Effect": "Deny"}
  ]
}
"""

YAML = """---
# The first line of the document is that of its first key.
Version: "2012-10-17"
Statement:
  - Effect: Allow
    Action: s3:GetObject
  # A comment.
  - Effect: Deny
    Action: !unsafe "{{ s3 }}"
"""


@pytest.mark.parametrize(
    ("text", "line", "statements"),
    [
        pytest.param(JSON, 1, (4, 6), id="json"),
        pytest.param(JSON.replace("  ", "\t"), 1, (4, 6), id="json with tabs"),
        pytest.param(json.dumps(json.loads(JSON)), 1, (1, 1), id="json on one line"),
        pytest.param('{"Statement":{"Sid":"a\\/b\\u00e9"}}', 1, (1,), id="compact json, one statement"),
        pytest.param("\n\n" + JSON, 3, (6, 8), id="leading white space"),
        pytest.param(YAML, 3, (5, 8), id="yaml"),
        pytest.param("Statement:\n  Effect: Allow\n", 1, (2,), id="one statement"),
        pytest.param("Version: x\n", 1, (), id="no statement"),
        pytest.param("- a\n- b\n", 1, (), id="a list"),
        pytest.param('{"Statement": [{"Sid": "\\ud83d\\ude00"}]}', 1, (1,), id="two surrogates"),
        pytest.param("text", 1, (), id="text"),
        pytest.param('{"Version": "2012-10-17",\n "Statement": [}', 2, (), id="not json"),
        pytest.param("a: 1\nb: [\n", 2, (), id="not yaml"),
        pytest.param("a: 1\n---\nb: 2\n", None, (), id="two documents"),
        pytest.param("", None, (), id="empty"),
        pytest.param("[\n", 1, (), id="never closed"),
        pytest.param("[" * 100_000 + "]" * 100_000, None, (), id="too deep"),
        pytest.param('{"a":' * 100_000, None, (), id="too deep for json"),
        pytest.param(json.dumps({"a" * 1_100: 1}), 1, (), id="a key that is too long for yaml"),
        pytest.param("- " * 100_000, None, (), id="too deep without brackets"),
    ],
)
def test_a_document_in_a_file_of_its_own(text: str, line: int | None, statements: tuple[int, ...]) -> None:
    assert place_of_file("a.json", text) == Place(path="a.json", line=line, statements=statements)


@pytest.mark.parametrize(("position", "line"), [(None, 1), (0, 4), (1, 6), (2, 1)])
def test_a_position_that_is_not_there_is_the_documents(position: int | None, line: int) -> None:
    assert place_of_file("a.json", JSON).line_of(position) == line


VARIABLES = """---
trust: &trust
  Version: "2012-10-17"
  Statement:
    - Effect: Allow
      Action: sts:AssumeRole

secret: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  6162

base: &base
  policy:
    Statement:
      - Effect: Allow
  description: Base

iam_baseline_policies:
  - name: Block
    policy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
        - Effect: Deny
  - name: Text
    policy: >-
      {"Version": "2012-10-17",
       "Statement": [{"Effect": "Allow"}]}
  - name: Template
    policy: "{{ lookup('ansible.builtin.template', 'x.json.j2') }}"
  - <<: *base
    name: Merged
  - {name: Flow, policy: {Statement: [{Effect: Allow},
      {Effect: Deny}]}}
  - name: Nothing
    state: absent

iam_baseline_roles:
  - name: Server
    assume_role_policy_document: *trust
    inline_policies:
      List.Reports:
        Statement:
          - Effect: Allow
      "Other":
        Statement: [{Effect: Allow}]
  - name: Function
    assume_role_policy_document:
      Statement:
        Effect: Allow
    inline_policies: "{{ policies }}"

tasks:
  - leastpriv.aws.iam_managed_policy:
      name: Task
      policy: {Statement: {Effect: Allow}}
"""


@pytest.mark.parametrize(
    ("name", "kind", "line", "statements"),
    [
        ("Block", "managed", 21, (23, 24)),
        ("Block.policy", "managed", 21, (23, 24)),
        ("Text", "managed", 26, ()),
        ("Template", "managed", 30, ()),
        ("Merged", "managed", 14, (15,)),
        ("Flow", "managed", 33, (33, 34)),
        ("Server", "trust", 2, (5,)),
        ("Server.assume_role_policy_document", "trust", 2, (5,)),
        (inline_name("Server", "List.Reports"), "inline", 43, (44,)),
        (inline_name("Server", "Other"), "inline", 46, (46,)),
        ("Function", "trust", 49, (50,)),
        ("Task", "managed", 56, (56,)),
    ],
)
def test_a_document_among_variables(name: str, kind: Kind, line: int, statements: tuple[int, ...]) -> None:
    place = Sources({"group_vars/all.yml": VARIABLES}).find(name, kind, None)
    assert place == Place(path="group_vars/all.yml", line=line, statements=statements)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Nothing", "managed"),
        ("Missing", "managed"),
        ("Block", "trust"),
        ("Server", "managed"),
        (inline_name("Server", "Missing"), "inline"),
        (inline_name("Function", "Any"), "inline"),
        ("", "managed"),
    ],
)
def test_what_is_not_there_has_no_place(name: str, kind: Kind) -> None:
    assert Sources({"group_vars/all.yml": VARIABLES}).find(name, kind, None) is None


def entry(action: str) -> str:
    return f"policies:\n  - name: App\n    policy:\n      Statement:\n        - Action: {action}\n"


@pytest.mark.parametrize(
    ("texts", "document", "path"),
    [
        pytest.param([entry("s3:*"), entry("sqs:*")], {"Statement": [{"Action": "sqs:*"}]}, "1", id="mapping"),
        pytest.param([entry("s3:*"), entry("sqs:*")], '{"Statement": [{"Action": "sqs:*"}]}', "1", id="json text"),
        pytest.param([entry("s3:*"), entry("1")], {"Statement": [{"Action": 1}]}, "1", id="a number"),
        pytest.param([entry("s3:*"), entry("!unsafe x")], {"Statement": [{"Action": "x"}]}, "1", id="a tag"),
        pytest.param([entry("s3:*"), entry("'{{ x }}'")], {"Statement": [{"Action": "sqs:*"}]}, "1", id="a template"),
        pytest.param([entry("s3:*"), entry("null")], '{"Statement": [{"Action": null}]}', "1", id="no document"),
        pytest.param(["$ANSIBLE_VAULT;1.1;AES256\n6162\n", entry("s3:*")], None, "1", id="encrypted"),
        pytest.param(["[web]\nhost1 a=b\n", entry("s3:*")], None, "1", id="ini"),
        pytest.param(["a: [", entry("s3:*")], None, "1", id="not yaml"),
        pytest.param(["&a {<<: *a, name: x}", entry("s3:*")], None, "1", id="merged into itself"),
        pytest.param(["&a [*a]", entry("s3:*")], None, "1", id="a list in itself"),
        pytest.param([entry("x") + "---\n" + entry("y")], {"Statement": [{"Action": "y"}]}, "0", id="two documents"),
        pytest.param([entry("2012-13-17"), entry("sqs:*")], {"Statement": [{"Action": "sqs:*"}]}, "1", id="no date"),
        pytest.param(["name: App\npolicy: !!python/name:os.system x\n", entry("x")], "{}", "0", id="no plain value"),
    ],
)
def test_of_several_entries_the_one_that_says_the_same(texts: list[str], document: t.Any, path: str) -> None:
    place = Sources({str(index): text for index, text in enumerate(texts)}).find("App", "managed", document)
    assert place is not None
    assert place.path == path


@pytest.mark.parametrize(
    ("texts", "document"),
    [
        pytest.param([entry("s3:*")], {"Statement": [{"Action": "sqs:*"}]}, id="another document"),
        pytest.param([entry("s3:*"), entry("sqs:*")], {"Statement": [{"Action": "ec2:*"}]}, id="other documents"),
        pytest.param([entry("s3:*"), entry("sqs:*")], "no JSON", id="documents, and none"),
        pytest.param([entry("'{{ x }}'"), entry("'{{ y }}'")], {"Statement": [{"Action": "x"}]}, id="two templates"),
    ],
)
def test_another_document_of_the_name_is_not_the_place(texts: list[str], document: t.Any) -> None:
    sources = Sources({str(index): text for index, text in enumerate(texts)})
    assert sources.find("App", "managed", document) is None


# A key in YAML has at most 1,024 characters, escapes counted as they are written.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)


@given(st.lists(st.dictionaries(WORDS, WORDS, max_size=3), min_size=1, max_size=5), st.integers(0, 3))
def test_the_lines_of_statements_begin_with_them(statements: list[dict[str, str]], indent: int) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=indent or None)
    lines = text.splitlines()
    place = place_of_file("a.json", text)
    assert len(place.statements) == len(statements)
    assert all("{" in lines[line - 1] for line in place.statements)
    assert list(place.statements) == sorted(place.statements)


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    place_of_file("a.yml", text)
    Sources({"a.yml": text, "b.yml": yaml.safe_dump({"name": text, "policy": text})}).find(text, "managed", text)


FINDING: t.Final = Finding(rule=risk_rules.SERVICE_WILDCARD, message="s3:* allows a lot", document="App", position=1)


@pytest.mark.parametrize(
    ("place", "document", "text"),
    [
        (None, "App", "App: Statement[1]"),
        (Place(path="a.json"), "App", "a.json: App: Statement[1]"),
        (Place(path="a.json", line=1, statements=(2, 3)), "App", "a.json:3: App: Statement[1]"),
        (Place(path="a.json", line=1), "a.json", "a.json:1: Statement[1]"),
    ],
)
def test_a_located_finding_in_one_line(place: Place | None, document: str, text: str) -> None:
    finding = Finding(rule=FINDING.rule, message=FINDING.message, document=document, position=1)
    assert Located.at(place, finding).text() == f"{text}: s3:* allows a lot [service-wildcard]"


def test_a_located_finding_in_a_result() -> None:
    result = Located.at(Place(path="a.json", line=1), FINDING).to_result()
    assert result == {**FINDING.to_result(), "path": "a.json", "line": 1}
    assert Located(finding=FINDING).to_result() == {**FINDING.to_result(), "path": None, "line": None}
