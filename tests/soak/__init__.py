# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The soak: runs of the modules under faults, interruption and contention, against the sandbox.

C(draw.py) makes accounts and tasks by chance, C(scenarios.py) has those that are chosen; C(account_store.py) brings an
account into the sandbox and reads it back. C(model.py) says what a task is to make of an account, C(judge.py) what is
wrong with what became of it: both share no code with the plugins. Rows of the table are C(random_runs.py),
C(killed.py), C(contention.py), C(lost_replies.py), C(throttled.py) and C(read_only.py). They start runs as processes
with a module's body (C(forks.py)), as one ansible-playbook for many accounts (C(plays.py)), or as an ansible-playbook
each (C(processes.py)).
"""
