# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a role has been unused for long enough to be deleted.

Source: IAM API Reference, I(RoleLastUsed). IAM reports uses in the last 400 days, and an empty C(RoleLastUsed) for
a role that was not used in that time. A use appears within about four hours. An empty answer counts only from the
role's creation. If C(RoleLastUsed) is missing, nothing is known about the role's use.
"""

from __future__ import annotations

import datetime
import typing as t

from .._errors import OptionError

UNUSED_OPTION: t.Final = "unused_for_days"

# How far back, in days, IAM reports uses.
TRACKED_DAYS: t.Final = 400

# Used until the time of the reply is known. It is before any role existed, so no role counts as unused by mistake.
NOT_ASKED: t.Final = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


def check_days(days: int | None, *, option: str = UNUSED_OPTION) -> int | None:
    """Checks and returns the number of days; raises C(OptionError)."""
    if days is None:
        return None
    if isinstance(days, bool) or days < 1:
        raise OptionError(option, f"must be at least 1 day (got: {days})")
    if days > TRACKED_DAYS:
        raise OptionError(
            option, f"must be at most {TRACKED_DAYS} days, since IAM reports no earlier use (got: {days})"
        )
    return days


def why_not_unused(
    last_used: t.Mapping[str, str] | None, create_date: str | None, *, days: int, now: datetime.datetime
) -> str | None:
    """Why a role does not count as unused for C(days) days; C(None) if it does count.

    C(last_used) is IAM's report of the last use: C(None) if there is no report, empty if IAM knows of no use.
    """
    if last_used is None:
        return "IAM does not say when it was last used"
    used = last_used.get("last_used_date")
    since = _moment(used or create_date)
    if since is None:
        return f"IAM returned a date that cannot be read: {used or create_date!r}"
    if now - since >= datetime.timedelta(days=days):
        return None
    if used:
        return f"it was last used on {used} in {last_used.get('region') or 'an unknown Region'}"
    return f"IAM knows of no use, but it was created on {create_date}"


def _moment(text: str | None) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)
