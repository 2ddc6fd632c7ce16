# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names are unique in an account, whatever their case and path."""

from __future__ import annotations

from ..refusal import Refusal, already_exists, invalid_input
from ..request import Request
from ..state import AccountState


def role_exists(request: Request, state: AccountState) -> Refusal | None:
    name = request.text("RoleName")
    return already_exists(f"Role with name {name} already exists.") if state.has_role_called(name) else None


def policy_exists(request: Request, state: AccountState) -> Refusal | None:
    name = request.text("PolicyName")
    if not state.has_policy_called(name):
        return None
    return already_exists(f"A policy called {name} already exists. Duplicate names are not allowed.")


def instance_profile_exists(request: Request, state: AccountState) -> Refusal | None:
    name = request.text("InstanceProfileName")
    found = state.has_instance_profile_called(name)
    return already_exists(f"Instance Profile {name} already exists.") if found else None


def reserved_path(request: Request, _state: AccountState) -> Refusal | None:
    """A path in which only AWS creates roles, and nothing else can be created."""
    if not request.text("Path").startswith("/aws-service-role"):
        return None
    return invalid_input("Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles")
