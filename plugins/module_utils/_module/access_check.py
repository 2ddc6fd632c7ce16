# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_access_check: proves or refutes what documents allow, without an account."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._access.assertions import AccessAnswers, Assertions
from .._access.new_access import NewAccess, new_access, new_access_of_policy
from .._access.role import RoleAccess
from .._argspec import ArgumentSpec, Options
from .._arn import shown_name
from .._baseline.declared import Declared, DeclaredRole
from .._errors import LeastPrivError, OptionError
from .._files import finding_files
from .._files.document_files import Folder
from .._files.source_lines import Sources
from .._finding import Finding, Located, Place, Rule
from .._policy import risk_rules
from .._policy.document import Document
from .._review.catalogue import Catalogue, load, preload
from .._review.review import review
from .._sanitize import printable
from .described_access import ACCOUNT, ASSERTING, DESCRIBING, Described, Describer, account_of, levels_of, validated
from .module_main import ModuleMain, ModuleResult, Result

SPEC: t.Final = DESCRIBING | ArgumentSpec(
    options={
        **ASSERTING,
        **ACCOUNT,
        "compare_with": {"type": "dict"},
        "new_access": {"type": "str", "choices": ["warn", "fail"], "default": "fail"},
        "unknown": {"type": "str", "choices": ["warn", "fail"], "default": "fail"},
        "chdir": {"type": "path"},
        **finding_files.OPTIONS,
        "sources": {"type": "list", "elements": "path", "default": []},
    },
)

