# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP answers: moto's, the sandbox's own, and refusals in AWS's form."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t
import uuid
from xml.etree import ElementTree
from xml.sax import saxutils

from .refusal import Refusal

NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot carry, however they are written; a refusal may quote what it was asked for."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """A complete HTTP response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def error_code(self) -> str | None:
        """AWS's error code if this is an error."""
        if self.status < 400:
            return None
        text = self.body.decode("utf-8", "replace")
        found = re.search(r"<Code>([^<]+)</Code>", text) or re.search(r'"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"', text)
        return found.group(1) if found else "InternalFailure"


def json_answer(content: object, *, status: int = 200, content_type: str = "application/json") -> Answer:
    return Answer(status, (("Content-Type", content_type),), json.dumps(content).encode())


def empty_answer(service: str, operation: str, *, result: bool = False) -> Answer:
    """Success without content; a few operations carry an empty result element."""
    return _success(service, operation, f"<{operation}Result/>" if result else "")


def xml_answer(service: str, operation: str, content: str) -> Answer:
    """Success with content, the XML inside the result element."""
    return _success(service, operation, f"<{operation}Result>{content}</{operation}Result>")


def _success(service: str, operation: str, result: str) -> Answer:
    return _xml(
        200,
        f'<{operation}Response xmlns="{NAMESPACES[service]}">{result}'
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></{operation}Response>",
    )


def refusal_answer(service: str, refusal: Refusal) -> Answer:
    """A refusal as the service would word it: XML for the query protocol, JSON for AWS Organizations."""
    if service not in NAMESPACES:
        content = {"__type": refusal.code, "Message": refusal.message}
        return json_answer(content, status=refusal.status, content_type="application/x-amz-json-1.1")
    kind = "Sender" if refusal.status < 500 else "Receiver"
    return _xml(
        refusal.status,
        f'<ErrorResponse xmlns="{NAMESPACES[service]}"><Error><Type>{kind}</Type><Code>{refusal.code}</Code>'
        f"<Message>{saxutils.escape(_NO_XML.sub('?', refusal.message))}</Message></Error>"
        f"<RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>",
    )


def without_elements(answer: Answer, within: str, names: t.Collection[str]) -> Answer:
    """The answer without some of the XML elements that a path of names finds."""
    if not any(f"<{name}".encode() in answer.body for name in names):
        return answer
    root = ElementTree.fromstring(answer.body)  # noqa: S314  # moto's own
    namespace = root.tag.partition("}")[0].removeprefix("{")
    path = "/".join(f"{{{namespace}}}{name}" for name in within.split("/"))
    for element in root.findall(f".//{path}"):
        for child in [child for child in element if child.tag.partition("}")[2] in names]:
            element.remove(child)
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True, default_namespace=namespace)
    headers = tuple(header for header in answer.headers if header[0].lower() != "content-length")
    return Answer(answer.status, headers, body)


def _xml(status: int, text: str) -> Answer:
    return Answer(status, (("Content-Type", "text/xml"),), text.encode())
