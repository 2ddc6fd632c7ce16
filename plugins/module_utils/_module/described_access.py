# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the options of iam_access_check describe: documents that decide together, or the lists of a set."""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import dataclass, field

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._access.policies import Layer
from .._access.role import RoleAccess
from .._argspec import PARAMETERS, ArgumentSpec, Options
from .._arn import SPECIMEN, URL_SUFFIXES, Account, check_account_id, shown_name
from .._baseline.declared import Declared, DeclaredRole, declared
from .._baseline.entries import Entry, Settings, check_defaults, entries_of
from .._baseline.lists import LIST_OPTIONS
from .._errors import LeastPrivError, OptionError
from .._files.document_files import Folder, document_of
from .._files.source_lines import Sources, place_of_file
from .._files.yaml_nodes import YamlError
from .._finding import Place
from .._policy import document, partition
from .._policy.document import Document, GivenDocument
from .._policy.parameters.filling import Filling
from .._policy.parameters.regions import partitions_of
from .._review.filled_subjects import SubjectFilling
from .._review.review import NO_REVIEW
from .._review.subjects import POLICY, TRUST_POLICY, Subject

_SINGLE: t.Final = {"boundary": "permissions boundary", "trust": "trust policy"}
# What documents without a set are together, in results.
TOGETHER: t.Final = "documents"
ASSERTING: t.Final[dict[str, dict[str, t.Any]]] = {
    "access": {"type": "dict"},
    "assumable_by": {"type": "list", "elements": "str"},
}
_DOCUMENTS: t.Final[dict[str, dict[str, t.Any]]] = {
    "policy": {"type": "json"},
    "paths": {"type": "list", "elements": "path"},
    "documents": {
        "type": "list",
        "elements": "dict",
        "options": {
            "name": {"type": "str", "required": True},
            "type": {"type": "str", "choices": ["identity", "boundary", "trust"], "default": "identity"},
            "policy": {"type": "json"},
            "path": {"type": "path"},
        },
        "mutually_exclusive": [("policy", "path")],
        "required_one_of": [("policy", "path")],
    },
}


# The lists of a set and what their entries share, as iam_baseline takes them.
_LISTS: t.Final = ArgumentSpec(options=LIST_OPTIONS)
_OPEN_LISTS: t.Final[dict[str, dict[str, t.Any]]] = {
    name: {facet: value for facet, value in option.items() if facet != "options"}
    for name, option in LIST_OPTIONS.items()
}
_EXCLUSIVE: t.Final = "exclusive"
# The options that describe what is checked, or what it is compared with.
DESCRIBING: t.Final = (
    ArgumentSpec(options={**_DOCUMENTS, **_OPEN_LISTS, _EXCLUSIVE: {"type": "bool", "default": False}}) | PARAMETERS
)
ACCOUNT: t.Final[dict[str, dict[str, t.Any]]] = {
    "account_id": {"type": "str"},
    "partition": {"type": "str", "choices": [*URL_SUFFIXES]},
    "region": {"type": "str"},
    "service_control_policies": {"type": "list", "elements": "raw"},
}

_NEEDS_ACCOUNT = re.compile(r"AWS::AccountId|:iam::[0-9]{12}:policy/")


def _account_missing() -> OptionError:
    return OptionError("account_id", "is required: what is checked depends on the account")


@dataclass(frozen=True, kw_only=True)
class Described:
    """What is described, where its documents are written, and warnings about its parameters.

    C(places) are by type (C(role), C(policy)) and name.
    """

    declared: Declared
    is_set: bool
    places: t.Mapping[tuple[str, str], Place | None] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def validated(spec: ArgumentSpec, given: Options) -> Options:
    """Options that the specification of the module leaves open, checked by Ansible. Raises C(LeastPrivError)."""
    result = ArgumentSpecValidator(**spec.to_validation()).validate(dict(given))
    for message in result.error_messages:
        # Ansible's modules begin such a message in this way.
        is_about_names = "Supported parameters include" in message
        raise LeastPrivError(f"Unsupported parameters: {message}" if is_about_names else message)
    return t.cast(Options, result.validated_parameters)


def account_of(options: Options) -> Account:
    """The account in which documents are read; any account, if nothing depends on it. Raises C(OptionError)."""
    given = options["account_id"]
    if not given and _NEEDS_ACCOUNT.search(json.dumps(options, default=str)):
        raise _account_missing()
    account_id = check_account_id("account_id", given) if given else SPECIMEN.id
    region = options["region"] or None
    of_region = partitions_of(region) if region else ()
    return Account(id=account_id, partition=options["partition"] or next(iter(of_region), "aws"), region=region)


def levels_of(options: Options, account: Account) -> tuple[Layer, ...]:
    """The service control policies, level by level from the root down. Raises C(OptionError)."""
    given = options["service_control_policies"]
    if given is None:
        return ()
    if not given:
        raise OptionError("service_control_policies", "is empty; list the levels from the root down, or leave it out")
    return tuple(
        _level(f"service_control_policies[{position}]", level, account) for position, level in enumerate(given)
    )


