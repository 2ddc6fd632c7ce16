# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""OIDC and SAML providers of the IAM in memory."""

from __future__ import annotations

import hashlib
import re
import typing as t
from collections.abc import Mapping
from xml.etree import ElementTree

from .store import ApiError, OidcProvider, SamlProvider, Store, set_tags, shown_tags, unset_tags

Parameters = Mapping[str, t.Any]
Reply = dict[str, t.Any]

_PROVIDERS: t.Final = 100
_CLIENT_IDS: t.Final = 100
_URL_LENGTH: t.Final = 255
_THUMBPRINTS: t.Final = 5
_METADATA_LENGTHS: t.Final = range(1000, 10_000_001)
_METADATA: t.Final = "{urn:oasis:names:tc:SAML:2.0:metadata}EntityDescriptor"
_URL = re.compile(r"https://(?P<host>[^/?#:@]+)(?P<path>/[^?#]*)?")


class OidcProviders:
    def __init__(self, store: Store) -> None:
        self._store = store

    def handlers(self) -> dict[str, t.Callable[[Parameters], Reply]]:
        return {
            "AddClientIDToOpenIDConnectProvider": self.add_client_id,
            "CreateOpenIDConnectProvider": self.create,
            "DeleteOpenIDConnectProvider": self.delete,
            "GetOpenIDConnectProvider": self.get,
            "ListOpenIDConnectProviderTags": self.list_tags,
            "ListOpenIDConnectProviders": self.list_providers,
            "RemoveClientIDFromOpenIDConnectProvider": self.remove_client_id,
            "TagOpenIDConnectProvider": self.tag,
            "UntagOpenIDConnectProvider": self.untag,
            "UpdateOpenIDConnectProviderThumbprint": self.update_thumbprints,
        }

    def create(self, parameters: Parameters) -> Reply:
        found = _URL.fullmatch(parameters["Url"])
        if found is None or len(parameters["Url"]) > _URL_LENGTH:
            raise ApiError("ValidationError", "Invalid Open ID Connect Provider URL")
        host, path = found["host"], found["path"] or ""
        present = (provider.url.partition("/") for provider in self._store.oidc_providers.values())
        if any((held.lower(), f"{slash}{rest}") == (host.lower(), path) for held, slash, rest in present):
            raise ApiError("EntityAlreadyExists", f"Provider with url {parameters['Url']} already exists.")
        _check_number(self._store.oidc_providers, "OpenIdConnectProvidersPerAccount")
        thumbprints = list(parameters.get("ThumbprintList", ()))
        _check_thumbprints(thumbprints)
        if not thumbprints and host.lower().endswith(".invalid"):
            raise ApiError("OpenIdIdpCommunicationError", f"The provider {host} is not reachable.")
        provider = OidcProvider(
            url=f"{host}{path}",
            client_ids=_client_ids(parameters.get("ClientIDList", ())),
            # AWS takes the thumbprint from the certificate of the host.
            thumbprints=thumbprints or [hashlib.sha1(host.encode()).hexdigest()],  # noqa: S324
            created=self._store.now(),
        )
        set_tags(provider.tags, parameters.get("Tags", ()), ignore_case=False)
        arn = self._store.arn(f"oidc-provider/{provider.url}")
        self._store.oidc_providers[arn] = provider
        return {"OpenIDConnectProviderArn": arn, "Tags": shown_tags(provider.tags)}

    def get(self, parameters: Parameters) -> Reply:
        provider = self._provider(parameters)
        return {
            "Url": provider.url,
            "ClientIDList": provider.client_ids,
            "ThumbprintList": provider.thumbprints,
            "CreateDate": provider.created,
            "Tags": shown_tags(provider.tags),
        }

    def list_providers(self, _parameters: Parameters) -> Reply:
        return {"OpenIDConnectProviderList": [{"Arn": arn} for arn in self._store.oidc_providers]}

    def delete(self, parameters: Parameters) -> Reply:
        """This does not fail for a provider that does not exist."""
        self._store.oidc_providers.pop(parameters["OpenIDConnectProviderArn"], None)
        return {}

    def add_client_id(self, parameters: Parameters) -> Reply:
        provider = self._provider(parameters)
        provider.client_ids = _client_ids([*provider.client_ids, parameters["ClientID"]])
        return {}

    def remove_client_id(self, parameters: Parameters) -> Reply:
        """This does not fail for a client ID that the provider does not have."""
        provider = self._provider(parameters)
        provider.client_ids = [value for value in provider.client_ids if value != parameters["ClientID"]]
        return {}

    def update_thumbprints(self, parameters: Parameters) -> Reply:
        thumbprints = list(parameters["ThumbprintList"])
        _check_thumbprints(thumbprints)
        if not thumbprints:
            raise ApiError("InvalidInput", "Thumbprint list must not be empty.")
        self._provider(parameters).thumbprints = thumbprints
        return {}

    def tag(self, parameters: Parameters) -> Reply:
        set_tags(self._provider(parameters).tags, parameters["Tags"], ignore_case=False)
        return {}

    def untag(self, parameters: Parameters) -> Reply:
        unset_tags(self._provider(parameters).tags, parameters["TagKeys"], ignore_case=False)
        return {}

    def list_tags(self, parameters: Parameters) -> Reply:
        return self._store.page(shown_tags(self._provider(parameters).tags), "Tags", parameters)

    def _provider(self, parameters: Parameters) -> OidcProvider:
        arn = parameters["OpenIDConnectProviderArn"]
        if arn not in self._store.oidc_providers:
            raise ApiError("NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}")
        return self._store.oidc_providers[arn]


