# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM refuses in one account, as far as the session's account and partition tell it before the first write.

Sources: the IAM API reference, C(API_AttachRolePolicy) (PolicyNotAttachable, UnmodifiableEntity), and the IAM user
guide, I(Create a service-linked role) and I(Managed policies and inline policies).
"""

from __future__ import annotations

import typing as t

from .. import _arn
from .._arn import Account
from .._errors import OptionError, RefusedError
from .._policy import grammar, partition
from .._policy.document import Document
from .._policy.problem import DocumentKind

# The paths of roles that only AWS creates and changes, and how the names of these roles begin.
_SERVICE_LINKED: t.Final = "/aws-service-role/"
_RESERVED: t.Final = "/aws-reserved/"
_PROTECTED_NAMES: t.Final = ("AWSServiceRoleFor", "AWSReservedSSO_")


def filled_document(option: str, document: Document, account: Account, *, kind: DocumentKind) -> Document:
    """The document for the account, with its ARNs checked; raises C(OptionError).

    What every statement needs is checked too, since the review, which says more, may be off.
    """
    filled = document.filled(option, account)
    for index, statement in enumerate(filled.statements):
        for problem in grammar.missing_elements(statement, kind):
            raise OptionError(f"{option}.Statement[{index}]", problem.message)
    partition.check(option, filled, account)
    return filled


def check_policy_of(option: str, arn: str, account: Account) -> str:
    """The ARN of a policy that a role of the account can use, or an C(OptionError)."""
    parsed = _arn.Arn.parse(_arn.check_policy_arn(option, arn))
    if (foreign := partition.foreign_partition(arn, account)) is not None:
        raise OptionError(option, partition.is_foreign(arn, foreign, account))
    if parsed is not None and parsed.account_id not in ("aws", account.id):
        raise OptionError(
            option,
            f"{arn} is a policy of account {parsed.account_id}; a role of account {account.id} can have only policies "
            "of its own account and of AWS",
        )
    return arn


def check_attachable(option: str, arns: t.Iterable[str]) -> None:
    """Raises C(OptionError) for a policy that only service-linked roles can have."""
    for arn in arns:
        if f":policy{_SERVICE_LINKED}" in arn:
            raise OptionError(
                option,
                f"{arn} is for service-linked roles only: IAM attaches no policy below {_SERVICE_LINKED} to others",
            )


def check_new_path(path: str, *, of_role: bool = False) -> str:
    """The path of a new resource, or an C(OptionError) if only AWS creates resources below it."""
    reserved = (_SERVICE_LINKED, _RESERVED) if of_role else (_SERVICE_LINKED,)
    for beginning in reserved:
        if path.startswith(beginning.rstrip("/")):
            raise OptionError("path", f"only AWS creates resources below {beginning} (got: {path!r})")
    return path


def is_service_linked(path: str) -> bool:
    """Whether a role with the path is a service-linked role."""
    return path.startswith(_SERVICE_LINKED)


def check_may_change(label: str, path: str) -> None:
    """Raises C(RefusedError) if only AWS changes a role with the path. Of a service-linked role, this is the rest."""
    if is_service_linked(path):
        raise RefusedError(
            f"{label} is a service-linked role: only the AWS service it belongs to changes more than its description",
            advice="Remove it from the task",
        )
    if path.startswith(_RESERVED):
        raise RefusedError(
            f"{label} is below {_RESERVED}: only AWS changes it",
            advice="Remove it from the task; a role of IAM Identity Center changes with its permission set",
        )


def may_be_protected(name: str) -> bool:
    """Whether only AWS may be able to change a role with this name; its path decides."""
    return name.startswith(_PROTECTED_NAMES)


def is_protected(path: str) -> bool:
    """Whether only AWS changes a role with the path."""
    return path.startswith((_SERVICE_LINKED, _RESERVED))
