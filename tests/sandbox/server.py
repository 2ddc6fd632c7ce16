# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A quiet, threaded HTTP or HTTPS server on a free loopback port that closes its connections when it stops."""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
import struct
import threading
import time
import typing as t

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

from . import control

HOST = "127.0.0.1"

WSGIApplication = t.Callable[[dict[str, t.Any], t.Callable[..., t.Any]], t.Iterable[bytes]]


class UnansweredError(Exception):
    """Raised by an application that does not answer: the connection is reset."""


class _Handler(MotoRequestHandler):
    """Keeps connections open, which werkzeug's handler refuses to: it waits 10 ms and closes after each answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
            self.wfile.flush()
        environ = self.make_environ()
        if "wsgi.input_terminated" in environ:
            self.close_connection = True
        else:
            environ["wsgi.input"] = io.BytesIO(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        server = t.cast("_Server", self.server)
        if server.latency and not environ["PATH_INFO"].startswith(control.PREFIX):
            # Here, where each connection has its own thread, and nobody waits for another's delay.
            time.sleep(server.latency)
        application = t.cast(WSGIApplication, server.app)
        try:
            body = b"".join(application(environ, self._start_response))
        except UnansweredError:
            self.close_connection = True
            server.reset_on_close(self.connection)
            return
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _start_response(self, status: str, headers: list[tuple[str, str]]) -> None:
        code, phrase = status.split(" ", 1)
        self.send_response(int(code), phrase)
        for name, value in headers:
            # moto's application and this handler each have their own idea of the connection.
            if name.lower() != "connection":
                self.send_header(name, value)
        self.end_headers()

    def log(self, kind: str, message: str, *args: t.Any) -> None:
        """Log nothing: the log of calls has every request."""


class _Server(ThreadedWSGIServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, application: WSGIApplication, latency: float, tls: ssl.SSLContext | None) -> None:
        self._connections: set[socket.socket] = set()
        self._to_reset: set[socket.socket] = set()
        self.latency = latency
        super().__init__(HOST, 0, t.cast("t.Any", application), _Handler)
        # Not handed to werkzeug, which would shake hands in the thread that accepts connections, one after the other.
        self.ssl_context = tls

    def get_request(self) -> tuple[t.Any, t.Any]:
        connection, address = super().get_request()
        if self.ssl_context is not None:
            connection = self.ssl_context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def process_request(self, request: t.Any, client_address: t.Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: t.Any) -> None:
        self._connections.discard(request)
        if request in self._to_reset:
            # Without the orderly shutdown that would come first.
            self._to_reset.discard(request)
            self.close_request(request)
            return
        super().shutdown_request(request)

    def reset_on_close(self, connection: socket.socket) -> None:
        """Have the connection end with a reset instead of an orderly shutdown."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._to_reset.add(connection)

    def close_connections(self) -> None:
        """End the threads that wait for a further request on an open connection."""
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class BackgroundServer:
    """Serves an application from a thread. After stop() all its threads have ended."""

    def __init__(self, application: WSGIApplication, *, latency: float = 0, tls: ssl.SSLContext | None = None) -> None:
        """C(latency), in seconds, comes before each answer, as if AWS were that far away."""
        self._server = _Server(application, latency, tls)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="sandbox")

    @property
    def url(self) -> str:
        scheme = "http" if self._server.ssl_context is None else "https"
        return f"{scheme}://{HOST}:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.close_connections()
        self._server.server_close()
        self._thread.join()
