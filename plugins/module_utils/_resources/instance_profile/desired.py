# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desired state of an instance profile: the checked options of a task."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ... import _arn
from ..._argspec import Options
from ..._review.review import ReviewedDocument
from .. import tags
from ..tags import Tags
from .state import HeldRole, InstanceProfile


@dataclass(frozen=True, kw_only=True)
class Desired:
    """The desired state of an instance profile. C(None) means that the task does not manage the property.

    An empty C(role) means that the profile should have no role. C(found_role) is the role to add, if it exists and the
    profile does not have it yet, and C(similar_role) the name of the one that may be meant if it does not exist.
    """

    name: str
    present: bool
    path: str | None
    role: str | None
    tags: Tags | None
    purge_tags: bool
    account: _arn.Account = _arn.NO_ACCOUNT
    found_role: HeldRole | None = None
    similar_role: str | None = None

    @classmethod
    def from_options(cls, options: Options) -> Desired:
        """Reads and checks the module's options; raises C(OptionError)."""
        role, path = options["role"], options["path"]
        return cls(
            name=_arn.INSTANCE_PROFILE.check_name("name", options["name"]),
            present=options["state"] == "present",
            path=None if path is None else _arn.INSTANCE_PROFILE.check_path("path", path),
            role=_arn.ROLE.check_name("role", role) if role else role,
            tags=tags.parse("tags", options["tags"], ignore_case=False),
            purge_tags=options["purge_tags"],
        )

    def for_account(self, account: _arn.Account) -> Desired:
        """A copy for the account."""
        return replace(self, account=account)

    def documents(self) -> tuple[ReviewedDocument, ...]:
        """An instance profile has no documents."""
        return ()

    @property
    def label(self) -> str:
        return f"instance profile {self.name}"

    @property
    def arn(self) -> str:
        """The ARN that the profile has after its creation."""
        path = self.path or "/"
        return f"arn:{self.account.partition}:iam::{self.account.id}:instance-profile{path}{self.name}"

    @property
    def can_create(self) -> bool:
        return self.present

    def adds_role_to(self, actual: InstanceProfile | None) -> bool:
        """Whether the role has to be added to the profile."""
        held = [role.name for role in actual.roles] if actual else []
        return self.present and bool(self.role) and self.role not in held
