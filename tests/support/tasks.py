# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks for tests: the modules' options with their defaults, and documents to put into them."""

from __future__ import annotations

import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils import _argspec, _arn
from ansible_collections.leastpriv.aws.plugins.module_utils._aws.iam import Iam
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.converge import converge
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.outcome import Outcome
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.resource_type import ResourceType
from ansible_collections.leastpriv.aws.plugins.module_utils._converge.target import Target
from ansible_collections.leastpriv.aws.plugins.module_utils._module import connection_options
from ansible_collections.leastpriv.aws.plugins.module_utils._resources.resource_types import (
    INLINE_POLICY,
    INSTANCE_PROFILE,
    MANAGED_POLICY,
    OIDC_PROVIDER,
    ROLE,
    SAML_PROVIDER,
)
from ansible_collections.leastpriv.aws.plugins.module_utils._retry import RetryPolicy
from ansible_collections.leastpriv.aws.plugins.modules import (
    iam_baseline,
    iam_baseline_export,
    iam_baseline_info,
    iam_instance_profile,
    iam_managed_policy,
    iam_oidc_provider,
    iam_policy,
    iam_role,
    iam_saml_provider,
)

ACCOUNT: t.Final = _arn.Account(id="111111111111", partition="aws", region="eu-west-1")

SPECS: t.Final = {
    "iam_baseline": iam_baseline.MAIN.spec,
    "iam_baseline_export": iam_baseline_export.MAIN.spec,
    "iam_baseline_info": iam_baseline_info.MAIN.spec,
    "iam_instance_profile": iam_instance_profile.MAIN.spec,
    "iam_managed_policy": iam_managed_policy.MAIN.spec,
    "iam_oidc_provider": iam_oidc_provider.MAIN.spec,
    "iam_policy": iam_policy.MAIN.spec,
    "iam_role": iam_role.MAIN.spec,
    "iam_saml_provider": iam_saml_provider.MAIN.spec,
}


def options(module: str, **given: t.Any) -> dict[str, t.Any]:
    """All options of a module as C(AnsibleModule) passes them: those given, and defaults for the rest."""
    spec = SPECS[module] | connection_options.CONNECTION | _argspec.REVIEW | _argspec.TAGS | _argspec.WAIT
    unknown = given.keys() - spec.options.keys()
    assert not unknown, f"{module} has no options {unknown}"
    return {name: given.get(name, option.get("default")) for name, option in spec.options.items()}


WITHOUT_RETRIES: t.Final = RetryPolicy(timeout=0)

RESOURCE_TYPES: t.Final[t.Mapping[str, ResourceType[t.Any, t.Any]]] = {
    "iam_instance_profile": INSTANCE_PROFILE,
    "iam_managed_policy": MANAGED_POLICY,
    "iam_oidc_provider": OIDC_PROVIDER,
    "iam_policy": INLINE_POLICY,
    "iam_role": ROLE,
    "iam_saml_provider": SAML_PROVIDER,
}


def target(module: str, given: t.Mapping[str, t.Any]) -> Target[t.Any, t.Any]:
    """What a task with these options brings to its desired state in C(ACCOUNT): a resource called app by default."""
    resource_type = RESOURCE_TYPES[module]
    named = {"name": "app"} if "name" in SPECS[module].options else {}
    desired = resource_type.from_options(options(module, **{**named, **given})).for_account(ACCOUNT)
    return Target(resource_type=resource_type, desired=desired)


def task(
    iam: Iam, module: str, *, check_mode: bool = False, retry_policy: RetryPolicy = WITHOUT_RETRIES, **given: t.Any
) -> Outcome[t.Any]:
    """The outcome of a module in C(ACCOUNT) with the options given, for a resource called app, without retries."""
    wanted = target(module, given)
    gate = wanted.resource_type.gate(wanted.desired, iam, given.get("new_access", "allow"))
    return converge(iam, wanted, check_mode=check_mode, retry_policy=retry_policy, gate=gate)


def allow(action: str, resource: str = "*", **elements: t.Any) -> dict[str, t.Any]:
    """A document with one statement that allows an action."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **elements}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust(service: str, **elements: t.Any) -> dict[str, t.Any]:
    """A trust policy for one service."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole", **elements}
    return {"Version": "2012-10-17", "Statement": [statement]}
