# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs leastpriv.aws.iam_oidc_provider in the process of its task."""

from __future__ import annotations

from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.action import InProcessAction, load_main


class ActionModule(InProcessAction):
    main = load_main("iam_oidc_provider")
