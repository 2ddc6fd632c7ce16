# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an account's IAM holds, as the soak compares it: values, and the facts that follow from them."""

from __future__ import annotations

import collections
import json
import typing as t
from dataclasses import dataclass, field

Tags = t.Mapping[str, str]

# The key of a fact: the type of resource, its name, and the property.
Key = tuple[str, ...]
Facts = t.Mapping[Key, t.Any]


def text(document: t.Mapping[str, t.Any]) -> str:
    """A document as text. The soak writes all documents itself, so two are equivalent only if their texts are equal."""
    return json.dumps(document, sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A managed policy. C(versions) are the documents' texts, oldest first; C(default) is the default version's.

    A resource without an C(id) has yet to be created.
    """

    name: str
    versions: tuple[str, ...]
    default: str | None
    path: str = "/"
    description: str = ""
    tags: Tags = field(default_factory=dict)
    id: str | None = None

    def facts(self) -> t.Iterator[tuple[Key, t.Any]]:
        """Each thing that a task may change or has to leave alone."""
        key = ("policy", self.name)
        yield key, (self.path, self.description)
        yield (*key, "id"), self.id
        if self.default is not None:
            yield (*key, "default"), self.default
        for document, count in collections.Counter(self.versions).items():
            yield (*key, "version", document), count
        for name, value in self.tags.items():
            yield (*key, "tag", name), value


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role. C(trust) and the values of C(inline) are texts of documents, C(attached) are ARNs."""

    name: str
    trust: str
    path: str = "/"
    description: str = ""
    duration: int = 3600
    boundary: str | None = None
    attached: frozenset[str] = frozenset()
    inline: t.Mapping[str, str] = field(default_factory=dict)
    tags: Tags = field(default_factory=dict)
    id: str | None = None

    def facts(self) -> t.Iterator[tuple[Key, t.Any]]:
        """Each thing that a task may change or has to leave alone."""
        key = ("role", self.name)
        yield key, self.path
        yield (*key, "id"), self.id
        yield (*key, "trust"), self.trust
        yield (*key, "description"), self.description
        yield (*key, "duration"), self.duration
        yield (*key, "boundary"), self.boundary
        for arn in self.attached:
            yield (*key, "attached", arn), True
        for name, document in self.inline.items():
            yield (*key, "inline", name), document
        for name, value in self.tags.items():
            yield (*key, "tag", name), value


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An OIDC provider. C(url) has no scheme. Its thumbprints are AWS's matter."""

    url: str
    client_ids: frozenset[str] = frozenset()
    tags: Tags = field(default_factory=dict)

    def facts(self) -> t.Iterator[tuple[Key, t.Any]]:
        """Each thing that a task may change or has to leave alone."""
        key = ("provider", self.url)
        yield key, True
        for client_id in self.client_ids:
            yield (*key, "client ID", client_id), True
        for name, value in self.tags.items():
            yield (*key, "tag", name), value


@dataclass(frozen=True, kw_only=True)
class SamlProvider:
    """A SAML provider, with the text of its metadata."""

    name: str
    metadata: str
    tags: Tags = field(default_factory=dict)

    def facts(self) -> t.Iterator[tuple[Key, t.Any]]:
        """Each thing that a task may change or has to leave alone."""
        key = ("SAML provider", self.name)
        yield key, True
        yield (*key, "metadata"), self.metadata
        for name, value in self.tags.items():
            yield (*key, "tag", name), value


@dataclass(frozen=True, kw_only=True)
class Account:
    """Policies and roles by name, instance profiles with their roles, users and groups with their policies' ARNs.

    C(providers) has the OIDC providers by URL, C(saml_providers) the SAML providers by name.
    """

    id: str
    policies: t.Mapping[str, Policy] = field(default_factory=dict)
    roles: t.Mapping[str, Role] = field(default_factory=dict)
    profiles: t.Mapping[str, frozenset[str]] = field(default_factory=dict)
    users: t.Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: t.Mapping[str, frozenset[str]] = field(default_factory=dict)
    providers: t.Mapping[str, Provider] = field(default_factory=dict)
    saml_providers: t.Mapping[str, SamlProvider] = field(default_factory=dict)

    def arn(self, policy: str) -> str:
        """The ARN of a managed policy, or the ARN that it would have without a path."""
        path = self.policies[policy].path if policy in self.policies else "/"
        return f"arn:aws:iam::{self.id}:policy{path}{policy}"

    def facts(self) -> Facts:
        """The account as one flat table: two accounts hold the same if their tables are equal."""
        found: dict[Key, t.Any] = {}
        for policy in self.policies.values():
            found.update(policy.facts())
        for role in self.roles.values():
            found.update(role.facts())
        for provider in self.providers.values():
            found.update(provider.facts())
        for saml in self.saml_providers.values():
            found.update(saml.facts())
        for name, roles in self.profiles.items():
            found["profile", name] = True
            found.update({("profile", name, "role", role): True for role in roles})
        for kind, holders in (("user", self.users), ("group", self.groups)):
            for name, arns in holders.items():
                found[kind, name] = True
                found.update({(kind, name, "attached", arn): True for arn in arns})
        return found
