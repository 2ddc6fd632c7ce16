# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports an account's OIDC providers, and the roles that trust them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ..._aws.iam import Iam
from ..provider_trust import Trust
from . import provider_url
from .reading import arns, provider


@dataclass(frozen=True, kw_only=True)
class Query:
    """The OIDC providers that a task asks for: the one of a URL, or all."""

    url: str | None

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Query:
        """Reads and checks the module's options; raises C(OptionError)."""
        url = options["url"]
        return cls(url=None if url is None else provider_url.check("url", url))

    @property
    def label(self) -> str:
        """What messages call what is asked for."""
        return f"OIDC provider {self.url}" if self.url else "OIDC providers"


def read(iam: Iam, query: Query) -> dict[str, t.Any]:
    """The result of a task: the providers that exist, each with the roles that trust it.

    This takes a listing of the providers, a call for each that was asked for, and a listing of the account's roles.
    """
    wanted = [arn for arn in arns(iam) if query.url in (None, provider_url.of_arn(arn))]
    # A provider that was deleted meanwhile is left out.
    found = [known for known in (provider(iam, arn) for arn in wanted) if known is not None]
    trust = Trust.read(iam) if found else Trust(())
    shown = [{**known.to_result(), "trusted_by": list(trust.roles_of(known.arn))} for known in found]
    return {"oidc_providers": shown}
