# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What moto lets pass and AWS does not, fact by fact: the request, and the error's code, HTTP status and wording.

Beside each refusal stands a request that is nearly the same and passes. Limits, names, tags and trust policies have
tables of their own (``test_sandbox_refusals_*.py``); documents are in ``test_sandbox_acceptance.py``.
"""

from __future__ import annotations

import json
import typing as t

import pytest
from botocore.exceptions import ClientError
from sandbox import Sandbox
from unit.sandbox.refusal_cases import (
    POLICY_ARN,
    READ_ONLY,
    TRUST,
    Case,
    Step,
    attach,
    carry_out,
    check,
    delete,
    document_of_size,
    inline,
    numbered_tags,
    policy,
    role,
    tag_list,
    tag_role,
    trust,
    update_trust,
    version,
)

ARN, MISSING = POLICY_ARN.format("reading"), POLICY_ARN.format("missing")
ROLE, NO_ROLE = {"RoleName": "reader"}, {"RoleName": "nobody"}
PROFILE, NO_PROFILE = {"InstanceProfileName": "reader"}, {"InstanceProfileName": "nothing"}
CREATE_PROFILE: Step = ("CreateInstanceProfile", PROFILE)
ADD_TO_PROFILE: Step = ("AddRoleToInstanceProfile", {**PROFILE, **ROLE})
FULL = (policy(), *[version()] * 4)
ROLE_MISSING = "The role with name nobody cannot be found."
READER = "arn:aws:iam::111111111111:role/reader"
CHINESE = "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"


def conflict(step: Step, message: str, passes: Step, *given: Step) -> Case:
    return Case(step, "DeleteConflict", 409, message, passes, given)


def absent(step: Step, message: str, passes: Step, *given: Step) -> Case:
    return Case(step, "NoSuchEntity", 404, message, passes, given)


def limit(step: Step, message: str, passes: Step, *given: Step) -> Case:
    return Case(step, "LimitExceeded", 409, message, passes, given)


def malformed(step: Step, message: str, passes: Step, *given: Step) -> Case:
    return Case(step, "MalformedPolicyDocument", 400, message, passes, given)


# Operations on a policy and on a role that are not there, with what else they take.
OF_A_POLICY: t.Final[dict[str, dict[str, t.Any]]] = {
    "DeletePolicy": {},
    "GetPolicy": {},
    "ListEntitiesForPolicy": {},
    "ListPolicyVersions": {},
    "SetDefaultPolicyVersion": {"VersionId": "v1"},
    "TagPolicy": {"Tags": tag_list(("a", "b"))},
}
OF_A_ROLE: t.Final[dict[str, dict[str, t.Any]]] = {
    "AttachRolePolicy": {"PolicyArn": READ_ONLY},
    "DeleteRole": {},
    "GetRole": {},
    "ListAttachedRolePolicies": {},
    "ListInstanceProfilesForRole": {},
    "ListRolePolicies": {},
    "PutRolePermissionsBoundary": {"PermissionsBoundary": READ_ONLY},
    "UpdateAssumeRolePolicy": {"PolicyDocument": json.dumps(TRUST)},
    "UpdateRole": {},
}

FACTS: t.Final[dict[str, Case]] = {
    # DeletePolicy succeeds though attached, versioned, a boundary, or AWS-managed.
    "attached": conflict(
        delete(),
        "Cannot delete a policy attached to entities.",
        delete("b"),
        policy(),
        policy("b"),
        role(),
        attach("reading"),
    ),
    "AWS-managed": Case(
        ("DeletePolicy", {"PolicyArn": READ_ONLY}),
        "AccessDenied",
        403,
        f"is not authorized to perform: iam:DeletePolicy on resource: policy {READ_ONLY}",
        delete(),
        (policy(),),
    ),
    # CreateRole does not look at the trust document.
    "trust of a new role": malformed(
        role(AssumeRolePolicyDocument=json.dumps({**TRUST, "Comment": "x"})), "Unknown field Comment", role()
    ),
    "an element of a statement": malformed(
        role(AssumeRolePolicyDocument=trust(Actions="sts:AssumeRole")), "Unknown field Actions", role()
    ),
    "a principal of another partition": malformed(
        role(AssumeRolePolicyDocument=trust(Principal={"AWS": "arn:aws-cn:iam::111111111111:root"})),
        'Invalid principal in policy: "AWS":"arn:aws-cn:iam::111111111111:root"',
        role(AssumeRolePolicyDocument=trust(Principal={"AWS": "arn:aws:iam::111111111111:root"})),
    ),
    "a principal that is not there": malformed(
        role("trusting", AssumeRolePolicyDocument=trust(Principal={"AWS": [READER, f"{READER}s"]})),
        f'Invalid principal in policy: "AWS":"{READER}s"',
        role("trusting", AssumeRolePolicyDocument=trust(Principal={"AWS": READER})),
        role(),
    ),
    "a user that is not there, on update": malformed(
        update_trust(trust(Principal={"AWS": "arn:aws:iam::222222222222:user/alice"})),
        'Invalid principal in policy: "AWS":"arn:aws:iam::222222222222:user/alice"',
        # Nothing is known of accounts outside the organization.
        update_trust(trust(Principal={"AWS": "arn:aws:iam::210987654321:user/alice"})),
        role(),
    ),
    "a principal that is none": malformed(
        update_trust(trust(Principal={"AWS": "arn:aws:iam::111111111111:group/readers"})),
        'Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:group/readers"',
        update_trust(trust(Principal={"AWS": "1111-1111-1111"})),
        role(),
    ),
    # The user guide, Principal: sessions of roles and of federated users.
    "a session that is none": malformed(
        update_trust(trust(Principal={"AWS": "arn:aws:sts::111111111111:session/reader"})),
        'Invalid principal in policy: "AWS":"arn:aws:sts::111111111111:session/reader"',
        update_trust(
            trust(
                Principal={
                    "AWS": [
                        "arn:aws:sts::111111111111:assumed-role/reader/session",
                        "arn:aws:sts::111111111111:federated-user/alice",
                    ]
                }
            )
        ),
        role(),
    ),
    "a service that is none": malformed(
        update_trust(trust(Principal={"Service": "lambda.example.com"})),
        'Invalid principal in policy: "SERVICE":"lambda.example.com"',
        update_trust(trust(Principal={"Service": "nosuchservice.amazonaws.com"})),
        role(),
    ),
    "everyone, untyped": malformed(
        update_trust(trust(Principal="*")),
        'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
        update_trust(trust(Principal={"AWS": "*"})),
        role(),
    ),
    # Names, paths, case, description and session duration are unchecked; sizes and attachment quota too.
    "a profile's name, in other case": Case(
        ("CreateInstanceProfile", {"InstanceProfileName": "Reader"}),
        "EntityAlreadyExists",
        409,
        "Instance Profile Reader already exists.",
        ("CreateInstanceProfile", {"InstanceProfileName": "Readers"}),
        (CREATE_PROFILE,),
    ),
    "a path that is AWS's": Case(
        role(Path="/aws-service-role/x.amazonaws.com/"),
        "InvalidInput",
        400,
        "Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles",
        role(Path="/service-role/"),
    ),
    "an inline policy's size": limit(
        inline("i", document_of_size(10_241)),
        "Maximum policy size of 10240 bytes exceeded for role reader",
        inline("i", document_of_size(10_240)),
        role(),
    ),
    "a boundary that is no policy": Case(
        role(PermissionsBoundary=READER),
        "InvalidInput",
        400,
        f"ARN {READER} is not valid.",
        role(PermissionsBoundary=READ_ONLY),
    ),
    "a policy of another partition": Case(
        ("AttachRolePolicy", {**ROLE, "PolicyArn": CHINESE}),
        "ValidationError",
        400,
        "Invalid ARN partition",
        ("AttachRolePolicy", {**ROLE, "PolicyArn": READ_ONLY}),
        (role(),),
    ),
    # TagRole keys are case-sensitive. More than 50 tags in total pass. Those of policies are compared with case.
    "tags in total": limit(
        tag_role(("one", "more")),
        "The number of tags has reached the maximum limit.",
        tag_role(("KEY1", "other")),
        role(Tags=tag_list(*numbered_tags(50))),
    ),
    "a key twice": Case(
        policy(Tags=tag_list(("team", "a"), ("team", "b"))),
        "InvalidInput",
        400,
        "Duplicate tag keys found.",
        policy(Tags=tag_list(("team", "a"), ("Team", "b"))),
    ),
    # What moto refuses as well; the words are IAM's.
    "a sixth version": limit(
        version(),
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing",
        ("DeletePolicyVersion", {"PolicyArn": ARN, "VersionId": "v2"}),
        *FULL,
    ),
    "the default version": conflict(
        ("DeletePolicyVersion", {"PolicyArn": ARN, "VersionId": "v1"}),
        "Cannot delete the default version of a policy.",
        ("DeletePolicyVersion", {"PolicyArn": ARN, "VersionId": "v2"}),
        *FULL,
    ),
    "a role with a policy": conflict(
        ("DeleteRole", ROLE),
        "Cannot delete entity, must detach all policies first.",
        ("DetachRolePolicy", {**ROLE, "PolicyArn": ARN}),
        policy(),
        role(),
        attach("reading"),
    ),
    "a role with an inline policy": conflict(
        ("DeleteRole", ROLE),
        "Cannot delete entity, must delete policies first.",
        ("DeleteRolePolicy", {**ROLE, "PolicyName": "i"}),
        role(),
        inline("i", document_of_size(500)),
    ),
    "a role in a profile": conflict(
        ("DeleteRole", ROLE),
        "Cannot delete entity, must remove roles from instance profile first.",
        ("RemoveRoleFromInstanceProfile", {**PROFILE, **ROLE}),
        role(),
        CREATE_PROFILE,
        ADD_TO_PROFILE,
    ),
    "a profile with a role": conflict(
        ("DeleteInstanceProfile", PROFILE),
        "Cannot delete entity, must remove roles from instance profile first.",
        ("RemoveRoleFromInstanceProfile", {**PROFILE, **ROLE}),
        role(),
        CREATE_PROFILE,
        ADD_TO_PROFILE,
    ),
    "a second role in a profile": limit(
        ("AddRoleToInstanceProfile", {**PROFILE, "RoleName": "other"}),
        "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
        ("RemoveRoleFromInstanceProfile", {**PROFILE, **ROLE}),
        role(),
        role("other"),
        CREATE_PROFILE,
        ADD_TO_PROFILE,
    ),
    "another role of a profile": absent(
        ("RemoveRoleFromInstanceProfile", {**PROFILE, "RoleName": "other"}),
        "The role with name other cannot be found.",
        ("RemoveRoleFromInstanceProfile", {**PROFILE, **ROLE}),
        role(),
        role("other"),
        CREATE_PROFILE,
        ADD_TO_PROFILE,
    ),
    "a policy that is not attached": absent(
        ("DetachRolePolicy", {**ROLE, "PolicyArn": ARN}),
        f"Policy {ARN} was not found.",
        attach("reading"),
        policy(),
        role(),
    ),
    "a policy to attach": absent(
        attach("missing"), f"Policy {MISSING} does not exist or is not attachable.", attach("reading"), policy(), role()
    ),
    "a version": absent(
        ("GetPolicyVersion", {"PolicyArn": ARN, "VersionId": "v9"}),
        f"Policy {ARN} version v9 does not exist or is not attachable.",
        ("GetPolicyVersion", {"PolicyArn": ARN, "VersionId": "v1"}),
        policy(),
    ),
    "an inline policy": absent(
        ("GetRolePolicy", {**ROLE, "PolicyName": "i"}),
        "The role policy with name i cannot be found.",
        inline("i", document_of_size(500)),
        role(),
    ),
    "a profile": absent(
        ("GetInstanceProfile", NO_PROFILE), "Instance Profile nothing cannot be found.", CREATE_PROFILE
    ),
    **{
        f"a policy for {operation}": absent(
            (operation, {"PolicyArn": MISSING, **more}), f"Policy {MISSING} was not found.", policy()
        )
        for operation, more in OF_A_POLICY.items()
    },
    **{
        f"a role for {operation}": absent((operation, {**NO_ROLE, **more}), ROLE_MISSING, role())
        for operation, more in OF_A_ROLE.items()
    },
}


@pytest.mark.parametrize("case", FACTS.values(), ids=FACTS.keys())
def test_refused_and_passed(unchecked_iam: t.Any, case: Case) -> None:
    check(unchecked_iam, case)


# What a reply holds, at most, of a role or a policy that has everything, by IAM's documentation.
REPLIES: t.Final[dict[str, tuple[Step, tuple[str | int, ...], set[str]]]] = {
    "a new role": (
        role("other", Description="d", MaxSessionDuration=7200, Tags=tag_list(("a", "b"))),
        ("Role",),
        {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "Description", "Tags"},
    ),
    "listed roles": (
        ("ListRoles", {"PathPrefix": "/full/"}),
        ("Roles", 0),
        {
            "Path",
            "RoleName",
            "RoleId",
            "Arn",
            "CreateDate",
            "AssumeRolePolicyDocument",
            "Description",
            "MaxSessionDuration",
        },
    ),
    "listed policies": (
        ("ListPolicies", {"Scope": "Local"}),
        ("Policies", 0),
        {
            "PolicyName",
            "PolicyId",
            "Arn",
            "Path",
            "DefaultVersionId",
            "AttachmentCount",
            "PermissionsBoundaryUsageCount",
            "IsAttachable",
            "CreateDate",
            "UpdateDate",
        },
    ),
    "listed versions": (
        ("ListPolicyVersions", {"PolicyArn": ARN}),
        ("Versions", 0),
        {"VersionId", "IsDefaultVersion", "CreateDate"},
    ),
    "a new version": (version(), ("PolicyVersion",), {"VersionId", "IsDefaultVersion", "CreateDate"}),
    "the role of a profile": (
        ("GetInstanceProfile", PROFILE),
        ("InstanceProfile", "Roles", 0),
        {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument"},
    ),
    "listed profiles": (
        ("ListInstanceProfiles", {}),
        ("InstanceProfiles", 0),
        {"Path", "InstanceProfileName", "InstanceProfileId", "Arn", "CreateDate", "Roles"},
    ),
}


@pytest.mark.parametrize(("step", "path", "names"), REPLIES.values(), ids=REPLIES.keys())
def test_replies_say_no_more_than_iam(iam: t.Any, step: Step, path: tuple[t.Any, ...], names: set[str]) -> None:
    tags = tag_list(("team", "crm"))
    carry_out(iam, policy(Description="reads", Tags=tags))
    carry_out(
        iam, role(Path="/full/", Description="reads", MaxSessionDuration=7200, PermissionsBoundary=ARN, Tags=tags)
    )
    carry_out(iam, ("CreateInstanceProfile", {**PROFILE, "Tags": tags}))
    carry_out(iam, ADD_TO_PROFILE)
    found = carry_out(iam, step)
    for key in path:
        found = found[key]
    assert found.keys() == names


def test_a_deleted_principal_is_shown_by_its_identifier(sandbox: Sandbox, iam: t.Any) -> None:
    identifier = carry_out(iam, role())["Role"]["RoleId"]
    other = sandbox.client("iam", account_id="222222222222")
    carry_out(other, role("trusting", AssumeRolePolicyDocument=trust(Principal={"AWS": [READER, "111111111111"]})))
    iam.delete_role(RoleName="reader")
    carry_out(iam, role())
    document = other.get_role(RoleName="trusting")["Role"]["AssumeRolePolicyDocument"]
    assert document["Statement"][0]["Principal"] == {"AWS": [identifier, "111111111111"]}
    with pytest.raises(ClientError, match=f'Invalid principal in policy: "AWS":"{identifier}"'):
        other.update_assume_role_policy(RoleName="trusting", PolicyDocument=json.dumps(document))


def test_the_tags_of_a_policy_are_compared_with_case(iam: t.Any) -> None:
    carry_out(iam, policy(Tags=tag_list(("team", "a"), ("Team", "b"))))
    iam.tag_policy(PolicyArn=ARN, Tags=tag_list(("TEAM", "c")))
    iam.untag_policy(PolicyArn=ARN, TagKeys=["team"])
    assert iam.list_policy_tags(PolicyArn=ARN)["Tags"] == tag_list(("TEAM", "c"), ("Team", "b"))
