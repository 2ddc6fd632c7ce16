# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions of botocore, each made once for what it depends on, and the data that all of them share."""

from __future__ import annotations

import contextlib
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
except ImportError as error:
    IMPORT_ERROR: ImportError | None = error
else:
    IMPORT_ERROR = None

# The services whose clients the collection makes for every task.
_SERVICES: t.Final = ("sts", "iam")

# With keys at hand, botocore does not look for others.
_NO_KEYS: t.Final = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}

# What a session depends on beside its profile: the environment, and the state of the files that it reads.
Surroundings = tuple[tuple[tuple[str, str], ...], tuple[tuple[int, ...], ...]]


def preload() -> None:
    """Has botocore read what it knows of the services; raises C(MissingLibraryError).

    It spares each process that is forked from this one 80 ms of CPU. No credentials are looked for, and no connection
    is opened.
    """
    require_botocore()
    # A task's own settings may be right where those of the environment are not.
    with contextlib.suppress(ValueError, botocore.exceptions.BotoCoreError):
        session = shared_session(None)
        for service in _SERVICES:
            session.create_client(service, "us-east-1", **_NO_KEYS)


def require_botocore() -> None:
    """Raises C(MissingLibraryError) where boto3 is not installed."""
    if IMPORT_ERROR is not None:
        raise MissingLibraryError(str(IMPORT_ERROR))


def shared_session(profile: str | None) -> t.Any:
    """The session of a profile, which whoever gets it must not change.

    A loop's items and the processes that are forked from this one share it, for as long as the environment and AWS's
    configuration files stay as they are. Raises what botocore raises, of a profile that is not there for example.
    """
    return _session(profile, surroundings())


@functools.lru_cache(maxsize=4)
def _session(profile: str | None, _surroundings: Surroundings) -> t.Any:
    session = botocore.session.Session(profile=profile)
    session.register_component("data_loader", _data_loader(session.get_config_variable("data_path")))
    # A profile that is not there is known only once something is asked of it.
    session.get_scoped_config()
    return session


@functools.lru_cache(maxsize=4)
def _data_loader(data_path: str | None) -> t.Any:
    return botocore.loaders.create_loader(data_path)


def surroundings() -> Surroundings:
    """What sessions depend on beside the options of a task, as it is now."""
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
