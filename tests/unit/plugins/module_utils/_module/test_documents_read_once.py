# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task parses each of its documents once, and serialises it once to compare it and once to send it."""

from __future__ import annotations

import collections
import contextlib
import json
import pathlib
import sys
import types
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.entries import (
    Settings,
    entries_of,
    members_of,
    subjects_of,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline.steps import apply
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.converge import converge
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.outcome import Outcome
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.target import Target
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import diff_of, result_of
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import canonical
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters.filling import Filling
from ansible_collections.leastpriv.aws.plugins.module_utils._review.review import ReviewOptions
from ansible_collections.leastpriv.aws.plugins.module_utils._review.subjects import review_subjects
from memory_iam import MemoryIam
from support.tasks import ACCOUNT, RESOURCE_TYPES, WITHOUT_RETRIES, allow, options, trust

PACKAGE: t.Final = str(pathlib.Path(canonical.__file__).resolve().parent)


class Work(collections.Counter[tuple[str, str]]):
    """How often the package of documents parsed, canonicalised or serialised what: by kind of work and content."""

    def of(self, kind: str, content: str) -> int:
        return self[kind, content]


def content_of(value: t.Any) -> str:
    """What tells two values of a document apart, in the order of their keys."""
    return value if isinstance(value, str) else repr(value)


WORK: t.Final[t.Mapping[types.CodeType, tuple[str, str]]] = {
    json.JSONDecoder.decode.__code__: ("parse", "s"),
    json.JSONEncoder.encode.__code__: ("serialise", "o"),
    canonical.statement.__code__: ("canonicalise", "plain"),
}


def is_ours(frame: types.FrameType | None) -> bool:
    """Whether the package of documents asked for the work, through whatever is Python's own."""
    while frame is not None and pathlib.Path(frame.f_code.co_filename).parent.name == "json":
        frame = frame.f_back
    return frame is not None and str(pathlib.Path(frame.f_code.co_filename).resolve().parent) == PACKAGE


@contextlib.contextmanager
def counted() -> t.Iterator[Work]:
    """Counts the work that is done meanwhile."""
    work = Work()

    def profile(frame: types.FrameType, event: str, _argument: object) -> None:
        known = WORK.get(frame.f_code) if event == "call" else None
        if known is not None and (known[0] == "canonicalise" or is_ours(frame.f_back)):
            work[known[0], content_of(frame.f_locals[known[1]])] += 1

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        yield work
    finally:
        sys.setprofile(before)


def one_resource(iam: Iam, module: str, given: t.Mapping[str, t.Any]) -> None:
    """What the body of a module for one resource does, from its options to its result and diff."""
    resource_type = RESOURCE_TYPES[module]
    task = options(module, **given)
    desired = resource_type.from_options(task)
    ReviewOptions.from_options(task).check(desired.documents(), lambda: None)
    outcome: Outcome[t.Any] = converge(
        iam,
        Target(resource_type=resource_type, desired=desired.for_account(ACCOUNT)),
        check_mode=False,
        retry_policy=WITHOUT_RETRIES,
    )
    assert outcome.error is None
    json.dumps((result_of(outcome, resource_type), diff_of(outcome, "app")))


def whole_set(iam: Iam, given: t.Mapping[str, t.Any]) -> None:
    """What the body of iam_baseline does, from its options to its result and diffs."""
    task = options("iam_baseline", **given)
    settings, parsed = Settings.from_options(task), entries_of(task, Filling.from_option(task["parameters"]))
    assert not review_subjects(subjects_of(parsed, settings, ReviewOptions.from_options(task)), None).failing
    members = members_of(parsed, settings)
    run = apply(iam, members, ACCOUNT, check_mode=False)
    assert run.error is None
    for step in run.steps:
        json.dumps((result_of(step.state, step.member.resource_type), diff_of(step.state, "app")))


def bucket(name: str) -> str:
    """The text of a document of two statements, one of them without a Sid."""
    read, write = allow("s3:GetObject", f"arn:aws:s3:::{name}/in/*"), allow("s3:PutObject", f"arn:aws:s3:::{name}/*")
    statements = [{"Sid": "Read", **read["Statement"][0]}, *write["Statement"]]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def assumed_by(service: str, account: str) -> str:
    return json.dumps(trust(service, Condition={"StringEquals": {"aws:SourceAccount": account}}))


ROLE: t.Final = {
    "assume_role_policy_document": assumed_by("lambda.amazonaws.com", "111111111111"),
    "inline_policies": {"reports": bucket("reports"), "archive": bucket("archive")},
}
OTHER_ROLE: t.Final = {
    "assume_role_policy_document": assumed_by("ec2.amazonaws.com", "222222222222"),
    "inline_policies": {"reports": bucket("reports-2"), "archive": bucket("archive-2")},
}
# An entry that waits for nothing.
QUICK: t.Final = {"wait": False, "wait_timeout": 0}
# Of each module: the options of a task, and those of an earlier one that gave the resource other documents.
TASKS: t.Final[t.Mapping[str, tuple[dict[str, t.Any], dict[str, t.Any]]]] = {
    "iam_role": ({"name": "app", **ROLE}, {"name": "app", **OTHER_ROLE}),
    "iam_managed_policy": ({"name": "app", "policy": bucket("logs")}, {"name": "app", "policy": bucket("logs-2")}),
    "iam_baseline": (
        {"policies": [{**QUICK, "name": "app", "policy": bucket("logs")}], "roles": [{**QUICK, "name": "app", **ROLE}]},
        {
            "policies": [{**QUICK, "name": "app", "policy": bucket("logs-2")}],
            "roles": [{**QUICK, "name": "app", **OTHER_ROLE}],
        },
    ),
}


def run(iam: Iam, module: str, given: t.Mapping[str, t.Any]) -> None:
    if module == "iam_baseline":
        whole_set(iam, given)
    else:
        one_resource(iam, module, given)


def texts_of(given: t.Any) -> list[str]:
    """The documents among the options of a task."""
    if isinstance(given, str):
        return [given] if given.startswith("{") else []
    members = given.values() if isinstance(given, dict) else given if isinstance(given, list) else ()
    return [text for member in members for text in texts_of(member)]


@pytest.mark.parametrize("is_there", [False, True], ids=["created", "updated"])
@pytest.mark.parametrize("module", TASKS)
def test_a_document_is_parsed_and_serialised_once(module: str, *, is_there: bool) -> None:
    iam = MemoryIam()
    given, earlier = TASKS[module]
    if is_there:
        run(iam, module, earlier)
    with counted() as work:
        run(iam, module, given)
    for text in texts_of(given):
        document = json.loads(text)
        assert work.of("parse", text) == 1
        assert work.of("serialise", content_of(document)) == 1
        for statement in document["Statement"]:
            assert work.of("canonicalise", content_of(statement)) == 1
    assert [key for key, count in work.items() if key[0] == "serialise" and count > 1] == []


@pytest.mark.parametrize("module", TASKS)
def test_a_document_that_stays_is_not_serialised_again(module: str) -> None:
    iam = MemoryIam()
    given, _earlier = TASKS[module]
    run(iam, module, given)
    with counted() as work:
        run(iam, module, given)
    for text in texts_of(given):
        assert work.of("parse", text) == 1
        assert work.of("serialise", content_of(json.loads(text))) == 1


def test_filling_in_pseudo_parameters_parses_and_serialises_nothing_again() -> None:
    text = bucket("${AWS::AccountId}")
    iam = MemoryIam()
    with counted() as work:
        run(iam, "iam_managed_policy", {"name": "app", "policy": text})
    assert work.of("parse", text) == 1
    assert [key for key in work if key[0] == "parse" and ACCOUNT.id in key[1]] == []
    whole = [key for key in work if key[0] == "serialise" and "'Version'" in key[1]]
    assert whole == [("serialise", content_of(json.loads(text)))]
    assert [key for key, count in work.items() if count > 1 and key[1].startswith("{")] == []


def test_filling_in_parameters_parses_nothing_again_and_serialises_once() -> None:
    open_text, static, filled = bucket("${Bucket}"), bucket("static"), json.loads(bucket("reports"))
    given = {
        "parameters": {"Bucket": "reports"},
        "policies": [{**QUICK, "name": name, "policy": text} for name, text in (("app", open_text), ("b", static))],
    }
    iam = MemoryIam()
    with counted() as work:
        run(iam, "iam_baseline", given)
    assert [content for kind, content in work.elements() if kind == "parse"] == [open_text, static]
    whole = [content for kind, content in work.elements() if kind == "serialise" and "'Version'" in content]
    assert sorted(whole) == sorted([content_of(filled), content_of(json.loads(static))])
