# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links in what users read are well-formed and lead to existing files, and the check finds those that are not."""

from __future__ import annotations

import pytest
from support import links

OWN = links.REPOSITORY


def is_there(path: str) -> bool:
    return (links.ROOT / path).exists()


def test_the_links_of_the_collection() -> None:
    texts = links.pages()
    assert {"README.md", "docs/docsite/rst/guide_rollout.rst", "roles/iam_baseline/README.md"} <= texts.keys()
    assert len(links.to_follow(texts)) > 20
    assert links.problems(texts, is_there=is_there) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("see http://docs.aws.amazon.com/IAM.", "is not https", id="http"),
        pytest.param("see ftp://docs.aws.amazon.com/IAM.", "is not https", id="ftp"),
        pytest.param("see https://docs.AWS.amazon.com/IAM", "must name a host in lower case", id="capitals"),
        pytest.param("see https://docs/IAM", "must name a host in lower case", id="no-domain"),
        pytest.param("see https:///IAM", "must name a host in lower case", id="no-host"),
        pytest.param("see https://someone@docs.aws.amazon.com/IAM", "without user and port", id="user"),
        pytest.param("see https://docs.aws.amazon.com:https/IAM", "is not well-formed", id="port"),
        pytest.param("see https://docs.aws.amazon.com//IAM", "has a path that can be shorter", id="empty-folder"),
        pytest.param("see https://docs.aws.amazon.com/IAM/../EC2", "has a path that can be shorter", id="upwards"),
        pytest.param(
            "see https://docs.aws.amazon.com/IAM/{page}", "contains characters that a URL must not have", id="braces"
        ),
        pytest.param(
            "see https://docs.aws.amazon.com/100%/a", "contains characters that a URL must not have", id="percent"
        ),
        pytest.param("https://semver.org and https://www.semver.org/", "one page has several spellings", id="www"),
        pytest.param(
            "https://semver.org/a and https://semver.org/a.html#b", "one page has several spellings", id="suffix"
        ),
        pytest.param(f"see {OWN}/blob/main/docs/absent.md", "is not in the repository", id="own-file"),
        pytest.param(f"see {OWN}/blob/master/README.md", "is not a known page of the repository", id="own-branch"),
        pytest.param("[this](docs/absent.md)", "docs/absent.md is not in the repository", id="path"),
        pytest.param("![this](../outside.png)", "../outside.png is not in the repository", id="outside"),
        pytest.param("# A heading\n\n[this](#a-header)", "#a-header does not name a heading", id="heading"),
    ],
)
def test_the_check_finds_a_wrong_link(text: str, complaint: str) -> None:
    [problem] = links.problems({"README.md": text}, is_there=is_there)
    assert complaint in problem


@pytest.mark.parametrize(
    "text",
    [
        "[a page](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies.html#part), and its end.",
        "`a page <https://docs.aws.amazon.com/IAM/latest/UserGuide>`__.",
        "L(a page, https://docs.aws.amazon.com/IAM/latest/UserGuide).",
        "https://docs.aws.amazon.com/a.html#one and https://docs.aws.amazon.com/a.html#two",
        "http://127.0.0.1:5000/moto-api, http://localhost:5000 and http://127.0.0.1",
        f"{OWN}, {OWN}.git, {OWN}/issues and {OWN}/blob/main/README.md",
        "[a file](docs/contributing.md), [a folder](docs/permissions), [a part](#of-it-all-1)\n\n## Of it, *all* 1\n",
    ],
)
def test_the_check_accepts_a_right_link(text: str) -> None:
    assert links.problems({"README.md": text}, is_there=is_there) == []


def test_examples_are_not_followed() -> None:
    text = "https://git.example.com/a, https://example.org, http://127.0.0.1:5000 and https://semver.org"
    assert links.to_follow({"a.md": text, "b.md": text}) == {"https://semver.org": ["a.md", "b.md"]}
