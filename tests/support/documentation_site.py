# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the documentation site of the collection in a folder, and prints its path.

antsibull-docs makes the pages from the collection and its guides, and Sphinx makes the site. Nothing is downloaded, so
references to other projects' pages stay text. Any other warning fails.
"""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import sys
import typing as t

from support import installation

IMAGES: t.Final = pathlib.Path(__file__).parents[2] / "docs" / "docsite" / "images"
COLLECTION: t.Final = "leastpriv.aws"
SETTINGS: t.Final = ("--use-current", "--squash-hierarchy", "--fail-on-error")
# The page of each plugin says how to install the collection.
CONFIGURATION: t.Final = f'collection_install = {{\n  {COLLECTION} = "{installation.COMMAND}"\n}}\n'

# References to the sites of other projects.
_ELSEWHERE: t.Final = re.compile(
    r"undefined label: '(ansible_collections\.(amazon|ansible|community)\.|(action|callback|inventory)_plugins"
    r"|common_return_values|ansible_configuration_settings)"
    r"|'envvar' reference target not found: (ANSIBLE|AWS)_"
)


def main(folder: pathlib.Path) -> int:
    """Empty a folder and build the site in it. The exit code is 1 if a page has a problem."""
    shutil.rmtree(folder, ignore_errors=True)
    pages = folder / "rst"
    # antsibull-docs refuses folders that others can write to.
    folder.mkdir(parents=True, mode=0o700)
    configuration = folder / "installation.cfg"
    configuration.write_text(CONFIGURATION, encoding="utf-8")
    docs = ("antsibull-docs", "--config-file", str(configuration))
    run(*docs, "sphinx-init", *SETTINGS, "--dest-dir", str(folder), COLLECTION)
    pages.chmod(0o700)
    run(*docs, "collection", *SETTINGS, "--dest-dir", str(pages), COLLECTION)
    # antsibull-docs copies the guides, but not their images.
    shutil.copytree(IMAGES, pages / "docsite" / IMAGES.name)
    warnings = folder / "warnings.txt"
    outside = ("-D", "extensions=sphinx_antsibull_ext", "-D", "nitpicky=0")
    site = folder / "html"
    run("sphinx-build", "-q", "-b", "html", "-c", str(folder), "-w", str(warnings), *outside, str(pages), str(site))
    wrong = problems(warnings.read_text(encoding="utf-8"))
    print("\n".join(wrong) if wrong else f"The site is at {site / 'index.html'}")
    return 1 if wrong else 0


def problems(warnings: str) -> list[str]:
    """Sphinx's warnings, without those about other projects' sites."""
    lines = [line for line in warnings.splitlines() if "WARNING" in line or "ERROR" in line]
    return [line for line in lines if not _ELSEWHERE.search(line)]


def run(*command: str) -> None:
    # Sphinx repeats on the terminal what it writes to the file.
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
