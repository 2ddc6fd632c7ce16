# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""botocore's clients, which accounts share: the credentials are those of each call, not of the client.

Making a client takes as much CPU as six calls, and the first calls that it makes take twice as much as later ones. A
process that is forked from this one inherits the clients made before, so it pays for neither.
"""

from __future__ import annotations

import functools
import os
import re
import typing as t
import urllib.parse
import urllib.request

from . import direct_calls
from .botocore_session import IMPORT_ERROR, Surroundings, client_session, surroundings
from .connection import Connection
from .direct_calls import Keys, Parts, RequestPattern

if IMPORT_ERROR is None:
    import botocore
    import botocore.config
    import botocore.credentials
    import botocore.exceptions

# IAM is global, but boto3 needs a region to sign a call. Outside the partition aws, the session has to have one.
_DEFAULT_REGION: t.Final = "us-east-1"

_MOST_CLIENTS: t.Final = 8
_CLIENTS: t.Final[dict[t.Hashable, SharedClient]] = {}


class Credentials(t.Protocol):
    """Credentials as botocore has them: they may renew themselves."""

    def get_frozen_credentials(self) -> Keys:
        """The keys of this moment."""


class _NoKeys(t.NamedTuple):
    """What looks like keys. Nothing that is signed with them is sent."""

    access_key: str = "none"
    secret_key: str = "none"  # noqa: S105 - no secret
    token: str = "none"  # noqa: S105


_NO_KEYS: t.Final = _NoKeys()


def given_credentials(access_key: str, secret_key: str | None, session_token: str | None) -> Credentials:
    """Credentials from keys; raises botocore's error for an access key without its secret key."""
    if secret_key is None:
        raise botocore.exceptions.PartialCredentialsError(provider="explicit", cred_var="aws_secret_access_key")
    return t.cast(Credentials, botocore.credentials.Credentials(access_key, secret_key, session_token))


class SharedClient:
    """A client for one service, and for all regions of a partition where they differ only in their endpoints.

    It is for one thread, as a task is.
    """

    def __init__(self, connection: Connection, service: str, region: str) -> None:
        """Raises botocore's errors for settings that it refuses."""
        session = client_session(connection.profile)
        # The client reads this object whenever it signs a call.
        self._signing_keys = session.get_credentials()
        self._client = session.create_client(
            service,
            region_name=region,
            endpoint_url=connection.endpoint_url,
            verify=connection.verify,
            config=_config(session, connection.config),
        )
        self._client.meta.events.register(f"before-endpoint-resolution.{service}", self._turn_to_region)
        self._region = region
        self._service = service
        # botocore's monitor of clients follows the steps of its own calls.
        self._parts = None if session.get_config_variable("csm_enabled") else Parts.of(self._client)
        # By region. None where botocore has to make the calls itself.
        self._patterns: dict[str, RequestPattern | None] = {}
        self._connected_in: int | None = None
        _check_port(self._client.meta.endpoint_url)

    @property
    def is_usable(self) -> bool:
        """Whether its connections, if any, are this process's own."""
        return self._connected_in in (None, os.getpid())

    def call(
        self, operation: str, parameters: t.Mapping[str, t.Any], region: str, credentials: Credentials | None
    ) -> t.Any:
        """Makes one call and returns botocore's reply; raises botocore's errors."""
        if credentials is None:
            raise botocore.exceptions.NoCredentialsError
        keys = credentials.get_frozen_credentials()
        self._connected_in = os.getpid()
        if self._parts is not None and (pattern := self._pattern(region)):
            return direct_calls.call(self._parts, pattern, operation, parameters, keys)
        self._turn_to(region, keys)
        return getattr(self._client, botocore.xform_name(operation))(**parameters)

    def preload(self, regions: t.Sequence[str]) -> None:
        """Learns what the requests to all C(regions) of the client's partition have in common. Sends nothing.

        Two regions whose requests differ in nothing but the region's name stand for all of them.
        """
        if not regions:
            return
        region, other = regions[0], regions[-1]
        pattern, further = self._pattern(region), self._pattern(other)
        if pattern is not None and pattern.moved(region, other) == further:
            self._patterns.update({name: pattern.moved(region, name) for name in regions})
        if pattern is not None and self._parts is not None:
            self._parts.transport.preload(pattern.url)

    def _pattern(self, region: str) -> RequestPattern | None:
        """What all requests to a region have in common, C(None) if botocore has to make them. Sends nothing."""
        if region not in self._patterns:
            self._turn_to(region, _NO_KEYS)
            self._patterns[region] = RequestPattern.of(self._client, self._service, _NO_KEYS)
        return self._patterns[region]

    def _turn_to(self, region: str, keys: Keys) -> None:
        """Directs and signs the next call that botocore makes."""
        self._signing_keys.access_key, self._signing_keys.secret_key = keys.access_key, keys.secret_key
        self._signing_keys.token = keys.token
        self._region = region

    def _turn_to_region(self, builtins: dict[str, t.Any], context: dict[str, t.Any], **_event: t.Any) -> None:
        """Directs a call to the endpoint of its region, and has it signed for that, unless the service is global."""
        builtins["AWS::Region"] = self._region
        context.setdefault("signing", {})["region"] = self._region


