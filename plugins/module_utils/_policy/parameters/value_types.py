# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The types of parameters: what AWS's documentation says about each, and the words of the message for a wrong value.

Sources: for buckets the Amazon S3 user guide, I(General purpose bucket naming rules); for functions the AWS Lambda API
reference, C(CreateFunction); for names, paths and ARNs see the module C(_arn).
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ..._arn import PARTITION_PATTERN
from . import regions

_WILDCARD = re.compile(r"[*?]")


class Part(t.NamedTuple):
    """A part of a filled-in text: a text, or a reference to a pseudo parameter that stays one."""

    text: str
    is_reference: bool = False


def _no_flaw(_text: str) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class ValueType:
    """A type of values.

    C(words) complete the sentence "must be ...". A value matches C(pattern), or with wildcards C(wildcard_pattern).
    C(flaw) tells what else is wrong with a value that matches, to follow the words after a semicolon. C(reference) is
    the pseudo parameter that a whole value may be. If the patterns have a group C(resource), pseudo parameters may be
    in what comes before it.
    """

    words: str
    pattern: re.Pattern[str]
    wildcard_pattern: re.Pattern[str]
    flaw: t.Callable[[str], str] = _no_flaw
    reference: str | None = None

    def problem(self, text: str) -> str:
        """What is wrong with a value, in words that follow the parameter's name; empty if it is right."""
        if text == self.reference:
            return ""
        if not self._match(text):
            return f"must be {self.words}"
        flaw = self.flaw(text)
        return f"must be {self.words}; {flaw}" if flaw else ""

    def parts(self, text: str) -> tuple[Part, ...]:
        """The value in parts: references to pseudo parameters, and text, in which C(${...}) means nothing."""
        if "${AWS::" not in text:
            return (Part(text),)
        if text == self.reference:
            return (Part(text, is_reference=True),)
        match = self._match(text)
        begin = match.start("resource") if match and "resource" in match.re.groupindex else 0
        head = (Part(part, part.startswith("${")) for part in _REFERENCE.split(text[:begin]))
        return (*head, Part(text[begin:]))

    def _match(self, text: str) -> re.Match[str] | None:
        return (self.wildcard_pattern if has_wildcards(text) else self.pattern).fullmatch(text)


def has_wildcards(text: str) -> bool:
    """Whether a text has C(*) or C(?)."""
    return _WILDCARD.search(text) is not None


_REFERENCE = re.compile(r"(\$\{AWS::[A-Za-z]+\})")
_ANYTHING = re.compile(r".*", re.DOTALL)

TEXT: t.Final = ValueType(words="a text", pattern=_ANYTHING, wildcard_pattern=_ANYTHING)

_BUCKET_FLAWS: t.Final = (
    (re.compile(r".*\.\..*"), "it has no two periods in a row"),
    (re.compile(r"(?:[0-9]+\.){3}[0-9]+"), "it does not look like an IP address"),
    (re.compile(r"(?:xn--|sthree-|amzn-s3-demo-).*"), "it does not begin with xn--, sthree- or amzn-s3-demo-"),
    (
        re.compile(r".*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)"),
        "it does not end with -s3alias, --ol-s3, .mrap, --x-s3 or --table-s3",
    ),
)


def _bucket_flaw(text: str) -> str:
    return next((flaw for pattern, flaw in _BUCKET_FLAWS if pattern.fullmatch(text)), "")


def _region_flaw(text: str) -> str:
    if regions.partitions_of(text):
        return ""
    if has_wildcards(text):
        return "no region matches it"
    nearest = regions.nearest(text)
    return f"did you mean {nearest}?" if nearest else "no such region is known"


_REGION: t.Final = r"\$\{AWS::Region\}"
_ACCOUNT: t.Final = r"\$\{AWS::AccountId\}"
_PARTITION: t.Final = rf"{PARTITION_PATTERN}|\$\{{AWS::Partition\}}"

TYPES: t.Final[t.Mapping[str, ValueType]] = {
    "text": TEXT,
    "account_id": ValueType(
        words="an account ID: 12 digits, in quotes so that YAML keeps a leading zero",
        pattern=re.compile(r"[0-9]{12}"),
        wildcard_pattern=re.compile(r"[0-9*?]{1,12}"),
        reference="${AWS::AccountId}",
    ),
    "region": ValueType(
        words="an AWS Region such as eu-west-1",
        pattern=re.compile(r"[A-Za-z0-9-]{1,63}"),
        wildcard_pattern=re.compile(r"[a-z0-9*?-]{1,63}"),
        flaw=_region_flaw,
        reference="${AWS::Region}",
    ),
    "bucket_name": ValueType(
        words="the name of an S3 bucket: 3 to 63 lower-case letters, digits, hyphens and periods, with a letter or "
        "digit first and last",
        pattern=re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
        wildcard_pattern=re.compile(r"[a-z0-9.*?-]{1,63}"),
        flaw=_bucket_flaw,
    ),
    "path": ValueType(
        words="an IAM path: / first and last, and letters, digits and the characters . , + @ = _ - between single "
        "slashes, at most 512 in all",
        pattern=re.compile(r"(?=.{1,512}\Z)/(?:[A-Za-z0-9.,+@=_-]+/)*"),
        wildcard_pattern=re.compile(r"(?=.{1,512}\Z)/(?:[A-Za-z0-9.,+@=_*?-]+/)*"),
    ),
    "name": ValueType(
        words="an IAM name: 1 to 128 letters, digits and the characters _ + = , . @ -",
        pattern=re.compile(r"[A-Za-z0-9_+=,.@-]{1,128}"),
        wildcard_pattern=re.compile(r"[A-Za-z0-9_+=,.@*?-]{1,128}"),
    ),
    "arn": ValueType(
        words="an ARN such as arn:aws:s3:::bucket",
        pattern=re.compile(
            rf"arn:(?:{_PARTITION}):[a-z0-9-]+:(?:[a-z0-9-]*|{_REGION}):(?:[0-9]{{12}}|aws|{_ACCOUNT}|):(?P<resource>[!-~]+)"
        ),
        wildcard_pattern=re.compile(
            rf"arn:(?:{_PARTITION}|[a-z*?-]+):[a-z0-9*?-]+:(?:[a-z0-9*?-]*|{_REGION}):"
            rf"(?:[0-9*?]{{1,12}}|aws|{_ACCOUNT}|):(?P<resource>[!-~]+)"
        ),
    ),
    "function_name": ValueType(
        words="the name of a Lambda function: 1 to 64 letters, digits, hyphens and underscores",
        pattern=re.compile(r"[A-Za-z0-9_-]{1,64}"),
        wildcard_pattern=re.compile(r"[A-Za-z0-9_*?-]{1,64}"),
        flaw=lambda text: "a wildcard does not come first" if text[0] in "*?" else "",
    ),
}


def hex_of(length: int | None) -> ValueType:
    """The type of hexadecimal digits, of this number if it is given."""
    digits, number = ("[0-9A-Fa-f]+", "") if length is None else (f"[0-9A-Fa-f]{{{length}}}", f"{length} ")
    return ValueType(
        words=f"{number}hexadecimal digits",
        pattern=re.compile(digits),
        wildcard_pattern=re.compile(rf"(?:\**[0-9A-Fa-f?]){{0,{length or ''}}}\**"),
    )
