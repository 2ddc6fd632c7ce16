# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replacing the namespace migrates a playbook for amazon.aws: the targets in tests/integration prove it.

``nox -s peer`` runs them the normal way too, and has amazon.aws itself run them: tests/peer.
"""

from __future__ import annotations

import pathlib

from sandbox import Sandbox
from support import drop_in


def test_every_target_succeeds(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    run = drop_in.run(sandbox, tmp_path)
    assert "Traceback" not in run.output
    assert run.code == 0, run.output
    # Each target has made assertions.
    assert {host for host, count in run.count("ok").items() if count > 1} == set(drop_in.TARGETS)
