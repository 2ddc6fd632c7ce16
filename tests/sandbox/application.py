# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The WSGI application in front of moto's: the steps of every request."""

from __future__ import annotations

import contextlib
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
from .corrections import correct, trim, without_validation
from .credentials import account_of, unknown_key
from .fault_refusals import refusal_of
from .faults import NOTHING, FaultKind, Faults, Met
from .judge import judge
from .managed_policies import add_managed_policies
from .meter import Meter
from .organizations import Organizations
from .past import Past
from .permissions import Allowed
from .reading import Reading
from .refusal import Refusal
from .request import Request, Signer, parse_request, signer_of
from .rules.missing import entity_missing
from .rules.principals import young_principal
from .rules.roles import boundary_missing
from .server import UnansweredError
from .state import AccountState
from .watching import Watchers

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
    """What the application shares with the sandbox."""

    organizations: Organizations
    managed_policies: bool
    moto: Meter
    faults: Faults
    past: Past
    allowed: Allowed
    watchers: Watchers
    reading: Reading
    closing: threading.Event


@dataclasses.dataclass(frozen=True)
class _Call:
    """A request for a logged service, and the faults it met."""

    environ: Environ
    body: bytes
    signer: Signer
    request: Request
    met: Met


class Application:
    """Judge, correct, forward and log one request at a time, so that a rule and moto see the same state."""

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
        answer = self._answer(environ, body)
        headers = [*answer.headers]
        if not any(name.lower() == "content-length" for name, _value in headers):
            headers.append(("Content-Length", str(len(answer.body))))
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return [answer.body]

    def _answer(self, environ: Environ, body: bytes) -> Answer:
        """The answer, after the delays of the request. They are spent without the lock, so no other request waits."""
        with self._lock:
            call = self._read(environ, body)
        if isinstance(call, Answer):
            return call
        self._pause(call.met.seconds_before)
        with self._lock:
            answer = self._carry_out(call)
        self._pause(call.met.seconds_after)
        if answer is None:
            raise UnansweredError
        return answer

    def _pause(self, seconds: float) -> None:
        """Wait, unless the sandbox stops."""
        if seconds:
            self._additions.closing.wait(seconds)

    def _read(self, environ: Environ, body: bytes) -> Answer | _Call:
        """The request, or the answer if it is not for a logged service."""
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
        met = self._additions.faults.meet(request) if account_id else NOTHING
        return _Call(environ, body, signer, request, met)

    def _carry_out(self, call: _Call) -> Answer | None:
        """The answer of the logged operation; None if its connection is to be reset."""
        request, met = call.request, call.met
        if met.fate is FaultKind.RESET_BEFORE:
            self._record(request, 0, "ConnectionReset", met.kinds)
            return None
        try:
            answer, kinds = self._operate(call)
        except Exception:
            _LOGGER.exception("%s %s failed in the sandbox", request.service, request.operation)
            failure = Refusal("ServiceFailure", 500, "The request processing has failed because of an unknown error.")
            answer, kinds = refusal_answer(request.service, failure), met.kinds
        self._record(request, answer.status, answer.error_code, kinds)
        return None if met.fate is FaultKind.RESET_AFTER else answer

    def _operate(self, call: _Call) -> tuple[Answer, tuple[FaultKind, ...]]:
        """The answer, and the faults that the request met."""
        request, met, faults = call.request, call.met, self._additions.faults
        refusal = None
        if not request.account_id:
            refusal = unknown_key(call.signer.service)
        elif met.fate:
            refusal = refusal_of(met.fate, request, faults.chance(request.account_id))
        refusal = refusal or self._additions.allowed.refusal(request)
        if refusal:
            return refusal_answer(request.service, refusal), met.kinds
        with self._additions.watchers.told(request):
            if request.service not in models.QUERY_SERVICES:
                return self._organizations(call), met.kinds
            state = AccountState.of(request.account_id, request.partition)
            if request.service != "iam":
                return self._judged(call, state), met.kinds
            add_managed_policies(state.backend, every=self._additions.managed_policies)
            return self._iam(call, state)

    def _organizations(self, call: _Call) -> Answer:
        return self._additions.organizations.answer(
            call.request,
            lambda parameters, account_id: self._forward(call.environ, json.dumps(parameters).encode(), account_id),
        )

    def _iam(self, call: _Call, state: AccountState) -> tuple[Answer, tuple[FaultKind, ...]]:
        """A read may see the past. A write keeps the state before it while a fault may show that."""
        request, past, met = call.request, self._additions.past, call.met
        if request.reads:
            if not met.age or not past.is_other(state.backend, met.age):
                return self._judged(call, state), met.kinds
            with past.of(state.backend, met.age):
                answer = self._judged(call, state)
            return answer, self._stale(met)
        refusal = self._too_young(call, state) if met.age else None
        if refusal:
            return refusal_answer(request.service, refusal), self._stale(met)
        window = self._additions.faults.window(request.account_id)
        with past.kept(state.backend, window) if window else contextlib.nullcontext() as keep:
            answer = self._judged(call, state)
            if keep and answer.status == 200:
                keep()
        return answer, met.kinds

    def _too_young(self, call: _Call, state: AccountState) -> Refusal | None:
        """The refusal of a write to a resource that is not yet visible everywhere."""
        request, age = call.request, call.met.age
        if not call.met.named:
            return young_principal(request, age)
        with self._additions.past.of(state.backend, age):
            refusal = entity_missing(request, state) or boundary_missing(request, state)
        # The judge decides on what never existed, and on what precedes the check that it exists.
        if refusal and not judge(request, state):
            return refusal
        return young_principal(request, age)

    def _stale(self, met: Met) -> tuple[FaultKind, ...]:
        self._additions.faults.count(FaultKind.STALE_READ)
        return (*met.kinds, FaultKind.STALE_READ)

    def _judged(self, call: _Call, state: AccountState) -> Answer:
        request = call.request
        refusal = judge(request, state)
        if refusal:
            return refusal_answer(request.service, refusal)
        with contextlib.nullcontext() if request.reads else without_validation():
            answer = correct(request, state, self._additions.reading)
            answer = answer or self._forward(call.environ, call.body, request.account_id)
        return trim(request, answer)

    def _forward(self, environ: Environ, body: bytes, account_id: str | None) -> Answer:
        """moto's answer. The header names the account, which moto reads before it looks up the access key."""
        forwarded = {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        if account_id:
            forwarded["HTTP_X_MOTO_ACCOUNT_ID"] = account_id
        with self._additions.moto.running():
            parts, status, headers = run_wsgi_app(self._moto, forwarded, buffered=True)
        return Answer(int(status.split()[0]), tuple(headers), b"".join(parts))

    def _record(self, request: Request, status: int, error_code: str | None, faults: tuple[FaultKind, ...]) -> None:
        self._log.add(
            LoggedCall(
                service=request.service,
                operation=request.operation,
                account_id=request.account_id,
                parameters=request.parameters,
                status=status,
                error_code=error_code,
                faults=faults,
            )
        )
