# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looks for the requests of an escalation path among those that all policies of a role allow."""

from __future__ import annotations

import fnmatch
import itertools
import re
import typing as t
from dataclasses import dataclass, replace

from .. import _arn
from .._policy.document import Document
from .._policy.parameters import regions
from .._policy.statement import Statement, as_list
from . import escalation_paths as paths
from .containment import Verdict, within
from .escalation_paths import Need
from .evaluate import action_pattern, evaluate
from .policies import NOTHING, Layer, Policies, Request
from .role import RoleAccess
from .variables import WITH_VARIABLES

_Plain: t.TypeAlias = "dict[str, t.Any]"


@dataclass(frozen=True, kw_only=True)
class RoleFacts:
    """A role: what decides about its requests, its ARN, and the ARNs of its managed policies and of its boundary.

    ARNs have C({partition}) and C({account}) where these are not known. C(managed_policies) are those of the account,
    C(None) if they are not known. A policy whose path is not known has two ARNs, the second with a wildcard.
    C(boundary) may be a policy of AWS.
    """

    access: RoleAccess
    arn: str
    managed_policies: tuple[str, ...] | None = None
    boundary: tuple[str, ...] = ()

    @property
    def own_boundary(self) -> tuple[str, ...]:
        """The ARNs of the boundary if it is a policy of the account, which alone can be changed."""
        return tuple(arn for arn in self.boundary if AWS_POLICY not in arn)


# What the ARNs of AWS's own policies have.
AWS_POLICY: t.Final = ":iam::aws:"
# How many resources are tried before the proofs look for any other.
EXAMPLES: t.Final = 8


