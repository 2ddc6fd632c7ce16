# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generated accounts and sets, right and wrong, and the law that a run does what check mode predicts."""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import replace

from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam
from ansible_collections.leastpriv.aws.plugins.module_utils._baseline import entries, purge, steps
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import LeastPrivError
from hypothesis import assume, event
from hypothesis import strategies as st

from .tasks import WITHOUT_RETRIES, allow, options, trust

Entry = dict[str, t.Any]

REGIONS: t.Final[t.Mapping[str, str]] = {
    "aws": "eu-west-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
}
_ID: t.Final = "111111111111"
_ROLES: t.Final = ("a", "b", "c")
_POLICIES: t.Final = ("p", "q")
# Mostly the session's own partition, and now and then one that may be another.
_OWN: t.Final = "${AWS::Partition}"
_PARTITIONS: t.Final = st.sampled_from((_OWN,) * 9 + ("aws", "aws-cn", "*"))
_PATHS: t.Final = st.sampled_from(("/",) * 12 + ("/team/",) * 4 + ("/aws-service-role/x/", "/aws-reserved/x/"))


def _arn(kind: str, names: t.Sequence[str], account: str = _ID) -> st.SearchStrategy[str]:
    paths = st.sampled_from(("/", "/", "/", "/team/"))
    partitions = st.sampled_from((_OWN,) * 12 + ("aws", "aws-cn"))
    return st.builds(
        lambda partition, path, name: f"arn:{partition}:iam::{account}:{kind}{path}{name}",
        *(partitions, paths, st.sampled_from(names)),
    )


def _documents() -> st.SearchStrategy[Entry]:
    return st.builds(
        lambda partition, action, emptied: _without(emptied, allow(action, f"arn:{partition}:s3:::reports/*")),
        *(_PARTITIONS, st.sampled_from(("s3:GetObject", "s3:PutObject"))),
        st.sampled_from((None,) * 18 + ("Action", "Resource")),
    )


def _without(element: str | None, document: Entry) -> Entry:
    """A document whose statement has nothing in an element. The review, which refuses it, is not part of the law."""
    [statement] = document["Statement"]
    return document if element is None else {**document, "Statement": [{**statement, element: []}]}


def _trusts() -> st.SearchStrategy[Entry]:
    principals = st.one_of(
        *(_arn("role", _ROLES), _arn("role", _ROLES), st.just(_ID), st.just("1111-1111-1111")),
        st.just(f"arn:{_OWN}:iam::222222222222:root"),
    )
    services = st.sampled_from((trust("ec2.amazonaws.com"), trust("lambda.amazonaws.com")))
    nobody = st.sampled_from((_trusting([]), _without("Principal", _trusting([]))))
    lists = st.lists(principals, min_size=1, max_size=2).map(_trusting)
    return st.one_of(services, services, lists, lists, lists, lists, nobody)


