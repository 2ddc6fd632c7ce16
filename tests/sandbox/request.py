# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests: HTTP in, a typed request out."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t
from urllib import parse

from moto.utilities.utils import get_partition

from . import models, query

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/\s]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_READING = ("Describe", "Get", "List", "Simulate")
_ORGANIZATIONS_TARGET = "AWSOrganizationsV20161128."


@dataclasses.dataclass(frozen=True)
class Signer:
    """The signer of a request, with service and region."""

    access_key_id: str
    service: str
    partition: str


@dataclasses.dataclass(frozen=True)
class Request:
    """An operation of a logged service, on behalf of an account."""

    service: str
    operation: str
    account_id: str
    partition: str
    parameters: t.Mapping[str, t.Any]
    access_key_id: str = ""

    @property
    def reads(self) -> bool:
        """Whether the operation changes nothing."""
        return self.operation.startswith(_READING)

    def text(self, name: str) -> str:
        """A parameter as text; empty if it was left out."""
        return str(self.parameters.get(name, ""))


def signer_of(environ: t.Mapping[str, t.Any]) -> Signer | None:
    """The signer according to the authorization header, None for an unsigned request."""
    found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    if found is None:
        return None
    return Signer(found["key"], found["service"].lower(), get_partition(found["region"]))


def parse_request(environ: t.Mapping[str, t.Any], body: bytes, signer: Signer, account_id: str) -> Request | None:
    """The request if it is for a logged service, else None."""
    if signer.service in models.QUERY_SERVICES:
        operation, parameters = _query(environ, body, signer.service)
    elif signer.service == "organizations":
        operation = environ.get("HTTP_X_AMZ_TARGET", "").removeprefix(_ORGANIZATIONS_TARGET)
        parameters = json.loads(body or b"{}")
    else:
        return None
    return Request(signer.service, operation, account_id, signer.partition, parameters, signer.access_key_id)


def _query(environ: t.Mapping[str, t.Any], body: bytes, service: str) -> tuple[str, dict[str, t.Any]]:
    text = body.decode("utf-8") or environ.get("QUERY_STRING", "")
    flat = dict(parse.parse_qsl(text, keep_blank_values=True))
    operation = flat.get("Action", "")
    return operation, query.parse_parameters(flat, models.input_shape(service, operation))
