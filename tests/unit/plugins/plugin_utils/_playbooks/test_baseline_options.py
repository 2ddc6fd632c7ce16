# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which variables become options of iam_baseline."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils import _argspec
from ansible_collections.leastpriv.aws.plugins.module_utils._module import connection_options
from ansible_collections.leastpriv.aws.plugins.modules import iam_baseline, iam_baseline_info
from ansible_collections.leastpriv.aws.plugins.plugin_utils._playbooks.baseline_options import (
    DRIFT_OPTIONS,
    OPTIONS,
    RunTags,
    options_from,
    with_stricter,
)

Json = dict[str, t.Any]

A, B, C = {"name": "A"}, {"name": "B"}, {"name": "C"}
P: t.Final[Json] = {"url": "https://token.example.com"}
ALL: t.Final = RunTags(("all",), ())


class Host:
    """A host whose variables have no templates."""

    def __init__(self, variables: Json) -> None:
        self._variables = variables

    @property
    def names(self) -> t.Collection[str]:
        return self._variables.keys()

    def value(self, name: str) -> t.Any:
        return self._variables[name]


def test_every_option_but_those_of_the_connection() -> None:
    # Plans belong to the run, not to a host.
    others = {*connection_options.CONNECTION.options, *_argspec.PLAN.options, "variable_prefix"}
    assert set(OPTIONS) == iam_baseline.MAIN.spec.options.keys() - others
    assert set(DRIFT_OPTIONS) == iam_baseline_info.MAIN.spec.options.keys() - others - {"wait_timeout"}


def test_a_module_gets_the_options_that_it_takes() -> None:
    host = Host({"policies": [A], "state": "absent", "review": "fail", "detach": "all"})
    assert options_from(host, "", RunTags((), ("review",)), taken=DRIFT_OPTIONS) == {"policies": [A], "state": "absent"}


@pytest.mark.parametrize(
    ("variables", "options"),
    [
        ({}, {}),
        ({"policy_defaults": None, "role_defaults": {}}, {"policy_defaults": {}, "role_defaults": {}}),
        ({"policies": [A], "state": "absent"}, {"policies": [A], "state": "absent"}),
        ({"roles": [A], "unused_for_days": 0, "review": "", "parameters": {}}, None),
        ({"policies": None, "parameters": None, "unused_for_days": None, "review_known": None}, {}),
        # The module refuses these.
        ({"state": None, "detach": None, "review": None}, None),
        ({"parameters": "", "unused_for_days": "", "review_known": ""}, {}),
        ({"review_known": {}, "variables": {}}, {"variables": {}}),
        ({"parameters": {"Day": datetime.date(2026, 1, 31)}}, {"parameters": {"Day": "2026-01-31"}}),
        ({"policies_b": [C], "policies": [A], "policies_a": [B]}, {"policies": [A, B, C]}),
        ({"policies_b": [C], "roles_a": None}, {"policies": [C]}),
        ({"identity_providers_b": [P], "identity_providers": [A]}, {"identity_providers": [A, P]}),
        ({"policies_b": [C], "policies": [A], "merge": "no"}, {"policies": [A]}),
        ({"policies": "text", "region": "eu-west-1"}, {"policies": "text"}),
    ],
)
def test_options(variables: Json, options: Json | None) -> None:
    own = {f"app_{name}": value for name, value in {"allow_empty": True, **variables}.items()}
    host = Host({**own, "policies": [C], "state": "other"})
    found = options_from(host, "app_", ALL)
    assert found == (variables if options is None else options)


@pytest.mark.parametrize(
    ("tags", "options"),
    [
        (RunTags(("all",), ("review",)), {"policies": [A], "roles": [B], "review": "off"}),
        (RunTags(("policies",), ()), {"policies": [A], "roles": [], "role_defaults": {}, "unused_parameters": "allow"}),
        (RunTags(("roles",), ()), {"policies": [], "roles": [B], "policy_defaults": {}, "unused_parameters": "allow"}),
        (RunTags(("roles", "policies"), ()), {"policies": [A], "roles": [B], "unused_parameters": "allow"}),
        (RunTags(("other",), ("policies",)), {"policies": [A], "roles": [B]}),
        (
            RunTags(("identity_providers",), ()),
            {
                "identity_providers": [P],
                "policies": [],
                "roles": [],
                "policy_defaults": {},
                "role_defaults": {},
                "unused_parameters": "allow",
            },
        ),
    ],
)
def test_the_tags_of_the_run(tags: RunTags, options: Json) -> None:
    defaults = {"policy_defaults": {"path": "/p/"}, "role_defaults": {"path": "/r/"}}
    providers = [P] if "identity_providers" in tags.chosen else []
    lists = {"policies": [A], "roles": [B], "identity_providers": providers}
    host = Host({**lists, "review": "fail", "unused_parameters": "refuse", **defaults})
    expected = {
        "review": "fail",
        "unused_parameters": "refuse",
        "identity_providers": providers,
        **defaults,
        **options,
    }
    assert options_from(host, "", tags) == expected


