# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_baseline on the sandbox: its result, entry by entry, in check mode, in a run, and when it fails."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._module import baseline_info, same_account
from ansible_collections.leastpriv.aws.plugins.module_utils._module.baseline import execute
from ansible_collections.leastpriv.aws.plugins.module_utils._module.module_main import ModuleResult
from ansible_collections.leastpriv.aws.plugins.module_utils._plans import plan_file
from sandbox import Fault, FaultKind, Sandbox
from support import permission_documents
from support.tasks import allow, options, trust

MEMBER: t.Final = "111111111111"
MEMBER_ROLE: t.Final = f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole"

POLICIES: t.Final = [{"name": "reader", "path": "/", "policy": allow("s3:GetObject", "arn:aws:s3:::reports/*")}]
ROLES: t.Final = [
    {"name": "app", "assume_role_policy_document": trust("pods.eks.amazonaws.com"), "managed_policies": ["reader"]},
    {"name": "web", "assume_role_policy_document": trust("pods.eks.amazonaws.com")},
]
KEYS: t.Final = {"changed", "resources"}
ENTRY_KEYS: t.Final = {"type", "name", "outcome", "changed", "actions", "changes"}

Json = dict[str, t.Any]


def run(*, check_mode: bool = False, diff: bool = False, **given: t.Any) -> ModuleResult:
    wanted = {"policies": POLICIES, "roles": ROLES, "review": "off", "assume_role_arn": MEMBER_ROLE, **given}
    return execute(options("iam_baseline", **wanted), check_mode=check_mode, diff=diff)


def outcomes(module_result: ModuleResult) -> list[tuple[str, str]]:
    return [(entry["name"], entry["outcome"]) for entry in module_result.result["resources"]]


def without_identifiers(resources: list[Json]) -> list[Json]:
    """Entries without the values that only IAM assigns."""
    unknown = {"policy_id", "role_id", "create_date", "update_date"}
    return [
        {
            key: {name: each for name, each in value.items() if name not in unknown} if key in STATES else value
            for key, value in entry.items()
        }
        for entry in resources
    ]


STATES: t.Final = ("policy", "iam_role")


def test_check_mode_says_what_a_run_does_and_a_second_run_nothing(sandbox: Sandbox) -> None:
    predicted = run(check_mode=True, diff=True)
    assert not any(call.operation.startswith(("Create", "Attach")) for call in sandbox.calls())
    done = run(diff=True)
    assert not predicted.failed
    assert not done.failed
    assert predicted.result.keys() == done.result.keys() == {*KEYS, "diff"}
    assert without_identifiers(predicted.result["resources"]) == without_identifiers(done.result["resources"])
    assert predicted.result["diff"] == done.result["diff"]
    assert outcomes(done) == [("reader", "changed"), ("app", "changed"), ("web", "changed")]
    assert [entry.keys() - ENTRY_KEYS for entry in done.result["resources"]] == [{"policy"}, {"iam_role"}, {"iam_role"}]

    sandbox.clear_calls()
    again = run(diff=True)
    assert (again.result["changed"], again.result["diff"]) == (False, [])
    assert outcomes(again) == [("reader", "unchanged"), ("app", "unchanged"), ("web", "unchanged")]
    # Tasks of one process share a session.
    assert [call.operation for call in sandbox.calls()] == [
        "GetPolicy",
        "GetPolicyVersion",
        *["GetRole", "ListAttachedRolePolicies"] * 2,
    ]


def test_a_single_module_returns_the_same_of_a_resource(sandbox: Sandbox) -> None:
    run()
    iam = sandbox.client("iam", account_id=MEMBER)
    [entry] = [resource for resource in run().result["resources"] if resource["name"] == "reader"]
    assert entry["policy"]["arn"] == f"arn:aws:iam::{MEMBER}:policy/reader"
    assert entry["policy"]["attachment_count"] == 1
    assert iam.get_policy(PolicyArn=entry["policy"]["arn"])["Policy"]["PolicyId"] == entry["policy"]["policy_id"]