def _level(option: str, given: t.Any, account: Account) -> Layer:
    members = given if isinstance(given, list) else [given]
    if not members:
        raise OptionError(option, "is empty; a level has at least one policy, or else it allows nothing")
    places = [f"{option}[{position}]" if isinstance(given, list) else option for position in range(len(members))]
    return {place: _parsed(place, member, account) for place, member in zip(places, members, strict=True)}


def _parsed(option: str, given: t.Any, account: Account) -> Document:
    filled = document.parse(option, given).filled(option, account)
    partition.check(option, filled, account)
    return filled


class Describer:
    """Reads what options describe, in one account and under the same service control policies."""

    def __init__(
        self,
        folder: Folder,
        sources: Sources,
        account: Account,
        levels: tuple[Layer, ...],
        *,
        is_any_account: bool = False,
    ) -> None:
        """C(is_any_account) says that no account was given, so that no document may depend on it."""
        self._is_any_account = is_any_account
        self._folder = folder
        self._sources = sources
        self._account = account
        self._levels = levels

    def described(self, options: Options, assertions: t.Any = None) -> Described:
        """What the options describe. C(assertions) are those about documents. Raises C(LeastPrivError)."""
        found = [name for name in ("policy", "paths", "documents") if options[name] is not None]
        if options["policies"] or options["roles"]:
            found.append("roles")
        if len(found) != 1:
            state = "has no value" if not found else f"cannot be combined with {' and '.join(found[1:])}"
            option = found[0] if found else "policy"
            raise OptionError(option, f"{state}: give policy, paths, documents, or the lists policies and roles")
        if found == ["roles"]:
            return self._set(options)
        if options[found[0]] == []:
            raise OptionError(found[0], "is empty; name at least one document")
        return self._documents(options, assertions)

    def _set(self, options: Options) -> Described:
        filling = Filling.from_option(options["parameters"])
        options = {**options, **validated(_LISTS, {name: options[name] for name in _OPEN_LISTS})}
        entries = entries_of(options, filling)
        check_defaults(options, Settings(), filling)
        if filling is not None:
            filling.check_account(self._account)
        return Described(
            declared=declared(entries, self._account, self._levels),
            is_set=True,
            places={_key(entry): self._place_of(entry) for entry in entries},
            warnings=filling.warnings if filling else (),
        )

    def _place_of(self, entry: Entry) -> Place | None:
        option = entry.resource_type.document_option
        given = None if option is None else entry.given.get(option)
        value = given.value if isinstance(given, GivenDocument) else given
        return self._sources.find(entry.name, "trust" if option == TRUST_POLICY else "managed", value)

    def _documents(self, options: Options, assertions: t.Any) -> Described:
        if options[_EXCLUSIVE]:
            raise OptionError(_EXCLUSIVE, "is about the lists policies and roles; remove it")
        filling = SubjectFilling(options["parameters"])
        kinds: dict[str, dict[str, Document | None]] = {"identity": {}, "boundary": {}, "trust": {}}
        places: list[Place | None] = []
        for name, kind, given, place in self._given(options):
            if any(name in documents for documents in kinds.values()):
                raise OptionError("documents", f"{name} is the name of two documents")
            if kinds[kind] and kind != "identity":
                raise OptionError("documents", f"{name} is another {_SINGLE[kind]}; a role has one")
            subject = filling.document_of(Subject(name=name, kind="inline", settings=NO_REVIEW, document=given))
            kinds[kind][name] = self._parsed(name, subject.document)
            places.append(place)
        filling.check(allow_unused=options["unused_parameters"] == "allow")
        access = RoleAccess(
            identity=kinds["identity"],
            boundary=kinds["boundary"] or None,
            service_control_policies=self._levels,
            trust=next(iter(kinds["trust"].values()), None),
        )
        role = DeclaredRole(name=TOGETHER, access=access, assertions=assertions)
        known = next(filter(None, places), None)
        return Described(
            declared=Declared(roles=(role,)),
            is_set=False,
            places={("role", TOGETHER): known},
            warnings=filling.warnings,
        )

    def _parsed(self, name: str, given: t.Any) -> Document:
        parsed = document.parse(name, given)
        if self._is_any_account and _NEEDS_ACCOUNT.search(parsed.text):
            raise _account_missing()
        return _parsed(name, parsed, self._account)

    def _given(self, options: Options) -> t.Iterator[tuple[str, str, t.Any, Place | None]]:
        """The name of each document, what it is, the document, and its place in a file."""
        if options["policy"] is not None:
            yield POLICY, "identity", options["policy"], None
        for path in self._folder.matching("paths", options["paths"] or []):
            yield path, "identity", *self._read("paths", path)
        for entry in options["documents"] or []:
            name = shown_name(entry["name"])
            if entry["path"] is not None:
                yield name, entry["type"], *self._read("documents", entry["path"])
            else:
                yield name, entry["type"], entry["policy"], self._sources.find(name, "managed", entry["policy"])

    def _read(self, option: str, path: str) -> tuple[t.Any, Place]:
        text = self._folder.read(option, path)
        shown = self._folder.shown(path)
        try:
            return document_of(option, path, text), place_of_file(shown, text)
        except YamlError as error:
            raise LeastPrivError(f"{option}: {shown}: not valid YAML: {error}") from None


def _key(entry: Entry) -> tuple[str, str]:
    return ("role" if entry.resource_type.document_option == TRUST_POLICY else "policy", entry.name)
