# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All policies that decide what one role may do and who may assume it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from .._policy.document import Document
from . import policies
from .policies import Layer, Policies

# What no question about a role looks at, because it stands outside of the role.
_NEVER_CONSIDERED = (
    "resource-based policies",
    "resource control policies",
    "session policies",
    "VPC endpoint policies",
)


@dataclass(frozen=True, kw_only=True)
class RoleAccess:
    """The documents of a role: its identity policies (managed and inline), its boundary, and its trust policy.

    C(service_control_policies) are levels from the root of the organization down to the account. A document that nobody
    has read is C(None): it may allow and deny anything. C(boundary) is C(None) for a role that has no boundary, and
    C(trust) where nobody asks about the trust policy.
    """

    identity: Layer = field(default_factory=dict)
    boundary: Layer | None = None
    service_control_policies: tuple[Layer, ...] = ()
    trust: Document | None = None

    @functools.cached_property
    def policies(self) -> Policies:
        """What the role may do."""
        boundary = () if self.boundary is None else (self.boundary,)
        return policies.identity(self.identity, *boundary, *self.service_control_policies)

    @functools.cached_property
    def trusted(self) -> Policies:
        """Who may assume the role: nobody, if there is no trust policy."""
        return policies.NOTHING_TRUSTED if self.trust is None else policies.trust("trust policy", self.trust)

    @property
    def not_considered(self) -> tuple[str, ...]:
        """What the answers about the role leave out, for people: policies that were not read, and other kinds."""
        layers = (self.identity, self.boundary or {}, *self.service_control_policies)
        not_read = (name for layer in layers for name, document in layer.items() if document is None)
        others = () if self.service_control_policies else ("service control policies",)
        return (*(f"the document of {name}" for name in not_read), *others, *_NEVER_CONSIDERED)
