# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports an account's SAML providers, and the roles that trust them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ..._aws.iam import Iam
from ..provider_trust import Trust
from .desired import check_name
from .reading import arns, provider
from .state import name_in


@dataclass(frozen=True, kw_only=True)
class Query:
    """The SAML providers that a task asks for: the one of a name, or all."""

    name: str | None

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Query:
        """Reads and checks the module's options; raises C(OptionError)."""
        name = options["name"]
        return cls(name=None if name is None else check_name("name", name))

    @property
    def label(self) -> str:
        """What messages call what is asked for."""
        return f"SAML provider {self.name}" if self.name else "SAML providers"


def read(iam: Iam, query: Query) -> dict[str, t.Any]:
    """The result of a task: the providers that exist, each with the roles that trust it.

    This takes a listing of the providers, a call for each that was asked for, and a listing of the account's roles.
    """
    wanted = [arn for arn in arns(iam) if query.name in (None, name_in(arn))]
    # A provider that was deleted meanwhile is left out.
    found = [known for known in (provider(iam, arn) for arn in wanted) if known is not None]
    trust = Trust.read(iam) if found else Trust(())
    shown = [{**known.to_result(), "trusted_by": list(trust.roles_of(known.arn))} for known in found]
    return {"saml_providers": shown}
