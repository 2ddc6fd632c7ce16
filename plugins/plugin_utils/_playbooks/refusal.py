# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a filter refuses a value."""

from __future__ import annotations

import functools
import typing as t

from ansible.errors import AnsibleFilterError

P = t.ParamSpec("P")
Answer = t.TypeVar("Answer")


def as_filter(function: t.Callable[P, Answer]) -> t.Callable[P, Answer]:
    """The function, whose ValueError fails a task with nothing but its message."""

    @functools.wraps(function)
    def filtered(*args: P.args, **kwargs: P.kwargs) -> Answer:
        try:
            return function(*args, **kwargs)
        except ValueError as error:
            raise AnsibleFilterError(str(error)) from error

    return filtered
