# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The known regions are those that botocore knows, by the partition that botocore has them in."""

from __future__ import annotations

import re
import typing as t

import botocore.loaders
import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import URL_SUFFIXES
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters import regions

LOADER: t.Final = botocore.loaders.Loader()
PARTITIONS: t.Final = LOADER.load_data("partitions")["partitions"]
ENDPOINTS: t.Final = LOADER.load_data("endpoints")["partitions"]


def test_no_region_is_missing_or_in_another_partition() -> None:
    known: dict[str, set[str]] = {}
    for name, partitions in (("id", PARTITIONS), ("partition", ENDPOINTS)):
        for partition in partitions:
            found = {region for region in partition["regions"] if not region.endswith("-global")}
            known[partition[name]] = known.get(partition[name], set()) | found
    assert {partition: set(listed) for partition, listed in regions.REGIONS.items()} == known


def test_each_region_matches_the_pattern_of_its_partition() -> None:
    patterns = {partition["id"]: re.compile(partition["regionRegex"]) for partition in PARTITIONS}
    for partition, listed in regions.REGIONS.items():
        assert [region for region in listed if not patterns[partition].fullmatch(region)] == []


def test_the_partitions_are_those_of_pseudo_parameters() -> None:
    assert set(regions.REGIONS) == set(URL_SUFFIXES)


def test_no_region_is_listed_twice() -> None:
    listed = [region for names in regions.REGIONS.values() for region in names]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("pattern", "partitions"),
    [
        ("eu-west-1", {"aws"}),
        ("cn-north-1", {"aws-cn"}),
        ("eu-*", {"aws", "aws-iso-e"}),
        ("us-gov-????-1", {"aws-us-gov"}),
        ("*", set(regions.REGIONS)),
        ("eu.west-1", set()),
        ("moon-*", set()),
        ("EU-WEST-1", set()),
    ],
)
def test_a_pattern_stands_for_the_regions_that_it_matches(pattern: str, partitions: set[str]) -> None:
    assert regions.partitions_of(pattern) == partitions


@pytest.mark.parametrize(
    ("text", "nearest"), [("eu-wset-1", "eu-west-1"), ("EU-West-1", "eu-west-1"), ("moon-base-9", None)]
)
def test_a_mistyped_region_resembles_a_known_one(text: str, nearest: str | None) -> None:
    assert regions.nearest(text) == nearest
