# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rewrites documents and ARNs of one account with pseudo parameters for any account: the inverse of filling in."""

from __future__ import annotations

import re
import typing as t

from .._arn import Account
from .._errors import OptionError
from .._policy.document import Document, PlainDocument
from .._policy.pseudo_parameters import PSEUDO_PARAMETERS, map_texts

OPTION: t.Final = "pseudo_parameters"


class Portable:
    """Replaces an account's own values with some of the pseudo parameters."""

    def __init__(self, account: Account, names: t.Collection[str]) -> None:
        """Takes the account and names such as C(AWS::AccountId). Raises C(OptionError) for one without a value."""
        # The pattern of each value, and the reference that replaces it.
        self._replaced: list[tuple[re.Pattern[str], str]] = []
        for parameter in PSEUDO_PARAMETERS.values():
            value = parameter.value(account)
            if parameter.name in names and value is None:
                raise OptionError(
                    OPTION, f"{parameter.name} has no value in this session: set the option region, or leave it out"
                )
            if parameter.name in names and value is not None:
                pattern = re.compile(parameter.pattern.format(re.escape(value)))
                self._replaced.append((pattern, parameter.reference))

    def text(self, text: str) -> str:
        """The text with account-specific values replaced."""
        for pattern, reference in self._replaced:
            text = pattern.sub(reference, text)
        return text

    def document(self, option: str, document: Document) -> PlainDocument:
        """The document with account-specific values replaced.

        Raises C(OptionError) if two keys become equal.
        """
        return t.cast(PlainDocument, map_texts(option, document.plain, self.text))
