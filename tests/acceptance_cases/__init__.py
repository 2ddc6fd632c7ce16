# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy documents, and whether AWS accepts them.

Each row says what IAM answers to one document: CreatePolicy and CreatePolicyVersion for a managed policy, PutRolePolicy
for an inline one, CreateRole and UpdateAssumeRolePolicy for a trust policy. Rows come from AWS's documentation and from
IAM's answers as others recorded them, never from this collection's code. `source` names the source and quotes the words
that decide. A question that no source settles has no row.

IAM also considers the account. What a row does not state favours the document: the partition is the one in its ARNs,
its users, roles and identity providers exist, the role has no other inline policy, and the quota for the length of a
trust policy is raised to its maximum.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ._vocabulary import Case, Kind
from .conditions import CONDITIONS
from .identity import ACTIONS, RESOURCES, STATEMENTS
from .shared_providers import SHARED_PROVIDERS
from .text import QUOTAS, TEXTS
from .trust import TRUSTED, UNTRUSTED

__all__ = ["CASES", "Case", "Kind"]

_TABLES = (STATEMENTS, ACTIONS, RESOURCES, CONDITIONS, TRUSTED, UNTRUSTED, SHARED_PROVIDERS, TEXTS, QUOTAS)
CASES: t.Final[Mapping[str, Case]] = {name: case for table in _TABLES for name, case in table.items()}

assert len(CASES) == sum(map(len, _TABLES)), "two tables share the name of a row"
