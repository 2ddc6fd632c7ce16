# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports of rollouts for tests, built from results of tasks as the callback receives them."""

from __future__ import annotations

import typing as t

from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.accounts import HostStats, Identity
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.results import TaskEnd
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.rollout import Rollout
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.states import FAILED, UNREACHABLE
from ansible_collections.leastpriv.aws.plugins.plugin_utils._report.waves import Play, wave_sizes

RUN: t.Final = {
    "playbook": "rollout.yml",
    "check_mode": False,
    "diff_mode": True,
    "interrupted": False,
    "started": "2026-02-08T04:36:28+00:00",
    "seconds": 754.2,
    "origin": {
        "command": "ansible-playbook rollout.yml -i accounts.yml --limit workloads -e @vars.yml -e ...",
        "inventory": ["accounts.yml"],
        "limit": "workloads",
        "roles": ["leastpriv.aws.iam_baseline"],
        "commit": "0123456789abcdef0123456789abcdef01234567",
        "user": "ann",
        "versions": {"ansible-core": "2.19.4", "leastpriv.aws": "1.0.0", "Python": "3.12.3"},
    },
}
POLICIES: t.Final = tuple(f"{name}Policy" for name in ("Audit", "Backup", "Billing", "Deploy", "Logs", "Support"))
ROLES: t.Final = tuple(f"{name}Role" for name in ("Audit", "Backup", "Billing", "Deploy", "Logs", "Support"))
MARKUP: t.Final = "<img src=x onerror=\"document.title='broken'\"></script><script>document.title='broken'</script>"
UNITS: t.Final = ("Workloads/Production", "Workloads/Test", "Sandbox", "Infrastructure/Network/Edge")

Json = dict[str, t.Any]


def entry(kind: str, name: str, outcome: str = "unchanged", **more: t.Any) -> Json:
    """A resource in the result of iam_baseline."""
    return {"type": kind, "name": name, "outcome": outcome, "changed": outcome == "changed", **more}


def ended(host: str, result: Json, *, module: str | None = "iam_baseline", **more: t.Any) -> TaskEnd:
    return TaskEnd(
        **{
            "host": host,
            "task": f"Apply {module}",
            "key": f"apply {module}",
            "module": module,
            "result": result,
            **more,
        }
    )


def widening(name: str) -> Json:
    """The actions and changes in the entry of a policy whose first statement is widened."""
    return {
        "actions": [{"operation": "iam:CreatePolicyVersion", "summary": f"create a new default version of {name}"}],
        "changes": [
            {
                "document": "policy",
                "statement": "ReadReports",
                "position": 0,
                "element": "Action",
                "added": ["s3:GetObject", "s3:ListBucket"],
                "removed": ["s3:GetObjectAcl"],
                "effect": "widens",
                "summary": "policy: ReadReports: Action gains s3:GetObject, s3:ListBucket (widens what is allowed)",
            }
        ],
    }


def request(action: str, resource: str, **more: t.Any) -> Json:
    """A request in the answers about access."""
    rest: Json = {"principal": None, "context": {}, "allowed_by": [], "denied_by": []}
    return {"action": action, "resource": resource, **rest, **more}


def assertion(name: str, verdict: str = "holds", message: str = "", **more: t.Any) -> Json:
    """An answer to an assertion about a role."""
    return {"assertion": name, "position": None, "verdict": verdict, "message": message, "request": None, **more}


NOT_CONSIDERED: t.Final = ("service control policies", "resource-based policies")


def asserted(verdict: str, *answers: Json) -> Json:
    """What a task adds to the result about a role that has assertions."""
    return {"access": {"verdict": verdict, "assertions": [*answers], "not_considered": [*NOT_CONSIDERED]}}


def compared(verdict: str, found: Json | None = None, reason: str | None = None) -> Json:
    """What a task adds to the result about a resource if it looks for new access."""
    answer = {"verdict": verdict, "request": found, "reason": reason, "not_considered": [*NOT_CONSIDERED]}
    return {"new_access": answer}


def ask(result: Json, index: int) -> None:
    """Add answers about access to a result: new access where a policy changes, a violation in every 10th account."""
    resources = result.get("resources", [])
    for position, resource in enumerate(resources):
        found = request("s3:ListBucket", f"arn:aws:s3:::acme-{MARKUP}", allowed_by=["P: Read"])
        holding = asserted("holds", assertion("may", position=0), assertion("assumable_by"))
        answers = compared("new", found) if resource["changed"] else compared("none")
        resources[position] = {**resource, **answers, **(holding if resource["type"] == "role" else {})}
    if index % 10 == 0:
        passing = request("iam:PassRole", "*", context={"iam:passedtoservice": ["ec2.amazonaws.com"]})
        message = "may_not[1] is violated: iam:PassRole on *"
        broken = assertion("may_not", "violated", message, position=1, request=passing)
        resources[-1].update(asserted("violated", assertion("may", position=0), broken))


