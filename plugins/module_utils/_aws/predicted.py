# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls that an earlier task would have made, and what they do to tags, documents and listings."""

from __future__ import annotations

import json
import typing as t

from .iam import Iam, Reply, find

Parameters = t.Mapping[str, t.Any]
Read = t.Callable[[Parameters], "Reply | None"]
Record = dict[str, t.Any]


class PredictedCall(t.NamedTuple):
    """A call that an earlier task would have made."""

    operation: str
    parameters: Parameters


def about(calls: t.Iterable[PredictedCall], key: str, value: object) -> list[PredictedCall]:
    """The calls with this value of a parameter."""
    return [call for call in calls if call.parameters.get(key) == value]


def document_in(parameters: Parameters) -> t.Any:
    """The document that a call writes, as replies have it."""
    return json.loads(parameters.get("PolicyDocument") or parameters["AssumeRolePolicyDocument"])


def with_tags(record: Record, call: PredictedCall) -> Record:
    """A record of a reply after a call that tags or untags its resource."""
    tags = {tag["Key"]: tag["Value"] for tag in record.get("Tags", ())}
    for key in call.parameters.get("TagKeys", ()):
        tags.pop(key, None)
    tags |= {tag["Key"]: tag["Value"] for tag in call.parameters.get("Tags", ())}
    return {**record, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def found(iam: Iam, operation: str, parameters: Parameters, key: str) -> t.Any:
    """What a read returns under a key; C(None) if it does not exist."""
    reply = find(iam, operation, parameters)
    return None if reply is None else reply[key]


def page(reply: Reply, key: str, *, keep: t.Callable[[t.Any], bool], added: t.Iterable[t.Any]) -> Reply:
    """A page of a listing without the members that are gone; the last page has the new ones too."""
    members = [member for member in reply[key] if keep(member)]
    return {**reply, key: members if reply.get("IsTruncated") else [*members, *added]}
