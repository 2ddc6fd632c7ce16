# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A playbook for amazon.aws changes over by replacing the namespace: the targets in tests/integration, both ways.

``nox -s peer`` has amazon.aws itself run them.
"""

from __future__ import annotations

import pathlib

import drop_in
import pytest
from sandbox import Sandbox


@pytest.mark.parametrize("in_process", [True, False])
def test_every_target_succeeds(sandbox: Sandbox, tmp_path: pathlib.Path, *, in_process: bool) -> None:
    run = drop_in.run(sandbox, tmp_path, in_process=in_process)
    assert "Traceback" not in run.output
    assert run.code == 0, run.output
    # Each has asserted something.
    assert {host for host, count in run.count("ok").items() if count > 1} == set(drop_in.TARGETS)
