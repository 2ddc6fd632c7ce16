# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's own description of its operations, from botocore's service models."""

from __future__ import annotations

import functools

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError, ServiceModel, Shape, StructureShape
from botocore.session import get_session

QUERY_SERVICES = ("iam", "sts")
"""The services that speak AWS's query protocol, and whose parameters are judged."""

LOGGED_SERVICES = (*QUERY_SERVICES, "organizations")


@functools.cache
def service_model(service: str) -> ServiceModel:
    return get_session().get_service_model(service)


def input_shape(service: str, operation: str) -> StructureShape | None:
    """The shape of an operation's parameters, None for an operation AWS does not know or without parameters."""
    try:
        shape: Shape | None = service_model(service).operation_model(operation).input_shape
    except (OperationNotFoundError, UnknownServiceError):
        return None
    return shape if isinstance(shape, StructureShape) else None
