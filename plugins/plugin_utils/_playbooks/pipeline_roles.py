# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two roles that a pipeline assumes in each account: one may only read, the other may also write.

Their permissions are the documents in C(docs/permissions), narrowed to the names that the pipeline manages.
"""

from __future__ import annotations

import fnmatch
import json
import pathlib
import re
import typing as t
from dataclasses import dataclass

Document = t.Mapping[str, t.Any]

FOLDER: t.Final = pathlib.Path(__file__).parents[3] / "docs" / "permissions"
# The documents that an account can need besides apply.json and check.json, and the suffixes of their policies' names.
EXTRA: t.Final[t.Mapping[str, str]] = {
    "access": "Access",
    "export": "Export",
    "identity_providers": "IdentityProviders",
    "info": "Info",
    "instance_profiles": "InstanceProfiles",
}
# What the documents have in place of the names, and the account of the pipeline in the trust policies.
_NAMES: t.Final = "/Report*"
_ACCOUNT: t.Final = "999999999999"
_READING: t.Final = re.compile(r"iam:(Get|List)")
_PATTERN: t.Final = re.compile(r"[\w+=,.@*-]+(/[\w+=,.@*-]+)*")
_ACCOUNT_ID: t.Final = re.compile(r"[0-9]{12}")
_ARN: t.Final = re.compile(r"arn:\S+:policy/\S+")


@dataclass(frozen=True)
class PipelineRole:
    """A role in each account: its name, the documents that it has, and the pipeline's role that may assume it."""

    name: str
    trusted: str
    document: str
    trust: str
    only_reads: bool


DRY_RUN: t.Final = PipelineRole("IamRolloutDryRun", "IamPipelineDryRun", "check", "trust_check", only_reads=True)
ROLLOUT: t.Final = PipelineRole("IamRollout", "IamPipeline", "apply", "trust", only_reads=False)
PIPELINE_ROLES: t.Final = (DRY_RUN, ROLLOUT)


def baseline(
    names: t.Any, pipeline_account_id: t.Any, attach: t.Any = (), documents: t.Any = ()
) -> dict[str, list[dict[str, t.Any]]]:
    """The policies and roles for the module iam_baseline. Raises C(ValueError) for values that are wrong.

    C(attach) are policies of other names that the managed roles may have. C(documents) names more of the documents.
    """
    patterns = _names(names)
    arns = _listed("bootstrap_attach", attach, _ARN, "a list of ARNs of managed policies")
    extra = _listed("bootstrap_documents", documents, re.compile("|".join(EXTRA)), f"a list of {', '.join(EXTRA)}")
    if not _ACCOUNT_ID.fullmatch(str(pipeline_account_id)):
        raise ValueError(
            f"bootstrap_pipeline_account_id must be an account ID: 12 digits, in quotes (got: {pipeline_account_id!s})"
        )
    policies = [
        policy for role in PIPELINE_ROLES for policy in _policies(role, patterns, arns, ("", *dict.fromkeys(extra)))
    ]
    roles = [
        {
            "name": role.name,
            "assume_role_policy_document": _trusting(_read(role.trust), str(pipeline_account_id)),
            "managed_policies": [policy["name"] for policy in policies if policy["role"] == role.name],
        }
        for role in PIPELINE_ROLES
    ]
    return {"policies": [{key: policy[key] for key in ("name", "policy")} for policy in policies], "roles": roles}


def _policies(
    role: PipelineRole, patterns: t.Sequence[str], arns: t.Sequence[str], documents: t.Iterable[str]
) -> t.Iterator[dict[str, t.Any]]:
    """The managed policies of a role, one for each document that has something for it."""
    for name in documents:
        document = _narrowed(_read(name or role.document), patterns, arns)
        if role.only_reads:
            document = {**document, "Statement": [part for part in document["Statement"] if _only_reads(part)]}
        if document["Statement"]:
            yield {"name": f"{role.name}{EXTRA.get(name, '')}", "policy": document, "role": role.name}


def _only_reads(statement: Document) -> bool:
    actions = statement["Action"]
    return all(_READING.match(action) for action in ([actions] if isinstance(actions, str) else actions))


def _read(name: str) -> Document:
    return t.cast(Document, json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def _narrowed(document: Document, patterns: t.Sequence[str], arns: t.Sequence[str]) -> dict[str, t.Any]:
    """A document with the names that the pipeline manages, and the policies of other names that it may attach."""
    return {**document, "Statement": [_statement(part, patterns, arns) for part in document["Statement"]]}


def _statement(statement: Document, patterns: t.Sequence[str], arns: t.Sequence[str]) -> dict[str, t.Any]:
    narrowed = {**statement, "Resource": _resources(statement["Resource"], patterns)}
    attached = statement.get("Condition", {}).get("ArnLike", {}).get("iam:PolicyARN")
    if attached is not None:
        others = arns if statement["Action"] == "iam:AttachRolePolicy" else ()
        narrowed["Condition"] = {"ArnLike": {"iam:PolicyARN": _resources(attached, patterns, others)}}
    return narrowed


def _resources(given: str | list[str], patterns: t.Sequence[str], others: t.Sequence[str] = ()) -> str | list[str]:
    """ARNs with the names in place, as one text where there is one."""
    found = [*others]
    for arn in reversed([given] if isinstance(given, str) else given):
        prefix = arn.removesuffix(_NAMES)
        found[:0] = [arn] if prefix == arn else [f"{prefix}/{pattern}" for pattern in patterns]
    return found[0] if len(found) == 1 else found


def _trusting(document: Document, account_id: str) -> Document:
    """A trust policy for the role of the pipeline in this account."""
    return t.cast(Document, json.loads(json.dumps(document).replace(_ACCOUNT, account_id)))


def _names(given: t.Any) -> list[str]:
    """The names and patterns, each with a beginning of its own."""
    what = "a list of names and patterns, such as Report* or baseline/*"
    names = _listed("bootstrap_names", given, _PATTERN, what)
    if not names:
        raise ValueError(f"bootstrap_names must be {what}; they are what the pipeline may manage (got: {given!s:.200})")
    for pattern in names:
        for name, what_it_is in _own_names():
            if fnmatch.fnmatchcase(name.lower(), pattern.lower()):
                raise ValueError(
                    f"bootstrap_names: {pattern} matches {name}, a {what_it_is} of the pipeline, which could then widen"
                    " its own permissions. Use a pattern that matches none of them"
                )
    return names


def _own_names() -> t.Iterator[tuple[str, str]]:
    """The names of what the pipeline must not manage: its roles, and all policies that they may have."""
    for role in PIPELINE_ROLES:
        yield role.name, "role"
        yield role.trusted, "role"
        # Also those of documents that this run does not choose: an earlier one may have.
        yield from ((f"{role.name}{suffix}", "policy") for suffix in EXTRA.values())


def _listed(variable: str, given: t.Any, pattern: re.Pattern[str], what: str) -> list[str]:
    if not isinstance(given, (list, tuple)) or not all(
        isinstance(value, str) and pattern.fullmatch(value) for value in given
    ):
        raise ValueError(f"{variable} must be {what} (got: {given!s:.200})")
    return [str(value) for value in given]
