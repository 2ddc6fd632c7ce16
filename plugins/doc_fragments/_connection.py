# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that say whose AWS a module talks to; C(_connection_options.CONNECTION) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  access_key:
    description:
      - AWS access key ID.
      - Where neither this option nor O(profile) is set, boto3 finds credentials as it always does,
        E(AWS_ACCESS_KEY_ID) and E(AWS_PROFILE) among its sources. E(AWS_ACCESS_KEY) and E(AWS_SECRET_KEY)
        are read where none of these is set.
    type: str
    aliases: [aws_access_key_id, aws_access_key]
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
      - A named profile of the AWS configuration files.
      - Mutually exclusive with O(access_key), O(secret_key), and O(session_token).
    type: str
    aliases: [aws_profile]
  region:
    description:
      - The AWS region. IAM itself is global; the region decides its partition and what C(${AWS::Region}) stands for.
      - E(AWS_REGION), E(AWS_DEFAULT_REGION), and the profile are read where it is not set.
    type: str
    aliases: [aws_region]
  endpoint_url:
    description:
      - URL to connect to instead of the AWS endpoints.
      - E(AWS_URL) is read where it is not set, and boto3 reads E(AWS_ENDPOINT_URL) and its likes.
    type: str
    aliases: [aws_endpoint_url]
  validate_certs:
    description:
      - When V(false), TLS certificates are not verified. Prefer O(aws_ca_bundle).
    type: bool
    default: true
  aws_ca_bundle:
    description:
      - The file of a CA bundle to verify TLS certificates with. E(AWS_CA_BUNDLE) is read where it is not set.
    type: path
  aws_config:
    description:
      - Settings of botocore's C(Config), merged over the collection's own
        U(https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html).
      - The collection repeats calls itself, so that of C(retries) the numbers of attempts limit how often that is. It
        sets their mode to C(adaptive), in which boto3 slows down when AWS throttles.
    type: dict
  debug_botocore_endpoint_logs:
    description:
      - Return the set of AWS actions that the task called in RV(ignore:resource_actions).
      - E(ANSIBLE_DEBUG_BOTOCORE_LOGS) is read where it is not set.
    type: bool
    default: false
  assume_role_arn:
    description:
      - The ARN of a role to assume first; the task then acts in the role's account.
    type: str
  assume_role_external_id:
    description:
      - The external ID that the role's trust policy asks for.
    type: str
  assume_role_session_name:
    description:
      - The name of the role's session, which AWS CloudTrail shows.
    type: str
    default: leastpriv.aws
  allowed_account_ids:
    description:
      - The guard. The task fails before its first IAM call when its credentials are for an account that is not
        listed here.
      - Put account IDs in quotes, since YAML may read a leading zero as an octal number.
      - When the option is left out, every account is allowed.
    type: list
    elements: str
notes:
  - Environment variables and configuration files are read where the module runs, which is the controller for
    C(connection=local).
  - This collection is tested against a stand-in for AWS, made from moto. It is not tested against AWS itself.
requirements:
  - python >= 3.10
  - boto3 >= 1.34.0
  - botocore >= 1.34.0
"""

    # The same options for an inventory plugin, which runs on the controller and is no task.
    INVENTORY = r"""
options:
  access_key:
    description:
      - AWS access key ID.
      - Where neither this option nor O(profile) is set, boto3 finds credentials as it always does,
        C(AWS_ACCESS_KEY_ID) and C(AWS_PROFILE) among its sources. C(AWS_ACCESS_KEY) and C(AWS_SECRET_KEY)
        are read where none of these is set.
    type: str
    aliases: [aws_access_key_id, aws_access_key]
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
      - A named profile of the AWS configuration files.
      - Mutually exclusive with O(access_key), O(secret_key), and O(session_token).
    type: str
    aliases: [aws_profile]
  region:
    description:
      - The AWS region. AWS Organizations itself is global; the region decides its partition.
      - The profile is read where it is not set.
    type: str
    aliases: [aws_region]
    env:
      # Ansible takes the last that is set.
      - name: AWS_DEFAULT_REGION
      - name: AWS_REGION
  endpoint_url:
    description:
      - URL to connect to instead of the AWS endpoints.
      - boto3 reads C(AWS_ENDPOINT_URL) and its likes where it is not set.
    type: str
    aliases: [aws_endpoint_url]
    env:
      - name: AWS_URL
  validate_certs:
    description:
      - When V(false), TLS certificates are not verified. Prefer O(aws_ca_bundle).
    type: bool
    default: true
  aws_ca_bundle:
    description:
      - The file of a CA bundle to verify TLS certificates with.
    type: path
    env:
      - name: AWS_CA_BUNDLE
  aws_config:
    description:
      - Settings of botocore's C(Config), merged over the collection's own
        U(https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html).
      - The collection repeats calls itself, for two minutes, so that of C(retries) the numbers of attempts limit how
        often that is. It sets their mode to C(adaptive), in which boto3 slows down when AWS throttles.
    type: dict
  assume_role_arn:
    description:
      - The ARN of a role to assume first, one of the management account or of a delegated administrator.
    type: str
    aliases: [iam_role_arn]
  assume_role_external_id:
    description:
      - The external ID that the role's trust policy asks for.
    type: str
  assume_role_session_name:
    description:
      - The name of the role's session, which AWS CloudTrail shows.
    type: str
    default: leastpriv.aws
  allowed_account_ids:
    description:
      - A guard. The inventory is not read when its credentials are for an account that is not listed here.
      - Put account IDs in quotes, since YAML may read a leading zero as an octal number.
      - When the option is left out, every account is allowed.
    type: list
    elements: str
notes:
  - This collection is tested against a stand-in for AWS, made from moto. It is not tested against AWS itself.
requirements:
  - python >= 3.10
  - boto3 >= 1.34.0
  - botocore >= 1.34.0
"""
