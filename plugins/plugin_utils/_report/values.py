# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of a task's result in JSON's own types, and texts of limited length without secrets."""

from __future__ import annotations

import math
import typing as t

# Far above any message or diff of this collection; it keeps those of other modules from filling the report.
_MAX_TEXT_LENGTH: t.Final = 40_000
_MAX_DEPTH: t.Final = 20

Json = t.Mapping[str, t.Any]


def text(value: t.Any) -> str:
    """The text, cut at the limit, or an empty text for a value of another type."""
    if not isinstance(value, str):
        return ""
    return value if len(value) <= _MAX_TEXT_LENGTH else f"{value[:_MAX_TEXT_LENGTH]} [cut]"


def mapping(value: t.Any) -> Json:
    """The mapping, or an empty one for a value of another type."""
    return value if isinstance(value, t.Mapping) else {}


def mappings(value: t.Any) -> tuple[Json, ...]:
    """The mappings of a list, or the single mapping, as plain values."""
    values = value if isinstance(value, (list, tuple)) else [value]
    return tuple(t.cast(Json, plain(entry)) for entry in values if isinstance(entry, t.Mapping))


def conceal(message: str, secrets: t.Iterable[str]) -> str:
    """The message with each secret masked."""
    for secret in secrets:
        message = message.replace(secret, "********")
    return message


def plain(value: t.Any, depth: int = 0) -> t.Any:
    """The value in JSON's own types. Results may hold Ansible's own types, and any object of a callback or filter."""
    if isinstance(value, str):
        return text(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return _plain_container(value, depth) if depth < _MAX_DEPTH else text(str(value))


def _plain_container(value: t.Any, depth: int) -> t.Any:
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(entry, depth + 1) for entry in value]
    if isinstance(value, t.Mapping):
        return {str(key): plain(entry, depth + 1) for key, entry in value.items()}
    return text(str(value))
