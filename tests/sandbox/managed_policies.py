# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policies AWS manages: a few that tests like to use, or all of them, from the data that moto ships."""

from __future__ import annotations

import functools
import json
import typing as t

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend

WELL_KNOWN = (
    "AWSDenyAll",
    "AWSLambdaBasicExecutionRole",
    "AdministratorAccess",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKSWorkerNodePolicy",
    "AmazonElasticsearchServiceRolePolicy",
    "AmazonS3ReadOnlyAccess",
    "AmazonSSMManagedInstanceCore",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "ViewOnlyAccess",
)
"""At the root of the paths, below job-function/, service-role/ and aws-service-role/."""


def add_managed_policies(backend: IAMBackend, *, every: bool) -> None:
    """Put AWS's policies into an account that has none yet.

    moto's own switch, MOTO_IAM_LOAD_MANAGED_POLICIES, reads its data again for each account and each partition. Here
    they are read once; all of them then cost about 50 ms an account.
    """
    if backend.aws_managed_policies:
        return
    documents = _documents()
    for name in documents if every else WELL_KNOWN:
        policy = AWSManagedPolicy.from_data(name, backend.account_id, backend.region_name, documents[name])
        backend.aws_managed_policies.append(policy)
        backend.managed_policies[policy.arn] = policy


@functools.cache
def _documents() -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", json.loads(aws_managed_policies_data))
