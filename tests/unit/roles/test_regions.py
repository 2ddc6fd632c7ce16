# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The regions that pinpoint_importer knows are those that botocore knows."""

from __future__ import annotations

import pathlib
import re
import typing as t

import botocore.loaders
import yaml

FILE = pathlib.Path(__file__).parents[3] / "roles" / "pinpoint_importer" / "vars" / "main" / "regions.yml"

LOADER: t.Final = botocore.loaders.Loader()
PARTITIONS: t.Final = LOADER.load_data("partitions")["partitions"]
ENDPOINTS: t.Final = LOADER.load_data("endpoints")["partitions"]


def known() -> list[str]:
    return t.cast(list[str], yaml.safe_load(FILE.read_text(encoding="utf-8"))["pinpoint_importer_regions"])


def test_no_region_is_missing() -> None:
    regions = {region for partition in (*PARTITIONS, *ENDPOINTS) for region in partition["regions"]}
    missing = {region for region in regions if not region.endswith("-global")} - set(known())
    assert not missing, f"add them to {FILE.name}"


def test_each_region_belongs_to_a_partition() -> None:
    patterns = [partition["regionRegex"] for partition in PARTITIONS]
    assert [region for region in known() if not any(re.match(pattern, region) for pattern in patterns)] == []


def test_no_region_stands_twice() -> None:
    assert len(known()) == len(set(known()))
