# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What iam_baseline hands to the review, as the ansible-core of this session templates it."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import typing as t

import pytest
import yaml

ROLE: t.Final = pathlib.Path(__file__).parents[3] / "roles" / "iam_baseline"

ENTRIES: t.Final = """
iam_baseline_policies:
  - name: Written
    path: /reports/
    tags: {Team: reports}
    # YAML reads a date here.
    policy: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "s3:Get*", Resource: "*"}}
  - {name: Text, policy: '{"Statement": [{"Sid": "a"}]}', review: off, review_ignore: [service-wildcard]}
  - {name: Tagged, tags: {Team: reports}}
  - {name: "Null", policy: null}
  - {name: Gone, policy: {Statement: []}, state: absent}
iam_baseline_policy_defaults: {review_ignore: [wildcard-resource], tags: {Team: reports}, review: null}
iam_baseline_role_defaults:
  assume_role_policy_document: {Version: 2012-10-17, Statement: []}
  review: fail
iam_baseline_roles:
  - name: Server
    state: present
    assume_role_policy_document: {Statement: [{Condition: {Bool: {"aws:SecureTransport": true}}}]}
    inline_policies: {Read: {Statement: []}}
    managed_policies: [Written, Elsewhere]
    boundary: Text
    path: /reports/
  - {name: Untrusted, inline_policies: {Write: {Statement: []}}}
  - {name: GoneToo, state: absent}
"""

DOCUMENTS: t.Final = [
    {
        "name": "Written",
        "policy": {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
        },
        "review_ignore": ["wildcard-resource"],
    },
    {
        "name": "Text",
        "policy": '{"Statement": [{"Sid": "a"}]}',
        "review": False,
        "review_ignore": ["service-wildcard"],
    },
    {
        "name": "Server",
        "assume_role_policy_document": {"Statement": [{"Condition": {"Bool": {"aws:SecureTransport": True}}}]},
        "inline_policies": {"Read": {"Statement": []}},
        "managed_policies": ["Written", "Elsewhere"],
        "boundary": "Text",
        "role_path": "/reports/",
        "review": "fail",
    },
    {
        "name": "Untrusted",
        "assume_role_policy_document": {"Version": "2012-10-17", "Statement": []},
        "inline_policies": {"Write": {"Statement": []}},
        "review": "fail",
    },
]


@pytest.mark.parametrize(("options", "documents"), [((), DOCUMENTS), (("--extra-vars=iam_baseline_state=absent",), [])])
def test_entries_that_are_to_exist_are_reviewed_with_their_own_options(
    tmp_path: pathlib.Path, options: tuple[str, ...], documents: list[t.Any]
) -> None:
    written = tmp_path / "documents.json"
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": sys.executable},
        "vars_files": [str(ROLE / "defaults" / "main.yml"), str(ROLE / "vars" / "main.yml")],
        "tasks": [
            {
                "ansible.builtin.copy": {
                    "content": "{{ iam_baseline_documents | to_json }}",
                    "dest": str(written),
                    "mode": "0600",
                }
            }
        ],
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    (tmp_path / "entries.yml").write_text(ENTRIES, encoding="utf-8")
    command = [sys.executable, "-m", "ansible", "playbook", "play.yml", "--extra-vars=@entries.yml", *options]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert json.loads(written.read_text(encoding="utf-8")) == documents