_LOGIC: t.Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"
VIOLATED: t.Final = Rule("access-violated", "error", "A role does what is asserted about it.", _LOGIC)
UNKNOWN: t.Final = Rule(
    "access-unknown",
    "warning",
    "What is asserted about a role, or compared, can be proven or refuted.",
    _LOGIC,
    score=4.0,
)
NEW_ACCESS: t.Final = Rule("new-access", "error", "A change gives no new access.", _LOGIC)
_BY_VERDICT: t.Final = {"violated": VIOLATED, "unknown": UNKNOWN, "new": NEW_ACCESS}
# What makes an assertion one about nothing.
_ABOUT_NOTHING: t.Final = (
    risk_rules.UNKNOWN_ACTION,
    risk_rules.UNKNOWN_CONDITION_KEY,
    risk_rules.UNKNOWN_RESOURCE_TYPE,
    risk_rules.LITERAL_WILDCARD,
)
# The options that make findings of a rule warnings.
_LENIENT: t.Final = {UNKNOWN: "unknown", NEW_ACCESS: "new_access"}
_VERDICTS: t.Final = ("holds", "violated", "unknown", "new", "none")
_ADVICE: t.Final = "The guide to access explains violated, unknown and new access."


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A role or a policy with what was found about it."""

    type: str
    name: str
    answers: AccessAnswers | None = None
    gained: NewAccess | None = None

    def to_result(self) -> Result:
        found: Result = {"name": printable(self.name)}
        if self.answers is not None:
            found["access"] = self.answers.to_result()
        if self.gained is not None:
            found["new_access"] = self.gained.to_result()
        return found

    @property
    def verdicts(self) -> list[str]:
        """The verdict of each assertion, and of the comparison."""
        compared = [self.gained.verdict] if self.gained else []
        return [*(answer.verdict for answer in (self.answers.answers if self.answers else ())), *compared]

    def findings(self) -> t.Iterator[Finding]:
        """What does not hold, and what nobody knows."""
        name = f"{self.type} {shown_name(self.name)}"
        for answer in self.answers.answers if self.answers else ():
            if answer.verdict != "holds":
                yield Finding(rule=_BY_VERDICT[answer.verdict], message=answer.message, document=name)
        if self.gained is not None and not self.gained.is_none:
            state = "new access" if self.gained.verdict == "new" else "whether there is new access is unknown"
            message = f"{state}: {self.gained.sentence}"
            yield Finding(rule=_BY_VERDICT[self.gained.verdict], message=message, document=name)


@dataclass(frozen=True, kw_only=True)
class Check:
    """What was checked, with the findings that fail the task and those that do not."""

    checked: tuple[Checked, ...] = ()
    failing: tuple[Located, ...] = ()
    warned: tuple[Located, ...] = ()

    def to_result(self, *, changed: bool) -> Result:
        verdicts = [verdict for one in self.checked for verdict in one.verdicts]
        roles, policies = self._of_type("role"), self._of_type("policy")
        return {
            "changed": changed,
            "roles": [role.to_result() for role in roles],
            "policies": [policy.to_result() for policy in policies],
            "counts": {name: verdicts.count(name) for name in _VERDICTS},
            "not_asserted": [printable(role.name) for role in roles if role.answers is None],
            "failed_for_access": bool(self.failing),
        }

    def _of_type(self, type_: str) -> list[Checked]:
        return [one for one in self.checked if one.type == type_]

    @property
    def failure(self) -> str:
        count = len(self.failing)
        head = f"{count} finding{'s' * (count != 1)} about access:"
        return "\n".join([head, *(located.text() for located in self.failing), _ADVICE])


def execute(options: Options, *, check_mode: bool, **_mode: bool) -> ModuleResult:
    """Checks what the options describe, and writes the findings to files unless in check mode.

    Raises no C(LeastPrivError).
    """
    run = _Run()
    try:
        run = _run(options, check_mode=check_mode)
    except LeastPrivError as error:
        return ModuleResult(failed=True, result={"msg": str(error), **run.check.to_result(changed=False)})
    result = run.check.to_result(changed=run.changed)
    if run.check.failing:
        result["msg"] = run.check.failure
    warnings = (*run.warnings, *(located.text() for located in run.check.warned))
    return ModuleResult(failed=bool(run.check.failing), result=result, warnings=warnings)


MAIN: t.Final = ModuleMain(spec=SPEC, execute=execute, preload=preload)


@dataclass(frozen=True)
class _Run:
    check: Check = field(default_factory=Check)
    changed: bool = False
    warnings: tuple[str, ...] = ()


def _run(options: Options, *, check_mode: bool) -> _Run:
    folder = Folder("chdir", options["chdir"])
    files = finding_files.FindingFiles.from_options(options, folder)
    texts = folder.variable_files("sources", options["sources"])
    account = account_of(options)
    levels = levels_of(options, account)
    describer = Describer(folder, Sources(texts), account, levels, is_any_account=not options["account_id"])
    assertions = Assertions.from_options("access", options["access"], options["assumable_by"])
    described = describer.described(options, None if assertions is None else assertions.for_account(account))
    if described.is_set and assertions is not None:
        option = "assumable_by" if options["access"] is None else "access"
        raise OptionError(option, "is about documents; give each entry of roles its own, or role_defaults")
    other = _other(options, describer, described)
    check = _judged(_checked(described.declared, other), described.places, options)
    found = (*check.failing, *check.warned)
    changed = files.write(found, fallback=next(iter(texts), None), check_mode=check_mode)
    return _Run(check, changed, (*described.warnings, *_about_nothing(described.declared.roles, load())))


def _about_nothing(roles: t.Iterable[DeclaredRole], catalogue: Catalogue | None) -> t.Iterator[str]:
    """Warnings about assertions that no request can be about, such as a mistyped action: they prove nothing."""
    for role in roles:
        for name, document in role.assertions.documents() if role.assertions else ():
            for finding in review(
                document, kind="inline", name=f"role {shown_name(role.name)}: {name}", catalogue=catalogue
            ):
                if finding.rule in _ABOUT_NOTHING:
                    yield finding.line()


def _other(options: Options, describer: Describer, described: Described) -> Declared | None:
    """What the documents are compared with. Raises C(OptionError) if nothing at all would be checked."""
    given = options["compare_with"]
    if given is None:
        if all(role.assertions is None for role in described.declared.roles):
            raise OptionError(
                "access", "is required, or assumable_by, or compare_with: nothing would be checked without assertions"
            )
        return None
    try:
        other = describer.described(validated(DESCRIBING, given))
    except LeastPrivError as error:
        raise LeastPrivError(f"compare_with: {error}") from None
    if other.is_set != described.is_set:
        form = "the lists policies and roles" if described.is_set else "policy, paths or documents"
        raise OptionError("compare_with", f"must have {form}, like the task itself")
    return other.declared


def _checked(described: Declared, other: Declared | None) -> tuple[Checked, ...]:
    roles = {role.name.lower(): role for role in other.roles} if other else {}
    policies = {name.lower(): document for name, document in other.policies.items()} if other else {}
    compared: list[Checked] = []
    if other is not None:
        for name, document in described.policies.items():
            before = policies.get(name.lower())
            gained = new_access_of_policy(None if before is None else _alone(name, before), _alone(name, document))
            compared.append(Checked(type="policy", name=name, gained=gained))
    for role in described.roles:
        gained_by_role = _gained(role, roles.get(role.name.lower())) if other else None
        compared.append(Checked(type="role", name=role.name, answers=_answers(role), gained=gained_by_role))
    return tuple(compared)


def _alone(name: str, document: Document) -> RoleAccess:
    return RoleAccess(identity={f"managed policy {name}": document})


def _gained(role: DeclaredRole, before: DeclaredRole | None) -> NewAccess:
    answer = new_access(None if before is None else before.access, role.access)
    return replace(answer, not_considered=(*role.unmanaged, *answer.not_considered))


def _answers(role: DeclaredRole) -> AccessAnswers | None:
    if role.assertions is None:
        return None
    return AccessAnswers(role.assertions.check(role.access), role.not_considered)


def _judged(checked: tuple[Checked, ...], places: t.Mapping[tuple[str, str], Place | None], options: Options) -> Check:
    """What was checked, with the findings that fail the task apart from the others."""
    warns = {rule.id for rule, option in _LENIENT.items() if options[option] == "warn"}
    found = [Located.at(places.get((one.type, one.name)), finding) for one in checked for finding in one.findings()]
    return Check(
        checked=checked,
        failing=tuple(located for located in found if located.finding.rule.id not in warns),
        warned=tuple(located for located in found if located.finding.rule.id in warns),
    )
