# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags: which ones IAM accepts, and how to get from one set to another.

Source: the IAM user guide, I(Rules for tagging in IAM and AWS STS), and C(API_Tag). The guide says that tag keys are
case-insensitive for users and roles, and case-sensitive for customer managed policies.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .._aws.call import Call
from .._errors import OptionError

MAXIMUM: t.Final = 50

Tags = t.Mapping[str, str]


@dataclass(frozen=True)
class TagChange:
    """The change from one set of tags to another: first the keys to remove, then the tags to set."""

    unset: tuple[str, ...]
    set: Tags
    after: Tags

    def calls(self, resource: str, identifier: t.Mapping[str, str], label: str) -> list[Call]:
        """The calls that make the change.

        C(resource) is the end of the operations' names, for example C(Role) in C(TagRole). C(identifier) is the
        parameter that identifies the resource, and C(label) is the resource's name in messages.
        """
        calls = []
        if self.unset:
            parameters: dict[str, object] = {**identifier, "TagKeys": list(self.unset)}
            calls.append(Call(f"Untag{resource}", parameters, f"remove the tags {', '.join(self.unset)} from {label}"))
        if self.set:
            parameters = {**identifier, "Tags": as_parameter(self.set)}
            calls.append(Call(f"Tag{resource}", parameters, f"tag {label} with {', '.join(self.set)}"))
        return calls


def parse(option: str, value: t.Mapping[t.Any, t.Any] | None, *, ignore_case: bool) -> Tags | None:
    """Checks and returns the tags of a task: texts by key, or C(None) if the task does not manage tags.

    Numbers and booleans become text in the same way as in amazon.aws (C(true) becomes C(True)).
    """
    if value is None:
        return None
    tags = {str(key): _check(option, str(key), content) for key, content in value.items()}
    if ignore_case and len({key.casefold() for key in tags}) != len(tags):
        raise OptionError(option, "two keys differ in case only; IAM compares the keys of a role's tags without case")
    if len(tags) > MAXIMUM:
        raise OptionError(option, f"{len(tags)} tags; a resource has at most {MAXIMUM}")
    return tags


def change(option: str, *, wanted: Tags | None, actual: Tags, purge: bool, ignore_case: bool) -> TagChange:
    """The change from the actual to the wanted tags.

    If case is ignored, a key that differs only in case is removed and set again. This works whether or not IAM keeps
    the old spelling when a tag is set. AWS's own tags (C(aws:)) are never removed.
    """
    if wanted is None:
        return TagChange((), {}, dict(actual))
    unset = _to_unset(wanted, actual, purge=purge, ignore_case=ignore_case)
    to_set = {key: value for key, value in wanted.items() if actual.get(key) != value}
    after = {key: value for key, value in actual.items() if key not in unset} | to_set
    if to_set:
        _check_number(option, after)
    return TagChange(unset, to_set, after)


def _to_unset(wanted: Tags, actual: Tags, *, purge: bool, ignore_case: bool) -> tuple[str, ...]:
    respelled = {key.casefold() for key in wanted} if ignore_case else set()
    surplus = sorted(key for key in actual if key not in wanted and not _is_of_aws(key))
    return tuple(key for key in surplus if purge or key.casefold() in respelled)


def _is_of_aws(key: str) -> bool:
    return key.casefold().startswith("aws:")


def _check_number(option: str, after: Tags) -> None:
    number = sum(not _is_of_aws(key) for key in after)
    if number > MAXIMUM:
        text = f"with its existing tags, the resource would have {number} tags; the maximum is {MAXIMUM}"
        raise OptionError(option, text)


def as_parameter(tags: Tags) -> list[dict[str, str]]:
    """Tags in the form that IAM's operations expect, sorted by key."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]


def from_reply(tags: t.Iterable[t.Mapping[str, str]] | None) -> dict[str, str]:
    """The tags in a reply of IAM, as texts by key."""
    return {tag["Key"]: tag["Value"] for tag in tags or ()}


# AWS's pattern is [\p{L}\p{Z}\p{N}_.:/=+\-@]. \w covers \p{L}, \p{N} and the underscore; the spaces stand for \p{Z}.
_CHARACTERS = re.compile(r"[\w .:/=+\-@\u00a0\u2000-\u200a\u3000]*")


def _check(option: str, key: str, value: t.Any) -> str:
    if not 1 <= len(key) <= 128:
        raise OptionError(option, f"the key of a tag has 1 to 128 characters, {key[:40]!r} has {len(key)}")
    if _is_of_aws(key):
        raise OptionError(option, f"{key!r}: keys that begin with aws: are reserved for AWS")
    if value is None or isinstance(value, (dict, list)):
        raise OptionError(option, f"the value of {key!r} must be text; for an empty value write ''")
    text = str(value)
    if len(text) > 256:
        raise OptionError(option, f"the value of a tag has at most 256 characters, that of {key!r} has {len(text)}")
    for what, content in (("key", key), ("value", text)):
        if not _CHARACTERS.fullmatch(content):
            raise OptionError(
                option,
                f"{content!r}: the {what} of a tag has letters, digits, spaces and the characters _ . : / = + - @",
            )
    return text
