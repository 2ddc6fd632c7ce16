# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom a trust policy trusts: everybody, services on behalf of others, other accounts, and identity providers."""

from __future__ import annotations

import ipaddress
import re
import typing as t

from .._arn import PART
from .._policy import coverage, operators, risk_rules, shared_providers
from .._policy import trust_rules as rules
from .._policy.grammar import TRUST_ACTIONS
from .._policy.problem import Problem, listed
from .._policy.statement import Condition, Statement
from . import condition_keys
from .service_principals import page_for


def problems(statement: Statement) -> t.Iterator[Problem]:
    """The problems of a statement of a trust policy that IAM accepts."""
    yield from _spelling(statement)
    yield from _principal_ids(statement)
    yield from _unusual_providers(statement)
    yield from _mismatched_actions(statement)
    if statement.effect == "Allow":
        yield from _public(statement)
        yield from _accounts(statement)
        yield from _services(statement)
        yield from _web_identities(statement)


def _members(statement: Statement, kind: str) -> tuple[str, ...]:
    return (statement.principals or {}).get(kind, ())


def _spelling(statement: Statement) -> t.Iterator[Problem]:
    if statement.effect != "Allow":
        return
    if statement.plain.get("Principal") == "*":
        yield Problem(risk_rules.UNUSUAL_SPELLING, 'a bare "*"; write {"AWS": "*"}', "Principal")
    for action in statement.actions or ():
        if action not in TRUST_ACTIONS:
            message = f"{action}; write the action in AWS's case and without wildcards, such as sts:AssumeRole"
            yield Problem(risk_rules.UNUSUAL_SPELLING, message, "Action")


_UNIQUE_ID = re.compile(r"A(?P<kind>ROA|IDA|GPA|IPA|NPA|NVA|SIA|KIA)[A-Z0-9]{12,124}")


def _principal_ids(statement: Statement) -> t.Iterator[Problem]:
    for principal in _members(statement, "AWS"):
        match = _UNIQUE_ID.fullmatch(principal)
        if match:
            noun = {"ROA": "role", "IDA": "user"}.get(match["kind"], "user or role")
            message = (
                f"{principal} is the identifier of a {noun}, not its ARN: IAM shows one in place of a principal that "
                f"has been deleted, and refuses it in a new document. Name the {noun} by its ARN, or leave it out"
            )
            yield Problem(rules.PRINCIPAL_ID, message, "Principal")


_PROVIDER_ARN = re.compile(rf"arn:{PART}:iam::{PART}:(?:saml|oidc)-provider/.+")
_PROVIDER_NAMES: t.Final = frozenset(
    ("*", "accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")
)


def _unusual_providers(statement: Statement) -> t.Iterator[Problem]:
    for principal in _members(statement, "Federated"):
        if principal not in _PROVIDER_NAMES and not _PROVIDER_ARN.fullmatch(principal):
            message = (
                f"{principal} is neither the ARN of an identity provider, arn:aws:iam::ACCOUNT:oidc-provider/ADDRESS "
                "or saml-provider/NAME, nor a provider that IAM knows by its name"
            )
            yield Problem(rules.UNKNOWN_PROVIDER, message, "Principal")


# The action with which a principal of a type assumes a role.
_ASSUMING: t.Final[t.Mapping[str, tuple[str, str]]] = {
    "AWS": ("sts:AssumeRole", "an AWS principal"),
    "Service": ("sts:AssumeRole", "a service"),
    "saml": ("sts:AssumeRoleWithSAML", "a SAML provider"),
    "web": ("sts:AssumeRoleWithWebIdentity", "a web identity provider"),
}
_ROLES_ANYWHERE: t.Final = "rolesanywhere.amazonaws.com"
_ROLES_ANYWHERE_ACTIONS: t.Final = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")


