# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The global condition keys, in lower case, since they are case-insensitive.

Source: the IAM user guide, I(AWS global condition context keys) and I(IAM and AWS STS condition context keys).
"""

from __future__ import annotations

import re
import typing as t

GLOBAL_KEYS: t.Final = frozenset(
    f"aws:{name}"
    for name in (
        *("assumedroot", "calledvia", "calledviaawsmcp", "calledviafirst", "calledvialast", "chatbotsourcearn"),
        *("currenttime", "ec2instancesourceprivateipv4", "ec2instancesourcevpc", "epochtime", "federatedprovider"),
        *("ismcpserviceaction", "principalorgmasteraccountid"),
        *("multifactorauthage", "multifactorauthpresent", "principalaccount", "principalarn", "principalisawsservice"),
        *("principalorgid", "principalorgpaths", "principalservicename", "principalservicenameslist", "principaltag"),
        *("principaltype", "referer", "requestedregion", "requesttag", "resourceaccount", "resourceorgid"),
        *("resourceorgpaths", "resourcetag", "securetransport", "signinsessionarn", "sourceaccount", "sourcearn"),
        *("sourceidentity", "sourceip", "sourceorgid", "sourceorgpaths", "sourceowner", "sourcevpc", "sourcevpcarn"),
        *("sourcevpce", "tagkeys", "tokenissuetime", "useragent", "userid", "username", "viaawsmcpservice"),
        *("viaawsservice", "vpceaccount", "vpceorgid", "vpceorgpaths", "vpcsourceip"),
    )
)

# AWS Marketplace Catalog, whose actions begin with aws-marketplace.
PREFIXES_WITHOUT_ACTIONS: t.Final = frozenset(("catalog",))

# A web identity provider's keys begin with its address, those of SAML with its name.
IDENTITY_PROVIDER_KEY = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/].*)?:[^:]+|saml:.+", re.IGNORECASE)
