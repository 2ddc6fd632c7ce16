# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The denial of a call in AWS's message: the action that is missing, and the kind of policy that denies it.

Source: IAM User Guide, I(Troubleshoot access denied error messages). Not every message says all of it.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

_KIND: t.Final = (
    r"(identity-based policy|resource-based policy|permissions boundary|session policy|service control policy"
    r"|resource control policy|VPC endpoint policy|role trust policy)"
)
_EXPLICIT: t.Final = re.compile(rf"with an explicit deny in (?:an? |the )?{_KIND}", re.IGNORECASE)
_IMPLICIT: t.Final = re.compile(rf"because no {_KIND} allows", re.IGNORECASE)
# An operation can take another action than that of its name: iam:TagRole to create a role with tags.
_ACTION: t.Final = re.compile(r"is not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)\b")


@dataclass(frozen=True, kw_only=True)
class Denial:
    """A denial: the action to allow, the kind of policy as AWS calls it, and whether that one denies it explicitly."""

    action: str
    kind: str | None = None
    explicit: bool = False

    @classmethod
    def read(cls, action: str, reason: str) -> Denial:
        """The denial in AWS's message. C(action) is that of the operation, used if the message names none."""
        named = _ACTION.search(reason)
        action = named.group(1) if named else action
        for pattern in (_EXPLICIT, _IMPLICIT):
            if found := pattern.search(reason):
                return cls(action=action, kind=found.group(1), explicit=pattern is _EXPLICIT)
        return cls(action=action, explicit="with an explicit deny" in reason)

    @property
    def advice(self) -> str:
        """What to do about it, in one sentence."""
        if self.kind is None and self.explicit:
            return f"Remove the explicit deny of {self.action} from the policy, boundary or organization policy."
        if self.kind is None:
            return f"Grant {self.action} to the calling identity in its policies, boundary and organization."
        if self.explicit:
            return f"Remove the explicit deny of {self.action} from the {self.kind}."
        return f"Grant {self.action} to the calling identity in {_with_article(self.kind)}."


def _with_article(kind: str) -> str:
    return f"{'an' if kind[0] in 'ai' else 'a'} {kind}"