class Search:
    """The requests of one role; each group of them is looked for only once."""

    def __init__(self, role: RoleFacts, policies: Policies) -> None:
        self._role = role
        self._policies = policies
        documents = (document for layer in policies.layers for document in layer.values())
        text = "".join(document.text for document in documents if document is not None)
        self._mentioned = text.lower()
        self._places = _places(text)
        self._found: dict[tuple[Need, ...], tuple[Verdict, ...]] = {}
        self._on_action: dict[str, Policies] = {}

    def requests(self, group: tuple[Need, ...]) -> tuple[Verdict, ...]:
        """A counterexample for each need, all about the same resource; else one verdict that says why there is none."""
        if group not in self._found:
            self._found[group] = self._example(group) or self._looked_for(group)
        return self._found[group]

    def _example(self, group: tuple[Need, ...]) -> tuple[Verdict, ...] | None:
        """Requests on a resource that is easy to read, if the policies allow them without further conditions."""
        found = None
        if not any(self._condition(need).keys() - {"StringEquals"} for need in group):
            # The example is what the needs ask for, so that only the policies decide.
            found = self._tried(group, self._examples(group[0]), [self._on(need.action) for need in group])
        if found is None:
            resources = self._resources(group[0])
            asked = [Policies(self._layers(need, resources)) for need in group]
            found = self._tried(group, self._named(group[0]), asked)
        return found

    def _tried(
        self, group: tuple[Need, ...], resources: t.Iterable[str], policies: t.Sequence[Policies]
    ) -> tuple[Verdict, ...] | None:
        """The requests on the first of the resources with which the policies of each need allow them."""
        for resource in resources:
            requests = [replace(self._request(need), resource=resource) for need in group]
            if all(evaluate(*pair).is_allowed for pair in zip(policies, requests, strict=True)):
                return tuple(map(self._with_statements, requests))
        return None

    def _request(self, need: Need) -> Request:
        service = {} if need.service is None else {"iam:passedtoservice": (self._services(need.service)[0],)}
        return Request(need.action, context=service)

    def _examples(self, need: Need) -> list[str]:
        if need.resource == paths.NO_RESOURCE:
            return ["*"]
        return [text for template in self._templates(need) for text in self._example_of(template) if "*" not in text]

    def _named(self, need: Need) -> list[str]:
        """Resources that the policies name, with an example for each wildcard."""
        named = (
            text.replace("*", "example").replace("?", "x")
            for layer in self._on(need.action).statements[:1]
            for one in layer
            for text in one.statement.resources or ()
        )
        return list(dict.fromkeys(named))[:EXAMPLES]

    def _looked_for(self, group: tuple[Need, ...]) -> tuple[Verdict, ...]:
        resources = self._resources(group[0])
        if len(group) > 1:
            shared = self._shared(group, resources)
            if shared.request is None:
                return (shared,)
            resources = {"Resource": shared.request.resource}
        return tuple(self._single(need, resources) for need in group)

    def _single(self, need: Need, resources: _Plain) -> Verdict:
        verdict = within(Policies(self._layers(need, resources)), NOTHING)
        if verdict.request is None:
            return verdict
        return self._with_statements(replace(verdict.request, action=need.action))

    def _with_statements(self, request: Request) -> Verdict:
        """The request as a counterexample, with the statements of the role's policies that allow it."""
        return Verdict("counterexample", request, evaluate(self._policies, request))

    def _shared(self, group: tuple[Need, ...], resources: _Plain) -> Verdict:
        """A resource with which all needs are allowed, as one request with the condition keys of all of them."""
        layers = (
            _numbered(layer, number) for number, need in enumerate(group) for layer in self._layers(need, resources)
        )
        return within(Policies(tuple(layers)), NOTHING)

    def _on(self, action: str) -> Policies:
        """What the role is allowed of one action."""
        if action not in self._on_action:
            layers = tuple(_restricted(layer, action) for layer in self._policies.layers)
            self._on_action[action] = Policies(layers)
        return self._on_action[action]

    def _layers(self, need: Need, resources: _Plain) -> tuple[Layer, ...]:
        """What the role is allowed of the need's action, and what the need asks for."""
        asked: list[_Plain] = [{"Effect": "Allow", "Action": need.action, **resources}]
        condition = self._condition(need)
        if condition:
            asked[0]["Condition"] = condition
        excluded = self._excluded(need)
        if excluded:
            asked.append({"Effect": "Deny", "Action": need.action, "Resource": excluded})
        return (*self._on(need.action).layers, {"?": _document(asked)})

    def _excluded(self, need: Need) -> list[str]:
        """Resources that the need cannot be about although the templates match them."""
        if need.resource == paths.OTHER_ROLE:
            return [arn for one in (self._role.arn, *_UNCHANGEABLE) for arn in self._anything(one)]
        name = "*:*:*" if need.resource == paths.TASK_DEFINITION else "*:*"
        named = (template for template in self._templates(need) if "{name}" in template)
        return [arn for template in named for arn in _filled(template, self._places, name=name)]

    def _condition(self, need: Need) -> dict[str, _Plain]:
        """The context of the need's request, as far as it is known and a policy asks for it."""
        condition: dict[str, _Plain] = {}
        if need.service is not None:
            condition["StringEquals"] = {"iam:PassedToService": self._services(need.service)}
        if "aws:principalarn" in self._mentioned:
            condition["ArnLike"] = {"aws:PrincipalArn": self._anything(self._role.arn)}
        if "aws:username" in self._mentioned:
            condition["Null"] = {"aws:username": "true"}
        if need.grants and "iam:policyarn" in self._mentioned:
            condition.setdefault("ArnLike", {})["iam:PolicyARN"] = [
                arn for template in _ANY_PERMISSION for arn in self._anything(template)
            ]
        if need.target_boundary is not None and "iam:permissionsboundary" in self._mentioned:
            self._add_boundary(condition, need.target_boundary)
        return condition

    def _services(self, name: str) -> list[str]:
        """The names of a service in the partitions of the policies."""
        suffixes = (_arn.URL_SUFFIXES.get(place.partition) for place in self._places)
        return list(dict.fromkeys(f"{name}.{suffix}" for suffix in ("amazonaws.com", *suffixes) if suffix))

    def _add_boundary(self, condition: dict[str, _Plain], wanted: str) -> None:
        own = [text for arn in self._role.boundary for text in self._anything(arn)]
        if wanted == "another":
            condition["ArnNotLike"] = {"iam:PermissionsBoundary": own}
        elif wanted == "own" and own:
            condition.setdefault("ArnLike", {})["iam:PermissionsBoundary"] = own
        else:
            condition.setdefault("Null", {})["iam:PermissionsBoundary"] = "true"

    def _resources(self, need: Need) -> _Plain:
        if need.resource == paths.NO_RESOURCE:
            # An action without resource types is authorized on * alone, which no ARN matches.
            return {"NotResource": "arn:*"}
        return {"Resource": [text for template in self._templates(need) for text in self._anything(template)]}

    def _templates(self, need: Need) -> tuple[str, ...]:
        if need.resource == paths.OWN_POLICY:
            return (_ANY_POLICY,) if self._role.managed_policies is None else self._role.managed_policies
        if need.resource == paths.OWN_BOUNDARY:
            return self._role.own_boundary
        if need.resource in (paths.OWN_ROLE, paths.OTHER_ROLE):
            return (self._role.arn if need.resource == paths.OWN_ROLE else _ANY_ROLE,)
        return (need.resource,) if need.or_resource is None else (need.resource, need.or_resource)

    def _example_of(self, template: str) -> list[str]:
        return _filled(template, self._places[:1], name="example")

    def _anything(self, template: str) -> list[str]:
        return _filled(template, self._places, name="?*")


class _Place(t.NamedTuple):
    """Where a resource is: what the first parts of its ARN say."""

    partition: str
    account: str
    region: str


