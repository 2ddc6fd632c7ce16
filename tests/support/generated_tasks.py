# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generated accounts, and tasks for a policy, a role or a SAML provider called app, or for an OIDC provider."""

from __future__ import annotations

import json
import typing as t

from hypothesis import strategies as st
from memory_iam import MemoryIam

from .saml_metadata import saml_metadata
from .tasks import allow, trust

ARN = "arn:aws:iam::111111111111:policy/"
READ, WRITE, LIST = allow("s3:GetObject"), allow("s3:PutObject"), allow("s3:ListBucket")
DOCUMENTS = (READ, WRITE, LIST, {"Version": "2012-10-17", "Statement": [*READ["Statement"], *READ["Statement"]]})
LAMBDA, EC2 = trust("lambda.amazonaws.com"), trust("ec2.amazonaws.com")
URL: t.Final = "https://app.example"
CLIENT_IDS = st.lists(st.sampled_from(("x", "y", "z")), max_size=3, unique=True)
THUMBPRINTS = st.lists(st.sampled_from(("1" * 40, "a" * 40)), min_size=1, max_size=2, unique=True)
METADATA = st.sampled_from((saml_metadata(), saml_metadata(indent="\t"), saml_metadata(certificate="MIID")))

# What an account may hold, as the calls that lead there; some of it has nothing to do with the task.
TAGS = st.dictionaries(st.sampled_from(("Team", "env", "owner")), st.sampled_from(("", "x")), max_size=3)
DOCUMENT_TEXTS = st.sampled_from([json.dumps(document) for document in DOCUMENTS])


@st.composite
def accounts(draw: t.Any) -> MemoryIam:
    """An account with neighbours, and with or without a policy, a role and providers called app in any state."""
    iam = MemoryIam(page_size=draw(st.sampled_from((1, 2, 100))))

    def call(operation: str, **parameters: t.Any) -> None:
        iam.call(operation, parameters)

    for name in ("a", "b", "boundary"):
        call("CreatePolicy", PolicyName=name, PolicyDocument=json.dumps(READ))
    call("CreateRole", RoleName="neighbour", AssumeRolePolicyDocument=json.dumps(EC2), PermissionsBoundary=f"{ARN}b")
    call("AttachRolePolicy", RoleName="neighbour", PolicyArn=f"{ARN}a")
    policy_path = draw(st.sampled_from((None, "/", "/team/")))
    if policy_path:
        arn = f"{ARN[:-1]}{policy_path}app"
        call("CreatePolicy", PolicyName="app", Path=policy_path, PolicyDocument=draw(DOCUMENT_TEXTS), Tags=[])
        for default in draw(st.lists(st.booleans(), max_size=4)):
            call("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=draw(DOCUMENT_TEXTS), SetAsDefault=default)
        call("TagPolicy", PolicyArn=arn, Tags=[{"Key": key, "Value": value} for key, value in draw(TAGS).items()])
        if draw(st.booleans()):
            call("AttachRolePolicy", RoleName="neighbour", PolicyArn=arn)
    if draw(st.booleans()):
        create_role(draw, call)
    create_providers(draw, call)
    iam.calls.clear()
    return iam


def create_providers(draw: t.Any, call: t.Any) -> None:
    call("CreateOpenIDConnectProvider", Url=f"{URL}/neighbour")
    call("CreateSAMLProvider", Name="neighbour", SAMLMetadataDocument=saml_metadata())
    tags = [{"Key": key, "Value": value} for key, value in draw(TAGS).items()]
    if draw(st.booleans()):
        url = draw(st.sampled_from((URL, "https://App.example")))
        lists = {"ClientIDList": draw(CLIENT_IDS), "ThumbprintList": draw(THUMBPRINTS)}
        call("CreateOpenIDConnectProvider", Url=url, Tags=tags, **lists)
    if draw(st.booleans()):
        call("CreateSAMLProvider", Name="app", SAMLMetadataDocument=draw(METADATA), Tags=tags)


def create_role(draw: t.Any, call: t.Any) -> None:
    call(
        "CreateRole",
        RoleName="app",
        Path=draw(st.sampled_from(("/", "/team/"))),
        AssumeRolePolicyDocument=json.dumps(draw(st.sampled_from((LAMBDA, EC2)))),
        Description=draw(st.sampled_from(("", "first"))),
        MaxSessionDuration=draw(st.sampled_from((3600, 7200))),
        Tags=[{"Key": key, "Value": value} for key, value in draw(TAGS).items()],
        PermissionsBoundary=draw(st.sampled_from((None, f"{ARN}boundary"))),
    )
    for name in draw(st.lists(st.sampled_from(("a", "b")), unique=True)):
        call("AttachRolePolicy", RoleName="app", PolicyArn=ARN + name)
    for name in draw(st.lists(st.sampled_from(("i", "j", "k")), unique=True)):
        call("PutRolePolicy", RoleName="app", PolicyName=name, PolicyDocument=draw(DOCUMENT_TEXTS))
    for name in draw(st.lists(st.sampled_from(("app", "other")), unique=True)):
        call("CreateInstanceProfile", InstanceProfileName=name)
        if draw(st.booleans()):
            call("AddRoleToInstanceProfile", InstanceProfileName=name, RoleName="app")


POLICY_TASKS = st.fixed_dictionaries(
    {"policy": st.sampled_from(DOCUMENTS)},
    optional={
        "state": st.sampled_from(("present", "absent")),
        "path": st.sampled_from(("/", "/team/")),
        "description": st.sampled_from(("", "first", "other")),
        "make_default": st.booleans(),
        "only_version": st.booleans(),
        "tags": TAGS,
        "purge_tags": st.booleans(),
    },
)
ROLE_TASKS = st.fixed_dictionaries(
    {"assume_role_policy_document": st.sampled_from((LAMBDA, EC2))},
    optional={
        "state": st.sampled_from(("present", "absent")),
        "path": st.sampled_from(("/", "/team/")),
        "description": st.sampled_from(("", "first", "other")),
        "max_session_duration": st.sampled_from((3600, 43200)),
        "managed_policies": st.lists(
            st.sampled_from(("a", "b", f"{ARN}a", f"{ARN}boundary", "ReadOnlyAccess")), max_size=3
        ),
        "purge_policies": st.booleans(),
        "inline_policies": st.dictionaries(st.sampled_from(("i", "j")), st.sampled_from(DOCUMENTS), max_size=2),
        "purge_inline_policies": st.booleans(),
        "boundary": st.sampled_from(("", "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/boundary")),
        "tags": TAGS,
        "purge_tags": st.booleans(),
        "delete_instance_profile": st.booleans(),
    },
)
OIDC_TASKS = st.fixed_dictionaries(
    {"url": st.just(URL)},
    optional={
        "state": st.sampled_from(("present", "absent")),
        "client_id_list": CLIENT_IDS,
        "purge_client_ids": st.booleans(),
        "thumbprint_list": THUMBPRINTS,
        "tags": TAGS,
        "purge_tags": st.booleans(),
    },
)
SAML_TASKS = st.fixed_dictionaries(
    {"saml_metadata_document": METADATA},
    optional={"state": st.sampled_from(("present", "absent")), "tags": TAGS, "purge_tags": st.booleans()},
)
TASKS = st.one_of(
    st.tuples(st.just("iam_managed_policy"), POLICY_TASKS),
    st.tuples(st.just("iam_oidc_provider"), OIDC_TASKS),
    st.tuples(st.just("iam_role"), ROLE_TASKS),
    st.tuples(st.just("iam_saml_provider"), SAML_TASKS),
)
