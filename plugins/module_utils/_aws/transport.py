# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sends the requests of a client over one kept connection for each endpoint.

urllib3, which botocore uses, reads the file of trusted authorities for each new connection, which takes 20 ms of CPU
time, and its pool takes a third of each request. Here a process reads that file once, before it forks for the tasks.
C(http.client) still reads the replies. botocore sends what goes through a proxy or with a certificate of the client.
Errors are botocore's, for the same reasons.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import pathlib
import select
import socket
import ssl
import typing as t
import urllib.parse
from dataclasses import dataclass

from .botocore_session import IMPORT_ERROR

if IMPORT_ERROR is None:
    import botocore
    import botocore.awsrequest
    import botocore.exceptions
    import botocore.httpsession

_PORTS: t.Final[t.Mapping[str, int]] = {"http": 80, "https": 443}


class Reply(t.NamedTuple):
    """A reply, with the names that botocore gives its parts."""

    status_code: int
    headers: t.Mapping[str, str]
    content: bytes


class _Origin(t.NamedTuple):
    """What a connection leads to."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> _Origin:
        parts = urllib.parse.urlsplit(url)
        return cls(parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme])


@dataclass(frozen=True, kw_only=True)
class _Settings:
    """How botocore's HTTP session connects."""

    proxy_for: t.Callable[[str], str | None]
    verify: bool | str
    connect_timeout: float
    read_timeout: float
    socket_options: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, session: t.Any) -> _Settings | None:
        """The settings of a session; C(None) if it has a certificate of the client, or parts that are unknown here."""
        try:
            if session._cert_file or session._key_file:  # noqa: SLF001 - botocore has no other way
                return None
            return cls(
                proxy_for=session._proxy_config.proxy_url_for,  # noqa: SLF001
                verify=session._verify,  # noqa: SLF001
                connect_timeout=session._timeout.connect_timeout,  # noqa: SLF001
                read_timeout=session._timeout.read_timeout,  # noqa: SLF001
                socket_options=tuple(map(tuple, session._socket_options)),  # noqa: SLF001
            )
        except AttributeError:
            return None

    def tls(self) -> ssl.SSLContext:
        """Raises C(ssl.SSLError) if the file of authorities cannot be read."""
        if not self.verify:
            return _tls(None)
        bundle = self.verify if isinstance(self.verify, str) else str(botocore.httpsession.where())
        try:
            state = pathlib.Path(bundle).stat()
            return _tls(bundle, state.st_ino, state.st_size, state.st_mtime_ns)
        except OSError as error:
            raise ssl.SSLError(f"cannot read {bundle}") from error


@functools.lru_cache(maxsize=8)
def _tls(bundle: str | None, *_state: int) -> ssl.SSLContext:
    """The context of all connections that trust the authorities in a file; without one, of those that trust all."""
    context: ssl.SSLContext = botocore.httpsession.create_urllib3_context()
    context.check_hostname = False
    if bundle is None:
        context.verify_mode = ssl.CERT_NONE
        return context
    context.verify_mode = ssl.CERT_REQUIRED
    context.check_hostname = True
    context.hostname_checks_common_name = False
    context.load_verify_locations(bundle)
    return context


class Transport:
    """Sends requests as an HTTP session of botocore does. It is for one thread, and connects in one process only."""

    def __init__(self, session: t.Any) -> None:
        self._session = session
        self._settings = _Settings.of(session)
        self._connections: dict[_Origin, _Connection] = {}

    def send(self, request: t.Any) -> t.Any:
        """The reply to a request of botocore's; raises botocore's errors."""
        settings = self._settings
        if settings is None or settings.proxy_for(request.url):
            return self._session.send(request)
        origin = _Origin.of(request.url)
        connection = self._connections.setdefault(origin, _Connection(origin, settings))
        return connection.reply_to(request)

    def close(self) -> None:
        """Ends all connections. The next requests make others."""
        self._session.close()
        for connection in self._connections.values():
            connection.close()

    def preload(self, url: str) -> None:
        """Reads the file of authorities if requests to the C(url) need it. Connects to nothing."""
        if self._settings is not None and url.startswith("https:"):
            # What is wrong with the file, the request says that needs it.
            with contextlib.suppress(ssl.SSLError):
                self._settings.tls()


