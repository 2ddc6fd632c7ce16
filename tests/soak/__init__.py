# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The soak: runs of the modules under faults, interruption and contention, against the sandbox.

C(draw.py) makes random accounts and tasks, and C(scenarios.py) has chosen ones. C(account_store.py) writes an account
into the sandbox and reads it back. C(model.py) says what a task must make of an account, and C(judge.py) what is wrong
with the result. Neither shares code with the plugins. The rows of the table are C(random_runs.py),
C(killed.py), C(contention.py), C(lost_replies.py), C(throttled.py) and C(read_only.py). They start runs as processes
with a module's body (C(forks.py)), as one ansible-playbook for many accounts (C(plays.py)), or as one
ansible-playbook per run (C(processes.py)).
"""
