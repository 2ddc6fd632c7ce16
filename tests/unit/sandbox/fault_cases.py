# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary of the tests of faults."""

from __future__ import annotations

import typing as t

import pytest
from botocore.exceptions import ClientError
from sandbox import Fault, FaultKind


def error_of(call: t.Callable[..., t.Any], *arguments: t.Any, **parameters: t.Any) -> tuple[str, int, str]:
    """Code, HTTP status and wording of a refusal."""
    with pytest.raises(ClientError) as refusal:
        call(*arguments, **parameters)
    response = refusal.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Message"]


def fault(kind: FaultKind, *operations: str, **options: t.Any) -> Fault:
    return Fault(kind=kind, operations=frozenset(operations) or None, **options)
