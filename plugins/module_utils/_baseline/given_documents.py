# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policy documents among the options of a set, each read once: the review and the plans take the same value."""

from __future__ import annotations

import typing as t

from .._policy.document import GivenDocument
from .entries import LIST_OPTIONS

Options = t.Mapping[str, t.Any]

_DOCUMENTS: t.Final = ("policy", "assume_role_policy_document")
_INLINE_POLICIES: t.Final = "inline_policies"


def read_once(options: Options) -> dict[str, t.Any]:
    """The options with a C(GivenDocument) in place of each document of an entry."""
    return {**options, **{name: [_entry(entry) for entry in options[name]] for name in LIST_OPTIONS}}


def _entry(entry: Options) -> dict[str, t.Any]:
    return {name: value if value is None else _value(name, value) for name, value in entry.items()}


def _value(name: str, value: t.Any) -> t.Any:
    if name == _INLINE_POLICIES:
        return {policy: GivenDocument(document) for policy, document in value.items()}
    return GivenDocument(value) if name in _DOCUMENTS else value
