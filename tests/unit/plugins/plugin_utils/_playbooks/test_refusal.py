# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A filter answers as its function does, and fails the task with the function's message."""

from __future__ import annotations

import inspect

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import run_variables
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks.refusal import as_filter


def test_a_filter_answers_as_its_function_does() -> None:
    assert as_filter(run_variables.waves)("1, 100%") == run_variables.waves("1, 100%")
    assert inspect.signature(as_filter(run_variables.waves)) == inspect.signature(run_variables.waves)


def test_a_wrong_value_fails_the_task_with_the_message() -> None:
    with pytest.raises(AnsibleFilterError, match="must be a list of waves") as failure:
        as_filter(run_variables.waves)("abc")
    assert isinstance(failure.value.__cause__, ValueError)


def test_any_other_error_stays_one() -> None:
    with pytest.raises(ZeroDivisionError):
        as_filter(lambda number: 1 / number)(0)
