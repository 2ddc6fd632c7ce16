# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""botocore sessions, cached by profile, environment and configuration files, and the data that they share."""

from __future__ import annotations

import datetime
import functools
import os
import pathlib
import typing as t

from .._errors import MissingLibraryError

try:
    import botocore.config
    import botocore.exceptions
    import botocore.loaders
    import botocore.parsers
    import botocore.session
    import botocore.utils
except ImportError as error:
    IMPORT_ERROR: ImportError | None = error
else:
    IMPORT_ERROR = None

# What a session depends on besides its profile: the environment variables, and the state of the files that it reads.
Surroundings = tuple[tuple[tuple[str, str], ...], tuple[tuple[int, ...], ...]]


def require_botocore() -> None:
    """Raises C(MissingLibraryError) if botocore cannot be imported."""
    if IMPORT_ERROR is not None:
        raise MissingLibraryError(str(IMPORT_ERROR))


def shared_session(profile: str | None) -> t.Any:
    """The session of a profile. Callers share it and must not change it.

    The items of a loop and the processes forked from this one use the same session until the environment or AWS's
    configuration files change. Errors of botocore pass through, for example if the profile does not exist.
    """
    return _session(profile, surroundings())


def client_session(profile: str | None) -> t.Any:
    """A session of the same profile for making clients, whose replies have dates as ISO 8601 texts.

    It has credentials of its own, without a search, whose keys are there to be replaced: they sign nothing as they are.
    """
    return _client_session(profile, surroundings())


@functools.lru_cache(maxsize=4)
def _session(profile: str | None, _surroundings: Surroundings) -> t.Any:
    return _new_session(profile)


@functools.lru_cache(maxsize=4)
def _client_session(profile: str | None, _surroundings: Surroundings) -> t.Any:
    session = _new_session(profile)
    session.set_credentials("none", "none")
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_iso_8601)
    return session


def _new_session(profile: str | None) -> t.Any:
    session = botocore.session.Session(profile=profile)
    session.register_component("data_loader", _data_loader(session.get_config_variable("data_path")))
    # botocore reports a missing profile only when its configuration is read.
    session.get_scoped_config()
    return session


@functools.lru_cache(maxsize=4)
def _data_loader(data_path: str | None) -> t.Any:
    return botocore.loaders.create_loader(data_path)


def surroundings() -> Surroundings:
    """The current state of what sessions depend on besides the options of a task."""
    files = (
        os.environ.get("AWS_CONFIG_FILE", "~/.aws/config"),
        os.environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    )
    return tuple(sorted(os.environ.items())), tuple(map(_state_of, files))


def _state_of(file: str) -> tuple[int, ...]:
    try:
        state = pathlib.Path(os.path.expandvars(file)).expanduser().stat()
    except (OSError, RuntimeError):
        return ()
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


def _iso_8601(value: t.Any) -> str:
    """A date of a reply as ISO 8601 text. botocore's own parser, for all formats of dates, takes 20 times as long."""
    try:
        moment = datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        # Epoch seconds; up to Python 3.10 also a Z at the end.
        moment = botocore.utils.parse_timestamp(value)
    return moment.isoformat()
