# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a box to requests that a person can read, and why a box proves nothing."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from . import variables
from .boxes import Box
from .keys import Atom
from .policies import PRINCIPAL_ACCOUNT, PRINCIPAL_ARN, AccessStatement, Context, Principal, Request
from .representatives import ResourcePattern
from .space import Dimension, Space, content_of

_VALUE: t.Final = "example"
_NO: t.Final = 0b01


def requests(box: Box, space: Space, action: str) -> t.Iterator[Request]:
    """Requests of a box, the simplest first. Where variables matter, they get no value, or an example."""
    masks = dict(zip(space.dimensions, box, strict=True))
    context = {}
    for (kind, name), mask in masks.items():
        content = content_of(space.keys[name], mask) if kind == "key" else None
        if content is not None:
            context[name] = content
    resource = "*"
    if not (space.caller or _is_about_trust(space)):
        mask = masks.get(("resource", None), (1 << len(space.resources.witnesses)) - 1)
        resource = space.resources.witnesses[(mask & -mask).bit_length() - 1]
    for request in _with_variables(Request(action, resource, context=context), masks):
        if space.caller is None:
            yield request
        elif (principal := space.caller.principal_in(request.context)) is not None:
            yield replace(request, principal=principal, context={**_of_principal(principal), **request.context})


def _is_about_trust(space: Space) -> bool:
    return any(one.is_trust for one in space.statements)


def _of_principal(principal: Principal) -> dict[str, tuple[str, ...]]:
    if principal.account is None:
        return {}
    arn = {} if principal.is_role_session else {PRINCIPAL_ARN: (principal.name,)}
    return {PRINCIPAL_ACCOUNT: (principal.account,), **arn}


def _with_variables(request: Request, masks: t.Mapping[Dimension, int]) -> t.Iterator[Request]:
    """The request as it is, then with a value for each variable that has to match, and what its texts then match."""
    yield request
    for (kind, about), mask in masks.items():
        if kind != "variable" or mask & _NO:
            continue
        text = about.text if isinstance(about, ResourcePattern) else about[1]
        values = {name: request.context.get(name, (_VALUE,)) for name in variables.names(text)}
        context = {**values, **request.context}
        matched = _matched_by(text, context)
        if isinstance(about, ResourcePattern):
            yield replace(request, resource=matched, context=context)
        else:
            yield replace(request, context={**context, about[0]: (matched,)})


def _matched_by(text: str, context: Context) -> str:
    """A text that a pattern matches when its variables have the values of the context."""
    pieces = variables.Variables(values=context).fill(text) or ()
    return "".join(_FILLER.get(piece.text, piece.text) if piece.is_wild else piece.text for piece in pieces)


# What stands for a wildcard in an example.
_FILLER: t.Final = {"*": "", "?": "x"}


def reason(box: Box, space: Space) -> str:
    """Why no request of a box could be confirmed."""
    if space.crosses_parts:
        return "IAM's documentation leaves open whether an asterisk that ends a part of an ARN matches beyond it"
    about = [name for (kind, name), mask in zip(space.dimensions, box, strict=True) if kind == "doubt" and mask != 0b11]
    for name in about:
        if isinstance(name, AccessStatement):
            return name.doubt or ""
        if isinstance(name, ResourcePattern):
            return f"IAM's documentation leaves open what {name.text} matches"
        if isinstance(name, str):
            return f"IAM's documentation leaves open whether {name} in a Principal element stands for the caller"
        return _reason_of_atom(*name)
    return "it depends on the value of a policy variable"


def _reason_of_atom(name: str, atom: Atom) -> str:
    if atom.variable_values:
        return f"it depends on the policy variable in {atom.variable_values[0]}, compared with {name}"
    return f"IAM's documentation leaves open what a condition on {name} decides"
