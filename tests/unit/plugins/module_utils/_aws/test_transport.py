# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this transport makes of a server's bytes is what botocore's own makes of them."""

from __future__ import annotations

import contextlib
import pathlib
import socket
import ssl
import threading
import typing as t

import botocore.awsrequest
import botocore.exceptions
import botocore.httpsession
import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.transport import Transport
from sandbox.certificate import write_bundle

OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 7\r\n\r\n<a></a>"
BODY = b"Action=GetRole&RoleName=App"
# In place of a reply: the server closes the connection, before or after it has read another request.
END = b"end"
CLOSE = b"close"

# What a server sends on each of its connections, request by request.
Script = t.Sequence[t.Sequence[bytes]]


class Server:
    """A server that answers as its script says. It keeps the requests, and counts its connections."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.ended = threading.Event()
        self._script = script
        self._tls = tls
        self._kept = contextlib.ExitStack()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._listener.getsockname()[1]}/"

    def stop(self) -> None:
        # It may wait for a connection that nobody wants to make.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._kept.close()
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            for replies in self._script:
                connection, _address = self._listener.accept()
                connection.settimeout(10)
                self.connections += 1
                self._answer(connection, replies)

    def _answer(self, accepted: socket.socket, replies: t.Sequence[bytes]) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as ended:
            connection = ended.enter_context(self._wrapped(accepted))
            for reply in replies:
                if reply == END:
                    break
                self.requests.append(_request_from(connection))
                if reply == CLOSE:
                    break
                connection.sendall(reply)
            else:
                self._kept.push(ended.pop_all())
        self.ended.set()

    def _wrapped(self, accepted: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(accepted, server_side=True) if self._tls else accepted


def _request_from(connection: socket.socket) -> bytes:
    data = b""
    while not data.endswith(BODY):
        received = connection.recv(65536)
        if not received:
            raise OSError("the client has gone")
        data += received
    return data


@contextlib.contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> t.Iterator[Server]:
    server = Server(script, tls)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def closing(sender: t.Any) -> t.Iterator[t.Any]:
    """Ends the connections of a sender."""
    try:
        yield sender
    finally:
        sender.close()


def request_to(url: str, **headers: bytes) -> t.Any:
    given: t.Any = {"User-Agent": b"Boto3", "Content-Length": str(len(BODY)).encode(), **headers}
    return botocore.awsrequest.AWSPreparedRequest("POST", url, given, BODY.decode(), stream_output=False)


def session(**settings: t.Any) -> t.Any:
    return botocore.httpsession.URLLib3Session(**{"timeout": (5, 5), **settings})


def told(sender: t.Any, url: str, number: int) -> list[t.Any]:
    """What a number of requests end in: a reply's parts, or an error's type."""
    ends: list[t.Any] = []
    for _number in range(number):
        try:
            reply = sender.send(request_to(url))
            ends.append((reply.status_code, dict(reply.headers), reply.content))
        except botocore.exceptions.BotoCoreError as error:
            ends.append(type(error))
    return ends


CHUNKS = b"Transfer-Encoding: chunked\r\n\r\n3\r\n<a>\r\n4;x=y\r\n</a>\r\n0\r\n\r\n"

SCRIPTS: dict[str, Script] = {
    "a length": [[OK + LENGTH] * 2],
    "chunks": [[OK + CHUNKS] * 2],
    "the end of the connection": [[OK + b"\r\n<a></a>", END], [OK + LENGTH]],
    "no body": [[b"HTTP/1.1 204 No Content\r\n\r\n", OK + LENGTH]],
    "an error": [[b"HTTP/1.1 503 Slow Down\r\nContent-Type: text/xml\r\n" + LENGTH, OK + LENGTH]],
    "to be continued": [[b"HTTP/1.1 100 Continue\r\n\r\n" + OK + LENGTH] * 2],
    "two headers of a name": [[OK + b"x-AMZN-requestid: 1\r\nX-Amzn-RequestId: 2\r\n" + LENGTH] * 2],
    "a server that closes": [[OK + b"Connection: close\r\n" + LENGTH, END], [OK + LENGTH]],
    "an old server": [[b"HTTP/1.0 200 OK\r\n" + LENGTH, END], [OK + LENGTH]],
    "no answer": [[CLOSE], [OK + LENGTH]],
    "no second answer": [[OK + LENGTH, CLOSE], [OK + LENGTH]],
    "half of a chunk": [[OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\n<a>", END], [OK + LENGTH]],
    "no HTTP": [[b"SSH-2.0-OpenSSH\r\n\r\n", END], [OK + LENGTH]],
    "half of a status": [[b"HTTP/1.1 2", END], [OK + LENGTH]],
    "a header that is too long": [[OK + b"X: " + b"x" * 70000 + b"\r\n" + LENGTH], [OK + LENGTH]],
    "too many headers": [[OK + b"X: x\r\n" * 200 + LENGTH], [OK + LENGTH]],
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_reply_is_what_botocore_reads_in_it(name: str) -> None:
    ends = []
    for make in (Transport, lambda given: given):
        with serving(SCRIPTS[name]) as server, closing(make(session())) as sender:
            ends.append((told(sender, server.url, 2), server.connections))
    assert ends[0] == ends[1]


def test_the_request_is_what_botocore_sends() -> None:
    requests = []
    for make in (Transport, lambda given: given):
        with serving([[OK + LENGTH]]) as server, closing(make(session())) as sender:
            sender.send(request_to(server.url, Authorization=b"AWS4-HMAC-SHA256 Credential=a/b, Signature=c"))
            host = server.url[len("http://") : -1].encode()
            head, _blank, body = server.requests[0].partition(b"\r\n\r\n")
            line, *headers = head.replace(host, b"host").split(b"\r\n")
            requests.append((line, sorted(headers), body))
    assert requests[0] == requests[1]


def test_a_reply_that_breaks_off_is_none() -> None:
    script = [[OK + b"Content-Length: 70\r\n\r\n<a>", END], [OK + LENGTH]]
    with serving(script) as server, closing(Transport(session())) as sender:
        ends = told(sender, server.url, 2)
    assert ends == [botocore.exceptions.ConnectionClosedError, (200, {"Content-Length": "7"}, b"<a></a>")]


def test_a_connection_that_the_server_has_closed_is_made_again() -> None:
    with serving([[OK + LENGTH, END], [OK + LENGTH]]) as server, closing(Transport(session())) as sender:
        first = told(sender, server.url, 1)
        assert server.ended.wait(5)
        assert told(sender, server.url, 1) == first
        assert server.connections == 2


def test_a_server_that_takes_too_long() -> None:
    with serving([[OK], [OK + LENGTH]]) as server, closing(Transport(session(timeout=(5, 0.05)))) as sender:
        ends = told(sender, server.url, 2)
    assert ends == [botocore.exceptions.ReadTimeoutError, (200, {"Content-Length": "7"}, b"<a></a>")]


def test_no_server() -> None:
    with serving([]) as server:
        url = server.url
    for sender in (Transport(session()), session()):
        assert told(sender, url, 1) == [botocore.exceptions.EndpointConnectionError]


def test_a_header_has_one_line() -> None:
    with serving([[OK + LENGTH]]) as server, closing(Transport(session())) as sender:
        with pytest.raises(botocore.exceptions.HTTPClientError, match="a header has a line break"):
            sender.send(request_to(server.url, Authorization=b"AWS4\r\nX-Other: 1"))
        assert server.requests == []
        sender.send(request_to(server.url))


class Certificates(t.NamedTuple):
    """A server's context, and the bundle with which clients trust it."""

    server: ssl.SSLContext
    bundle: str


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    bundle = tmp_path_factory.mktemp("tls") / "bundle.pem"
    return Certificates(write_bundle(bundle), str(bundle))


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize(
    ("bundle", "host", "is_trusted"),
    [("own", "127.0.0.1", True), ("own", "localhost", False), (True, "127.0.0.1", False), (False, "localhost", True)],
    ids=["its authority", "another host", "other authorities", "no check"],
)
def test_a_certificate_is_trusted_as_botocore_trusts_it(
    certificates: Certificates, bundle: t.Any, host: str, *, is_trusted: bool
) -> None:
    verify = certificates.bundle if bundle == "own" else bundle
    # The second connection has the context of the first.
    for make in (Transport, Transport, lambda given: given):
        with serving([[OK + LENGTH]], certificates.server) as server, closing(make(session(verify=verify))) as sender:
            if isinstance(sender, Transport):
                sender.preload(server.url)
            (end,) = told(sender, server.url.replace("127.0.0.1", host), 1)
            assert end == ((200, {"Content-Length": "7"}, b"<a></a>") if is_trusted else botocore.exceptions.SSLError)