class Client(t.NamedTuple):
    """A shared client with the region and the credentials of one account."""

    shared: SharedClient
    region: str
    credentials: Credentials | None

    @classmethod
    def of(cls, connection: Connection, service: str, region: str | None, credentials: Credentials | None) -> Client:
        """The client for a service; raises botocore's errors for settings that it refuses."""
        region = region or _DEFAULT_REGION
        return cls(shared_client(connection, service, region), region, credentials)

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
        """Makes one call and returns botocore's reply; raises botocore's errors."""
        reply = self.shared.call(operation, parameters, self.region, self.credentials)
        return t.cast("t.Mapping[str, t.Any]", reply)


def preload(connection: Connection, service: str, region: str | None) -> None:
    """Makes a client, and prepares calls to all regions of its partition; raises botocore's errors."""
    client = Client.of(connection, service, region, None)
    session = client_session(connection.profile)
    partition = session.get_partition_for_region(client.region)
    client.shared.preload(session.get_available_regions("sts", partition_name=partition))


def shared_client(connection: Connection, service: str, region: str) -> SharedClient:
    """The client for all accounts that are reached in this way; raises botocore's errors for settings it refuses."""
    state = surroundings()
    key = (connection.endpoint_key, service, _regions_of(connection.profile, region, state), state)
    client = _CLIENTS.get(key)
    if client is None or not client.is_usable:
        if len(_CLIENTS) >= _MOST_CLIENTS:
            _CLIENTS.clear()
        client = _CLIENTS[key] = SharedClient(connection, service, region)
    return client


@functools.lru_cache(maxsize=64)
def _regions_of(profile: str | None, region: str, _surroundings: Surroundings) -> str:
    """The partition, if a client can serve all its regions; the region, if botocore would make clients that differ."""
    session = client_session(profile)
    # For an older setting, botocore makes clients for the global endpoint in some regions. Proxies depend on endpoints.
    if session.get_config_variable("sts_regional_endpoints") == "legacy" or urllib.request.getproxies():
        return region
    try:
        return str(session.get_partition_for_region(region))
    except botocore.exceptions.BotoCoreError:
        return region


def _config(session: t.Any, given: t.Mapping[str, t.Any]) -> t.Any:
    """The configuration of a client that never retries by itself.

    botocore would also retry calls that must not be repeated, with limits of its own. Its mode C(adaptive) slows down
    when AWS throttles.
    """
    # botocore's own checks come first: their messages name the wrong setting.
    botocore.config.Config(**given)
    retries = {"mode": "adaptive", **(given.get("retries") or {}), "total_max_attempts": 1}
    retries.pop("max_attempts", None)
    own = {"user_agent": _user_agent(session, given), "user_agent_extra": "leastpriv.aws"}
    return botocore.config.Config(**{**own, **given, "retries": retries})


def _user_agent(session: t.Any, given: t.Mapping[str, t.Any]) -> str:
    """What calls say of their sender. botocore would make it anew for each call, which takes a sixth of the call."""
    application = given.get("user_agent_appid") or session.get_config_variable("user_agent_appid")
    sender = str(session.user_agent())
    return f"{sender} app/{_UNSAFE.sub('-', application)}" if application else sender


_UNSAFE: t.Final = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")


def _check_port(url: str) -> int | None:
    """The port of an endpoint. Raises C(ValueError) for an invalid one, as botocore does not before the first call."""
    return urllib.parse.urlsplit(url).port