class _Connection:
    """A connection that is made when it is needed, and kept for further requests."""

    def __init__(self, origin: _Origin, settings: _Settings) -> None:
        self._origin = origin
        self._settings = settings
        self._socket: socket.socket | None = None

    def __del__(self) -> None:
        self.close()

    def reply_to(self, request: t.Any) -> Reply:
        """The reply to a request. Raises botocore's errors, and is then not connected."""
        try:
            head = _head(request)
            connected = self._connected(request.url)
            with _errors_of_exchange(request):
                return self._exchange(connected, head + request.body.encode())
        except botocore.exceptions.BotoCoreError:
            self.close()
            raise
        except Exception as error:
            self.close()
            raise botocore.exceptions.HTTPClientError(error=error) from error

    def _connected(self, url: str) -> socket.socket:
        # The server may have closed a connection since its last reply.
        if self._socket is not None and _is_readable(self._socket):
            self.close()
        if self._socket is None:
            with _errors_of_connecting(url):
                self._socket = self._connect()
        return self._socket

    def _connect(self) -> socket.socket:
        origin, settings = self._origin, self._settings
        tls = settings.tls() if origin.scheme == "https" else None
        connected = socket.create_connection((origin.host, origin.port), settings.connect_timeout)
        try:
            for option in settings.socket_options:
                connected.setsockopt(*option)
            if tls is not None:
                connected = tls.wrap_socket(connected, server_hostname=origin.host)
            connected.settimeout(settings.read_timeout)
        except BaseException:
            connected.close()
            raise
        return connected

    def _exchange(self, connected: socket.socket, data: bytes) -> Reply:
        connected.sendall(data)
        with contextlib.closing(http.client.HTTPResponse(connected, method="POST")) as response:
            response.begin()
            reply = Reply(response.status, _headers(response.getheaders()), response.read())
            if response.will_close:
                self.close()
        return reply

    def close(self) -> None:
        """Ends the connection. The next request makes another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _head(request: t.Any) -> bytes:
    """The request line and the headers. Raises C(ValueError) for a header that would be more than one line."""
    parts = urllib.parse.urlsplit(request.url)
    host = parts.netloc.lower().removesuffix(f":{_PORTS[parts.scheme]}")
    lines = [f"POST {parts.path or '/'} HTTP/1.1".encode(), b"Host: " + host.encode(), b"Accept-Encoding: identity"]
    for name, value in request.headers.items():
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    if any(b"\n" in line or b"\r" in line for line in lines):
        # Without the header, which may be a secret.
        raise ValueError("a header has a line break")
    return b"\r\n".join((*lines, b"", b""))


def _headers(given: t.Iterable[tuple[str, str]]) -> t.Mapping[str, str]:
    headers: t.Any = botocore.awsrequest.HeadersDict()
    for name, value in given:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return t.cast("t.Mapping[str, str]", headers)


def _is_readable(connected: socket.socket) -> bool:
    """Whether a connection that waits for nothing has something to read: its end, for example."""
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return bool(poll.poll(0))


@contextlib.contextmanager
def _errors_of_connecting(url: str) -> t.Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise botocore.exceptions.SSLError(endpoint_url=url, error=error) from error
    except TimeoutError as error:
        raise botocore.exceptions.ConnectTimeoutError(endpoint_url=url, error=error) from error
    except OSError as error:
        raise botocore.exceptions.EndpointConnectionError(endpoint_url=url, error=error) from error


@contextlib.contextmanager
def _errors_of_exchange(request: t.Any) -> t.Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise botocore.exceptions.SSLError(endpoint_url=request.url, error=error) from error
    except TimeoutError as error:
        raise botocore.exceptions.ReadTimeoutError(endpoint_url=request.url, error=error) from error
    except (OSError, http.client.HTTPException) as error:
        raise botocore.exceptions.ConnectionClosedError(
            endpoint_url=request.url, request=request, error=error
        ) from error
