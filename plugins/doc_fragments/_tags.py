# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for tags; C(_argspec.TAGS) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  tags:
    description:
      - A dictionary of tags to set on the resource. If the option is left out, tags are not managed.
      - IAM ignores case in the keys of a role's tags, but not in the keys of a managed policy's tags.
      - AWS reserves keys that begin with V(aws:). The module never changes them.
    type: dict
    aliases: [resource_tags]
  purge_tags:
    description:
      - Whether to remove tags that O(tags) does not list. Without O(tags) it has no effect.
    type: bool
    default: true
"""
