# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trust in identity providers that many organizations share."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from . import _vocabulary
from ._vocabulary import Case, Json, policy, trust

_SHARED = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html"
_PROVIDER = "arn:aws:iam::123456789012:oidc-provider"
_WEB = "sts:AssumeRoleWithWebIdentity"

_SHARED_BY_SUBJECT = (
    "agent.buildkite.com",
    "app.terraform.io",
    "gitlab.com",
    "oidc-configuration.audit-log.githubusercontent.com",
    "oidc.codefresh.io",
    "proidc.upbound.io",
    "scalr.io",
    "studio.datachain.ai/api",
    "tokens.cloud.shisho.dev",
    "vstoken.actions.githubusercontent.com",
)
_SENTINEL = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d"
# The claims by which the other shared providers of AWS's page tell their tenants apart.
_CLAIMS: t.Final[Mapping[str, str]] = {
    **{provider: f"{provider}:sub" for provider in _SHARED_BY_SUBJECT},
    **{provider: f"{provider}:aud" for provider in ("api.pulumi.com/oidc", "oidc.vercel.com", "sandboxes.cloud")},
    _SENTINEL: "sts:RoleSessionName",
}


def _from_shared(provider: str, **condition: t.Any) -> Json:
    return trust({"Federated": f"{_PROVIDER}/{provider}"}, _WEB, Condition=condition)


def accepted(document: Json, source: str) -> Case:
    return _vocabulary.accepted(document, source, kind="trust")


def refused(document: Json, source: str) -> Case:
    return _vocabulary.refused(document, source, kind="trust")


def _from_github(**condition: t.Any) -> Json:
    key = "token.actions.githubusercontent.com"
    return _from_shared(key, **{"StringEqualsIfExists": {f"{key}:aud": "sts.amazonaws.com"}, **condition})


# Conditions that leave no tenant of GitHub out.
_UNSCOPED: t.Final[Mapping[str, Json]] = {
    "a wildcard among others": {"StringLike": {"token.actions.githubusercontent.com:sub": ["repo:octo-org/*", "*"]}},
    "two wildcards": {"StringLike": {"token.actions.githubusercontent.com:sub": "?*"}},
    "a list without values": {"StringLike": {"token.actions.githubusercontent.com:sub": []}},
    "what it excludes": {"StringNotLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/*"}},
    "another claim": {"StringEquals": {"token.actions.githubusercontent.com:actor": "octocat"}},
}

SHARED_PROVIDERS: t.Final[Mapping[str, Case]] = {
    "trust in a workflow of GitHub": accepted(
        _from_github(StringLike={"token.actions.githubusercontent.com:job_workflow_ref": "acme/iam/*"}),
        f"{_SHARED} token.actions.githubusercontent.com:job_workflow_ref",
    ),
    "trust in two repositories of GitHub": accepted(
        _from_github(StringLike={"token.actions.githubusercontent.com:sub": ["repo:acme/a:*", "repo:acme/b:*"]}),
        f"{_SHARED} token.actions.githubusercontent.com:sub",
    ),
    **{
        f"trust in a tenant of {provider}": accepted(
            _from_shared(provider, StringEquals={key: "acme"}), f"{_SHARED} {key}"
        )
        for provider, key in _CLAIMS.items()
    },
    "trust in all of GitHub, denied": accepted(
        policy({**_from_github()["Statement"][0], "Effect": "Deny"}),
        f"{_SHARED} permit access",
    ),
    **{
        f"trust in all of GitHub, by {name}": refused(
            _from_github(**condition),
            f"{_SHARED} must evaluate ...:sub or ...:job_workflow_ref which is not scoped to all",
        )
        for name, condition in _UNSCOPED.items()
    },
    **{
        f"trust in all of {provider}": refused(_from_shared(provider), f"{_SHARED} the role creation would fail")
        for provider in _CLAIMS
    },
    **{
        f"trust in all of {provider}, by a wildcard": refused(
            _from_shared(provider, StringLike={key: "*"}), f"{_SHARED} which is not scoped to all"
        )
        for provider, key in _CLAIMS.items()
    },
}
