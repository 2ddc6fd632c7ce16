# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin as users run it, in a process, on the sandbox: its hosts, calls, cache and messages."""

from __future__ import annotations

import collections
import importlib
import json
import pathlib
import re
import subprocess
import sys
import typing as t
from dataclasses import dataclass, replace

import pytest
import yaml
from sandbox import Account, Sandbox
from sandbox.accounts import member_accounts
from sandbox.organizations import calls_to_list
from support import playbook

PLUGIN: t.Final = "leastpriv.aws.aws_organizations"
MANAGEMENT: t.Final = "999999999999"
MEMBER: t.Final = "111111111111"
MEMBER_ROLE: t.Final = f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole"
TEMPLATE: t.Final = "{{ 7*7 }}"
FILE: t.Final = "accounts.aws_organizations.yml"


@dataclass(frozen=True)
class Run:
    """A run of ansible-inventory --list that has ended: hosts with their variables, groups, and output."""

    code: int
    said: str
    hosts: dict[str, dict[str, t.Any]]
    groups: dict[str, dict[str, list[str]]]

    def members(self, group: str) -> set[str]:
        """The hosts in a group and its child groups."""
        content = self.groups.get(group, {})
        return {*content.get("hosts", ())}.union(*map(self.members, content.get("children", ())))


