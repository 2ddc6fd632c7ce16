# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles that trust an identity provider, which is not deleted while there are any.

IAM deletes a provider that roles trust, and nobody can assume them through it any more. Sources: the IAM API reference,
C(API_DeleteOpenIDConnectProvider) and C(API_DeleteSAMLProvider).
"""

from __future__ import annotations

import typing as t

from .._aws.iam import LARGEST_PAGE, Iam, Reply, listed
from .._errors import RefusedError
from .._policy import document as policy_document
from .._policy.document import Document


def federated(trust: Document) -> frozenset[str]:
    """The identity providers that a trust policy trusts: the principals of type Federated that it allows."""
    allowed = (statement.principals or {} for statement in trust.statements if statement.effect == "Allow")
    return frozenset(name for kinds in allowed for name in kinds.get("Federated", ()))


class Trust:
    """Which of the account's roles trust which provider.

    Case does not count, which is the careful choice: the host in an ARN is the name of a host.
    """

    def __init__(self, roles: t.Iterable[Reply]) -> None:
        self._roles: dict[str, list[str]] = {}
        for role in roles:
            for arn in federated(policy_document.from_reply(role["AssumeRolePolicyDocument"])):
                self._roles.setdefault(arn.casefold(), []).append(role["RoleName"])

    @classmethod
    def read(cls, iam: Iam) -> Trust:
        """The trust of all roles, in one listing: a listing has the trust policies."""
        return cls(listed(iam, "ListRoles", LARGEST_PAGE, "Roles"))

    def roles_of(self, arn: str) -> tuple[str, ...]:
        """The names of the roles that trust the provider with the ARN."""
        return tuple(sorted(set(self._roles.get(arn.casefold(), ()))))


def check_untrusted(label: str, roles: tuple[str, ...]) -> None:
    """Raises C(RefusedError) if roles trust the provider that is to be deleted."""
    if roles:
        raise RefusedError(
            f"{label} is still trusted by {', '.join(f'role {role}' for role in roles)}: without the provider, nobody "
            "can assume them through it",
            advice="Remove these roles, or the provider from their trust policies, first",
        )


def check_not_wanted(label: str, roles: tuple[str, ...]) -> None:
    """Raises C(RefusedError) if roles of the task are to trust a provider that it keeps absent."""
    if roles:
        raise RefusedError(
            f"{label} is to be absent, but the task lets {', '.join(f'role {role}' for role in roles)} trust it",
            advice="Remove the provider from the trust policy, or let it exist",
        )