def test_a_write_that_iam_refuses_ends_the_set_and_the_rest_is_not_reached(sandbox: Sandbox) -> None:
    # Only IAM knows that this policy does not exist; the plan does not ask.
    roles = [{**ROLES[0], "managed_policies": [f"arn:aws:iam::{MEMBER}:policy/none"], "wait": False}, ROLES[1]]
    module_result = run(roles=roles, diff=True)
    assert module_result.failed
    assert module_result.result["msg"].startswith(
        f"role app in account {MEMBER}: iam:AttachRolePolicy failed with NoSuchEntity"
    )
    assert module_result.result["error"]["operation"] == "iam:AttachRolePolicy"
    assert outcomes(module_result) == [("reader", "changed"), ("app", "failed")]
    reader, app = module_result.result["resources"]
    assert module_result.result["changed"] is reader["changed"] is app["changed"] is True
    assert [action["operation"] for action in app["actions"]] == ["iam:CreateRole"]
    assert module_result.result["not_reached"] == {"role": ["web"]}
    # Ansible prints the result of a failure: it has the message once, and nothing that is empty.
    assert json.dumps(module_result.result).count("AttachRolePolicy failed") == 1
    assert [key for entry in (reader, app) for key, value in entry.items() if value == []] == []
    assert [difference["before_header"].split()[-4] for difference in module_result.result["diff"]] == ["reader", "app"]
    # Another run continues from there.
    assert outcomes(run()) == [("reader", "unchanged"), ("app", "changed"), ("web", "changed")]
    assert sandbox.client("iam", account_id=MEMBER).get_role(RoleName="web")


def test_a_read_that_is_refused_fails_before_the_first_write(sandbox: Sandbox) -> None:
    module_result = run(roles=[*ROLES, {**ROLES[0], "name": "third", "managed_policies": ["no-such-policy"]}])
    assert module_result.failed
    assert (
        f"role third in account {MEMBER}: managed_policies: Failed to find policy by name"
        in module_result.result["msg"]
    )
    assert outcomes(module_result) == [("third", "failed")]
    assert module_result.result["not_reached"] == {"managed_policy": ["reader"], "role": ["app", "web"]}
    assert module_result.result["changed"] is False
    assert not any(call.operation.startswith(("Create", "Attach")) for call in sandbox.calls())


def test_what_is_wrong_is_said_before_the_first_call(sandbox: Sandbox) -> None:
    cases: dict[str, tuple[Json, str]] = {
        "a name twice": (
            {"policies": POLICIES * 2},
            "baseline: policies[1]: reader is already the name of policies[0]",
        ),
        "a finding": (
            {"policies": [{**POLICIES[0], "policy": allow("s3:*")}], "review": "fail"},
            "1 finding in 3 documents:\nreader: Statement[0]: s3:* allows every action of s3 [service-wildcard]",
        ),
        "an error": (
            {"policies": [{**POLICIES[0], "policy": {"Version": "2012-10-17"}}], "review": "warn"},
            "1 finding in 3",
        ),
        "a document that IAM cannot read": (
            {"policies": [{**POLICIES[0], "policy": "{"}]},
            "baseline: policies[0] (reader)",
        ),
        "another account": (
            {"allowed_account_ids": ["222222222222"]},
            f"baseline: assume_role_arn {MEMBER_ROLE} is for account {MEMBER}",
        ),
    }
    for name, (given, message) in cases.items():
        module_result = run(**given)
        assert module_result.failed, name
        assert module_result.result["msg"].startswith(message), name
        assert module_result.result["changed"] is False
        assert module_result.result.keys() >= KEYS
        # A finding is said once.
        assert module_result.warnings == ()
    assert sandbox.calls() == ()


def test_the_review_warns_of_what_a_run_applies(sandbox: Sandbox) -> None:
    module_result = run(review="warn", policies=[{**POLICIES[0], "policy": allow("s3:*")}], check_mode=True)
    assert not module_result.failed
    assert "reader: Statement[0]: s3:* allows every action of s3 [service-wildcard]" in module_result.warnings
    assert sandbox.calls()[0].service == "sts"


