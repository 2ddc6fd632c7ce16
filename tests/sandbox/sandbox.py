# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox: a server, an organization of accounts, clients signed in to them, and the log of what was called."""

from __future__ import annotations

import collections
import contextlib
import os
import pathlib
import secrets
import tempfile
import threading
import types
import typing as t

import boto3
from botocore.config import Config

from . import organization, past
from .accounts import MANAGEMENT_ACCOUNT_ID, Account, member_accounts
from .application import Additions, Application
from .calls import CallLog, LoggedCall
from .certificate import write_bundle
from .control import Control
from .credentials import PARTITION, REGION, Credentials, KeyRing
from .errors import SandboxError
from .faults import Fault, FaultKind, Faults
from .meter import Meter
from .options import Omitted, Options
from .organizations import Organizations
from .past import Copy, Past
from .permissions import Allowed
from .reading import Reading
from .server import BackgroundServer
from .state import AccountState
from .watching import Watcher, Watchers

_in_use = threading.Lock()

# What accounts hold, by account ID.
Kept = dict[str, Copy]


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
        self._faults_at_start = options.faults
        self._faults.seed(options.seed)
        self._past = Past()
        self._allowed = Allowed()
        self._watchers = Watchers()
        self._omitted_at_start = options.omitted
        self._reading = Reading(options.omitted)
        self._closing = threading.Event()
        self._organizations = Organizations()
        self._clients: dict[tuple[str, str | None], t.Any] = {}
        self.reset()
        moto = Meter()
        application = Application(
            log=self._log,
            lock=self._lock,
            control=Control(self._log, self.reset, self.token, moto, self._faults),
            additions=Additions(
                organizations=self._organizations,
                managed_policies=options.managed_policies,
                moto=moto,
                faults=self._faults,
                past=self._past,
                allowed=self._allowed,
                watchers=self._watchers,
                reading=self._reading,
                closing=self._closing,
            ),
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
        return cls.start_with(Options(accounts=accounts, managed_policies=managed_policies, latency=latency, tls=tls))

    @classmethod
    def start_with(cls, options: Options) -> Sandbox:
        """Start a sandbox as the command line does: with faults from the start and after each reset, if wanted."""
        if "MOTO_ACCOUNT_ID" in os.environ:
            raise SandboxError("MOTO_ACCOUNT_ID puts every request into one account. Unset it to use the sandbox.")
        if not _in_use.acquire(blocking=False):
            raise SandboxError("A sandbox runs in this process already, and moto's state is one for the process.")
        try:
            sandbox = cls(options)
        except BaseException:
            _in_use.release()
            raise
        sandbox._server.start()
        return sandbox

    def stop(self) -> None:
        """Close all connections, wait for all threads to end, and clear all state."""
        self._closing.set()
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
        """The environment variables that lead an AWS SDK here, signed in to the management account."""
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
        operations = frozenset({operation})
        self.add_fault(Fault(kind=FaultKind.THROTTLING, service=service, operations=operations, times=times))

    def add_fault(self, fault: Fault) -> None:
        """Switch a fault on, besides those that are on already, until :meth:`clear_faults` or :meth:`reset`."""
        self._faults.add(fault)

    def seed_faults(self, seed: int) -> None:
        """Begin the random numbers of the faults anew, now and at each reset, with another seed than 0."""
        self._faults.seed(seed)

    def clear_faults(self) -> None:
        """Switch all faults off, and make expired credentials valid again. The counts stay."""
        self._faults.clear()

    def fault_counts(self) -> collections.Counter[FaultKind]:
        """How often each kind of fault has happened since the start or the last :meth:`reset`.

        A STALE_READ counts if something had been written in the time it looked past, or a principal was too young.
        """
        return self._faults.counts()

    def allow_only(self, actions: t.Collection[str] | None) -> None:
        """Deny every action except these, such as ``iam:GetRole`` or ``iam:List*``; None allows everything again."""
        self._allowed.only(actions)

    def read_update_role(self, omitted: Omitted) -> None:
        """Have UpdateRole keep or reset what a request leaves out, until :meth:`reset`: sources disagree on it."""
        self._reading.omitted = omitted

    def plant_tags(self, arn: str, tags: t.Mapping[str, str]) -> None:
        """Tag a role, managed policy or instance profile as AWS does it, with keys that begin with ``aws:``."""
        with self._lock:
            AccountState.of(arn.split(":")[4], arn.split(":")[1]).plant_tags(arn, tags)

    def watching(self, watcher: Watcher) -> contextlib.AbstractContextManager[None]:
        """Have a function told of each operation that is carried out, ``before`` and ``after`` it takes effect.

        It is called with the moment and the request (service, operation, account_id, parameters), under the sandbox's
        lock and before any answer is sent. It may look at :meth:`state` and kill the client; it must not call the
        sandbox over HTTP. What it raises is raised where the block ends.
        """
        return self._watchers.watching(watcher)

    def state(self, account_id: str, partition: str = PARTITION) -> AccountState:
        """The contents of an account's IAM, straight from moto's store.

        Look at it from a watcher or while nobody calls the sandbox: a read of the past puts the past there for as long
        as it takes.
        """
        return AccountState.of(account_id, partition)

    def keep(self) -> Kept:
        """Keep what all accounts hold, for :meth:`put_back` after a later reset to the same accounts."""
        with self._lock:
            return {account.id: past.copy_of(self.state(account.id).backend) for account in self.accounts}

    def put_back(self, kept: Kept) -> None:
        """Have the accounts hold again what they held when it was kept, for tests that begin alike."""
        with self._lock:
            for account_id, contents in kept.items():
                past.put_back(self.state(account_id).backend, contents)

    def reset(
        self,
        accounts: t.Sequence[Account] | None = None,
        *,
        empty_units: t.Iterable[tuple[str, ...]] = (),
        former: bool = False,
    ) -> None:
        """Back to the start: accounts with nothing but the role to assume, an empty log, the faults of the start.

        Until the next reset the organization can be another one: with other accounts, with organizational units that
        hold nothing, or described in AWS's ``former`` way (``organizations.py``).
        """
        with self._lock:
            self.accounts = self._accounts_at_start if accounts is None else tuple(accounts)
            organization.forget_everything()
            organization.create_organization(self.accounts, empty_units=empty_units)
            self._organizations.forget(former=former)
            self._faults.reset()
            for fault in self._faults_at_start:
                self._faults.add(fault)
            self._past.forget()
            self._allowed.only(None)
            self._reading.omitted = self._omitted_at_start
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
