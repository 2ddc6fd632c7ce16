# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Resolves friendly names of managed policies to ARNs: the account's own policies first, then those of AWS."""

from __future__ import annotations

import typing as t

from ..._arn import Account
from ..._aws.iam import LARGEST_PAGE, Iam, find, pages
from ..._errors import IamError, MissingError
from ..._nearest import nearest


def resolve(iam: Iam, account: Account, names: t.Mapping[str, str], known: t.Mapping[str, str]) -> dict[str, str]:
    """The ARN of each name. C(names) maps each to the option that gives it; names in C(known) need no call.

    Raises C(MissingError) if no policy has one of the names.
    """
    arns = {name: known[name] for name in names if name in known}
    arns |= _own_policies(iam, account, _missing(names, arns))
    listed: dict[str, str] = {}
    for scope in ("Local", "AWS"):
        listed |= _listed_policies(iam, scope, _missing(names, arns))
        arns |= {name: listed[name] for name in _missing(names, arns) if name in listed}
    missing = _missing(names, arns)
    if missing:
        option = names[missing[0]]
        raise _not_found(option, sorted(name for name in missing if names[name] == option), (*known, *listed))
    return arns


def _not_found(option: str, missing: t.Sequence[str], known: t.Sequence[str]) -> MissingError:
    proposals = (f"{name} may be meant to be {near}" for name in missing if (near := nearest(name, known)) is not None)
    sentences = (
        f"Failed to find policy by name: {', '.join(missing)}",
        *proposals,
        "Neither this account nor AWS has a managed policy of that name",
    )
    advice = "Correct the name, or create the policy first"
    return MissingError(option, ". ".join(sentences), advice=advice)


def _missing(names: t.Iterable[str], arns: t.Mapping[str, str]) -> list[str]:
    return [name for name in names if name not in arns]


def _own_policies(iam: Iam, account: Account, names: t.Iterable[str]) -> dict[str, str]:
    """The ARNs of the account's policies with these names and the path C(/)."""
    arns = {name: account.policy_arn("/", name) for name in names}
    return {name: arn for name, arn in arns.items() if _exists(iam, arn)}


def _exists(iam: Iam, arn: str) -> bool:
    try:
        return find(iam, "GetPolicy", {"PolicyArn": arn}) is not None
    except IamError as error:
        if not error.is_denial:
            raise
        # The listing of the account's policies will find it too.
        return False


def _listed_policies(iam: Iam, scope: str, names: t.Sequence[str]) -> dict[str, str]:
    """The ARNs of all listed policies by name. The listing stops at the page with the last missing name."""
    listed: dict[str, str] = {}
    if not names:
        return listed
    for page in pages(iam, "ListPolicies", {"Scope": scope, **LARGEST_PAGE}):
        listed |= {policy["PolicyName"]: policy["Arn"] for policy in page["Policies"]}
        if all(name in listed for name in names):
            break
    return listed
