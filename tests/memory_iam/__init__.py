# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An IAM in memory, behind the collection's port C(_iam.Iam): strict, fast, complete for what the collection calls.

It is written from AWS's API reference, not from the collection, and a contract suite holds it against the
sandbox: both must answer alike. Calls are recorded, and single calls can be made to fail.
"""

from __future__ import annotations

import copy
import json
import typing as t
from collections.abc import Callable, Mapping

from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError

from .details import AuthorizationDetails
from .identity_providers import OidcProviders, SamlProviders
from .policies import Policies
from .profiles import InstanceProfiles
from .roles import Roles
from .store import ApiError, Fault, Omitted, Store

__all__ = ["ApiError", "Fault", "MemoryIam"]

Handler = Callable[[Mapping[str, t.Any]], dict[str, t.Any]]


class MemoryIam:
    """The IAM of one account.

    C(calls) holds the operations that were called with their parameters, refused ones included. C(clock) gives the
    seconds that dates are told by. C(omitted) is what UpdateRole does with a field that is left out.
    """

    def __init__(
        self,
        account_id: str = "111111111111",
        *,
        partition: str = "aws",
        page_size: int = 100,
        clock: Callable[[], float] | None = None,
        omitted: Omitted = "reset",
    ) -> None:
        self.calls: list[tuple[str, Mapping[str, t.Any]]] = []
        self.faults: list[Fault] = []
        self._store = Store(
            account_id=account_id, partition=partition, page_size=page_size, clock=clock, omitted=omitted
        )
        policies, self._roles = Policies(self._store), Roles(self._store)
        roles = self._roles
        self._handlers: dict[str, Handler] = {
            **policies.handlers(),
            **roles.handlers(),
            **InstanceProfiles(self._store).handlers(),
            **OidcProviders(self._store).handlers(),
            **SamlProviders(self._store).handlers(),
            "GetAccountAuthorizationDetails": AuthorizationDetails(self._store, policies, roles).get,
        }

    def call(self, operation: str, parameters: Mapping[str, t.Any]) -> dict[str, t.Any]:
        """See C(_iam.Iam.call)."""
        self.calls.append((operation, copy.deepcopy(dict(parameters))))
        fault = next((candidate for candidate in self.faults if candidate.strikes(operation)), None)
        try:
            if fault is not None and not fault.takes_effect:
                raise fault.answer
            reply = self._handlers[operation](parameters)
            if fault is not None:
                raise fault.answer
        except ApiError as answer:
            raise IamError(code=answer.code, reason=answer.message, operation=operation, status=answer.status) from None
        return copy.deepcopy(reply)

    @property
    def operations(self) -> list[str]:
        """The names of the called operations, in order."""
        return [operation for operation, _parameters in self.calls]

    @property
    def writes(self) -> list[str]:
        """The names of the called operations that write."""
        return [operation for operation in self.operations if not operation.startswith(("Get", "List"))]

    def age_role(self, name: str, *, created: str, used: str | None = None, region: str | None = None) -> None:
        """Set the creation date and the last use of a role, as ISO 8601 texts."""
        role = self._store.roles[name.lower()]
        role.created = created
        shown = {"LastUsedDate": used, "Region": region}
        role.last_used = {key: value for key, value in shown.items() if value is not None}

    def plant_role(self, name: str, path: str, trust: Mapping[str, t.Any], *, attached: t.Sequence[str] = ()) -> None:
        """Create a role as only AWS can, below C(/aws-service-role/) or C(/aws-reserved/)."""
        self._roles.plant(name, path, json.dumps(trust), attached)

    def plant_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Tag a resource as AWS does it, with keys that begin with C(aws:)."""
        store = self._store
        policies = {policy.arn: policy.tags for policy in store.policies.values()}
        roles = {role.arn: role.tags for role in store.roles.values()}
        profiles = {
            store.arn(f"instance-profile{profile.path}{profile.name}"): profile.tags
            for profile in store.profiles.values()
        }
        oidc_providers = {key: provider.tags for key, provider in store.oidc_providers.items()}
        saml_providers = {key: provider.tags for key, provider in store.saml_providers.items()}
        {**policies, **roles, **profiles, **oidc_providers, **saml_providers}[arn].update(tags)

    def attach(self, kind: str, name: str, arn: str) -> None:
        """Attach a managed policy to a C(user) or a C(group)."""
        {"user": self._store.users, "group": self._store.groups}[kind].setdefault(name, []).append(arn)

    def snapshot(self) -> dict[str, t.Any]:
        """The contents of the account for comparison, without identifiers, dates and version numbers."""
        return self._store.snapshot()
