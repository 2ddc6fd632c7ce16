# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which texts Ansible may take for templates, in each version of ansible-core.

From 2.19 on none is a template that is not marked as trusted. Before, each is that is not marked as unsafe.
"""

from __future__ import annotations

import typing as t

try:
    from ansible.template import trust_as_template
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var

    def as_template(text: str) -> str:
        """Our own text, to be filled in when it is used."""
        return text

    def as_data(value: t.Any) -> t.Any:
        """Texts of others, which stay what they are even where they look like templates."""
        return wrap_var(value)
else:

    def as_template(text: str) -> str:
        """Our own text, to be filled in when it is used."""
        return trust_as_template(text)

    def as_data(value: t.Any) -> t.Any:
        """Texts of others, which stay what they are even where they look like templates."""
        return value
