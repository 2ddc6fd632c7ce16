# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's exceptions: one tree, raised anywhere. Only C(_module) turns them into a failure of the task."""

from __future__ import annotations

import typing as t

from ._denial import Denial
from ._finding import Finding


class LeastPrivError(Exception):
    """A refusal or failure that the collection expects. Its text is written for users."""

    # Whether a failed call may have taken effect, in this attempt or an earlier one.
    in_doubt = False
    # Whether the same call may succeed a little later.
    is_transient = False

    @property
    def advice(self) -> str:
        """What the user can do about it, in one sentence; empty if the message is enough."""
        return ""


class _AdvisedError(LeastPrivError):
    """An error with advice from the code that raises it."""

    def __init__(self, problem: str, *, advice: str) -> None:
        self._advice = advice
        super().__init__(problem)

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        return self._advice


class OptionError(LeastPrivError):
    """An option's value is wrong. Raised before the first write, usually before the first call.

    The message names the option, what is wrong with its value, and what would be right. If C(problem) begins with
    C(must), the option is the subject of the sentence.
    """

    def __init__(self, option: str, problem: str) -> None:
        self.option = option
        self.problem = problem
        joint = " " if problem.startswith("must ") else ": "
        super().__init__(f"{option}{joint}{problem}")


class ParametersError(LeastPrivError):
    """The parameters of a set are wrong, or are used in a wrong way. C(problems) has all that is wrong."""

    def __init__(self, problems: t.Sequence[str]) -> None:
        self.problems = tuple(problems)
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(problems[0] if len(problems) == 1 else f"parameters: {len(problems)} problems:{lines}")


class DocumentError(OptionError):
    """A policy document cannot be read. C(rule) identifies the review's rule that it breaks."""

    def __init__(self, option: str, rule: str, problem: str) -> None:
        self.rule = rule
        super().__init__(option, problem)


