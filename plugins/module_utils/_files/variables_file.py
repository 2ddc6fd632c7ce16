# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables as the text of a YAML file. Ansible reads exactly these values from it."""

from __future__ import annotations

import re
import typing as t

from . import yaml_nodes

if yaml_nodes.HAS_YAML:
    import yaml

# Texts that Ansible would take for a template or for the settings of one.
_TEMPLATE = re.compile(r"\{[{%#]|\A#jinja2:")
# Texts that readers of YAML 1.2 may take for numbers although those of YAML 1.1 do not.
_NUMBER = re.compile(r"[-+.]?[0-9][0-9a-fA-FxXoO_.:+-]*")


def to_text(variables: t.Mapping[str, t.Any], *, comment: str) -> str:
    """The text of a file with these variables: mappings with text keys, lists, texts, whole numbers and booleans.

    A text that contains a template is tagged C(!unsafe). Requires PyYAML.
    """
    body = yaml.dump(
        variables,
        Dumper=_dumper(),
        sort_keys=False,
        allow_unicode=True,
        width=float("inf"),
        default_flow_style=False,
    )
    return f"---\n# {comment}\n\n{body}"


def _dumper() -> t.Any:
    class Dumper(yaml.SafeDumper):
        """Indents lists below their key, as ansible-lint expects, and writes no aliases, which are hard to read."""

        def increase_indent(self, flow: t.Any = False, indentless: t.Any = False) -> None:  # noqa: ARG002, FBT002 - PyYAML's
            super().increase_indent(flow, indentless=False)

        def ignore_aliases(self, data: t.Any) -> bool:  # noqa: ARG002
            return True

    def represent(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
        if _TEMPLATE.search(text):
            return dumper.represent_scalar("!unsafe", text, style='"')
        # Outside double quotes, PyYAML loses rare line breaks.
        style = '"' if _NUMBER.fullmatch(text) or not text.isprintable() else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, represent)
    return Dumper
