# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox: a server, an organization of accounts, clients signed in to them, and the log of what was called."""

from __future__ import annotations

import os
import pathlib
import secrets
import tempfile
import threading
import types
import typing as t

import boto3
from botocore.config import Config

from . import organization
from .accounts import MANAGEMENT_ACCOUNT_ID, Account, member_accounts
from .application import Additions, Application
from .calls import CallLog, LoggedCall
from .certificate import write_bundle
from .control import Control
from .credentials import REGION, Credentials, KeyRing
from .errors import SandboxError
from .faults import THROTTLING, Fault, Faults
from .meter import Meter
from .options import Options
from .organizations import Organizations
from .server import BackgroundServer

_in_use = threading.Lock()


@t.final
class Sandbox:
    """A running sandbox; start one with :meth:`start`, as a context manager or with a later :meth:`stop`."""

    def __init__(self, options: Options) -> None:
        self._accounts_at_start = member_accounts(options.accounts)
        self.accounts: tuple[Account, ...] = self._accounts_at_start
        self.management_account_id = MANAGEMENT_ACCOUNT_ID
        self.token = secrets.token_hex(16)
        self._lock = threading.RLock()
        self._log = CallLog()
        self._keys = KeyRing()
        self._faults = Faults()
        self._organizations = Organizations()
        self._clients: dict[tuple[str, str | None], t.Any] = {}
        self.reset()
        moto = Meter()
        application = Application(
            log=self._log,
            lock=self._lock,
            control=Control(self._log, self.reset, self.token, moto),
            additions=Additions(self._faults, self._organizations, options.managed_policies, moto),
        )
        self._directory: tempfile.TemporaryDirectory[str] | None = None
        self._ca_bundle: pathlib.Path | None = None
        context = None
        if options.tls:
            self._directory = tempfile.TemporaryDirectory(prefix="sandbox-")
            self._ca_bundle = pathlib.Path(self._directory.name, "ca.pem")
            context = write_bundle(self._ca_bundle)
        self._server = BackgroundServer(application, latency=options.latency, tls=context)

    @classmethod
    def start(
        cls, accounts: int = 3, *, managed_policies: bool = False, latency: float = 0, tls: bool = False
    ) -> Sandbox:
        """Start a sandbox with that many member accounts; ``managed_policies`` adds all of AWS's own policies.

        A few well-known policies of AWS are there in any case (``managed_policies.WELL_KNOWN``). ``latency`` are
        seconds that each call takes longer, without any other call waiting for it. With ``tls`` the endpoint is an
        https one, with a certificate that clients trust by ``AWS_CA_BUNDLE`` (see :attr:`environment`).
        """
        if "MOTO_ACCOUNT_ID" in os.environ:
            raise SandboxError("MOTO_ACCOUNT_ID puts every request into one account. Unset it to use the sandbox.")
        if not _in_use.acquire(blocking=False):
            raise SandboxError("A sandbox runs in this process already, and moto's state is one for the process.")
        try:
            sandbox = cls(Options(accounts=accounts, managed_policies=managed_policies, latency=latency, tls=tls))
        except BaseException:
            _in_use.release()
            raise
        sandbox._server.start()
        return sandbox

    def stop(self) -> None:
        """Close all connections, wait for all threads to end, forget everything."""
        self._server.stop()
        for client in self._clients.values():
            client.close()
        if self._directory is not None:
            self._directory.cleanup()
        organization.forget_everything()
        _in_use.release()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def endpoint_url(self) -> str:
        return self._server.url

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead an AWS SDK here, signed in to the management account."""
        administrator = self._keys.administrator
        bundle = {"AWS_CA_BUNDLE": str(self._ca_bundle)} if self._ca_bundle else {}
        return {
            **bundle,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": administrator.access_key_id,
            "AWS_SECRET_ACCESS_KEY": administrator.secret_access_key,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str, *, account_id: str | None = None) -> t.Any:
        """A boto3 client in an account, the management account by default.

        The client never retries, so that each call is one call in the log. Asked for again it is the same client, and
        it stays signed in across :meth:`reset`.
        """
        with self._lock:
            key = (service, account_id)
            if key not in self._clients:
                self._clients[key] = self._new_client(service, self._credentials(account_id))
            return self._clients[key]

    def calls(self) -> tuple[LoggedCall, ...]:
        """The operations since the start, the last :meth:`clear_calls` or :meth:`reset`, oldest first."""
        return self._log.calls()

    def clear_calls(self) -> None:
        self._log.clear()

    def throttle(self, service: str, operation: str, *, times: int) -> None:
        """Refuse the next requests of an operation as made too often; a reset forgets it."""
        with self._lock:
            self._faults.add(Fault(service, operation, THROTTLING[service], times))

    def reset(
        self,
        accounts: t.Sequence[Account] | None = None,
        *,
        empty_units: t.Iterable[tuple[str, ...]] = (),
        former: bool = False,
    ) -> None:
        """Back to the start: accounts with nothing but the role to assume, and an empty log.

        Until the next reset the organization can be another one: with other accounts, with organizational units that
        hold nothing, or described in AWS's ``former`` way (``organizations.py``).
        """
        with self._lock:
            self.accounts = self._accounts_at_start if accounts is None else tuple(accounts)
            organization.forget_everything()
            organization.create_organization(self.accounts, empty_units=empty_units)
            self._organizations.forget(former=former)
            self._faults.clear()
            self._keys.register()
            self._log.clear()

    def _credentials(self, account_id: str | None) -> Credentials:
        if account_id in (None, self.management_account_id):
            return self._keys.administrator
        for account in self.accounts:
            if account.id == account_id:
                return self._keys.session(account.id, account.role_arn)
        known = ", ".join(account.id for account in self.accounts)
        raise SandboxError(f"The sandbox has no account {account_id}. It has {known}.")

    def _new_client(self, service: str, credentials: Credentials) -> t.Any:
        session = boto3.session.Session(
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            aws_session_token=credentials.session_token,
            region_name=REGION,
        )
        config = Config(retries={"total_max_attempts": 1})
        make_client = t.cast("t.Callable[..., t.Any]", session.client)
        verify = str(self._ca_bundle) if self._ca_bundle else None
        return make_client(service, endpoint_url=self.endpoint_url, config=config, verify=verify)
