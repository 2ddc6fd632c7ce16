# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures proofs about pairs of AWS's managed policies: CPU time, memory, and how many answers are unknown.

Run as: python -m benchmark.access
"""

from __future__ import annotations

import collections
import importlib.metadata
import itertools
import json
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
import typing as t

from ansible_collections.leastpriv.aws.plugins.module_utils._access import policies
from ansible_collections.leastpriv.aws.plugins.module_utils._access.containment import Verdict, within
from ansible_collections.leastpriv.aws.plugins.module_utils._policy import document as policy
from moto.iam.aws_managed_policies import aws_managed_policies_data

from . import report
from .targets import Target

Document = dict[str, t.Any]
Pair = tuple[Document, Document]

# How many random pairs are measured, and how many of the largest policies are compared with each other.
PAIRS: t.Final = 1_600
LARGEST: t.Final = 12
# The same pairs each time.
_SEED: t.Final = 16

# Other modules need these anyway.
_IMPORT: t.Final = """
import time, decimal, ipaddress
import ansible_collections.leastpriv.aws.plugins.module_utils._policy.document
begin = time.process_time()
import ansible_collections.leastpriv.aws.plugins.module_utils._access.containment
print((time.process_time() - begin) * 1_000)
"""


def main() -> int:
    documents = [entry["Document"] for _name, entry in sorted(json.loads(aws_managed_policies_data).items())]
    largest = sorted(documents, key=lambda document: -len(json.dumps(document)))[:LARGEST]
    choices = random.Random(_SEED)  # noqa: S311
    usual = [(choices.choice(documents), choices.choice(documents)) for _number in range(PAIRS)]
    large = list(itertools.permutations(largest, 2))
    times, verdicts = zip(*map(_measured, [*usual, *large]), strict=True)
    answers = collections.Counter(verdict.answer for verdict in verdicts)
    print(
        f"{len(times):,} pairs of the {len(documents):,} managed policies of AWS that moto "
        f"{importlib.metadata.version('moto')} has, {len(large)} of them pairs of the largest: "
        f"{', '.join(f'{count:,} {answer}' for answer, count in answers.most_common())}"
    )
    for reason, count in collections.Counter(verdict.reason for verdict in verdicts if verdict.reason).most_common():
        print(f"{count:5} unknown: {reason}")
    print(report.target_lines(targets(times[:PAIRS], times, answers["unknown"] / len(times))))
    return 0


def targets(usual: t.Sequence[float], every: t.Sequence[float], unknown: float) -> list[Target]:
    """The figures of milliseconds beside their bounds, with those of an import and of memory."""
    figures = (
        ("median of random pairs, ms of CPU time", 10, statistics.median(usual)),
        ("90th percentile of random pairs, ms of CPU time", 10, statistics.quantiles(usual, n=10)[-1]),
        ("slowest pair, ms of CPU time", 1_000, max(every)),
        ("unknown, % of the pairs", 5, unknown * 100),
        ("import after that of documents, ms of CPU time", 40, _import()),
        ("memory of the slowest pairs, MiB", 50, _memory()),
    )
    return [Target(name=name, bound=bound, at_least=False, measured=measured) for name, bound, measured in figures]


def _measured(pair: Pair) -> tuple[float, Verdict]:
    """Milliseconds of CPU time of one question, with nothing known about its documents."""
    inner, outer = ({"policy": policy.from_reply(document)} for document in pair)
    begin = time.process_time_ns()
    verdict = within(policies.identity(inner), policies.identity(outer))
    return (time.process_time_ns() - begin) / 1_000_000, verdict


def _import() -> float:
    """The least of several, since other load on the machine can only add."""
    command = [sys.executable, "-c", _IMPORT]
    return min(
        float(subprocess.run(command, capture_output=True, check=True, text=True).stdout) for _number in range(5)
    )


def _memory() -> float:
    """What the proofs about the largest policies hold at most at one time."""
    found = json.loads(aws_managed_policies_data)
    names = ("ReadOnlyAccess", "SecurityAudit", "AWSSupportServiceRolePolicy", "AWSConfigServiceRolePolicy")
    largest = [found[name]["Document"] for name in names]
    tracemalloc.start()
    for pair in itertools.permutations(largest, 2):
        _measured(pair)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


if __name__ == "__main__":
    sys.exit(main())
