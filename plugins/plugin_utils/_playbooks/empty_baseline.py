# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host without policies and roles: what may be wrong, such as a misspelt variable or a folder that is not read."""

from __future__ import annotations

import pathlib
import typing as t
from dataclasses import dataclass

from ...module_utils._nearest import nearest
from . import baseline, sources

_OF_ROLE: t.Final = "iam_baseline_"
LISTS: t.Final = tuple(f"{_OF_ROLE}{which}" for which in baseline.LISTS)
# The other variables of the role iam_baseline, which look like its lists and are none of them.
OTHER_VARIABLES: t.Final = frozenset(
    f"{_OF_ROLE}{name}"
    for name in (
        *("all_identity_providers", "all_policies", "all_roles", "found"),
        *("done", "done_identity_providers", "done_policies", "done_roles"),
        *("documents", "document_settings", "noted_documents", "reviewed", "asked", "proven"),
        *("allow_empty", "detach", "exclusive", "merge", "new_access", "parameters", "policy_defaults"),
        *("purge_limit", "purge_path", "role_defaults"),
        *("review", "review_ignore", "review_known", "state", "unused_for_days", "unused_parameters", "variables"),
    )
)
# Well above the likeness of two names that only begin with iam_baseline_.
_ALIKE: t.Final = 0.86
_MAX_NAMES: t.Final = 3


@dataclass(frozen=True, kw_only=True)
class Origins:
    """Where the variables of a host come from: C(folder) is the one in which Ansible was started."""

    inventories: t.Sequence[str]
    playbook_dir: str
    folder: str
    groups: t.Collection[str]

    def read(self) -> list[pathlib.Path]:
        """The inventories and the folders of variables that exist."""
        return [path for path in map(pathlib.Path, self.inventories) if path.exists()] + self._folders()

    def unread(self) -> list[str]:
        """What looks like variables and is not read, with the reason."""
        elsewhere = [path for path in sources.folders_in(self.folder) if path not in self._folders()]
        return [
            *(f"{path} is not read, because it is not beside the inventory or the playbook" for path in elsewhere),
            *(f"{path} is not read, because the inventory has no group {path.stem}" for path in self._of_no_group()),
        ]

    def _folders(self) -> list[pathlib.Path]:
        return sources.folders_of_variables(self.inventories, self.playbook_dir)

    def _of_no_group(self) -> list[pathlib.Path]:
        folders = [folder for folder in self._folders() if folder.name == sources.GROUPS]
        paths = (path for folder in folders for path in sorted(folder.iterdir()))
        return [path for path in paths if not path.name.startswith(".") and path.stem not in self.groups]


def problem_of(
    variable: t.Callable[[str], t.Any], *, names: t.Iterable[str], is_merged: bool, prefix: str = _OF_ROLE
) -> str:
    """What to say about a host, given its variables by name. C(prefix) begins the names of those of the baseline."""
    origins = Origins(
        inventories=variable("ansible_inventory_sources") or [],
        playbook_dir=variable("playbook_dir"),
        folder=str(pathlib.Path.cwd()),
        groups=[str(group) for group in variable("groups")],
    )
    host = str(variable("inventory_hostname"))
    return problem(host, names=names, is_merged=is_merged, origins=origins, prefix=prefix)


def problem(host: str, *, names: t.Iterable[str], is_merged: bool, origins: Origins, prefix: str = _OF_ROLE) -> str:
    """What to say about a host with these variables, none of which has a policy, a role or a provider."""
    which = "with or without a suffix" if is_merged else f"and {prefix}merge is false, so that no other list counts"
    summary = f"neither {prefix}policies nor {prefix}roles has an entry"
    read = ", ".join(map(str, origins.read())) or "no file"
    parts = [
        f"{host} has no policies and no roles: {summary}, {which}",
        *(f"It has {name}: did you mean {meant}?" for name, meant in _alike(names, prefix)[:_MAX_NAMES]),
        f"Ansible read variables from {read}",
        *origins.unread()[:_MAX_NAMES],
        f"If the host is to have none, set {prefix}allow_empty to true",
    ]
    return " ".join(part if part.endswith("?") else f"{part}." for part in parts).rstrip(".")


def _alike(names: t.Iterable[str], prefix: str) -> list[tuple[str, str]]:
    """The variables that look like one of the lists, with or without a suffix, each with what it should be called."""
    others = {f"{prefix}{name.removeprefix(_OF_ROLE)}" for name in OTHER_VARIABLES}
    found = [(name, _meant(name, prefix)) for name in sorted(names) if name not in others]
    return [(name, meant) for name, meant in found if meant not in ("", name)]


def _meant(name: str, prefix: str) -> str:
    """The name of a list, with the suffix of a variable whose beginning looks like it, or an empty text."""
    words = name.split("_")
    for length in range(2, len(words) + 1):
        beginning, suffix = "_".join(words[:length]), words[length:]
        if found := nearest(beginning, [f"{prefix}{which}" for which in baseline.LISTS], alike=_ALIKE):
            return "_".join([found, *suffix])
    return ""
