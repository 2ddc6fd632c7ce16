# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each variable of a role is in its argument specification, its defaults and its README, and they agree."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
import yaml
from ansible_collections.leastpriv.aws.plugins.doc_fragments import _baseline
from ansible_collections.leastpriv.aws.plugins.module_utils import _argspec
from ansible_collections.leastpriv.aws.plugins.module_utils._module import baseline as baseline_module
from ansible_collections.leastpriv.aws.plugins.module_utils._module import policy_review
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.managed_policy import (
    options as managed_policy_options,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.oidc_provider import options as oidc_options
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.role import options as role_options
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.saml_provider import options as saml_options
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import baseline, baseline_options

ROLES = pathlib.Path(__file__).parents[3] / "roles"
NAMES: t.Final = ("iam_baseline", "phone_number_validation", "pinpoint_importer")

Yaml = dict[str, t.Any]

# Of each list of iam_baseline: the option that takes it, and the module for one of its entries.
LISTS: t.Final = {
    "iam_baseline_policies": ("policies", managed_policy_options.SPEC),
    "iam_baseline_roles": ("roles", role_options.SPEC),
}
# A list with entries of two types, whose options its entries have together.
PROVIDERS: t.Final = "iam_baseline_identity_providers"


def read(role: str, file: str) -> t.Any:
    return yaml.safe_load((ROLES / role / file).read_text(encoding="utf-8"))


def specification(role: str) -> Yaml:
    return t.cast(Yaml, read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"])


def entry_options(name: str) -> Yaml:
    """The options of a module that an entry takes: all but those that say how to reach the account."""
    shared = (_argspec.REVIEW, _argspec.TAGS, _argspec.WAIT)
    return {**LISTS[name][1].options, **{option: spec for each in shared for option, spec in each.options.items()}}


@pytest.mark.parametrize("role", NAMES)
def test_every_variable_has_the_roles_prefix(role: str) -> None:
    assert [name for name in specification(role) if not name.startswith(f"{role}_")] == []


@pytest.mark.parametrize("role", NAMES)
def test_the_readme_has_every_variable_and_no_other(role: str) -> None:
    readme = (ROLES / role / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(rf"^\| `({role}_\w+)` \|", readme, re.MULTILINE)) == set(specification(role))


@pytest.mark.parametrize("role", NAMES)
def test_defaults_are_those_of_the_specification(role: str) -> None:
    specified = {name: option["default"] for name, option in specification(role).items() if "default" in option}
    assert read(role, "defaults/main.yml") == specified


@pytest.mark.parametrize("role", NAMES)
def test_the_defaults_file_names_what_has_no_default(role: str) -> None:
    text = (ROLES / role / "defaults" / "main.yml").read_text(encoding="utf-8")
    without = [name for name, option in specification(role).items() if "default" not in option]
    assert [name for name in without if f"\n# {name}:\n" not in text] == []


@pytest.mark.parametrize("name", LISTS)
def test_an_entry_has_the_options_of_its_module(name: str) -> None:
    documented = specification("iam_baseline")[name]["options"]
    facets = ("type", "elements", "choices")

    def described(options: Yaml) -> Yaml:
        return {option: {facet: spec.get(facet) for facet in facets} for option, spec in options.items()}

    assert described(documented) == described(entry_options(name))
    assert [option for option, spec in documented.items() if spec.get("required")] == ["name"]


def test_an_entry_of_a_provider_has_the_options_of_both_modules() -> None:
    documented = specification("iam_baseline")[PROVIDERS]["options"]
    specs = (oidc_options.SPEC, saml_options.SPEC, _argspec.TAGS, _argspec.WAIT)
    taken = {option: given for spec in specs for option, given in spec.options.items()}
    assert {option: spec["type"] for option, spec in documented.items()} == {
        option: spec["type"] for option, spec in taken.items()
    }
    assert [option for option, spec in documented.items() if spec.get("required")] == []


@pytest.mark.parametrize("name", [*LISTS, PROVIDERS])
def test_the_module_takes_the_same_of_an_entry(name: str) -> None:
    documented = specification("iam_baseline")[name]["options"]
    option = name.removeprefix("iam_baseline_")
    described = yaml.safe_load(_baseline.ModuleDocFragment.DOCUMENTATION)["options"][option]["suboptions"]
    taken = baseline_module.SPEC.options[option]["options"]
    facets = ("type", "elements", "choices", "required")
    for options in (described, taken):
        assert {each: {facet: spec.get(facet) for facet in facets} for each, spec in options.items()} == {
            each: {facet: spec.get(facet) for facet in facets} for each, spec in documented.items()
        }


def test_the_role_hands_on_what_the_module_takes() -> None:
    tasks = read("iam_baseline", "tasks/main.yml")
    [task] = [each["leastpriv.aws.iam_baseline"] for each in tasks if "leastpriv.aws.iam_baseline" in each]
    assert task == {"variable_prefix": baseline_options.ROLE_PREFIX}
    described = read("iam_baseline", "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    handed_on = {f"iam_baseline_{option}" for option in (*baseline_options.OPTIONS, *baseline_options.SWITCHES)}
    assert set(described) <= handed_on


def test_the_review_is_handed_every_document_and_its_own_options() -> None:
    reviewed = policy_review.SPEC.options["documents"]["options"]
    documents = {option for name in LISTS for option in entry_options(name)} & set(reviewed)
    # Of a policy it is the path in IAM, of a document that of its file.
    documents.remove("path")
    assert set(baseline.REVIEWED) == documents
    assert {"policy", "assume_role_policy_document", "inline_policies", *_argspec.REVIEW.options} <= documents


@pytest.mark.parametrize("name", [name for name in NAMES if name != "iam_baseline"])
def test_a_role_with_lists_of_its_own_touches_nothing_of_the_hosts(name: str) -> None:
    tasks = (task for task in read(name, "tasks/main.yml") if "ansible.builtin.import_role" in task)
    [given] = [task["vars"] for task in tasks if task["ansible.builtin.import_role"]["name"].endswith(".iam_baseline")]
    assert (given["iam_baseline_exclusive"], given["iam_baseline_purge_path"]) == (False, "")
    lists = [f"iam_baseline_{which}" for which in baseline.LISTS]
    assert [listed for listed in lists if listed not in given] == []