@pytest.mark.parametrize("listing", [True, False], ids=["who may list policies", "who may not"])
def test_a_set_is_whole_with_a_policy_under_another_path(sandbox: Sandbox, *, listing: bool) -> None:
    """Its name is taken, which only a search or IAM's answer to the creation can reveal."""
    run()
    document = json.dumps(allow("s3:GetObject"))
    iam = sandbox.client("iam", account_id=sandbox.accounts[0].id)
    iam.create_policy(PolicyName="writer", Path="/team/", PolicyDocument=document)
    policies = [*POLICIES, {"name": "writer", "path": "/", "policy": allow("s3:GetObject")}]
    if not listing:
        sandbox.add_fault(Fault(kind=FaultKind.DENIED, operations=frozenset({"ListPolicies"})))
    changed = [{**ROLES[0], "description": "new"}, ROLES[1]]
    done = run(policies=policies, roles=changed)
    if listing:
        assert outcomes(done) == [(name, "unchanged") for name in ("reader", "writer")] + [
            ("app", "changed"),
            ("web", "unchanged"),
        ]
    else:
        assert "iam:CreatePolicy failed with EntityAlreadyExists" in done.result["msg"]


def test_drift_is_what_a_run_would_change_where_a_policy_has_another_path(sandbox: Sandbox) -> None:
    iam = sandbox.client("iam", account_id=MEMBER)
    iam.create_policy(PolicyName="reader", Path="/old/", PolicyDocument=json.dumps(POLICIES[0]["policy"]))
    arn = f"arn:aws:iam::{MEMBER}:policy/reader"
    uses: list[Json] = [
        {"name": "bounded", "boundary": arn},
        {"name": "by_arn", "managed_policies": [arn]},
        {"name": "by_name", "managed_policies": ["reader"]},
    ]
    roles = [{**ROLES[1], **role} for role in uses]
    assert not run(roles=roles).failed
    assert not run(roles=roles).result["changed"]
    asked = {"policies": POLICIES, "roles": roles, "assume_role_arn": MEMBER_ROLE}
    info = baseline_info.MAIN.execute(options("iam_baseline_info", **asked), check_mode=False, diff=False)
    # The path itself is what a run can only warn about.
    assert info.result["drift"]["differs"] == ["managed policy reader"]
    assert "IAM keeps the path" in info.result["drift"]["msg"]


@pytest.mark.parametrize("times", [1, 2])
def test_what_others_change_in_a_set_meanwhile_is_made_good(sandbox: Sandbox, times: int) -> None:
    """Others change the policy again, once or twice, before the task has finished the role."""
    account = sandbox.accounts[0].id
    arn = f"arn:aws:iam::{account}:policy/reader"
    tagged = [{**POLICIES[0], "tags": {"team": "crm"}}]
    run(policies=tagged)
    left = times

    def meddle(moment: str, call: t.Any) -> None:
        nonlocal left
        is_role = moment == "after" and call.operation in ("UpdateRole", "TagPolicy")
        if is_role and left:
            left -= 1
            sandbox.state(account).backend.tag_policy(arn, [{"Key": "team", "Value": f"theirs{left}"}])

    with sandbox.watching(meddle):
        done = run(policies=tagged, roles=[{**ROLES[0], "description": "new"}])
    assert not done.failed, done.result
    assert left == 0
    tags = sandbox.client("iam", account_id=account).list_policy_tags(PolicyArn=arn)["Tags"]
    assert tags == [{"Key": "team", "Value": "crm"}]
    assert outcomes(done) == [("reader", "changed"), ("app", "changed")]
    assert (
        done.result["resources"][0]["actions"]
        == [{"operation": "iam:TagPolicy", "summary": "tag managed policy reader with team"}] * times
    )


DEFAULTS: t.Final[Json] = {
    "policy_defaults": {"path": "/team/", "tags": {"Team": "reports"}},
    "role_defaults": {
        "assume_role_policy_document": trust("pods.eks.amazonaws.com"),
        "path": "/team/",
        "tags": {"Team": "reports"},
        "managed_policies": ["reader"],
    },
}