class ReviewError(LeastPrivError):
    """The review of the policy documents failed. C(findings) has the findings that failed it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        lines = "".join(f"\n  {finding.line()}" for finding in findings)
        super().__init__(f"policy review failed; nothing was changed:{lines}")


class RefusedError(_AdvisedError):
    """The plan would do harm, or IAM would refuse it, so the task made none of its calls."""


class NewAccessError(LeastPrivError):
    """The plan gives new access, or nobody can prove that it does not, and the task asks to fail then."""

    def __init__(self, found: str, *, wrote_nothing: bool) -> None:
        self._wrote_nothing = wrote_nothing
        super().__init__(f"new_access: {found}")

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        state = "Nothing was changed" if self._wrote_nothing else "The task stopped before this change"
        return f"{state}. To make the change all the same, set new_access to warn or allow"


class NotApprovedError(LeastPrivError):
    """The plan is not the one that was approved, nor what an interrupted run has left of it."""

    def __init__(self, lines: t.Sequence[str], *, wrote_nothing: bool) -> None:
        self._wrote_nothing = wrote_nothing
        several = "".join(f"\n  {line}" for line in lines)
        super().__init__(
            f"approved_plan: the plan is not the approved one:{f' {lines[0]}' if len(lines) == 1 else several}"
        )

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        state = "Nothing was changed" if self._wrote_nothing else "The task stopped before this change"
        return f"{state}. Make a new plan, and have it approved"


class NotPlannedError(LeastPrivError):
    """The approved plan does not have the account."""

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        return "Nothing was changed. Make a plan that includes the account, and have it approved"


class AccessError(LeastPrivError):
    """What a role may do, or who may assume it, is not as the task asserts, or nobody can prove that it is.

    C(after) says that this is what IAM holds after the last write.
    """

    def __init__(self, lines: t.Sequence[str], *, after: bool, wrote_nothing: bool) -> None:
        self._wrote_nothing = wrote_nothing
        held = "what IAM holds after the last write is not as asserted: " if after else ""
        several = "".join(f"\n  {line}" for line in lines)
        found = lines[0] if len(lines) == 1 else f"{len(lines)} assertions do not hold:{several}"
        super().__init__(f"access: {held}{found}")

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        return "Nothing was changed" if self._wrote_nothing else "Correct the role, or what is asserted about it"


class MissingError(OptionError):
    """The account lacks what an option names. In check mode, an earlier task may have been about to create it."""

    def __init__(self, option: str, problem: str, *, advice: str) -> None:
        self._advice = advice
        super().__init__(option, problem)

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        return self._advice


class MissingLibraryError(LeastPrivError):
    """boto3 or botocore cannot be imported."""


class ConnectionFailedError(_AdvisedError):
    """AWS cannot be reached, or there are no usable credentials."""


class NoAnswerError(ConnectionFailedError):
    """A call got no response; it is worth another attempt. C(in_doubt): the request may have arrived."""

    is_transient = True

    def __init__(self, problem: str, *, in_doubt: bool) -> None:
        self.problem = problem
        self.in_doubt = in_doubt
        super().__init__(problem, advice="Check the network and endpoint_url, or increase wait_timeout")

    def with_remark(self, remark: str) -> NoAnswerError:
        """The same error with a remark after its message."""
        return NoAnswerError(f"{self.problem} ({remark})", in_doubt=self.in_doubt)


class ContentionError(LeastPrivError):
    """Another process keeps changing a resource."""

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        return "CloudTrail shows the other process: stop it, and run the task again"


class RewrittenError(LeastPrivError):
    """IAM returns a policy document in other words than it was sent, so writing it again would be in vain.

    C(texts) are the document as it was sent and as IAM returned it. C(is_final) says that no other process can have
    written what IAM returned. C(deleted) has the identifiers that it
    returned in place of ARNs, which it does for principals that have been deleted.
    """

    def __init__(
        self,
        label: str,
        *,
        texts: tuple[str, str],
        places: tuple[str, ...],
        is_final: bool,
        deleted: tuple[str, ...] = (),
    ) -> None:
        others = "" if is_final else f", unless another process keeps changing {label}"
        where = f" They differ in {', '.join(places)}." if places else ""
        advice = "Write the document as IAM returns it"
        if deleted:
            # IAM refuses an identifier in a document that it is sent.
            names = f"{', '.join(deleted)} for {'principals that have' if len(deleted) > 1 else 'a principal that has'}"
            advice = f"IAM returns {names} been deleted. Create it again, or leave it out of the document"
        sent, returned = texts
        super().__init__(
            f"IAM keeps the document in other words than it was sent{others}. Writing it again would be in vain, so "
            f"the task stopped.{where} {advice}:\n  sent:     {sent}\n  returned: {returned}"
        )


class WrongAccountError(LeastPrivError):
    """The credentials belong to an account that the task does not allow."""

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        return "Use credentials for an allowed account, or set assume_role_arn to a role in one"


class IamError(LeastPrivError):
    """AWS answered a call with an error.

    C(code) is AWS's error code (C(AccessDenied)), C(reason) its message, C(operation) the API operation
    (C(CreateRole)), C(service) its prefix in actions (C(iam)), C(status) the HTTP status.
    """

    def __init__(self, *, code: str, reason: str, operation: str, service: str = "iam", status: int = 400) -> None:
        self.code = code
        self.reason = reason
        self.operation = operation
        self.service = service
        self.status = status
        # AWS throttles the call, or a server failed, possibly after it did the work.
        self.is_transient = status >= 500 or status == 429 or code in _TRANSIENT
        self.in_doubt = status >= 500
        super().__init__(f"{self.action} failed with {code}: {reason}")

    @property
    def action(self) -> str:
        """The action as a policy names it, for example C(iam:CreateRole)."""
        return f"{self.service}:{self.operation}"

    @property
    def is_denial(self) -> bool:
        """Whether the credentials lack the permission."""
        return self.code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")

    @property
    def advice(self) -> str:
        """See C(LeastPrivError.advice)."""
        if self.is_denial:
            return Denial.read(self.action, self.reason).advice
        if self.code in _ADVICE:
            return _ADVICE[self.code]
        if self.is_transient:
            # For an error in doubt, the failure has advice of its own.
            return "" if self.in_doubt else "Run the task again"
        return f"See {self.code} in the AWS API reference for {self.operation}"

    def with_remark(self, remark: str) -> IamError:
        """The same error with a remark after its message."""
        reason = f"{self.reason} ({remark})"
        error = IamError(
            code=self.code, reason=reason, operation=self.operation, service=self.service, status=self.status
        )
        error.in_doubt = self.in_doubt
        return error

    def to_result(self) -> dict[str, t.Any]:
        """The error as a task's result shows it under C(error)."""
        return {"code": self.code, "message": self.reason, "operation": self.action}


# AWS's error codes for throttling and for temporary failures. IAM documents Throttling and ServiceFailure; AWS's SDKs
# retry the others.
_TRANSIENT: t.Final = frozenset(
    {
        "InternalError",
        "InternalFailure",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceFailure",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)

_ADVICE: t.Final[t.Mapping[str, str]] = {
    "ConcurrentModification": "Another process is changing the same resource: run the task again when it has finished.",
    "DeleteConflict": "Something was attached to it in the meantime: run the task again.",
    "EntityAlreadyExists": "Use another name: IAM names are unique in an account, regardless of path and case.",
    "ExpiredToken": "The credentials have expired: renew them and run the task again; it continues where it stopped.",
    "InvalidClientTokenId": "AWS does not know the access key: check the credentials and the endpoint's partition.",
    "LimitExceeded": "The account has reached a quota: Service Quotas shows which ones AWS raises.",
    "MalformedPolicyDocument": "Correct the document as AWS's message says.",
    "OpenIdIdpCommunicationError": "AWS cannot reach the provider: check the URL, or set thumbprint_list.",
    "PolicyNotAttachable": "Remove it from the task: only service-linked roles have policies of /aws-service-role/.",
    "SignatureDoesNotMatch": "The secret access key does not belong to the access key: renew both.",
    "Throttling": "AWS throttles IAM for the whole account: use fewer forks, or a larger wait_timeout.",
    "UnmodifiableEntity": "Remove it from the task: only AWS changes service-linked roles.",
}
