# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options about plans: whether the result has the plan, and the plan file with what was approved."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._argspec import Options
from .._arn import Account
from .._converge.approved import ApprovedGate
from .._converge.gate import Gate
from .._converge.resource import StateT
from .._errors import NotPlannedError, OptionError
from .._plans import plan_file
from .._plans.approval import Approval
from .._plans.planned import Key
from .module_main import Result


@dataclass(frozen=True)
class PlanOptions:
    """What a task wants to do with plans. Without a C(file), every plan may be carried out."""

    is_returned: bool
    file: plan_file.PlanFile | None = None

    @classmethod
    def from_options(cls, options: Options) -> PlanOptions:
        """Reads the options and the plan file; raises C(OptionError)."""
        path = options["approved_plan"]
        try:
            return cls(options["return_plan"], None if path is None else plan_file.read(path))
        except plan_file.PlanFileError as error:
            raise OptionError("approved_plan", str(error)) from None

    def approval(self, account: Account, *, has_purge: bool = False) -> Approval | None:
        """What was approved for the account; C(None) if no approval is asked for. Raises C(NotPlannedError)."""
        if self.file is None:
            return None
        approval = self.file.approval(account.partition, account.id)
        if approval is None:
            raise NotPlannedError(f"approved_plan: account {account.id} is not in the approved plan")
        return replace(approval, has_purge=has_purge)

    def gate(self, inner: Gate[StateT], account: Account, key: Key) -> Gate[StateT]:
        """The gate that plans for a resource of the account have to pass, besides C(inner)."""
        approval = self.approval(account)
        return inner if approval is None else ApprovedGate(inner, approval, key)

    def to_result(self, account: Account, resources: t.Iterable[t.Callable[[], Result]]) -> Result:
        """The part of a result with the plan, if the task asks for it. C(resources) make the plans of the resources."""
        if not self.is_returned:
            return {}
        identity = {"account_id": account.id, "partition": account.partition}
        return {"plan": {**identity, "resources": [resource() for resource in resources]}}


NO_PLAN: t.Final = PlanOptions(is_returned=False)
