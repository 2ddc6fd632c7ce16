# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What OIDC providers and SAML providers have in common as resources of a set."""

from __future__ import annotations

import abc
import typing as t

from .baseline_type import BaselineType, NamedState, SetDesiredT


class ProviderState(NamedState, t.Protocol):
    """The state of an identity provider in IAM."""

    @property
    def trusted_by(self) -> tuple[str, ...]:
        """The names of the roles that trust the provider, read only for a removal."""


ProviderStateT = t.TypeVar("ProviderStateT", bound=ProviderState)


class IdentityProviderType(BaselineType[SetDesiredT, ProviderStateT], abc.ABC):
    """The type of a provider that roles can trust: it exists before them, and is deleted after them."""

    has_documents = False
    list_option = "identity_providers"
    # Its name is all that a provider needs.
    compared_options = frozenset({"url", "name"})
    ignores_case = False
    deleted_last = True

    def usage(self, actual: ProviderStateT) -> dict[str, object]:
        return {"trusted_by": list(actual.trusted_by)}
