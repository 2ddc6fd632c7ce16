# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What OIDC providers and SAML providers have in common as resources of a set."""

from __future__ import annotations

import abc
import typing as t

from .._arn import Arn
from .._aws.iam import Iam, Reply, find
from .baseline_type import BaselineType, NamedState, SetDesiredT


class ProviderState(NamedState, t.Protocol):
    """The state of an identity provider in IAM."""

    @property
    def trusted_by(self) -> tuple[str, ...]:
        """The names of the roles that trust the provider, read only for a removal."""


ProviderStateT = t.TypeVar("ProviderStateT", bound=ProviderState)


class IdentityProviderType(BaselineType[SetDesiredT, ProviderStateT], abc.ABC):
    """The type of a provider that roles can trust: it exists before them, and is deleted after them.

    C(arn_kind) is the type in its ARN. C(get_operation) reads a provider, whose ARN is the C(arn_parameter).
    """

    arn_kind: t.ClassVar[str]
    get_operation: t.ClassVar[str]
    arn_parameter: t.ClassVar[str]

    has_documents = False
    list_option = "identity_providers"
    # Its name is all that a provider needs.
    compared_options = frozenset({"url", "name"})
    ignores_case = False
    deleted_last = True

    def has_arn(self, arn: Arn) -> bool:
        """Whether the ARN is one of a provider of this type."""
        return arn.resource.startswith(f"{self.arn_kind}/")

    def get(self, iam: Iam, arn: str) -> Reply | None:
        """The provider as IAM describes it, or C(None) if the account does not have it."""
        return find(iam, self.get_operation, {self.arn_parameter: arn})

    @abc.abstractmethod
    def exported(self, arn: str, reply: Reply) -> dict[str, object]:
        """The options of an entry that describe a provider, without its tags."""

    def not_exported(self, _reply: Reply) -> str | None:
        """A remark about settings of a provider for which an entry has no option, if it has any."""
        return None

    def usage(self, actual: ProviderStateT) -> dict[str, object]:
        return {"trusted_by": list(actual.trusted_by)}
