# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts of a dry run would change, by all tasks of this collection, for a playbook that fails for them.

ansible-playbook forks a process for each task, so what each one has predicted is noted in the folder that
ansible-playbook creates for each run and deletes at its end. Both ways of running a module note it.
"""

from __future__ import annotations

import hashlib
import pathlib
import typing as t

from ansible import constants

# The names of empty files: a task has planned for the host, and one has planned a change.
_PLANNED: t.Final = "planned"
_CHANGES: t.Final = "changes"


def note(host: str, *, changed: bool) -> None:
    """Notes that a task has planned for a host, and whether it would change anything."""
    folder = _folder(host)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / _PLANNED).touch()
    if changed:
        (folder / _CHANGES).touch()


def problem(host: str) -> str:
    """Why a host fails that must not change; empty if all that planned for it would leave it as it is."""
    folder = _folder(host)
    if (folder / _CHANGES).exists():
        return "drift: a run would change the account"
    if (folder / _PLANNED).exists():
        return ""
    return "rollout_fail_on_change: no task of the run manages policies or roles, so nothing is known about changes"


def _folder(host: str) -> pathlib.Path:
    name = hashlib.sha256(host.encode(errors="surrogatepass")).hexdigest()
    return pathlib.Path(vars(constants)["DEFAULT_LOCAL_TMP"]) / "leastpriv.aws" / "changing" / name
