# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for the connection to AWS; C(connection_options.CONNECTION) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    # What modules and the inventory plugin share. Each takes the fragment of its own kind beside it.
    DOCUMENTATION = r"""
options:
  secret_key:
    description:
      - AWS secret access key.
    type: str
    aliases: [aws_secret_access_key, aws_secret_key]
  session_token:
    description:
      - AWS STS session token, for temporary credentials.
    type: str
    aliases: [aws_session_token]
  profile:
    description:
      - A named profile from the AWS configuration files.
      - Mutually exclusive with O(access_key), O(secret_key), and O(session_token).
    type: str
    aliases: [aws_profile]
  validate_certs:
    description:
      - If V(false), TLS certificates are not verified. Prefer O(aws_ca_bundle).
    type: bool
    default: true
  aws_config:
    description:
      - Settings for botocore's C(Config), merged over the collection's own
        U(https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html).
      - The collection retries calls itself, and the numbers of attempts in C(retries) limit how often. It sets the mode
        of C(retries) to C(adaptive), in which boto3 slows down when AWS throttles.
    type: dict
  assume_role_external_id:
    description:
      - The external ID that the role's trust policy requires.
    type: str
  assume_role_session_name:
    description:
      - The name of the role session, which AWS CloudTrail shows.
    type: str
    default: leastpriv.aws
notes:
  - The collection has not been tested on AWS itself. See R(Supported versions,
    ansible_collections.leastpriv.aws.docsite.tested_on) for what it was tested on.
requirements:
  - python >= 3.10
  - boto3 >= 1.34.0
  - botocore >= 1.34.0
"""

    MODULE = r"""
options:
  access_key:
    description:
      - AWS access key ID.
      - If neither this option nor O(profile) is set, boto3 looks for credentials in its usual sources,
        E(AWS_ACCESS_KEY_ID) and E(AWS_PROFILE) among them. If none of these is set, E(AWS_ACCESS_KEY) and
        E(AWS_SECRET_KEY) are used.
    type: str
    aliases: [aws_access_key_id, aws_access_key]
  region:
    description:
      - The AWS Region. IAM itself is global. The Region determines its partition and the value of C(${AWS::Region}).
      - If it is not set, E(AWS_REGION), E(AWS_DEFAULT_REGION), and the profile are used.
    type: str
    aliases: [aws_region]
  endpoint_url:
    description:
      - The URL to connect to instead of the AWS endpoints.
      - If it is not set, E(AWS_URL) is used. boto3 also reads E(AWS_ENDPOINT_URL) and its variants for single services.
    type: str
    aliases: [aws_endpoint_url]
  aws_ca_bundle:
    description:
      - The file with the CA bundle that TLS certificates are verified with. If it is not set, E(AWS_CA_BUNDLE) is used.
    type: path
  debug_botocore_endpoint_logs:
    description:
      - Whether to return the set of AWS actions that the task called, in RV(ignore:resource_actions).
      - If it is not set, E(ANSIBLE_DEBUG_BOTOCORE_LOGS) is used.
    type: bool
    default: false
  assume_role_arn:
    description:
      - The ARN of a role to assume first. The task then acts in the role's account.
    type: str
  allowed_account_ids:
    description:
      - A guard. The task fails before its first IAM call if its credentials belong to an account that is not listed
        here.
      - Put account IDs in quotes, because YAML may read a leading zero as an octal number.
      - If the option is left out, every account is allowed. In the playbook C(leastpriv.aws.rollout), it is the account
        of the host.
    type: list
    elements: str
notes:
  - Environment variables and configuration files are read where the module runs, which is the controller for
    C(connection=local).
seealso:
  - ref: ansible_collections.leastpriv.aws.docsite.guide_permissions
    description: The permissions that the module needs, as policy documents.
"""

    # An inventory plugin runs on the controller. Ansible reads the variables under env, of which the last one counts.
    INVENTORY = r"""
options:
  access_key:
    description:
      - AWS access key ID.
      - If neither this option nor O(profile) is set, boto3 looks for credentials in its usual sources,
        C(AWS_ACCESS_KEY_ID) and C(AWS_PROFILE) among them. If none of these is set, C(AWS_ACCESS_KEY) and
        C(AWS_SECRET_KEY) are used.
    type: str
    aliases: [aws_access_key_id, aws_access_key]
  region:
    description:
      - The AWS Region. AWS Organizations itself is global. The Region determines its partition.
      - If it is not set, the profile's is used.
    type: str
    aliases: [aws_region]
    env:
      - name: AWS_DEFAULT_REGION
      - name: AWS_REGION
  endpoint_url:
    description:
      - The URL to connect to instead of the AWS endpoints.
      - If it is not set, boto3 reads C(AWS_ENDPOINT_URL) and its variants for single services.
    type: str
    aliases: [aws_endpoint_url]
    env:
      - name: AWS_URL
  aws_ca_bundle:
    description:
      - The file with the CA bundle that TLS certificates are verified with.
    type: path
    env:
      - name: AWS_CA_BUNDLE
  assume_role_arn:
    description:
      - The ARN of a role to assume first, a role in the management account or in that of a delegated administrator.
    type: str
    aliases: [iam_role_arn]
  allowed_account_ids:
    description:
      - A guard. The inventory is not read if its credentials belong to an account that is not listed here.
      - Put account IDs in quotes, because YAML may read a leading zero as an octal number.
      - If the option is left out, every account is allowed.
    type: list
    elements: str
notes:
  - The plugin retries a call for up to two minutes.
"""
