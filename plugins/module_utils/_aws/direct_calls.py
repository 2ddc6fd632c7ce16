# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls without the steps of botocore that are the same for each call.

For each call, botocore resolves the endpoint, asks its handlers a dozen times, and builds a request twice, which takes
half of the call's CPU time. Here botocore prepares one request, which is not sent; later ones repeat it with their own
body, keys and date. botocore still serializes parameters, limits the rate of requests and parses replies.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import re
import typing as t
import urllib.parse
import uuid

from .botocore_session import IMPORT_ERROR
from .transport import Transport

if IMPORT_ERROR is None:
    import botocore
    import botocore.awsrequest
    import botocore.endpoint
    import botocore.exceptions
    import botocore.handlers
    import botocore.hooks

# Calls without required parameters, to prepare a request with.
_REHEARSED: t.Final[t.Mapping[str, str]] = {"iam": "list_roles", "sts": "get_caller_identity"}

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/]*/[0-9]{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, "
    r"SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}"
)
# What each request has of its own.
_OF_EACH_REQUEST: t.Final = (
    "Authorization",
    "Content-Length",
    "X-Amz-Date",
    "X-Amz-Security-Token",
    "amz-sdk-invocation-id",
)


class Keys(t.Protocol):
    """The keys that sign a request."""

    @property
    def access_key(self) -> str | None:
        """The ID of the key."""

    @property
    def secret_key(self) -> str | None:
        """The secret of the key."""

    @property
    def token(self) -> str | None:
        """The token of a session."""


class _Prepared(Exception):  # noqa: N818 - not an error: ends a call whose request is complete
    def __init__(self, request: t.Any) -> None:
        super().__init__()
        self.request = request


class Scope(t.NamedTuple):
    """What a signature is valid for, besides its day and the host."""

    region: str
    service: str


class Parts(t.NamedTuple):
    """The parts of a client that make a call."""

    client: t.Any
    serializer: t.Any
    endpoint: t.Any
    parser: t.Any
    transport: Transport

    @classmethod
    def of(cls, client: t.Any) -> Parts | None:
        """The parts of a client; C(None) if the installed botocore has others."""
        try:
            endpoint, serializer = client._endpoint, client._serializer  # noqa: SLF001 - botocore has no other way
            # It parses the protocol of IAM and STS as the session has set. Requests of others have no pattern.
            parser = endpoint._response_parser_factory.create_parser("query")  # noqa: SLF001
            transport = Transport(endpoint.http_session)
        except AttributeError:
            return None
        return cls(client=client, serializer=serializer, endpoint=endpoint, parser=parser, transport=transport)


class RequestPattern(t.NamedTuple):
    """What all requests of a client in a region have in common."""

    url: str
    host: str
    headers: t.Mapping[str, bytes]
    scope: Scope

    @classmethod
    def of(cls, client: t.Any, service: str, keys: Keys) -> RequestPattern | None:
        """The pattern of a client that signs with these C(keys), a token among them. Sends nothing.

        C(None) if botocore's requests have something unknown about them.
        """
        try:
            request = _prepared(client, service)
            return None if request is None else cls._from(request, keys)
        except Exception:  # noqa: BLE001 - the call itself shows what is wrong
            return None

    @classmethod
    def _from(cls, request: t.Any, keys: Keys) -> RequestPattern | None:
        headers = {name: _text(value) for name, value in request.headers.items()}
        found = _AUTHORIZATION.fullmatch(headers["Authorization"])
        if request.method != "POST" or found is None:
            return None
        pattern = cls(
            url=request.url,
            host=_host(request.url),
            headers={name: value.encode() for name, value in headers.items() if name not in _OF_EACH_REQUEST},
            scope=Scope(found["region"], found["service"]),
        )
        # The proof that nothing about these requests is unknown here: the same signature.
        signed = pattern.signed(request.body, keys, headers["X-Amz-Date"])
        return pattern if signed["Authorization"].decode() == headers["Authorization"] else None

    def moved(self, region: str, other: str) -> RequestPattern:
        """The pattern of a region as that of another, if all that differs is the region's name."""
        host, scope = self.host.replace(region, other), self.scope.region.replace(region, other)
        return self._replace(url=self.url.replace(self.host, host), host=host, scope=self.scope._replace(region=scope))

    def signed(self, body: str, keys: Keys, date: str) -> dict[str, bytes]:
        """The headers of a request, signed as AWS's Signature Version 4 demands it."""
        signed = {"content-type": self.headers["Content-Type"].decode(), "host": self.host, "x-amz-date": date}
        if keys.token:
            signed["x-amz-security-token"] = keys.token
        names = ";".join(signed)
        lines = [f"{name}:{' '.join(value.split())}" for name, value in signed.items()]
        canonical = "\n".join(("POST", "/", "", *lines, "", names, _digest(body)))
        scope = f"{date[:8]}/{self.scope.region}/{self.scope.service}/aws4_request"
        key = f"AWS4{keys.secret_key}".encode()
        for part in scope.split("/"):
            key = _mac(key, part).digest()
        signature = _mac(key, "\n".join(("AWS4-HMAC-SHA256", date, scope, _digest(canonical)))).hexdigest()
        authorization = f"Credential={keys.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
        own = {
            "X-Amz-Date": date,
            "Authorization": f"AWS4-HMAC-SHA256 {authorization}",
            "Content-Length": str(len(body)),
        }
        if keys.token:
            own["X-Amz-Security-Token"] = keys.token
        return {**self.headers, **{name: value.encode() for name, value in own.items()}}


