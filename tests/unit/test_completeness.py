# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every module, role and playbook of the collection comes with all that belongs to it."""

from __future__ import annotations

import importlib
import inspect
import pathlib
import re
import typing as t

import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.doc_fragments import _connection
from ansible_collections.leastpriv.aws.plugins.module_utils._module import connection_options
from ansible_collections.leastpriv.aws.plugins.module_utils._plans.planned import PLANNING
from ansible_collections.leastpriv.aws.plugins.plugin_utils._in_process import run_gates

ROOT = pathlib.Path(__file__).parents[2]
SCENARIOS = ROOT / "extensions" / "molecule"
INTEGRATION = ROOT / "tests" / "integration" / "targets"

MODULES: t.Final = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
ROLES: t.Final = sorted(path.name for path in (ROOT / "roles").iterdir())
FILTERS: t.Final = sorted(path.stem for path in (ROOT / "plugins" / "filter").glob("*.py"))
TESTS: t.Final = sorted(path.stem for path in (ROOT / "plugins" / "test").glob("*.py"))
CALLBACKS: t.Final = sorted(path.stem for path in (ROOT / "plugins" / "callback").glob("*.py"))
PLAYBOOKS: t.Final = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))

# The contract of a module of amazon.aws, in the manner of ansible-test. A module has that, or a scenario, or both.
TARGETS: t.Final = sorted(path.name for path in INTEGRATION.iterdir())

# These read documents and talk to no AWS, so nothing that is about credentials applies to them.
WITHOUT_CREDENTIALS: t.Final = {"iam_access_check", "iam_policy_review", "review"}
AWS_MODULES: t.Final = [name for name in MODULES if name not in WITHOUT_CREDENTIALS]
AWS_PLAYBOOKS: t.Final = [name for name in PLAYBOOKS if name not in WITHOUT_CREDENTIALS]
# A playbook that is named like a role applies it, and shares its scenario.
PLAYBOOKS_ALONE: t.Final = [name for name in PLAYBOOKS if name not in ROLES]
# Playbooks and modules that the scenario of another one runs, too.
SCENARIO_OF: t.Final = {
    "export": "drift",
    "survey": "drift",
    **dict.fromkeys(("iam_oidc_provider_info", "iam_saml_provider", "iam_saml_provider_info"), "iam_oidc_provider"),
}
MODULES_IN_MOLECULE: t.Final = [name for name in MODULES if (SCENARIOS / SCENARIO_OF.get(name, name)).is_dir()]


INVENTORIES: t.Final = sorted(path.stem for path in (ROOT / "plugins" / "inventory").glob("*.py"))


def read(path: pathlib.Path) -> t.Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def module(name: str) -> t.Any:
    return importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.modules.{name}")


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_a_scenario(name: str) -> None:
    assert (SCENARIOS / SCENARIO_OF.get(name, name) / "molecule.yml").exists() or name in TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_has_its_module_try_check_mode(name: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (INTEGRATION / name / "tasks").glob("*.yml")]
    assert any(f"leastpriv.aws.{name}:" in text for text in texts)
    assert any(re.search(r"check_mode: (true|.*item)", text) for text in texts)