def _mismatched_actions(statement: Statement) -> t.Iterator[Problem]:
    named = _named_actions(statement)
    assuming = named & {action for action, _noun in _ASSUMING.values()}
    # A statement may add permission to tag sessions to another one's.
    for kind, principal in _typed_principals(statement) if assuming else ():
        action, noun = _ASSUMING[kind]
        if action not in assuming:
            message = f"{principal} is {noun}, which assumes roles with {action}; {listed(sorted(assuming))} never fits"
            yield Problem(rules.TRUST_ACTION, message, "Action")
    missing = [action for action in _ROLES_ANYWHERE_ACTIONS if action not in named]
    if missing and _is_roles_anywhere(statement):
        message = f"IAM Roles Anywhere also needs {listed(missing)}; without, no certificate can assume the role"
        yield Problem(rules.TRUST_ACTION, message, "Action")


def _named_actions(statement: Statement) -> set[str]:
    return {known for known in TRUST_ACTIONS for action in statement.actions or () if coverage.action(action, known)}


def _is_roles_anywhere(statement: Statement) -> bool:
    return statement.effect == "Allow" and _ROLES_ANYWHERE in _members(statement, "Service")


def _typed_principals(statement: Statement) -> t.Iterator[tuple[str, str]]:
    """The principals, each with its type in the table of actions."""
    for kind in ("AWS", "Service"):
        for principal in _members(statement, kind):
            yield kind, principal
    for principal in _members(statement, "Federated"):
        if principal != "*":
            yield "saml" if ":saml-provider/" in principal else "web", principal


