# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option aws_config: settings for botocore's clients. botocore itself checks few of them, and most too late.

Templates of ansible-core 2.18 turn numbers and booleans into text. They are converted back here: botocore would take
the text C(false) for true.
"""

from __future__ import annotations

import math
import typing as t

from .._errors import OptionError

Settings = t.Mapping[str, t.Any]


def parse(option: str, settings: Settings) -> dict[str, t.Any]:
    """The settings as botocore takes them; raises C(OptionError) for a value of the wrong type.

    Settings that this module does not know are passed on for the installed botocore to check. Source: the reference
    of C(botocore.config.Config).
    """
    return {str(name): _setting(option, str(name), value) for name, value in settings.items()}


def _setting(option: str, name: str, value: t.Any) -> t.Any:
    check = _CHECKS.get(name)
    if value is None or check is None:
        return value
    try:
        return check(value)
    except (ArithmeticError, TypeError, ValueError):
        raise OptionError(option, f"{name} must be {_EXPECTED[check]} (got: {str(value)[:80]!r})") from None


def _text(value: t.Any) -> str:
    # Some of these settings become HTTP headers.
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise TypeError
    return value


def _signature(value: t.Any) -> str:
    if value != "v4":
        raise ValueError
    return "v4"


def _number(value: t.Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError
    number = float(value)
    # A day. Operating systems refuse timeouts that are much longer.
    if not (math.isfinite(number) and 0 < number <= 86_400):
        raise ValueError
    return number


def _count(value: t.Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or len(str(value)) > 5:
        raise TypeError
    number = int(value)
    if number < 0:
        raise ValueError
    return number


def _pool(value: t.Any) -> int:
    if _count(value) == 0:
        raise ValueError
    return _count(value)


def _boolean(value: t.Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise TypeError
    return _BOOLEANS.index(value.strip().lower()) % 2 == 0


def _mapping(value: t.Any) -> dict[str, t.Any]:
    if not isinstance(value, t.Mapping):
        raise TypeError
    return dict(value)


def _proxies(value: t.Any) -> dict[str, str]:
    return {str(scheme): _text(url) for scheme, url in _mapping(value).items()}


def _retries(value: t.Any) -> dict[str, t.Any]:
    settings = _mapping(value)
    return {name: _count(setting) if name in _ATTEMPTS else setting for name, setting in settings.items()}


def _certificate(value: t.Any) -> t.Any:
    """The path of a certificate, or the paths of a certificate and its key."""
    if isinstance(value, (list, tuple)):
        certificate, key = value
        return _text(certificate), _text(key)
    return _text(value)


# The texts that Ansible takes for booleans, in pairs: one for true, then one for false.
_BOOLEANS: t.Final = ("true", "false", "yes", "no", "on", "off", "1", "0", "y", "n", "t", "f")

_ATTEMPTS: t.Final = ("max_attempts", "total_max_attempts")

_EXPECTED: t.Final[t.Mapping[t.Callable[[t.Any], t.Any], str]] = {
    _text: "a text of printable ASCII characters",
    _signature: "v4, the only signature that IAM and STS accept",
    _number: "a number of seconds, more than 0 and at most 86400",
    _pool: "a whole number, more than 0",
    _boolean: "true or false",
    _mapping: "a mapping",
    _proxies: "a mapping of schemes to URLs",
    _retries: "a mapping in which max_attempts and total_max_attempts are whole numbers",
    _certificate: "the path of a certificate, or a list of the paths of a certificate and its key",
}

_CHECKS: t.Final[t.Mapping[str, t.Callable[[t.Any], t.Any]]] = {
    **dict.fromkeys(
        (
            "account_id_endpoint_mode",
            "auth_scheme_preference",
            "defaults_mode",
            "region_name",
            "request_checksum_calculation",
            "response_checksum_validation",
            "sigv4a_signing_region_set",
            "user_agent",
            "user_agent_appid",
            "user_agent_extra",
        ),
        _text,
    ),
    **dict.fromkeys(("connect_timeout", "read_timeout"), _number),
    "max_pool_connections": _pool,
    **dict.fromkeys(
        (
            "disable_request_compression",
            "ignore_configured_endpoint_urls",
            "inject_host_prefix",
            "parameter_validation",
            "tcp_keepalive",
            "use_dualstack_endpoint",
            "use_fips_endpoint",
        ),
        _boolean,
    ),
    "client_cert": _certificate,
    "proxies": _proxies,
    "proxies_config": _mapping,
    "retries": _retries,
    "s3": _mapping,
    "signature_version": _signature,
}
