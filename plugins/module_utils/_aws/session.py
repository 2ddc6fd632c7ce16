# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a task's options to a session in one account, and the guard that stops a task in the wrong one."""

from __future__ import annotations

import datetime
import functools
import json
import math
import os
import re
import typing as t
import urllib.parse
from dataclasses import dataclass, field, fields

from .. import _arn
from .._errors import ConnectionFailedError, IamError, LeastPrivError, NoAnswerError, OptionError, WrongAccountError
from .._retry import RetryPolicy, persist
from .._sanitize import quoted
from . import config as aws_config
from .botocore_session import IMPORT_ERROR, require_botocore, shared_session, surroundings
from .call import NOT_REPEATABLE, has_effect

if IMPORT_ERROR is None:
    import botocore
    import botocore.config
    import botocore.exceptions
    import botocore.parsers

# IAM is global, but boto3 signs no call without a region. Only the first partition does without one.
_DEFAULT_REGION: t.Final = "us-east-1"

_KEY = re.compile(r"[!-~]+")
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_PROFILE = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,256}")
_REGION = re.compile(r"[a-z0-9-]{1,63}")
# Without a name and a password, which botocore would show where there is no answer.
_ENDPOINT = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[!-~]*)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Connection:
    """The options that say whose AWS a task talks to, checked. C(verify) is botocore's: a flag or a bundle's path."""

    access_key: str | None = field(repr=False)
    secret_key: str | None = field(repr=False)
    session_token: str | None = field(repr=False)
    profile: str | None
    region: str | None
    endpoint_url: str | None
    verify: bool | str
    config: t.Mapping[str, t.Any]
    role_arn: str | None
    external_id: str | None = field(repr=False)
    session_name: str
    allowed_account_ids: tuple[str, ...] | None

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> Connection:
        """Reads and checks the connection options; raises C(OptionError) and C(WrongAccountError)."""
        if options["profile"] and (options["access_key"] or options["secret_key"] or options["session_token"]):
            raise OptionError("profile", "Passing both a profile and access tokens is not supported.")
        allowed = options["allowed_account_ids"]
        ca_bundle = options["aws_ca_bundle"]
        role_arn = options["assume_role_arn"]
        access_key, secret_key, session_token = _keys(options)
        connection = cls(
            access_key=access_key,
            secret_key=secret_key,
            session_token=session_token,
            profile=_checked(_PROFILE, "profile", options),
            region=_checked(_REGION, "region", options),
            endpoint_url=_checked(_ENDPOINT, "endpoint_url", options, secret=True),
            verify=_bundle(ca_bundle) if options["validate_certs"] and ca_bundle else options["validate_certs"],
            config=aws_config.parse("aws_config", options["aws_config"] or {}),
            # An empty one, of a variable that was not set, would have the task act in another account.
            role_arn=None if role_arn is None else _arn.check_role_arn("assume_role_arn", role_arn),
            external_id=_checked(_EXTERNAL_ID, "assume_role_external_id", options, secret=True),
            session_name=_checked(_SESSION_NAME, "assume_role_session_name", options) or "leastpriv.aws",
            allowed_account_ids=None
            if allowed is None
            else tuple(_arn.check_account_id("allowed_account_ids", each) for each in allowed),
        )
        if role_arn is not None:
            # The role's ARN names its account, so that a wrong one is refused before any call.
            connection.check_account(role_arn.split(":")[4], f"assume_role_arn {role_arn}")
        return connection

    @property
    def credentials(self) -> dict[str, str | None]:
        """The keys that the options name, as botocore's clients take them; where there are none, botocore looks."""
        return {
            "aws_access_key_id": self.access_key,
            "aws_secret_access_key": self.secret_key,
            "aws_session_token": self.session_token,
        }

    @property
    def key(self) -> t.Hashable:
        """What tells connections apart that are signed in otherwise."""
        values = (
            getattr(self, each.name) for each in fields(self) if each.name not in ("allowed_account_ids", "config")
        )
        return (*values, json.dumps(self.config, sort_keys=True, default=repr))

    def check_account(self, account_id: str, what: str) -> None:
        """The guard: raises C(WrongAccountError) unless the account is allowed."""
        if self.allowed_account_ids is not None and account_id not in self.allowed_account_ids:
            allowed = ", ".join(self.allowed_account_ids) or "none"
            raise WrongAccountError(
                f"{what} is for account {account_id}; allowed_account_ids, which this collection's playbooks take from "
                f"aws_account_id, has {allowed}. Nothing was read or changed"
            )


@dataclass(frozen=True, kw_only=True)
class _SignedIn:
    """Whom a connection is signed in as, by which call, the client for IAM, and when its credentials expire."""

    arn: str
    operation: str
    credentials: t.Mapping[str, str | None]
    iam: t.Any
    expires: datetime.datetime | None

    @property
    def lasts(self) -> bool:
        """Whether there is time for another task."""
        return self.expires is None or self.expires - datetime.datetime.now(datetime.timezone.utc) > _TIME_FOR_A_TASK