def test_a_file_without_authorities(tmp_path: pathlib.Path) -> None:
    for name, text in (("missing", None), ("empty", "")):
        path = tmp_path / name
        if text is not None:
            path.write_text(text)
        transport = Transport(session(verify=str(path)))
        transport.preload("https://127.0.0.1/")
        with serving([[OK]]) as server:
            url = server.url.replace("http:", "https:")
            assert told(transport, url, 1) == told(session(verify=str(path)), url, 1) == [botocore.exceptions.SSLError]


@pytest.mark.parametrize("proxied", [True, False])
def test_a_proxy_is_left_to_botocore(*, proxied: bool) -> None:
    with serving([[OK + LENGTH]]) as server:
        url = "http://iam.amazonaws.invalid/" if proxied else server.url
        with closing(
            Transport(session(proxies={"http": server.url, "https": server.url} if proxied else None))
        ) as sender:
            assert told(sender, url, 1) == [(200, {"Content-Length": "7"}, b"<a></a>")]
        assert server.requests[0].startswith(b"POST http://iam" if proxied else b"POST / ")


class Other:
    """A session with parts of botocore's."""

    def __init__(self, parts: t.Mapping[str, t.Any]) -> None:
        self.__dict__.update(parts)

    def send(self, request: t.Any) -> t.Any:
        return request


OTHERS: t.Final[dict[str, t.Mapping[str, t.Any]]] = {
    "parts that are not known here": {},
    "a certificate of the client": vars(session(client_cert="/certificate")),
    "a certificate and a key": vars(session(client_cert=("/certificate", "/key"))),
}


@pytest.mark.parametrize("parts", OTHERS.values(), ids=OTHERS)
def test_another_session_sends_itself(parts: t.Mapping[str, t.Any]) -> None:
    transport = Transport(Other(parts))
    transport.preload("https://iam.amazonaws.com/")
    assert transport.send("request") == "request"
