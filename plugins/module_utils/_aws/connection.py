# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that say which account a task acts in and how it gets there, checked."""

from __future__ import annotations

import json
import os
import re
import typing as t
from dataclasses import dataclass, field, fields

from .. import _arn
from .._errors import OptionError, WrongAccountError
from . import config as aws_config

_KEY = re.compile(r"[!-~]+")


class _Text(t.NamedTuple):
    """What the text of an option must look like, in a pattern and in words. A message does not show a secret one."""

    pattern: re.Pattern[str]
    words: str
    is_secret: bool = False


_TEXTS: t.Final[t.Mapping[str, _Text]] = {
    "profile": _Text(
        re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,256}"),
        "the name of a profile: 1 to 256 characters without control characters",
    ),
    "region": _Text(re.compile(r"[a-z0-9-]{1,63}"), "an AWS Region code such as eu-west-1"),
    # Without a name and a password, which botocore would show when there is no answer.
    "endpoint_url": _Text(
        re.compile(
            r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[!-~]*)?",
            re.IGNORECASE,
        ),
        "an http or https URL without user name and password",
        is_secret=True,
    ),
    "assume_role_external_id": _Text(
        re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII),
        "2 to 1,224 letters, digits and characters from _ + = , . @ : / -",
        is_secret=True,
    ),
    "assume_role_session_name": _Text(
        re.compile(r"[\w+=,.@-]{2,64}", re.ASCII),
        "2 to 64 letters, digits and characters from _ + = , . @ -",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Connection:
    """The checked connection options. C(verify) is botocore's: a boolean, or the path of a CA bundle."""

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
        role_arn = options["assume_role_arn"]
        access_key, secret_key, session_token = _keys(options)
        connection = cls(
            access_key=access_key,
            secret_key=secret_key,
            session_token=session_token,
            profile=_text(options, "profile"),
            region=_text(options, "region"),
            endpoint_url=_text(options, "endpoint_url"),
            verify=_verify(options),
            config=aws_config.parse("aws_config", options["aws_config"] or {}),
            # An empty ARN, from a variable that is not set, is refused: the task would act in the caller's account.
            role_arn=None if role_arn is None else _arn.check_role_arn("assume_role_arn", role_arn),
            external_id=_text(options, "assume_role_external_id"),
            session_name=_text(options, "assume_role_session_name") or "leastpriv.aws",
            allowed_account_ids=_allowed_account_ids(options),
        )
        if role_arn is not None:
            # The ARN of the role names its account, so a wrong account is refused before any call.
            connection.check_account(role_arn.split(":")[4], f"assume_role_arn {role_arn}")
        return connection

    @property
    def key(self) -> t.Hashable:
        """Equal for connections that sign in the same way."""
        names = (field.name for field in fields(self))
        values = (getattr(self, name) for name in names if name not in ("allowed_account_ids", "config"))
        return (*values, self._config_text)

    @property
    def endpoint_key(self) -> t.Hashable:
        """Equal for connections that reach services at the same endpoints in the same way, whatever their keys."""
        return self.profile, self.endpoint_url, self.verify, self._config_text

    @property
    def _config_text(self) -> str:
        return json.dumps(self.config, sort_keys=True, default=repr)

    def check_account(self, account_id: str, what: str) -> None:
        """The guard: raises C(WrongAccountError) unless the account is allowed."""
        if self.allowed_account_ids is not None and account_id not in self.allowed_account_ids:
            allowed = ", ".join(self.allowed_account_ids) or "none"
            raise WrongAccountError(
                f"{what} is for account {account_id}, but allowed_account_ids, which this collection's playbooks set "
                f"from aws_account_id, allows {allowed}. Nothing was read or changed"
            )


def _keys(options: t.Mapping[str, t.Any]) -> tuple[str | None, str | None, str | None]:
    """Access key, secret key and session token of the options.

    When neither the options nor boto3's variables name credentials, the older variables of amazon.aws count, which
    boto3 does not know.
    """
    environment = os.environ.get
    for option in ("access_key", "secret_key", "session_token"):
        if options[option] and not _KEY.fullmatch(options[option]):
            raise OptionError(option, "must be printable ASCII without white space; look for a line feed at its end")
    if options["access_key"]:
        return options["access_key"], options["secret_key"], options["session_token"] or None
    if options["profile"] or environment("AWS_ACCESS_KEY_ID") or not environment("AWS_ACCESS_KEY"):
        return None, None, None
    return environment("AWS_ACCESS_KEY"), environment("AWS_SECRET_KEY"), environment("AWS_SESSION_TOKEN")


def _text(options: t.Mapping[str, t.Any], option: str) -> str | None:
    """The text of an option; an empty one counts as left out."""
    value, expected = options[option], _TEXTS[option]
    if value and not expected.pattern.fullmatch(value):
        got = "" if expected.is_secret else f" (got: {value!r})"
        raise OptionError(option, f"must be {expected.words}{got}")
    return value or None


def _verify(options: t.Mapping[str, t.Any]) -> bool | str:
    path, validate = options["aws_ca_bundle"], bool(options["validate_certs"])
    if not (validate and path):
        return validate
    # urllib3 would report that something is missing, but not what.
    if not os.path.exists(path):  # noqa: PTH110 - a text that cannot be a path is no error here
        raise OptionError("aws_ca_bundle", f"{path[:80]!r} does not exist on the host where the module runs")
    return str(path)


def _allowed_account_ids(options: t.Mapping[str, t.Any]) -> tuple[str, ...] | None:
    allowed = options["allowed_account_ids"]
    if allowed is None:
        return None
    try:
        return tuple(_arn.check_account_id("allowed_account_ids", account_id) for account_id in allowed)
    except OptionError as error:
        origin = "this collection's playbooks set it from aws_account_id"
        raise OptionError(error.option, f"{error.problem}; {origin}") from None