_TIME_FOR_A_TASK: t.Final = datetime.timedelta(minutes=10)

_UNUSABLE_CREDENTIALS: t.Final = ("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId")

# The items of a loop are run by one process. Those that name the same account by the same means share one sign-in.
_SIGNED_IN: t.Final[dict[t.Hashable, _SignedIn]] = {}
_MOST_SIGNED_IN: t.Final = 8

_CHECK_ENDPOINT: t.Final = "Check endpoint_url, and what is in between"


class Session:
    """A session in one account: who it is, and its calls to AWS. C(operations) lists those made, as action names."""

    def __init__(self, connection: Connection, retry_policy: RetryPolicy) -> None:
        """Signs in, which takes one call to STS; raises C(LeastPrivError) when that fails or the guard forbids it."""
        require_botocore()
        self.operations: list[str] = []
        self._connection = connection
        self._retry_policy = retry_policy
        try:
            self._session = shared_session(connection.profile)
        except (ValueError, botocore.exceptions.BotoCoreError) as error:
            raise ConnectionFailedError(
                f"no session with these credentials: {error}", advice="Check profile, and AWS's configuration files"
            ) from error
        self._region = connection.region or self._session.get_config_variable("region")
        self._signed_in = self._sign_in()
        identity = _arn.Arn.parse(self._signed_in.arn)
        if identity is None:
            raise ConnectionFailedError(
                "STS gave an answer that is not AWS's: an identity that is no ARN", advice=_CHECK_ENDPOINT
            )
        connection.check_account(identity.account_id, f"the session {self._signed_in.arn}")
        self.account = _arn.Account(id=identity.account_id, partition=identity.partition, region=self._region)

    def call(self, operation: str, parameters: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
        """Makes one call to IAM; see C(_iam.Iam)."""
        try:
            return self._call(self._signed_in.iam, "iam", operation, parameters)
        except IamError as error:
            # Credentials of an assumed role can be had again; what AWS refuses for its credentials has no effect.
            if error.code not in _UNUSABLE_CREDENTIALS or not self._connection.role_arn:
                raise
        self._signed_in = self._sign_in()
        return self._call(self._signed_in.iam, "iam", operation, parameters)

    def caller(self, service: str) -> t.Callable[[str, t.Mapping[str, t.Any]], t.Mapping[str, t.Any]]:
        """What makes calls to another service than IAM in the same session, as C(call) does to IAM."""
        return functools.partial(self._call, self._client(service, self._signed_in.credentials), service)

    def _sign_in(self) -> _SignedIn:
        # Connections are not shared with processes that are forked from this one.
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
        credentials = self._connection.credentials
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
        reply = self._call(self._client("sts", connection.credentials), "sts", "AssumeRole", parameters)
        # The session stays, for its profile's endpoints and the like; its credentials give way to those of the role.
        credentials = {
            "aws_access_key_id": reply["Credentials"]["AccessKeyId"],
            "aws_secret_access_key": reply["Credentials"]["SecretAccessKey"],
            "aws_session_token": reply["Credentials"]["SessionToken"],
        }
        return _SignedIn(
            arn=str(reply["AssumedRoleUser"]["Arn"]),
            operation="sts:AssumeRole",
            credentials=credentials,
            iam=self._client("iam", credentials),
            expires=datetime.datetime.fromisoformat(reply["Credentials"]["Expiration"]),
        )

    def _client(self, service: str, credentials: t.Mapping[str, str | None]) -> t.Any:
        connection = self._connection
        try:
            client = self._session.create_client(
                service,
                region_name=self._region or _DEFAULT_REGION,
                endpoint_url=connection.endpoint_url,
                verify=connection.verify,
                config=_config(connection.config),
                **credentials,
            )
            _check_port(client.meta.endpoint_url)
        except (AttributeError, TypeError, ValueError, botocore.exceptions.BotoCoreError) as error:
            raise ConnectionFailedError(
                f"no client for {service}: {error}", advice="Check the options aws_config, endpoint_url and region"
            ) from error
        return client

    def _call(
        self, client: t.Any, service: str, operation: str, parameters: t.Mapping[str, t.Any]
    ) -> t.Mapping[str, t.Any]:
        method = getattr(client, botocore.xform_name(operation))

        def attempt() -> t.Mapping[str, t.Any]:
            self.operations.append(f"{service}:{operation}")
            try:
                return t.cast(t.Mapping[str, t.Any], _plain(method(**parameters)))
            except (ValueError, botocore.exceptions.BotoCoreError, botocore.parsers.ResponseParserError) as error:
                # Not what boto3 says of it in all cases: that may quote a header with the credentials in it.
                raise _unanswered(error, f"{service}:{operation}") from None
            except botocore.exceptions.ClientError as error:
                # An inventory's traceback would have what this was made of.
                raise _translated(error, service, operation) from None

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
        """What C(aws_config), the environment or the configuration file says; else time alone is the limit."""
        retries = self._connection.config.get("retries") or {}
        further = retries.get("max_attempts")
        configured = self._session.get_config_variable("max_attempts")
        most = retries.get("total_max_attempts", configured if further is None else further + 1)
        return math.inf if most is None else int(most)


def _config(given: t.Mapping[str, t.Any]) -> t.Any:
    """The configuration of a client, which repeats nothing.

    boto3 would repeat what must not be, and for as long as it likes. Its mode C(adaptive) slows down where AWS
    throttles.
    """
    # It says what is wrong with what was given.
    botocore.config.Config(**given)
    retries = {"mode": "adaptive", **(given.get("retries") or {}), "total_max_attempts": 1}
    retries.pop("max_attempts", None)
    return botocore.config.Config(**{"user_agent_extra": "leastpriv.aws", **given, "retries": retries})


def _unanswered(error: t.Any, action: str) -> LeastPrivError:
    """The error for a call without an answer that can be read."""
    if isinstance(error, (botocore.exceptions.ConnectionClosedError, botocore.exceptions.ReadTimeoutError)):
        return NoAnswerError(f"{action} got no answer: {error}", in_doubt=True)
    if isinstance(error, botocore.exceptions.SSLError):
        advice = "Check aws_ca_bundle and validate_certs, and what is in between"
        return ConnectionFailedError(f"{action} got no answer: {_http_failure(error)}", advice=advice)
    if isinstance(error, botocore.exceptions.ConnectionError):
        return NoAnswerError(f"{action} got no answer: {error}", in_doubt=False)
    if isinstance(error, botocore.exceptions.HTTPClientError):
        return ConnectionFailedError(f"{action} got no answer: {_http_failure(error)}", advice=_CHECK_ENDPOINT)
    if not isinstance(error, botocore.exceptions.BotoCoreError):
        # Not the answer, nor a value of it: it may have come from what echoes the request.
        return ConnectionFailedError(
            f"{action} got an answer that is not AWS's: it cannot be parsed", advice=_CHECK_ENDPOINT
        )
    advice = "Check the credentials and the options of the connection"
    # Without the value of a parameter that boto3 does not take.
    return ConnectionFailedError(f"{action} got no answer: {str(error).partition(', value')[0]}", advice=advice)


def _check_port(url: str) -> int | None:
    """The port of an endpoint. Raises C(ValueError) where it can be none, of which boto3 tells at the first call."""
    return urllib.parse.urlsplit(url).port


def _http_failure(error: t.Any) -> str:
    """What is known of a request that failed in a way that boto3 does not know: not its text."""
    return f"the request could not be sent ({type(error.kwargs.get('error')).__name__})"


def _translated(error: t.Any, service: str, operation: str) -> IamError:
    details = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    return IamError(
        code=quoted(str(details.get("Code", "Unknown"))),
        reason=quoted(str(details.get("Message", ""))) or "AWS gave no message",
        operation=operation,
        service=service,
        status=int(metadata.get("HTTPStatusCode", 0)),
    )


def _plain(value: t.Any) -> t.Any:
    """A reply with its dates as ISO 8601 text."""
    if isinstance(value, t.Mapping):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _keys(options: t.Mapping[str, t.Any]) -> tuple[str | None, str | None, str | None]:
    """Access key, secret key and session token of the options.

    Where neither they nor boto3's variables name credentials, amazon.aws's older variables do, which boto3
    does not know.
    """
    environment = os.environ.get
    for option in ("access_key", "secret_key", "session_token"):
        if options[option] and not _KEY.fullmatch(options[option]):
            raise OptionError(option, "has white space, a line feed perhaps, or characters beyond ASCII")
    if options["access_key"]:
        return options["access_key"], options["secret_key"], options["session_token"] or None
    if options["profile"] or environment("AWS_ACCESS_KEY_ID") or not environment("AWS_ACCESS_KEY"):
        return None, None, None
    return environment("AWS_ACCESS_KEY"), environment("AWS_SECRET_KEY"), environment("AWS_SESSION_TOKEN")


def _bundle(path: str) -> str:
    # urllib3 would say of it that something is missing, and not what.
    if not os.path.exists(path):  # noqa: PTH110 - a text that cannot be a path is no error here
        raise OptionError("aws_ca_bundle", f"there is no file {path[:80]!r} where the task runs")
    return path


def _checked(
    pattern: re.Pattern[str], option: str, options: t.Mapping[str, t.Any], *, secret: bool = False
) -> str | None:
    value = options[option]
    if value and not pattern.fullmatch(value):
        shown = "the value" if secret else repr(value)
        raise OptionError(option, f"{shown} does not match {pattern.pattern}")
    return value or None
