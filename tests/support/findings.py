# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Findings of a review, drawn at random and by hand, for the tests of the files that code hosts read."""

from __future__ import annotations

import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._finding import Finding, Located
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import risk_rules as _risk_rules
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import rules as _rules
from hypothesis import strategies as st

FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from(sorted(_rules.RULES.values(), key=lambda rule: rule.id)),
    message=st.text(min_size=1),
    document=st.text(min_size=1),
    position=st.none() | st.integers(0, 20),
    sid=st.none() | st.text(),
    element=st.none() | st.sampled_from(["Action", "Resource"]),
)
LOCATED = st.builds(
    Located,
    finding=FINDINGS,
    path=st.none() | st.text(min_size=1),
    line=st.none() | st.integers(1, 10_000),
)

SERVICE_WILDCARD: t.Final = Finding(
    rule=_risk_rules.SERVICE_WILDCARD,
    message="s3:* allows a lot",
    document="ReportWriter",
    position=0,
    element="Action",
)
