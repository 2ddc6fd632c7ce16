# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of a review about whom a role trusts. Their identifiers are public, as those of C(risk_rules)."""

from __future__ import annotations

import typing as t

from .._finding import Rule
from .risk_rules import warning

_IAM: t.Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_PRINCIPAL: t.Final = f"{_IAM}/reference_policies_elements_principal.html"

LARGE_TRUST_POLICY: t.Final = warning(
    "large-trust-policy",
    "A trust policy has at most 2,048 characters, unless AWS has raised the quota of the account.",
    f"{_IAM}/reference_iam-quotas.html",
    score=1.0,
)
CONFUSED_DEPUTY: t.Final = warning(
    "confused-deputy",
    "A condition on aws:SourceAccount, aws:SourceArn or aws:SourceOrgID limits for whom a service that sends them "
    "assumes the role.",
    f"{_IAM}/confused-deputy.html",
    score=6.0,
)
PUBLIC_PRINCIPAL: t.Final = warning(
    "public-principal",
    "Principal * trusts everyone; a condition that says who is meant limits who can assume the role.",
    f"{_PRINCIPAL}#principal-anonymous",
    score=9.5,
)
TRUST_ACTION: t.Final = warning(
    "trust-action",
    "Each principal has the action with which it assumes a role: a SAML provider sts:AssumeRoleWithSAML, a web "
    "identity provider sts:AssumeRoleWithWebIdentity, all others sts:AssumeRole.",
    f"{_IAM}/id_credentials_temp_request.html",
    score=3.0,
)
ACCOUNT_TRUST: t.Final = warning(
    "account-trust",
    "Trust in a whole account asks for an external id, MFA, an organization or named roles.",
    f"{_IAM}/id_roles_common-scenarios_third-party.html",
    score=6.0,
)
OIDC_AUDIENCE: t.Final = warning(
    "oidc-audience",
    "A condition on aud asks for a client ID of the OIDC provider, as far as the set describes the provider.",
    f"{_IAM}/id_roles_providers_create_oidc.html",
    score=2.0,
)
OIDC_SUBJECT: t.Final = warning(
    "oidc-subject",
    "Trust in a web identity provider says which of its identities are meant, by sub or by an aud of an "
    "application's own.",
    f"{_IAM}/id_roles_create_for-idp_oidc.html",
    score=8.0,
)
PRINCIPAL_ID: t.Final = warning(
    "principal-id",
    "A principal is an ARN, not the identifier that IAM shows once the principal has been deleted.",
    _PRINCIPAL,
    score=3.0,
)
SERVICE_PRINCIPAL_KEY: t.Final = warning(
    "service-principal-key",
    "Trust in a service asks only for what the service sends.",
    f"{_IAM}/reference_policies_condition-keys.html",
    score=3.0,
)
UNKNOWN_PROVIDER: t.Final = warning(
    "unknown-provider",
    "A federated principal is the ARN of an identity provider, or one that IAM knows by its name.",
    f"{_PRINCIPAL}#principal-federated",
    score=3.0,
)

ALL: t.Final = tuple(rule for rule in tuple(globals().values()) if isinstance(rule, Rule))
