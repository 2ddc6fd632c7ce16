# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Marks texts as templates or as data.

From ansible-core 2.19 on, a text is a template only if it is marked as trusted; before, unless it is marked as unsafe.
"""

from __future__ import annotations

import typing as t

try:
    from ansible.template import is_trusted_as_template, trust_as_template
except ImportError:
    from ansible.utils.unsafe_proxy import AnsibleUnsafe, wrap_var

    def as_template(text: str) -> str:
        """A text of this collection that Ansible resolves as a template."""
        return text

    def as_data(value: t.Any) -> t.Any:
        """A value from outside, whose texts are never templates."""
        return wrap_var(value)

    def is_template(text: str) -> bool:
        """Whether Ansible resolves the templates in a text, if it has any."""
        return not isinstance(text, AnsibleUnsafe)
else:

    def as_template(text: str) -> str:
        """A text of this collection that Ansible resolves as a template."""
        return trust_as_template(text)

    def as_data(value: t.Any) -> t.Any:
        """A value from outside, whose texts are never templates."""
        return value

    def is_template(text: str) -> bool:
        """Whether Ansible resolves the templates in a text, if it has any."""
        return bool(is_trusted_as_template(text))
