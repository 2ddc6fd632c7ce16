# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prove that import-linter notices an import that breaks a rule: python -m support.planted_imports

For each rule of .config/import-linter.toml, files with a forbidden import are added to a copy of the plugins, and
import-linter must call that rule broken.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import typing as t

ROOT: t.Final = pathlib.Path(__file__).parents[2]
RULES: t.Final = ROOT / ".config" / "import-linter.toml"
PLUGINS: t.Final = pathlib.Path("ansible_collections", "leastpriv", "aws", "plugins")


@dataclasses.dataclass(frozen=True)
class Plant:
    """New files of the plugins, and the rule that they break."""

    rule: str
    files: t.Mapping[str, str]


PLANTS: t.Final = (
    Plant("layers", {"module_utils/_policy/planted.py": "from .._review import review"}),
    Plant("layers", {"module_utils/_access/planted.py": "from .._review import review"}),
    Plant("layers", {"module_utils/_converge/planted.py": "from .._resources import tags"}),
    Plant("layers", {"module_utils/_planted.py": "from ._policy import document"}),
    Plant("layers", {"module_utils/_planted/new_package.py": "import re"}),
    Plant(
        "cycles",
        {
            "module_utils/_policy/planted.py": "from . import planted_too",
            "module_utils/_policy/planted_too.py": "from . import planted",
        },
    ),
    Plant("botocore", {"module_utils/_converge/planted.py": "import botocore.exceptions"}),
    Plant("botocore", {"plugin_utils/_organizations/planted.py": "from botocore import exceptions"}),
    Plant("boto3", {"module_utils/_aws/planted.py": "import boto3"}),
    Plant("ansible", {"module_utils/_aws/planted.py": "from ansible.module_utils.basic import AnsibleModule"}),
    Plant("ansible", {"plugin_utils/_report/planted.py": "from ansible import constants"}),
    Plant("plugins", {"module_utils/_module/planted.py": "from ...plugin_utils import _template_trust"}),
    Plant("plugins", {"action/planted.py": "from ..modules import iam_role"}),
    Plant("plugin-utils", {"plugin_utils/_report/planted.py": "from .._organizations import model"}),
    Plant("resources", {"plugin_utils/_organizations/planted.py": "from ...module_utils._baseline import drift"}),
    Plant("report", {"plugin_utils/_report/planted.py": "from ...module_utils._aws import iam"}),
)


def is_noticed(plant: Plant) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        plugins = pathlib.Path(folder) / PLUGINS
        shutil.copytree(ROOT / "plugins", plugins, ignore=shutil.ignore_patterns("__pycache__"))
        for name, line in plant.files.items():
            path = plugins / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{line}\n", encoding="utf-8")
        # The current folder is where lint-imports looks first.
        command = ["lint-imports", "--no-cache", "--no-logo", "--contract", plant.rule, str(RULES)]
        done = subprocess.run(command, check=False, cwd=folder, stdout=subprocess.PIPE, text=True)
    # It ends with 1 for a broken rule and for a configuration that it cannot read; only the former is counted.
    return done.returncode == 1 and "Contracts: 0 kept, 1 broken." in done.stdout


def main() -> int:
    # mypy checks this file for Python 3.10, which has no tomllib.
    rules = set(re.findall(r'^id = "(.+)"$', RULES.read_text(encoding="utf-8"), re.MULTILINE))
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        noticed = list(pool.map(is_noticed, PLANTS))
    failures = [
        f"rule {plant.rule} allows {plant.files}" for plant, found in zip(PLANTS, noticed, strict=True) if not found
    ]
    failures += [f"no planted import breaks rule {rule}" for rule in sorted(rules - {plant.rule for plant in PLANTS})]
    print("\n".join(failures) or f"{len(PLANTS)} planted imports break the {len(rules)} rules, as they must")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
