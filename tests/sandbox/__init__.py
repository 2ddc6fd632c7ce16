# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An embedded AWS for tests: moto's store behind a judge as strict as IAM.

Start it in process, sign in to an account, look at what was called::

    from sandbox import Sandbox

    with Sandbox.start(accounts=3) as sandbox:
        iam = sandbox.client("iam", account_id=sandbox.accounts[0].id)
        iam.list_roles()
        assert [call.operation for call in sandbox.calls()] == ["ListRoles"]

or around a command, or in the background::

    python -m sandbox run --accounts 3 --inventory /tmp/inventory.yml -- ansible-playbook -i /tmp/inventory.yml ...
    python -m sandbox start --directory /tmp/sandbox
    python -m sandbox stop --directory /tmp/sandbox

How a request travels (``application.py``): it is read (``request.py``), its signer's account is found
(``credentials.py``), it meets the faults that are switched on (``faults.py``), is refused what a test does not allow
(``permissions.py``), and watchers are told (``watching.py``). Then it is judged (``judge.py`` and ``rules/``), answered
where moto would answer wrongly (``corrections.py``; ``organizations.py`` for AWS Organizations), else handed to moto's
server, on the present or the past (``past.py``), and logged (``calls.py``). To make the sandbox stricter, add a rule to
``rules/`` and a line to the table in ``judge.py``.

Faults are switched on one by one, draw from one seed, and are counted::

    sandbox.seed_faults(7)
    sandbox.add_fault(Fault(kind=FaultKind.THROTTLING, rate=0.3))
    sandbox.add_fault(Fault(kind=FaultKind.RESET_AFTER, operations=frozenset({"CreateRole"}), times=1))
    assert sandbox.fault_counts()[FaultKind.RESET_AFTER] == 0

Where sources disagree on what AWS does, a switch decides (``Sandbox.read_update_role``). Tags that only AWS can set are
planted (``Sandbox.plant_tags``).

Which account a request is for: moto reads the header ``x-moto-account-id`` before it looks at access keys. The sandbox
looks the signer's access key up itself and sets that header, so nothing is put into the environment of this process.
Signatures are not verified; an access key that nobody issued is refused.

Limits: moto's state belongs to the process, so one sandbox at a time lives in a process. Of policies, only trust
policies are evaluated, by AssumeRole, and permissions enforced only as far as ``Sandbox.allow_only`` goes: a green test
is no proof of access.
"""

from __future__ import annotations

from .accounts import MANAGEMENT_ACCOUNT_ID, Account
from .calls import LoggedCall
from .errors import SandboxError
from .faults import Fault, FaultKind
from .options import Omitted
from .sandbox import Sandbox

__all__ = ["MANAGEMENT_ACCOUNT_ID", "Account", "Fault", "FaultKind", "LoggedCall", "Omitted", "Sandbox", "SandboxError"]
