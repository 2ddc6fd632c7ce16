# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The URL of an OpenID Connect provider, as IAM means it.

IAM's replies and ARNs have it without C(https://), and each account has at most one provider for a URL. Sources: the
IAM API reference, C(API_CreateOpenIDConnectProvider) ("The URL must begin with https://", "path components are allowed
but query parameters are not", "should not contain a port number") and C(OpenIDConnectProviderUrlType) (1 to 255
characters).
"""

from __future__ import annotations

import re
import typing as t

from ..._arn import shown
from ..._errors import OptionError

LENGTH: t.Final = 255
_SCHEME: t.Final = "https://"
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LABEL: t.Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# The characters of a path: RFC 3986, section 3.3.
_PATH = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*")


def normalized(url: str) -> str:
    """The URL without its scheme, with its host in lower case: equal for URLs that mean the same provider.

    The path keeps its case and a slash at its end, since the issuer in a token has to match.
    """
    without = url[len(_SCHEME) :] if url[: len(_SCHEME)].lower() == _SCHEME else url
    host, slash, path = without.partition("/")
    return f"{host.lower()}{slash}{path}"


def of_arn(arn: str) -> str:
    """The URL in the ARN of a provider, as C(normalized) returns it."""
    return normalized(arn.partition(":oidc-provider/")[2])


def with_scheme(url: str) -> str:
    """The URL as IAM takes it when it creates the provider."""
    return f"{_SCHEME}{url}"


def check(option: str, url: str) -> str:
    """The URL as C(normalized) returns it, or an C(OptionError) that says which rule it breaks."""
    text = normalized(url)
    if _ANY_SCHEME.match(text):
        raise OptionError(option, f"must begin with https:// (got: {shown(url)})")
    if len(with_scheme(text)) > LENGTH:
        raise OptionError(option, f"must have at most {LENGTH} characters (got: {len(with_scheme(text))})")
    for character, what in (("?", "a query"), ("#", "a fragment")):
        if character in text:
            raise OptionError(option, f"must not contain {what} (got: {shown(url)})")
    host, slash, path = text.partition("/")
    if "@" in host or ":" in host:
        raise OptionError(option, f"must not contain a port number or a user (got: {shown(url)})")
    if not _HOST.fullmatch(host):
        raise OptionError(option, f"must have the name of a host after https:// (got: {shown(url)})")
    if not _PATH.fullmatch(slash + path):
        raise OptionError(option, f"the path of the URL contains a character that URLs do not have (got: {shown(url)})")
    return text
