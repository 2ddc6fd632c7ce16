# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entries of a baseline as values, and the ordered set of resources that they describe."""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, replace
from types import MappingProxyType

from .._argspec import TAGS, WAIT, Options
from .._arn import shown_name
from .._errors import OptionError
from .._policy.document import GivenDocument
from .._policy.parameters.filling import Filling
from .._resources import removal
from .._resources.resource_types import AnyBaselineType
from .._retry import RetryPolicy
from .._review.escalation import friendly_name
from .._review.provider_audience import ClientIds
from .._review.review import NO_REVIEW, ReviewOptions, check_pseudo_parameters
from .._review.subjects import (
    INLINE_POLICIES,
    MANAGED_POLICIES,
    POLICY,
    TRUST_POLICY,
    Subject,
    role_subjects,
    settings_of,
    together,
    trust_in_providers,
)
from .lists import LISTS, EntryList
from .planning import AnyMember, Member

# Those that parameters are filled in in, beside documents. Those with ARNs may have pseudo parameters.
_FILLED: t.Final = ("name", "path", "description", "tags", "access", "assumable_by", "url", "client_id_list")
_FILLED_ARNS: t.Final = ("boundary", "managed_policies")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a task says about all its entries: whether it removes them, and the defaults for how to remove."""

    is_removal: bool = False
    detach: str = "all"
    unused_for_days: int | None = None

    @classmethod
    def from_options(cls, options: Options) -> Settings:
        """Reads and checks the options of iam_baseline; raises C(OptionError)."""
        return cls(
            is_removal=options["state"] == "absent",
            detach=options["detach"],
            unused_for_days=removal.check_days(options[removal.UNUSED_OPTION]),
        )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of one of the lists, and its position there.

    C(given) are the options that have a value, C(inherited) the names of those that the defaults of the list set.
    """

    resource_type: AnyBaselineType
    position: int
    given: Options
    inherited: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        resource_type: AnyBaselineType,
        given: Options,
        *,
        position: int = 0,
        defaults: Options | None = None,
        is_exclusive: bool = False,
    ) -> Entry:
        """The entry for these options. An option that is null counts as left out.

        In an exclusive set, what is left out of an entry counts as empty.
        """
        own, shared = _with_parsed_documents(given), defaults or {}
        emptied = resource_type.emptied if is_exclusive and own.get("state") != "absent" else {}
        return cls(
            resource_type=resource_type,
            position=position,
            given={**emptied, **shared, **own},
            inherited=frozenset(shared.keys() - own.keys()),
        )

    def filled(self, filling: Filling, *, is_removal: bool) -> Entry:
        """The entry with parameters filled in, those that it inherits excepted, which have been filled in already."""
        own = {option: value for option, value in self.given.items() if option not in self.inherited}
        filled = _filled(own, filling, f"{self.label}: ", is_removed=is_removal or not self.is_present)
        return replace(self, given={**self.given, **filled})

    @property
    def name(self) -> str:
        return self.resource_type.entry_name(self.given)

    @property
    def place(self) -> str:
        """The list and the position, in messages."""
        return f"{self.resource_type.list_option}[{self.position}]"

    @property
    def label(self) -> str:
        """The entry in messages about its options."""
        return f"{self.place} ({shown_name(self.name)})"

    @property
    def is_present(self) -> bool:
        """Whether the resource should exist, unless the task removes all of them."""
        return self.given.get("state") != "absent"

    @property
    def is_comparable(self) -> bool:
        """Whether there is a desired state to compare the resource with."""
        return self.is_present and not self.resource_type.compared_options.isdisjoint(self.given)

    def subjects(
        self,
        task: ReviewOptions,
        boundaries: t.Collection[str] = (),
        policies: t.Mapping[str, t.Any] = MappingProxyType({}),
        paths: t.Mapping[str, str] = MappingProxyType({}),
        client_ids: ClientIds = MappingProxyType({}),
    ) -> t.Iterator[Subject]:
        """The documents to review, with the task's settings or the entry's own. Raises C(OptionError).

        C(boundaries) has the names, in lower case, of policies that the set uses only as permissions boundaries,
        C(policies) and C(paths) the documents and paths of the set's policies by their names in lower case, and
        C(client_ids) those of the set's OIDC providers.
        """
        if all(self.given.get(option) is None for option in (POLICY, TRUST_POLICY, INLINE_POLICIES, MANAGED_POLICIES)):
            return
        try:
            settings = settings_of(self.given, task)
        except OptionError as error:
            raise self.wrong(error) from None
        name, policy = shown_name(self.name), self.given.get(POLICY)
        if policy is not None:
            is_boundary = self.name.lower() in boundaries
            yield Subject(name=name, kind="managed", settings=settings, document=policy, is_boundary=is_boundary)
        yield from role_subjects(name, self.given.get(TRUST_POLICY), self.given.get(INLINE_POLICIES) or {}, settings)
        yield from trust_in_providers(name, self.given.get(TRUST_POLICY), client_ids, settings)
        yield from together(self.name, self.given, policies, settings, paths)

    def member(self, settings: Settings) -> AnyMember:
        """The resource that the entry describes; raises C(OptionError)."""
        options = self._options(settings)
        try:
            self._check_needed(options)
            return self._member(options)
        except OptionError as error:
            raise self.wrong(error) from None

    def check(self, settings: Settings) -> None:
        """Raises C(OptionError) for an option that no resource can have. Options that are needed may be missing."""
        settings_of(self.given, NO_REVIEW)
        self._member(self._options(settings))

    def _member(self, options: Options) -> AnyMember:
        options = self.resource_type.entry_options(options)
        desired = self.resource_type.from_options(options)
        check_pseudo_parameters(desired.documents())
        return Member(resource_type=self.resource_type, desired=desired, retry_policy=RetryPolicy.from_options(options))

    def wrong(self, error: OptionError) -> OptionError:
        """The error about one of its options, with the entry, and with the list's defaults if they set the option."""
        is_inherited = error.option.partition(".")[0] in self.inherited
        return OptionError(self.label, f"{self.resource_type.defaults_option}.{error}" if is_inherited else str(error))

    def _options(self, settings: Settings) -> dict[str, t.Any]:
        """The options of the module for one resource: the entry's, the task's, and defaults for the rest."""
        specified = (self.resource_type.spec | TAGS | WAIT).options
        return {
            **{name: option.get("default") for name, option in specified.items()},
            **{name: getattr(settings, name) for name in self.resource_type.removal_options},
            **self.given,
            **({"state": "absent"} if settings.is_removal else {}),
        }

    def _check_needed(self, options: Options) -> None:
        for option, value, needed in self.resource_type.spec.required_if:
            missing = [name for name in needed if options[option] == value and options[name] is None]
            if missing:
                raise OptionError(missing[0], f"is required when {option} is {value}")