@pytest.mark.parametrize("name", [*MODULES_IN_MOLECULE, *ROLES, *PLAYBOOKS_ALONE])
def test_a_molecule_scenario_applies_it_and_looks_at_the_result(name: str) -> None:
    scenario = SCENARIOS / SCENARIO_OF.get(name, name)
    files = {path.name for path in scenario.iterdir()}
    assert {"molecule.yml", "converge.yml", "verify.yml", "cleanup.yml"} <= files
    assert f"leastpriv.aws.{name}" in (scenario / "converge.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*MODULES_IN_MOLECULE, *ROLES])
def test_its_scenario_compares_check_mode_with_a_run(name: str) -> None:
    converge = (SCENARIOS / SCENARIO_OF.get(name, name) / "converge.yml").read_text(encoding="utf-8")
    assert "check_mode: true" in converge
    assert "compare.yml" in converge


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_an_action_of_its_name_that_can_run_its_main(name: str) -> None:
    action = importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.action.{name}")
    assert action.ActionModule.main is module(name).MAIN


def test_no_action_is_left_without_a_module() -> None:
    assert sorted(path.stem for path in (ROOT / "plugins" / "action").glob("*.py")) == MODULES


def test_every_scenario_belongs_to_something() -> None:
    scenarios = {path.parent.name for path in SCENARIOS.glob("*/molecule.yml")}
    assert scenarios == {"default", *MODULES_IN_MOLECULE, *ROLES, *PLAYBOOKS} - SCENARIO_OF.keys()


@pytest.mark.parametrize("name", ["iam", "aws"])
def test_an_action_group_has_every_module_that_takes_credentials(name: str) -> None:
    assert sorted(read(ROOT / "meta" / "runtime.yml")["action_groups"][name]) == AWS_MODULES


def fragments(name: str) -> set[str]:
    return set(yaml.safe_load(module(name).DOCUMENTATION)["extends_documentation_fragment"])


@pytest.mark.parametrize("name", MODULES)
def test_a_modules_description_begins_with_an_example_that_it_takes(name: str) -> None:
    example = yaml.safe_load(module(name).DOCUMENTATION)["description"][1]
    # Ansible's markup ends C() at the first parenthesis.
    matched = re.fullmatch(r"For example: C\(([^()]+)\)", example)
    assert matched, example
    [(action, options)] = yaml.safe_load(matched[1]).items()
    assert action == f"leastpriv.aws.{name}"
    taken = module(name).MAIN.spec.options
    assert options.keys() <= taken.keys()
    assert options.keys() >= {option for option, spec in taken.items() if spec.get("required")}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_supports_check_mode(name: str) -> None:
    assert module(name).MAIN.spec.to_kwargs()["supports_check_mode"] is True
    assert "leastpriv.aws._attributes" in fragments(name)


# A module without credentials must not get them by way of module_defaults, nor say that it takes any.
@pytest.mark.parametrize("name", MODULES)
def test_a_module_that_talks_to_aws_shares_the_connection_options(name: str) -> None:
    shared = {
        "leastpriv.aws._attributes.actiongroup_iam",
        "leastpriv.aws._connection",
        "leastpriv.aws._connection.module",
    }
    assert shared & fragments(name) == (shared if name in AWS_MODULES else set())
    connection = connection_options.CONNECTION.options.keys()
    # Without a session, region is only what a pseudo parameter stands for.
    offline = {"region"} if name == "iam_access_check" else set()
    expected = connection if name in AWS_MODULES else offline
    assert connection & module(name).MAIN.spec.options.keys() == expected


PACKAGES: t.Final = [
    path.name
    for wing in ("module_utils", "plugin_utils")
    for path in sorted((ROOT / "plugins" / wing).iterdir())
    if path.is_dir() and list(path.rglob("*.py"))
]
CONTRIBUTING: t.Final = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")


def plugin_files() -> list[str]:
    """The files of plugins, with a slash in front of each: C(/plugins/module_utils/_arn.py)."""
    paths = (path.relative_to(ROOT) for path in (ROOT / "plugins").rglob("*") if "__pycache__" not in path.parts)
    return [f"/{path.as_posix()}" for path in paths]


def absent(names: t.Iterable[str]) -> list[str]:
    """Those that no path ends with."""
    files = plugin_files()
    return [name for name in names if not any(path.endswith(f"/{name}") for path in files)]


def test_the_picture_of_the_packages_names_files_that_exist() -> None:
    picture = (ROOT / "docs" / "docsite" / "images" / "architecture.svg").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w/]+\.py\b", picture))
    assert len(named) > 10
    assert absent(named) == []
    assert [package for package in PACKAGES if f"{package}/" not in picture] == []


def test_the_table_of_packages_has_them_all_and_names_files_that_exist() -> None:
    assert [package for package in PACKAGES if f"| `{package}/` |" not in CONTRIBUTING] == []
    named = set(re.findall(r"`(_\w+/[\w/]+\.\w+|_\w+\.py)`", CONTRIBUTING))
    assert len(named) > 30
    assert absent(named) == []


