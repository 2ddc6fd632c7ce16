# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policies that decide together about a request, and the request.

A request is allowed when every layer has a statement that allows it and no statement of any layer denies it. The layers
are a role's identity policies, its permissions boundary, and each level of service control policies. A trust policy is
a layer of its own kind, whose statements name principals.
Source: the IAM user guide, I(Policy evaluation logic).
"""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass, field

from .._arn import split
from .._finding import statement_label
from .._policy.document import Document
from .._policy.statement import Effect, Statement
from . import decisions
from .variables import WITH_VARIABLES

Context = t.Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Principal:
    """The caller as a trust policy sees it: its type there (C(AWS), C(Service), ...) and its ARN or name."""

    type: str
    name: str

    @property
    def account(self) -> str | None:
        """The account of an AWS principal; C(None) for a unique id, which does not say it."""
        parts = split(self.name)
        return parts[4] if self.type == "AWS" and len(parts) == _ARN_PARTS else None

    @property
    def is_role_session(self) -> bool:
        """Whether it is one session of a role, whose ARN does not say the path of the role."""
        return self.type == "AWS" and _SESSION.match(self.name) is not None

    def may_be_session_of(self, role: str) -> bool:
        """Whether it is a session of a role with that ARN, or of another role of that name with another path."""
        match = _SESSION.match(self.name) if self.type == "AWS" else None
        return match is not None and _ROLE.sub(r"\1\2", role) == "".join(match.groups())


_ARN_PARTS: t.Final = 6
_SESSION = re.compile(r"arn:[a-z-]+:sts::([0-9]{12}:)assumed-role(/[^/]+)/")
_ROLE = re.compile(r"arn:[a-z-]+:iam::([0-9]{12}:)role(?:/.*)?(/[^/]+)")

# The condition keys that the caller decides, folded.
PRINCIPAL_ACCOUNT: t.Final = "aws:principalaccount"
PRINCIPAL_ARN: t.Final = "aws:principalarn"


def account_named(name: str) -> str | None:
    """The account that a name in a Principal element of type AWS stands for as a whole."""
    match = _WHOLE_ACCOUNT.fullmatch(name)
    return match.group(match.lastindex or 0).replace("-", "") if match else None


_WHOLE_ACCOUNT = re.compile(r"([0-9]{12}|[0-9]{4}-[0-9]{4}-[0-9]{4})|arn:[a-z-]+:iam::([0-9]{12}):root")


@dataclass(frozen=True)
class Request:
    """A request: its action (C(s3:GetObject)), its resource (an ARN, or C(*)), and its context by folded key.

    C(principal) is set for a request to assume a role, which a trust policy decides.
    """

    action: str
    resource: str = "*"
    principal: Principal | None = None
    context: Context = field(default_factory=dict)


@dataclass(frozen=True)
class AccessStatement:
    """A statement with what its document says about it. Equal statements decide equally.

    C(not_read) names the policy of which nobody has read the document, so that it may allow and deny anything.
    """

    statement: Statement
    version: str
    is_trust: bool
    not_read: str | None = None

    def __hash__(self) -> int:
        return self._hash

    @functools.cached_property
    def _hash(self) -> int:
        elements = (self.statement.actions, self.statement.resources, self.statement.conditions)
        return hash((self.effect, *elements, self.version, self.is_trust, self.not_read))

    @property
    def effect(self) -> Effect | None:
        return self.statement.effect

    @functools.cached_property
    def size(self) -> int:
        """How many actions and resources the statement lists or excludes."""
        one = self.statement
        return sum(len(texts or ()) for texts in (one.actions, one.not_actions, one.resources, one.not_resources))

    @functools.cached_property
    def lowered_actions(self) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """What it lists and what it excludes, in lower case: IAM compares actions without case."""
        listed, excluded = self.statement.actions, self.statement.not_actions
        return _lowered(listed), _lowered(excluded)

    @functools.cached_property
    def doubt(self) -> str | None:
        """Why the engine cannot decide whether the statement applies to a request; C(None) if it can."""
        statement = self.statement
        if self.not_read is not None:
            return f"the document of {self.not_read} was not read"
        if statement.malformed:
            return f"{', '.join(sorted(statement.malformed))} has a value that the engine does not know"
        if statement.effect is None:
            return "Effect is missing"
        if self.version not in _VERSIONS:
            return f"Version {self.version} is not known"
        if "NotPrincipal" in statement or ("Principal" in statement) != self.is_trust:
            return "its principals are not those of an identity policy or a trust policy"
        return self._doubt_of_elements() or self._doubt_of_conditions()

    @functools.cached_property
    def has_known_actions(self) -> bool:
        """Whether the actions are known to which the statement may apply; otherwise it may apply to any."""
        elements = {"Action", "NotAction"} & {*self.statement.plain}
        return len(elements) == 1 and not elements & self.statement.malformed

    def _doubt_of_elements(self) -> str | None:
        statement = self.statement
        if ("Action" in statement) == ("NotAction" in statement):
            return "it needs either Action or NotAction"
        if self.is_trust:
            return "a trust policy has no Resource" if {"Resource", "NotResource"} & {*statement.plain} else None
        return None if ("Resource" in statement) != ("NotResource" in statement) else "it needs Resource or NotResource"

    def _doubt_of_conditions(self) -> str | None:
        unknown = {name for name in self.statement.condition if decisions.operator(name) is None}
        return f"condition operator {', '.join(sorted(unknown))} is not known" if unknown else None


def _lowered(texts: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if texts is None else tuple(map(str.lower, texts))


_VERSIONS: t.Final = (WITH_VARIABLES, "2008-10-17")
# The documents of a layer by the names of their policies; C(None) for one that nobody has read.
Layer: t.TypeAlias = t.Mapping[str, "Document | None"]
# The statements of a layer, each with its document and its Sid or position, for messages.
_Labelled: t.TypeAlias = "tuple[tuple[str, AccessStatement], ...]"
# A policy that nobody has read may have any statement.
_ANYTHING: t.Final = tuple(
    Statement({"Effect": effect, "Action": "*", "Resource": "*"}) for effect in ("Allow", "Deny")
)


@dataclass(frozen=True)
class Policies:
    """Named documents that decide together: by layer, the documents of which one has to allow a request."""

    layers: tuple[Layer, ...]
    is_trust: bool = False
    # The statements of the first layers, if the policies were made from others.
    _known: tuple[_Labelled, ...] = field(default=(), kw_only=True, repr=False, compare=False)

    def beside(self, layer: Layer) -> Policies:
        """These policies with one more layer. What was found out about their statements is kept."""
        return Policies((*self.layers, layer), self.is_trust, _known=self.labelled)

    @functools.cached_property
    def statements(self) -> tuple[tuple[AccessStatement, ...], ...]:
        """The statements by layer."""
        return tuple(tuple(statement for _label, statement in layer) for layer in self.labelled)

    @functools.cached_property
    def labelled(self) -> tuple[_Labelled, ...]:
        """The statements by layer, each with its document and its Sid or position, for messages."""
        others = self.layers[len(self._known) :]
        return (*self._known, *map(self._labelled_layer, others))

    def _labelled_layer(self, layer: Layer) -> _Labelled:
        return tuple(pair for name, document in layer.items() for pair in self._statements_of(name, document))

    def _statements_of(self, name: str, document: Document | None) -> t.Iterator[tuple[str, AccessStatement]]:
        if document is None:
            for statement in _ANYTHING:
                yield name, AccessStatement(statement, WITH_VARIABLES, self.is_trust, not_read=name)
            return
        for position, statement in enumerate(document.statements):
            label = f"{name}: {statement_label(position, statement.sid)}"
            yield label, AccessStatement(statement, str(document.version), self.is_trust)

    @functools.cached_property
    def doubt(self) -> str | None:
        """Why the engine cannot decide about any request; C(None) if it can decide about some."""
        for layer in self.layers:
            for name, document in layer.items():
                if document is not None and not document.is_readable:
                    return f"{name}: not every statement is a mapping"
        for label, statement in (pair for layer in self.labelled for pair in layer):
            if statement.effect is None:
                return f"{label}: {statement.doubt}"
        return None


def identity(*layers: Layer) -> Policies:
    """What a role may do: its identity policies, then its boundary and other layers that only take away."""
    return Policies(layers)


def trust(name: str, document: Document) -> Policies:
    """Who may assume a role."""
    return Policies(({name: document},), is_trust=True)


# Policies that allow nothing: no statement of their only layer allows a request.
NOTHING: t.Final = Policies(({},))
NOTHING_TRUSTED: t.Final = Policies(({},), is_trust=True)
