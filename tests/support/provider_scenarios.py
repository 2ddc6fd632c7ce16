# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls about identity providers, which the sandbox and the IAM in memory answer alike."""

from __future__ import annotations

import typing as t

from .saml_metadata import saml_metadata

Step = tuple[str, dict[str, t.Any]]

_URL: t.Final = "https://token.example.com/id/ab"
_METADATA: t.Final = saml_metadata()


def provider_scenarios(account_id: str) -> dict[str, list[Step]]:
    """The scenarios by what they show."""
    return {**_oidc_scenarios(account_id), **_saml_scenarios(account_id)}


def _create(url: str = _URL, **given: t.Any) -> Step:
    return ("CreateOpenIDConnectProvider", {"Url": url, **given})


def _oidc_scenarios(account_id: str) -> dict[str, list[Step]]:
    provider = {"OpenIDConnectProviderArn": f"arn:aws:iam::{account_id}:oidc-provider/token.example.com/id/ab"}
    get: Step = ("GetOpenIDConnectProvider", provider)
    return {
        "no OIDC provider": [
            get,
            ("ListOpenIDConnectProviders", {}),
            ("ListOpenIDConnectProviderTags", provider),
            ("AddClientIDToOpenIDConnectProvider", {**provider, "ClientID": "a"}),
            ("RemoveClientIDFromOpenIDConnectProvider", {**provider, "ClientID": "a"}),
            ("UpdateOpenIDConnectProviderThumbprint", {**provider, "ThumbprintList": ["a" * 40]}),
            ("TagOpenIDConnectProvider", {**provider, "Tags": [{"Key": "a", "Value": "1"}]}),
            ("UntagOpenIDConnectProvider", {**provider, "TagKeys": ["a"]}),
            ("DeleteOpenIDConnectProvider", provider),
        ],
        "an OIDC provider": [
            _create(ClientIDList=["a", "b", "a"], Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]),
            get,
            ("ListOpenIDConnectProviders", {}),
            ("AddClientIDToOpenIDConnectProvider", {**provider, "ClientID": "c"}),
            ("AddClientIDToOpenIDConnectProvider", {**provider, "ClientID": "c"}),
            ("RemoveClientIDFromOpenIDConnectProvider", {**provider, "ClientID": "a"}),
            ("RemoveClientIDFromOpenIDConnectProvider", {**provider, "ClientID": "a"}),
            ("UpdateOpenIDConnectProviderThumbprint", {**provider, "ThumbprintList": ["b" * 40, "a" * 40]}),
            ("UpdateOpenIDConnectProviderThumbprint", {**provider, "ThumbprintList": []}),
            ("TagOpenIDConnectProvider", {**provider, "Tags": [{"Key": "B", "Value": "3"}]}),
            ("UntagOpenIDConnectProvider", {**provider, "TagKeys": ["a", "b"]}),
            ("ListOpenIDConnectProviderTags", provider),
            get,
            ("DeleteOpenIDConnectProvider", provider),
            get,
        ],
        "OIDC providers that IAM refuses": [
            _create("http://token.example.com"),
            _create("token.example.com"),
            _create("https://"),
            _create("https://token.example.com?a=b"),
            _create("https://token.example.com/#a"),
            _create("https://token.example.com:8443/id"),
            _create("https://" + "x" * 248),
            _create(ThumbprintList=["a" * 41]),
            _create(ThumbprintList=[f"{number:040d}" for number in range(6)]),
            _create(ClientIDList=["x" * 256]),
            _create(ClientIDList=[str(number) for number in range(101)]),
            _create(Tags=[{"Key": "aws:a", "Value": "1"}]),
            _create("https://nowhere.invalid"),
            ("ListOpenIDConnectProviders", {}),
            _create("https://nowhere.invalid", ThumbprintList=["a" * 40]),
        ],
        "an address has one OIDC provider": [
            _create(),
            _create(),
            _create("https://TOKEN.example.com/id/ab"),
            _create("https://token.example.com/id/AB"),
            _create("https://token.example.com/id/ab/"),
            ("ListOpenIDConnectProviders", {}),
        ],
        "at most a hundred client IDs": [
            _create(ClientIDList=[str(number) for number in range(99)]),
            ("AddClientIDToOpenIDConnectProvider", {**provider, "ClientID": "99"}),
            ("AddClientIDToOpenIDConnectProvider", {**provider, "ClientID": "100"}),
            ("AddClientIDToOpenIDConnectProvider", {**provider, "ClientID": "99"}),
        ],
        "at most a hundred OIDC providers": [
            *(_create(f"https://token.example.com/{number}") for number in range(101)),
        ],
    }


def _saml_scenarios(account_id: str) -> dict[str, list[Step]]:
    provider = {"SAMLProviderArn": f"arn:aws:iam::{account_id}:saml-provider/corp"}
    create: Step = ("CreateSAMLProvider", {"Name": "corp", "SAMLMetadataDocument": _METADATA})
    get: Step = ("GetSAMLProvider", provider)
    return {
        "no SAML provider": [
            get,
            ("ListSAMLProviders", {}),
            ("ListSAMLProviderTags", provider),
            ("UpdateSAMLProvider", {**provider, "SAMLMetadataDocument": _METADATA}),
            ("TagSAMLProvider", {**provider, "Tags": [{"Key": "a", "Value": "1"}]}),
            ("UntagSAMLProvider", {**provider, "TagKeys": ["a"]}),
            ("DeleteSAMLProvider", provider),
        ],
        "a SAML provider": [
            ("CreateSAMLProvider", {**create[1], "Tags": [{"Key": "a", "Value": "1"}]}),
            create,
            get,
            ("ListSAMLProviders", {}),
            ("UpdateSAMLProvider", {**provider, "SAMLMetadataDocument": saml_metadata(certificate="MIID")}),
            ("UpdateSAMLProvider", {**provider, "SAMLMetadataDocument": "<x/>".ljust(1000)}),
            ("TagSAMLProvider", {**provider, "Tags": [{"Key": "A", "Value": "2"}]}),
            ("UntagSAMLProvider", {**provider, "TagKeys": ["a"]}),
            ("ListSAMLProviderTags", provider),
            get,
            ("DeleteSAMLProvider", provider),
            ("DeleteSAMLProvider", provider),
        ],
        "SAML providers that IAM refuses": [
            ("CreateSAMLProvider", {**create[1], "SAMLMetadataDocument": "x" * 1000}),
            ("CreateSAMLProvider", {**create[1], "SAMLMetadataDocument": f"<a>{'x' * 1000}</a>"}),
            ("CreateSAMLProvider", {**create[1], "Tags": [{"Key": "aws:a", "Value": "1"}]}),
            ("ListSAMLProviders", {}),
        ],
        "at most a hundred SAML providers": [
            *(("CreateSAMLProvider", {**create[1], "Name": f"corp{number}"}) for number in range(101)),
        ],
    }
