# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: aws_organizations
short_description: The accounts of an AWS organization as hosts
version_added: 1.0.0
author:
  - leastpriv.aws contributors (@leastpriv)
description:
  - Lists the accounts of an organization in AWS Organizations. Each account is a host, with the variables that the
    playbooks of this collection read, among them a role to assume.
  - >-
    For example, a file C(accounts.aws_organizations.yml) with the line C(plugin: leastpriv.aws.aws_organizations)
  - The configuration is a YAML file whose name ends in C(aws_organizations.yml) or C(aws_organizations.yaml).
  - The credentials are those of the organization's management account, or of a member account that is a delegated
    administrator of some AWS service.
  - Hosts have the variables C(aws_account_id), C(aws_account_name), C(aws_account_email), C(aws_account_state),
    C(aws_account_arn), C(aws_account_joined_method), C(aws_organization_id), C(aws_organizational_unit_id),
    C(aws_organizational_unit_path), C(aws_assume_role_arn), and, if tags are read, C(aws_account_tags).
  - The path of an organizational unit (OU) consists of the names below the root, V(Workloads/Prod) for example. The
    root's own name is not part of it, so that accounts directly in the root have an empty path.
  - Hosts are in the group C(aws_accounts), which sets C(ansible_connection) to V(local) and
    C(ansible_python_interpreter) to the Python that runs Ansible. A play's own variables for the group can override
    both.
  - Each OU with accounts is a group, C(aws_ou_Workloads_Prod) for example, inside that of the OU that contains it. If
    tags are read, each tag is a group, C(aws_tag_Team_crm) for example. Characters that group names cannot have become
    underscores. If that makes two names the same, both get a suffix, the OU's ID for example.
  - A host has the name of its account, with a hyphen for characters that Ansible's host patterns do not accept. If two
    hosts would have the same name, or a host that of a group, a hyphen and the account ID follow, with a warning. An
    account without a name has its ID.
  - An option that does not exist is an error, so that a mistyped filter does not let accounts in.
extends_documentation_fragment:
  - leastpriv.aws._connection
  - leastpriv.aws._connection.inventory
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [leastpriv.aws.aws_organizations]
  organizational_units:
    description:
      - The roots and OUs to start from. The plugin lists the accounts in them, and in OUs below them.
      - Each is an ID, V(r-ab12) or V(ou-ab12-1a2b3c4d), or the path of an OU, V(Workloads/Prod).
      - By default the plugin lists the whole organization.
    type: list
    elements: str
    default: []
  states:
    description:
      - The states of the accounts to list. Credentials work only for accounts in the state V(ACTIVE).
    type: list
    elements: str
    choices: [PENDING_ACTIVATION, ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED]
    default: [ACTIVE]
  include_tags:
    description:
      - Whether to read the accounts' tags, which takes one call for each account that the filters leave.
      - The plugin also reads tags if a filter asks for them, but not because O(compose), O(groups), or O(keyed_groups)
        mention them.
    type: bool
    default: false
  filters:
    description:
      - Which accounts to take. The keys are C(id), C(name), C(email), C(state), C(joined_method),
        C(organizational_unit), C(tag-key), and C(tag:KEY) for the value of a tag. Each value is a text, or a list of
        texts, any of which may match.
      - An account must match all keys. The key C(organizational_unit) matches the path or the ID of any OU that
        contains the account, at any depth, and the root's ID.
      - Case counts. An asterisk stands for any text, a question mark for one character. A backslash before either makes
        it an ordinary character.
    type: dict
    default: {}
  include_filters:
    description:
      - More filters like O(filters). An account is taken if it matches O(filters) or one of these. Without any filters,
        every account is taken.
    type: list
    elements: dict
    default: []
  exclude_filters:
    description:
      - Filters like O(filters). An account that matches one of these is not taken, whatever the other filters say.
    type: list
    elements: dict
    default: []
  hostname:
    description:
      - What to name hosts after. The V(id) never changes. Those who may edit the account can change its V(name).
    type: str
    choices: [name, id]
    default: name
  role_name:
    description:
      - The role in each account that C(aws_assume_role_arn) names, with its path in front, if it has one.
      - AWS Organizations creates the default role in accounts that it creates, but not in accounts that were invited,
        whose C(aws_account_joined_method) is V(INVITED).
      - The account that the credentials belong to gets no C(aws_assume_role_arn), because it needs no role, unless
        O(assume_role_arn) is set. That option's role only reads the inventory. Tasks on hosts are expected to use the
        credentials from before it.
      - With an empty text, no account gets a role.
    type: str
    default: OrganizationAccountAccessRole
  management_account_role_name:
    description:
      - The role to assume in the management account, for credentials of a delegated administrator.
      - AWS creates no role there, so by default the management account gets no C(aws_assume_role_arn). With its own
        credentials it needs none. With others, the guard C(aws_account_id) stops tasks on it.
    type: str
