# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for an OIDC provider, and what is refused."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.oidc_provider import info
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import OIDC_PROVIDER
from memory_iam import ApiError, Fault, MemoryIam
from support.tasks import task

OIDC: t.Final = "iam_oidc_provider"
URL: t.Final = "https://token.example.com/id/AB"
PLAIN: t.Final = "token.example.com/id/AB"
ARN: t.Final = f"arn:aws:iam::111111111111:oidc-provider/{PLAIN}"
LABEL: t.Final = f"OIDC provider {PLAIN}"
ONE, TWO = "1" * 40, "a" * 40


def account(*, url: str | None = URL, **given: t.Any) -> MemoryIam:
    """An account with an OIDC provider, unless C(url) is C(None)."""
    iam = MemoryIam()
    if url is not None:
        iam.call("CreateOpenIDConnectProvider", {"Url": url, **given})
    iam.calls.clear()
    return iam


def trusting(*providers: str, effect: str = "Allow") -> str:
    """A trust policy for identity providers."""
    statement = {"Effect": effect, "Principal": {"Federated": list(providers)}}
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{**statement, "Action": "sts:AssumeRoleWithWebIdentity"}]}
    )


def provider(iam: MemoryIam, arn: str = ARN) -> dict[str, t.Any]:
    return iam.call("GetOpenIDConnectProvider", {"OpenIDConnectProviderArn": arn})


CALLS: t.Final[dict[str, tuple[dict[str, t.Any], dict[str, t.Any], list[str]]]] = {
    "a new one": ({"url": None}, {"client_id_list": ["b", "a"], "tags": {"x": "1"}}, [f"create {LABEL}"]),
    "a new one without lists": ({"url": None}, {}, [f"create {LABEL}"]),
    "a new one with a thumbprint": ({"url": None}, {"thumbprint_list": [ONE]}, [f"create {LABEL}"]),
    "the same in other words": (
        {"ClientIDList": ["a", "b"], "ThumbprintList": [TWO, ONE]},
        {
            "url": "HTTPS://Token.Example.com/id/AB",
            "client_id_list": ["b", "a", "b"],
            "thumbprint_list": [ONE, TWO.upper()],
        },
        [],
    ),
    "a url without a scheme": ({}, {"url": PLAIN}, []),
    "lists that are not managed": ({"ClientIDList": ["a"], "ThumbprintList": [ONE]}, {}, []),
    "other client IDs": (
        {"ClientIDList": ["a", "b"]},
        {"client_id_list": ["c", "b"]},
        [f"remove client ID a from {LABEL}", f"add client ID c to {LABEL}"],
    ),
    "client IDs that stay": (
        {"ClientIDList": ["a", "b"]},
        {"client_id_list": ["c"], "purge_client_ids": False},
        [f"add client ID c to {LABEL}"],
    ),
    "no client IDs": ({"ClientIDList": ["a"]}, {"client_id_list": []}, [f"remove client ID a from {LABEL}"]),
    "as many client IDs as there may be, all of them others": (
        {"ClientIDList": [f"a{number}" for number in range(100)]},
        {"client_id_list": ["b"]},
        [*sorted(f"remove client ID a{number} from {LABEL}" for number in range(100)), f"add client ID b to {LABEL}"],
    ),
    "other thumbprints": (
        {"ThumbprintList": [ONE]},
        {"thumbprint_list": [TWO]},
        [f"set the thumbprints of {LABEL}"],
    ),
    "tags, with case": (
        {"Tags": [{"Key": "a", "Value": "1"}]},
        {"tags": {"A": "1"}},
        [f"remove the tags a from {LABEL}", f"tag {LABEL} with A"],
    ),
    "tags that stay": (
        {"Tags": [{"Key": "a", "Value": "1"}]},
        {"tags": {"b": "2"}, "purge_tags": False},
        [f"tag {LABEL} with b"],
    ),
    "its end": ({}, {"state": "absent"}, [f"delete {LABEL}"]),
    "its end, with its host in another case": (
        {"url": "https://Token.example.com/id/AB"},
        {"state": "absent"},
        [f"delete {LABEL}"],
    ),
    "nothing to end": ({"url": None}, {"state": "absent"}, []),
    "another path is another provider": (
        {},
        {"url": "https://token.example.com/id/ab", "state": "absent"},
        [],
    ),
    "its host in another case": (
        {"url": "https://Token.example.com/id/AB", "ClientIDList": ["a"]},
        {"client_id_list": ["a", "b"]},
        [f"add client ID b to {LABEL}"],
    ),
}


