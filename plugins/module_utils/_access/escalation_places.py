# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the resources of a role are, as far as its policies say it, and the ARNs that templates have there."""

from __future__ import annotations

import fnmatch
import itertools
import re
import typing as t
from dataclasses import dataclass

from .. import _arn
from .._policy.parameters import regions


class Place(t.NamedTuple):
    """What the first parts of an ARN say."""

    partition: str
    account: str
    region: str


@dataclass(frozen=True)
class Places:
    """The places that policies name."""

    places: tuple[Place, ...]

    @classmethod
    def of(cls, text: str) -> Places:
        """The places that the text of policies names.

        Pseudo parameters have been filled in for an example account, which is then the role's. Wildcards would not do
        here: IAM's documentation leaves open how far those in the middle of an ARN reach.
        """
        partitions = dict.fromkeys(re.findall(r"\barn:(aws[a-z-]*):", text)) or [_arn.SPECIMEN.partition]
        accounts = dict.fromkeys(re.findall(r"\barn:[a-z*-]*:[a-z0-9-]*:[a-z0-9*?-]*:([0-9]{12}):", text))
        if not accounts or _arn.SPECIMEN.id in accounts:
            accounts = {_arn.SPECIMEN.id: None}
        named = set(re.findall(r"\barn:[a-z*-]*:[a-z0-9-]*:([a-z0-9?-]+[a-z0-9*?-]*):", text))
        found = (itertools.product([one], accounts, _regions(one, named)) for one in partitions)
        return cls(tuple(itertools.starmap(Place, itertools.chain.from_iterable(found))))

    def example(self, template: str) -> list[str]:
        """An ARN that is easy to read."""
        return _filled(template, self.places[:1], name="example")

    def arns(self, template: str, name: str = "?*") -> list[str]:
        """The ARNs of a template in each of the places, by default with any name."""
        return _filled(template, self.places, name=name)

    def services(self, name: str) -> list[str]:
        """The names of a service."""
        suffixes = (_arn.URL_SUFFIXES.get(place.partition) for place in self.places)
        return list(dict.fromkeys(f"{name}.{suffix}" for suffix in ("amazonaws.com", *suffixes) if suffix))


def _regions(partition: str, named: t.Collection[str]) -> list[str]:
    """The Regions that ARNs name, by wildcards too; any other one if they name none."""
    every = regions.REGIONS.get(partition, ())
    found = [region for region in every if any(fnmatch.fnmatchcase(region, name) for name in named)]
    example = _arn.SPECIMEN.region or ""
    return found or ([example] if example in every else list(every[:1]) or [example])


def _filled(template: str, places: t.Iterable[Place], *, name: str) -> list[str]:
    """The ARNs of a template in each of the places."""
    found: dict[str, None] = {}
    for place in places:
        values = {
            "{partition}": place.partition,
            "{account}": place.account,
            "{region}": place.region,
            "{name}": name,
        }
        filled = "".join(values.get(part, part) for part in _PLACEHOLDER.split(template))
        found[filled] = None
    return list(found)


_PLACEHOLDER = re.compile(r"(\{(?:partition|account|region|name)\})")