def test_defaults_are_the_options_of_entries_that_do_not_set_them(sandbox: Sandbox) -> None:
    given: Json = {
        "policies": [{"name": "reader", "policy": allow("s3:GetObject", "arn:aws:s3:::reports/*")}],
        "roles": [{"name": "app"}, {"name": "web", "path": "/", "tags": {}, "managed_policies": []}],
        **DEFAULTS,
    }
    predicted = run(check_mode=True, **given)
    done = run(**given)
    assert without_identifiers(predicted.result["resources"]) == without_identifiers(done.result["resources"])
    states: list[Json] = [entry.get("policy") or entry["iam_role"] for entry in done.result["resources"]]
    reader, app, web = states
    assert (reader["path"], reader["tags"]) == ("/team/", {"Team": "reports"})
    assert (app["tags"], len(app["attached_policies"])) == ({"Team": "reports"}, 1)
    assert sandbox.client("iam", account_id=MEMBER).get_role(RoleName="app")["Role"]["Path"] == "/team/"
    assert (web["path"], web["tags"], web["attached_policies"]) == ("/", {}, [])
    # What differs is told with the defaults, too, and a role that has only them is compared.
    taken = ("policies", "roles", "policy_defaults", "role_defaults")
    asked = {name: given[name] for name in taken} | {"assume_role_arn": MEMBER_ROLE}
    info = baseline_info.MAIN.execute(options("iam_baseline_info", **asked), check_mode=False, diff=False)
    assert [(entry["name"], entry["differs"]) for entry in info.result["resources"]] == [
        ("reader", False),
        ("app", False),
        ("web", False),
    ]
    asked["role_defaults"] = {**DEFAULTS["role_defaults"], "tags": {"Team": "other"}}
    info = baseline_info.MAIN.execute(options("iam_baseline_info", **asked), check_mode=False, diff=False)
    assert [entry["differences"] for entry in info.result["resources"]] == [[], ["tag role app with Team"], []]


def test_drift_is_told_of_a_policy_that_is_described_without_its_document(sandbox: Sandbox) -> None:
    run()
    sandbox.clear_calls()
    entries: Json = {"described": {"description": "x"}, "tagged": {"tags": {"Team": "reports"}}, "named": {}}
    for more, expected in (
        ({}, {"described": True, "tagged": True, "named": None}),
        # What is left out counts as empty, so there is something to compare.
        ({"exclusive": True}, {"described": True, "tagged": True, "named": False}),
    ):
        for kind, given in entries.items():
            asked = {"policies": [{"name": "reader", **given}], "assume_role_arn": MEMBER_ROLE, **more}
            info = baseline_info.MAIN.execute(options("iam_baseline_info", **asked), check_mode=False, diff=False)
            [entry] = info.result["resources"]
            assert entry["differs"] is expected[kind], (kind, more)
            assert (info.result["drift"]["msg"] is not None) is bool(expected[kind])
    assert not [call.operation for call in sandbox.calls() if call.operation.startswith(("Create", "Tag", "Untag"))]


# A policy whose document has two findings.
BROAD: t.Final[Json] = {
    **POLICIES[0],
    "policy": {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": action, "Resource": resource}
            for action, resource in (("s3:*", "arn:aws:s3:::reports/*"), ("sqs:*", "arn:aws:sqs:*:*:reports"))
        ],
    },
}
FULL: t.Final = (
    "reader: Statement[0]: s3:* allows every action of s3 [service-wildcard]",
    "reader: Statement[1]: sqs:* allows every action of sqs [service-wildcard]",
)
KEPT: t.Final = ("2 findings in 1 document that stays as it is: reader (-v lists them)",)


def broad(**given: t.Any) -> ModuleResult:
    wanted = {"policies": [BROAD], "roles": ROLES, "review": "warn", "review_ignore": ["confused-deputy"]}
    return run(**{**wanted, **given})


def found(module_result: ModuleResult) -> list[str]:
    return [finding["id"] for finding in module_result.result.get("findings", [])]


def test_a_run_warns_in_full_only_about_documents_that_it_writes(sandbox: Sandbox) -> None:
    for check_mode in (True, False):
        made = broad(check_mode=check_mode)
        assert (made.warnings, found(made)) == (FULL, ["service-wildcard"] * 2)
    # What the documents grant is not new, whether or not a tag is.
    for policy in (BROAD, {**BROAD, "tags": {"Team": "reports"}}):
        for check_mode in (True, False):
            again = broad(check_mode=check_mode, policies=[policy])
            assert (again.warnings, found(again)) == (KEPT, ["service-wildcard"] * 2)
            assert again.result["changed"] == ("tags" in policy)
    # A version that does not become the default is written, too.
    stored = {**BROAD, "policy": allow("s3:*", "arn:aws:s3:::reports/*"), "make_default": False}
    for check_mode in (True, False):
        assert broad(check_mode=check_mode, policies=[stored]).warnings == FULL[:1]
    assert broad(policies=[stored]).warnings == ("1 finding in 1 document that stays as it is: reader (-v lists them)",)
    versions = sandbox.client("iam", account_id=MEMBER).list_policy_versions(
        PolicyArn=f"arn:aws:iam::{MEMBER}:policy/reader"
    )
    assert len(versions["Versions"]) == 2


