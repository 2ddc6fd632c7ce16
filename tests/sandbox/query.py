# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's query protocol: ``Tags.member.1.Key=team`` as structures, lists and typed values."""

from __future__ import annotations

import typing as t

from botocore.model import ListShape, Shape, StructureShape

Flat = t.Mapping[str, str]


def parse_parameters(flat: Flat, shape: StructureShape | None) -> dict[str, t.Any]:
    """The parameters of an operation as boto3 took them, unchanged for an unknown operation."""
    if shape is None:
        return {key: value for key, value in flat.items() if key not in ("Action", "Version")}
    return _structure(flat, shape, "")


def _structure(flat: Flat, shape: StructureShape, prefix: str) -> dict[str, t.Any]:
    values = {}
    for name, member in shape.members.items():
        key = f"{prefix}{name}"
        if key in flat or any(other.startswith(f"{key}.") for other in flat):
            values[name] = _value(flat, member, key)
    return values


def _value(flat: Flat, shape: Shape, key: str) -> t.Any:
    if isinstance(shape, StructureShape):
        return _structure(flat, shape, f"{key}.")
    if isinstance(shape, ListShape):
        return _list(flat, shape, key)
    return _scalar(flat.get(key, ""), shape.type_name)


def _list(flat: Flat, shape: ListShape, key: str) -> list[t.Any]:
    values: list[t.Any] = []
    while True:
        item = f"{key}.member.{len(values) + 1}"
        if item not in flat and not any(other.startswith(f"{item}.") for other in flat):
            return values
        values.append(_value(flat, shape.member, item))


def _scalar(text: str, type_name: str) -> t.Any:
    if type_name == "boolean":
        return text == "true"
    if type_name in ("integer", "long"):
        try:
            return int(text)
        except ValueError:
            return text
    return text
