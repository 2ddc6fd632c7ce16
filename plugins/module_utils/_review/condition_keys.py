# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The condition keys that do not belong to one service, with their types.

Sources: the IAM user guide, I(AWS global condition context keys), I(IAM and AWS STS condition context keys) and
I(Single-valued vs. multivalued context keys).
"""

from __future__ import annotations

import re
import typing as t

from .catalogue import Catalogue

_OF_TYPE: t.Final[t.Mapping[str, tuple[str, ...]]] = {
    "ARN": ("chatbotsourcearn", "principalarn", "signinsessionarn", "sourcearn", "sourcevpcarn"),
    "ArrayOfString": (
        *("calledvia", "calledviaawsmcp", "principalorgpaths", "principalservicenameslist", "resourceorgpaths"),
        *("sourceorgpaths", "tagkeys", "vpceorgpaths"),
    ),
    "Bool": (
        *("assumedroot", "ismcpserviceaction", "multifactorauthpresent", "principalisawsservice", "securetransport"),
        *("viaawsmcpservice", "viaawsservice"),
    ),
    "Date": ("currenttime", "epochtime", "tokenissuetime"),
    "IPAddress": ("ec2instancesourceprivateipv4", "sourceip", "vpcsourceip"),
    "Numeric": ("multifactorauthage",),
    "String": (
        *("calledviafirst", "calledvialast", "ec2instancesourcevpc", "federatedprovider", "principalaccount"),
        *("principalorgid", "principalorgmasteraccountid", "principalservicename", "principaltag", "principaltype"),
        *("referer", "requestedregion", "requesttag", "resourceaccount", "resourceorgid", "resourcetag"),
        *("sourceaccount", "sourceidentity", "sourceorgid", "sourceowner", "sourcevpc", "sourcevpce", "useragent"),
        *("userid", "username", "vpceaccount", "vpceorgid"),
    ),
}
# In lower case, since keys are case-insensitive.
GLOBAL_KEYS: t.Final[t.Mapping[str, str]] = {
    f"aws:{name}": key_type for key_type, names in _OF_TYPE.items() for name in names
}

# Keys that are of no use without the key of a tag: aws:RequestTag/team.
TAG_KEYS: t.Final = frozenset(("aws:principaltag", "aws:requesttag", "aws:resourcetag"))

# What AWS has put in the place of a key that it keeps for old policies only.
DEPRECATED: t.Final[t.Mapping[str, str]] = {
    "aws:arn": "aws:PrincipalArn or aws:SourceArn",
    "aws:sourceowner": "aws:SourceAccount",
}

# Keys that the reference lists for some actions, and that the requests for more actions have.
LISTED_TOO_SELDOM: t.Final = frozenset(
    (
        # I(Identity-based policy examples for Amazon Bedrock): subscriptions to models.
        "aws-marketplace:productid",
        # A cross-service condition key, which says from which instance a session's requests come.
        "ssm:sourceinstancearn",
    )
)

# AWS Marketplace Catalog, whose actions begin with aws-marketplace, and IAM Identity Center, whose begin with sso.
PREFIXES_WITHOUT_ACTIONS: t.Final = frozenset(("catalog", "identitycenter"))

# A web identity provider's keys begin with its address, those of SAML with its name.
IDENTITY_PROVIDER_KEY = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/].*)?:[^:]+|saml:.+", re.IGNORECASE)
# The claims of web identities, and the attributes of SAML, that have one value.
_SINGLE_CLAIM = re.compile(
    r"[^:]+\.[^:]+(?::.*)?:(?:sub|aud|azp|iss|email|job_workflow_ref)"
    r"|saml:(?:aud|doc|iss|namequalifier|sub|sub_type)",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\$\{[^${}]*\}")


def name_of(key: str) -> str:
    """A key in lower case, without the key of a tag that it ends in."""
    return key.partition("/")[0].lower()


def type_of(key: str, catalogue: Catalogue | None) -> str | None:
    """The type of a key, such as C(String) or C(ArrayOfARN); C(None) if it is not known."""
    name = name_of(key)
    if name.startswith("aws:"):
        return GLOBAL_KEYS.get(name)
    if _SINGLE_CLAIM.fullmatch(key):
        return "String"
    return None if catalogue is None or IDENTITY_PROVIDER_KEY.fullmatch(key) else catalogue.key_type(key)


def is_known(key: str, catalogue: Catalogue) -> bool:
    """Whether a key exists; for a key of an identity provider, whether it has the form of one."""
    key = _VARIABLE.sub("x", key)
    name = name_of(key)
    prefix, colon, _rest = name.partition(":")
    if prefix == "aws":
        return name in GLOBAL_KEYS or name in DEPRECATED
    if IDENTITY_PROVIDER_KEY.fullmatch(key) or prefix in PREFIXES_WITHOUT_ACTIONS:
        return True
    if not colon or not catalogue.has_service(prefix):
        return False
    return catalogue.key_type(key) is not None
