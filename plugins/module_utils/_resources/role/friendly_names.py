# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Resolves friendly names of managed policies to ARNs: the account's own policies first, then those of AWS."""

from __future__ import annotations

import typing as t

from ..._arn import Account
from ..._aws.iam import LARGEST_PAGE, Iam, find, pages
from ..._errors import IamError, OptionError


def resolve(iam: Iam, account: Account, names: t.Sequence[str], known: t.Mapping[str, str]) -> dict[str, str]:
    """The ARN of each name. Names in C(known) need no call. Raises C(OptionError) if no policy has one of the names."""
    arns = {name: known[name] for name in names if name in known}
    for name in _missing(names, arns):
        arn = _own_policy(iam, account, name)
        if arn is not None:
            arns[name] = arn
    for scope in ("Local", "AWS"):
        arns |= _listed_policies(iam, scope, _missing(names, arns))
    missing = _missing(names, arns)
    if missing:
        raise OptionError(
            "managed_policies",
            f"Failed to find policy by name: {', '.join(sorted(missing))}. Neither this account nor AWS has a managed "
            "policy of that name. In check mode, a policy that an earlier task would create is not there yet: its ARN, "
            "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/NAME, needs no look-up",
        )
    return arns


def _missing(names: t.Iterable[str], arns: t.Mapping[str, str]) -> list[str]:
    return [name for name in names if name not in arns]


def _own_policy(iam: Iam, account: Account, name: str) -> str | None:
    """The ARN of the account's policy with this name and the path C(/), if it exists."""
    arn = account.policy_arn("/", name)
    try:
        return None if find(iam, "GetPolicy", {"PolicyArn": arn}) is None else arn
    except IamError as error:
        if not error.is_denial:
            raise
        # The listing of the account's policies will find it too.
        return None


def _listed_policies(iam: Iam, scope: str, names: t.Sequence[str]) -> dict[str, str]:
    """ARNs by name. The listing stops at the page on which the last missing name was found."""
    found: dict[str, str] = {}
    if not names:
        return found
    for page in pages(iam, "ListPolicies", {"Scope": scope, **LARGEST_PAGE}):
        found |= {policy["PolicyName"]: policy["Arn"] for policy in page["Policies"] if policy["PolicyName"] in names}
        if len(found) == len(names):
            break
    return found
