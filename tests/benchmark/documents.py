# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures comparing and reviewing the largest document that IAM accepts, against Python's own parsing of its JSON.

Run as: python -m benchmark.documents
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from ansible_collections.leastpriv.aws.plugins.module_utils._review import catalogue as _catalogue
from ansible_collections.leastpriv.aws.plugins.module_utils._review import review

Document = dict[str, t.Any]


def large_document() -> Document:
    """A managed policy of about 6,144 characters, not counting white space."""
    statements: list[Document] = []
    while policy.Document(document(statements)).size < policy.MANAGED_POLICY_SIZE - 300:
        bucket = f"arn:aws:s3:::reports-{len(statements)}"
        statements.append(
            {
                "Sid": f"Bucket{len(statements)}",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:DeleteObject"],
                "Resource": [f"{bucket}/in/*", f"{bucket}/out/*", f"{bucket}/failed/*"],
                "Condition": {"StringEquals": {"aws:PrincipalTag/Team": ["reports", "audit"]}},
            }
        )
    return document(statements)


def document(statements: list[Document]) -> Document:
    return {"Version": "2012-10-17", "Statement": statements}


def rewritten(large: Document) -> Document:
    """An equivalent document: everything in another order, actions in lower case."""
    statements = [
        {
            **statement,
            "Action": [action.lower() for action in reversed(statement["Action"])],
            "Resource": statement["Resource"][::-1],
        }
        for statement in reversed(large["Statement"])
    ]
    return {"Statement": statements, "Version": large["Version"]}


def microseconds(function: t.Callable[[], object]) -> float:
    """The median CPU time of one call, in this process."""
    times = []
    for _number in range(200):
        begin = time.process_time_ns()
        function()
        times.append((time.process_time_ns() - begin) / 1_000)
    return statistics.median(times)


def main() -> int:
    large = large_document()
    other = rewritten(large)
    text, other_text = json.dumps(large), json.dumps(other)
    catalogue = _catalogue.load()
    rows: list[tuple[str, t.Callable[[], object]]] = [
        ("json.loads, two texts", lambda: (json.loads(text), json.loads(other_text))),
        ("equivalent, the same document", lambda: policy.equivalent(large, large)),
        ("equivalent, rewritten mappings", lambda: policy.equivalent(large, other)),
        ("equivalent, rewritten texts", lambda: policy.equivalent(text, other_text)),
        ("review", lambda: review.review(large, kind="managed", name="policy", catalogue=catalogue)),
    ]
    peer = microseconds(rows[0][1])
    print(f"a document of {policy.Document(large).size:,} characters without white space, medians of CPU time")
    for name, function in rows:
        taken = microseconds(function)
        print(f"{name:38} {taken:7.0f} µs {taken / peer:6.1f} times {rows[0][0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
