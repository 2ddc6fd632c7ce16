# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The WSGI application in front of moto's: the steps every request goes through."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import threading
import typing as t
from http import HTTPStatus

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    create_backend_app,
)
from werkzeug.test import run_wsgi_app

from . import control, models
from .answer import Answer, json_answer, refusal_answer
from .calls import CallLog, LoggedCall
from .control import Control
from .corrections import correct, trim
from .credentials import account_of, unknown_key
from .faults import Faults
from .judge import judge
from .managed_policies import add_managed_policies
from .meter import Meter
from .organizations import Organizations
from .refusal import Refusal
from .request import Request, Signer, parse_request, signer_of
from .state import AccountState

Environ = dict[str, t.Any]
_LOGGER = logging.getLogger("sandbox")


class _Dispatcher(DomainDispatcherApplication):
    """Remembers which host is which service: moto lists its own folder for each request, a third of its CPU time."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._backends: dict[str | None, t.Any] = {}

    def get_backend_for_host(self, host: str | None) -> t.Any:
        if host not in self._backends:
            self._backends[host] = super().get_backend_for_host(host)
        return self._backends[host]


@dataclasses.dataclass(frozen=True)
class Additions:
    """What stands beside moto and is shared with the sandbox."""

    faults: Faults
    organizations: Organizations
    managed_policies: bool
    moto: Meter


class Application:
    """Judge, correct, forward, log; one request at a time, since a rule and moto must see the same state."""

    def __init__(
        self,
        *,
        log: CallLog,
        lock: threading.RLock,
        control: Control,
        additions: Additions,
    ) -> None:
        self._log = log
        self._lock = lock
        self._control = control
        self._additions = additions
        self._moto = _Dispatcher()

    def __call__(self, environ: Environ, start_response: t.Callable[..., t.Any]) -> t.Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with self._lock:
            answer = self._answer(environ, body)
        headers = [*answer.headers]
        if not any(name.lower() == "content-length" for name, _value in headers):
            headers.append(("Content-Length", str(len(answer.body))))
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return [answer.body]

    def _answer(self, environ: Environ, body: bytes) -> Answer:
        if environ["PATH_INFO"].startswith(control.PREFIX):
            return self._control.answer(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        signer = signer_of(environ)
        if signer is None:
            return self._forward(environ, body, None)
        account_id = account_of(signer.access_key_id)
        try:
            request = parse_request(environ, body, signer, account_id or "")
        except ValueError:
            return json_answer({"__type": "SerializationException"}, status=400)
        if request is None:
            return self._forward(environ, body, account_id)
        try:
            answer = self._carry_out(environ, body, signer, request)
        except Exception:
            _LOGGER.exception("%s %s failed in the sandbox", request.service, request.operation)
            failure = Refusal(
                "ServiceFailure",
                500,
                "The request processing has failed because of an unknown error.",
            )
            answer = refusal_answer(request.service, failure)
        self._record(request, answer)
        return answer

    def _carry_out(self, environ: Environ, body: bytes, signer: Signer, request: Request) -> Answer:
        if not request.account_id:
            return refusal_answer(request.service, unknown_key(signer.service))
        fault = self._additions.faults.next(request)
        if fault:
            return refusal_answer(request.service, fault)
        if request.service not in models.QUERY_SERVICES:
            return self._additions.organizations.answer(
                request,
                lambda parameters, account_id: self._forward(environ, json.dumps(parameters).encode(), account_id),
            )
        state = AccountState.of(request.account_id, request.partition)
        if request.service == "iam":
            add_managed_policies(state.backend, every=self._additions.managed_policies)
        refusal = judge(request, state)
        if refusal:
            return refusal_answer(request.service, refusal)
        answer = correct(request, state) or self._forward(environ, body, request.account_id)
        return trim(request, answer)

    def _forward(self, environ: Environ, body: bytes, account_id: str | None) -> Answer:
        """moto's answer; the header tells it the account, ahead of its own search for the access key."""
        forwarded = {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        if account_id:
            forwarded["HTTP_X_MOTO_ACCOUNT_ID"] = account_id
        with self._additions.moto.running():
            parts, status, headers = run_wsgi_app(self._moto, forwarded, buffered=True)
        return Answer(int(status.split()[0]), tuple(headers), b"".join(parts))

    def _record(self, request: Request, answer: Answer) -> None:
        self._log.add(
            LoggedCall(
                service=request.service,
                operation=request.operation,
                account_id=request.account_id,
                parameters=request.parameters,
                status=answer.status,
                error_code=answer.error_code,
            )
        )
