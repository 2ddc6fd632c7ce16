# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of an account's IAM, read from moto."""

from __future__ import annotations

import dataclasses
import typing as t

from moto.iam.models import (
    AWSManagedPolicy,
    IAMBackend,
    InstanceProfile,
    ManagedPolicy,
    Role,
    iam_backends,
)

from .errors import SandboxError


@dataclasses.dataclass(frozen=True)
class AccountState:
    """Questions the rules ask about one account, in one partition."""

    backend: IAMBackend

    @classmethod
    def of(cls, account_id: str, partition: str) -> AccountState:
        return cls(iam_backends[account_id][partition])

    def role(self, name: str) -> Role | None:
        return next((role for role in self.backend.roles.values() if role.name == name), None)

    def role_by_arn(self, arn: str) -> Role | None:
        return next((role for role in self.backend.roles.values() if role.arn == arn), None)

    def has_role_called(self, name: str) -> bool:
        """Whether a role has this name, whatever the case."""
        return any(role.name.lower() == name.lower() for role in self.backend.roles.values())

    def policy(self, arn: str) -> ManagedPolicy | None:
        return self.backend.managed_policies.get(arn)

    def instance_profile(self, name: str) -> InstanceProfile | None:
        return self.backend.instance_profiles.get(name)

    def has_instance_profile_called(self, name: str) -> bool:
        """Whether an instance profile has this name, whatever the case."""
        return any(profile.lower() == name.lower() for profile in self.backend.instance_profiles)

    def has_policy_called(self, name: str) -> bool:
        """Whether a policy of the customer has this name, whatever the case and path."""
        return any(
            policy.name.lower() == name.lower()
            for policy in self.backend.managed_policies.values()
            if not isinstance(policy, AWSManagedPolicy)
        )

    def oidc_provider(self, arn: str) -> t.Any | None:
        """The sandbox's own description of a provider, which is kept where moto keeps its own."""
        return self.backend.open_id_providers.get(arn)

    def saml_provider(self, arn: str) -> t.Any | None:
        """The sandbox's own description of a provider, which is kept where moto keeps its own."""
        return next((provider for provider in self.backend.saml_providers.values() if provider.arn == arn), None)

    def plant_tags(self, arn: str, tags: t.Mapping[str, str]) -> None:
        """Tag a resource as only AWS can; moto keeps the tags of each kind in a form of its own."""
        shown = [{"Key": key, "Value": value} for key, value in tags.items()]
        role, policy = self.role_by_arn(arn), self.policy(arn)
        profile = next((profile for profile in self.backend.instance_profiles.values() if profile.arn == arn), None)
        if role:
            role.tags = [*role.tags, *shown]
        elif policy:
            policy.tags.update({tag["Key"]: tag for tag in shown})
        elif profile:
            profile.tags = [*profile.tags, *shown]
        elif provider := self.oidc_provider(arn) or self.saml_provider(arn):
            provider.tags.update(tags)
        else:
            raise SandboxError(f"There is no {arn} to tag.")

    def is_attached(self, arn: str) -> bool:
        return any(arn in holder.managed_policies for holder in self._holders())

    def boundary_usage(self, arn: str) -> int:
        """The number of roles that have the policy as their permissions boundary."""
        return sum(role.permissions_boundary_arn == arn for role in self.backend.roles.values())

    def _holders(self) -> t.Iterator[t.Any]:
        yield from self.backend.roles.values()
        yield from self.backend.users.values()
        yield from self.backend.groups.values()