def difference(name: str) -> Json:
    before = {"name": name, "policy": {"Statement": [{"Action": ["s3:GetObjectAcl"], "Effect": "Allow"}]}}
    after = {"name": name, "policy": {"Statement": [{"Action": ["s3:GetObject", "s3:ListBucket"], "Effect": "Allow"}]}}
    header = f"managed policy {name} in account 111111111111"
    return {"before": before, "after": after, "before_header": header, "after_header": header}


def baseline(index: int, *, changed: bool) -> Json:
    """The result of one account: everything unchanged, or one policy changed."""
    name = POLICIES[index % len(POLICIES)]
    entries = [
        entry(
            "managed_policy",
            policy,
            **({"outcome": "changed", **widening(policy)} if changed and policy == name else {}),
        )
        for policy in POLICIES
    ]
    entries += [entry("role", role) for role in ROLES]
    return {"changed": changed, "resources": entries, **({"diff": [difference(name)]} if changed else {})}


def refused(index: int) -> Json:
    """The result of an account in which AWS refused the second role."""
    message = f"role {ROLES[1]} in account {index:012}: iam:CreateRole failed with AccessDenied: not authorized."
    entries = [entry("managed_policy", policy) for policy in POLICIES] + [entry("role", ROLES[0])]
    entries += [entry("role", ROLES[1], "failed", msg=message)]
    entries += [entry("role", role, "not_reached") for role in ROLES[2:]]
    error = {"code": "AccessDenied", "message": "not authorized", "operation": "iam:CreateRole"}
    return {"changed": False, "resources": entries, "msg": f"{message}\nAllow it.", "error": error}


def rollout(
    accounts: int, *, check_mode: bool = False, waves: t.Sequence[t.Any] = (1, "10%", "100%"), asks: bool = False
) -> Json:
    """A report: every 9th account changes, every 50th is refused, every 97th is not reached by the network.

    With C(asks), the tasks also answer questions about access.

    The second one's task has a message made of markup, and so have a policy and the unit of the third one.
    """
    hosts = [f"account-{index:04}" for index in range(accounts)]
    report = Rollout()
    batch_of = _batches(hosts, waves)
    stats = {}
    at = 0.0
    for batch in batch_of:
        play = Play(key="rollout.yml:1", name="Rollout", hosts=tuple(hosts), serial=tuple(waves), check_mode=check_mode)
        report.start_wave(play, batch, at=at)
        for host in batch:
            index = int(host[-4:])
            report.start_task(host, at=at)
            at += 0.5
            end = _end(host, index, check_mode=check_mode)
            if asks:
                ask(t.cast(Json, end.result), index)
            report.end_task(end, at=at)
            stats[host] = HostStats(failures=end.state == FAILED, unreachable=end.state == UNREACHABLE)
    report.end(stats)
    for index, account in enumerate(report.accounts):
        unit = MARKUP if index == 2 else UNITS[index % len(UNITS)]
        account.identity = Identity(account_id=f"{index:012}", name=f"Account {index}", ou=unit)
    return report.to_json({**RUN, "check_mode": check_mode})


def _batches(hosts: t.Sequence[str], waves: t.Sequence[t.Any]) -> list[t.Sequence[str]]:

    left = list(hosts)
    return [[left.pop(0) for _each in range(size)] for size in wave_sizes(waves, len(hosts))]


def _end(host: str, index: int, *, check_mode: bool) -> TaskEnd:
    if index == 1:
        return ended(host, {"msg": f"assertion failed: {MARKUP}"}, module=None, state=FAILED, task=MARKUP)
    if index == 2:
        result = baseline(index, changed=True)
        result["resources"][index]["name"] = MARKUP
        result["resources"][index]["actions"] = [{"operation": MARKUP, "summary": MARKUP}]
        result["resources"][index]["changes"][0] |= {"statement": MARKUP, "added": [MARKUP], "removed": [{"a": MARKUP}]}
        result["diff"] = [{"before": "", "after": f"{MARKUP}\nand more", "after_header": MARKUP}]
        return ended(host, result, check_mode=check_mode)
    if index % 50 == 7:
        return ended(host, refused(index), state=FAILED, check_mode=check_mode)
    if index % 97 == 11:
        return ended(host, {"msg": "no route to host"}, state=UNREACHABLE)
    return ended(host, baseline(index, changed=index % 9 == 4), check_mode=check_mode)
