# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles of the tutorial may do, and the table of what AWS's text allows beyond the job.

python tests/support/tutorial_access.py [--check] writes the tables into the READMEs of the roles pinpoint_importer and
phone_number_validation. With --check it writes nothing, names the READMEs that differ, and exits with 1 if there are
any.
"""

from __future__ import annotations

import pathlib
import sys
import typing as t
from dataclasses import dataclass

import yaml
from ansible_collections.leastpriv.aws.plugins.module_utils._access import questions
from ansible_collections.leastpriv.aws.plugins.module_utils._access.assertions import AssertionAnswer, Assertions
from ansible_collections.leastpriv.aws.plugins.module_utils._access.containment import Verdict, within
from ansible_collections.leastpriv.aws.plugins.module_utils._access.evaluate import evaluate
from ansible_collections.leastpriv.aws.plugins.module_utils._access.policies import (
    Policies,
    Principal,
    Request,
    identity,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._access.role import RoleAccess
from ansible_collections.leastpriv.aws.plugins.module_utils._arn import Account
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.document import Document, GivenDocument
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.parameters.filling import Filling

ROLES: t.Final = pathlib.Path(__file__).parents[2] / "roles"
ACCOUNT: t.Final = Account(id="111111111111", partition="aws", region="eu-west-1")
# The values of the parameters in the tables.
PARAMETERS: t.Final[t.Mapping[str, t.Any]] = {
    "BucketName": "acme-imports",
    "ProjectId": "4f1d2c3b5a69788790a1b2c3d4e5f607",
    "Region": "eu-west-1",
    "AccountId": ACCOUNT.id,
    "Path": "/",
    "NamePrefix": "",
    "FunctionNames": ["CustomerImport_ProcessInput", "CustomerImport_CreateJob"],
    "FunctionName": "ValidatePhoneNumber",
}
VARIANTS: t.Final = ("tutorial", "hardened")
_PREFIX: t.Final = "${NamePrefix}"


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role of a set: its documents with parameters and the account filled in, and its assertions."""

    name: str
    access: RoleAccess
    assertions: Assertions

    def check(self, access: RoleAccess | None = None) -> tuple[AssertionAnswer, ...]:
        """The answers to the role's assertions, about the role itself or about another one."""
        return self.assertions.check(access or self.access)


def pinpoint_importer(variant: str, **parameters: t.Any) -> dict[str, Role]:
    """The roles of a variant by name, without the prefix of names."""
    variables = _variables("pinpoint_importer", "main/access.yml", f"main/{variant}.yml")
    return _roles(f"pinpoint_importer_{variant}", variables, parameters)


def phone_number_validation(**parameters: t.Any) -> dict[str, Role]:
    return _roles("phone_number_validation", _variables("phone_number_validation", "main.yml"), parameters)


def _variables(role: str, *files: str) -> dict[str, t.Any]:
    texts = ((ROLES / role / "vars" / file).read_text(encoding="utf-8") for file in files)
    return {name: value for text in texts for name, value in yaml.safe_load(text).items()}


def _roles(prefix: str, variables: t.Mapping[str, t.Any], parameters: t.Mapping[str, t.Any]) -> dict[str, Role]:
    """The roles of the lists whose variables have this prefix."""
    declared = {**PARAMETERS, **parameters}
    filling = Filling.of({name: {"value": value, "wildcards": "allow"} for name, value in declared.items()})

    def document(name: str, written: str) -> Document:
        given = filling.given_document(((), name), GivenDocument(written))
        assert isinstance(given.parsed, Document)
        return given.parsed.filled(name, ACCOUNT)

    written = variables[f"{prefix}_policies"]
    documents = {_name(entry): document(entry["name"], entry["policy"]) for entry in written}
    found = {}
    for entry in variables[f"{prefix}_proven_roles"]:
        name = _name(entry)
        access = variables[entry["access"].strip("{} ")]
        read = Assertions.from_options("access", filling.value((), access), entry["assumable_by"])
        assert read is not None
        attached = {arn.rpartition("}")[2] for arn in entry["managed_policies"]}
        trust = document(name, entry["assume_role_policy_document"])
        role = RoleAccess(
            identity={policy: documents[policy] for policy in documents if policy in attached}, trust=trust
        )
        found[name] = Role(name=name, access=role, assertions=read.for_account(ACCOUNT))
    filling.check(allow_unused=True)
    return found


# Requests as people know them. The engine's own examples prove as much, with names that nobody has.
_BUCKET: t.Final = "arn:aws:s3:::acme-imports"
_PROJECT: t.Final = "arn:aws:mobiletargeting:eu-west-1:111111111111:apps/4f1d2c3b5a69788790a1b2c3d4e5f607"
_PASSED_ON: t.Final = {"iam:passedtoservice": ("ec2.amazonaws.com",)}
_ELSEWHERE: t.Final = {"aws:sourceaccount": ("222222222222",)}
EXAMPLES: t.Final = (
    Request("s3:PutAccountPublicAccessBlock"),
    Request("s3:ListAllMyBuckets"),
    Request("s3:PutBucketPolicy", _BUCKET),
    Request("s3:GetObject", f"{_BUCKET}/customers.csv"),
    Request("s3:GetObject", "arn:aws:logs:eu-west-1:111111111111:log-group:payroll"),
    Request("logs:PutLogEvents", "arn:aws:logs:eu-west-1:111111111111:log-group:payroll:log-stream:2026"),
    Request("logs:CreateLogGroup", "arn:aws:logs:eu-west-1:111111111111:log-group:payroll"),
    Request("mobiletargeting:CreateImportJob", _PROJECT),
    Request("mobiletargeting:CreateImportJob", f"{_PROJECT}/jobs"),
    Request("iam:PassRole", "arn:aws:iam::111111111111:role/PinpointSegmentImport", context=_PASSED_ON),
    Request("iam:PassRole", _PROJECT),
    *(
        Request("sts:AssumeRole", principal=Principal("Service", f"{service}.amazonaws.com"), context=_ELSEWHERE)
        for service in ("lambda", "pinpoint")
    ),
)


