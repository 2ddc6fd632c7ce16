# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identity providers: addresses, metadata documents, and how many of what an account or a provider may have.

Sources: API reference of CreateOpenIDConnectProvider and CreateSAMLProvider, and IAM's table of quotas. IAM publishes
its words for some of these errors only; codes are AWS's, words are like its own.
"""

from __future__ import annotations

from urllib import parse
from xml.etree import ElementTree

from ..refusal import Refusal, already_exists, invalid_input, limit_exceeded, validation_error
from ..request import Request
from ..state import AccountState

PROVIDERS_PER_ACCOUNT = 100
CLIENT_IDS_PER_PROVIDER = 100
THUMBPRINTS_PER_PROVIDER = 5
UNREACHABLE = ".invalid"
"""The end of a host's name that AWS cannot ask for its certificate."""
_METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}EntityDescriptor"


def invalid_url(request: Request, _state: AccountState) -> Refusal | None:
    url = request.text("Url")
    found = parse.urlsplit(url)
    if found.scheme == "https" and found.hostname and not (found.query or found.fragment or found.port):
        return None
    return validation_error("Invalid Open ID Connect Provider URL")


def oidc_provider_exists(request: Request, state: AccountState) -> Refusal | None:
    """An address has one provider in an account; the name of a host has no case."""
    url = parse.urlsplit(request.text("Url"))
    present = (provider.url.partition("/") for provider in state.backend.open_id_providers.values())
    if any((host.lower(), f"{slash}{path}") == (url.netloc.lower(), url.path) for host, slash, path in present):
        return already_exists(f"Provider with url {request.text('Url')} already exists.")
    return None


def too_many_oidc_providers(_request: Request, state: AccountState) -> Refusal | None:
    if len(state.backend.open_id_providers) < PROVIDERS_PER_ACCOUNT:
        return None
    return limit_exceeded(f"Cannot exceed quota for OpenIdConnectProvidersPerAccount: {PROVIDERS_PER_ACCOUNT}")


def too_many_thumbprints(request: Request, _state: AccountState) -> Refusal | None:
    given = request.parameters.get("ThumbprintList", [])
    if len(given) > THUMBPRINTS_PER_PROVIDER:
        return invalid_input(f"Thumbprint list must contain at most {THUMBPRINTS_PER_PROVIDER} entries.")
    if request.operation.startswith("Update") and not given:
        return invalid_input("Thumbprint list must not be empty.")
    return None


def too_many_client_ids(request: Request, state: AccountState) -> Refusal | None:
    provider = state.oidc_provider(request.text("OpenIDConnectProviderArn"))
    present = [] if provider is None else provider.client_ids
    added = [*request.parameters.get("ClientIDList", [])]
    added += [request.parameters["ClientID"]] if "ClientID" in request.parameters else []
    if len({*present, *added}) <= CLIENT_IDS_PER_PROVIDER:
        return None
    return limit_exceeded(f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {CLIENT_IDS_PER_PROVIDER}")


def thumbprint_not_found(request: Request, _state: AccountState) -> Refusal | None:
    """AWS asks the host for its certificate if the request has no thumbprint."""
    host = parse.urlsplit(request.text("Url")).netloc
    if request.parameters.get("ThumbprintList") or not host.lower().endswith(UNREACHABLE):
        return None
    message = f"Please make sure that the OpenID Connect provider {request.text('Url')} is reachable."
    return Refusal("OpenIdIdpCommunicationError", 400, message)


def metadata_malformed(request: Request, _state: AccountState) -> Refusal | None:
    if "SAMLMetadataDocument" not in request.parameters:
        return None
    try:
        root = ElementTree.fromstring(request.text("SAMLMetadataDocument"))  # noqa: S314  # the tests' own
    except ElementTree.ParseError:
        return invalid_input("Could not parse metadata")
    return None if root.tag == _METADATA else invalid_input("Could not parse metadata")


def saml_provider_exists(request: Request, state: AccountState) -> Refusal | None:
    name = request.text("Name")
    found = name in state.backend.saml_providers
    return already_exists(f"Provider with name {name} already exists.") if found else None


def too_many_saml_providers(_request: Request, state: AccountState) -> Refusal | None:
    if len(state.backend.saml_providers) < PROVIDERS_PER_ACCOUNT:
        return None
    return limit_exceeded(f"Cannot exceed quota for SAMLProvidersPerAccount: {PROVIDERS_PER_ACCOUNT}")
