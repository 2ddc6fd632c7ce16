# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a report comes from: command, inventory, limit, commit, user and versions.

The command is put together from options that hold no secrets. Extra variables may, so only the names of their files
appear.
"""

from __future__ import annotations

import pathlib
import re
import shlex
import typing as t

from .values import text

# The variables in which pipelines name the commit and the person who started the run.
_COMMITS: t.Final = ("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT")
_USERS: t.Final = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILD_USER_ID", "LOGNAME", "USER")
_COMMIT: t.Final = re.compile(r"[0-9a-f]{40,64}\Z")
_SWITCHES: t.Final = (("check", "--check"), ("diff", "--diff"))

_Arguments = t.Mapping[str, t.Any]
_Environment = t.Mapping[str, str]


def origin(
    arguments: _Arguments, environment: _Environment, directory: pathlib.Path, versions: t.Mapping[str, str]
) -> dict[str, t.Any]:
    """Where a run comes from, without what is not known. C(arguments) are those of ansible-playbook."""
    arguments = {**arguments, "inventory": [_shown(path, directory) for path in _texts(arguments.get("inventory"))]}
    known = {
        "command": shlex.join(_command(arguments)),
        "inventory": arguments["inventory"],
        "limit": text(arguments.get("subset")),
        "user": next(filter(None, map(environment.get, _USERS)), ""),
        "commit": next(filter(None, map(environment.get, _COMMITS)), "") or _commit(directory),
        "versions": dict(versions),
    }
    return {name: value for name, value in known.items() if value}


def _command(arguments: _Arguments) -> list[str]:
    options = [
        *(("-i", inventory) for inventory in _texts(arguments.get("inventory"))),
        ("--limit", text(arguments.get("subset"))),
        ("--tags", ",".join(tag for tag in _texts(arguments.get("tags")) if tag != "all")),
        ("--skip-tags", ",".join(_texts(arguments.get("skip_tags")))),
        *(("-e", given if given.startswith("@") else "...") for given in _texts(arguments.get("extra_vars"))),
    ]
    given = [word for option in options if option[1] for word in option]
    return ["ansible-playbook", *_texts(arguments.get("args")), *_switches(arguments), *given]


def _switches(arguments: _Arguments) -> list[str]:
    return [switch for name, switch in _SWITCHES if arguments.get(name)]


def _shown(path: str, directory: pathlib.Path) -> str:
    """A path as the user may have given it: Ansible makes each path absolute."""
    absolute = pathlib.Path(path)
    return str(absolute.relative_to(directory)) if absolute.is_relative_to(directory) else path


def _texts(values: t.Any) -> list[str]:
    return [text(value) for value in values if isinstance(value, str)] if isinstance(values, (list, tuple)) else []


def _commit(directory: pathlib.Path) -> str:
    """The commit that is checked out in a folder or one above it; an empty text if git keeps it elsewhere."""
    for folder in (directory, *directory.parents):
        git = folder / ".git"
        if git.is_dir():
            head = _read(git / "HEAD")
            return _of_reference(git, head.removeprefix("ref: ")) if head.startswith("ref: ") else _checked(head)
    return ""


def _of_reference(git: pathlib.Path, reference: str) -> str:
    if ".." in reference:
        return ""
    lines = (line.partition(" ") for line in _read(git / "packed-refs").splitlines())
    packed = {name: commit for commit, _space, name in lines}
    return _checked(_read(git / reference)) or _checked(packed.get(reference, ""))


def _checked(commit: str) -> str:
    return commit if _COMMIT.match(commit) else ""


def _read(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
