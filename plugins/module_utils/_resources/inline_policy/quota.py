# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The quota of a role's inline policies, which they share."""

from __future__ import annotations

import typing as t

from ..._errors import OptionError
from ..._policy.document import INLINE_POLICIES_SIZE, Document


def check_total(option: str, role: str, documents: t.Iterable[Document | None]) -> None:
    """Checks the size of a role's future inline policies that were read; IAM checks that of all.

    Raises C(OptionError).
    """
    total = sum(document.size for document in documents if document is not None)
    if total > INLINE_POLICIES_SIZE:
        raise OptionError(
            option,
            f"with those that stay, the inline policies of {role} would have {total} characters without white space; "
            f"the maximum is {INLINE_POLICIES_SIZE}",
        )
