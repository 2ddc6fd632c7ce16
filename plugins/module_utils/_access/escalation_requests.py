# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looks for the requests of an escalation path among those that all policies of a role allow."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._policy.document import Document
from .._policy.statement import Statement, as_list
from . import escalation_paths as paths
from .containment import Verdict, within
from .escalation_paths import Need
from .escalation_places import Places
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
        self._places = Places.of(text)
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
        if not any(self._condition(need).keys() - {"StringEquals", "Null"} for need in group):
            # The example is what the needs ask for, without the keys that are absent, so that only the policies decide.
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
        service = {} if need.service is None else {"iam:passedtoservice": (self._places.services(need.service)[0],)}
        return Request(need.action, context=service)

    def _examples(self, need: Need) -> list[str]:
        if need.resource == paths.NO_RESOURCE:
            return ["*"]
        examples = (text for template in self._templates(need) for text in self._places.example(template))
        return [text for text in examples if "*" not in text]

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
            return [arn for one in (self._role.arn, *_UNCHANGEABLE) for arn in self._places.arns(one)]
        name = "*:*:*" if need.resource == paths.TASK_DEFINITION else "*:*"
        named = (template for template in self._templates(need) if "{name}" in template)
        return [arn for template in named for arn in self._places.arns(template, name)]

    def _condition(self, need: Need) -> dict[str, _Plain]:
        """The context of the need's request, as far as it is known and a policy asks for it."""
        condition: dict[str, _Plain] = {"StringEquals": {}, "ArnLike": {}, "ArnNotLike": {}, "Null": {}}
        if need.service is not None:
            condition["StringEquals"]["iam:PassedToService"] = self._places.services(need.service)
        if self._mentions("aws:PrincipalArn"):
            condition["ArnLike"]["aws:PrincipalArn"] = self._places.arns(self._role.arn)
        self._add_policy(condition, need)
        if need.target_boundary is not None and self._mentions("iam:PermissionsBoundary"):
            self._add_boundary(condition, need.target_boundary)
        condition["Null"] |= {key: "true" for key in self._absent_keys(need) if self._mentions(key)}
        return {operator: keys for operator, keys in condition.items() if keys}

    def _add_policy(self, condition: dict[str, _Plain], need: Need) -> None:
        if need.grants and self._mentions("iam:PolicyARN"):
            policies = [arn for template in _ANY_PERMISSION for arn in self._places.arns(template)]
            condition["ArnLike"]["iam:PolicyARN"] = policies

    def _mentions(self, key: str) -> bool:
        return key.lower() in self._mentioned

    def _absent_keys(self, need: Need) -> t.Iterator[str]:
        """The condition keys that the request never has: keys of other actions, and the name of a user."""
        yield from ("aws:username", "iam:AWSServiceName")
        if need.service is None:
            yield from ("iam:PassedToService", "iam:AssociatedResourceArn")
        if not need.grants:
            yield "iam:PolicyARN"
        if need.target_boundary is None:
            yield "iam:PermissionsBoundary"

    def _add_boundary(self, condition: dict[str, _Plain], wanted: str) -> None:
        own = [text for arn in self._role.boundary for text in self._places.arns(arn)]
        if wanted == "another":
            condition["ArnNotLike"]["iam:PermissionsBoundary"] = own
        elif wanted == "own" and own:
            condition["ArnLike"]["iam:PermissionsBoundary"] = own
        else:
            condition["Null"]["iam:PermissionsBoundary"] = "true"

    def _resources(self, need: Need) -> _Plain:
        if need.resource == paths.NO_RESOURCE:
            # An action without resource types is authorized on * alone, which no ARN matches.
            return {"NotResource": "arn:*"}
        return {"Resource": [text for template in self._templates(need) for text in self._places.arns(template)]}

    def _templates(self, need: Need) -> tuple[str, ...]:
        if need.resource == paths.OWN_POLICY:
            return (_ANY_POLICY,) if self._role.managed_policies is None else self._role.managed_policies
        if need.resource == paths.OWN_BOUNDARY:
            return self._role.own_boundary
        if need.resource in (paths.OWN_ROLE, paths.OTHER_ROLE):
            return (self._role.arn if need.resource == paths.OWN_ROLE else _ANY_ROLE,)
        return (need.resource,) if need.or_resource is None else (need.resource, need.or_resource)


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