notes:
  - The credentials need C(organizations:ListAccounts) and C(organizations:ListOrganizationalUnitsForParent). Older
    versions of botocore, which do not know C(Paths) of an account, also need C(organizations:ListRoots) and
    C(organizations:ListAccountsForParent). So does O(organizational_units), which for IDs of OUs also needs
    C(organizations:DescribeOrganizationalUnit), and with older versions C(organizations:ListParents). Tags need
    C(organizations:ListTagsForResource). The plugin uses C(organizations:DescribeOrganization) to explain a denial.
  - Accounts come in pages of 20. In addition, the plugin makes one call for each root and OU that has an OU with
    accounts below it. From O(organizational_units) down, it makes two calls for each OU. The tags of an account take
    one call.
  - If an inventory cannot be read, Ansible warns and continues without its hosts. Set C(any_unparsed_is_failed) in the
    section C(inventory) of C(ansible.cfg), so that a pipeline fails instead.
  - The cache holds what AWS has answered, tags only if they are read, and no credentials. The plugin reads the
    organization again if options have changed that decide what it reads, among them O(profile), O(assume_role_arn) and
    the endpoint. It does not notice other credentials in the environment.
  - The plugin never takes a value from AWS for a template.
  - The connection options, O(organizational_units), the filters, and the options for roles can be templates.
seealso:
  - module: leastpriv.aws.iam_role
  - module: leastpriv.aws.iam_managed_policy
  - ref: ansible_collections.leastpriv.aws.docsite.guide_permissions
    description: The permissions that the plugin needs, as policy documents.
"""

EXAMPLES = r"""
---
# accounts.aws_organizations.yml: all active accounts, with the credentials in the environment.
plugin: leastpriv.aws.aws_organizations

---
# Two OUs without their sandboxes, through a role in the management account.
plugin: leastpriv.aws.aws_organizations
assume_role_arn: arn:aws:iam::999999999999:role/inventory
organizational_units:
  - Workloads
  - ou-ab12-1a2b3c4d
exclude_filters:
  - organizational_unit: "*/Sandbox"
  - name: "legacy-*"
  - id: "012345678901"

---
# The accounts of one team, in groups by stage, with another role, and cached for ten minutes.
plugin: leastpriv.aws.aws_organizations
role_name: automation/iam-rollout
filters:
  tag:Team: crm
keyed_groups:
  - key: aws_account_tags.Stage
    prefix: stage
compose:
  aws_region: aws_account_tags.Region | default('eu-west-1')
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: .cache/inventory
cache_timeout: 600
"""

import json
import typing as t

from ansible.constants import config
from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._errors import LeastPrivError, OptionError
from ..plugin_utils._organizations import source
from ..plugin_utils._organizations.hosts import GROUP, Host, Settings, inventory
from ..plugin_utils._organizations.model import Organization
from ..plugin_utils._template_trust import as_data, as_template

TEMPLATES: t.Final = frozenset(
    {
        *source.CONNECTION,
        "organizational_units",
        "filters",
        "include_filters",
        "exclude_filters",
        "role_name",
        "management_account_role_name",
    }
)
OTHERS: t.Final = frozenset({"states", "include_tags", "hostname"})
# Set on the group, so that variables of a host or of a play override them.
GROUP_VARIABLES: t.Final = {
    "ansible_connection": "local",
    "ansible_python_interpreter": as_template("{{ ansible_playbook_python }}"),
}


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "leastpriv.aws.aws_organizations"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(("aws_organizations.yml", "aws_organizations.yaml"))

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:  # noqa: FBT001, FBT002
        super().parse(inventory, loader, path, cache)
        given = self._read_config_data(path)
        try:
            options = source.checked(self._plain_options(given))
            settings = Settings.from_options(options)
            organization = self._organization(options, settings, path, use_cache=cache)
        except LeastPrivError as error:
            raise AnsibleParserError(f"{self.NAME}: {error}") from error
        self._populate(inventory, organization, settings)

    def _plain_options(self, given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The plugin's own options with templates resolved. Raises C(OptionError) for an unknown option."""
        definitions = config.get_configuration_definitions("inventory", self._load_name)
        names = {name: {name, *definition.get("aliases", ())} for name, definition in definitions.items()}
        for unknown in sorted(given.keys() - set().union(*names.values())):
            raise OptionError(unknown, "unknown option")
        options = {name: self.get_option(name) for name in TEMPLATES | OTHERS}
        for name in TEMPLATES:
            # A value from the environment is not a template.
            if names[name] & given.keys():
                options[name] = self.templar.template(options[name])
        # Through JSON, which leaves none of Ansible's own types of text.
        return dict(json.loads(json.dumps(options, default=str)))

    def _organization(
        self, options: t.Mapping[str, t.Any], settings: Settings, path: str, *, use_cache: bool
    ) -> Organization:
        if not self.get_option("cache"):
            return source.organization(options, settings)
        key, fingerprint = self.get_cache_key(path), source.fingerprint(options, settings)
        content = self._cache.get(key, {}) if use_cache else {}
        if content.get("fingerprint") == fingerprint:
            return Organization.from_cache(content["organization"])
        organization = source.organization(options, settings)
        self._cache[key] = {"fingerprint": fingerprint, "organization": organization.to_cache()}
        return organization

    def _populate(self, data: t.Any, organization: Organization, settings: Settings) -> None:
        composed = {self._sanitize_group_name(name) for name in self.get_option("groups") or ()}
        made = inventory(organization, settings, reserved={*data.groups, *composed})
        for warning in made.warnings:
            self.display.warning(f"{self.NAME}: {warning}")
        for group, parent in made.groups.items():
            data.add_group(group)
            if parent:
                data.add_child(parent, group)
        for name, value in GROUP_VARIABLES.items():
            data.set_variable(GROUP, name, value)
        for host in made.hosts:
            self._add(data, host)

    def _add(self, data: t.Any, host: Host) -> None:
        data.add_host(host.name)
        for group in host.groups:
            data.add_child(group, host.name)
        variables = as_data(dict(host.variables))
        for name, value in variables.items():
            data.set_variable(host.name, name, value)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, host.name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host.name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host.name, strict=strict)