def _places(text: str) -> list[_Place]:
    """The places that policies name: where the role and its resources are, as far as its policies say it.

    Pseudo parameters have been filled in for an example account, which is then the role's. Wildcards would not do here:
    IAM's documentation leaves open how far those in the middle of an ARN reach.
    """
    partitions = dict.fromkeys(re.findall(r"\barn:(aws[a-z-]*):", text)) or [_arn.SPECIMEN.partition]
    accounts = dict.fromkeys(re.findall(r"\barn:[a-z*-]*:[a-z0-9-]*:[a-z0-9*?-]*:([0-9]{12}):", text))
    if not accounts or _arn.SPECIMEN.id in accounts:
        accounts = {_arn.SPECIMEN.id: None}
    named = set(re.findall(r"\barn:[a-z*-]*:[a-z0-9-]*:([a-z0-9?-]+[a-z0-9*?-]*):", text))
    return [_Place(*place) for one in partitions for place in itertools.product([one], accounts, _regions(one, named))]


def _regions(partition: str, named: t.Collection[str]) -> list[str]:
    """The Regions that ARNs name, by wildcards too; any other one if they name none."""
    every = regions.REGIONS.get(partition, ())
    found = [region for region in every if any(fnmatch.fnmatchcase(region, name) for name in named)]
    example = _arn.SPECIMEN.region or ""
    return found or ([example] if example in every else list(every[:1]) or [example])


def _filled(template: str, places: t.Iterable[_Place], *, name: str) -> list[str]:
    """The ARNs of a template in each of the places."""
    found: dict[str, None] = {}
    for place in places:
        values = {
            "{partition}": place.partition,
            "{account}": place.account,
            "{region}": place.region,
            "{name}": name,
        }
        filled = "".join(values.get(part, part) for part in _PLACEHOLDER.split(template))
        found[filled] = None
    return list(found)


_PLACEHOLDER = re.compile(r"(\{(?:partition|account|region|name)\})")
_ANY_ROLE: t.Final = "arn:{partition}:iam::{account}:role/{name}"
_ANY_POLICY: t.Final = "arn:{partition}:iam::{account}:policy/{name}"
# Nobody can change the roles of services and of IAM Identity Center, whatever is allowed.
_UNCHANGEABLE: t.Final = tuple(
    f"arn:{{partition}}:iam::{{account}}:role/{path}/*" for path in ("aws-service-role", "aws-reserved")
)
# Policies with which one has any permission. A condition that lets only others be attached limits the gain.
_ANY_PERMISSION: t.Final = tuple(
    f"arn:{{partition}}:iam::aws:policy/{name}" for name in ("AdministratorAccess", "IAMFullAccess")
)


def _document(statements: list[_Plain], version: t.Any = WITH_VARIABLES) -> Document:
    return Document({"Version": version, "Statement": statements})


def _restricted(layer: Layer, action: str) -> Layer:
    """The statements of a layer that apply to an action, for that action alone."""
    return {name: document and _restricted_document(document, action) for name, document in layer.items()}


def _restricted_document(document: Document, action: str) -> Document:
    statements = (_on(statement, action) for statement in document.statements)
    return _document([statement for statement in statements if statement is not None], document.version)


def _on(statement: Statement, action: str) -> _Plain | None:
    listed = statement.actions if statement.actions is not None else statement.not_actions or ()
    is_listed = any(action_pattern(text).matches(action.lower()) for text in listed)
    if is_listed != ("Action" in statement):
        return None
    kept = {element: value for element, value in statement.plain.items() if element not in ("NotAction", "Sid")}
    return _without_user_names({**kept, "Action": action})


def _without_user_names(plain: _Plain) -> _Plain | None:
    """The statement without resources named after a user: a role has no user name, so that they match nothing."""
    element = "Resource" if "Resource" in plain else "NotResource"
    texts = as_list(plain.get(element, []))
    kept = [text for text in texts if _USER_NAME not in text.lower()]
    if len(kept) == len(texts):
        return plain
    if kept:
        return {**plain, element: kept}
    # Nothing is left to list, and nothing to exclude.
    return None if element == "Resource" else {**{k: v for k, v in plain.items() if k != element}, "Resource": "*"}


_USER_NAME: t.Final = "${aws:username}"


def _numbered(layer: Layer, number: int) -> Layer:
    """A layer whose condition keys are those of one of several requests, except keys of the role, which all share."""
    return {name: document and _numbered_document(document, number) for name, document in layer.items()}


def _numbered_document(document: Document, number: int) -> Document:
    statements = [
        {
            **statement.plain,
            "Action": "all:requests",
            "Condition": {
                operator: {_numbered_key(key, number): list(values) for key, values in keys.items()}
                for operator, keys in statement.condition.items()
            },
        }
        for statement in document.statements
    ]
    return _document(statements, document.version)


def _numbered_key(key: str, number: int) -> str:
    return key if key.lower().startswith(("aws:principal", "aws:username")) else f"request{number}/{key}"
