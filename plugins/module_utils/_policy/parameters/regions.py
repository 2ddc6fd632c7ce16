# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The regions of AWS by partition, as botocore 1.44.5 knows them. A unit test compares the two."""

from __future__ import annotations

import itertools
import re
import typing as t

from ... import _nearest

_TEXT: t.Final = {
    "aws": """
        af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
        ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
        ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
        il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1 us-east-2 us-west-1
        us-west-2
    """,
    "aws-cn": "cn-north-1 cn-northwest-1",
    "aws-us-gov": "us-gov-east-1 us-gov-west-1",
    "aws-iso": "us-iso-east-1 us-iso-west-1",
    "aws-iso-b": "us-isob-east-1 us-isob-west-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-east-1 us-isof-south-1",
    "aws-eusc": "eusc-de-east-1",
}
REGIONS: t.Final[t.Mapping[str, tuple[str, ...]]] = {
    partition: tuple(regions.split()) for partition, regions in _TEXT.items()
}


def partitions_of(pattern: str) -> set[str]:
    """The partitions with a region that matches the pattern, in which only C(*) and C(?) have a meaning."""
    parts = (re.escape(part) for part in re.split(r"([*?])", pattern))
    matcher = re.compile("".join({r"\*": ".*", r"\?": "."}.get(part, part) for part in parts))
    return {partition for partition, regions in REGIONS.items() if any(map(matcher.fullmatch, regions))}


def nearest(text: str) -> str | None:
    """The known region that a mistyped one resembles most; C(None) if none does."""
    return _nearest.nearest(text, itertools.chain.from_iterable(REGIONS.values()), alike=0.8)


def is_known(region: str) -> bool:
    """Whether AWS has the region, in any partition."""
    return region in _ALL


def proposal(text: str) -> str:
    """The end of a sentence about a region that does not exist: which one is meant, if that can be guessed."""
    similar = nearest(text)
    return f"; the nearest is {similar}" if similar else ""


_ALL: t.Final = frozenset(itertools.chain.from_iterable(REGIONS.values()))