def entries_of(options: Options, filling: Filling | None = None) -> tuple[Entry, ...]:
    """The entries of a task, types in the order of their creation, with parameters filled in.

    Raises C(ParametersError), and C(OptionError) for a repeated name.
    """
    is_exclusive = bool(options.get("exclusive")) and not _is_removal(options)
    entries = tuple(
        Entry.of(of.type_of(given, position), given, position=position, defaults=defaults, is_exclusive=is_exclusive)
        for of, defaults in _defaults_of(options, filling)
        for position, given in enumerate(options[of.option])
    )
    if filling is not None:
        entries = tuple(entry.filled(filling, is_removal=_is_removal(options)) for entry in entries)
        # Filled in where it is read.
        filling.need(options.get("purge_path"))
        filling.check(allow_unused=options["unused_parameters"] == "allow")
    _check_names(entries)
    return entries


def check_defaults(options: Options, settings: Settings, filling: Filling | None = None) -> None:
    """Raises C(OptionError) for a default that no resource can have, whether or not an entry takes it."""
    for of, defaults in _defaults_of(options, filling):
        name = of.defaults_option
        if name is None:
            continue
        try:
            Entry(resource_type=of.types[0], position=0, given={"name": name, **defaults}).check(settings)
        except OptionError as error:
            raise OptionError(f"{name}.{error.option}", error.problem) from None


