# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of the role iam_baseline, on their way to the modules."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import ParametersError
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks import baseline

DATE: t.Final = datetime.date(2012, 10, 17)
POLICY: t.Final = {"Version": DATE, "Statement": []}
PLAIN: t.Final = {"Version": "2012-10-17", "Statement": []}


class Text(str):
    """As ansible-core has texts of its own."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (1, 1),
        (1.5, 1.5),
        ("text", "text"),
        (DATE, "2012-10-17"),
        (datetime.datetime(2012, 10, 17, 8, 30), "2012-10-17T08:30:00"),
        ({1: (DATE,)}, {"1": ["2012-10-17"]}),
        ({True: "a", False: "b", None: "c", 1.5: "d"}, {"true": "a", "false": "b", "null": "c", "1.5": "d"}),
        ([{"a": [None]}], [{"a": [None]}]),
        (b"bytes", "b'bytes'"),
    ],
)
def test_values_are_those_of_json(value: t.Any, expected: t.Any) -> None:
    found = baseline.json_value(value)
    assert found == expected
    assert json.loads(json.dumps(found)) == expected


def test_no_text_is_of_another_type() -> None:
    [(key, text)] = baseline.json_value({Text("key"): Text("text")}).items()
    assert (type(key), type(text)) == (str, str)


@pytest.mark.parametrize(
    ("which", "tags", "taken"),
    [
        ("policies", ["all"], True),
        ("policies", ["policies"], True),
        ("policies", ["roles"], False),
        ("policies", ["policies", "roles"], True),
        ("policies", ["review"], True),
        ("roles", ["all"], True),
        ("roles", ["policies"], False),
        ("roles", ["roles", "review"], True),
    ],
)
def test_tags_choose_between_the_lists(which: str, tags: list[str], *, taken: bool) -> None:
    entries = [{"name": "App", "policy": POLICY, "path": None}]
    expected = [{"name": "App", "policy": PLAIN, "path": None}]
    assert baseline.chosen(entries, which, tags) == (expected if taken else [])


@pytest.mark.parametrize("given", ["text", 5, {"name": "App"}, [["a"]], None])
def test_what_is_no_list_is_left_for_the_module_to_refuse(given: t.Any) -> None:
    assert baseline.chosen(given, "policies", ["all"]) == given


def test_documents() -> None:
    policies = [
        {"name": "Written", "policy": POLICY, "path": "/", "description": None},
        {"name": "Gone", "policy": POLICY, "state": "absent"},
        {"name": "Tagged", "tags": {}},
        {"name": "Null", "policy": None},
        {"name": "Own", "policy": "{}", "review": "fail", "review_ignore": None},
    ]
    roles = [
        {"name": "Server", "assume_role_policy_document": POLICY, "inline_policies": {"Read": POLICY}, "state": None},
        {"name": "Untrusted", "inline_policies": {}},
        {"name": "Bare"},
    ]
    written: list[dict[str, t.Any]] = [
        {"name": "Written", "policy": PLAIN},
        {"name": "Own", "policy": "{}", "review": "fail"},
        {"name": "Server", "assume_role_policy_document": PLAIN, "inline_policies": {"Read": PLAIN}},
        {"name": "Untrusted", "inline_policies": {}},
    ]
    assert baseline.documents(policies, roles, state="present", settings={}, defaults={}) == written
    settings: dict[str, t.Any] = {"review": "warn", "review_ignore": ["mixed-services"]}
    with_settings = baseline.documents(policies, roles, state="present", settings=settings, defaults={})
    assert with_settings == [{**settings, **entry} for entry in written]
    assert baseline.documents(policies, roles, state="absent", settings=settings, defaults={}) == []


@pytest.mark.parametrize("given", ["text", {"name": "App"}, [["a"]], [{"name": "App"}, "text"], None, 5])
@pytest.mark.parametrize("which", ["policies", "roles"])
def test_documents_of_what_is_no_list(given: t.Any, which: str) -> None:
    lists: dict[str, t.Any] = {"policies": [], "roles": [], which: given}
    with pytest.raises(ValueError, match=f"^iam_baseline_{which} must be a list of mappings"):
        baseline.documents(lists["policies"], lists["roles"], state="present", settings={}, defaults={})


DEFAULTS: t.Final = {
    "policy_defaults": {"review_ignore": ["mixed-services"], "path": "/team/", "review": None},
    "role_defaults": {"assume_role_policy_document": POLICY, "review": "fail", "state": None},
}


def test_documents_with_defaults() -> None:
    policies = [
        {"name": "Shared", "policy": "{}"},
        {"name": "Own", "policy": "{}", "review_ignore": [], "review": "off"},
        {"name": "Tagged", "tags": {}},
    ]
    roles = [{"name": "Server"}, {"name": "Own", "assume_role_policy_document": "{}", "review": None}]
    settings = {"review": "warn", "review_ignore": []}
    assert baseline.documents(policies, roles, state="present", settings=settings, defaults=DEFAULTS) == [
        {"name": "Shared", "policy": "{}", "review": "warn", "review_ignore": ["mixed-services"]},
        {"name": "Own", "policy": "{}", "review": "off", "review_ignore": []},
        {"name": "Server", "assume_role_policy_document": PLAIN, "review": "fail", "review_ignore": []},
        {"name": "Own", "assume_role_policy_document": "{}", "review": "fail", "review_ignore": []},
    ]


@pytest.mark.parametrize("given", ["text", ["a"], 5])
@pytest.mark.parametrize("option", ["policy_defaults", "role_defaults"])
def test_defaults_that_are_no_mapping(given: t.Any, option: str) -> None:
    with pytest.raises(ValueError, match=f"^iam_baseline_{option} must be a mapping"):
        baseline.documents([], [], state="present", settings={}, defaults={option: given})


@pytest.mark.parametrize(
    ("which", "tags", "taken"),
    [
        ("policy_defaults", ["all"], True),
        ("policy_defaults", ["policies"], True),
        ("policy_defaults", ["roles"], False),
        ("role_defaults", ["roles", "policies"], True),
        ("role_defaults", ["policies"], False),
    ],
)
def test_tags_choose_the_defaults_of_the_list(which: str, tags: list[str], *, taken: bool) -> None:
    assert baseline.chosen({"policy": POLICY}, which, tags) == ({"policy": PLAIN} if taken else {})


OPEN: t.Final[dict[str, t.Any]] = {"name": "${P}App", "policy": {"Statement": "${Bucket}"}, "path": "${Path}"}
PARAMETERS: t.Final = {"P": "Acme", "Bucket": "acme", "Path": "/", "Role": ["a"]}
GONE: t.Final = {"name": "old", "managed_policies": ["${Role}"], "state": "absent"}


def test_documents_with_parameters() -> None:
    settings = {"parameters": PARAMETERS, "unused_parameters": "refuse", "review": "warn"}
    assert baseline.documents([OPEN], [GONE], state="present", settings=settings, defaults={}) == [
        {"review": "warn", "parameters": PARAMETERS, "name": "${P}App", "policy": {"Statement": "${Bucket}"}}
    ]
    without = {"parameters": None, "unused_parameters": "refuse"}
    [document] = baseline.documents([OPEN], [GONE], state="present", settings=without, defaults={})
    assert document == {"name": "${P}App", "policy": {"Statement": "${Bucket}"}}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"P": True}, "parameters.P must be a text, in quotes (got: true)"),
        ({"Bucket": None}, "parameters.Bucket is missing and required"),
        ({"Other": "x"}, "parameters.Other: nothing in the set uses ${Other}"),
    ],
)
def test_documents_with_wrong_parameters(change: dict[str, t.Any], problem: str) -> None:
    settings = {"parameters": {**PARAMETERS, **change}, "unused_parameters": "refuse"}
    with pytest.raises(ParametersError) as error:
        baseline.documents([OPEN], [GONE], state="present", settings=settings, defaults={})
    assert str(error.value) == problem
    assert baseline.documents([OPEN], [GONE], state="absent", settings=settings, defaults={}) == []


def test_documents_need_no_parameters_of_what_is_removed() -> None:
    settings = {"parameters": {**PARAMETERS, "Role": None, "Other": None}, "unused_parameters": "allow"}
    assert len(baseline.documents([OPEN], [GONE], state="present", settings=settings, defaults={})) == 1


def test_defaults_use_parameters() -> None:
    settings = {"parameters": {"Team": "ops"}}
    defaults = {"policy_defaults": {"tags": {"team": "${Team}"}}, "role_defaults": {}}
    assert baseline.documents([], [], state="present", settings=settings, defaults=defaults) == []


@pytest.mark.parametrize("tags", [["all"], ["policies"], ["roles"]])
def test_parameters_belong_to_both_lists(tags: list[str]) -> None:
    given = {"Day": datetime.date(2026, 1, 31), "Number": 5, "Names": ["a"]}
    assert baseline.chosen(given, "parameters", tags) == {"Day": "2026-01-31", "Number": 5, "Names": ["a"]}


@pytest.mark.parametrize("given", ["text", ["a"], 5])
def test_documents_of_what_are_no_parameters(given: t.Any) -> None:
    with pytest.raises(ValueError, match=r"^iam_baseline_parameters must be a mapping"):
        baseline.documents([], [], state="present", settings={"parameters": given}, defaults={})
    [document] = baseline.documents([OPEN], [], state="present", settings={"parameters": ""}, defaults={})
    assert document.keys() == {"name", "policy"}
