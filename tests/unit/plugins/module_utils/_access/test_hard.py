# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents made to be hard: their questions end in an answer, or in unknown with the budget that they exceed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._access import containment, keys, obvious, space
from ansible_collections.leastpriv.aws.plugins.module_utils._access.limits import Budget
from ansible_collections.leastpriv.aws.plugins.module_utils._access.policies import (
    NOTHING,
    Policies,
    identity,
    trust,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy

Json = dict[str, t.Any]


def role(*statements: Json) -> Policies:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return identity({"policy": policy.parse("policy", document)})


def allow(action: t.Any = "*", resource: t.Any = "*", **condition: t.Any) -> Json:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


LETTERS: t.Final = "abcdefghijklmnop"
# Each flag "has this letter been there" doubles the states.
SCATTERED: t.Final = [f"arn:aws:s3:::*{letter}*{letter}*{letter}*!" for letter in LETTERS]
MARKS: t.Final = [f"*{'?' * 12}{letter}{'?' * 12}" for letter in LETTERS]
TAGS: t.Final = [f"aws:PrincipalTag/{letter}" for letter in LETTERS]


def tagged(value: str, *, negated: bool = False) -> list[Json]:
    """Statements of which each asks for another tag."""
    operator = "StringNotEquals" if negated else "StringEquals"
    return [allow(**{operator: {tag: value}}) for tag in TAGS]


def _random_triples() -> t.Iterator[tuple[list[str], list[str]]]:
    """Three tags and whether each is absent, so many that hardly any set of tags has none of the triples."""
    choices = random.Random(4)  # noqa: S311
    tags = [f"aws:PrincipalTag/{number}" for number in range(60)]
    for _number in range(330):
        yield choices.sample(tags, 3), choices.choices(["true", "false"], k=3)


HARD: t.Final[dict[str, tuple[Policies, Policies, str]]] = {
    "patterns of resources": (
        role(allow(resource=SCATTERED)),
        role(*(allow(resource=text.replace("!", "?")) for text in SCATTERED)),
        "its patterns need more than 20,000 states",
    ),
    "patterns of actions": (
        role(allow([f"s3:{mark}" for mark in MARKS])),
        role(*(allow(f"s3:{mark}", "arn:aws:s3:::b") for mark in MARKS)),
        "its patterns need more than 20,000 states",
    ),
    "patterns of values": (
        role(allow(StringLike={"aws:SourceVpc": MARKS})),
        role(*(allow(StringLike={"aws:SourceVpc": mark}) for mark in MARKS)),
        "its patterns need more than 20,000 states",
    ),
    "values of a multivalued key": (
        role(*(allow(**{"ForAnyValue:StringEquals": {"aws:TagKeys": letter}}) for letter in LETTERS)),
        role(*(allow(**{"ForAllValues:StringEquals": {"aws:TagKeys": letter}}) for letter in LETTERS)),
        f"a condition key has more than {keys.CONTENTS} different contents",
    ),
    "policy variables": (
        role(
            {
                "Effect": "Allow",
                "Action": "s3:*",
                "NotResource": [f"arn:aws:s3:::{letter}/${{aws:PrincipalTag/{letter}}}" for letter in LETTERS],
            }
        ),
        role(allow("s3:Get*")),
        f"a statement has more than {space.ALTERNATIVES} combinations of policy variables",
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_question_ends_in_unknown_with_its_reason(name: str) -> None:
    inner, outer, reason = HARD[name]
    assert containment.within(inner, outer) == containment.Verdict("unknown", reason=reason)


def test_conditions_that_leave_many_cases_to_subtract_exceed_a_budget() -> None:
    triples = [allow(Null=dict(zip(tags, values, strict=True))) for tags, values in _random_triples()]
    verdict = containment.within(role(allow()), role(*triples), Budget(500))
    assert verdict == containment.Verdict("unknown", reason="its conditions need more than 500 cases")


def _listed(operator: str, key: str, *values: list[str]) -> Policies:
    """A statement for each list of values, all on one key."""
    return role(*(allow(**{operator: {key: one}}) for one in values))


def _tagged_actions(*values: str) -> Policies:
    """Statements for all actions but one, each with another tag: nearly all of them count in each class of actions."""
    return role(
        *(
            {
                "Effect": "Allow",
                "NotAction": f"s3:Get{n}",
                "Resource": "*",
                "Condition": {"StringEquals": {tag: values}},
            }
            for n, tag in enumerate(f"aws:PrincipalTag/{n}" for n in range(150))
        )
    )


def _assumable(*arns: str) -> Policies:
    principals = [f"arn:aws:iam::{100_000_000_000 + number}:role/App" for number in range(300)]
    statement = {"Effect": "Allow", "Principal": {"AWS": principals}, "Action": "sts:AssumeRole"}
    statements = [{**statement, "Condition": {"ArnLike": {"aws:PrincipalArn": arn}}} for arn in arns]
    return trust("trust policy", policy.parse("trust policy", {"Version": "2012-10-17", "Statement": statements}))


WHOLE: t.Final[dict[str, t.Callable[[], tuple[Policies, Policies]]]] = {
    "networks": lambda: (
        _listed("IpAddress", "aws:SourceIp", *([f"10.{n}.{m}.0/24" for m in range(60)] for n in range(40))),
        _listed("IpAddress", "aws:SourceIp", *([f"10.{n}.0.0/16"] for n in range(40))),
    ),
    "numbers": lambda: (
        _listed("NumericLessThan", "s3:max-keys", *([str(n + m) for m in range(40)] for n in range(100))),
        _listed("NumericLessThanEquals", "s3:max-keys", *([str(n + m) for m in range(40)] for n in range(100))),
    ),
    "texts": lambda: (
        _listed("StringLike", "aws:SourceVpc", *([f"*{n}"] for n in range(600))),
        _listed("StringLike", "aws:SourceVpc", *([f"*{n}", str(n)] for n in range(600))),
    ),
    "classes of actions": lambda: (_tagged_actions("x"), _tagged_actions("x", "y")),
    "callers": lambda: (
        _assumable(*(f"arn:aws:iam::*:role/*{letter}???*??{letter}" for letter in LETTERS[:6])),
        _assumable(*(f"arn:aws:iam::*:role/*{letter}???*" for letter in LETTERS[:6])),
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_question_of_many_parts_that_are_not_hard_exceeds_the_budget_of_the_whole(name: str) -> None:
    """Each automaton, key and statement stays within its own limits."""
    verdict = containment.within(*WHOLE[name](), Budget(steps=250_000))
    assert verdict == containment.Verdict("unknown", reason="it needs more than 250,000 steps")


# Many statements that one request may be denied by, and that leave many requests: sets of them have no order.
ORDER: t.Final = """
import json, sys
from ansible_collections.leastpriv.aws.plugins.module_utils._access import containment, limits, policies
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document

def role(statements):
    return policies.identity({"p": document.parse("p", {"Version": "2012-10-17", "Statement": statements})})

def tagged(effect, value):
    conditions = [{"StringEquals": {f"aws:PrincipalTag/{n}": value}} for n in range(12)]
    return [{"Effect": effect, "Action": "s3:*", "Resource": "*", "Condition": one} for one in conditions]

budget = limits.Budget()
verdict = containment.within(role(tagged("Allow", "x")), role(tagged("Allow", "x") + tagged("Deny", "y")), budget)
print(verdict.answer, verdict.request, budget.steps_taken)
"""


def test_an_answer_is_the_same_in_each_process() -> None:
    """Python orders sets of texts anew in each process. The request and the steps must not follow."""

    def run(seed: int) -> str:
        environment = {"PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", ORDER]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    answers = {run(seed) for seed in range(3)}
    assert len(answers) == 1
    assert answers.pop().startswith("counterexample")


def test_thousands_of_actions_in_two_layers_are_compared_by_classes() -> None:
    """The texts are not compared each with each other, which would be nine million comparisons."""
    some, others = (
        policy.parse("policy", {"Version": "2012-10-17", "Statement": [allow([f"s3:{verb}{n}" for n in range(3_000)])]})
        for verb in ("Get", "Put")
    )
    layers = identity({"some": some}, {"others": others})
    assert obvious.is_within(layers, NOTHING) is False
    assert containment.within(layers, NOTHING).answer == "proven"


def test_patterns_without_number_are_one_automaton() -> None:
    """Six hundred patterns, all of which wait for a character in each state."""
    narrow = role(*(allow("s3:*", f"arn:aws:s3:::*{number}") for number in range(300)))
    wide = role(*(allow("s3:*", [f"arn:aws:s3:::*{number}", f"arn:aws:s3:::{number}"]) for number in range(300)))
    assert containment.within(narrow, wide).answer == "proven"


def test_conditions_on_many_keys_are_decided() -> None:
    """Each of sixteen tags is the value, or is not: nothing is left, and no case is split twice."""
    assert containment.within(role(*tagged("x")), role(*tagged("x"), *tagged("x", negated=True))).answer == "proven"
    verdict = containment.within(role(allow()), role(*tagged("x")))
    assert verdict.answer == "counterexample"
    assert verdict.request is not None
    assert all(values != ("x",) for values in verdict.request.context.values())


def test_counterexamples_that_nobody_can_confirm_are_tried_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the classes of actions, and however many boxes each leaves."""
    tried: list[object] = []
    confirm = containment._Question._confirmed

    def counted(*arguments: t.Any) -> containment.Verdict:
        tried.append(arguments)
        return confirm(*arguments)

    monkeypatch.setattr(containment._Question, "_confirmed", counted)
    services = [f"{letter * 3}:*" for letter in LETTERS[:3]]
    unknown = [{"StringSomehow": {"aws:SourceVpc": str(number)}} for number in range(2 * containment.ATTEMPTS)]
    inner = role(*(allow(service, **one) for service in services for one in unknown))
    assert containment.within(inner, role(allow("s3:*"))).answer == "unknown"
    assert len(tried) <= containment.ATTEMPTS + len(services)
