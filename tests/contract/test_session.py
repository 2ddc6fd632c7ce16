# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From options to a session: credentials, assumed roles, the guard, and a module's result."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import http.server
import itertools
import json
import multiprocessing
import pathlib
import re
import sys
import threading
import typing as t

import botocore
import botocore.config
import botocore.exceptions
import botocore.session
import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._aws import clients
from ansible_collections.leastpriv.aws.plugins.module_utils._aws import session as aws
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.clients import Client
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.connection import Connection
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.session import Session
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import (
    ConnectionFailedError,
    IamError,
    OptionError,
    WrongAccountError,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._module.connection_options import preload_session
from ansible_collections.leastpriv.aws.plugins.module_utils._module.module_main import ModuleResult
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import execute
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import MANAGED_POLICY, ROLE
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from sandbox import Sandbox
from support.tasks import allow, options, trust

MANAGEMENT = "999999999999"
MEMBER = "111111111111"
MEMBER_ROLE = f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole"


def session(**given: t.Any) -> Session:
    given_options = options("iam_role", name="-", **given)
    return Session(Connection.from_options(given_options), RetryPolicy.from_options(given_options))


@pytest.fixture(autouse=True)
def signed_out() -> None:
    aws._SIGNED_IN.clear()


def called(sandbox: Sandbox) -> list[str]:
    return [f"{call.service}:{call.operation}" for call in sandbox.calls()]


@pytest.mark.usefixtures("sandbox")
def test_the_environment_is_read_as_boto3_reads_it() -> None:
    account = session().account
    assert (account.id, account.partition, account.region) == (MANAGEMENT, "aws", "us-east-1")


def test_an_assumed_role_needs_no_second_question(sandbox: Sandbox) -> None:
    account = session(assume_role_arn=MEMBER_ROLE, region="eu-west-1").account
    assert (account.id, account.region) == (MEMBER, "eu-west-1")
    assert called(sandbox) == ["sts:AssumeRole"]


def test_the_same_sign_in_is_made_once(sandbox: Sandbox) -> None:
    first, again = (
        session(assume_role_arn=MEMBER_ROLE),
        session(assume_role_arn=MEMBER_ROLE, allowed_account_ids=[MEMBER]),
    )
    assert called(sandbox) == ["sts:AssumeRole"]
    assert first.operations == again.operations == ["sts:AssumeRole"]
    assert first.call("ListRoles", {})["Roles"] == again.call("ListRoles", {})["Roles"]


def test_the_guard_looks_at_a_shared_sign_in_too(sandbox: Sandbox) -> None:
    session()
    with pytest.raises(WrongAccountError, match=f"is for account {MANAGEMENT}"):
        session(allowed_account_ids=[MEMBER])
    assert called(sandbox) == ["sts:GetCallerIdentity"]


@pytest.mark.parametrize(
    "other",
    [
        {"assume_role_arn": MEMBER_ROLE.replace("1" * 12, "2" * 12)},
        {"assume_role_external_id": "another"},
        {"assume_role_session_name": "another"},
        {"region": "eu-west-1"},
        {"aws_config": {"connect_timeout": 5}},
        {"validate_certs": False},
    ],
    ids=str,
)
def test_a_sign_in_is_shared_by_nothing_that_names_another(sandbox: Sandbox, other: dict[str, t.Any]) -> None:
    session(assume_role_arn=MEMBER_ROLE)
    session(**{"assume_role_arn": MEMBER_ROLE, **other})
    assert called(sandbox) == ["sts:AssumeRole"] * 2


def test_a_sign_in_is_not_shared_with_another_environment_or_configuration(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    session(assume_role_arn=MEMBER_ROLE)
    config.write_text("[default]\nregion = eu-north-1\n", encoding="utf-8")
    session(assume_role_arn=MEMBER_ROLE)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    assert session(assume_role_arn=MEMBER_ROLE).account.region == "eu-south-1"
    assert called(sandbox) == ["sts:AssumeRole"] * 3


def test_a_forked_process_signs_in_for_itself(sandbox: Sandbox) -> None:
    session(assume_role_arn=MEMBER_ROLE)
    process = multiprocessing.get_context("fork").Process(target=session, kwargs={"assume_role_arn": MEMBER_ROLE})
    process.start()
    process.join()
    assert process.exitcode == 0
    assert called(sandbox) == ["sts:AssumeRole"] * 2


def test_accounts_share_a_client_and_no_credentials(sandbox: Sandbox) -> None:
    accounts = ("1" * 12, "2" * 12)
    # In two regions: IAM has one endpoint for both.
    first, second = (
        session(assume_role_arn=MEMBER_ROLE.replace(MEMBER, account), region=region)
        for account, region in zip(accounts, ("eu-west-1", "us-west-2"), strict=True)
    )
    assert first._signed_in.iam.shared is second._signed_in.iam.shared
    for _number in range(2):
        for account, of_account in zip(accounts, (first, second), strict=True):
            (role,) = of_account.call("ListRoles", {})["Roles"]
            assert role["Arn"].split(":")[4] == account
    assert called(sandbox) == ["sts:AssumeRole"] * 2 + ["iam:ListRoles"] * 4


@pytest.mark.parametrize(
    ("regions", "environment", "shared"),
    [
        (("us-east-1", "eu-west-1"), {}, True),
        (("us-gov-west-1", "us-gov-east-1"), {}, True),
        (("cn-north-1", "eu-west-1"), {}, False),
        (("mars-north-1", "eu-west-1"), {}, False),
        (("us-east-1", "eu-west-1"), {"AWS_STS_REGIONAL_ENDPOINTS": "legacy"}, False),
        (
            ("us-east-1", "eu-west-1"),
            {"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": ".eu-west-1.amazonaws.com"},
            False,
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("service", ["iam", "sts"])
def test_the_regions_of_a_partition_share_a_client(
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    regions: tuple[str, str],
    environment: dict[str, str],
    *,
    shared: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    connection = Connection.from_options(options("iam_role", name="-"))
    first, second = (Client.of(connection, service, region, None) for region in regions)
    assert (first.shared is second.shared) is shared


@pytest.mark.parametrize("preloaded", [False, True], ids=["new", "preloaded"])
@pytest.mark.parametrize("service", ["iam", "sts"])
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"endpoint_url": "http://127.0.0.1:9"},
        {"endpoint_url": "https://us-west-2.example.com:443"},
        {"endpoint_url": "https://example.com/below"},
        {"aws_config": {"use_fips_endpoint": True}},
        {"aws_config": {"use_dualstack_endpoint": True, "user_agent_extra": "extra"}},
    ],
    ids=str,
)
def test_a_shared_client_sends_what_a_client_of_the_region_would(
    monkeypatch: pytest.MonkeyPatch, service: str, given: dict[str, t.Any], *, preloaded: bool
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    connection = Connection.from_options(options("iam_role", name="-", **given))
    clients._CLIENTS.clear()
    if preloaded:
        clients.preload(connection, service, None)
    session = botocore.session.Session()
    session.set_credentials("AKIA", "secret", "token")
    settings: dict[str, t.Any] = {
        "endpoint_url": connection.endpoint_url,
        "config": botocore.config.Config(**connection.config),
    }
    operation = {"iam": "ListRoles", "sts": "GetCallerIdentity"}[service]
    partitions = ("aws", "aws-cn", "aws-us-gov")
    for region in itertools.chain(*(session.get_available_regions("sts", partition) for partition in partitions)):
        shared = Client.of(connection, service, region, session.get_credentials())
        own = session.create_client(service, region, **settings)
        expected = _sent(own, getattr(own, botocore.xform_name(operation)))
        assert _sent(shared.shared._client, functools.partial(shared.call, operation, {})) == expected


def _sent(client: t.Any, call: t.Callable[[], object]) -> tuple[str, str, str, set[str]]:
    """The URL that a call goes to, the scope of its signature, its body, and the names of its headers."""
    sent = []

    def keep(request: t.Any, **_event: object) -> t.NoReturn:
        sent.append(request)
        raise ConnectionRefusedError

    client.meta.events.register("before-send", keep)
    with pytest.raises(ConnectionRefusedError):
        call()
    client.meta.events.unregister("before-send", keep)
    scope = re.search(r"Credential=[^/]+/[0-9]+/([^,]+),", sent[0].headers["Authorization"].decode())
    assert scope
    return sent[0].url, scope[1], sent[0].body, set(sent[0].headers.keys())


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("ListRoles", {"MaxItems": 1}),
        ("GetRole", {"RoleName": "Reader"}),
        ("ListRoleTags", {"RoleName": "Reader"}),
        ("GetRole", {"RoleName": "Missing"}),
        ("TagRole", {"RoleName": "Reader", "Tags": [{"Key": "Owner", "Value": "Zoë & +"}]}),
        ("UpdateAssumeRolePolicy", {"RoleName": "Reader", "PolicyDocument": "no JSON"}),
        ("ListRoles", {"MaxItems": "many"}),
    ],
    ids=str,
)
def test_a_call_is_answered_as_botocore_answers_it(
    sandbox: Sandbox, operation: str, parameters: dict[str, t.Any]
) -> None:
    signed_in = session(assume_role_arn=MEMBER_ROLE)
    document = json.dumps(trust("lambda.amazonaws.com"))
    signed_in.call("CreateRole", {"RoleName": "Reader", "AssumeRolePolicyDocument": document})
    client = signed_in._signed_in.iam
    direct = _answered(client, operation, parameters)
    assert client.shared._parts is not None
    client.shared._parts = None
    by_botocore = _answered(client, operation, parameters)
    assert direct == by_botocore
    assert called(sandbox)[2:] in ([f"iam:{operation}"] * 2, [])


def _answered(client: Client, operation: str, parameters: dict[str, t.Any]) -> t.Any:
    """The reply or the error, without what differs from call to call."""
    try:
        reply = client.call(operation, parameters)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"], error.response["ResponseMetadata"]["HTTPStatusCode"], error.operation_name
    except botocore.exceptions.BotoCoreError as error:
        return repr(error)
    return {name: value for name, value in reply.items() if name != "ResponseMetadata"}


@pytest.mark.parametrize("given", [{"validate_certs": False}, {"aws_config": {"connect_timeout": 5}}], ids=str)
def test_a_client_is_shared_by_nothing_that_connects_differently(given: dict[str, t.Any]) -> None:
    connections = [Connection.from_options(options("iam_role", name="-", **others)) for others in ({}, given)]
    first, second = (Client.of(connection, "iam", None, None) for connection in connections)
    assert first.shared is not second.shared


def test_a_preloaded_client_serves_a_fork_until_it_has_connected(sandbox: Sandbox) -> None:
    preload_session()
    assert called(sandbox) == []
    connection = Connection.from_options(options("iam_role", name="-"))
    preloaded = Client.of(connection, "iam", "eu-north-1", None).shared
    assert _in_a_fork(lambda: session()._signed_in.iam.shared is preloaded)
    session().call("ListRoles", {})
    assert not _in_a_fork(lambda: session()._signed_in.iam.shared is preloaded)


def _in_a_fork(check: t.Callable[[], bool]) -> bool:
    process = multiprocessing.get_context("fork").Process(target=lambda: sys.exit(0 if check() else 3))
    process.start()
    process.join()
    assert process.exitcode in (0, 3)
    return process.exitcode == 0


def test_preloading_is_silent_about_what_tasks_may_not_use(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_PROFILE": "missing", "AWS_URL": "not a URL", "AWS_CA_BUNDLE": "/missing"}.items():
        monkeypatch.setenv(name, value)
    preload_session()


def test_preloading_searches_for_no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    asked = tmp_path / "asked"
    config = tmp_path / "config"
    config.write_text(f"[default]\ncredential_process = touch {asked}\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for variable in _KEYS:
        monkeypatch.delenv(variable, raising=False)
    preload_session()
    assert not asked.exists()


def test_a_sign_in_that_ends_soon_is_not_shared(sandbox: Sandbox) -> None:
    session(assume_role_arn=MEMBER_ROLE)
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=9)
    for key, signed_in in aws._SIGNED_IN.items():
        aws._SIGNED_IN[key] = dataclasses.replace(signed_in, expires=soon)
    session(assume_role_arn=MEMBER_ROLE)
    assert called(sandbox) == ["sts:AssumeRole"] * 2


def test_after_credentials_that_aws_does_not_know_nothing_is_shared(sandbox: Sandbox) -> None:
    session(assume_role_arn=MEMBER_ROLE)
    with pytest.raises(IamError, match="InvalidClientTokenId"):
        session(access_key="AKIAUNKNOWN", secret_key="unknown")
    session(assume_role_arn=MEMBER_ROLE)
    assert called(sandbox).count("sts:AssumeRole") == 2


def test_the_session_name_and_external_id_are_sent(sandbox: Sandbox) -> None:
    session(assume_role_arn=MEMBER_ROLE, assume_role_session_name="ci-42", assume_role_external_id="secret/id")
    (call,) = sandbox.calls()
    assert call.parameters["RoleSessionName"] == "ci-42"
    assert call.parameters["ExternalId"] == "secret/id"


def test_options_go_before_the_environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = sandbox.environment
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
    account = session(
        access_key=environment["AWS_ACCESS_KEY_ID"],
        secret_key=environment["AWS_SECRET_ACCESS_KEY"],
        endpoint_url=sandbox.endpoint_url,
    ).account
    assert account.id == MANAGEMENT


def test_a_profile_is_read(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    environment = sandbox.environment
    config = tmp_path / "config"
    config.write_text(
        f"[profile ops]\nregion = eu-central-1\naws_access_key_id = {environment['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {environment['AWS_SECRET_ACCESS_KEY']}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable)
    assert session(profile="ops").account.region == "eu-central-1"
    monkeypatch.setenv("AWS_PROFILE", "ops")
    assert session().account.region == "eu-central-1"
    with pytest.raises(ConnectionFailedError, match="missing"):
        session(profile="missing")


def test_the_older_names_of_variables_are_read_last(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = sandbox.environment
    monkeypatch.setenv("AWS_ACCESS_KEY", "AKIAIGNORED")
    monkeypatch.setenv("AWS_SECRET_KEY", "ignored")
    assert session().account.id == MANAGEMENT
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_ACCESS_KEY", environment["AWS_ACCESS_KEY_ID"])
    monkeypatch.setenv("AWS_SECRET_KEY", environment["AWS_SECRET_ACCESS_KEY"])
    assert session().account.id == MANAGEMENT


WRONG_ACCOUNTS: dict[str, tuple[dict[str, t.Any], str, list[str]]] = {
    "credentials": ({"allowed_account_ids": [MEMBER]}, f"is for account {MANAGEMENT}", ["sts:GetCallerIdentity"]),
    "role": (
        {"allowed_account_ids": ["222222222222"], "assume_role_arn": MEMBER_ROLE},
        f"assume_role_arn .* is for account {MEMBER}, but allowed_account_ids, .* aws_account_id, allows 222222222222.",
        [],
    ),
    "no account at all": ({"allowed_account_ids": []}, "aws_account_id, allows none", ["sts:GetCallerIdentity"]),
}


@pytest.mark.parametrize(("given", "message", "calls"), WRONG_ACCOUNTS.values(), ids=WRONG_ACCOUNTS)
def test_the_guard(sandbox: Sandbox, given: dict[str, t.Any], message: str, calls: list[str]) -> None:
    with pytest.raises(WrongAccountError, match=message):
        session(**given)
    assert called(sandbox) == calls


BAD_OPTIONS: dict[str, tuple[dict[str, t.Any], str]] = {
    "profile and keys": ({"profile": "p", "access_key": "a", "secret_key": "b"}, "profile: Passing both a profile and"),
    "role": ({"assume_role_arn": "admin"}, "assume_role_arn: 'admin' is not the ARN of a role"),
    "no role": ({"assume_role_arn": ""}, "assume_role_arn: '' is not the ARN of a role"),
    "key with a line feed": (
        {"access_key": "AKIA\n", "secret_key": "b"},
        "access_key must be printable ASCII without white space",
    ),
    "session name": (
        {"assume_role_arn": MEMBER_ROLE, "assume_role_session_name": "a b"},
        "assume_role_session_name must be 2 to 64 letters, digits and characters from _ + = , . @ - (got: 'a b')",
    ),
    "account": (
        {"allowed_account_ids": ["1234"]},
        "allowed_account_ids: '1234' is not an account id: 12 digits, quoted",
    ),
}


@pytest.mark.parametrize(("given", "message"), BAD_OPTIONS.values(), ids=BAD_OPTIONS)
def test_bad_options_fail_before_any_call(sandbox: Sandbox, given: dict[str, t.Any], message: str) -> None:
    with pytest.raises(OptionError, match=re.escape(message)):
        session(**given)
    assert called(sandbox) == []


def test_a_bad_external_id_is_not_shown(sandbox: Sandbox) -> None:
    with pytest.raises(OptionError, match="assume_role_external_id must be 2 to 1,224 letters") as caught:
        session(assume_role_arn=MEMBER_ROLE, assume_role_external_id="s3cret id")
    assert "s3cret" not in str(caught.value)
    assert called(sandbox) == []


@pytest.mark.parametrize("option", ["access_key", "secret_key", "session_token"])
def test_a_bad_key_is_not_shown(sandbox: Sandbox, option: str) -> None:
    keys = {"access_key": "AKIA", "secret_key": "b", "session_token": "c", option: "s3cret\n"}
    with pytest.raises(OptionError, match=f"{option} must be printable ASCII") as caught:
        session(**keys)
    assert "s3cret" not in str(caught.value)
    assert called(sandbox) == []


@pytest.mark.usefixtures("sandbox")
def test_a_bad_token_of_the_environment_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "s3cret\n")
    module_result = policy_task()
    assert module_result.failed
    assert "the request could not be sent" in module_result.result["msg"]
    assert "s3cret" not in str(module_result)


@pytest.mark.usefixtures("sandbox")
def test_secrets_are_in_no_repr() -> None:
    given = {"assume_role_arn": MEMBER_ROLE, "assume_role_external_id": "external-id"}
    keys = {"access_key": "AKIASECRET", "secret_key": "very-secret", "session_token": "token-secret"}
    shown = repr(Connection.from_options(options("iam_role", name="-", **given, **keys)))
    assert not any(secret in shown for secret in ("AKIASECRET", "very-secret", "token-secret", "external-id"))


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (
            {"access_key": "AKIAUNKNOWN", "secret_key": "x"},
            IamError,
            "sts:GetCallerIdentity failed with InvalidClientToken",
        ),
        (
            {"assume_role_arn": f"arn:aws:iam::{MEMBER}:role/nobody"},
            IamError,
            "sts:AssumeRole failed with AccessDenied",
        ),
        ({"endpoint_url": "nonsense"}, OptionError, "endpoint_url must be an http or https URL"),
        (
            {"aws_config": {"no_such_setting": 1}},
            ConnectionFailedError,
            "cannot create a client for sts: Got unexpected keyword argument",
        ),
        ({"aws_config": {"retries": 5}}, OptionError, "aws_config: retries must be a mapping"),
        (
            {"endpoint_url": "http://127.0.0.1:99999"},
            ConnectionFailedError,
            "cannot create a client for sts: Port out of range",
        ),
        (
            {"endpoint_url": "http://127.0.0.1:9", "aws_config": {"retries": {"total_max_attempts": 1}}},
            ConnectionFailedError,
            "sts:GetCallerIdentity got no answer",
        ),
    ],
)
def test_failures(given: dict[str, t.Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        session(**given)


class CaptivePortal(http.server.BaseHTTPRequestHandler):
    """Answers every request with a page and a success status."""

    senders: t.ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.senders.append(self.headers["User-Agent"])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Please sign in<br></html>")

    def log_message(self, *_arguments: t.Any) -> None:
        """Say nothing."""


@pytest.fixture
def captive_portal() -> t.Iterator[str]:
    """The URL of the portal."""
    CaptivePortal.senders.clear()
    with http.server.HTTPServer(("127.0.0.1", 0), CaptivePortal) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize(
    ("given", "application", "expected"),
    [
        ({}, None, rf"Botocore/{botocore.__version__} Python/\S+ \S+ leastpriv\.aws"),
        ({}, "acme rollout", r"Botocore/\S+ Python/\S+ \S+ app/acme-rollout leastpriv\.aws"),
        ({"user_agent_appid": "own"}, "acme", r"Botocore/\S+ Python/\S+ \S+ app/own leastpriv\.aws"),
        ({"user_agent": "ours/1", "user_agent_extra": "more"}, "acme", "ours/1 more"),
    ],
)
def test_the_sender_of_a_call_is_named(
    captive_portal: str,
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, str],
    application: str | None,
    expected: str,
) -> None:
    if application is not None:
        monkeypatch.setenv("AWS_SDK_UA_APP_ID", application)
    assert policy_task(endpoint_url=captive_portal, aws_config=given).failed
    assert re.fullmatch(expected, CaptivePortal.senders[0])


@pytest.mark.usefixtures("sandbox")
def test_an_answer_that_is_not_of_aws(captive_portal: str) -> None:
    module_result = policy_task(endpoint_url=captive_portal)
    assert (
        "sts:GetCallerIdentity got a response that cannot be parsed, so it is not from AWS"
        in module_result.result["msg"]
    )


def test_a_profile_keeps_its_endpoint_behind_an_assumed_role(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    config = tmp_path / "config"
    keys = "".join(f"{name.lower()} = {sandbox.environment[name]}\n" for name in _KEYS)
    config.write_text(f"[profile ops]\nendpoint_url = {sandbox.endpoint_url}\n{keys}", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for variable in ("AWS_ENDPOINT_URL", *_KEYS):
        monkeypatch.delenv(variable)
    module_result = policy_task(profile="ops", assume_role_arn=MEMBER_ROLE)
    assert not module_result.failed, module_result.result
    assert module_result.result["policy"]["arn"] == f"arn:aws:iam::{MEMBER}:policy/p"


_KEYS: t.Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@pytest.mark.usefixtures("sandbox")
def test_without_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(ConnectionFailedError, match="Unable to locate credentials"):
        session()


def policy_task(*, check_mode: bool = False, diff: bool = False, **given: t.Any) -> ModuleResult:
    given = {"name": "p", "policy": allow("s3:GetObject"), **given}
    return execute(options("iam_managed_policy", **given), MANAGED_POLICY, check_mode=check_mode, diff=diff)


@pytest.mark.usefixtures("sandbox")
def test_results_have_the_same_keys_in_every_mode() -> None:
    creation = [policy_task(check_mode=True), policy_task()]
    unchanged = [policy_task(check_mode=True), policy_task()]
    update = [policy_task(policy=allow("s3:*"), check_mode=True), policy_task(policy=allow("s3:*"))]
    removal = [policy_task(state="absent", check_mode=True), policy_task(state="absent")]
    everything = [*creation, *unchanged, *update, *removal]
    assert not any(module_result.failed for module_result in everything)
    keys = {"actions", "changed", "changes", "policy"}
    # The document has a finding, and a document to be removed is not reviewed.
    for pair, more in ((creation, {"findings"}), (unchanged, {"findings"}), (update, {"findings"}), (removal, set())):
        assert [module_result.result.keys() for module_result in pair] == [keys | more] * 2
    assert len({tuple(sorted(module_result.result["policy"])) for module_result in everything}) == 1
    for predicted, done in (creation, unchanged, update, removal):
        assert predicted.result["changed"] == done.result["changed"]
        assert predicted.result["actions"] == done.result["actions"]
    assert [module_result.result["changed"] for module_result in everything[::2]] == [True, False, True, True]
    assert policy_task(state="absent").result == {"changed": False, "actions": [], "changes": [], "policy": None}


@pytest.mark.usefixtures("sandbox")
def test_a_region_is_needed_only_where_a_document_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert not policy_task().failed
    module_result = policy_task(policy=allow("s3:*", "arn:aws:s3:::b-${AWS::Region}"))
    assert "${AWS::Region} has no value in this session: set the option region" in module_result.result["msg"]


@pytest.mark.usefixtures("sandbox")
def test_a_diff_is_shown_when_asked_for_and_the_same_in_check_mode() -> None:
    predicted, done = policy_task(check_mode=True, diff=True), policy_task(diff=True)
    assert predicted.result["diff"] == done.result["diff"]
    assert done.result["diff"]["before"] == {}
    assert done.result["diff"]["after"]["policy"]["Statement"] == [
        {"Action": ["s3:GetObject"], "Effect": "Allow", "Resource": ["*"]}
    ]
    assert done.result["diff"]["before_header"] == f"managed policy p in account {MANAGEMENT}"
    removal = policy_task(state="absent", diff=True).result["diff"]
    assert (removal["before"], removal["after"]) == (done.result["diff"]["after"] | versions(removal), {})


def versions(diff: dict[str, t.Any]) -> dict[str, t.Any]:
    """The versions, which a removal shows and a creation does not, because only the removal reads them."""
    return {key: diff["before"][key] for key in ("default_version", "versions")}


@pytest.mark.usefixtures("sandbox")
def test_the_calls_are_returned_when_asked_for() -> None:
    logged = policy_task(path="/", debug_botocore_endpoint_logs=True).result
    assert logged["resource_actions"] == ["iam:CreatePolicy", "iam:GetPolicy", "sts:GetCallerIdentity"]
    failed = policy_task(name="a b", debug_botocore_endpoint_logs=True).result
    assert failed["resource_actions"] == []


FAILURES: dict[str, tuple[dict[str, t.Any], str]] = {
    "option": ({"name": "a b"}, "managed policy a b: name: the name of a managed policy must consist of letters"),
    "wait": (
        {"wait_timeout": -1},
        "managed policy p: wait_timeout must be a number of seconds from 0 to 86400 (got: -1)",
    ),
    "guard": ({"allowed_account_ids": [MEMBER]}, f"managed policy p: the session arn:aws:iam::{MANAGEMENT}:user/"),
    "review": (
        {"policy": allow("s3:GetObject", Effect="allow")},
        "failed; nothing was changed:\n  policy: Statement[0]: Effect must be exactly Allow or Deny (got: 'allow')",
    ),
    "no rule": ({"review_ignore": ["x"]}, "managed policy p: review_ignore: 'x' is not a rule of the review"),
    "without a review": (
        {"policy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*"}}, "review": "off"},
        f"managed policy p in account {MANAGEMENT}: policy.Statement[0]: Resource is missing; every statement of an",
    ),
    "IAM": (
        {"policy": allow("s3"), "review": "off"},
        f"managed policy p in account {MANAGEMENT}: iam:CreatePolicy failed with MalformedPolicyDocument: ",
    ),
    "session": (
        {"assume_role_arn": f"arn:aws:iam::{MEMBER}:role/nobody"},
        "Grant sts:AssumeRole to the calling identity in its policies, boundary and organization",
    ),
}


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize(("given", "message"), FAILURES.values(), ids=FAILURES)
def test_failures_say_what_where_and_why(given: dict[str, t.Any], message: str) -> None:
    module_result = policy_task(**given)
    assert module_result.failed
    assert message in module_result.result["msg"]
    assert (module_result.result["changed"], module_result.result["actions"]) == (False, [])


def test_a_failure_half_way_reports_what_was_done(sandbox: Sandbox) -> None:
    del sandbox
    given = {"name": "r", "assume_role_policy_document": trust("ec2.amazonaws.com"), "wait": False}
    missing = "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/missing"
    module_result = execute(
        options("iam_role", **given, managed_policies=[missing]), ROLE, check_mode=False, diff=False
    )
    assert module_result.failed
    assert module_result.result["changed"]
    assert module_result.result["actions"] == [{"operation": "iam:CreateRole", "summary": "create role r"}]
    assert module_result.result["error"]["code"] == "NoSuchEntity"
    assert module_result.result["error"]["operation"] == "iam:AttachRolePolicy"


@pytest.mark.usefixtures("sandbox")
def test_warnings_are_reported() -> None:
    [reviewed] = policy_task().warnings
    kept, immutable = policy_task(path="/x/").warnings
    assert kept == "managed policy p: 1 finding in 1 document that stays as it is: policy (-v lists them)"
    assert reviewed.startswith("managed policy p: policy: Statement[0]: s3:GetObject can be restricted to resources")
    assert reviewed.endswith("[wildcard-resource]")
    assert "Unable to update path from '/' to '/x/'" in immutable


def test_what_the_review_finds_is_told_before_the_first_call(sandbox: Sandbox) -> None:
    for given in ({"policy": allow("GetObject")}, {"policy": allow("s3:*"), "review": "fail"}):
        module_result = policy_task(**given)
        assert module_result.failed
        assert [finding["document"] for finding in module_result.result["findings"]] == ["policy"]
    inline = {
        "assume_role_policy_document": trust("lambda.amazonaws.com"),
        "inline_policies": {"i": allow("GetObject")},
    }
    module_result = execute(options("iam_role", name="r", **inline), ROLE, check_mode=False, diff=False)
    assert [finding["document"] for finding in module_result.result["findings"]] == ["inline_policies.i"]
    assert called(sandbox) == []


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("given", [{"review": "off"}, {"review_ignore": ["wildcard-resource"]}, {"state": "absent"}])
def test_a_document_that_is_not_reviewed_gets_no_warning(given: dict[str, t.Any]) -> None:
    module_result = policy_task(**given)
    assert (module_result.failed, module_result.warnings) == (False, ())


@pytest.mark.usefixtures("sandbox")
def test_changes_are_told_and_the_same_in_check_mode() -> None:
    policy_task()
    wider = allow("s3:*")
    predicted, done, again = (
        policy_task(policy=wider, check_mode=True),
        policy_task(policy=wider),
        policy_task(policy=wider),
    )
    assert predicted.result["changes"] == done.result["changes"]
    assert [change["summary"] for change in done.result["changes"]] == [
        "policy: Statement[0]: Action gains s3:* and loses s3:GetObject (widens what is allowed)"
    ]
    assert again.result["changes"] == []
