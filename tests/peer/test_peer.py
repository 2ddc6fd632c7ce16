# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""amazon.aws itself beside this collection: what the targets in tests/integration expect is what it does, too.

Each task takes it a second or so, and this collection as well where modules run the normal way: ``nox -s peer``.
"""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t

import pytest
from sandbox import Sandbox
from support import drop_in, migration_guide, playbook

ROOT: t.Final = pathlib.Path(__file__).parents[2]

Json = dict[str, t.Any]


def documentation(directory: pathlib.Path, *modules: str) -> dict[str, Json]:
    """What ansible-doc says of modules, of those that exist."""
    run = playbook.run("-t", "module", "-j", *modules, command=("doc",), environment={}, directory=directory)
    return t.cast("dict[str, Json]", json.loads(run.output[run.output.index("{") :]))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Json, Json]]:
    """The documentation of each module that both collections have, of ours and of the other."""
    names = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
    said = documentation(
        tmp_path_factory.mktemp("doc"),
        *(f"{namespace}.{name}" for namespace in (drop_in.OURS, drop_in.PEER) for name in names),
    )
    ours, peers = (
        {name: said[f"{namespace}.{name}"] for name in names if f"{namespace}.{name}" in said}
        for namespace in (drop_in.OURS, drop_in.PEER)
    )
    assert {"iam_managed_policy", "iam_role"} <= peers.keys()
    return {name: (ours[name], peer) for name, peer in peers.items()}


@pytest.fixture(scope="module")
def targets(both: dict[str, tuple[Json, Json]]) -> list[str]:
    return [name for name in drop_in.TARGETS if name in both]


def test_amazon_aws_keeps_the_contract(sandbox: Sandbox, targets: list[str], tmp_path: pathlib.Path) -> None:
    run = drop_in.run(sandbox, tmp_path, targets=targets, namespace=drop_in.PEER)
    assert run.code == 0, run.output
    account = sandbox.accounts[targets.index("iam_role")].id
    calls = [call.operation for call in sandbox.calls() if call.account_id == account and call.error_code is None]
    profiles = collections.Counter(
        name for name in calls if "InstanceProfile" in name and not name.startswith(("Get", "List"))
    )
    # targets/iam_role/tasks/profiles.yml: an empty profile is neither filled nor deleted with the role.
    assert profiles == {
        "CreateInstanceProfile": 1,
        "AddRoleToInstanceProfile": 1,
        "RemoveRoleFromInstanceProfile": 1,
        "DeleteInstanceProfile": 1,
    }


def test_the_targets_succeed_the_normal_way(sandbox: Sandbox, tmp_path: pathlib.Path) -> None:
    run = drop_in.run(sandbox, tmp_path, in_process=False)
    assert "Traceback" not in run.output
    assert run.code == 0, run.output


@pytest.mark.parametrize(("first", "second"), [(drop_in.PEER, drop_in.OURS), (drop_in.OURS, drop_in.PEER)])
def test_what_one_has_made_the_other_leaves_alone(
    sandbox: Sandbox, tmp_path: pathlib.Path, first: str, second: str
) -> None:
    made, looked_at = (
        drop_in.run(sandbox, tmp_path, targets=["standing"], namespace=namespace) for namespace in (first, second)
    )
    assert (made.code, looked_at.code) == (0, 0), made.output + looked_at.output
    assert made.count("changed") == {"standing": 5}
    assert looked_at.count("changed") == {"standing": 0}, looked_at.output


def test_options_are_amazon_awss_or_in_the_guide(both: dict[str, tuple[Json, Json]]) -> None:
    differing = {
        (module, name)
        for module, (ours, peer) in both.items()
        for name, option in peer["doc"]["options"].items()
        if differs(ours["doc"]["options"].get(name), option)
    }
    assert differing <= migration_guide.differences().keys()


def differs(ours: Json | None, peer: Json) -> bool:
    if ours is None or not set(peer.get("aliases", ())) <= set(ours.get("aliases", ())):
        return True
    if bool(ours.get("required")) != bool(peer.get("required")):
        return True
    return any(ours.get(key) != peer.get(key) for key in ("type", "elements", "choices", "default"))


def test_return_values_are_amazon_awss(both: dict[str, tuple[Json, Json]]) -> None:
    # What iam_policy is not about, and the difference, which it has in diff mode: the guide tells of both.
    elsewhere = {"iam_policy": {"diff", "diff.after", "diff.before", "group_name", "user_name"}}
    missing = {
        module: keys(peer["return"]) - keys(ours["return"]) - elsewhere.get(module, set())
        for module, (ours, peer) in both.items()
    }
    assert {module: names for module, names in missing.items() if names} == {}


def keys(values: Json, prefix: str = "") -> set[str]:
    """The names of return values, with those that hold them in front."""
    found = {f"{prefix}{name}" for name in values}
    return found.union(*(keys(value.get("contains") or {}, f"{prefix}{name}.") for name, value in values.items()))