# Keys that say nothing about who asks: how, when, and from where anybody can be.
_INDIFFERENT: t.Final = frozenset(
    (
        *("aws:currenttime", "aws:epochtime", "aws:multifactorauthage", "aws:multifactorauthpresent", "aws:referer"),
        *("aws:requestedregion", "aws:securetransport", "aws:tagkeys", "aws:tokenissuetime", "aws:useragent"),
        *("aws:viaawsservice", "aws:principalisawsservice", "aws:principaltype", "aws:requesttag"),
        *("aws:calledvia", "aws:calledviafirst", "aws:calledvialast"),
        *("sts:durationseconds", "sts:rolesessionname", "sts:transitivetagkeys"),
        *("sts:sourceidentity", "aws:sourceidentity"),
        # About the role itself, and addresses that every VPC may use.
        *("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "aws:resourcetag", "iam:resourcetag"),
        "aws:vpcsourceip",
    )
)
# Keys that tell the principals of an account apart, but whose values every account can give to its own.
_OF_ANY_ACCOUNT: t.Final = frozenset(("aws:principaltag", "aws:username"))
# Keys whose values all begin alike, so that a wildcard after that matches those of strangers.
_IDENTIFIERS = re.compile(
    r"aws:(?:principalaccount|principalorgid|principalorgpaths|sourcevpc|sourcevpce|userid"
    r"|vpceaccount|vpceorgid|vpceorgpaths)"
)
# What follows a slash or, for sessions, a colon may be a pattern.
_WIDE_IDENTIFIER = re.compile(r"[^/:]*[*?].*")
# A range of addresses with a shorter prefix is no network of one organization.
_SHORTEST_PREFIXES: t.Final[t.Mapping[int, int]] = {4: 8, 6: 16}
_ARNS: t.Final = frozenset(("aws:principalarn", "aws:sourcevpcarn"))
_IN_AN_ACCOUNT = re.compile(rf"arn:{PART}:(?:iam|sts|ec2):{PART}:(?:\$\{{[^{{}}]*\}}|[0-9])+:.*")


def _says_who(condition: Condition) -> bool:
    """Whether a condition leaves some callers out, whatever they do."""
    operator = operators.parse(condition.operator)
    key = condition_keys.name_of(condition.key)
    if operator is None or operator.admits_absence or key in _INDIFFERENT or not condition.values:
        return False
    return not _admits_strangers(key, condition.values, is_like=operator.is_like)


def _admits_strangers(key: str, values: t.Sequence[str], *, is_like: bool) -> bool:
    """Whether a value of a key about callers is also that of others than its author can mean."""
    if key in _ARNS:
        return not all(map(_IN_AN_ACCOUNT.fullmatch, values))
    if key == "aws:sourceip":
        return any(map(_is_anywhere, values))
    if is_like and _IDENTIFIERS.fullmatch(key):
        return any(map(_WIDE_IDENTIFIER.fullmatch, values))
    return any(value and not value.strip("*?") for value in values)


def _is_anywhere(addresses: str) -> bool:
    """Whether a range of addresses is too wide to be that of somebody."""
    try:
        network = ipaddress.ip_network(addresses, strict=False)
    except ValueError:
        # A policy variable.
        return False
    return network.prefixlen < _SHORTEST_PREFIXES[network.version]


def _says_which_account(condition: Condition) -> bool:
    """Whether a condition also leaves callers out who can call and tag themselves as they like."""
    return _says_who(condition) and condition_keys.name_of(condition.key) not in _OF_ANY_ACCOUNT


def _public(statement: Statement) -> t.Iterator[Problem]:
    if any(map(_says_which_account, statement.conditions)):
        return
    for kind, members in (statement.principals or {}).items():
        if kind in ("AWS", "Federated") and "*" in members:
            whom = "anyone" if kind == "AWS" else "anyone with an identity provider"
            also = "; no condition says who is meant" if statement.conditions else ""
            message = f"{whom} can assume the role{also}; name the principals, or add a condition on aws:PrincipalOrgID"
            yield Problem(rules.PUBLIC_PRINCIPAL, message, "Principal")


_ROOT = re.compile(rf"(?:arn:{PART}:iam::)?[0-9]{{4}}-?[0-9]{{4}}-?[0-9]{{4}}(?::root)?")


def _asks_for_mfa(condition: Condition) -> bool:
    """Whether a condition is met only after MFA: access keys send no aws:MultiFactorAuthPresent, nor an age."""
    operator, key = operators.parse(condition.operator), condition.key.lower()
    if operator is None or not condition.values:
        return False
    if key == "aws:multifactorauthage":
        return condition.values == ("false",) if operator.comparison == "null" else not operator.admits_absence
    is_true = all(value.lower() == "true" for value in condition.values)
    return key == "aws:multifactorauthpresent" and not operator.admits_absence and is_true


def _accounts(statement: Statement) -> t.Iterator[Problem]:
    """Other accounts as a whole. A task's own account is ${AWS::AccountId}."""
    if any(_says_who(condition) or _asks_for_mfa(condition) for condition in statement.conditions):
        return
    if not any(coverage.action(action, "sts:AssumeRole") for action in statement.actions or ()):
        return
    accounts = [principal for principal in _members(statement, "AWS") if _ROOT.fullmatch(principal)]
    if accounts:
        message = (
            f"everyone whom the account of {listed(accounts)} allows to can assume the role; ask a third party for "
            "sts:ExternalId and people for aws:MultiFactorAuthPresent, or name roles. If the account is the role's "
            "own, write arn:${AWS::Partition}:iam::${AWS::AccountId}:root"
        )
        yield Problem(rules.ACCOUNT_TRUST, message, "Principal")


_SOURCE_KEYS: t.Final = frozenset(("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"))
# What a service does not send when it assumes a role.
_NOT_OF_SERVICES: t.Final = frozenset(
    (
        *("aws:multifactorauthage", "aws:multifactorauthpresent", "aws:principalaccount", "aws:principalarn"),
        *("aws:principalorgid", "aws:principalorgpaths", "aws:principaltag", "sts:externalid"),
    )
)


def _services(statement: Statement) -> t.Iterator[Problem]:
    services = _members(statement, "Service")
    pages = {service: page for service in services if (page := page_for(service))}
    restricted = {condition.key.lower() for condition in statement.conditions if _says_who(condition)}
    if pages and not restricted & _SOURCE_KEYS:
        message = (
            f"{listed(tuple(pages))} can assume the role on behalf of any account; restrict it with aws:SourceAccount "
            f"or aws:SourceArn, as AWS recommends: {listed(tuple(dict.fromkeys(pages.values())))}"
        )
        yield Problem(rules.CONFUSED_DEPUTY, message, "Principal")
    if len(statement.principals or {}) == 1:
        yield from _never_sent(statement, services)


def _never_sent(statement: Statement, services: t.Sequence[str]) -> t.Iterator[Problem]:
    for condition in statement.conditions if services else ():
        if _is_never_sent(condition, services):
            message = f"{listed(services)} does not send {condition.key}, so that the condition is never met"
            element = f"Condition.{condition.operator}.{condition.key}"
            yield Problem(rules.SERVICE_PRINCIPAL_KEY, message, element)


def _is_never_sent(condition: Condition, services: t.Sequence[str]) -> bool:
    """Whether a condition asks for a key that none of the services sends."""
    operator = operators.parse(condition.operator)
    key = condition_keys.name_of(condition.key)
    if operator is None or operator.admits_absence or key not in _NOT_OF_SERVICES:
        return False
    if key == "sts:externalid":
        # Few services send one: Firehose does.
        return all(service.startswith(_WITHOUT_EXTERNAL_ID) for service in services)
    # IAM Roles Anywhere sends what the certificate says as tags of the principal.
    return key != "aws:principaltag" or _ROLES_ANYWHERE not in services


_WITHOUT_EXTERNAL_ID: t.Final = ("ec2.", "lambda.", "ecs-tasks.", "codebuild.")


class _Subject(t.NamedTuple):
    """What a shared provider's subjects begin with, what follows the owner, and whose they are, in words."""

    prefix: str
    separator: str
    whose: str


_SUBJECTS: t.Final[t.Mapping[str, _Subject]] = {
    "agent.buildkite.com:sub": _Subject("organization:", ":", "pipelines of anyone at Buildkite"),
    "app.terraform.io:sub": _Subject("organization:", ":", "workspaces of anyone at HCP Terraform"),
    "gitlab.com:sub": _Subject("project_path:", "/", "projects of anyone at GitLab"),
    "token.actions.githubusercontent.com:sub": _Subject("repo:", "/", "repositories of anyone at GitHub"),
}
_WILDCARD = re.compile(r"[*?]")
_DEFAULT_AUDIENCE: t.Final = "sts.amazonaws.com"


def _web_identities(statement: Statement) -> t.Iterator[Problem]:
    for principal in _members(statement, "Federated"):
        address = shared_providers.address_of(principal)
        is_web = ":oidc-provider/" in principal or principal in _PROVIDER_NAMES - {"*"}
        # IAM refuses shared providers without a condition.
        if is_web and address not in shared_providers.CLAIMS and not _are_identities_named(statement, address):
            message = (
                f"no condition says which identities of {address} are meant; restrict {address}:sub, or {address}:aud "
                "where it is an application's own"
            )
            yield Problem(rules.OIDC_SUBJECT, message, "Condition")
    yield from _open_subjects(statement)


def _are_identities_named(statement: Statement, address: str) -> bool:
    """Whether a condition on a claim of a provider leaves some of its identities out."""
    return any(
        condition.key.lower().startswith(f"{address.lower()}:")
        and _says_who(condition)
        and not _is_default_audience(condition)
        for condition in statement.conditions
    )


def _is_default_audience(condition: Condition) -> bool:
    """Whether a condition only asks for the audience that the tokens for AWS have by default."""
    return condition.key.lower().endswith(":aud") and _DEFAULT_AUDIENCE in condition.values


def _open_subjects(statement: Statement) -> t.Iterator[Problem]:
    for condition in statement.conditions:
        operator = operators.parse(condition.operator)
        form = _SUBJECTS.get(condition.key.lower())
        if form is None or operator is None or not operator.is_like or operator.is_negative:
            continue
        for value in condition.values:
            if _is_owner_open(value, form):
                example = f"{form.prefix}acme{form.separator}*"
                message = f"{value} matches {form.whose}; name at least the owner, as in {example}"
                yield Problem(rules.OIDC_SUBJECT, message, f"Condition.{condition.operator}.{condition.key}")


def _is_owner_open(subject: str, form: _Subject) -> bool:
    """Whether a subject has a wildcard before the owner ends: acme* is also an owner acme-and-more."""
    beginning, *rest = _WILDCARD.split(subject, maxsplit=1)
    is_within_owner = beginning.startswith(form.prefix) and form.separator not in beginning[len(form.prefix) :]
    return bool(rest) and (is_within_owner or form.prefix.startswith(beginning))
