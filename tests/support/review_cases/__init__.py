# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""For each rule of the review, documents that break it and look-alikes that do not."""

from __future__ import annotations

import typing as t

from .conditions import CONDITIONS
from .refused import REFUSED
from .risks import RISKS
from .statements import STATEMENTS
from .trusted import TRUSTED
from .vocabulary import UNRESTRICTED, VERSION, Broken, allow, document, trust

__all__ = ["RULES", "UNRESTRICTED", "VERSION", "Broken", "allow", "document", "trust"]

_TABLES: t.Final = (REFUSED, RISKS, CONDITIONS, STATEMENTS, TRUSTED)
RULES: t.Final[t.Mapping[str, tuple[Broken, ...]]] = {
    rule: tuple(case for table in _TABLES for case in table.get(rule, ()))
    for rule in dict.fromkeys(rule for table in _TABLES for rule in table)
}