@pytest.mark.parametrize("name", ROLES)
def test_a_role_says_what_it_takes(name: str) -> None:
    files = ("README.md", "defaults/main.yml", "meta/argument_specs.yml", "meta/main.yml", "tasks/main.yml")
    assert [file for file in files if not (ROOT / "roles" / name / file).is_file()] == []


def plays(name: str) -> list[t.Any]:
    """The plays of a playbook itself, without what it imports."""
    return [play for play in read(ROOT / "playbooks" / f"{name}.yml") if "hosts" in play]


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_a_playbook_is_about_accounts_and_runs_on_the_controller(name: str) -> None:
    [play] = plays(name)
    assert "aws_accounts" in play["hosts"]
    assert (play["connection"], play["gather_facts"]) == ("local", False)


@pytest.mark.parametrize("name", AWS_PLAYBOOKS)
def test_a_playbook_hands_the_inventorys_variables_to_every_module(name: str) -> None:
    [play] = plays(name)
    # What a run must not lose does not stand in its defaults alone: those of a block replace them.
    assert play["module_defaults"].keys() == {"group/leastpriv.aws.iam"}
    assert set(play["module_defaults"]["group/leastpriv.aws.iam"]) <= set(connection_options.CONNECTION.options)


def test_the_modules_that_can_plan() -> None:
    options = {name: module(name).MAIN.spec.options.keys() & {"approved_plan", "return_plan"} for name in AWS_MODULES}
    assert {name for name, found in options.items() if len(found) == 2} == PLANNING
    assert {name for name, found in options.items() if found} == PLANNING


@pytest.mark.parametrize("name", MODULES)
def test_a_module_takes_the_gates_of_a_run_whichever_way_it_runs(name: str) -> None:
    assert run_gates.taken_by(name) == run_gates.taken_from(module(name).MAIN.spec.options)


@pytest.mark.parametrize("name", sorted(set(PLAYBOOKS) - set(AWS_PLAYBOOKS)))
def test_a_playbook_without_credentials_uses_no_module_that_takes_them(name: str) -> None:
    text = (ROOT / "playbooks" / f"{name}.yml").read_text(encoding="utf-8")
    assert [module_name for module_name in AWS_MODULES if f"leastpriv.aws.{module_name}:" in text] == []
    assert not {"group/leastpriv.aws.iam", "aws_assume_role_arn"} & set(text.replace(":", " ").split())


