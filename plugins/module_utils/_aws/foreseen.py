# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The IAM of an account as it would be after calls that were only predicted: it answers reads, and makes no writes.

Each read asks IAM itself, and changes the reply as the predicted calls would have changed it. A resource that no
predicted call is about is returned as IAM returns it. What only IAM can assign is C(None).
"""

from __future__ import annotations

import json
import typing as t

from .._arn import Account
from .._errors import IamError
from .foreseen_policies import PolicyReads
from .foreseen_providers import ProviderReads
from .foreseen_roles import RoleReads
from .iam import Iam, Reply
from .predicted import PredictedCall, Read


class ForeseenIam:
    """The IAM of an account after predicted calls."""

    def __init__(self, iam: Iam, account: Account, calls: t.Sequence[PredictedCall]) -> None:
        self._iam = iam
        self._reads: dict[str, Read] = {
            **RoleReads(iam, account, calls).reads(),
            **PolicyReads(iam, account, calls).reads(),
            **ProviderReads(iam, account, calls).reads(),
        }

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> Reply:
        """See C(Iam)."""
        read = self._reads.get(operation)
        if read is None:
            return self._iam.call(operation, parameters)
        reply = read(parameters)
        if reply is None:
            reason = f"{json.dumps(dict(parameters))} does not exist after what earlier tasks would do"
            raise IamError(code="NoSuchEntity", reason=reason, operation=operation, status=404)
        return reply