def test_known_findings_have_one_warning_with_their_note(sandbox: Sandbox) -> None:
    known = {"rules": ["service-wildcard"], "note": "AWS's own text has them"}
    line = "2 known findings in 1 document: AWS's own text has them (-v lists them)"
    for check_mode in (True, False, False):
        done = broad(check_mode=check_mode, review_known=known)
        assert (done.warnings, found(done)) == ((line,), ["service-wildcard"] * 2)
    sandbox.clear_calls()
    refused = broad(review="fail", review_known=known)
    assert (refused.failed, refused.warnings, found(refused)) == (True, (), ["service-wildcard"] * 2)
    assert sandbox.calls() == ()


def test_a_run_without_a_plan_warns_in_full(sandbox: Sandbox) -> None:
    broad()
    sandbox.clear_calls()
    for given in ({"allowed_account_ids": ["222222222222"]}, {"roles": [{**ROLES[0], "path": "x"}]}):
        failed = broad(**given)
        assert (failed.failed, failed.warnings) == (True, FULL)
    assert sandbox.calls() == ()


def test_a_run_that_fails_warns_in_full_about_what_it_was_to_write(sandbox: Sandbox) -> None:
    missing = [{**ROLES[1], "managed_policies": [f"arn:aws:iam::{MEMBER}:policy/none"], "wait": False}]
    reached = broad(roles=missing)
    assert (reached.failed, reached.warnings) == (True, FULL)
    assert broad(roles=missing).warnings == KEPT
    assert [call.operation for call in sandbox.calls()].count("CreatePolicy") == 1


def test_a_purge_costs_two_calls_and_needs_no_other_permission(sandbox: Sandbox) -> None:
    calls = {}
    for name, path in (("without", None), ("with", "/baseline/")):
        sandbox.reset()
        run()
        sandbox.clear_calls()
        done = run(purge_path=path)
        assert (done.failed, done.result["changed"]) == (False, False)
        calls[name] = sorted(call.operation for call in sandbox.calls())
    assert calls["with"] == sorted([*calls["without"], "ListPolicies", "ListRoles"])

    iam = sandbox.client("iam", account_id=MEMBER)
    left = {"Path": "/baseline/x/"}
    iam.create_policy(PolicyName="old", PolicyDocument=json.dumps(allow("s3:GetObject")), **left)
    iam.create_role(RoleName="old", AssumeRolePolicyDocument=json.dumps(trust("ec2.amazonaws.com")), **left)
    iam.attach_role_policy(RoleName="old", PolicyArn=f"arn:aws:iam::{MEMBER}:policy/baseline/x/old")
    found = baseline_info.MAIN.execute(
        options("iam_baseline_info", policies=POLICIES, purge_path="/baseline/", assume_role_arn=MEMBER_ROLE),
        check_mode=False,
        diff=False,
    )
    assert found.result["drift"]["besides"] == ["managed policy old", "role old"]
    sandbox.allow_only(permission_documents.actions("apply", "assume"))
    predicted, done = (run(purge_path="/baseline/", check_mode=check_mode) for check_mode in (True, False))
    sandbox.allow_only(None)
    assert predicted.result["purged"] == done.result["purged"] == ["role old", "managed policy old"]
    assert outcomes(predicted) == outcomes(done)
    assert run(purge_path="/baseline/").result["purged"] == []