def _trusting(principals: list[str]) -> Entry:
    statement = {"Effect": "Allow", "Principal": {"AWS": principals}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _attachments() -> st.SearchStrategy[list[str]]:
    attachable = st.one_of(
        *(_arn("policy", _POLICIES), _arn("policy", _POLICIES), st.sampled_from(_POLICIES)),
        st.sampled_from(("ReadOnlyAccess", f"arn:{_OWN}:iam::aws:policy/ReadOnlyAccess")),
        st.sampled_from(("AutoScalingServiceRolePolicy", f"arn:{_OWN}:iam::222222222222:policy/p")),
    )
    return st.lists(attachable, max_size=2)


def _boundaries() -> st.SearchStrategy[str]:
    names = st.sampled_from((*_POLICIES, *_POLICIES, "ReadOnlyAccess", "AutoScalingServiceRolePolicy"))
    return st.one_of(_arn("policy", _POLICIES), names, st.just(f"arn:{_OWN}:iam::aws:policy/ReadOnlyAccess"))


def policies() -> st.SearchStrategy[list[Entry]]:
    entry = st.fixed_dictionaries(
        {"name": st.sampled_from(_POLICIES), "policy": _documents()},
        optional={
            "path": _PATHS,
            "tags": st.just({"a": "1"}),
            "state": st.sampled_from(("present",) * 5 + ("absent",)),
        },
    )
    return st.lists(entry, max_size=2, unique_by=lambda given: given["name"])


def roles() -> st.SearchStrategy[list[Entry]]:
    entry = st.fixed_dictionaries(
        {"name": st.sampled_from(_ROLES), "assume_role_policy_document": _trusts()},
        optional={
            "path": _PATHS,
            "managed_policies": _attachments(),
            "inline_policies": st.dictionaries(st.just("i"), _documents(), max_size=1),
            "boundary": _boundaries(),
            "description": st.sampled_from(("", "Reports")),
            "state": st.sampled_from(("present",) * 5 + ("absent",)),
        },
    )
    return st.lists(entry, max_size=3, unique_by=lambda given: given["name"])


class Existing(t.NamedTuple):
    """What an account has: policies and roles by name and path."""

    policies: t.Mapping[str, str]
    roles: t.Mapping[str, str]

    def create(self, iam: Iam) -> None:
        for name, path in self.policies.items():
            document = json.dumps(allow("s3:ListBucket"))
            iam.call("CreatePolicy", {"PolicyName": name, "Path": path, "PolicyDocument": document})
        for name, path in self.roles.items():
            document = json.dumps(trust("ec2.amazonaws.com"))
            iam.call("CreateRole", {"RoleName": name, "Path": path, "AssumeRolePolicyDocument": document})

    def without(self, other: Existing) -> Existing:
        """The account without the roles that it gets in another way."""
        return self._replace(roles={name: path for name, path in self.roles.items() if name not in other.roles})


def existing() -> st.SearchStrategy[Existing]:
    path = st.sampled_from(("/", "/", "/team/"))
    names = (st.dictionaries(st.sampled_from(names), path, max_size=2) for names in (_POLICIES, _ROLES))
    return st.builds(Existing, *names)


def protected() -> st.SearchStrategy[Existing]:
    """Roles that only AWS creates and changes: a service-linked one, and one of IAM Identity Center."""
    path = st.sampled_from(("/aws-service-role/x.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"))
    return st.builds(Existing, st.just({}), st.dictionaries(st.just("c"), path))


def names_nothing(account: Account, given: Entry, existing: Existing) -> bool:
    """Whether a set names a role or policy of the account that is neither there nor in the set: only IAM knows that."""
    own = f"arn:{account.partition}:iam::{account.id}:"
    known = {
        *(f"{own}policy{path}{name}" for name, path in existing.policies.items()),
        *(f"{own}role{path}{name}" for name, path in existing.roles.items()),
        *(f"{own}policy{entry.get('path', '/')}{entry['name']}" for entry in given["policies"]),
        *(f"{own}role{entry.get('path', '/')}{entry['name']}" for entry in given["roles"]),
    }
    text = json.dumps(given).replace(_OWN, account.partition)
    return any(arn not in known for arn in re.findall(rf"{own}(?:role|policy)/[^\"]+", text))


def check_prediction(
    iam: Iam, account: Account, given: Entry, existing: Existing, writes: t.Callable[[], t.Sequence[str]]
) -> None:
    """Check mode and run end alike, and a run that is refused has written nothing. C(writes) are the calls so far."""
    assume(not names_nothing(account, given, existing))
    existing.create(iam)
    predicted, before = _apply(iam, account, given, check_mode=True), len(writes())
    run = _apply(iam, account, given, check_mode=False)
    event("refused" if predicted.error else "done")
    assert str(run.error) == str(predicted.error), given
    if predicted.error is not None:
        assert len(writes()) == before
        return
    assert _summaries(run) == _summaries(predicted)
    assert run.warnings == predicted.warnings
    again = _apply(iam, account, given, check_mode=True)
    assert (again.error, [line for lines in _summaries(again) for line in lines]) == (None, [])


def _apply(iam: Iam, account: Account, given: Entry, *, check_mode: bool) -> steps.Run:
    task = options("iam_baseline", **given)
    settings = entries.Settings.from_options(task)
    parsed = entries.entries_of(task)
    members = entries.members_of(parsed, settings)
    planned_purge = purge.Purge.from_options(task, parsed)
    if planned_purge is not None:
        try:
            members = planned_purge.around(iam, members, account)
        except LeastPrivError as error:
            return steps.Run(error=error)
    # A refusal that nobody predicted fails at once.
    members = tuple(replace(member, retry_policy=WITHOUT_RETRIES) for member in members)
    return steps.apply(iam, members, account, check_mode=check_mode)


def _summaries(run: steps.Run) -> list[list[str]]:
    return [[call.summary for call in step.state.calls] for step in run.steps]
