# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Dates of replies."""

from __future__ import annotations

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.botocore_session import client_session


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2012-05-08T23:34:01Z", "2012-05-08T23:34:01+00:00"),
        ("2012-05-08T23:34:01.250Z", "2012-05-08T23:34:01.250000+00:00"),
        ("2012-05-08T23:34:01+02:00", "2012-05-08T23:34:01+02:00"),
        ("Tue, 08 May 2012 23:34:01 GMT", "2012-05-08T23:34:01+00:00"),
        ("1336520041", "2012-05-08T23:34:01+00:00"),
        (1336520041.5, "2012-05-08T23:34:01.500000+00:00"),
    ],
    ids=str,
)
def test_dates_become_iso_8601_texts(date: object, expected: str) -> None:
    parser = client_session(None).get_component("response_parser_factory").create_parser("query")
    assert parser._timestamp_parser(date) == expected


def test_what_is_no_date_is_an_error() -> None:
    parser = client_session(None).get_component("response_parser_factory").create_parser("query")
    with pytest.raises(ValueError, match="Invalid timestamp"):
        parser._timestamp_parser("yesterday")
