# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the organization that an inventory's options describe, and identifies it in a cache."""

from __future__ import annotations

import hashlib
import json
import os
import typing as t
from dataclasses import replace

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ...module_utils._aws.connection import Connection
from ...module_utils._aws.session import Session
from ...module_utils._errors import IamError, LeastPrivError, OptionError
from ...module_utils._module import connection_options
from ...module_utils._retry import RetryPolicy
from .hosts import Settings
from .model import Organization
from .reading import OPTION, explained, read, with_tags

Options = t.Mapping[str, t.Any]

# An inventory has no result to list the calls in.
CONNECTION: t.Final = {
    name: option
    for name, option in connection_options.CONNECTION.options.items()
    if name != "debug_botocore_endpoint_logs"
}
# The options that decide which accounts are read. The others only decide which hosts they become.
_SOURCE: t.Final = (OPTION, "states", "profile", "assume_role_arn", "endpoint_url")
_SOURCE_VARIABLES: t.Final = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_ORGANIZATIONS",
)
_FILTERS: t.Final = ("filters", "include_filters", "exclude_filters")


# The default of the modules.
_RETRY_POLICY: t.Final = RetryPolicy(timeout=0, persistence=120)


def checked(options: Options) -> dict[str, t.Any]:
    """The validated options, those of the connection as a module gets them; raises C(LeastPrivError)."""
    for unit in options[OPTION] or ():
        if not isinstance(unit, str) or not unit.strip("/"):
            raise OptionError(OPTION, f"each OU must be an ID or a path of names (got: {unit!r})")
    given = {name: options[name] for name in CONNECTION if options[name] is not None}
    specification = connection_options.CONNECTION
    result = ArgumentSpecValidator(
        CONNECTION, required_together=specification.required_together, required_by=dict(specification.required_by)
    ).validate(given)
    for message in result.error_messages:
        raise LeastPrivError(message)
    return {**options, **result.validated_parameters}


def organization(options: Options, settings: Settings) -> Organization:
    """Reads the accounts, with their tags if an option needs these; raises C(LeastPrivError)."""
    session = Session(Connection.from_options(options), _RETRY_POLICY)
    call = session.caller("organizations")
    try:
        found = read(
            call,
            # An assumed role may be of another account than the credentials.
            own_account_id="" if options["assume_role_arn"] else session.account.id,
            parents=options[OPTION] or (),
            states=options["states"],
        )
        if not _needs_tags(options, settings):
            return found
        selected = [
            account for account in found.accounts if settings.filters.select(account, found.units[account.parent])
        ]
        return replace(found, accounts=tuple(with_tags(call, account) for account in selected))
    except IamError as error:
        raise explained(error, call, session.account.id) from error


def fingerprint(options: Options, settings: Settings) -> str:
    """A digest of the options and variables that decide what is read, without secrets."""
    relevant = [
        [options[name] for name in _SOURCE],
        [os.environ.get(name) for name in _SOURCE_VARIABLES],
        # Tags are read for the selected accounts.
        [options[name] for name in _FILTERS] if _needs_tags(options, settings) else None,
    ]
    return hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()


def _needs_tags(options: Options, settings: Settings) -> bool:
    return bool(options["include_tags"]) or settings.filters.ask_for_tags
