# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a role has been unused for long enough to be deleted.

Source: IAM API Reference, I(RoleLastUsed). IAM reports the uses of the trailing 400 days, and an empty answer for a
role that was not used in them. A use appears within about four hours. An empty answer says nothing of the time before
the role existed, and a missing one says nothing at all.
"""

from __future__ import annotations

import datetime
import typing as t

from .._errors import OptionError

UNUSED_OPTION: t.Final = "unused_for_days"

# How far back, in days, IAM reports uses.
TRACKED_DAYS: t.Final = 400

# The time of asking until it is known. It is earlier than any role, so that no role counts as unused by mistake.
NOT_ASKED: t.Final = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


def check_days(days: int | None, *, option: str = UNUSED_OPTION) -> int | None:
    """The number of days, checked; raises C(OptionError)."""
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
    """Why a role does not count as unused for so many days; C(None) if it does.

    C(last_used) is what IAM says of the last use: C(None) if it says nothing, empty if it knows of none.
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
