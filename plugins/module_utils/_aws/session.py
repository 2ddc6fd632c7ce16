# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session in one account: it signs in, checks that the account is allowed, and makes calls."""

from __future__ import annotations

import contextlib
import datetime
import functools
import math
import os
import typing as t
from dataclasses import dataclass

from .. import _arn
from .._errors import ConnectionFailedError, IamError, LeastPrivError
from .._retry import RetryPolicy, persist
from . import clients
from .answers import CHECK_ENDPOINT, translated, unanswered
from .botocore_session import IMPORT_ERROR, require_botocore, shared_session, surroundings
from .call import NOT_REPEATABLE, has_effect
from .clients import Client, Credentials, given_credentials
from .connection import Connection

if IMPORT_ERROR is None:
    import botocore
    import botocore.exceptions
    import botocore.parsers


@dataclass(frozen=True, kw_only=True)
class _SignedIn:
    """A sign-in: the identity, the call that gave it, its credentials, a client for IAM, and when it expires."""

    arn: str
    operation: str
    credentials: Credentials | None
    iam: Client
    expires: datetime.datetime | None

    @property
    def lasts(self) -> bool:
        """Whether the credentials last for another task."""
        return self.expires is None or self.expires - datetime.datetime.now(datetime.timezone.utc) > _TIME_FOR_A_TASK


_TIME_FOR_A_TASK: t.Final = datetime.timedelta(minutes=10)

_UNUSABLE_CREDENTIALS: t.Final = ("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId")

# One process runs all items of a loop. Items with the same connection share one sign-in.
_SIGNED_IN: t.Final[dict[t.Hashable, _SignedIn]] = {}
_MOST_SIGNED_IN: t.Final = 8