def described(option: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """What both an argument specification and documentation say of an option."""
    return {key: option.get(key) for key in ("type", "elements", "default", "choices")}


def connection(kind: str) -> dict[str, t.Any]:
    """The documentation of the connection options of modules, or of inventory plugins."""
    fragment = _connection.ModuleDocFragment
    shared, own = (yaml.safe_load(text)["options"] for text in (fragment.DOCUMENTATION, getattr(fragment, kind)))
    assert not shared.keys() & own.keys()
    return {**shared, **own}


@pytest.mark.parametrize("name", INVENTORIES)
def test_an_inventory_plugin_documents_what_it_reads(name: str) -> None:
    plugin = importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.inventory.{name}")
    own = yaml.safe_load(plugin.DOCUMENTATION)["options"]
    shared = connection("INVENTORY")
    assert own.keys() | shared.keys() == {"plugin"} | plugin.TEMPLATES | plugin.OTHERS
    assert own["plugin"]["choices"] == [plugin.InventoryModule.NAME] == [f"leastpriv.aws.{name}"]


def test_an_inventory_plugin_takes_the_modules_connection_options() -> None:
    modules, shared = connection("MODULE"), connection("INVENTORY")
    assert modules.keys() - shared.keys() == {"debug_botocore_endpoint_logs"}
    for name, option in shared.items():
        assert described(option) == described(modules[name]) == described(connection_options.CONNECTION.options[name])
        # amazon.aws's inventory plugins have one alias that its modules have not.
        assert set(option.get("aliases", ())) - {"iam_role_arn"} == set(modules[name].get("aliases", ()))


def documented_options(documented: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    """The options of a plugin, those of its documentation fragments included."""
    options: dict[str, dict[str, t.Any]] = dict(documented.get("options", {}))
    for fragment in documented.get("extends_documentation_fragment", ()):
        name = fragment.rsplit(".", 1)[-1]
        shared = importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.doc_fragments.{name}")
        options |= yaml.safe_load(shared.ModuleDocFragment.DOCUMENTATION)["options"]
    return options


@pytest.mark.parametrize(
    ("kind", "name"), [*(("filter", name) for name in FILTERS), *(("test", name) for name in TESTS)]
)
def test_a_filter_or_test_documents_what_it_takes(kind: str, name: str) -> None:
    plugin = importlib.import_module(f"ansible_collections.leastpriv.aws.plugins.{kind}.{name}")
    documented = yaml.safe_load(plugin.DOCUMENTATION)
    shown = documented_options(documented)
    handed = plugin.FilterModule().filters() if kind == "filter" else plugin.TestModule().tests()
    assert [documented["name"], *handed] == [name, name]
    parameters = inspect.signature(handed[name]).parameters.values()
    # The first is the value that it is applied to, after the context where it takes one.
    _input, *options = [parameter for parameter in parameters if parameter.name != "context"]
    assert list(shown) == ["_input", *(option.name for option in options)]
    required = [name for name, option in shown.items() if option.get("required")]
    assert required == ["_input", *(option.name for option in options if option.default is option.empty)]
    assert f"leastpriv.aws.{name}" in plugin.EXAMPLES
    assert set(yaml.safe_load(plugin.RETURN)) == {"_value"}


@pytest.mark.parametrize("name", [*FILTERS, *TESTS])
def test_a_playbook_or_role_uses_the_filter_or_test(name: str) -> None:
    texts = [
        path.read_text(encoding="utf-8") for folder in ("playbooks", "roles") for path in (ROOT / folder).rglob("*.yml")
    ]
    assert [text for text in texts if f"leastpriv.aws.{name}" in text] != []


@pytest.mark.parametrize("name", [*MODULES, *ROLES, *PLAYBOOKS, *INVENTORIES, *CALLBACKS])
def test_the_readme_names_it(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


SUPPORT: t.Final = (ROOT / "docs" / "docsite" / "rst" / "guide_support.rst").read_text(encoding="utf-8")


def test_the_lowest_ansible_core_is_the_same_everywhere() -> None:
    lowest = read(ROOT / "meta" / "runtime.yml")["requires_ansible"].removeprefix(">=")
    minor = lowest.rpartition(".")[0]
    assert f"* - ansible-core\n    - {lowest}\n" in SUPPORT
    assert f'OLDEST_CORE: t.Final = "{minor}"\n' in (ROOT / "tests" / "support" / "nox_tools.py").read_text(
        encoding="utf-8"
    )
    assert f"\nansible-core=={minor}." in lock(minor)


@pytest.mark.parametrize("package", ["boto3", "botocore"])
def test_the_lowest_boto3_is_the_same_everywhere(package: str) -> None:
    documents = [
        yaml.safe_load(text)
        for name, text in vars(_connection.ModuleDocFragment).items()
        if isinstance(text, str) and not name.startswith("__") and "requirements:" in text
    ]
    [lowest] = {
        requirement.removeprefix(f"{package} >= ")
        for document in documents
        for requirement in document["requirements"]
        if requirement.startswith(f"{package} >= ")
    }
    assert f"* - {package}\n    - {lowest}\n" in SUPPORT


def lock(name: str) -> str:
    return (ROOT / "tests" / "requirements" / f"lock-{name}.txt").read_text(encoding="utf-8")


def test_nothing_is_routed_elsewhere_and_no_group_has_strangers() -> None:
    runtime = read(ROOT / "meta" / "runtime.yml")
    assert set(runtime) == {"requires_ansible", "action_groups"}
    assert {name for group in runtime["action_groups"].values() for name in group} <= set(MODULES)
