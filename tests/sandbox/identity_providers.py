# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identity providers: moto lacks half of their operations, so the sandbox answers all of them after the judge.

They are kept where moto keeps its own, so that they have a past and are put back with the rest of an account.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import typing as t
from urllib import parse
from xml.sax import saxutils

from moto.core.utils import utcnow

from .answer import Answer, empty_answer, xml_answer
from .request import Request
from .state import AccountState

_YEARS_VALID: t.Final = 100


@dataclasses.dataclass
class OidcProvider:
    """An OIDC provider; the URL is without its scheme, as IAM shows it."""

    arn: str
    url: str
    client_ids: list[str]
    thumbprints: list[str]
    tags: dict[str, str]
    created: datetime.datetime = dataclasses.field(default_factory=utcnow)


@dataclasses.dataclass
class SamlProvider:
    """A SAML provider."""

    arn: str
    metadata: str
    tags: dict[str, str]
    created: datetime.datetime = dataclasses.field(default_factory=utcnow)


def answer(request: Request, state: AccountState) -> Answer | None:
    """The answer to an operation on an identity provider, which the judge has accepted."""
    handler = _HANDLERS.get(request.operation)
    return handler(request, state) if handler else None


def thumbprint_of(host: str) -> str:
    """What stands for the thumbprint that AWS fetches from a host."""
    return hashlib.sha1(host.encode()).hexdigest()  # noqa: S324  # thumbprints are SHA-1


def _create_oidc(request: Request, state: AccountState) -> Answer:
    found = parse.urlsplit(request.text("Url"))
    url = f"{found.netloc}{found.path}"
    arn = f"arn:{request.partition}:iam::{request.account_id}:oidc-provider/{url}"
    state.backend.open_id_providers[arn] = t.cast(
        "t.Any",
        OidcProvider(
            arn=arn,
            url=url,
            client_ids=_without_repeats(request.parameters.get("ClientIDList", [])),
            thumbprints=list(request.parameters.get("ThumbprintList") or [thumbprint_of(found.netloc)]),
            tags=_tags(request),
        ),
    )
    content = f"<OpenIDConnectProviderArn>{_escaped(arn)}</OpenIDConnectProviderArn>{_shown_tags(_tags(request))}"
    return xml_answer("iam", request.operation, content)


def _get_oidc(request: Request, state: AccountState) -> Answer:
    provider = _oidc(request, state)
    content = (
        f"<Url>{_escaped(provider.url)}</Url>{_list('ClientIDList', provider.client_ids)}"
        f"{_list('ThumbprintList', provider.thumbprints)}{_date('CreateDate', provider.created)}"
        f"{_shown_tags(provider.tags)}"
    )
    return xml_answer("iam", request.operation, content)


def _list_oidc(request: Request, state: AccountState) -> Answer:
    members = "".join(f"<member><Arn>{_escaped(arn)}</Arn></member>" for arn in state.backend.open_id_providers)
    content = f"<OpenIDConnectProviderList>{members}</OpenIDConnectProviderList>"
    return xml_answer("iam", request.operation, content)


def _delete_oidc(request: Request, state: AccountState) -> Answer:
    """AWS's reference says that it does not fail for a provider that does not exist."""
    state.backend.open_id_providers.pop(request.text("OpenIDConnectProviderArn"), None)
    return empty_answer("iam", request.operation)


def _add_client_id(request: Request, state: AccountState) -> Answer:
    provider = _oidc(request, state)
    provider.client_ids = _without_repeats([*provider.client_ids, request.text("ClientID")])
    return empty_answer("iam", request.operation)


def _remove_client_id(request: Request, state: AccountState) -> Answer:
    provider = _oidc(request, state)
    provider.client_ids = [value for value in provider.client_ids if value != request.text("ClientID")]
    return empty_answer("iam", request.operation)


def _update_thumbprints(request: Request, state: AccountState) -> Answer:
    _oidc(request, state).thumbprints = list(request.parameters["ThumbprintList"])
    return empty_answer("iam", request.operation)


def _create_saml(request: Request, state: AccountState) -> Answer:
    name, tags = request.text("Name"), _tags(request)
    arn = f"arn:{request.partition}:iam::{request.account_id}:saml-provider/{name}"
    provider = SamlProvider(arn=arn, metadata=request.text("SAMLMetadataDocument"), tags=tags)
    state.backend.saml_providers[name] = t.cast("t.Any", provider)
    content = f"<SAMLProviderArn>{_escaped(arn)}</SAMLProviderArn>{_shown_tags(tags)}"
    return xml_answer("iam", request.operation, content)


