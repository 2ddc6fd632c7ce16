# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The links in everything that users read. ``links.py FOLDER`` has Sphinx follow those to other sites.

Sphinx checks references between pages when it builds the site, in the session docs. `problems` finds what is wrong with
other links without a network; tests/unit/test_links.py calls it.
"""

from __future__ import annotations

import ipaddress
import pathlib
import re
import subprocess
import sys
import typing as t
import urllib.parse

ROOT: t.Final = pathlib.Path(__file__).parents[2]
# Code has documentation and messages.
READ: t.Final = ("*.md", "*.rst", "*.py", "*.yml", "*.yaml", "*.json", "*.j2", "*.js")
SINGLE: t.Final = ("README.md", "CHANGELOG.rst", "galaxy.yml")
FOLDERS: t.Final = ("changelogs", "docs", "meta", "playbooks", "plugins", "roles")

REPOSITORY: t.Final = "https://github.com/leastpriv/leastpriv.aws"
# A path in the repository, or one of GitHub's own pages about it.
_OWN: t.Final = re.compile(r"/(?:blob|raw|tree)/main/(?P<path>[^#?]+)|/issues|\.git|")

# Names of XML namespaces, which have the form of a link.
_NAMES: t.Final = frozenset({"http://www.w3.org/2000/09/xmldsig", "http://www.w3.org/2001/XMLSchema-instance"})

# A link ends where Markdown, reStructuredText, Ansible's markup, YAML, Python or the shell ends it.
_URL: t.Final = re.compile(r"\b(?:https?|ftp)://[^\s<>\"'`()\[\]|\\]+", re.IGNORECASE)
_MARKDOWN: t.Final = re.compile(r"\]\((?P<target>[^()\s]+)\)")
_HEADING: t.Final = re.compile(r"^#+ +(?P<words>.+?) *$", re.MULTILINE)
# The characters of a URL by RFC 3986, without literal IPv6 addresses.
_CHARACTERS: t.Final = re.compile(r"(?:[\w.~:/?#@!$&*+,;=-]|%[0-9A-Fa-f]{2})+", re.ASCII)


def pages() -> dict[str, str]:
    """The texts that users read, by their path in the collection."""
    files = [ROOT / name for name in SINGLE]
    files += (path for folder in FOLDERS for pattern in READ for path in (ROOT / folder).rglob(pattern))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


def urls(texts: t.Mapping[str, str]) -> dict[str, list[str]]:
    """The URLs in texts, with the names of the texts that contain them."""
    found: dict[str, list[str]] = {}
    for name, text in texts.items():
        for url in {trimmed(match[0]) for match in _URL.finditer(text)}:
            if url.rstrip("#") in _NAMES:
                continue
            found.setdefault(url, []).append(name)
    return dict(sorted(found.items()))


def trimmed(url: str) -> str:
    """A URL without the punctuation that ends its sentence."""
    return url.rstrip(".,;:!?*")


def problems(texts: t.Mapping[str, str], *, is_there: t.Callable[[str], bool]) -> list[str]:
    """The problems of the links in texts that show without a network.

    A URL must be well-formed, and use https unless it points to this machine. All texts must spell a page's URL alike.
    Every file that a URL of the repository or a Markdown path names must exist. is_there answers for such paths.
    """
    found = urls(texts)
    wrong = [
        f"{', '.join(names)}: {url} {reason}" for url, names in found.items() for reason in _reasons(url, is_there)
    ]
    spellings: dict[str, set[str]] = {}
    for url in found:
        spellings.setdefault(_page(url), set()).add(url.partition("#")[0])
    wrong += [f"one page has several spellings: {sorted(found)}" for found in spellings.values() if len(found) > 1]
    return wrong + [
        line for name, text in texts.items() if name.endswith(".md") for line in _astray(name, text, is_there)
    ]


def _reasons(url: str, is_there: t.Callable[[str], bool]) -> t.Iterator[str]:
    if not _CHARACTERS.fullmatch(url):
        yield "contains characters that a URL must not have"
        return
    parts = urllib.parse.urlsplit(url)
    try:
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        yield f"is not well-formed: {error}"
        return
    if not is_local(host):
        if parts.scheme != "https":
            yield "is not https"
        if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", parts.netloc):
            yield "must name a host in lower case, without user and port"
    if "//" in parts.path or "/../" in parts.path or "/./" in parts.path:
        yield "has a path that can be shorter"
    if url.startswith(REPOSITORY):
        own = _OWN.fullmatch(url.removeprefix(REPOSITORY))
        if own is None:
            yield "is not a known page of the repository"
        elif own["path"] and not is_there(own["path"]):
            yield "is not in the repository"


def is_local(host: str) -> bool:
    """Whether a host is this machine, where a URL needs no TLS."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _page(url: str) -> str:
    """A page's URL in a form that all its spellings share."""
    parts = urllib.parse.urlsplit(url.lower())
    path = re.sub(r"(/index)?(\.html?)?/?$", "", parts.path)
    return f"{parts.netloc.removeprefix('www.')}{path}?{parts.query}"


def _astray(name: str, text: str, is_there: t.Callable[[str], bool]) -> t.Iterator[str]:
    """Problems with the links of a Markdown page to files, and to headings of the page itself."""
    headings = {re.sub(r"[^\w -]", "", match["words"].lower()).replace(" ", "-") for match in _HEADING.finditer(text)}
    for match in _MARKDOWN.finditer(text):
        target, _sharp, anchor = match["target"].partition("#")
        if _URL.match(target):
            continue
        path = (ROOT / name).parent.joinpath(target).resolve()
        if target and not (path.is_relative_to(ROOT) and is_there(path.relative_to(ROOT).as_posix())):
            yield f"{name}: {target} is not in the repository"
        if not target and anchor not in headings:
            yield f"{name}: #{anchor} does not name a heading"


def to_follow(texts: t.Mapping[str, str]) -> dict[str, list[str]]:
    """The URLs of real hosts: neither examples (RFC 2606) nor this machine."""
    hosts = {url: urllib.parse.urlsplit(url).hostname or "" for url in urls(texts)}
    real = {url for url, host in hosts.items() if not is_local(host) and not re.search(r"(^|\.)example(\.\w+)?$", host)}
    return {url: names for url, names in urls(texts).items() if url in real}


def main(folder: pathlib.Path) -> int:
    """Have Sphinx follow the links from a page in a folder, and print the broken ones."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"* {url} in {', '.join(f'``{name}``' for name in names)}" for url, names in to_follow(pages()).items()]
    (folder / "index.rst").write_text("\n".join(["Links", "=====", "", *lines, ""]), encoding="utf-8")
    # -C: the folder has no conf.py. -q would also keep silent about a link that has moved for good.
    command = ["sphinx-build", "-C", "-b", "linkcheck", "-D", "linkcheck_timeout=30", str(folder), str(folder / "out")]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