class SamlProviders:
    def __init__(self, store: Store) -> None:
        self._store = store

    def handlers(self) -> dict[str, t.Callable[[Parameters], Reply]]:
        return {
            "CreateSAMLProvider": self.create,
            "DeleteSAMLProvider": self.delete,
            "GetSAMLProvider": self.get,
            "ListSAMLProviderTags": self.list_tags,
            "ListSAMLProviders": self.list_providers,
            "TagSAMLProvider": self.tag,
            "UntagSAMLProvider": self.untag,
            "UpdateSAMLProvider": self.update,
        }

    def create(self, parameters: Parameters) -> Reply:
        name, metadata = parameters["Name"], _metadata(parameters)
        arn = self._store.arn(f"saml-provider/{name}")
        if arn in self._store.saml_providers:
            raise ApiError("EntityAlreadyExists", f"Provider with name {name} already exists.")
        _check_number(self._store.saml_providers, "SAMLProvidersPerAccount")
        provider = SamlProvider(metadata=metadata, created=self._store.now())
        set_tags(provider.tags, parameters.get("Tags", ()), ignore_case=False)
        self._store.saml_providers[arn] = provider
        return {"SAMLProviderArn": arn, "Tags": shown_tags(provider.tags)}

    def get(self, parameters: Parameters) -> Reply:
        provider = self._provider(parameters)
        return {
            "SAMLMetadataDocument": provider.metadata,
            "CreateDate": provider.created,
            "ValidUntil": provider.valid_until,
            **provider.encryption,
            "Tags": shown_tags(provider.tags),
        }

    def list_providers(self, _parameters: Parameters) -> Reply:
        members = (
            {"Arn": arn, "CreateDate": provider.created, "ValidUntil": provider.valid_until}
            for arn, provider in self._store.saml_providers.items()
        )
        return {"SAMLProviderList": [*members]}

    def update(self, parameters: Parameters) -> Reply:
        metadata = _metadata(parameters) if "SAMLMetadataDocument" in parameters else None
        provider = self._provider(parameters)
        provider.metadata = metadata or provider.metadata
        if mode := parameters.get("AssertionEncryptionMode"):
            provider.encryption["AssertionEncryptionMode"] = mode
        if "AddPrivateKey" in parameters:
            key = {"KeyId": "PK" * 11, "Timestamp": self._store.now()}
            provider.encryption.setdefault("PrivateKeyList", []).append(key)
        return {"SAMLProviderArn": parameters["SAMLProviderArn"]}

    def delete(self, parameters: Parameters) -> Reply:
        self._provider(parameters)
        del self._store.saml_providers[parameters["SAMLProviderArn"]]
        return {}

    def tag(self, parameters: Parameters) -> Reply:
        set_tags(self._provider(parameters).tags, parameters["Tags"], ignore_case=False)
        return {}

    def untag(self, parameters: Parameters) -> Reply:
        unset_tags(self._provider(parameters).tags, parameters["TagKeys"], ignore_case=False)
        return {}

    def list_tags(self, parameters: Parameters) -> Reply:
        return self._store.page(shown_tags(self._provider(parameters).tags), "Tags", parameters)

    def _provider(self, parameters: Parameters) -> SamlProvider:
        arn = parameters["SAMLProviderArn"]
        if arn not in self._store.saml_providers:
            raise ApiError("NoSuchEntity", f"SAML Provider {arn} cannot be found.")
        return self._store.saml_providers[arn]


def _check_number(present: t.Sized, quota: str) -> None:
    if len(present) >= _PROVIDERS:
        raise ApiError("LimitExceeded", f"Cannot exceed quota for {quota}: {_PROVIDERS}")


def _client_ids(values: t.Iterable[str]) -> list[str]:
    """The client IDs without repeats."""
    found = [*dict.fromkeys(values)]
    if any(not 1 <= len(value) <= 255 for value in found):
        raise ApiError("ValidationError", "Member must have length between 1 and 255")
    if len(found) > _CLIENT_IDS:
        raise ApiError("LimitExceeded", f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {_CLIENT_IDS}")
    return found


def _check_thumbprints(thumbprints: t.Sequence[str]) -> None:
    if any(len(thumbprint) != 40 for thumbprint in thumbprints):
        raise ApiError("ValidationError", "Member must have length 40")
    if len(thumbprints) > _THUMBPRINTS:
        raise ApiError("InvalidInput", f"Thumbprint list must contain at most {_THUMBPRINTS} entries.")


def _metadata(parameters: Parameters) -> str:
    text = str(parameters["SAMLMetadataDocument"])
    if len(text) not in _METADATA_LENGTHS:
        raise ApiError("ValidationError", "Member must have length between 1000 and 10000000")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  # the tests' own
    except ElementTree.ParseError:
        raise ApiError("InvalidInput", "Could not parse metadata") from None
    if root.tag != _METADATA:
        raise ApiError("InvalidInput", "Could not parse metadata")
    return text
