# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads of identity providers after predicted calls."""

from __future__ import annotations

import functools
import typing as t

from .._arn import Account
from .iam import Iam, Reply, find
from .predicted import Parameters, PredictedCall, Read, Record, about, with_tags

_HTTPS: t.Final = "https://"


class _Kind(t.NamedTuple):
    """A type of providers: the end of its operations' names, and what makes one from the call that creates it."""

    noun: str
    arn_of: t.Callable[[Account, Parameters], str]
    created: t.Callable[[Parameters], Record]

    @property
    def key(self) -> str:
        """The parameter and, in a reply to a creation, the key that identifies a provider."""
        return f"{self.noun}Arn"


class ProviderReads:
    """The reads of OIDC and SAML providers."""

    def __init__(self, iam: Iam, account: Account, calls: t.Sequence[PredictedCall]) -> None:
        self._iam = iam
        self._calls = [_with_arn(call, account) for call in calls]

    def reads(self) -> dict[str, Read]:
        """The reads by operation."""
        return {
            **{f"Get{kind.noun}": functools.partial(self._get, kind) for kind in _KINDS},
            **{f"List{kind.noun}s": functools.partial(self._list, kind) for kind in _KINDS},
        }

    def _get(self, kind: _Kind, parameters: Parameters) -> Reply | None:
        calls = about(self._calls, kind.key, parameters[kind.key])
        if not calls:
            return self._iam.call(f"Get{kind.noun}", parameters)
        record: Record | None = t.cast("Record | None", find(self._iam, f"Get{kind.noun}", parameters))
        for call in calls:
            record = _folded(record, call, kind)
        return record

    def _list(self, kind: _Kind, parameters: Parameters) -> Reply:
        """A listing of ARNs, which has no pages."""
        operation, key = f"List{kind.noun}s", f"{kind.noun}List"
        members = {member["Arn"]: member for member in self._iam.call(operation, parameters)[key]}
        for call in self._calls:
            if call.operation == f"Create{kind.noun}":
                members.setdefault(call.parameters[kind.key], {"Arn": call.parameters[kind.key]})
            elif call.operation == f"Delete{kind.noun}":
                members.pop(call.parameters[kind.key], None)
        return {key: list(members.values())}


def _folded(record: Record | None, call: PredictedCall, kind: _Kind) -> Record | None:
    """What a read returns after a call about the provider."""
    operation, parameters = call
    if operation == f"Create{kind.noun}":
        return record or kind.created(parameters)
    if record is None or operation == f"Delete{kind.noun}":
        return None
    if operation in (f"Tag{kind.noun}", f"Untag{kind.noun}"):
        return with_tags(record, call)
    change = _CHANGES.get(operation)
    return record if change is None else {**record, **change(record, parameters)}


def _with_arn(call: PredictedCall, account: Account) -> PredictedCall:
    """A creation with the ARN that the provider will have, so that all calls about a provider have it."""
    for kind in _KINDS:
        if call.operation == f"Create{kind.noun}":
            parameters = {**call.parameters, kind.key: kind.arn_of(account, call.parameters)}
            return PredictedCall(call.operation, parameters)
    return call


def _without_scheme(parameters: Parameters) -> str:
    return str(parameters["Url"]).removeprefix(_HTTPS)


def _created_oidc(parameters: Parameters) -> Record:
    return {
        "Url": _without_scheme(parameters),
        "ClientIDList": list(parameters.get("ClientIDList", ())),
        # AWS determines them if the call leaves them out.
        "ThumbprintList": parameters.get("ThumbprintList"),
        "CreateDate": None,
        "Tags": list(parameters.get("Tags", ())),
    }


def _created_saml(parameters: Parameters) -> Record:
    return {
        "SAMLMetadataDocument": parameters["SAMLMetadataDocument"],
        "CreateDate": None,
        "ValidUntil": None,
        "Tags": list(parameters.get("Tags", ())),
    }


_KINDS: t.Final = (
    _Kind(
        noun="OpenIDConnectProvider",
        arn_of=lambda account, parameters: account.oidc_provider_arn(_without_scheme(parameters)),
        created=_created_oidc,
    ),
    _Kind(
        noun="SAMLProvider",
        arn_of=lambda account, parameters: account.saml_provider_arn(parameters["Name"]),
        created=_created_saml,
    ),
)

_CHANGES: t.Final[t.Mapping[str, t.Callable[[Record, Parameters], Record]]] = {
    "AddClientIDToOpenIDConnectProvider": lambda record, parameters: {
        "ClientIDList": [*record.get("ClientIDList", ()), parameters["ClientID"]]
    },
    "RemoveClientIDFromOpenIDConnectProvider": lambda record, parameters: {
        "ClientIDList": [known for known in record.get("ClientIDList", ()) if known != parameters["ClientID"]]
    },
    "UpdateOpenIDConnectProviderThumbprint": lambda _record, parameters: {
        "ThumbprintList": parameters["ThumbprintList"]
    },
    "UpdateSAMLProvider": lambda _record, parameters: {
        "SAMLMetadataDocument": parameters["SAMLMetadataDocument"],
        "ValidUntil": None,
    },
}
