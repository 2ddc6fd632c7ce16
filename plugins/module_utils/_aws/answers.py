# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors of AWS and of botocore as the collection's own."""

from __future__ import annotations

import typing as t

from .._errors import ConnectionFailedError, IamError, LeastPrivError, NoAnswerError
from .._sanitize import quoted
from .botocore_session import IMPORT_ERROR

if IMPORT_ERROR is None:
    import botocore
    import botocore.exceptions
    import botocore.parsers

# The advice for a response that did not come from AWS.
CHECK_ENDPOINT: t.Final = "Check endpoint_url and any proxy in between"


def unanswered(error: t.Any, action: str) -> LeastPrivError:
    """The error for a call without a readable response."""
    if isinstance(error, (botocore.exceptions.ConnectionClosedError, botocore.exceptions.ReadTimeoutError)):
        return NoAnswerError(f"{action} got no answer: {error}", in_doubt=True)
    if isinstance(error, botocore.exceptions.SSLError):
        advice = "Check aws_ca_bundle, validate_certs and any proxy in between"
        return ConnectionFailedError(f"{action} got no answer: {_http_failure(error)}", advice=advice)
    if isinstance(error, botocore.exceptions.ConnectionError):
        return NoAnswerError(f"{action} got no answer: {error}", in_doubt=False)
    if isinstance(error, botocore.exceptions.HTTPClientError):
        return ConnectionFailedError(f"{action} got no answer: {_http_failure(error)}", advice=CHECK_ENDPOINT)
    if not isinstance(error, botocore.exceptions.BotoCoreError):
        # Without any of the response: a server that echoes the request would put credentials into it.
        return ConnectionFailedError(
            f"{action} got a response that cannot be parsed, so it is not from AWS", advice=CHECK_ENDPOINT
        )
    advice = "Check the credentials and the connection options"
    # Without the value of a parameter that botocore refuses.
    return ConnectionFailedError(f"{action} got no answer: {str(error).partition(', value')[0]}", advice=advice)


def _http_failure(error: t.Any) -> str:
    """The type of the error that stopped a request. Its text may hold secrets."""
    return f"the request could not be sent ({type(error.kwargs.get('error')).__name__})"


def translated(error: t.Any, service: str, operation: str) -> IamError:
    """The error for a botocore C(ClientError), which is AWS's answer to a call."""
    details = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    return IamError(
        code=quoted(str(details.get("Code", "Unknown"))),
        reason=quoted(str(details.get("Message", ""))) or "AWS sent no message",
        operation=operation,
        service=service,
        status=int(metadata.get("HTTPStatusCode", 0)),
    )
