# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gives the request of a counterexample the form of a real one: an action that exists, an ARN of its service and kind,
values that its condition keys have.

The engine's own examples are the shortest texts that tell patterns apart, such as C(arn:x:x:::x). Each part of one is
replaced by the first candidate with which the concrete evaluator still confirms the counterexample; without any, it
stays. Candidates come from the texts of the policies and from a table.
"""

from __future__ import annotations

import functools
import itertools
import re
import typing as t
from dataclasses import dataclass, replace

from .._arn import split
from .._policy.canonical import folded_key
from .._policy.statement import Condition
from . import decisions, resource_forms
from .containment import Verdict, within
from .evaluate import evaluate
from .policies import PRINCIPAL_ACCOUNT, PRINCIPAL_ARN, AccessStatement, Policies, Principal, Request
from .resource_forms import NO_RESOURCE, Form

_ARN_PARTS: t.Final = 6
# How many candidates for one part of a request are tried, and how many of them are resources that the policies name.
CANDIDATES: t.Final = 100
_NAMED: t.Final = 4
# The examples of an account and of Regions that AWS's documentation uses.
_ACCOUNT: t.Final = "111122223333"
_REGIONS: t.Final = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_REGION: t.Final = "us-east-1"
_PARTITION = re.compile(r"arn:(aws[a-z-]*):")
_ACCOUNT_IN_ARN = re.compile(r"arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):")
# Which services an action of any service is taken from.
_ANY_SERVICE: t.Final = ("iam", "s3", "ec2", "lambda", "dynamodb", "kms", "sqs", "sns")
_SERVICES: t.Final = ("ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "s3.amazonaws.com")
# Values of condition keys whose values have a form of their own, by the lower-case key or its beginning.
_VALUES: t.Final[t.Mapping[str, tuple[str, ...]]] = {
    "aws:calledvia": ("cloudformation.amazonaws.com", "athena.amazonaws.com"),
    "aws:multifactorauthpresent": ("false", "true"),
    "aws:principalaccount": (_ACCOUNT, "444455556666"),
    "aws:principalarn": (f"arn:aws:iam::{_ACCOUNT}:role/example", "arn:aws:iam::444455556666:role/example"),
    "aws:principalorgid": ("o-a1b2c3d4e5", "o-f6a7b8c9d0"),
    "aws:principaltype": ("AssumedRole", "User"),
    "aws:requestedregion": ("us-east-1", "eu-west-1", "ap-southeast-2"),
    "aws:resourceaccount": (_ACCOUNT, "444455556666"),
    "aws:resourceorgid": ("o-a1b2c3d4e5", "o-f6a7b8c9d0"),
    "aws:securetransport": ("false", "true"),
    "aws:sourceaccount": (_ACCOUNT, "444455556666"),
    "aws:sourcearn": (f"arn:aws:s3:::example-{_ACCOUNT}", f"arn:aws:sns:us-east-1:{_ACCOUNT}:example"),
    "aws:sourceorgid": ("o-a1b2c3d4e5", "o-f6a7b8c9d0"),
    "aws:sourcevpc": ("vpc-0a1b2c3d4e5f67890", "vpc-1a2b3c4d5e6f78901"),
    "aws:sourcevpce": ("vpce-0a1b2c3d4e5f67890", "vpce-1a2b3c4d5e6f78901"),
    "iam:passedtoservice": _SERVICES,
    "iam:permissionsboundary": (f"arn:aws:iam::{_ACCOUNT}:policy/example",),
    "iam:policyarn": ("arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    "kms:viaservice": ("s3.us-east-1.amazonaws.com", "ec2.us-east-1.amazonaws.com"),
    "s3:x-amz-server-side-encryption": ("AES256", "aws:kms"),
}


def within_plausibly(inner: Policies, outer: Policies) -> Verdict:
    """The verdict of C(containment.within), with a request that people can imagine."""
    verdict = within(inner, outer)
    if verdict.request is None:
        return verdict
    request = _Search(inner, outer).improved(verdict.request)
    return Verdict(verdict.answer, request, evaluate(inner, request))


@dataclass(frozen=True)
class _Search:
    """Looks for requests that the first policies allow and the others do not."""

    inner: Policies
    outer: Policies

    def improved(self, request: Request) -> Request:
        request = self._first(request, self._with_actions(request))
        request = self._first(request, self._with_resources(request))
        request = self._first(request, self._with_principals(request))
        for key in request.context:
            request = self._first(request, self._with_values(request, key))
        return request

    def _first(self, request: Request, candidates: t.Iterable[Request]) -> Request:
        tried = itertools.islice(candidates, CANDIDATES)
        return next(filter(self._is_counterexample, tried), request)

    def _is_counterexample(self, request: Request) -> bool:
        return evaluate(self.inner, request).is_allowed is True and evaluate(self.outer, request).is_allowed is False

    @functools.cached_property
    def _statements(self) -> tuple[AccessStatement, ...]:
        layers = (*self.inner.statements, *self.outer.statements)
        return tuple(dict.fromkeys(itertools.chain.from_iterable(layers)))

    @functools.cached_property
    def _resources(self) -> tuple[str, ...]:
        """The resources that the policies name, each with examples for its wildcards."""
        listed = (
            text
            for one in self._statements
            for text in (*(one.statement.resources or ()), *(one.statement.not_resources or ()))
            if "${" not in text and len(split(text)) == _ARN_PARTS
        )
        return tuple(dict.fromkeys(map(self._filled, listed)))

    def _filled(self, text: str) -> str:
        arn, partition, service, region, account, resource = split(text)
        places = self._places
        parts = (
            *(arn, places["partition"] if _is_wild(partition) else partition, service),
            *(places["region"] if _is_wild(region) else region, places["account"] if _is_wild(account) else account),
        )
        return ":".join((*parts, _example(resource)))

    @functools.cached_property
    def _places(self) -> t.Mapping[str, str]:
        """The partition, a Region and an account of ARNs: those that the policies name."""
        text = " ".join(text for one in self._statements for text in one.statement.resources or ())
        partitions, accounts = _PARTITION.findall(text), _ACCOUNT_IN_ARN.findall(text)
        partition = partitions[0] if partitions else "aws"
        return {
            "partition": partition,
            "region": _REGIONS.get(partition, _REGION),
            "account": accounts[0] if accounts else _ACCOUNT,
        }

    def _with_actions(self, request: Request) -> t.Iterator[Request]:
        """The request with real actions in the place of one that the engine made up."""
        service = request.action.partition(":")[0]
        if not _is_made_up(request.action, self._statements):
            return
        services = (service,) if service.lower() in resource_forms.FORMS else _ANY_SERVICE
        for action, form in ((f"{one}:{name}", form) for one in services for name, form in _examples(one.lower())):
            for resource in (request.resource,) if request.principal else self._of_form(form):
                yield replace(request, action=action, resource=resource)

    def _with_resources(self, request: Request) -> t.Iterator[Request]:
        """The request on resources of the kind that its action is about, then on others of its service."""
        form, service = resource_forms.form_of(request.action), request.action.partition(":")[0].lower()
        if request.principal is not None or (form is not None and form.admits(request.resource)):
            return
        found = () if form is None else self._of_form(form)
        named = [text for text in self._resources if split(text)[2] == service][:_NAMED]
        other = (
            []
            if split(request.resource)[2:3] == [service] or NO_RESOURCE in (request.resource, service)
            else [Form(f"arn:{{partition}}:{service}:{{region}}:{{account}}:{{name}}", ()).filled(self._places)]
        )
        for resource in dict.fromkeys((*found, *named, *other)):
            yield replace(request, resource=resource)

    def _of_form(self, form: Form) -> tuple[str, ...]:
        named = itertools.islice(filter(form.admits, self._resources), _NAMED)
        return (*named, form.filled(self._places))

    def _with_principals(self, request: Request) -> t.Iterator[Request]:
        """The request by services that exist, and by principals with a name."""
        caller = request.principal
        if caller is None or any(caller.name in names for names in map(_names, self._statements)):
            return
        if caller.type == "Service":
            for name in _SERVICES:
                yield replace(request, principal=Principal("Service", name))
        elif PRINCIPAL_ARN in request.context:
            name = f"{caller.name.rpartition('/')[0]}/example"
            context = {**request.context, PRINCIPAL_ARN: (name,)}
            yield replace(request, principal=Principal("AWS", name), context=context)

    def _with_values(self, request: Request, key: str) -> t.Iterator[Request]:
        """The request with values that people write, where it has some that the engine made up."""
        values, conditions = request.context[key], self._on(key)
        made_up = _made_up(values, conditions)
        # The keys of a caller say who it is.
        if not made_up or (request.principal is not None and key in (PRINCIPAL_ACCOUNT, PRINCIPAL_ARN)):
            return
        kept = [value for value in values if value not in made_up]
        for combination in itertools.permutations(_values(key, conditions), len(made_up)):
            yield replace(request, context={**request.context, key: (*kept, *combination)})

    def _on(self, key: str) -> list[Condition]:
        """The conditions that compare the values of a key."""
        conditions = (condition for one in self._statements for condition in one.statement.conditions)
        return [one for one in conditions if folded_key(one.key) == key and one.operator.lower() != "null"]


def _examples(service: str) -> list[tuple[str, Form]]:
    """Actions of a service, each with the kind of its resource."""
    return [(name, form) for form in resource_forms.FORMS[service] for name in form.examples]


def _made_up(values: t.Iterable[str], conditions: t.Iterable[Condition]) -> list[str]:
    """The values that no condition has, apart from numbers, dates and addresses."""
    written = {value for condition in conditions for value in condition.values}
    return [value for value in values if value not in written and not _has_form(value)]


def _is_made_up(action: str, statements: t.Iterable[AccessStatement]) -> bool:
    listed = (one.statement.actions or one.statement.not_actions or () for one in statements)
    return all(action.lower() != text.lower() for texts in listed for text in texts)


def _names(one: AccessStatement) -> set[str]:
    return set(itertools.chain.from_iterable((one.statement.principals or {}).values()))


def _is_wild(text: str) -> bool:
    return "*" in text or "?" in text


def _example(text: str) -> str:
    """A text that a pattern matches, with a word in the place of each asterisk."""
    apart = re.sub(r"\*+(?=\w)", "*-", re.sub(r"(?<=\w)\*+", "-*", text))
    return re.sub(r"\*+", "example", apart).replace("?", "x")


def _values(key: str, conditions: t.Sequence[Condition]) -> tuple[str, ...]:
    """Values that a key may have, those of its own form first, then examples of the patterns it is compared with."""
    is_boolean = any("bool" in condition.operator.lower() for condition in conditions)
    wild = (value for condition in conditions for value in condition.values if _is_wild(value) and "${" not in value)
    usual = (*(("false", "true") if is_boolean else ()), *_VALUES.get(key, ()), *map(_example, wild))
    return tuple(dict.fromkeys((*usual, "example", "example-2")))


def _has_form(value: str) -> bool:
    """Whether a value is a number, a date or an address, as the engine writes them."""
    return any(read(value) is not None for read in (decisions.number, decisions.instant, decisions.address))