def test_what_is_purged_was_approved(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    """What appears below the path after the approval fails the account; what has gone since is not missed."""
    iam = sandbox.client("iam", account_id=MEMBER)

    def create(name: str) -> None:
        role = {
            "RoleName": name,
            "Path": "/baseline/",
            "AssumeRolePolicyDocument": json.dumps(trust("ec2.amazonaws.com")),
        }
        iam.create_role(**role)

    create("old")
    create("vanishing")
    approved = tmp_path / "plan.json"
    plan = run(purge_path="/baseline/", check_mode=True, return_plan=True).result["plan"]
    content = plan_file.content_of(
        [({**plan, "host": "member"}, [plan["resources"]])], created="2026-01-01T00:00:00+00:00", check_mode=True
    )
    approved.write_text(json.dumps(content), encoding="utf-8")
    sandbox.clear_calls()
    create("new")
    for check_mode in (True, False):
        refused = run(purge_path="/baseline/", approved_plan=str(approved), check_mode=check_mode)
        assert (refused.failed, refused.result["changed"]) == (True, False)
        assert "role new is not in the approved plan, now: delete role new" in refused.result["msg"]
        assert "Nothing was changed" in refused.result["msg"]
    written = [call.operation for call in sandbox.calls() if not call.operation.startswith(("Get", "List", "Assume"))]
    assert written == ["CreateRole"]

    for name in ("new", "vanishing"):
        iam.delete_role(RoleName=name)
    done = run(purge_path="/baseline/", approved_plan=str(approved))
    assert (done.failed, done.result["purged"]) == (False, ["role old"])
    # A task that does not purge would leave out what was approved.
    create("old")
    kept = run(approved_plan=str(approved))
    assert "role old is in the approved plan (delete role old), but this run does not have it" in kept.result["msg"]


def test_the_role_of_the_session_stays(sandbox: Sandbox) -> None:
    iam = sandbox.client("iam", account_id=MEMBER)
    document = trust("ec2.amazonaws.com", Principal={"AWS": "arn:aws:iam::999999999999:root"})
    for name in ("Runner", "old"):
        iam.create_role(RoleName=name, Path="/baseline/x/", AssumeRolePolicyDocument=json.dumps(document))
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps(allow("*")))
    session: Json = {"assume_role_arn": f"arn:aws:iam::{MEMBER}:role/baseline/x/Runner"}
    tasks: dict[str, Json] = {
        "purge_path: role Runner would be removed, and the session has assumed this role": {"purge_path": "/baseline/"},
        "the session has assumed role Runner, which loses its policies before it is deleted": {
            "roles": [{"name": "Runner", "state": "absent"}, *ROLES],
        },
        "role Runner would keep none of its policies": {
            "roles": [*ROLES, {"name": "Runner", "assume_role_policy_document": document}],
            "exclusive": True,
        },
    }
    sandbox.clear_calls()
    for message, task in tasks.items():
        for check_mode in (True, False):
            refused = run(check_mode=check_mode, **session, **task)
            assert (refused.failed, refused.result["changed"]) == (True, False)
            assert message in refused.result["msg"]
    assert [
        call.operation for call in sandbox.calls() if not call.operation.startswith(("Get", "List", "Assume"))
    ] == []
    survey = {"policies": POLICIES, "purge_path": "/baseline/", **session}
    found = baseline_info.MAIN.execute(options("iam_baseline_info", **survey), check_mode=False, diff=False)
    obstacles = {entry["name"]: entry["obstacle"] for entry in found.result["resources"] if entry["type"] == "role"}
    assert obstacles["old"] is None
    assert "the session has assumed role Runner" in obstacles["Runner"]


def test_two_hosts_of_an_account_do_not_purge_what_the_other_one_names(
    sandbox: Sandbox, tmp_path: pathlib.Path
) -> None:
    def run_of(host: str, *, check_mode: bool) -> ModuleResult:
        policies = [{"name": f"of-{host}", "path": "/baseline/", "policy": allow("s3:GetObject")}]
        with same_account.known_from(tmp_path / str(check_mode), host):
            return run(policies=policies, roles=[], purge_path="/baseline/", check_mode=check_mode)

    assert not run_of("first", check_mode=False).failed
    for check_mode in (True, False):
        assert not run_of("first", check_mode=check_mode).failed
        sandbox.clear_calls()
        second = run_of("second", check_mode=check_mode)
        assert second.failed
        assert "managed policy of-first would be removed, and host first of this run has it" in second.result["msg"]
        assert not [call for call in sandbox.calls() if call.operation.startswith(("Create", "Delete"))]