def call(
    parts: Parts, pattern: RequestPattern, operation: str, parameters: t.Mapping[str, t.Any], keys: Keys
) -> t.Mapping[str, t.Any]:
    """Makes one call and returns botocore's reply; raises botocore's errors."""
    model = parts.client.meta.service_model.operation_model(operation)
    serialized = parts.serializer.serialize_to_request(dict(parameters), model)
    body = urllib.parse.urlencode(list(serialized["body"].items()), doseq=True)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers: t.Any = {**pattern.signed(body, keys, now), "amz-sdk-invocation-id": str(uuid.uuid4()).encode()}
    request = botocore.awsrequest.AWSPreparedRequest("POST", pattern.url, headers, body, stream_output=False)
    reply, parsed = _answer(parts, model, request)
    if reply.status_code >= 300:
        raise botocore.exceptions.ClientError(parsed, operation)
    botocore.handlers.json_decode_policies(parsed, model)
    return t.cast("t.Mapping[str, t.Any]", parsed)


def _answer(parts: Parts, model: t.Any, request: t.Any) -> tuple[t.Any, t.Any]:
    """The reply to a request, as HTTP has it and parsed. botocore's limiter of rates hears of both."""
    events, name = parts.client.meta.events, f"{model.service_model.service_id.hyphenize()}.{model.name}"
    attempt = {
        "endpoint": parts.endpoint,
        "operation": model,
        "attempts": 1,
        "request_dict": {"context": {"retries": {}}},
    }
    try:
        reply = botocore.hooks.first_non_none_response(events.emit(f"before-send.{name}", request=request))
        if reply is None:
            reply = parts.transport.send(request)
        received = botocore.endpoint.convert_to_response_dict(reply, model)
        parsed = parts.parser.parse(received, model.output_shape)
    except Exception as error:
        events.emit(f"needs-retry.{name}", response=None, caught_exception=error, **attempt)
        raise
    events.emit(f"needs-retry.{name}", response=(reply, parsed), caught_exception=None, **attempt)
    return reply, parsed


def _prepared(client: t.Any, service: str) -> t.Any:
    """A request that botocore has prepared, and not sent; C(None) for other services than IAM and STS."""
    if service not in _REHEARSED:
        return None

    def end(request: t.Any, **_event: t.Any) -> None:
        raise _Prepared(request)

    client.meta.events.register_first("before-send", end, unique_id="leastpriv-rehearsal")
    try:
        getattr(client, _REHEARSED[service])()
    except _Prepared as prepared:
        return prepared.request
    finally:
        client.meta.events.unregister("before-send", unique_id="leastpriv-rehearsal")
    return None


def _host(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    if (parts.path or "/") != "/" or parts.query:
        raise ValueError(url)
    default = {"http": ":80", "https": ":443"}[parts.scheme]
    return parts.netloc.lower().removesuffix(default)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _mac(key: bytes, text: str) -> hmac.HMAC:
    return hmac.new(key, text.encode(), hashlib.sha256)


def _text(value: t.Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
