# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What surrounds a task that runs in Ansible's process: its environment, its folder, and what other tasks left."""

from __future__ import annotations

import contextlib
import os
import pathlib
import typing as t

from ansible import constants as C  # noqa: N812 - as all of Ansible calls it
from ansible import context

from ...module_utils._module import earlier_tasks, same_account, shared_reviews


@contextlib.contextmanager
def other_tasks(host: str) -> t.Iterator[None]:
    """Lets a task know what other tasks of the run have predicted, in check mode, and what their reviews have found.

    It also lets it know what other hosts purge.

    ansible-playbook creates the folder above for itself, and its forked processes know it.
    """
    folder = pathlib.Path(vars(C)["DEFAULT_LOCAL_TMP"]) / "leastpriv.aws"
    predictions = folder if context.CLIARGS.get("check") else None
    with (
        earlier_tasks.known_from(predictions),
        shared_reviews.kept_in(folder / "reviews"),
        same_account.known_from(folder / "purging", host),
    ):
        yield


@contextlib.contextmanager
def of_task(added: t.Mapping[str, str], folder: str) -> t.Iterator[None]:
    """Set the environment and the working directory of the task, and restore them: the next item has others."""
    before = dict(os.environ)
    # By descriptor: the directory's name may be gone.
    working_directory = os.open(".", os.O_RDONLY)
    try:
        os.environ.update({str(name): str(value) for name, value in added.items()})
        os.chdir(folder)
        yield
    finally:
        os.fchdir(working_directory)
        os.close(working_directory)
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)
