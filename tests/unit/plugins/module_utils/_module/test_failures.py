# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task that fails says: the resource and its account, what happened, and what to do next."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.leastpriv.aws.plugins.module_utils import _errors
from ansible_collections.leastpriv.aws.plugins.module_utils._errors import IamError
from ansible_collections.leastpriv.aws.plugins.module_utils._finding import Finding
from ansible_collections.leastpriv.aws.plugins.module_utils._module.resource import failure_of
from ansible_collections.leastpriv.aws.plugins.module_utils._policy.rules import RULES

SUBJECT: t.Final = "role app in account 111111111111"


def iam(code: str, reason: str = "It is so.", status: int = 400) -> IamError:
    return IamError(code=code, reason=reason, operation="CreateRole", status=status)


def said(error: _errors.LeastPrivError) -> str:
    return str(failure_of(error, SUBJECT)["msg"])


FAILED: t.Final = f"{SUBJECT}: iam:CreateRole failed with"

FAILURES: t.Final[list[tuple[_errors.LeastPrivError, str]]] = [
    (_errors.OptionError("path", "begins with /, not x"), f"{SUBJECT}: path: begins with /, not x"),
    (
        _errors.ParametersError(["a is missing. Write it", "b is unused"]),
        f"{SUBJECT}: parameters: 2 problems:\n  a is missing. Write it\n  b is unused",
    ),
    (_errors.RefusedError("it is used.", advice="Detach it."), f"{SUBJECT}: it is used. Detach it"),
    (
        _errors.NewAccessError("the change gives new access: s3:GetObject on *", wrote_nothing=True),
        (
            f"{SUBJECT}: new_access: the change gives new access: s3:GetObject on *. "
            "Nothing was changed. To make the change all the same, set new_access to warn or allow"
        ),
    ),
    (
        _errors.NewAccessError("nobody can prove it", wrote_nothing=False),
        (
            f"{SUBJECT}: new_access: nobody can prove it. The task stopped before this change. "
            "To make the change all the same, set new_access to warn or allow"
        ),
    ),
    (
        _errors.AccessError(["may_not[0] is violated: a"], after=False, wrote_nothing=True),
        f"{SUBJECT}: access: may_not[0] is violated: a. Nothing was changed",
    ),
    (
        _errors.AccessError(["may[0] is violated: a", "within is unknown: b"], after=True, wrote_nothing=False),
        (
            f"{SUBJECT}: access: what IAM holds after the last write is not as asserted: 2 assertions do not hold:\n"
            "  may[0] is violated: a\n  within is unknown: b. Correct the role, or what is asserted about it"
        ),
    ),
    (
        _errors.NotApprovedError(["a"], wrote_nothing=True),
        (
            f"{SUBJECT}: approved_plan: the plan is not the approved one: a. Nothing was changed. "
            "Make a new plan, and have it approved"
        ),
    ),
    (
        _errors.NotApprovedError(["a", "b"], wrote_nothing=False),
        (
            f"{SUBJECT}: approved_plan: the plan is not the approved one:\n  a\n  b. "
            "The task stopped before this change. Make a new plan, and have it approved"
        ),
    ),
    (
        _errors.NotPlannedError("approved_plan: account 1 is not in the approved plan"),
        (
            f"{SUBJECT}: approved_plan: account 1 is not in the approved plan. Nothing was changed. "
            "Make a plan that includes the account, and have it approved"
        ),
    ),
    (
        _errors.MissingError("role", "there is no role a", advice="Create it"),
        f"{SUBJECT}: role: there is no role a. Create it",
    ),
    (_errors.ConnectionFailedError("no answer", advice="Check it"), f"{SUBJECT}: no answer. Check it"),
    (
        _errors.NoAnswerError("no answer", in_doubt=False),
        f"{SUBJECT}: no answer. Check the network and endpoint_url, or increase wait_timeout",
    ),
    (
        _errors.NoAnswerError("no answer", in_doubt=True),
        (
            f"{SUBJECT}: no answer. Check the network and endpoint_url, or increase wait_timeout. "
            "The call may have taken effect: run the task again"
        ),
    ),
    (
        _errors.ContentionError("it does not stay"),
        f"{SUBJECT}: it does not stay. CloudTrail shows the other process: stop it, and run the task again",
    ),
    (
        _errors.RewrittenError("role app", texts=("{1}", "{2}"), places=("Statement[0]",), is_final=False),
        (
            f"{SUBJECT}: IAM keeps the document in other words than it was sent, unless another process keeps changing "
            "role app. Writing it again would be in vain, so the task stopped. They differ in Statement[0]. Write the "
            "document as IAM returns it:\n  sent:     {1}\n  returned: {2}"
        ),
    ),
    (
        _errors.RewrittenError("role app", texts=("{1}", "{2}"), places=(), is_final=True, deleted=("AIDA1",)),
        (
            f"{SUBJECT}: IAM keeps the document in other words than it was sent. Writing it again would be in vain, so "
            "the task stopped. IAM returns AIDA1 for a principal that has been deleted. Create it again, or leave it "
            "out of the document:\n  sent:     {1}\n  returned: {2}"
        ),
    ),
    (
        _errors.WrongAccountError("it is for account 2"),
        (
            f"{SUBJECT}: it is for account 2. "
            "Use credentials for an allowed account, or set assume_role_arn to a role in one"
        ),
    ),
    (
        iam("AccessDenied"),
        (
            f"{FAILED} AccessDenied: It is so. "
            "Grant iam:CreateRole to the calling identity in its policies, boundary and organization"
        ),
    ),
    (
        iam("EntityAlreadyExists"),
        (
            f"{FAILED} EntityAlreadyExists: It is so. "
            "Use another name: IAM names are unique in an account, regardless of path and case"
        ),
    ),
    (
        iam("ServiceFailure", status=500),
        (f"{FAILED} ServiceFailure: It is so. The call may have taken effect: run the task again"),
    ),
    (
        iam("NewCode"),
        f"{FAILED} NewCode: It is so. See NewCode in the AWS API reference for CreateRole",
    ),
]


@pytest.mark.parametrize(("error", "message"), FAILURES, ids=lambda value: type(value).__name__)
def test_a_failure_ends_with_the_next_step(error: _errors.LeastPrivError, message: str) -> None:
    assert said(error) == message


def test_a_review_says_which_findings_keep_it_from_being_applied() -> None:
    finding = Finding(rule=next(iter(RULES.values())), document="app", message="it has no version")
    assert said(_errors.ReviewError((finding,))).startswith(f"{SUBJECT}: policy review failed; nothing was changed")
    assert "it has no version" in said(_errors.ReviewError((finding,)))


def test_a_library_that_is_missing_is_named_with_what_to_do() -> None:
    assert "boto3 and botocore" in said(_errors.MissingLibraryError("No module named 'boto3'"))
    assert "Please read the module documentation" in said(_errors.MissingLibraryError("No module named 'boto3'"))


def kinds(root: type[_errors.LeastPrivError]) -> set[type[_errors.LeastPrivError]]:
    return {root}.union(*(kinds(each) for each in root.__subclasses__()))


def test_no_kind_of_failure_is_forgotten() -> None:
    shown = {type(error) for error, _message in FAILURES} | {_errors.ReviewError, _errors.MissingLibraryError}
    # These are raised as one of those below them, and what a document breaks is an option's problem.
    not_raised = {_errors.LeastPrivError, _errors._AdvisedError, _errors.DocumentError}
    ours = {each for each in kinds(_errors.LeastPrivError) if each.__module__ == _errors.__name__}
    assert ours == shown | not_raised