def _defaults_of(options: Options, filling: Filling | None) -> t.Iterator[tuple[EntryList, Options]]:
    """For each list, the options that its entries share, with parameters filled in."""
    for of in LISTS:
        shared = _with_parsed_documents(options[of.defaults_option] or {}) if of.defaults_option else {}
        if filling is not None:
            shared = _filled(shared, filling, f"{of.defaults_option}.", is_removed=_is_removal(options))
        yield of, shared


def _is_removal(options: Options) -> bool:
    return options.get("state") == "absent"


def _filled(given: Options, filling: Filling, place: str, *, is_removed: bool) -> Options:
    """Options with parameters filled in. The documents of a resource that is removed do not matter."""
    fill_document = filling.note_document if is_removed else filling.given_document
    filled: dict[str, t.Any] = dict(given)
    for option, value in given.items():
        root = ((), f"{place}{option}")
        if option in (POLICY, TRUST_POLICY):
            filled[option] = fill_document(root, value)
        elif option == INLINE_POLICIES:
            filled[option] = filling.mapping(root, value, fill_document)
        elif option in _FILLED or option in _FILLED_ARNS:
            filled[option] = filling.value(root, value, escape=option in _FILLED_ARNS)
    return filled


def _with_parsed_documents(given: Options) -> Options:
    """The options that have a value. Each document is parsed once, for the review and the plan."""
    options = {name: value for name, value in given.items() if value is not None}
    documents: dict[str, t.Any] = {
        name: GivenDocument(options[name]) for name in (POLICY, TRUST_POLICY) if name in options
    }
    if INLINE_POLICIES in options:
        inline = options[INLINE_POLICIES].items()
        documents[INLINE_POLICIES] = {name: GivenDocument(document) for name, document in inline}
    return options | documents


def subjects_of(entries: t.Iterable[Entry], settings: Settings, task: ReviewOptions) -> list[Subject]:
    """The documents of the resources that should exist, to be reviewed. Raises C(OptionError)."""
    present = [entry for entry in entries if entry.is_present and not settings.is_removal]
    boundaries = _only_boundaries(present)
    given = {entry.name.lower(): entry.given for entry in present if POLICY in entry.given}
    policies = {name: options[POLICY] for name, options in given.items()}
    paths = {name: options.get("path") or "/" for name, options in given.items()}
    client_ids = _client_ids(present)
    subjects = (entry.subjects(task, boundaries, policies, paths, client_ids) for entry in present)
    return [*itertools.chain.from_iterable(subjects)]


def _client_ids(entries: t.Iterable[Entry]) -> dict[str, t.Collection[str]]:
    """The client IDs of the OIDC providers of which the set manages all, by their URLs without scheme."""
    return {
        entry.name: entry.given["client_id_list"]
        for entry in entries
        if entry.given.get("client_id_list") is not None and entry.given.get("purge_client_ids") is not False
    }


def _only_boundaries(entries: t.Collection[Entry]) -> frozenset[str]:
    """The policies, by name in lower case, that are the boundary of a role and attached to none."""
    bounding = (entry.given.get("boundary") for entry in entries)
    attached = (reference for entry in entries for reference in entry.given.get("managed_policies") or ())
    return frozenset(map(friendly_name, filter(None, bounding))) - frozenset(map(friendly_name, attached))


def members_of(entries: t.Iterable[Entry], settings: Settings) -> tuple[AnyMember, ...]:
    """The resources of the entries, in the order in which to process them; raises C(OptionError)."""
    members = [entry.member(settings) for entry in entries]
    # A resource that uses others is deleted before them.
    if settings.is_removal:
        return tuple(reversed(members))
    deleted_first = [member for member in reversed(members) if member.is_deleted_first]
    deleted_last = [member for member in reversed(members) if member.is_deleted_last]
    others = (member for member in members if not (member.is_deleted_first or member.is_deleted_last))
    return (*deleted_first, *others, *deleted_last)


def _check_names(entries: t.Iterable[Entry]) -> None:
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        name = entry.name.lower() if entry.resource_type.ignores_case else entry.name
        earlier = first.setdefault((entry.resource_type.name, name), entry)
        if earlier is not entry:
            raise OptionError(entry.place, f"{shown_name(entry.name)} is already the name of {earlier.place}")
