# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests that botocore does not prepare have the signature that it would give them, or are left to it."""

from __future__ import annotations

import typing as t

import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.session
import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.direct_calls import Parts, RequestPattern, Scope
from hypothesis import given
from hypothesis import strategies as st

SCOPE = Scope("eu-west-1", "iam")
NONE = botocore.credentials.ReadOnlyCredentials("none", "none", "none")
WORDS = st.text("abcXYZ019/+=", min_size=1, max_size=40)


KEYS = st.builds(botocore.credentials.ReadOnlyCredentials, st.text("ABC019", min_size=1), WORDS, st.none() | WORDS)
HOSTS = st.sampled_from(["iam.amazonaws.com", "sts.eu-west-1.amazonaws.com", "127.0.0.1:8080"])
DATES = st.datetimes().map(lambda moment: f"{moment.year:04}{moment:%m%dT%H%M%SZ}")


@given(body=st.text(st.characters(codec="ascii"), max_size=200), keys=KEYS, host=HOSTS, date=DATES)
def test_a_request_has_the_signature_that_botocore_gives_it(
    body: str, keys: botocore.credentials.ReadOnlyCredentials, host: str, date: str
) -> None:
    url, headers = f"http://{host}/", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    pattern = RequestPattern(url, host, {name: value.encode() for name, value in headers.items()}, SCOPE)
    signed = pattern.signed(body, keys, date)
    request = botocore.awsrequest.AWSRequest("POST", url, headers=headers, data=body)
    request.context["timestamp"] = request.headers["X-Amz-Date"] = date
    if keys.token:
        request.headers["X-Amz-Security-Token"] = keys.token
    signer = botocore.auth.SigV4Auth(t.cast(t.Any, keys), SCOPE.service, SCOPE.region)
    signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    assert f"Signature={signature}" in signed["Authorization"].decode()
    assert f"Credential={signer.scope(request)}," in signed["Authorization"].decode()
    assert signed["Content-Length"] == str(len(body)).encode()
    assert signed.get("X-Amz-Security-Token") == (keys.token.encode() if keys.token else None)


def client(service: str, **settings: t.Any) -> t.Any:
    session = botocore.session.Session()
    session.set_credentials("none", "none", "none")
    return session.create_client(service, "eu-west-1", **settings)


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_the_pattern_of_a_client(service: str) -> None:
    pattern = RequestPattern.of(client(service, endpoint_url="http://127.0.0.1:9"), service, NONE)
    assert pattern is not None
    assert (pattern.url, pattern.host) == ("http://127.0.0.1:9/", "127.0.0.1:9")
    assert not {"Authorization", "X-Amz-Date", "X-Amz-Security-Token", "Content-Length"} & pattern.headers.keys()


def test_requests_with_another_signature_are_left_to_botocore() -> None:
    other = botocore.credentials.ReadOnlyCredentials("none", "other", "none")
    assert RequestPattern.of(client("iam", endpoint_url="http://127.0.0.1:9"), "iam", other) is None


@pytest.mark.parametrize(
    ("service", "settings"),
    [
        ("iam", {"endpoint_url": "http://127.0.0.1:9/below"}),
        ("iam", {"endpoint_url": "http://127.0.0.1:9/?key=value"}),
        ("iam", {"config": botocore.config.Config(signature_version=botocore.UNSIGNED)}),
        ("organizations", {}),
    ],
    ids=["path", "query", "unsigned", "another service"],
)
def test_other_requests_are_left_to_botocore(service: str, settings: dict[str, t.Any]) -> None:
    assert RequestPattern.of(client(service, **settings), service, NONE) is None


def test_a_client_with_other_parts_is_left_to_botocore() -> None:
    assert Parts.of(object()) is None
    assert RequestPattern.of(object(), "iam", NONE) is None


@pytest.mark.parametrize(
    ("scope", "url", "expected"),
    [
        ("eu-west-1", "https://sts.eu-west-1.amazonaws.com/", ("us-east-1", "https://sts.us-east-1.amazonaws.com/")),
        ("us-east-1", "https://iam.amazonaws.com/", ("us-east-1", "https://iam.amazonaws.com/")),
    ],
)
def test_a_pattern_is_moved_to_another_region(scope: str, url: str, expected: tuple[str, str]) -> None:
    host = url.split("/")[2]
    moved = RequestPattern(url, host, {}, Scope(scope, "any")).moved("eu-west-1", "us-east-1")
    assert (moved.scope.region, moved.url) == expected
    assert moved.host in moved.url