def _name(entry: t.Mapping[str, t.Any]) -> str:
    """The name of a policy or role without the parameter for the prefix of names."""
    return str(entry["name"]).removeprefix(_PREFIX)


@dataclass(frozen=True)
class Excess:
    """What a statement allows and a role rules out, with a request that shows it. C(ruled_out) says where it does."""

    role: str
    statement: str
    ruled_out: str
    request: Request | None


def excesses(role: Role, other: RoleAccess) -> t.Iterator[Excess]:
    """What another role, for the same job, allows and the assertions C(may_not) of a role rule out."""
    for statement, alone in _statements(other):
        for asked in role.assertions.may_not:
            if questions.allows_none(alone, asked).answer != "proven":
                sid = asked.statements[0].sid
                yield Excess(role.name, statement, f"`{sid}`", _example(alone, identity({"asked": asked})))


def callers(role: Role, other: RoleAccess, name: str) -> t.Iterator[Excess]:
    """Who may assume another role, of this name, and not the role itself."""
    if within(other.trusted, role.access.trusted).answer != "proven":
        found = _example(other.trusted, without=role.access.trusted)
        yield Excess(role.name, f"the trust policy of `{name}`", "the trust policy", found)


def _example(policies: Policies, asked: Policies | None = None, *, without: Policies | None = None) -> Request | None:
    """A request that policies allow and that a question is about, or that other policies do not allow."""
    for request in EXAMPLES:
        of_this_kind = policies.is_trust == (request.principal is not None)
        if (
            of_this_kind
            and evaluate(policies, request).is_allowed
            and (asked is None or evaluate(asked, request).is_allowed)
            and (without is None or not evaluate(without, request).is_allowed)
        ):
            return request
    return None


def _statements(access: RoleAccess) -> t.Iterator[tuple[str, Policies]]:
    """Each statement of a role's policies by its name, as if the role had nothing else."""
    for name, document in access.identity.items():
        assert document is not None
        for position, statement in enumerate(document.statements):
            alone = Document({"Version": document.version, "Statement": [dict(statement.plain)]})
            yield f"`{name}`, `{statement.sid or f'Statement[{position}]'}`", identity({name: alone})


def table(heading: str, found: t.Iterable[Excess]) -> list[str]:
    """A table of what is allowed beyond the job. Roles that share a policy share a row."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for one in found:
        rows.setdefault((one.statement, _sentence(one.request), one.ruled_out), []).append(f"`{one.role}`")
    body = [
        f"| {statement} | {sentence} | {ruled_out} of {', '.join(roles)} |"
        for (statement, sentence, ruled_out), roles in rows.items()
    ]
    return [heading, "|---|---|---|", *body]


def _sentence(request: Request | None) -> str:
    """The request in one line, without the resource if the action has none."""
    assert request is not None, "add an example to EXAMPLES"
    return f"`{questions.sentence(Verdict('counterexample', request)).replace(' on *', '')}`"


def of_pinpoint_importer() -> list[str]:
    tutorial, hardened = (pinpoint_importer(variant) for variant in VARIANTS)
    found = [one for name, role in hardened.items() for one in excesses(role, tutorial[name].access)]
    found += [one for name, role in hardened.items() for one in callers(role, tutorial[name].access, name)]
    return table("| The tutorial allows in | for example | `hardened` rules it out in |", found)


def of_phone_number_validation() -> list[str]:
    role = phone_number_validation()["PhoneNumberValidationRole"]
    other = tutorial_validator()
    found = [*excesses(role, other.access), *callers(role, other.access, other.name)]
    return table("| The tutorial allows in | for example | This role rules it out in |", found)


def tutorial_validator() -> Role:
    """The tutorial's role that validates phone numbers, for the function of phone_number_validation."""
    return pinpoint_importer("tutorial", FunctionNames=[PARAMETERS["FunctionName"]])["ImporterPinpointRole"]


TABLES: t.Final[t.Mapping[str, t.Callable[[], list[str]]]] = {
    "pinpoint_importer": of_pinpoint_importer,
    "phone_number_validation": of_phone_number_validation,
}


def main(arguments: t.Sequence[str], folder: pathlib.Path = ROLES) -> int:
    stale = {path: text for path, text in rendered(folder) if path.read_text(encoding="utf-8") != text}
    if "--check" in arguments:
        for path in stale:
            print(f"{path.parent.name}: README.md lists other requests; run python tests/support/tutorial_access.py")
        return 1 if stale else 0
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
    return 0


def rendered(folder: pathlib.Path) -> t.Iterator[tuple[pathlib.Path, str]]:
    """The READMEs of the roles in a folder, each with the text that it should have."""
    for role, rows in TABLES.items():
        path = folder / role / "README.md"
        yield path, _with_table(path.read_text(encoding="utf-8"), rows())


def _with_table(text: str, rows: t.Sequence[str]) -> str:
    """The text with a table in place of the one with the same heading."""
    lines = text.split("\n")
    start = lines.index(rows[0])
    end = next(number for number in range(start, len(lines)) if not lines[number].startswith("|"))
    return "\n".join([*lines[:start], *rows, *lines[end:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
