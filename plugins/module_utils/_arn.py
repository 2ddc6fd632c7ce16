# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ARNs, IAM names and paths as small values, and IAM's rules for them.

Sources: the IAM API reference (C(API_CreatePolicy), C(API_CreateRole)) and the IAM user guide's pages
I(IAM identifiers) and I(IAM and AWS STS quotas).
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

from ._errors import OptionError

PARTITION_PATTERN: t.Final = r"aws(?:-[a-z]+)*"

# CloudFormation's AWS::URLSuffix. A test compares it with botocore's endpoint data.
URL_SUFFIXES: t.Final[t.Mapping[str, str]] = {
    "aws": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-us-gov": "amazonaws.com",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
    "aws-eusc": "amazonaws.eu",
}

_ARN = re.compile(rf"arn:({PARTITION_PATTERN}):([a-z0-9-]+):([a-z0-9-]*):([0-9]{{12}}|aws|):([!-~]+)")
_ACCOUNT_ID = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class Arn:
    """An Amazon Resource Name, split into its five parts."""

    partition: str
    service: str
    region: str
    account_id: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """The parts of an ARN, or C(None) if the text is not an ARN."""
        match = _ARN.fullmatch(text)
        return cls(*match.groups()) if match else None

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account_id}:{self.resource}"

    @property
    def name(self) -> str:
        """The last part of a path: the friendly name of a policy or role."""
        return self.resource.rpartition("/")[2]

    @property
    def assumed_role(self) -> str | None:
        """The name of the role of a session, without its path, which STS leaves out. C(None) for other identities."""
        kind, _slash, rest = self.resource.partition("/")
        return rest.partition("/")[0] if (self.service, kind) == ("sts", "assumed-role") else None


@dataclass(frozen=True)
class Account:
    """The account of a session: its id of 12 digits, its partition, and the session's region, if it has one.

    C(session_role) is the name of the role that the session has assumed, if it has assumed one.
    """

    id: str
    partition: str
    region: str | None = None
    session_role: str | None = field(default=None, compare=False)

    def is_session_role(self, name: str) -> bool:
        """Whether a role of the account is the one that the session has assumed. Case does not count in IAM."""
        return self.session_role is not None and name.lower() == self.session_role.lower()

    def policy_arn(self, path: str, name: str) -> str:
        """The ARN of a managed policy of this account."""
        return f"arn:{self.partition}:iam::{self.id}:policy{path}{name}"

    def role_arn(self, path: str, name: str) -> str:
        """The ARN of a role of this account."""
        return f"arn:{self.partition}:iam::{self.id}:role{path}{name}"

    def oidc_provider_arn(self, url: str) -> str:
        """The ARN of an OIDC provider of this account. C(url) has no scheme, as in IAM's replies."""
        return f"arn:{self.partition}:iam::{self.id}:oidc-provider/{url}"

    def saml_provider_arn(self, name: str) -> str:
        """The ARN of a SAML provider of this account."""
        return f"arn:{self.partition}:iam::{self.id}:saml-provider/{name}"


NO_ACCOUNT: t.Final = Account(id="", partition="")
# An example, for use where any account will do.
SPECIMEN: t.Final = Account(id="111111111111", partition="aws", region="us-east-1")


@dataclass(frozen=True)
class Identifiers:
    """The rules for the name and the path of one type of resource."""

    noun: str
    name_length: int
    path_pattern: re.Pattern[str]
    path_characters: str

    def is_name(self, text: str) -> bool:
        """Whether a text can be a name."""
        return 1 <= len(text) <= self.name_length and _NAME.fullmatch(text) is not None

    def check_name(self, option: str, name: str) -> str:
        """The name, or an C(OptionError) that says which rule it breaks."""
        if not 1 <= len(name) <= self.name_length:
            length = f"1 to {self.name_length} characters ({shown(name)} has {len(name)})"
            raise OptionError(option, f"the name of {self.noun} must have {length}")
        if not _NAME.fullmatch(name):
            raise OptionError(
                option,
                f"the name of {self.noun} must consist of {_NAME_CHARACTERS} (got: {shown(name)})",
            )
        return name

    def check_path(self, option: str, path: str) -> str:
        """The path, or an C(OptionError) that says which rule it breaks."""
        if len(path) > 512:
            raise OptionError(option, f"must have at most 512 characters (got: {len(path)})")
        if not (path.startswith("/") and path.endswith("/")):
            raise OptionError(option, f"{shown(path)}: path must begin and end with /")
        if not self.path_pattern.fullmatch(path):
            raise OptionError(
                option, f"the path of {self.noun} must consist of {self.path_characters} (got: {shown(path)})"
            )
        return path


