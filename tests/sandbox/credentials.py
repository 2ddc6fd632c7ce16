# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access keys: which account a signer belongs to, and the sandbox's own sessions in each account."""

from __future__ import annotations

import dataclasses

from moto.iam.models import AccessKey, iam_backends
from moto.sts.models import AssumedRole, sts_backends

from .accounts import MANAGEMENT_ACCOUNT_ID
from .errors import SandboxError
from .refusal import Refusal

PARTITION = "aws"
REGION = "us-east-1"
ADMINISTRATOR = "sandbox-administrator"
SESSION_NAME = "sandbox"


@dataclasses.dataclass(frozen=True)
class Credentials:
    """The credentials of a client."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


class KeyRing:
    """The management account's access key and one session for each account; they stay valid across a reset."""

    def __init__(self) -> None:
        self._administrator: AccessKey | None = None
        self._sessions: dict[str, AssumedRole] = {}

    @property
    def administrator(self) -> Credentials:
        if self._administrator is None:
            raise SandboxError("The keys have not been registered yet.")
        return Credentials(self._administrator.access_key_id, self._administrator.secret_access_key)

    def session(self, account_id: str, role_arn: str) -> Credentials:
        """Credentials of the assumed role, without a trace in the log of calls."""
        if account_id not in self._sessions:
            self._sessions[account_id] = sts_backends[MANAGEMENT_ACCOUNT_ID][PARTITION].assume_role(
                region_name=REGION,
                role_session_name=SESSION_NAME,
                role_arn=role_arn,
                policy="",
                duration=3600,
                external_id="",
            )
        session = self._sessions[account_id]
        return Credentials(session.access_key_id, session.secret_access_key, session.session_token)

    def register(self) -> None:
        """Register the keys with moto after a reset."""
        management = iam_backends[MANAGEMENT_ACCOUNT_ID][PARTITION]
        user = management.create_user(REGION, ADMINISTRATOR, "/", tags=[])
        if self._administrator is None:
            self._administrator = user.create_access_key(prefix="AKIA")
        else:
            user.access_keys.append(self._administrator)
        management.access_keys[self._administrator.access_key_id] = self._administrator
        for account_id, session in self._sessions.items():
            iam_backends[account_id][PARTITION].access_keys[session.access_key_id] = session.access_key
            sts_backends[account_id][PARTITION].assumed_roles.append(session)


def account_of(access_key_id: str) -> str | None:
    """The account that issued an access key, or None.

    moto's own lookup creates the IAM of every partition in every account, and falls back to its default account.
    """
    account_id = _account_of_key.get(access_key_id)
    if account_id is not None and _has_issued(account_id, access_key_id):
        return account_id
    for account_id in list(iam_backends):
        if _has_issued(account_id, access_key_id):
            _account_of_key[access_key_id] = account_id
            return account_id
    return None


_account_of_key: dict[str, str] = {}
"""What a search has found. Whether it still holds is asked of moto each time, since a reset makes it forget keys."""


def _has_issued(account_id: str, access_key_id: str) -> bool:
    if account_id not in iam_backends:
        return False
    return any(access_key_id in backend.access_keys for backend in list(iam_backends[account_id].values()))


def caller_arn(account_id: str, partition: str, access_key_id: str) -> str:
    """The identity of a signer: a session of a role, a user, or the account itself."""
    for backend in sts_backends[account_id].values():
        session = backend.get_assumed_role_from_access_key(access_key_id)
        if session is not None:
            return session.arn
    key = iam_backends[account_id][partition].access_keys.get(access_key_id)
    suffix = f"user/{key.user_name}" if key is not None and key.user_name else "root"
    return f"arn:{partition}:iam::{account_id}:{suffix}"


def role_of_session(account_id: str, access_key_id: str) -> str | None:
    """The ARN of the role that a signer has assumed, None if the signer is a user or an account itself."""
    found = (backend.get_assumed_role_from_access_key(access_key_id) for backend in sts_backends[account_id].values())
    return next((session.role_arn for session in found if session is not None), None)


def unknown_key(service: str) -> Refusal:
    code = "UnrecognizedClientException" if service == "organizations" else "InvalidClientTokenId"
    status = 400 if service == "organizations" else 403
    return Refusal(code, status, "The security token included in the request is invalid.")
