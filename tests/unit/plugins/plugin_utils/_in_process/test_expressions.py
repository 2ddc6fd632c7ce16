# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simple expression has the value that Ansible's template engine gives it, and all others are left to the engine."""

from __future__ import annotations

import typing as t

import ansible.release
import pytest
from ansible import errors
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.vars.manager import VariableManager
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import expressions
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.host_variables import HostVariables
from ansible_collections.leastpriv.aws.plugins.plugin_utils._template_trust import as_template
from hypothesis import given, settings
from hypothesis import strategies as st

VALUES: t.Final[dict[str, t.Any]] = {
    "name": "Reports",
    "number": 5,
    "nothing": None,
    "flag": True,
    "lines": "a\nb\n",
    "empty": "",
    "listed": ["Reports", "x"],
    "mapping": {"key": "x"},
}
TEMPLATES: t.Final = {
    "alias": as_template("{{ name }}"),
    "broken": as_template("{{ not_set }}"),
    "left_out": as_template("{{ omit }}"),
    "chosen": as_template("{{ name if flag else number }}"),
}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ name }}", "Reports"),
        ("{{name}}\n", "Reports\n"),
        ("{{listed}}\n", ["Reports", "x"]),
        ("{{ not_set | default('x') }}", "x"),
        ("{{ not_set|default(none) }}", None),
        ("{{ nothing | default('x') }}", None),
        ("{{ nothing | default('x', true) }}", "x"),
        ("{{ flag | string | lower }}", "true"),
        ("{{ name if number == 'x' else nothing }}", None),
        ("{{ name if name != 'x' else not_set }}", "Reports"),
        ("{{ 'a' if flag | string | lower in ['true', 'yes'] else 'b' }}", "a"),
        ("{{ ('a' if name == 'x' else 'b') if name == 'Reports' else 'c' }}", "b"),
        ("{{ 'a' if name == 'x' else 'b' if name == 'y' else 'c' }}", "c"),
        ("{{ {} if name == 'Reports' else number }}", {}),
        ("{{ {'path': '${Path}', 'tags': not_set | default(none)} }}", {"path": "${Path}", "tags": None}),
        ("{{ [name, 'x'] }}", ["Reports", "x"]),
        ("{{ [number | string] if number is defined else omit }}", ["5"]),
        ("{{ [not_set] if not_set is defined else omit }}", expressions.OMITTED),
        ("{{ 'a' if not_set is not defined else 'b' }}", "a"),
        ("{{ not_set | default(omit) }}", expressions.OMITTED),
        ("{{ name | default('.*', true) }}|.*[*?].*", "Reports|.*[*?].*"),
        ("before {{ name }} after\n", "before Reports after\n"),
    ],
)
def test_the_value_of_a_simple_expression(template: str, value: t.Any) -> None:
    assert expressions.evaluate(template, VALUES.__getitem__) == value


@pytest.mark.parametrize(
    "template",
    [
        "name",
        "{{ }}",
        "{{ not_set }}",
        "{{ not_set | string }}",
        "{{ not_set | string | default('x') }}",
        "{{ 'x' | default('y') }}",
        "{{ omit | string }}",
        "{{ [omit] }}",
        "{{ {'a': omit} }}",
        "{{ 'a' if omit == 'x' else 'b' }}",
        "{{ 'a' if 'x' in [omit] else 'b' }}",
        "{{ 'a' if omit is defined else 'b' }}",
        "before {{ omit }}",
        "{{ 'a' if 'x' is defined else 'b' }}",
        "{{ 'a' if name | string is defined else 'b' }}",
        "{{ 'a' if name is string else 'b' }}",
        "{{ range | default('x') }}",
        "{{ name if flag else number }}",
        "{{ name if not flag == 'x' else number }}",
        "{{ name if name == 'x' }}",
        "{{ name if name in 'Reports and more' else number }}",
        "{{ name if name in mapping else number }}",
        "{{ name | upper }}",
        "{{ name | default }}",
        "{{ name | default('x', false) }}",
        "{{ name.lower() }}",
        "{{ mapping['key'] }}",
        "{{ mapping.key }}",
        "{{ name ~ 'x' }}",
        "{{ 1 if name == 'x' else 2 }}",
        "{{ 'a\\'b' }}",
        "{{ {name: 'x'} }}",
        "{{ {'a': 'x' }}",
        "{{ (name }}",
        "{{ name) }}",
        "{{ name }}{{ name }}",
        "{{ name }}{# remark #}",
        "{% if flag %}{{ name }}{% endif %}",
        "{{ number }} of them",
        "{{- name }}",
        "{{ lookup('ansible.builtin.env', 'HOME') }}",
    ],
)
def test_all_others_are_left_to_ansible(template: str) -> None:
    with pytest.raises(expressions.NotSimpleError):
        expressions.evaluate(template, VALUES.__getitem__)


