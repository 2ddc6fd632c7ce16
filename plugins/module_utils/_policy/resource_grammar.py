# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM refuses in C(Resource) and C(NotResource)."""

from __future__ import annotations

import re
import typing as t

from .._arn import SPECIMEN, URL_SUFFIXES, split
from . import pseudo_parameters, rules
from .problem import Problem, shown


def problems(element: str, resource: str) -> t.Iterator[Problem]:
    """The problem of one resource, if it has one."""
    message = None if resource == "*" else _arn_problem(pseudo_parameters.fill_known(resource, SPECIMEN))
    if message:
        yield Problem(rules.INVALID_RESOURCE, f"{shown(resource)} {message}", element)


def _arn_problem(resource: str) -> str | None:
    parts = split(resource)
    if len(parts) == 1 or parts[0] != "arn":
        return "is neither * nor an ARN"
    if parts[1] not in (*URL_SUFFIXES, "*"):
        return f"has an unknown partition: {shown(parts[1])}"
    if len(parts) == 2 or not parts[2] or re.search(r"[*?]", parts[2]):
        return "has no service, for which a wildcard does not do"
    # IAM completes an ARN that is too short with wildcards, unless one of its parts is empty.
    if len(parts) < 6 and "" in parts[3:]:
        return "has too few parts: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"
    service, *rest = (parts + ["*"] * 4)[2:6]
    check = _SERVICES.get(service)
    return None if check is None else check(*rest)


def _iam_problem(region: str, account: str, resource: str) -> str | None:
    if region:
        return "has a Region, but ARNs of IAM have none"
    if "${" in account:
        return "has a variable in place of its account; IAM resolves variables only after the fifth colon"
    if not (resource in ("*", "root") or resource.startswith(_IAM_PATHS)):
        return f"is not of a resource type of IAM: {', '.join(_IAM_PATHS)}"
    return None


def _route53_problem(region: str, _account: str, _resource: str) -> str | None:
    return "has a Region, but ARNs of Route 53 have none" if region else None


def _s3_problem(region: str, account: str, resource: str) -> str | None:
    if resource.startswith(_REGIONAL_S3_RESOURCES) or (region == "" and account in ("", "*")):
        return None
    return "has a Region or an account, but ARNs of buckets and objects have neither"


_SERVICES: t.Final[t.Mapping[str, t.Callable[[str, str, str], str | None]]] = {
    "iam": _iam_problem,
    "route53": _route53_problem,
    "s3": _s3_problem,
}
_REGIONAL_S3_RESOURCES: t.Final = (
    *("accesspoint/", "access-grants/", "job/", "storage-lens/", "storage-lens-group/", "async-request/", "*"),
)
_IAM_PATHS: t.Final = (
    *("user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/"),
    *("sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/", "assumed-role/"),
    *("contextProvider/", "delegation-request/", "role-template/"),
)
