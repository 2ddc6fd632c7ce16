# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ARNs of another partition than the account's, which IAM refuses as resources and as principals.

IAM refuses them in every statement, whatever its effect. It compares condition values only when it decides a request,
so conditions may contain any ARN.
"""

from __future__ import annotations

import typing as t

from .._arn import Account, split
from .._errors import OptionError
from .document import Document
from .statement import Statement


def check(option: str, document: Document, account: Account) -> None:
    """Raises C(OptionError) if a resource or a principal is in another partition than the account."""
    for index, statement in enumerate(document.statements):
        for element, arn in _arns(statement):
            if (partition := foreign_partition(arn, account)) is not None:
                raise OptionError(f"{option}.Statement[{index}].{element}", is_foreign(arn, partition, account))


def foreign_partition(arn: str, account: Account) -> str | None:
    """The partition of an ARN that is in another one than the account; C(None) for one that may be in this one.

    The ARN may be incomplete, and its partition may have wildcards.
    """
    parts = split(arn)
    if len(parts) < 2 or parts[0] != "arn" or parts[1] == account.partition or _is_pattern(parts[1]):
        return None
    return parts[1]


def is_foreign(arn: str, partition: str, account: Account) -> str:
    """What is wrong with an ARN of another partition."""
    return (
        f"{arn[:200]!r} is in the partition {partition!r}, but account {account.id} is in {account.partition!r}; write "
        "${AWS::Partition} in place of the partition"
    )


def _is_pattern(partition: str) -> bool:
    return any(character in partition for character in "*?$")


def _arns(statement: Statement) -> t.Iterator[tuple[str, str]]:
    for element in ("Resource", "NotResource"):
        for resource in statement.texts(element) or ():
            yield element, resource
    for element, principals in (("Principal", statement.principals), ("NotPrincipal", statement.not_principals)):
        for kind, members in (principals or {}).items():
            for member in members:
                yield f"{element}.{kind}", member
