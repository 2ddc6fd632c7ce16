# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource type of instance profiles."""

from __future__ import annotations

from dataclasses import replace

from ..._argspec import Options
from ..._aws.call import Call
from ..._aws.iam import Iam, Reply
from ..._converge.plan import Plan
from ..._converge.resource_type import Reading, ResourceType
from ..._resource_kinds import INSTANCE_PROFILE
from . import plan as planning
from . import reading
from .desired import Desired
from .state import InstanceProfile


class InstanceProfileType(ResourceType[Desired, InstanceProfile]):
    """Reads, plans and shows instance profiles."""

    name = INSTANCE_PROFILE.type
    result_key = "iam_instance_profile"
    has_documents = False

    def from_options(self, options: Options) -> Desired:
        return Desired.from_options(options)

    def read(self, iam: Iam, desired: Desired, *, key: str | None) -> Reading[Desired, InstanceProfile]:
        return reading.read(iam, desired, key=key)

    def find_by_name(self, iam: Iam, desired: Desired) -> str | None:
        return reading.find_by_name(iam, desired.name)

    def plan(self, desired: Desired, actual: InstanceProfile | None) -> Plan[InstanceProfile]:
        return planning.plan(desired, actual)

    def with_reply(self, after: InstanceProfile, call: Call, reply: Reply) -> InstanceProfile:
        """Adds the identifier and the date of a new profile."""
        if call.operation != "CreateInstanceProfile":
            return after
        profile = reply["InstanceProfile"]
        return replace(
            after,
            arn=profile["Arn"],
            profile_id=profile["InstanceProfileId"],
            create_date=profile["CreateDate"],
        )

    def results(self, before: InstanceProfile | None, after: InstanceProfile | None) -> dict[str, object]:
        """The profile afterwards, null if it does not exist, and C(diff) if it changed, as in amazon.aws."""
        old, new = (profile and profile.to_result() for profile in (before, after))
        result: dict[str, object] = {self.result_key: new}
        return result if before == after else {**result, "diff": {"before": old, "after": new}}