@pytest.mark.parametrize("tag", ["policies", "roles"])
def test_a_run_with_the_tag_of_a_list_purges_nothing(tag: str) -> None:
    host = Host({"policies": [A], "roles": [B], "purge_path": "/host/"})
    given = {"purge_path": "/task/", "state": "present"}
    for tags, of_host, of_task in ((ALL, "/host/", "/task/"), (RunTags((tag,), ()), None, None)):
        assert options_from(host, "", tags).get("purge_path") == of_host
        options = options_from(host, "", tags, given=given)
        assert with_stricter(options, given, tags).get("purge_path") == of_task


@pytest.mark.parametrize(
    ("of_host", "of_run", "stricter"),
    [
        *(("allow", setting, setting) for setting in ("allow", "warn", "fail")),
        *((setting, "allow", setting) for setting in ("allow", "warn", "fail")),
        ("warn", "fail", "fail"),
        ("fail", "warn", "fail"),
        # The module refuses these.
        *((setting, "fail", setting) for setting in ("Fail", None, "", True, ["fail"])),
        ("allow", "Fail", "Fail"),
    ],
)
def test_the_stricter_setting_for_new_access_counts(of_host: t.Any, of_run: t.Any, stricter: t.Any) -> None:
    options = options_from(
        Host({"x_new_access": of_host, "x_state": "absent", "x_allow_empty": True}), "x_", ALL, given={"new_access"}
    )
    assert with_stricter(options, {"new_access": of_run}) == {"new_access": stricter, "state": "absent"}
    assert with_stricter(options, {"state": "present"}) == {"new_access": of_host, "state": "present"}
    assert with_stricter({}, {"new_access": of_run}) == {"new_access": of_run}
    assert with_stricter({}, {}) == {}


def test_what_the_task_sets_itself_is_not_looked_up() -> None:
    host = Host({"policies": "text", "policies_a": "text", "roles": [B], "review": "fail", "unused_parameters": "no"})
    given = {"policies": [A], "review": "warn", "unused_parameters": "refuse"}
    found = options_from(host, "", RunTags(("policies",), ("review",)), given=given)
    assert found == {"identity_providers": [], "roles": []}


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"merge": "perhaps"}, r"^app_merge must be true or false \(got: perhaps\)$"),
        ({"policies_b": "text"}, r"^app_policies_b must be a list of mappings \(got: text\)$"),
        ({"roles": [A], "roles_b": [{"name": "a"}]}, r"^a is both in app_roles and in app_roles_b: "),
        (
            {"identity_providers": [P], "identity_providers_b": [P]},
            r"^https://token\.example\.com is both in app_identity_providers and in app_identity_providers_b: ",
        ),
        ({"roles": [A], "purge_path": "/p/", "merge": False}, r"^app_purge_path does not go with app_merge: false: "),
    ],
)
def test_lists_that_do_not_add_up(variables: Json, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        options_from(Host({f"app_{name}": value for name, value in variables.items()}), "app_", ALL)


FACTS: t.Final[Json] = {"inventory_hostname": "test", "groups": {"all": []}, "playbook_dir": "/nowhere"}


@pytest.mark.parametrize(
    ("variables", "is_refused"),
    [
        ({"iam_baseline_policies": [], "iam_baseline_roles": None}, True),
        ({"iam_baseline_policies": [], "iam_baseline_allow_empty": "no"}, True),
        ({"iam_baseline_roles_a": [A], "iam_baseline_merge": False}, True),
        ({"iam_baseline_roles_a": [A]}, False),
        ({"iam_baseline_policies": [], "iam_baseline_allow_empty": True}, False),
        ({"iam_baseline_policies": "text"}, False),
    ],
)
def test_the_role_refuses_a_host_without_entries(variables: Json, *, is_refused: bool) -> None:
    host = Host({**FACTS, **variables})
    for tags in (ALL, RunTags(("policies",), ())):
        if is_refused:
            with pytest.raises(ValueError, match=r"^test has no policies and no roles: "):
                options_from(host, "iam_baseline_", tags)
        else:
            options_from(host, "iam_baseline_", tags)
    # Where the task has one of the lists, the host may have none.
    options_from(host, "iam_baseline_", ALL, given={"roles": [A]})


def test_a_host_without_entries_is_refused_whatever_the_prefix() -> None:
    host = Host({**FACTS, "report_polices": [A]})
    message = (
        "^test has no policies and no roles: neither report_policies nor report_roles has an entry, with or without a "
        r"suffix\. It has report_polices: did you mean report_policies\?.* set report_allow_empty to true$"
    )
    with pytest.raises(ValueError, match=message):
        options_from(host, "report_", ALL)
    options_from(Host({**FACTS, "report_allow_empty": True}), "report_", ALL)
