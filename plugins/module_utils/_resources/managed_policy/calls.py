# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls for managed policies that plans for them and for roles share."""

from __future__ import annotations

from ..._aws.call import Call


def detach(entity_type: str, entity: str, *, arn: str, name: str) -> Call:
    """Detaches the managed policy of the ARN and name from a C(User), C(Group) or C(Role)."""
    return Call(
        f"Detach{entity_type}Policy",
        {f"{entity_type}Name": entity, "PolicyArn": arn},
        f"detach managed policy {name} from {entity_type.lower()} {entity}",
    )
