# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policy documents in C(docs/permissions): what they allow, and whether that covers a call."""

from __future__ import annotations

import fnmatch
import json
import pathlib
import typing as t

FOLDER: t.Final = pathlib.Path(__file__).parents[2] / "docs" / "permissions"

Statement = t.Mapping[str, t.Any]


class Call(t.Protocol):
    """A call, as the sandbox logs it."""

    @property
    def service(self) -> str:
        """The service's prefix in actions."""

    @property
    def operation(self) -> str:
        """The API operation."""

    @property
    def account_id(self) -> str:
        """The caller's account."""

    @property
    def parameters(self) -> t.Mapping[str, t.Any]:
        """The parameters as boto3 takes them."""


def statements(*names: str) -> list[Statement]:
    """The statements of documents, by the names of their files."""
    texts = [(FOLDER / f"{name}.json").read_text(encoding="utf-8") for name in names]
    return [statement for text in texts for statement in json.loads(text)["Statement"]]


def actions(*names: str) -> set[str]:
    """The actions that documents allow; none of them has a wildcard."""
    return {action for statement in statements(*names) for action in listed(statement["Action"])}


def listed(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]


def permits(allowed: t.Iterable[Statement], call: Call, action: str) -> bool:
    """Whether a statement allows an action that a call needs, on the call's resource."""
    resource = _resource(call, action)
    return any(
        action in listed(statement["Action"])
        and any(_matches(pattern, resource, call.account_id) for pattern in listed(statement["Resource"]))
        and all(_holds(test, call) for test in statement.get("Condition", {}).items())
        for statement in allowed
    )


def _matches(pattern: str, text: str, account_id: str) -> bool:
    filled = pattern.replace("${AWS::Partition}", "aws").replace("${AWS::AccountId}", account_id)
    assert "[" not in filled
    return fnmatch.fnmatchcase(text, filled)


def _holds(test: tuple[str, t.Mapping[str, t.Any]], call: Call) -> bool:
    operator, [(key, wanted)] = test[0], list(test[1].items())
    if (operator, key) == ("ArnLike", "iam:PolicyARN"):
        return any(_matches(pattern, call.parameters["PolicyArn"], call.account_id) for pattern in listed(wanted))
    # A call that adds a role to an instance profile passes the role to EC2.
    assert (operator, key, wanted) == ("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")
    return call.operation == "AddRoleToInstanceProfile"


# The parameter that names a call's resource, and the beginning of the resource part of its ARN.
_SUBJECTS: t.Final = (
    ("InstanceProfileName", "instance-profile"),
    ("UserName", "user"),
    ("GroupName", "group"),
    ("RoleName", "role"),
    ("PolicyName", "policy"),
)


def _resource(call: Call, action: str) -> str:
    if call.service == "sts":
        return str(call.parameters["RoleArn"])
    if call.operation == "GetAccountAuthorizationDetails":
        return "*"
    if call.operation.startswith("List") and not {"RoleName", "PolicyArn"} & set(call.parameters):
        return "*"
    beginning = f"arn:aws:iam::{call.account_id}:"
    if action == "iam:PassRole":
        return f"{beginning}role/{call.parameters['RoleName']}"
    path = call.parameters.get("Path", "/")
    for parameter, kind in _SUBJECTS:
        if parameter in call.parameters:
            return f"{beginning}{kind}{path}{call.parameters[parameter]}"
    return _provider(call, beginning) or str(call.parameters["PolicyArn"])


def _provider(call: Call, beginning: str) -> str | None:
    """The ARN of the identity provider that a call is about."""
    parameters = call.parameters
    if call.operation == "CreateOpenIDConnectProvider":
        return f"{beginning}oidc-provider/{parameters['Url'].removeprefix('https://')}"
    if call.operation == "CreateSAMLProvider":
        return f"{beginning}saml-provider/{parameters['Name']}"
    return parameters.get("OpenIDConnectProviderArn") or parameters.get("SAMLProviderArn")