NAMES = st.sampled_from([*VALUES, *TEMPLATES, "not_set", "omit"])
TEXTS = st.sampled_from(["'x'", "'Reports'", "'5'", "'true'", "''"])
DEFAULTS = st.builds(
    "{} | default({}{})".format, NAMES, TEXTS | NAMES | st.just("none"), st.sampled_from(["", ", true"])
)
FILTERS = st.sampled_from(["", " | string", " | lower", " | string | lower"])
FILTERED = st.builds("{}{}".format, NAMES | DEFAULTS, FILTERS) | TEXTS
LISTS = st.lists(TEXTS | NAMES, max_size=3).map(lambda members: f"[{', '.join(members)}]")
CONDITIONS = st.builds("{} {} {}".format, FILTERED, st.sampled_from(["==", "!="]), FILTERED) | st.builds(
    "{} in {}".format, FILTERED, LISTS | st.just("listed")
)
DEFINED = st.builds("{} is {}defined".format, NAMES | FILTERED, st.sampled_from(["", "not "]))
MAPPINGS = st.builds("{{'a': {}, 'b': {}}}".format, FILTERED, FILTERED)
SIMPLE = FILTERED | LISTS | MAPPINGS
CHOICES = CONDITIONS | DEFINED
EXPRESSIONS = SIMPLE | st.builds("{} if {} else {}".format, SIMPLE, CHOICES, SIMPLE)
NESTED = EXPRESSIONS | st.builds("({}) if {} else {}".format, EXPRESSIONS, CHOICES, EXPRESSIONS)
AROUND = st.sampled_from([("", ""), ("", "\n"), ("", "\n\n"), ("before ", ""), ("", "|after"), ("a ", " b\n")])


# ansible-core 2.18 makes texts of some values, and values of some texts.
@pytest.mark.skipif(ansible.release.__version__.startswith("2.18."), reason="ansible-core 2.18 changes types")
@settings(max_examples=200, deadline=None)
@given(expression=NESTED, around=AROUND)
def test_an_expression_has_the_value_that_ansible_gives_it(expression: str, around: tuple[str, str]) -> None:
    template = as_template(f"{around[0]}{{{{ {expression} }}}}{around[1]}")
    loader = DataLoader()
    variables = VariableManager(loader=loader).get_vars() | VALUES | TEMPLATES | {"template": template}
    templar = Templar(loader=loader, variables=variables)
    host_variables = HostVariables(templar, variables)
    assert _outcome(lambda: host_variables.value("template")) == _outcome(lambda: templar.template(template))


# Since ansible-core 2.19.
LEFT_OUT: t.Final = getattr(errors, "AnsibleValueOmittedError", KeyError)


def _outcome(value: t.Callable[[], t.Any]) -> t.Any:
    try:
        found = value()
    except (LEFT_OUT, KeyError):
        return "left out"
    except AnsibleError:
        return "an error"
    return type(found).__name__.removeprefix("_AnsibleTagged"), found