def _get_saml(request: Request, state: AccountState) -> Answer:
    provider = _saml(request, state)
    content = (
        f"<SAMLMetadataDocument>{_escaped(provider.metadata)}</SAMLMetadataDocument>"
        f"{_saml_dates(provider)}{_shown_tags(provider.tags)}"
    )
    return xml_answer("iam", request.operation, content)


def _list_saml(request: Request, state: AccountState) -> Answer:
    providers = t.cast("t.Iterable[SamlProvider]", state.backend.saml_providers.values())
    members = "".join(
        f"<member><Arn>{_escaped(provider.arn)}</Arn>{_saml_dates(provider)}</member>" for provider in providers
    )
    return xml_answer("iam", request.operation, f"<SAMLProviderList>{members}</SAMLProviderList>")


def _update_saml(request: Request, state: AccountState) -> Answer:
    provider = _saml(request, state)
    provider.metadata = request.parameters.get("SAMLMetadataDocument", provider.metadata)
    content = f"<SAMLProviderArn>{_escaped(provider.arn)}</SAMLProviderArn>"
    return xml_answer("iam", request.operation, content)


def _delete_saml(request: Request, state: AccountState) -> Answer:
    del state.backend.saml_providers[_saml(request, state).arn.rpartition("/")[2]]
    return empty_answer("iam", request.operation)


def _tag(request: Request, state: AccountState) -> Answer:
    _provider(request, state).tags.update(_tags(request))
    return empty_answer("iam", request.operation)


def _untag(request: Request, state: AccountState) -> Answer:
    provider = _provider(request, state)
    for key in request.parameters["TagKeys"]:
        provider.tags.pop(key, None)
    return empty_answer("iam", request.operation)


def _list_tags(request: Request, state: AccountState) -> Answer:
    """All tags in one page: a provider has no more than fit into one."""
    content = f"{_shown_tags(_provider(request, state).tags)}<IsTruncated>false</IsTruncated>"
    return xml_answer("iam", request.operation, content)


def _oidc(request: Request, state: AccountState) -> OidcProvider:
    return t.cast("OidcProvider", state.oidc_provider(request.text("OpenIDConnectProviderArn")))


def _saml(request: Request, state: AccountState) -> SamlProvider:
    return t.cast("SamlProvider", state.saml_provider(request.text("SAMLProviderArn")))


def _provider(request: Request, state: AccountState) -> OidcProvider | SamlProvider:
    return _saml(request, state) if "SAMLProviderArn" in request.parameters else _oidc(request, state)


def _tags(request: Request) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in request.parameters.get("Tags", [])}


def _without_repeats(values: t.Iterable[str]) -> list[str]:
    return [*dict.fromkeys(values)]


def _shown_tags(tags: t.Mapping[str, str]) -> str:
    members = "".join(
        f"<member><Key>{_escaped(key)}</Key><Value>{_escaped(value)}</Value></member>" for key, value in tags.items()
    )
    return f"<Tags>{members}</Tags>"


def _list(name: str, values: t.Iterable[str]) -> str:
    members = "".join(f"<member>{_escaped(value)}</member>" for value in values)
    return f"<{name}>{members}</{name}>"


def _saml_dates(provider: SamlProvider) -> str:
    valid_until = provider.created + datetime.timedelta(days=365 * _YEARS_VALID)
    return f"{_date('CreateDate', provider.created)}{_date('ValidUntil', valid_until)}"


def _date(name: str, moment: datetime.datetime) -> str:
    return f"<{name}>{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z</{name}>"


def _escaped(text: str) -> str:
    # A carriage return that is not escaped would be read as a line feed.
    return saxutils.escape(text, {"\r": "&#13;"})


_HANDLERS: t.Final[t.Mapping[str, t.Callable[[Request, AccountState], Answer]]] = {
    "AddClientIDToOpenIDConnectProvider": _add_client_id,
    "CreateOpenIDConnectProvider": _create_oidc,
    "CreateSAMLProvider": _create_saml,
    "DeleteOpenIDConnectProvider": _delete_oidc,
    "DeleteSAMLProvider": _delete_saml,
    "GetOpenIDConnectProvider": _get_oidc,
    "GetSAMLProvider": _get_saml,
    "ListOpenIDConnectProviderTags": _list_tags,
    "ListOpenIDConnectProviders": _list_oidc,
    "ListSAMLProviderTags": _list_tags,
    "ListSAMLProviders": _list_saml,
    "RemoveClientIDFromOpenIDConnectProvider": _remove_client_id,
    "TagOpenIDConnectProvider": _tag,
    "TagSAMLProvider": _tag,
    "UntagOpenIDConnectProvider": _untag,
    "UntagSAMLProvider": _untag,
    "UpdateOpenIDConnectProviderThumbprint": _update_thumbprints,
    "UpdateSAMLProvider": _update_saml,
}
