# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of a host have the values that Ansible's template engine gives them."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.vars.manager import VariableManager
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process.host_variables import HostVariables
from ansible_collections.leastpriv.aws.plugins.plugin_utils._template_trust import as_data, as_template

Json = dict[str, t.Any]

VARIABLES: t.Final[Json] = {
    "name": "reports",
    "number": 5,
    "nothing": None,
    "entries": [{"name": "App-{{ name }}", "text": '{"${Name}": "{x}"}'}, "{{ name }}"],
    "alias": "{{ entries }}",
    "alias_of_alias": "{{alias}}\n",
    "chosen": "{{ entries if number == 5 else nothing }}",
    "upper": ["{{ name | upper }}", "{{ name | upper }}"],
    "optional": {"set": "{{ name | default(none) }}", "unset": "{{ not_set | default(none) }}"},
    "texts": ["{{ name | string }}", "{{ number | string }}", "{{ nothing | string }}", "{{ flag|string }}"],
    "flag": True,
    "defaults": ["{{ not_set | default('eu-west-1') }}", "{{ broken|default('') }}", "{{ number | default('x') }}"],
    "optional_inside": "{{ broken | default(none) }}",
    "broken": "{{ not_set }}",
    "broken_inside": [{"name": "{{ broken }}"}],
    "broken_text": "{{ not_set | string }}",
    "circle": "{{ other_circle }}",
    "other_circle": "{{ circle }}",
    "left_out": "{{ omit }}",
    "left_out_by_alias": "{{ left_out }}",
    "partly_left_out": {"kept": [1, "{{ not_set | default(omit) }}"], "gone": "{{ left_out }}"},
}
ENTRIES: t.Final = [{"name": "App-reports", "text": '{"${Name}": "{x}"}'}, "reports"]


def trusted(value: t.Any) -> t.Any:
    if isinstance(value, str):
        return as_template(value)
    if isinstance(value, dict):
        return {key: trusted(member) for key, member in value.items()}
    return [trusted(member) for member in value] if isinstance(value, list) else value


def host(**more: t.Any) -> HostVariables:
    loader = DataLoader()
    variables = VariableManager(loader=loader).get_vars() | trusted(VARIABLES) | more
    return HostVariables(Templar(loader=loader, variables=variables), variables)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "reports"),
        ("number", 5),
        ("nothing", None),
        ("entries", ENTRIES),
        ("alias", ENTRIES),
        ("alias_of_alias", ENTRIES),
        ("chosen", ENTRIES),
        ("upper", ["REPORTS", "REPORTS"]),
        ("optional", {"set": "reports", "unset": None}),
        ("optional_inside", None),
        ("texts", ["reports", "5", "None", "True"]),
        ("defaults", ["eu-west-1", "", 5]),
        ("partly_left_out", {"kept": [1]}),
    ],
)
def test_a_variable_has_the_value_of_its_templates(name: str, value: t.Any) -> None:
    assert host().value(name) == value


@pytest.mark.parametrize("name", ["broken", "broken_inside", "broken_text", "alias_of_broken"])
@pytest.mark.parametrize("default", ["none", "''", "'text'"])
def test_a_default_for_what_is_undefined_is_ansibles(name: str, default: str) -> None:
    """Whether a variable with something undefined inside is undefined itself depends on ansible-core."""
    template = as_template(f"{{{{ {name} | default({default}) }}}}")
    alias = as_template("{{ broken_inside }}")
    loader = DataLoader()
    variables = VariableManager(loader=loader).get_vars() | trusted(VARIABLES) | {"alias_of_broken": alias}

    def outcome(render: t.Callable[[], t.Any]) -> t.Any:
        try:
            return render()
        except AnsibleError:
            return AnsibleError

    expected = outcome(lambda: Templar(loader=loader, variables=variables).template(template))
    if default == "none" and expected == "":
        # ansible-core 2.18 makes an empty text of null.
        expected = None
    found = outcome(lambda: host(alias_of_broken=alias, asked=template).value("asked"))
    assert found == expected


@pytest.mark.parametrize("name", ["not_set", "left_out", "left_out_by_alias"])
def test_a_variable_that_is_not_set(name: str) -> None:
    with pytest.raises(KeyError):
        host().value(name)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("broken", "not_set"),
        ("broken_inside", "not_set"),
        ("circle", "[Rr]ecursi"),
        ("filter", "no_such"),
        ("broken_text", "not_set"),
    ],
)
def test_an_error_names_the_variable(name: str, cause: str) -> None:
    with pytest.raises(AnsibleActionFail, match=rf"^{name}: [\s\S]*{cause}"):
        host(filter=as_template("{{ name | no_such }}")).value(name)


@pytest.mark.parametrize("text", ["{{ name }}", "{{ name | upper }}", "{{ name | default(none) }}"])
def test_what_is_no_template_stays(text: str) -> None:
    data = as_data(text)
    both = [as_template(text), data]
    variables = host(template=both[0], data=data, both=both, alias=as_template("{{ data }}"))
    assert str(variables.value("template")).lower() == "reports"
    assert variables.value("data") == variables.value("alias") == text
    assert variables.value("both")[1] == text
