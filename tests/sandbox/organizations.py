# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS Organizations where moto is laxer: permissions, pages of lists, and the attributes of accounts.

Who may ask: the management account; delegated administrators, who may read; others only DescribeOrganization.

Pages: lists come in pages of at most 20. AWS may answer with an empty page though more is to come. Here it does so at
fixed places: in a list of more than one page, before the first page and before every third one after it (the fourth,
the seventh, ...). ``calls_to_list`` counts the calls that makes.

An account is described as AWS does since its changes of 2026: with ``State`` and ``Paths`` and without ``Status``, an
organizational unit with ``Path``. ``former=True`` describes both as before: with ``Status`` and none of the others.
"""

from __future__ import annotations

import json
import secrets
import typing as t

from moto.organizations.models import OrganizationsBackend, organizations_backends

from .answer import Answer, json_answer, refusal_answer
from .refusal import Refusal
from .request import Request

Forward = t.Callable[[t.Mapping[str, t.Any], str], Answer]
"""moto's answer to other parameters on behalf of another account."""

PAGE_SIZE = 20
_OPEN_TO_MEMBERS = frozenset({"DescribeOrganization", "LeaveOrganization"})
_NOT_IN_USE = Refusal("AWSOrganizationsNotInUseException", 400, "Your account is not a member of an organization.")
_DENIED = Refusal("AccessDeniedException", 400, "You don't have permissions to access this resource.")
_BAD_TOKEN = Refusal("InvalidInputException", 400, "You specified an invalid value for nextToken.")
_BAD_SIZE = Refusal("InvalidInputException", 400, "MaxResults is a number from 1 to 20.")
_CREATES_ORGANIZATION = frozenset({"CreateOrganization"})


def calls_to_list(count: int) -> int:
    """The number of calls to list that many members in pages of 20, with empty pages."""
    pages = max(1, -(-count // PAGE_SIZE))
    return pages if pages == 1 else pages + -(-pages // 3)


class Organizations:
    """Answers requests for AWS Organizations; moto keeps the organization."""

    def __init__(self) -> None:
        self.former = False
        self._rest: dict[str, tuple[str, list[list[t.Any]]]] = {}

    def forget(self, *, former: bool) -> None:
        """A reset invalidates all tokens."""
        self.former = former
        self._rest.clear()

    def answer(self, request: Request, forward: Forward) -> Answer:
        if request.operation in _CREATES_ORGANIZATION:
            return forward(request.parameters, request.account_id)
        management = _management_account(request.account_id, request.partition)
        if management is None:
            return refusal_answer(request.service, _NOT_IN_USE)
        backend = organizations_backends[management][request.partition]
        if not _may(request, management, backend):
            return refusal_answer(request.service, _DENIED)
        if request.operation.startswith("List"):
            return self._page(request, forward, management, backend)
        answer = forward(request.parameters, management)
        return self._described(answer, backend)

    def _page(self, request: Request, forward: Forward, management: str, backend: OrganizationsBackend) -> Answer:
        parameters = dict(request.parameters)
        size = parameters.pop("MaxResults", PAGE_SIZE)
        token = parameters.pop("NextToken", None)
        if not 1 <= size <= PAGE_SIZE:
            return refusal_answer(request.service, _BAD_SIZE)
        if token is None:
            # The whole list at once, whatever moto's page size.
            answer = self._described(forward({**parameters, "MaxResults": 1_000_000}, management), backend)
            if answer.status != 200:
                return answer
            key, members = next(item for item in json.loads(answer.body).items() if isinstance(item[1], list))
            return self._first(key, _pages(members, size))
        if token not in self._rest:
            return refusal_answer(request.service, _BAD_TOKEN)
        return self._first(*self._rest[token])

    def _first(self, key: str, pages: list[list[t.Any]]) -> Answer:
        """The first of the pages. A token stays valid, since a client may have to ask again."""
        content = {key: pages[0]}
        if len(pages) > 1:
            token = secrets.token_hex(8)
            self._rest[token] = (key, pages[1:])
            content["NextToken"] = t.cast("t.Any", token)
        return json_answer(content, content_type="application/x-amz-json-1.1")

    def _described(self, answer: Answer, backend: OrganizationsBackend) -> Answer:
        if answer.status != 200 or not answer.body:
            return answer
        content = json.loads(answer.body)
        parents = {unit.id: unit.parent_id for unit in backend.ou} | {
            account.id: account.parent_id for account in backend.accounts
        }
        for account in _members(content, "Account", "Accounts"):
            account.pop("State" if self.former else "Status")
            if not self.former:
                account["Paths"] = [_path(backend, parents, account["Id"])]
        for unit in _members(content, "OrganizationalUnit", "OrganizationalUnits"):
            if not self.former:
                unit["Path"] = _path(backend, parents, unit["Id"])
        return json_answer(content, content_type="application/x-amz-json-1.1")


def _pages(members: list[t.Any], size: int) -> list[list[t.Any]]:
    full = [members[start : start + size] for start in range(0, len(members), size)] or [[]]
    if len(full) == 1:
        return full
    return [page for number, chunk in enumerate(full) for page in ([[], chunk] if number % 3 == 0 else [chunk])]


def _members(content: t.Mapping[str, t.Any], *keys: str) -> t.Iterator[dict[str, t.Any]]:
    for key in keys:
        value = content.get(key)
        if isinstance(value, list):
            yield from value
        elif isinstance(value, dict):
            yield value


def _path(backend: OrganizationsBackend, parents: t.Mapping[str, str | None], member: str) -> str:
    chain = [member]
    while parent := parents.get(chain[0]):
        chain.insert(0, parent)
    organization = backend.org
    return "/".join([organization.id if organization else "", *chain, ""])


def _management_account(account_id: str, partition: str) -> str | None:
    """The management account of the organization that an account belongs to."""
    # Looked up first: moto would create a store for an unknown account.
    if account_id in organizations_backends.master_accounts:
        return str(organizations_backends.master_accounts[account_id][0])
    return account_id if organizations_backends[account_id][partition].org else None


def _may(request: Request, management: str, backend: OrganizationsBackend) -> bool:
    if request.account_id == management or request.operation in _OPEN_TO_MEMBERS:
        return True
    reads = request.operation.startswith(("List", "Describe"))
    return reads and any(admin.account.id == request.account_id for admin in backend.admins)