class Inventory:
    """Runs with a configuration, and the calls of the last run."""

    def __init__(self, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.sandbox = sandbox
        self.directory = directory
        self.environment = dict(sandbox.environment)

    def write(self, *, name: str = FILE, **options: t.Any) -> None:
        (self.directory / name).write_text(json.dumps({"plugin": PLUGIN, **options}), encoding="utf-8")

    def ansible(self, command: str, *arguments: str, name: str = FILE) -> subprocess.CompletedProcess[str]:
        """Run one of Ansible's commands on the file, beside a play that does nothing."""
        (self.directory / "idle.yml").write_text(
            json.dumps([{"hosts": "all", "gather_facts": False}]), encoding="utf-8"
        )
        return subprocess.run(
            [sys.executable, "-m", "ansible", command, "-i", str(self.directory / name), *arguments],
            cwd=self.directory,
            env=playbook.clean_environment(self.environment),
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, *arguments: str, **options: t.Any) -> Run:
        self.write(**options)
        (self.directory / "ansible.cfg").write_text("[inventory]\nany_unparsed_is_failed = true\n", encoding="utf-8")
        self.sandbox.clear_calls()
        done = self.ansible("inventory", "--list", *arguments)
        said = " ".join(done.stderr.split())
        if done.returncode:
            return Run(done.returncode, said, {}, {})
        # With -v, other output precedes it.
        content = json.loads(done.stdout[done.stdout.index("{\n") :])
        hosts = content.pop("_meta")["hostvars"]
        return Run(0, said, hosts, content)

    def calls(self) -> dict[str, int]:
        return dict(collections.Counter(call.operation for call in self.sandbox.calls()))


@pytest.fixture
def inventory(sandbox: Sandbox, tmp_path: pathlib.Path) -> Inventory:
    """An inventory of an organization with three accounts beside the management account."""
    sandbox.reset(member_accounts(3))
    return Inventory(sandbox, tmp_path)


def unsafe(value: t.Any) -> t.Any:
    """How ansible-inventory prints a text that is not a template."""
    return {"__ansible_unsafe": value}


def named(*names: str, **others: t.Any) -> list[Account]:
    return [
        replace(account, name=name) for account, name in zip(member_accounts(len(names), **others), names, strict=True)
    ]


def test_an_organization_of_three_accounts(inventory: Inventory) -> None:
    organization = inventory.sandbox.client("organizations").describe_organization()["Organization"]
    run = inventory.run()
    assert run.said == ""
    assert run.members("aws_accounts") == set(run.hosts) == {"management", "workload-1", "workload-2", "workload-3"}
    variables = run.hosts["workload-1"]
    assert variables["aws_account_id"] == unsafe(MEMBER)
    assert variables["aws_account_email"] == unsafe("workload-1@example.com")
    assert variables["aws_organization_id"] == unsafe(organization["Id"])
    assert variables["aws_assume_role_arn"] == unsafe(MEMBER_ROLE)
    assert "aws_assume_role_arn" not in run.hosts["management"]
    assert variables["ansible_connection"] in ("local", unsafe("local"))
    assert variables["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
    assert inventory.calls() == {"GetCallerIdentity": 1, "ListAccounts": 1}


# Four levels of organizational units: 4 + 16 + 64 + 256, of which the deepest hold the accounts.
LEVELS: t.Final = "ABCD"
DEEPEST: t.Final = [(a, b, c, d) for a in LEVELS for b in LEVELS for c in LEVELS for d in LEVELS]


@pytest.mark.any_core
def test_two_thousand_accounts_in_the_fewest_calls(inventory: Inventory) -> None:
    inventory.sandbox.reset(member_accounts(2000, organizational_units=DEEPEST))
    run = inventory.run()
    assert {host["aws_account_id"]["__ansible_unsafe"] for host in run.hosts.values()} == {
        MANAGEMENT,
        *(account.id for account in inventory.sandbox.accounts),
    }
    # 2,001 accounts are 101 pages, and AWS adds 34 empty ones. Each root and unit above the deepest has one page.
    assert calls_to_list(2001) == 135
    assert inventory.calls() == {
        "GetCallerIdentity": 1,
        "ListAccounts": 135,
        "ListOrganizationalUnitsForParent": 1 + 4 + 16 + 64,
    }
    assert run.groups["aws_ou_A_B_C"] == {"children": [f"aws_ou_A_B_C_{name}" for name in LEVELS]}
    for path in (("A",), ("A", "B"), ("A", "B", "C"), ("D", "C", "B", "A")):
        below = {
            account.name for account in inventory.sandbox.accounts if account.organizational_unit[: len(path)] == path
        }
        assert run.members(f"aws_ou_{'_'.join(path)}") == below


@pytest.mark.any_core
def test_without_paths_the_tree_is_walked(inventory: Inventory) -> None:
    """AWS before 2026, and any AWS with an older botocore; also with C(Status) instead of C(State)."""
    accounts = member_accounts(90, organizational_units=[("A", "B", "C", "D"), ("A", "E")])
    inventory.sandbox.reset(accounts, empty_units=[("Empty",)], former=True)
    run = inventory.run()
    assert len(run.hosts) == 91
    assert len(run.members("aws_ou_A_E")) == 45
    assert "aws_ou_Empty" not in run.groups
    units = 1 + 6
    assert inventory.calls() == {
        "GetCallerIdentity": 1,
        # An empty page, and one that shows that AWS returns no paths.
        "ListAccounts": 2,
        "ListRoots": 1,
        "ListOrganizationalUnitsForParent": units,
        "ListAccountsForParent": units - 2 + 2 * calls_to_list(45),
    }


@pytest.mark.any_core
def test_a_part_of_the_organization(inventory: Inventory) -> None:
    units = [("Workloads", "Prod"), ("Workloads", "Dev"), ("Security",), ()]
    inventory.sandbox.reset(member_accounts(8, organizational_units=units))
    run = inventory.run(organizational_units=["Workloads/Prod", "Security"])
    assert run.members("aws_accounts") == {"workload-1", "workload-5", "workload-3", "workload-7"}
    assert run.groups["aws_ou_Workloads"] == {"children": ["aws_ou_Workloads_Prod"]}
    assert inventory.calls() == {
        "GetCallerIdentity": 1,
        "ListRoots": 1,
        "ListOrganizationalUnitsForParent": 4,
        "ListAccountsForParent": 2,
    }
    unit = run.hosts["workload-3"]["aws_organizational_unit_id"]["__ansible_unsafe"]
    assert set(inventory.run(organizational_units=[unit]).hosts) == {"workload-3", "workload-7"}
    wrong = inventory.run(organizational_units=["Workloads/Production"])
    assert wrong.code
    assert "there is no OU 'Workloads/Production'. Workloads has 'Dev', 'Prod'" in wrong.said.replace(
        "'Prod', 'Dev'", "'Dev', 'Prod'"
    )


@pytest.mark.any_core
def test_only_active_accounts_unless_asked_for_others(inventory: Inventory) -> None:
    states = ["ACTIVE", "SUSPENDED", "PENDING_CLOSURE"]
    inventory.sandbox.reset(
        [replace(account, state=state) for account, state in zip(member_accounts(3), states, strict=True)]
    )
    assert set(inventory.run().hosts) == {"management", "workload-1"}
    assert set(inventory.run(states=["SUSPENDED", "PENDING_CLOSURE"]).hosts) == {"workload-2", "workload-3"}


@pytest.mark.any_core
def test_tags_are_read_only_when_asked_for_and_of_the_accounts_that_are_left(inventory: Inventory) -> None:
    units = [("Prod",), ("Dev",)]
    inventory.sandbox.reset(member_accounts(6, organizational_units=units, tags={"Team": "crm", "Note": TEMPLATE}))
    inventory.run()
    assert "ListTagsForResource" not in inventory.calls()
    run = inventory.run(include_tags=True)
    assert inventory.calls()["ListTagsForResource"] == 7
    assert run.hosts["workload-1"]["aws_account_tags"] == {"Team": unsafe("crm"), "Note": unsafe(TEMPLATE)}
    assert run.hosts["management"]["aws_account_tags"] == {}
    assert run.members("aws_tag_Team_crm") == run.members("aws_tag_Note____7_7___") == set(run.hosts) - {"management"}
    run = inventory.run(
        filters={"organizational_unit": "Prod", "tag:Team": "c*"}, exclude_filters=[{"name": "workload-5"}]
    )
    assert set(run.hosts) == {"workload-1", "workload-3"}
    assert inventory.calls()["ListTagsForResource"] == 2


@pytest.mark.any_core
def test_throttling_is_waited_for(inventory: Inventory) -> None:
    inventory.sandbox.reset(member_accounts(30, organizational_units=[("A",)]))
    for operation in ("ListAccounts", "ListOrganizationalUnitsForParent"):
        inventory.sandbox.throttle("organizations", operation, times=2)
    run = inventory.run()
    assert len(run.hosts) == 31
    refused = collections.Counter(call.operation for call in inventory.sandbox.calls() if call.error_code)
    assert refused == {"ListAccounts": 2, "ListOrganizationalUnitsForParent": 2}
    assert inventory.calls()["ListAccounts"] == 2 + calls_to_list(31)

    inventory.sandbox.throttle("organizations", "ListAccounts", times=100)
    run = inventory.run(aws_config={"retries": {"mode": "standard", "total_max_attempts": 2}})
    assert run.code
    assert "organizations:ListAccounts failed with TooManyRequestsException" in run.said
    assert re.search(r"\(tried 2 times in \d s\)", run.said)
    assert "hosts" not in run.groups


@pytest.mark.any_core
def test_a_denied_listing_says_who_may_list_accounts(inventory: Inventory) -> None:
    organization = inventory.sandbox.client("organizations").describe_organization()["Organization"]["Id"]
    run = inventory.run(assume_role_arn=MEMBER_ROLE)
    assert run.code
    assert f"account {MEMBER} may not list the accounts of its organization. Only {MANAGEMENT}, " in run.said
    assert f"the management account of organization {organization}, and delegated administrator accounts" in run.said
    inventory.sandbox.client("organizations").remove_account_from_organization(AccountId=MEMBER)
    run = inventory.run(assume_role_arn=MEMBER_ROLE)
    assert f"account {MEMBER} is not in an organization" in run.said


@pytest.mark.any_core
def test_a_delegated_administrator(inventory: Inventory) -> None:
    inventory.sandbox.client("organizations").register_delegated_administrator(
        AccountId=MEMBER, ServicePrincipal="ssm.amazonaws.com"
    )
    reply = inventory.sandbox.client("sts").assume_role(RoleArn=MEMBER_ROLE, RoleSessionName="delegate")
    inventory.environment |= {
        "AWS_ACCESS_KEY_ID": reply["Credentials"]["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": reply["Credentials"]["SecretAccessKey"],
        "AWS_SESSION_TOKEN": reply["Credentials"]["SessionToken"],
    }
    run = inventory.run()
    assert (
        f"account {MANAGEMENT} is the organization's management account, in which AWS does not create the role"
        in run.said
    )
    roles = {name: "aws_assume_role_arn" in host for name, host in run.hosts.items()}
    assert roles == {"management": False, "workload-1": False, "workload-2": True, "workload-3": True}
    run = inventory.run(management_account_role_name="path/Ops", hostname="id")
    assert run.said == ""
    assert run.hosts[MANAGEMENT]["aws_assume_role_arn"] == unsafe(f"arn:aws:iam::{MANAGEMENT}:role/path/Ops")


NAMES: t.Final = {
    TEMPLATE: "7-7",
    "{{ lookup('pipe', 'touch pwned') }}": "lookup-pipe-touch-pwned",
    "Büro Ōsaka 東京": "Büro-Ōsaka-東京",
    "twice": "twice-444444444444",
    "twi" + "ce": "twice-444444444444",
    "{% for x in y %}": "for-x-in-y",
    "aws_accounts": "aws_accounts-666666666666",
}


def test_what_comes_from_aws_is_text(inventory: Inventory) -> None:
    inventory.sandbox.reset(
        named(*NAMES, organizational_units=[(TEMPLATE,)], tags={TEMPLATE: TEMPLATE, "__ansible_vault": TEMPLATE})
    )
    options: dict[str, t.Any] = {
        "include_tags": True,
        "compose": {"composed": "aws_account_name", "joined": "'x' ~ aws_account_name"},
        "keyed_groups": [{"key": "aws_account_name", "prefix": "named"}],
    }
    cached: dict[str, t.Any] = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(inventory.directory / "c"),
    }
    for given in (options, options | cached, options | cached):
        run = inventory.run(**given)
        assert run.code == 0, run.said
        host = run.hosts["7-7"]
        assert host["aws_account_name"] == host["composed"] == unsafe(TEMPLATE)
        assert host["joined"] == unsafe(f"x{TEMPLATE}")
        assert host["aws_organizational_unit_path"] == unsafe(TEMPLATE)
        assert host["aws_account_tags"] == {TEMPLATE: unsafe(TEMPLATE), "__ansible_vault": unsafe(TEMPLATE)}
        assert "7-7" in run.members("aws_ou____7_7___")
        assert run.members("named____7_7___") == {"7-7"}
    assert inventory.calls() == {}
    assert not (inventory.directory / "pwned").exists()


def test_in_a_play_it_is_text_too(inventory: Inventory) -> None:
    inventory.sandbox.reset(named(TEMPLATE, tags={"Note": TEMPLATE}))
    inventory.write(include_tags=True)
    text = "name {{ aws_account_name }} note {{ aws_account_tags.Note }} host {{ inventory_hostname }}"
    tasks = [
        {"ansible.builtin.debug": {"msg": text}},
        {"ansible.builtin.command": {"argv": ["{{ ansible_python_interpreter }}", "-c", "print(6*7)"]}},
    ]
    play = [{"hosts": "aws_accounts:!management", "gather_facts": False, "tasks": tasks}]
    (inventory.directory / "play.yml").write_text(json.dumps(play), encoding="utf-8")
    run = inventory.ansible("playbook", "-v", "play.yml")
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"name {TEMPLATE} note {TEMPLATE} host 7-7" in run.stdout
    assert '"stdout": "42"' in run.stdout


def test_duplicate_names_are_reported(inventory: Inventory) -> None:
    inventory.sandbox.reset(named("twice", "a b", "twice", "all"))
    run = inventory.run()
    assert set(run.hosts) == {"management", "a-b", "twice-111111111111", "twice-333333333333", "all-444444444444"}
    assert "account 444444444444 is host all-444444444444, because the name all is not unique" in run.said


def test_constructed_options(inventory: Inventory) -> None:
    inventory.sandbox.reset(member_accounts(2, tags={"Stage": "prod"}))
    options: dict[str, t.Any] = {
        "include_tags": True,
        "use_extra_vars": True,
        "compose": {"aws_region": "region | default('eu-west-1')"},
        "groups": {"members": "aws_account_id != '999999999999'"},
        "keyed_groups": [{"key": "aws_account_tags.Stage", "prefix": "stage"}],
    }
    run = inventory.run("-e", "region=eu-central-1", **options)
    assert run.members("members") == run.members("stage_prod") == {"workload-1", "workload-2"}
    assert run.hosts["management"]["aws_region"] in ("eu-central-1", unsafe("eu-central-1"))
    strict = inventory.run(**options, strict=True)
    assert strict.code
    assert "aws_account_tags.Stage" in strict.said


def test_the_cache(inventory: Inventory) -> None:
    inventory.sandbox.reset(member_accounts(25, organizational_units=[("A",)], tags={"Team": "crm"}))
    directory = inventory.directory / "cache"
    cached: dict[str, t.Any] = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(directory),
    }
    first = inventory.run(**cached)
    assert inventory.calls()
    second = inventory.run(**cached)
    assert inventory.calls() == {}
    assert (second.hosts, second.groups) == (first.hosts, first.groups)
    # Hosts are built from the cache anew, so filters and names need no new read; tags and other states do.
    assert set(inventory.run(**cached, hostname="id", filters={"name": "*-1"}).hosts) == {MEMBER}
    assert inventory.calls() == {}
    asked: dict[str, t.Any]
    for asked in ({"states": ["SUSPENDED"]}, {"include_tags": True}, {"organizational_units": ["A"]}):
        inventory.run(**cached, **asked)
        assert inventory.calls(), asked
    # Another profile may see something else, so it does not use this cache.
    assert "profile (elsewhere) could not be found" in inventory.run(**cached, aws_profile="elsewhere").said
    inventory.run(**cached)
    assert inventory.calls()
    inventory.run(**cached)
    assert inventory.calls() == {}
    inventory.sandbox.clear_calls()
    # ansible-inventory has this option only since ansible-core 2.19.
    inventory.ansible("playbook", "--flush-cache", "--list-hosts", "idle.yml")
    assert inventory.calls()["ListAccounts"] == calls_to_list(26)
    [file] = directory.iterdir()
    text = file.read_text(encoding="utf-8")
    assert "workload-25" in text
    for secret in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        assert inventory.environment[secret] not in text


def test_connection_options(inventory: Inventory) -> None:
    environment = inventory.environment
    key, secret = environment.pop("AWS_ACCESS_KEY_ID"), environment.pop("AWS_SECRET_ACCESS_KEY")
    endpoint = environment.pop("AWS_ENDPOINT_URL")
    environment |= {"OWN_KEY": key, "OWN_SECRET": secret}
    keys = {"aws_access_key": "{{ lookup('env', 'OWN_KEY') }}", "aws_secret_key": "{{ lookup('env', 'OWN_SECRET') }}"}
    by_keys = inventory.run("-vvvv", **keys, endpoint_url=endpoint, allowed_account_ids=[MANAGEMENT])
    assert len(by_keys.hosts) == 4
    assert secret not in by_keys.said
    assert key not in by_keys.said

    config = inventory.directory / "config"
    config.write_text(f"[profile ops]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n", encoding="utf-8")
    environment |= {"AWS_CONFIG_FILE": str(config), "AWS_URL": endpoint}
    assert len(inventory.run(aws_profile="ops").hosts) == 4
    guarded = inventory.run(profile="ops", allowed_account_ids=[MEMBER])
    assert f"is for account {MANAGEMENT}, but allowed_account_ids" in guarded.said
    assert inventory.calls() == {"GetCallerIdentity": 1}

    inventory.sandbox.client("organizations").register_delegated_administrator(
        AccountId=MEMBER, ServicePrincipal="ssm.amazonaws.com"
    )
    assumed = inventory.run(
        "-vvvv", profile="ops", iam_role_arn=MEMBER_ROLE, assume_role_external_id="a-secret-between-us"
    )
    assert len(assumed.hosts) == 4
    assert inventory.sandbox.calls()[0].parameters["ExternalId"] == "a-secret-between-us"
    assert "a-secret-between-us" not in assumed.said


WRONG: t.Final[dict[str, tuple[dict[str, t.Any], str]]] = {
    "unknown option": ({"exclude_filter": [{"name": "x"}]}, "exclude_filter: unknown option"),
    "filter": ({"filters": {"Name": "x"}}, "and tag:KEY (got: 'Name')"),
    "unquoted": ({"filters": {"id": 1}}, "filters: id must be a string; put it in quotes (got: 1)"),
    "role": (
        {"role_name": "a b"},
        ("role_name: the name of a role must consist of letters, digits and the characters _ + = , . @ - (got: 'a b')"),
    ),
    "unit": (
        {"organizational_units": ["/"]},
        "organizational_units: each OU must be an ID or a path of names (got: '/')",
    ),
    "half a key": ({"access_key": "AKIA"}, "parameters are required together: access_key, secret_key"),
    "both": ({"access_key": "AKIA", "secret_key": "hush", "profile": "p"}, "Passing both a profile and access tokens"),
    "line feed": (
        {"access_key": "AKIA", "secret_key": "hush\n"},
        "secret_key must be printable ASCII without white space",
    ),
    "external id": ({"assume_role_external_id": "hush"}, "missing parameter(s) required by 'assume_role_external_id'"),
    "state": ({"states": ["Active"]}, "Active"),
    "states": ({"states": {"ACTIVE": True}}, "states"),
    "filters": ({"include_filters": "prod"}, "include_filters"),
    "a number as an id": (
        {"exclude_filters": [{"id": 12345670123}]},
        "exclude_filters: id must be a string",
    ),
    "template": ({"filters": {"name": "{{ nobody_sets_this }}"}}, "'nobody_sets_this' is undefined"),
    "hostname": ({"hostname": "serial"}, "hostname"),
    "control": (
        {"role_name": "a\x1b[31mb"},
        (
            "role_name: the name of a role must consist of "
            "letters, digits and the characters _ + = , . @ - (got: 'a\\x1b[31mb')"
        ),
    ),
    "role of the organization": ({"management_account_role_name": "a/"}, "management_account_role_name: "),
    "units": ({"organizational_units": {"Prod": "x"}}, "organizational_units"),
    "deep": ({"filters": {"tags": json.loads("[" * 50 + "]" * 50)}}, "filters"),
    "long": ({"role_name": "a" * 100_000}, "role_name: "),
}


def test_every_option_of_its_own_has_a_value_that_is_wrong() -> None:
    documentation = importlib.import_module("ansible_collections.leastpriv.aws.plugins.inventory.aws_organizations")
    # Another plugin's file is not ours to refuse, and ansible-core makes booleans of anything before a plugin sees it.
    own = yaml.safe_load(documentation.DOCUMENTATION)["options"].keys() - {"plugin", "include_tags"}
    assert own <= {option for given, _message in WRONG.values() for option in given}


def test_options_that_are_wrong_are_refused_before_any_call(inventory: Inventory) -> None:
    """One run, in which each file is wrong in another way."""
    for number, (given, _message) in enumerate(WRONG.values(), 10):
        inventory.write(name=f"{number}.{FILE}", **given)
    first, *others = sorted(path.name for path in inventory.directory.glob(f"*.{FILE}"))
    sources = [argument for name in others for argument in ("-i", str(inventory.directory / name))]
    inventory.sandbox.clear_calls()
    done = inventory.ansible("inventory", "--list", *sources, name=first)
    assert json.loads(done.stdout)["_meta"]["hostvars"] == {}
    # Versions of ansible-core wrap lines in different places, also in the middle of a word.
    said = re.findall(rf"(.*?)Unabletoparse[^*]*?(\d\d)\.{FILE}asaninventorysource", "".join(done.stderr.split()))
    refusals = {number: text for text, number in said}
    assert list(refusals) == [str(number) for number in range(10, 10 + len(WRONG))]
    unsaid = {
        case: refusals[str(number)][:1000]
        for number, (case, (_given, message)) in enumerate(WRONG.items(), 10)
        if "".join(message.split()) not in refusals[str(number)]
    }
    assert unsaid == {}
    assert "hush" not in done.stderr
    assert inventory.calls() == {}


def test_a_wrong_option_fails_a_run_that_needs_every_source(inventory: Inventory) -> None:
    given, message = WRONG["unknown option"]
    run = inventory.run(**given)
    assert run.code
    assert message in run.said
    assert inventory.calls() == {}


def test_a_file_of_another_name_is_not_ours(inventory: Inventory) -> None:
    inventory.write(name="accounts.yml")
    done = inventory.ansible("inventory", "--list", name="accounts.yml")
    assert "could not be verified by inventory plugin" in " ".join(done.stderr.split())
    assert inventory.calls() == {}


def test_a_rollout_on_the_inventory(inventory: Inventory) -> None:
    inventory.write(exclude_filters=[{"id": MANAGEMENT}])
    variables = {
        "aws_region": "eu-west-1",
        "pinpoint_importer_bucket_name": "acme-customer-imports",
        "pinpoint_importer_project_id": "4f1d2c3b5a69788790a1b2c3d4e5f607",
    }
    run = playbook.run(
        "-i",
        FILE,
        "--extra-vars",
        json.dumps(variables),
        environment=inventory.environment,
        directory=inventory.directory,
    )
    assert run.code == 0, run.output
    assert set(run.count("changed")) == {"workload-1", "workload-2", "workload-3"}
    for account in inventory.sandbox.accounts:
        policies = inventory.sandbox.client("iam", account_id=account.id).list_policies(Scope="Local")["Policies"]
        assert "ImporterS3Policy" in {policy["PolicyName"] for policy in policies}