def split(text: str) -> list[str]:
    """The parts of an ARN, at most six. The ARN may be incomplete and may contain wildcards and variables."""
    if "${" not in text:
        return text.split(":", 5)
    parts: list[str] = []
    begin = 0
    for match in _VARIABLE_OR_COLON.finditer(text):
        if match.group() == ":" and len(parts) < 5:
            parts.append(text[begin : match.start()])
            begin = match.end()
    return [*parts, text[begin:]]


# A variable may contain colons, for example C(${AWS::Partition}).
_VARIABLE_OR_COLON = re.compile(r"\$\{[^${}]*\}|:")


# A part of an ARN, for patterns: like a whole ARN, it may have variables.
PART: t.Final = r"(?:\$\{[^{}]*\}|[^:])*"


# IAM stores the unique identifier of a role or user that a trust policy names. It shows it in place of the ARN once the
# role or user was deleted. Source: IAM user guide, I(AWS JSON policy elements: Principal).
DELETED_PRINCIPAL = re.compile(r"A(?:ROA|IDA)[A-Z0-9]{12,}")


def partition_of(arn: str) -> str:
    """The partition in an ARN that AWS returned."""
    return arn.split(":")[1]


_NAME_CHARACTERS: t.Final = "letters, digits and the characters _ + = , . @ -"
_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]+")

ROLE: t.Final = Identifiers(
    noun="a role",
    name_length=64,
    path_pattern=re.compile(r"/|/[!-~]+/"),
    path_characters="printable ASCII characters without spaces",
)
MANAGED_POLICY: t.Final = Identifiers(
    noun="a managed policy",
    name_length=128,
    path_pattern=re.compile(r"/(?:[A-Za-z0-9.,+@=_-]+/)*"),
    path_characters="letters, digits and the characters . , + @ = _ - between single slashes",
)
INSTANCE_PROFILE: t.Final = Identifiers(
    noun="an instance profile",
    name_length=128,
    path_pattern=ROLE.path_pattern,
    path_characters=ROLE.path_characters,
)
INLINE_POLICY: t.Final = Identifiers(
    noun="an inline policy",
    name_length=128,
    path_pattern=re.compile(r"/"),
    path_characters="no path",
)


_ROLE_RESOURCE = re.compile(r"role/(?:[!-~]+/)?[A-Za-z0-9_+=,.@-]{1,64}")
_POLICY_RESOURCE = re.compile(r"policy/(?:[A-Za-z0-9.,+@=_-]+/)*[A-Za-z0-9_+=,.@-]{1,128}")


def check_account_id(option: str, account_id: str) -> str:
    """The account id, or an C(OptionError) unless it has 12 digits. Without quotes, YAML may read it as a number."""
    if not _ACCOUNT_ID.fullmatch(account_id):
        raise OptionError(
            option, f"{shown(account_id)} is not an account id: 12 digits, quoted so that YAML keeps a leading zero"
        )
    return account_id


def check_policy_arn(option: str, text: str) -> str:
    """The ARN of a managed policy, or an C(OptionError)."""
    arn = Arn.parse(text)
    if arn is None or arn.service != "iam" or not _POLICY_RESOURCE.fullmatch(arn.resource):
        raise OptionError(
            option, f"{shown(text)} is not the ARN of a managed policy: arn:aws:iam::ACCOUNT:policy/PATH/NAME"
        )
    return text


def check_role_arn(option: str, text: str) -> str:
    """The ARN of a role, or an C(OptionError)."""
    arn = Arn.parse(text)
    if (
        arn is None
        or arn.service != "iam"
        or not arn.account_id.isdigit()
        or not _ROLE_RESOURCE.fullmatch(arn.resource)
        or len(text) > 2048
    ):
        raise OptionError(option, f"{shown(text)} is not the ARN of a role: arn:aws:iam::ACCOUNT:role/PATH/NAME")
    return text


def shown_name(name: str) -> str:
    """A name that has not been checked yet, in a form that is safe in a message."""
    return name if name.isprintable() and len(name) <= 256 else repr(name[:80])


def shown(value: str) -> str:
    """A value as a message quotes it: printable, and at most a line long."""
    return repr(value if len(value) <= 80 else value[:77] + "...")