@pytest.mark.parametrize(("held", "given", "summaries"), CALLS.values(), ids=CALLS)
def test_calls_are_what_check_mode_says_and_a_second_run_makes_none(
    held: dict[str, t.Any], given: dict[str, t.Any], summaries: list[str]
) -> None:
    iam = account(**held)
    given = {"url": URL, **given}
    before = iam.snapshot()
    predicted = task(iam, OIDC, check_mode=True, **given)
    assert iam.snapshot() == before
    done = task(iam, OIDC, **given)
    assert [call.summary for call in done.calls] == summaries
    assert (predicted.calls, predicted.diff()) == (done.calls, done.diff())
    assert task(iam, OIDC, **given).calls == ()


def test_what_is_as_it_should_be_takes_one_call() -> None:
    iam = account(ClientIDList=["a"])
    task(iam, OIDC, url=URL, client_id_list=["a"])
    assert iam.operations == ["GetOpenIDConnectProvider"]


def test_aws_determines_the_thumbprint_unless_the_task_does() -> None:
    iam = account(url=None)
    created = task(iam, OIDC, url=URL)
    assert "ThumbprintList" not in created.calls[0].parameters
    assert created.after is not None
    assert created.after.to_result()["thumbprint_list"] is None
    assert provider(iam)["ThumbprintList"]
    again = task(iam, OIDC, url=URL)
    assert (again.calls, again.after and again.after.thumbprints) == ((), tuple(provider(iam)["ThumbprintList"]))


def test_client_ids_go_before_others_come_so_that_neither_list_is_ever_exceeded() -> None:
    iam = account(ClientIDList=["a"])
    task(iam, OIDC, url=URL, client_id_list=["b"])
    assert iam.writes == ["RemoveClientIDFromOpenIDConnectProvider", "AddClientIDToOpenIDConnectProvider"]


def test_a_task_that_adds_to_client_ids_may_not_exceed_their_number_with_those_that_stay() -> None:
    iam = account(ClientIDList=[f"a{number}" for number in range(100)])
    given: dict[str, t.Any] = {"url": URL, "client_id_list": ["b"], "purge_client_ids": False}
    with pytest.raises(OptionError, match=r"client_id_list: .* at most 100 client IDs \(got: 101\)"):
        task(iam, OIDC, **given)
    assert iam.writes == []
    assert task(iam, OIDC, **{**given, "client_id_list": ["a1"]}).calls == ()


TRUSTED: t.Final = {
    "one role": ({"web": trusting(ARN)}, ["web"]),
    "a role among providers, and one that writes the host in another case": (
        {"web": trusting("cognito-identity.amazonaws.com", ARN), "app": trusting(ARN.replace("token", "TOKEN"))},
        ["app", "web"],
    ),
    "a role that trusts another provider": ({"web": trusting(f"{ARN}/more")}, []),
    "a role that denies it": ({"web": trusting(ARN, effect="Deny")}, []),
}


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("roles", "trusted_by"), TRUSTED.values(), ids=TRUSTED)
def test_a_provider_is_not_removed_while_a_role_trusts_it(
    roles: dict[str, str], trusted_by: list[str], *, check_mode: bool
) -> None:
    iam = account()
    for name, document in roles.items():
        iam.call("CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": document})
    iam.calls.clear()
    given: dict[str, t.Any] = {"url": URL, "state": "absent", "check_mode": check_mode}
    if not trusted_by:
        assert [call.operation for call in task(iam, OIDC, **given).calls] == ["DeleteOpenIDConnectProvider"]
        return
    with pytest.raises(RefusedError) as caught:
        task(iam, OIDC, **given)
    assert f"{LABEL} is still trusted by {', '.join(f'role {name}' for name in trusted_by)}:" in str(caught.value)
    assert iam.operations == ["GetOpenIDConnectProvider", "ListRoles"]


def test_a_lost_reply_to_its_creation_is_no_failure() -> None:
    iam = account(url=None)
    taken = ApiError("EntityAlreadyExists", "exists")
    iam.faults.append(Fault("CreateOpenIDConnectProvider", taken, takes_effect=True))
    done = task(iam, OIDC, url=URL, client_id_list=["a"])
    assert done.error is None
    assert provider(iam)["ClientIDList"] == ["a"]


def test_a_provider_that_aws_cannot_reach_is_a_failure_that_says_what_to_do() -> None:
    iam = account(url=None)
    done = task(iam, OIDC, url="https://nobody.invalid")
    assert done.error is not None
    assert done.error.advice == "AWS cannot reach the provider: check the URL, or set thumbprint_list."


