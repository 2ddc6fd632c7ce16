# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls for instance profiles that plans for profiles and for roles share."""

from __future__ import annotations

from ..._aws.call import Call


def add_role(profile: str, role: str) -> Call:
    """Puts a role into an instance profile."""
    parameters = {"InstanceProfileName": profile, "RoleName": role}
    return Call("AddRoleToInstanceProfile", parameters, f"add role {role} to instance profile {profile}")


def remove_role(profile: str, role: str) -> Call:
    """Takes a role out of an instance profile."""
    parameters = {"InstanceProfileName": profile, "RoleName": role}
    return Call("RemoveRoleFromInstanceProfile", parameters, f"remove role {role} from instance profile {profile}")


def delete(profile: str) -> Call:
    """Deletes an instance profile that holds no role."""
    return Call("DeleteInstanceProfile", {"InstanceProfileName": profile}, f"delete instance profile {profile}")
