# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The findings about all policies of a role together: how it can gain permissions that they do not grant."""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, field
from types import MappingProxyType

from .._access import escalation, questions
from .._access.escalation import Escalation
from .._access.escalation_paths import GAINS
from .._access.escalation_requests import AWS_POLICY, RoleFacts
from .._access.role import RoleAccess
from .._arn import SPECIMEN
from .._errors import DocumentError, OptionError
from .._finding import Finding
from .._policy import document as policy
from .._policy import pseudo_parameters, risk_rules
from .._policy.document import Document
from .._policy.problem import listed
from .._sanitize import printable


@dataclass(frozen=True, kw_only=True)
class ReviewedRole:
    """A role with the documents that a review has of it, by the names that findings call them.

    C(managed) has the managed policies as the role refers to them, each with its document, C(None) if nobody has read
    it; it is C(None) if it is not known which ones the role has. C(boundary) is the reference to its boundary.
    C(paths) has the paths of policies by their friendly names in lower case, as far as they are known.
    """

    name: str
    path: str = "/"
    inline: t.Mapping[str, t.Any] = field(default_factory=dict)
    managed: t.Mapping[str, t.Any] | None = None
    boundary: str | None = None
    boundary_document: t.Any = None
    paths: t.Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        name: str,
        options: t.Mapping[str, t.Any],
        inline: t.Mapping[str, t.Any],
        policies: t.Mapping[str, t.Any],
        paths: t.Mapping[str, str] = MappingProxyType({}),
    ) -> ReviewedRole:
        """A role that refers to its policies in its options. C(policies) and C(paths) are by names in lower case."""
        managed, boundary = options.get("managed_policies"), options.get("boundary")
        return cls(
            name=name,
            path=options.get("path") or "/",
            inline=inline,
            managed=None if managed is None else {str(one): _document_of(one, policies) for one in managed},
            boundary=boundary or None,
            boundary_document=_document_of(boundary, policies) if boundary else None,
            paths=paths,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The managed policies whose documents decide what the role may do."""
        return tuple(name for name, document in (self.managed or {}).items() if document is not None)

    @property
    def given(self) -> dict[str, t.Any]:
        """The documents that decide what the role may do, by their names in findings."""
        return {**self.inline, **{name: (self.managed or {})[name] for name in self.names}}

    @property
    def not_read(self) -> tuple[str, ...]:
        """The managed policies whose documents nobody has read."""
        return tuple(name for name, document in (self.managed or {}).items() if document is None)


def _document_of(policy: t.Any, policies: t.Mapping[str, t.Any]) -> t.Any:
    """The document of a policy among others. AWS's own policies are none of them, whatever their names."""
    return None if AWS_POLICY in str(policy) else policies.get(friendly_name(policy))


def friendly_name(policy: t.Any) -> str:
    """The name, in lower case, of a policy that is given by its friendly name or its ARN."""
    text = str(policy)
    return (text.rpartition("/")[2] if text.startswith("arn:") else text).lower()


def is_needed(role: ReviewedRole) -> bool:
    """Whether a role has the actions of an escalation, so that its findings have to be looked for."""
    boundary = {"": role.boundary_document} if role.boundary_document is not None else {}
    try:
        # Actions have no pseudo parameters to fill in.
        layers = [{key: policy.parse(key, given) for key, given in layer.items()} for layer in (role.given, boundary)]
    except DocumentError:
        return False
    return escalation.may_escalate(RoleAccess(identity=layers[0], boundary=layers[1] or None))


def findings(role: ReviewedRole, name: str) -> tuple[Finding, ...]:
    """The findings about a role, which they call C(name). None if one of its documents cannot be read."""
    facts = _facts(role)
    if facts is None:
        return ()
    found = escalation.escalations(facts)
    messages = [*_open(role, found), *_unknown(found)]
    rule = risk_rules.PRIVILEGE_ESCALATION
    # The account is an example.
    texts = (printable(message).replace(f":{SPECIMEN.id}:", ":${AWS::AccountId}:") for message in messages)
    return tuple(Finding(rule=rule, message=text, document=name) for text in texts)


def _open(role: ReviewedRole, found: t.Iterable[Escalation]) -> t.Iterator[str]:
    """A message for each gain: the requests of one path, and the names of the others."""
    certain = (one for one in found if one.unknown is None)
    for gain, of_gain in itertools.groupby(certain, key=lambda one: one.path.gain):
        first, *others = of_gain
        requests = "; ".join(map(questions.sentence, first.steps))
        also = f"; also by {listed([other.path.name for other in others])}" if others else ""
        within = ", within its permissions boundary" if gain == "own" and role.boundary else ""
        yield f"{GAINS[gain]}{within}, by {first.path.name} ({requests}){also}; {_not_looked_at(role)}"


def _unknown(found: t.Iterable[Escalation]) -> t.Iterator[str]:
    names: dict[str, list[str]] = {}
    for one in found:
        if one.unknown is not None:
            names.setdefault(one.unknown, []).append(one.path.name)
    for reason, paths in names.items():
        yield f"it is not known whether the role can gain permissions by {listed(paths)}: {reason}"


def _not_looked_at(role: ReviewedRole) -> str:
    others = "what other principals may do"
    if not role.not_read:
        return f"{others} was not looked at"
    return f"{others}, and the documents of {listed(role.not_read)}, were not looked at"


def _facts(role: ReviewedRole) -> RoleFacts | None:
    """The role as the engine knows it, in an example account; C(None) if IAM would not take one of its documents."""
    try:
        identity = {name: _document(name, document) for name, document in role.given.items()}
        boundary = None if role.boundary is None else {role.boundary: _boundary(role)}
        managed = None if role.managed is None else _own(role.managed, role.paths)
        own_boundary = () if role.boundary is None else _arns(role.boundary, role.paths)
    except (DocumentError, OptionError):
        return None
    return RoleFacts(
        access=RoleAccess(identity=identity, boundary=boundary),
        arn=f"arn:{{partition}}:iam::{{account}}:role{role.path}{role.name}",
        managed_policies=managed,
        boundary=own_boundary,
    )


def _boundary(role: ReviewedRole) -> Document | None:
    return None if role.boundary_document is None else _document(role.boundary or "", role.boundary_document)


def _document(name: str, document: t.Any) -> Document:
    return policy.parse(name, document).filled(name, SPECIMEN)


def _own(references: t.Iterable[str], paths: t.Mapping[str, str]) -> tuple[str, ...]:
    """The ARNs of the policies that are the account's own. Nobody can change a policy of AWS."""
    return tuple(arn for reference in references for arn in _arns(reference, paths) if AWS_POLICY not in arn)


def _arns(reference: str, paths: t.Mapping[str, str]) -> tuple[str, ...]:
    """The ARNs that a policy may have."""
    if reference.startswith("arn:"):
        return (pseudo_parameters.fill_known(reference, SPECIMEN),)
    start = "arn:{partition}:iam::{account}:policy"
    path = paths.get(reference.lower())
    return (f"{start}/{reference}", f"{start}/*/{reference}") if path is None else (f"{start}{path}{reference}",)
