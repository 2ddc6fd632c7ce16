# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents and ARNs of one account written for any: with pseudo parameters, the inverse of C(_policy.fill)."""

from __future__ import annotations

import re
import typing as t

from .._arn import Account
from .._errors import OptionError
from .._policy import document as policy

OPTION: t.Final = "pseudo_parameters"

# What stands around a value where it is a word of its own: an account id is no part of a longer number, a region none
# of an availability zone.
_ALONE: t.Final = r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])"
_PATTERNS: t.Final[t.Mapping[str, str]] = {
    "AWS::AccountId": r"(?<![0-9]){}(?![0-9])",
    "AWS::Partition": r"(?<![A-Za-z0-9_-]arn:)(?<=arn:){}(?=:)",
    "AWS::Region": _ALONE,
    "AWS::URLSuffix": r"(?<=\.){}(?![A-Za-z0-9.-])",
}
PSEUDO_PARAMETERS: t.Final = tuple(_PATTERNS)


class Portable:
    """Writes texts of an account with some of the pseudo parameters."""

    def __init__(self, account: Account, names: t.Iterable[str]) -> None:
        """Takes the account and names such as C(AWS::AccountId). Raises C(OptionError) for one without a value."""
        values = {f"AWS::{name}": value for name, value in policy.pseudo_parameters(account).items()}
        names = tuple(names)
        missing = [name for name in names if values[name] is None]
        if missing:
            raise OptionError(
                OPTION, f"{missing[0]} has no value in this session: set the option region, or leave it out"
            )
        self._replaced = [
            (re.compile(_PATTERNS[name].format(re.escape(str(values[name])))), f"${{{name}}}")
            for name in PSEUDO_PARAMETERS
            if name in names
        ]

    def text(self, text: str) -> str:
        """A text with what differs from account to account left open."""
        for pattern, parameter in self._replaced:
            text = pattern.sub(parameter, text)
        return text

    def document(self, option: str, document: policy.Document) -> policy.Document:
        """A document with what differs from account to account left open. Raises C(OptionError) as C(fill) does."""
        return t.cast(policy.Document, policy.map_texts(option, document, self.text))
