# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permission documents, their guide and the code agree, and the documents are as narrow as AWS allows."""

from __future__ import annotations

import json
import pathlib
import re
import textwrap
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils import _errors
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import split
from ansible_collections.leastpriv.aws.plugins.module_utils._module import policy_review
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue as _catalogue
from botocore.loaders import Loader
from support import permission_documents

ROOT: t.Final = pathlib.Path(__file__).parents[2]
GUIDE: t.Final = (ROOT / "docs" / "docsite" / "rst" / "guide_permissions.rst").read_text(encoding="utf-8")
DOCUMENTS: t.Final = sorted(path.stem for path in permission_documents.FOLDER.glob("*.json"))
# Those that are attached to an identity.
IDENTITY: t.Final = [name for name in DOCUMENTS if not name.startswith("trust")]

# The documents that each table of the guide explains.
TABLES: t.Final = {
    "To read": {"check"},
    "To write": {"apply"},
    "To read the policies of AWS": {"access"},
    "For instance profiles": {"instance_profiles"},
    "For identity providers": {"identity_providers"},
    "For an export": {"export"},
    "For information": {"info"},
    "To enter accounts": {"assume", "assume_check"},
    "To read the organization": {"inventory"},
}


def test_the_guide_shows_the_documents_as_they_are() -> None:
    blocks = re.findall(r"\.\. code-block:: json\n\n((?:[ ]+.*\n|\n)+)", GUIDE)
    shown = [textwrap.dedent(block).strip() for block in blocks]
    files = [(permission_documents.FOLDER / f"{name}.json").read_text(encoding="utf-8").strip() for name in DOCUMENTS]
    assert sorted(shown) == sorted(files)
    for name in DOCUMENTS:
        assert f"``{name}.json``" in GUIDE


def rows(title: str) -> dict[str, tuple[str, str]]:
    """A table of the guide: the resource and the purpose of each action."""
    text = GUIDE.split(f".. list-table:: {title}\n")[1].split("\n\n", 2)[1]
    found = re.findall(r"  \* - (.*)\n    - (.*)\n    - ((?:.*\n?)(?:      .*\n?)*)", f"{text}\n")
    return {action.strip("`"): (resource, reason.strip()) for action, resource, reason in found if action != "Action"}


@pytest.mark.parametrize("title", TABLES)
def test_the_guide_says_what_each_action_is_for(title: str) -> None:
    table = rows(title)
    reads = permission_documents.actions("check") if title == "To write" else set()
    assert set(table) == permission_documents.actions(*TABLES[title]) - reads
    assert list(table) == sorted(table)
    assert all(reason.endswith(".") for _resource, reason in table.values())


def test_the_warning_is_the_codes() -> None:
    [example] = re.findall(r"code-block:: text\n\n((?:  .+\n)+)", GUIDE)
    reason = (
        "User: arn:aws:sts::111111111111:assumed-role/IamRollout/leastpriv.aws is not authorized to perform: "
        "iam:ListAttachedRolePolicies on resource: role ReportFunction because no identity-based policy allows the "
        "iam:ListAttachedRolePolicies action"
    )
    error = _errors.IamError(code="AccessDenied", reason=reason, operation="ListAttachedRolePolicies", status=403)
    what = "[WARNING]: role ReportFunction: attached_policies could not be read, and is null."
    assert " ".join(textwrap.dedent(example).split()) == f"{what} {error.advice}"


def test_check_mode_needs_the_part_of_a_run_that_reads() -> None:
    check = permission_documents.statements("check")
    assert permission_documents.statements("apply")[: len(check)] == check
    assert all(re.match(r"iam:(Get|List)", action) for action in permission_documents.actions("check"))
    assert not any(
        re.match(r"iam:(Get|List)", action)
        for action in permission_documents.actions("apply") - permission_documents.actions("check")
    )


TAGGED: t.Final = ("InstanceProfile", "OpenIDConnectProvider", "Policy", "Role", "SAMLProvider")
# Operations whose names the code puts together, and what it fills in.
PUT_TOGETHER: t.Final = {
    "Detach{entity_type}Policy": ("Group", "Role", "User"),
    "Tag{resource}": TAGGED,
    "Untag{resource}": TAGGED,
}


def test_the_documents_allow_what_the_code_calls_and_no_more() -> None:
    model = Loader().load_service_model("iam", "service-2")
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugins" / "module_utils").rglob("*.py"))
    called = {f"iam:{name}" for name in model["operations"] if f'"{name}"' in code}
    called |= {"iam:PassRole"}
    for template, resources in PUT_TOGETHER.items():
        assert f'f"{template}"' in code
        called |= {f"iam:{re.sub('{.*}', resource, template)}" for resource in resources}
    assert permission_documents.actions("apply", "info", "instance_profiles", "identity_providers") == called


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_review_finds_nothing(name: str) -> None:
    catalogue = _catalogue.load()
    assert catalogue is not None
    given = {
        **{option: how.get("default") for option, how in policy_review.MAIN.spec.options.items()},
        "chdir": str(permission_documents.FOLDER),
        "paths": [f"{name}.json"],
        "sources": [],
        "type": "managed" if name in IDENTITY else "trust",
        "review": "fail",
        "review_ignore": [],
    }
    report = policy_review.execute(given, check_mode=True, catalogue=catalogue)
    assert (report.failed, report.warnings) == (False, ())
    assert report.result["findings"] == []


# The resource type of an ARN, by its part before the first slash.
KINDS: t.Final = {"ou": "organizationalunit"}


@pytest.mark.parametrize("name", IDENTITY)
def test_resources_are_as_narrow_as_aws_takes_them(name: str) -> None:
    catalogue = _catalogue.load()
    assert catalogue is not None
    for statement in permission_documents.statements(name):
        kinds = {
            None if arn == "*" else KINDS.get(kind := split(arn)[5].split("/")[0], kind)
            for arn in permission_documents.listed(statement["Resource"])
        }
        for action in permission_documents.listed(statement["Action"]):
            actions = catalogue.actions(action)
            assert actions, f"{action} does not exist"
            types = {resource_type.name for resource_type in actions[0].resource_types}
            # An action that takes no resource has * in its statement, and one that takes some has none but those.
            assert kinds & types if types else kinds == {None}, (action, kinds)


def test_nothing_is_about_the_role_that_has_the_permissions() -> None:
    for statement in permission_documents.statements("apply", "instance_profiles"):
        on = [split(arn)[-1] for arn in permission_documents.listed(statement["Resource"])]
        names_of_ours = all(re.fullmatch(r"(policy|role|instance-profile)/Report\*", resource) for resource in on)
        finds_names = statement["Sid"] == "FindNames"
        # A removal detaches our policies from anything, and only ours.
        only_our_policies = (
            statement.get("Condition", {}).get("ArnLike", {}).get("iam:PolicyARN", "").endswith("/Report*")
        )
        assert names_of_ours or finds_names or only_our_policies, statement["Sid"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_written_one_way(name: str) -> None:
    text = (permission_documents.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert text == f"{json.dumps(json.loads(text), indent=2)}\n"
    for statement in json.loads(text)["Statement"]:
        assert statement["Action"] == sorted(permission_documents.listed(statement["Action"])) or isinstance(
            statement["Action"], str
        )
