# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callers of trust policies: those that the statements name, and one for all others of each account and type.

Of the others of an account, C(aws:PrincipalArn) is open: a condition may name one that no Principal element names.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, replace

from .._arn import split
from .._policy.canonical import folded_key
from . import globs
from .decisions import Decision
from .evaluate import names
from .keys import Known
from .policies import PRINCIPAL_ACCOUNT, PRINCIPAL_ARN, AccessStatement, Context, Principal, account_named

KnownKeys: t.TypeAlias = "t.Mapping[str, Known | None]"
_HIGHEST_ACCOUNT: t.Final = 999_999_999_999
_OTHERS: t.Final = (
    Principal("Service", "service.example.com"),
    Principal("Federated", "arn:aws:iam::999999999999:saml-provider/other"),
    Principal("CanonicalUser", "0" * 64),
)


@dataclass(frozen=True)
class Caller:
    """A principal that a statement names, or one that stands for all others of its account or type.

    C(known_keys) has what is known of the condition keys that the caller decides; C(None) for a key in doubt.
    """

    principal: Principal
    known_keys: KnownKeys

    def principal_in(self, context: Context) -> Principal | None:
        """The caller of a request with this context; C(None) if none has these values."""
        known = {name: known for name, known in self.known_keys.items() if known is not None and name in context}
        if not all(known.has(context[name]) for name, known in known.items()):
            return None
        if self.principal.account is None or PRINCIPAL_ARN not in known:
            return self.principal
        return Principal("AWS", context[PRINCIPAL_ARN][0])


def callers(statements: t.Sequence[AccessStatement]) -> list[Caller]:
    """The principals that the statements name, and others of each account that they or their conditions name."""
    every = list(dict.fromkeys(principal for one in statements for principal in _named(one)))
    named = [principal for principal in every if principal.name != "*" and not _is_account(principal)]
    others = frozenset(principal.name for principal in named)
    accounts = dict.fromkeys([*_accounts(every), *_accounts_in_conditions(statements)])
    beyond = _other_account(accounts)
    keys_beyond = _IN_DOUBT if _tell_accounts_apart(statements) else _keys_of_others(beyond, others)
    return [
        *(Caller(_any_role(account, others), _keys_of_others(account, others)) for account in accounts),
        Caller(_any_role(beyond, others), keys_beyond),
        *(Caller(principal, _keys_of(principal, keys_beyond)) for principal in dict.fromkeys([*named, *_OTHERS])),
    ]


def _other_account(accounts: t.Container[str]) -> str:
    return next(id_ for id_ in map(str, range(_HIGHEST_ACCOUNT, 0, -1)) if id_ not in accounts)


_IN_DOUBT: t.Final[KnownKeys] = {PRINCIPAL_ACCOUNT: None, PRINCIPAL_ARN: None}


def _keys_of(principal: Principal, keys_beyond: KnownKeys) -> KnownKeys:
    if principal.type != "AWS":
        return _optional(keys_beyond)
    if principal.account is None:
        return _IN_DOUBT
    arn = None if principal.is_role_session else Known((principal.name,))
    return {PRINCIPAL_ACCOUNT: Known((principal.account,)), PRINCIPAL_ARN: arn}


def _keys_of_others(account: str, others: frozenset[str]) -> KnownKeys:
    patterns = tuple(
        globs.arn([(character, True) for character in f"arn:aws*:iam::{account}:{kind}/?*"])
        for kind in ("role", "user")
    )
    name = _any_role(account, others).name
    return {PRINCIPAL_ACCOUNT: Known((account,)), PRINCIPAL_ARN: Known((name,), patterns, others)}


def _optional(known_keys: KnownKeys) -> KnownKeys:
    """The keys of a service or an identity provider: absent, or those of an account that no statement names."""
    return {name: None if known is None else replace(known, is_optional=True) for name, known in known_keys.items()}


def _any_role(account: str, named: t.Collection[str]) -> Principal:
    name = f"arn:aws:iam::{account}:role/any"
    while name in named:
        name += "other"
    return Principal("AWS", name)


def _named(one: AccessStatement) -> list[Principal]:
    """The names in a statement's Principal element."""
    return [Principal(kind, name) for kind, names_ in (one.statement.principals or {}).items() for name in names_]


def _is_account(principal: Principal) -> bool:
    return principal.type == "AWS" and account_named(principal.name) is not None


def _accounts(named: t.Iterable[Principal]) -> t.Iterator[str]:
    for principal in named:
        account = account_named(principal.name) if principal.type == "AWS" else None
        if account := account or principal.account:
            yield account


def _values(statements: t.Iterable[AccessStatement]) -> t.Iterator[str]:
    """The values that conditions compare with the caller's account or ARN."""
    for one in statements:
        for condition in one.statement.conditions:
            if folded_key(condition.key) in (PRINCIPAL_ACCOUNT, PRINCIPAL_ARN):
                yield from condition.values


_ACCOUNT = re.compile("[0-9]{12}")


def _accounts_in_conditions(statements: t.Iterable[AccessStatement]) -> t.Iterator[str]:
    for value in _values(statements):
        yield from _ACCOUNT.findall(value)


def _tell_accounts_apart(statements: t.Iterable[AccessStatement]) -> bool:
    """Whether conditions mean some accounts by more than their ids: by a wildcard within the id, or a variable."""
    return not all(map(_means_one_account_or_all, _values(statements)))


def _means_one_account_or_all(value: str) -> bool:
    parts = split(value)
    if len(parts) == 1:
        return value in ("*", "true", "false") or bool(_ACCOUNT.fullmatch(value))
    return len(parts) == _ARN_PARTS and bool(_ACCOUNT.fullmatch(parts[4]) or parts[4] == "*") and "${" not in value


_ARN_PARTS: t.Final = 6


def naming(one: AccessStatement, caller: Caller | None) -> Decision:
    """Whether a statement names the caller. Statements of identity policies, which name nobody, apply to everybody."""
    if caller is None:
        return True
    if any(decision for _name, decision in _decisions(one, caller)):
        return True
    return None if open_names(one, caller) else False


def open_names(one: AccessStatement, caller: Caller) -> list[str]:
    """The names in a statement of which the documentation does not say whether they stand for the caller."""
    return [account_named(name) or name for name, decision in _decisions(one, caller) if decision is None]


def _decisions(one: AccessStatement, caller: Caller) -> list[tuple[str, Decision]]:
    principal = caller.principal
    return [(named.name, names(principal, named.type, named.name)) for named in _named(one)]