REFUSED: t.Final[dict[str, tuple[dict[str, t.Any], str]]] = {
    "another scheme": ({"url": "http://a.example"}, "url must begin with https:// (got: 'http://a.example')"),
    "no host": ({"url": "https:///path"}, "url must have the name of a host after https:// (got: 'https:///path')"),
    "nothing": ({"url": ""}, "url must have the name of a host after https:// (got: '')"),
    "a host that is none": ({"url": "https://a_b.example"}, "url must have the name of a host after https://"),
    "white space": ({"url": "https://a.example\n"}, "url must have the name of a host after https://"),
    "a port": ({"url": "https://a.example:8443"}, "url must not contain a port number or a user"),
    "a user": ({"url": "https://me@a.example"}, "url must not contain a port number or a user"),
    "a query": ({"url": "https://a.example/?b=c"}, "url must not contain a query"),
    "a fragment": ({"url": "https://a.example/#b"}, "url must not contain a fragment"),
    "a character": ({"url": "https://a.example/b c"}, "url: the path of the URL contains a character"),
    "a long one": ({"url": f"https://a.example/{'b' * 238}"}, "url must have at most 255 characters (got: 256)"),
    "an empty client ID": ({"client_id_list": [""]}, "client_id_list: a client ID must have 1 to 255 characters"),
    "a long client ID": ({"client_id_list": ["a" * 256]}, "client_id_list: a client ID must have 1 to 255 characters"),
    "an unprintable client ID": (
        {"client_id_list": ["a\x1b"]},
        "client_id_list: a client ID must consist of printable",
    ),
    "many client IDs": (
        {"client_id_list": [str(number) for number in range(101)]},
        "client_id_list: an OIDC provider can have at most 100 client IDs (got: 101)",
    ),
    "no thumbprint": (
        {"thumbprint_list": []},
        "thumbprint_list must have a thumbprint; leave the option out, and AWS determines it",
    ),
    "colons": (
        {"thumbprint_list": ["aa:" * 19 + "aa"]},
        "thumbprint_list: a thumbprint must be the SHA-1 hash of a certificate in 40 hexadecimal digits, without",
    ),
    "many thumbprints": (
        {"thumbprint_list": [f"{number:040d}" for number in range(6)]},
        "thumbprint_list: an OIDC provider can have at most 5 thumbprints (got: 6)",
    ),
    "a tag of AWS": ({"tags": {"aws:x": "1"}}, "tags: "),
}


@pytest.mark.parametrize(("given", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals_come_before_the_first_call(given: dict[str, t.Any], message: str) -> None:
    iam = account()
    with pytest.raises(OptionError) as caught:
        task(iam, OIDC, **{"url": URL, **given})
    assert str(caught.value).startswith(message)
    assert iam.calls == []


LONGEST: t.Final = f"https://a.example/{'b' * 237}"


def test_what_is_as_long_or_as_many_as_allowed_is_taken() -> None:
    iam = account(url=None)
    client_ids = [f"{number:0255d}" for number in range(100)]
    thumbprints = [f"{number:040x}" for number in range(5)]
    done = task(iam, OIDC, url=LONGEST, client_id_list=client_ids, thumbprint_list=thumbprints)
    assert done.error is None
    assert done.changed


def test_results_and_diffs_show_what_a_task_can_change() -> None:
    iam = account(url=None)
    done = task(iam, OIDC, url=URL, client_id_list=["b", "a"], thumbprint_list=[ONE], tags={"x": "1"})
    assert OIDC_PROVIDER.results(done.before, done.after) == {
        "oidc_provider": {
            "arn": ARN,
            "client_id_list": ["a", "b"],
            "create_date": None,
            "tags": {"x": "1"},
            "thumbprint_list": [ONE],
            "url": PLAIN,
        }
    }
    gone = task(iam, OIDC, url=URL, state="absent")
    assert OIDC_PROVIDER.results(gone.before, gone.after)["oidc_provider"] is not None
    none = task(iam, OIDC, url=URL, state="absent")
    assert OIDC_PROVIDER.results(none.before, none.after) == {"oidc_provider": None}


def test_the_information_has_the_roles_that_trust_each_provider() -> None:
    iam = account()
    iam.call("CreateOpenIDConnectProvider", {"Url": "https://other.example"})
    iam.call("CreateRole", {"RoleName": "web", "AssumeRolePolicyDocument": trusting(ARN)})

    def read(url: str | None) -> list[tuple[str, list[str]]]:
        found = info.read(iam, info.Query.from_options({"url": url}))["oidc_providers"]
        return [(shown["url"], shown["trusted_by"]) for shown in found]

    assert read(None) == [("other.example", []), (PLAIN, ["web"])]
    assert read("https://TOKEN.example.com/id/AB") == [(PLAIN, ["web"])]
    iam.calls.clear()
    assert read("https://nobody.example") == []
    assert iam.operations == ["ListOpenIDConnectProviders"]


def test_a_query_is_named_in_messages() -> None:
    assert info.Query.from_options({"url": URL}).label == LABEL
    assert info.Query.from_options({"url": None}).label == "OIDC providers"
    with pytest.raises(OptionError, match="url must begin with https://"):
        info.Query.from_options({"url": "ftp://a"})
