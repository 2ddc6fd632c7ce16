# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook review reviews the selected hosts, and a run without hosts fails."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from support import playbook

ENTRY: t.Final = {"name": "app", "state": "absent"}
INVENTORIES: t.Final = {
    "accounts.ini": "[aws_accounts]\none\ntwo\n[others]\nweb\n",
    "web.ini": "web\n",
    "empty.ini": "\n",
}


def review(directory: pathlib.Path, *options: str, hosts: t.Any = None) -> playbook.Run:
    for name, text in INVENTORIES.items():
        (directory / name).write_text(text, encoding="utf-8")
    given = {} if hosts is None else {"review_hosts": hosts}
    variables = ("--extra-vars", json.dumps({"iam_baseline_roles": [ENTRY], **given}))
    return playbook.run(*options, *variables, playbook="leastpriv.aws.review", environment={}, directory=directory)


@pytest.mark.parametrize(
    ("options", "hosts", "message"),
    [
        pytest.param((), None, "the inventory has no hosts", id="no inventory"),
        pytest.param(("-i", "empty.ini"), None, "the inventory has no hosts", id="an empty inventory"),
        pytest.param(("-i", "empty.ini", "--tags", "roles"), None, "the inventory has no hosts", id="tags"),
        pytest.param(("-i", "web.ini"), None, "no host in aws_accounts", id="an inventory without accounts"),
        pytest.param(("-i", "accounts.ini"), "onne", "no host in onne", id="a host that is misspelt"),
        pytest.param(("-i", "empty.ini"), "one", "the inventory has no hosts", id="an empty inventory and a host"),
        pytest.param(("-i", "accounts.ini"), ["onne", "tow"], "no host in onne,tow", id="hosts that are misspelt"),
        pytest.param(("-i", "accounts.ini"), "one:!one", "no host in one:!one", id="a pattern of nothing"),
        pytest.param(
            ("-i", "accounts.ini", "--limit", "web"), None, "in aws_accounts within the limit web", id="a limit"
        ),
        pytest.param(("-i", "accounts.ini", "--limit", "onne"), None, "no hosts to target", id="a limit to nothing"),
        pytest.param(
            ("-i", "empty.ini", "--limit", "one"),
            None,
            "the inventory has no hosts",
            id="an empty inventory and a limit",
        ),
    ],
)
def test_a_run_without_accounts_fails(
    tmp_path: pathlib.Path, options: tuple[str, ...], hosts: t.Any, message: str
) -> None:
    run = review(tmp_path, *options, hosts=hosts)
    assert run.code != 0
    # Versions of ansible-core wrap lines in different places.
    assert message in " ".join(run.output.split())


@pytest.mark.parametrize(
    ("options", "hosts", "reviewed"),
    [
        pytest.param(("-i", "accounts.ini"), None, {"one", "two"}, id="the accounts"),
        pytest.param(("-i", "accounts.ini", "--limit", "two"), None, {"two"}, id="a limit"),
        pytest.param(("-i", "accounts.ini"), ["one", "web"], {"one", "web"}, id="a list"),
        pytest.param(("-i", "accounts.ini"), "all:!two", {"one", "web"}, id="a pattern"),
        # The host localhost need not be in an inventory.
        pytest.param(("-i", "accounts.ini"), "localhost", {"localhost"}, id="localhost"),
        pytest.param((), "localhost", {"localhost"}, id="localhost without an inventory"),
    ],
)
def test_which_hosts_are_reviewed(
    tmp_path: pathlib.Path, options: tuple[str, ...], hosts: t.Any, reviewed: set[str]
) -> None:
    run = review(tmp_path, *options, hosts=hosts)
    assert run.code == 0, run.output
    assert run.count("ok").keys() == reviewed


def test_a_syntax_check_needs_no_inventory(tmp_path: pathlib.Path) -> None:
    run = review(tmp_path, "--syntax-check")
    assert run.code == 0, run.output


READ: t.Final = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-${AWS::AccountId}/*"}
BROAD: t.Final = {"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:reports"}
TRUSTED: t.Final = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}},
}
ASSERTED: t.Final = {
    "name": "app",
    "assume_role_policy_document": {"Version": "2012-10-17", "Statement": [TRUSTED]},
    "inline_policies": {"read": {"Version": "2012-10-17", "Statement": [READ, BROAD]}},
    "managed_policies": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
}


@pytest.mark.parametrize(
    ("asserted", "code", "message", "rules"),
    [
        ({"assumable_by": ["lambda.amazonaws.com"]}, 0, "failed=0", []),
        (
            {"assumable_by": ["ec2.amazonaws.com"]},
            2,
            "role app: assumable_by is violated: the trust policy allows",
            ["access-violated"],
        ),
        ({"access": {"may_not": ["iam:*"]}}, 0, "ReadOnlyAccess was not read [access-unknown]", ["access-unknown"]),
        (
            {"access": {"may": [{"Action": "s3:GetObject", "Resource": READ["Resource"]}]}},
            0,
            "[access-unknown]",
            ["access-unknown"],
        ),
    ],
)
def test_what_is_asserted_about_roles_is_proven(
    tmp_path: pathlib.Path, asserted: dict[str, t.Any], code: int, message: str, rules: list[str]
) -> None:
    (tmp_path / "accounts.ini").write_text('[aws_accounts]\none aws_account_id="111122223333"\n', encoding="utf-8")
    variables = {
        "iam_baseline_roles": [{**ASSERTED, **asserted}],
        "iam_baseline_exclusive": "yes",
        "review_code_quality_path": "quality.json",
        "review_access_folder": "access",
    }
    (tmp_path / "access").mkdir()
    run = playbook.run(
        *("-i", "accounts.ini", "--extra-vars", json.dumps(variables)),
        playbook="leastpriv.aws.review",
        environment={},
        directory=tmp_path,
    )
    assert run.code == code, run.output
    assert message in " ".join(run.output.split())
    quality = json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))
    assert [(entry["check_name"], entry["location"]["path"]) for entry in quality] == [
        ("service-wildcard", "accounts.ini")
    ]
    log = json.loads((tmp_path / "access" / "one.sarif").read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == rules
