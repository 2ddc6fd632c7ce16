# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server itself: calls that take longer without waiting for each other, and TLS that clients have to trust."""

from __future__ import annotations

import concurrent.futures
import contextlib
import pathlib
import socket
import ssl
import threading
import types
import typing as t
from urllib import error, parse, request

import pytest
from sandbox import certificate, control, server


def echo(environ: dict[str, t.Any], start_response: t.Callable[..., t.Any]) -> t.Iterable[bytes]:
    body = environ["PATH_INFO"].encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@contextlib.contextmanager
def running(application: server.WSGIApplication = echo, **options: t.Any) -> t.Iterator[str]:
    background = server.BackgroundServer(application, **options)
    background.start()
    try:
        yield background.url
    finally:
        background.stop()


def get(url: str, context: ssl.SSLContext | None = None) -> str:
    handlers = [request.ProxyHandler({}), request.HTTPSHandler(context=context)]
    with request.build_opener(*handlers).open(url, timeout=30) as response:
        return str(response.read().decode())


def test_delayed_calls_do_not_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three are delayed at the same time, or the barrier would break; the sandbox's own endpoints are not delayed."""
    barrier = threading.Barrier(3, timeout=30)
    delays: list[float] = []

    def sleep(seconds: float) -> None:
        delays.append(seconds)
        barrier.wait()

    monkeypatch.setattr(server, "time", types.SimpleNamespace(sleep=sleep))
    with running(latency=0.05) as url, concurrent.futures.ThreadPoolExecutor(3) as threads:
        assert get(f"{url}{control.PREFIX}calls") == f"{control.PREFIX}calls"
        assert delays == []
        assert list(threads.map(get, [f"{url}/{number}" for number in range(3)])) == ["/0", "/1", "/2"]
    assert delays == [0.05] * 3


def test_without_latency_nothing_is_delayed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "time", types.SimpleNamespace())
    with running() as url:
        assert get(f"{url}/1") == "/1"


def test_a_client_needs_the_bundle(tmp_path: pathlib.Path) -> None:
    bundle = tmp_path / "ca.pem"
    with running(tls=certificate.write_bundle(bundle)) as url:
        assert url.startswith("https://")
        assert get(f"{url}/1", ssl.create_default_context(cafile=bundle)) == "/1"
        with pytest.raises(error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            get(url, ssl.create_default_context())
    assert [path.name for path in tmp_path.iterdir()] == ["ca.pem"]
    # Read anew for each connection, it costs a client as much as a real one.
    assert bundle.read_text(encoding="utf-8").count("BEGIN CERTIFICATE") > 50


def test_a_client_that_says_nothing_keeps_no_other_waiting(tmp_path: pathlib.Path) -> None:
    bundle = tmp_path / "ca.pem"
    with running(tls=certificate.write_bundle(bundle)) as url:
        address = parse.urlsplit(url)
        with socket.create_connection((str(address.hostname), int(address.port or 0))):
            assert get(f"{url}/1", ssl.create_default_context(cafile=bundle)) == "/1"


@pytest.mark.parametrize("tls", [False, True])
def test_an_unanswered_request_ends_in_a_reset(tmp_path: pathlib.Path, *, tls: bool) -> None:
    def lose(_environ: dict[str, t.Any], _start_response: t.Callable[..., t.Any]) -> t.Iterable[bytes]:
        raise server.UnansweredError

    bundle = tmp_path / "ca.pem"
    options = {"tls": certificate.write_bundle(bundle)} if tls else {}
    with running(lose, **options) as url:
        for _attempt in range(2):
            with pytest.raises(ConnectionResetError):
                get(f"{url}/1", ssl.create_default_context(cafile=bundle) if tls else None)
