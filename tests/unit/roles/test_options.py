# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles of tutorials hand to iam_baseline, as the ansible-core of this session fills templates in."""

from __future__ import annotations

import inspect
import json
import pathlib
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import ParametersError
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters.filling import Filling

ROLES: t.Final = pathlib.Path(__file__).parents[3] / "roles"
LOADER: t.Final = DataLoader()

GIVEN: t.Final[t.Mapping[str, t.Mapping[str, t.Any]]] = {
    "pinpoint_importer": {
        "aws_region": "eu-west-1",
        "aws_account_id": "111111111111",
        "pinpoint_importer_bucket_name": "acme-customer-imports",
        "pinpoint_importer_project_id": "4f1d2c3b5a69788790a1b2c3d4e5f607",
    },
    "phone_number_validation": {"phone_number_validation_function_name": "ValidatePhoneNumber"},
}


def read(path: pathlib.Path) -> t.Any:
    # Since ansible-core 2.19, text from outside a playbook is a template only if it is marked as trusted.
    if "trusted_as_template" in inspect.signature(LOADER.load_from_file).parameters:
        return LOADER.load_from_file(str(path), trusted_as_template=True)
    return LOADER.load_from_file(str(path))


def options(role: str, **variables: t.Any) -> dict[str, t.Any]:
    """The variables of iam_baseline that the role's only task sets, without the prefix of their names."""
    files = [ROLES / role / "defaults" / "main.yml", *sorted((ROLES / role / "vars").rglob("*.yml"))]
    content = {name: value for file in files for name, value in read(file).items()}
    templar = Templar(loader=LOADER, variables={**content, **GIVEN[role], **variables})
    [task] = read(ROLES / role / "tasks" / "main.yml")
    filled_in = {name: templar.template(value) for name, value in task["vars"].items()}
    plain = json.loads(json.dumps(filled_in))
    return {name.removeprefix("iam_baseline_"): value for name, value in plain.items()}


def problems(role: str, **variables: t.Any) -> tuple[str, ...]:
    filling = Filling.of(options(role, **variables)["parameters"])
    filling.need([f"${{{name}}}" for name in options(role)["parameters"]])
    try:
        filling.check(allow_unused=True)
    except ParametersError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("role", GIVEN)
def test_what_is_not_set_is_left_out(role: str) -> None:
    given = options(role)
    assert given["policy_defaults"] == {"path": "${Path}", "tags": None}
    assert given["role_defaults"] == {"path": "${Path}", "tags": None, "boundary": None}
    assert given["unused_for_days"] in (None, "")
    assert (given["state"], given["merge"]) == ("present", False)


@pytest.mark.parametrize("role", GIVEN)
def test_what_is_set_is_handed_on(role: str) -> None:
    values = {"tags": {"Team": "crm"}, "boundary": "", "unused_for_days": 30, "state": "absent", "detach": "refuse"}
    values["new_access"] = "fail"
    given = options(role, **{f"{role}_{name}": value for name, value in values.items()})
    assert given["policy_defaults"] == {"path": "${Path}", "tags": {"Team": "crm"}}
    assert given["role_defaults"] == {"path": "${Path}", "tags": {"Team": "crm"}, "boundary": ""}
    assert int(given["unused_for_days"]) == 30
    assert (given["state"], given["detach"], given["new_access"]) == ("absent", "refuse", "fail")


@pytest.mark.parametrize(
    ("variables", "is_proven"),
    [
        ({}, False),
        ({"boundary": "Boundary", "prove_access": True}, True),
        ({"prove_access": "true"}, True),
        ({"prove_access": "False"}, False),
    ],
)
@pytest.mark.parametrize("role", GIVEN)
def test_roles_are_proven_on_request(role: str, variables: dict[str, t.Any], *, is_proven: bool) -> None:
    for variant in ("tutorial", "hardened"):
        values = {f"{role}_{name}": value for name, value in variables.items()}
        roles = options(role, **values, **{f"{role}_variant": variant})["roles"]
        assert {"access" in entry and "assumable_by" in entry for entry in roles} == {is_proven}
        plain = options(role, **{f"{role}_prove_access": False, f"{role}_variant": variant})["roles"]
        assertions = ("access", "assumable_by")
        assert [{name: entry[name] for name in entry if name not in assertions} for entry in roles] == plain


@pytest.mark.parametrize("role", GIVEN)
def test_the_values_are_right(role: str) -> None:
    assert problems(role) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bucket_name", None),
        ("bucket_name", "bucket-name"),
        ("bucket_name", 12),
        ("project_id", None),
        ("project_id", "4f1d"),
        ("project_id", ["4f1d2c3b5a69788790a1b2c3d4e5f607"]),
        ("region", None),
        ("region", "eu-west-9"),
        ("region", "*"),
        ("account_id", ""),
        ("account_id", "222222222222"),
        ("function_names", []),
        ("function_names", "text"),
        ("function_names", ["a b"]),
        ("path", None),
        ("path", "import"),
        ("name_prefix", "a" * 44),
        ("name_prefix", ["a"]),
        ("variant", None),
        ("variant", "Hardened"),
        ("variant", ["tutorial"]),
        ("allow_wildcards", None),
        ("allow_wildcards", "maybe"),
        ("allow_wildcards", 2),
        ("allow_wildcards", []),
    ],
)
def test_a_wrong_value_is_reported_with_the_name_of_its_variable(name: str, value: t.Any) -> None:
    variable = f"pinpoint_importer_{name}"
    [problem] = problems("pinpoint_importer", **{variable: value})
    assert problem.startswith((f"{variable} ", f"{variable}["))


@pytest.mark.parametrize("value", [True, "true", "yes", "Yes", 1, "1"])
def test_wildcards_are_allowed(value: t.Any) -> None:
    region = {"pinpoint_importer_region": "eu-*"}
    assert problems("pinpoint_importer", pinpoint_importer_allow_wildcards=value, **region) == ()


@pytest.mark.parametrize("value", [False, "false", "no", 0, "0"])
def test_wildcards_are_not_allowed(value: t.Any) -> None:
    region = {"pinpoint_importer_region": "eu-*"}
    [problem] = problems("pinpoint_importer", pinpoint_importer_allow_wildcards=value, **region)
    assert problem.endswith("Wildcards need pinpoint_importer_allow_wildcards to be true")