class Session:
    """A session in one account. C(operations) lists the calls that it made, as names of actions."""

    def __init__(self, connection: Connection, retry_policy: RetryPolicy) -> None:
        """Signs in with one call to STS; raises C(LeastPrivError) when that fails or the account is not allowed."""
        require_botocore()
        self.operations: list[str] = []
        self._connection = connection
        self._retry_policy = retry_policy
        try:
            self._session = shared_session(connection.profile)
        except (ValueError, botocore.exceptions.BotoCoreError) as error:
            raise ConnectionFailedError(
                f"cannot create a session: {error}", advice="Check profile and the AWS configuration files"
            ) from error
        self._region = _region(connection, self._session)
        self._signed_in = self._sign_in()
        identity = _arn.Arn.parse(self._signed_in.arn)
        if identity is None:
            raise ConnectionFailedError(
                "STS returned an identity that is not an ARN, so the response is not from AWS", advice=CHECK_ENDPOINT
            )
        connection.check_account(identity.account_id, f"the session {self._signed_in.arn}")
        self.account = _arn.Account(
            id=identity.account_id,
            partition=identity.partition,
            region=self._region,
            session_role=identity.assumed_role,
        )

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
        """Makes one call to IAM; see C(Iam)."""
        try:
            return self._call(self._signed_in.iam, "iam", operation, parameters)
        except IamError as error:
            # A role can be assumed again, and a call that AWS refuses for its credentials had no effect.
            if error.code not in _UNUSABLE_CREDENTIALS or not self._connection.role_arn:
                raise
        self._signed_in = self._sign_in()
        return self._call(self._signed_in.iam, "iam", operation, parameters)

    def caller(self, service: str) -> t.Callable[[str, t.Mapping[str, t.Any]], t.Mapping[str, t.Any]]:
        """A function that calls another service in the same session, as C(call) does IAM."""
        return functools.partial(self._call, self._client(service, self._signed_in.credentials), service)

    def _sign_in(self) -> _SignedIn:
        # A forked process must not use the connections of its parent.
        key = (os.getpid(), self._connection.key, surroundings())
        known = _SIGNED_IN.get(key)
        if known is not None and known.lasts:
            self.operations.append(known.operation)
            return known
        if len(_SIGNED_IN) >= _MOST_SIGNED_IN:
            _SIGNED_IN.clear()
        _SIGNED_IN[key] = signed_in = self._assume_role() if self._connection.role_arn else self._as_caller()
        return signed_in

    def _as_caller(self) -> _SignedIn:
        credentials = self._callers_credentials()
        reply = self._call(self._client("sts", credentials), "sts", "GetCallerIdentity", {})
        return _SignedIn(
            arn=str(reply["Arn"]),
            operation="sts:GetCallerIdentity",
            credentials=credentials,
            iam=self._client("iam", credentials),
            expires=None,
        )

    def _assume_role(self) -> _SignedIn:
        connection = self._connection
        parameters = {"RoleArn": connection.role_arn, "RoleSessionName": connection.session_name}
        if connection.external_id:
            parameters["ExternalId"] = connection.external_id
        reply = self._call(self._client("sts", self._callers_credentials()), "sts", "AssumeRole", parameters)
        # The profile still provides endpoints and retry settings; only the credentials change.
        assumed = reply["Credentials"]
        credentials = given_credentials(assumed["AccessKeyId"], assumed["SecretAccessKey"], assumed["SessionToken"])
        return _SignedIn(
            arn=str(reply["AssumedRoleUser"]["Arn"]),
            operation="sts:AssumeRole",
            credentials=credentials,
            iam=self._client("iam", credentials),
            expires=datetime.datetime.fromisoformat(assumed["Expiration"]),
        )

    def _callers_credentials(self) -> Credentials | None:
        """The credentials that the options name, or else those that botocore finds, if there are any."""
        connection = self._connection
        with _refusing_settings("sts"):
            if connection.access_key:
                return given_credentials(connection.access_key, connection.secret_key, connection.session_token)
            return t.cast("Credentials | None", self._session.get_credentials())

    def _client(self, service: str, credentials: Credentials | None) -> Client:
        with _refusing_settings(service):
            return Client.of(self._connection, service, self._region, credentials)

    def _call(
        self, client: Client, service: str, operation: str, parameters: t.Mapping[str, t.Any]
    ) -> t.Mapping[str, t.Any]:
        def attempt() -> t.Mapping[str, t.Any]:
            self.operations.append(f"{service}:{operation}")
            try:
                return client.call(operation, parameters)
            except (ValueError, botocore.exceptions.BotoCoreError, botocore.parsers.ResponseParserError) as error:
                # C(from None): botocore's message may quote a header with the credentials in it.
                raise unanswered(error, f"{service}:{operation}") from None
            except botocore.exceptions.ClientError as error:
                # C(from None): an inventory's traceback would show the whole response.
                raise translated(error, service, operation) from None

        try:
            return persist(
                attempt,
                retry_policy=self._retry_policy,
                repeatable=operation not in NOT_REPEATABLE,
                most_attempts=self._most_attempts,
            )
        except LeastPrivError as error:
            error.in_doubt = error.in_doubt and has_effect(operation)
            if isinstance(error, IamError) and error.code in _UNUSABLE_CREDENTIALS:
                _SIGNED_IN.clear()
            raise

    @functools.cached_property
    def _most_attempts(self) -> float:
        """The limit that C(aws_config), the environment or the configuration file sets, if any does."""
        retries = self._connection.config.get("retries") or {}
        further = retries.get("max_attempts")
        configured = self._session.get_config_variable("max_attempts")
        most = retries.get("total_max_attempts", configured if further is None else further + 1)
        return math.inf if most is None else int(most)


def preload(connection: Connection) -> None:
    """Makes the clients for a connection before the first task; raises C(MissingLibraryError).

    This neither searches for credentials nor opens a connection to AWS.
    """
    require_botocore()
    for service in ("sts", "iam"):
        # What is wrong with the connection, the tasks that use it say.
        with contextlib.suppress(ValueError, botocore.exceptions.BotoCoreError):
            session = shared_session(connection.profile)
            # What will search for credentials.
            session.get_component("credential_provider")
            clients.preload(connection, service, _region(connection, session))


def _region(connection: Connection, session: t.Any) -> str | None:
    return connection.region or session.get_config_variable("region")


@contextlib.contextmanager
def _refusing_settings(service: str) -> t.Iterator[None]:
    """Raises C(ConnectionFailedError) where botocore refuses the settings for a client."""
    try:
        yield
    except (AttributeError, TypeError, ValueError, botocore.exceptions.BotoCoreError) as error:
        raise ConnectionFailedError(
            f"cannot create a client for {service}: {error}", advice="Check aws_config, endpoint_url and region"
        ) from error
