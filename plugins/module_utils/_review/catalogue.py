# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which actions, services and resource types exist: the data of cfn-lint, if it is installed.

cfn-lint takes them from AWS's service authorization reference. Only its data file is read, which takes some 20 ms;
importing cfn-lint would take most of a second. It lists too few condition keys to tell which exist.
"""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import json
import pathlib
import re
import typing as t
from dataclasses import dataclass

from .._arn import split
from .._policy.coverage import matches

_FILE: t.Final = ("data", "AdditionalSpecs", "Policies.json")


@functools.cache
def load() -> Catalogue | None:
    """The catalogue, or C(None) if cfn-lint is not installed or keeps its data elsewhere."""
    try:
        specification = importlib.util.find_spec("cfnlint")
        if specification is None or specification.origin is None:
            return None
        path = pathlib.Path(specification.origin).parent.joinpath(*_FILE)
        services = json.loads(path.read_text(encoding="utf-8"))
        return Catalogue(version=importlib.metadata.version("cfn-lint"), services=services)
    except (ImportError, OSError, ValueError):
        return None


def preload() -> None:
    """Loads the catalogue, and all that is derived from it, for the processes that are forked from this one."""
    catalogue = load()
    if catalogue is not None:
        catalogue.knows_resource("arn:aws:iam::111111111111:role/any")


class Catalogue:
    """The actions and resource types of AWS's services.

    C(services) has, by prefix in lower case, C(Actions) (by name in lower case, each with its C(Resources), names of
    resource types) and C(Resources) (resource types by name, each with C(ARNFormats)).
    """

    def __init__(self, *, version: str, services: t.Mapping[str, t.Any]) -> None:
        self.version = version
        self._services = services
        self._types: dict[str, list[tuple[str, ...]] | None] = {}

    def has_service(self, prefix: str) -> bool:
        """Whether a service has actions with the prefix."""
        return prefix.lower() in self._services

    def resource_types(self, action: str) -> list[tuple[str, ...]] | None:
        """The resource types of each existing action that a pattern matches; C(None) if there is no such service."""
        if action not in self._types:
            self._types[action] = self._look_up(action)
        return self._types[action]

    def _look_up(self, action: str) -> list[tuple[str, ...]] | None:
        prefix, _colon, name = action.lower().partition(":")
        service = self._services.get(prefix)
        if service is None:
            return None
        if not _WILDCARD.search(name):
            entries = [service["Actions"][name]] if name in service["Actions"] else []
        else:
            entries = [entry for known, entry in service["Actions"].items() if matches(name, known)]
        return [tuple(entry.get("Resources", ())) for entry in entries]

    def knows_resource(self, arn: str) -> bool:
        """Whether an ARN, possibly with wildcards and variables, can match the ARN format of a resource type."""
        parts = split(arn)
        if len(parts) < 6 or _OPEN.search(parts[2]):
            return True
        return any(form.admits(parts[3], parts[4], parts[5]) for form in self._forms.get(parts[2], ()))

    @functools.cached_property
    def _forms(self) -> dict[str, list[_Form]]:
        forms: dict[str, list[_Form]] = {}
        for prefix, service in self._services.items():
            for resource_type in service["Resources"].values():
                for text in resource_type["ARNFormats"]:
                    parts = split(text)
                    # A backup has the ARN of the resource that was backed up, or one of its own service.
                    name = prefix if "$" in parts[2] else parts[2]
                    forms.setdefault(name, []).append(_Form(*map(_fixed, parts[3:])))
        return forms


_WILDCARD = re.compile(r"[*?]")
# From here on a text may stand for other texts.
_OPEN = re.compile(r"[*?]|\$\{")


@dataclass(frozen=True)
class _Form:
    """The ARN format of a resource type: region and account, empty where it has none, and what follows."""

    region: _Fixed
    account: _Fixed
    resource: _Fixed

    def admits(self, region: str, account: str, resource: str) -> bool:
        """Whether an ARN can match the format: the texts agree as far as both are fixed."""
        return all(map(_may_agree, (self.region, self.account, self.resource), (region, account, resource)))


class _Fixed(t.NamedTuple):
    """The fixed beginning of a text, and whether anything may follow it."""

    text: str
    is_open: bool


def _fixed(text: str) -> _Fixed:
    # In places, the data has regular expressions.
    fixed, *rest = _OPEN.split(text.replace(".*", "*"), maxsplit=1)
    return _Fixed(fixed, bool(rest))


def _may_agree(form: _Fixed, text: str) -> bool:
    """Whether a part of an ARN can match that part of a format, as far as both are fixed."""
    shorter, longer = sorted((form, _fixed(text)), key=lambda fixed: len(fixed.text))
    # Unless both are the same, the shorter one has to be open at its end.
    return longer.text.startswith(shorter.text) and (shorter.is_open or shorter.text == longer.text)
