# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The links in everything that users read: links.py FOLDER has Sphinx follow those to other sites, by way of a folder.

References from page to page Sphinx checks when it builds the site, in the session docs. What can be said of other links
without a network is in `problems`, and tests/unit/test_links.py asks for it.
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
# Code too: documentation is in it, and messages.
READ: t.Final = ("*.md", "*.rst", "*.py", "*.yml", "*.yaml", "*.json", "*.j2", "*.js")
SINGLE: t.Final = ("README.md", "CHANGELOG.rst", "galaxy.yml")
FOLDERS: t.Final = ("changelogs", "docs", "meta", "playbooks", "plugins", "roles")

REPOSITORY: t.Final = "https://github.com/leastpriv/leastpriv.aws"
# A path in the repository, or one of GitHub's own pages about it.
_OWN: t.Final = re.compile(r"/(?:blob|raw|tree)/main/(?P<path>[^#?]+)|/issues|\.git|")

# Up to what ends a link in each of the languages: Markdown, reStructuredText, Ansible's markup, YAML, Python, shell.
_URL: t.Final = re.compile(r"\b(?:https?|ftp)://[^\s<>\"'`()\[\]|\\]+", re.IGNORECASE)
_MARKDOWN: t.Final = re.compile(r"\]\((?P<target>[^()\s]+)\)")
_HEADING: t.Final = re.compile(r"^#+ +(?P<words>.+?) *$", re.MULTILINE)
# RFC 3986, but for a literal IPv6 address: what a URL may consist of.
_CHARACTERS: t.Final = re.compile(r"(?:[\w.~:/?#@!$&*+,;=-]|%[0-9A-Fa-f]{2})+", re.ASCII)


def pages() -> dict[str, str]:
    """What users read, by path within the collection."""
    files = [ROOT / name for name in SINGLE]
    files += (path for folder in FOLDERS for pattern in READ for path in (ROOT / folder).rglob(pattern))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


def urls(texts: t.Mapping[str, str]) -> dict[str, list[str]]:
    """The URLs in texts, and the names of the texts that each is in."""
    found: dict[str, list[str]] = {}
    for name, text in texts.items():
        for url in {trimmed(match[0]) for match in _URL.finditer(text)}:
            found.setdefault(url, []).append(name)
    return dict(sorted(found.items()))


def trimmed(url: str) -> str:
    """A URL without what ends the sentence or the item of a list that it is in."""
    return url.rstrip(".,;:!?*")


def problems(texts: t.Mapping[str, str], *, is_there: t.Callable[[str], bool]) -> list[str]:
    """What is wrong with the links of texts, as far as it shows without a network.

    A URL is well-formed and https, unless it is for this machine; none is there in two spellings; what is said to be in
    the repository is there, and so is what Markdown leads to by a path. is_there is asked for paths in the repository.
    """
    found = urls(texts)
    wrong = [
        f"{', '.join(names)}: {url} {reason}" for url, names in found.items() for reason in _reasons(url, is_there)
    ]
    spellings: dict[str, set[str]] = {}
    for url in found:
        spellings.setdefault(_page(url), set()).add(url.partition("#")[0])
    wrong += [f"one page in more than one spelling: {sorted(each)}" for each in spellings.values() if len(each) > 1]
    return wrong + [
        line for name, text in texts.items() if name.endswith(".md") for line in _astray(name, text, is_there)
    ]


def _reasons(url: str, is_there: t.Callable[[str], bool]) -> t.Iterator[str]:
    if not _CHARACTERS.fullmatch(url):
        yield "has characters that no URL has"
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
            yield "names no host in lower case and nothing but a host"
    if "//" in parts.path or "/../" in parts.path or "/./" in parts.path:
        yield "has a path that is not the shortest"
    if url.startswith(REPOSITORY):
        own = _OWN.fullmatch(url.removeprefix(REPOSITORY))
        if own is None:
            yield "is no page of the repository that is known here"
        elif own["path"] and not is_there(own["path"]):
            yield "is not in the repository"


def is_local(host: str) -> bool:
    """Whether a host is this machine, which needs no TLS."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _page(url: str) -> str:
    """What all spellings of a page's URL have in common."""
    parts = urllib.parse.urlsplit(url.lower())
    path = re.sub(r"(/index)?(\.html?)?/?$", "", parts.path)
    return f"{parts.netloc.removeprefix('www.')}{path}?{parts.query}"


def _astray(name: str, text: str, is_there: t.Callable[[str], bool]) -> t.Iterator[str]:
    """The links of a Markdown page that lead to no file, or to no heading of the page itself."""
    headings = {re.sub(r"[^\w -]", "", match["words"].lower()).replace(" ", "-") for match in _HEADING.finditer(text)}
    for match in _MARKDOWN.finditer(text):
        target, _sharp, anchor = match["target"].partition("#")
        if _URL.match(target):
            continue
        path = (ROOT / name).parent.joinpath(target).resolve()
        if target and not (path.is_relative_to(ROOT) and is_there(path.relative_to(ROOT).as_posix())):
            yield f"{name}: {target} is not in the repository"
        if not target and anchor not in headings:
            yield f"{name}: #{anchor} is no heading"


def to_follow(texts: t.Mapping[str, str]) -> dict[str, list[str]]:
    """The URLs that somebody answers to: neither examples (RFC 2606) nor this machine."""
    hosts = {url: urllib.parse.urlsplit(url).hostname or "" for url in urls(texts)}
    real = {url for url, host in hosts.items() if not is_local(host) and not re.search(r"(^|\.)example(\.\w+)?$", host)}
    return {url: names for url, names in urls(texts).items() if url in real}


def main(folder: pathlib.Path) -> int:
    """Have Sphinx follow each link, from a page in a folder that names them all. It prints those that lead nowhere."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"* {url} in {', '.join(f'``{name}``' for name in names)}" for url, names in to_follow(pages()).items()]
    (folder / "index.rst").write_text("\n".join(["Links", "=====", "", *lines, ""]), encoding="utf-8")
    # -C: the folder has no conf.py. -q would also keep silent about a link that has moved for good.
    command = ["sphinx-build", "-C", "-b", "linkcheck", "-D", "linkcheck_timeout=30", str(folder), str(folder / "out")]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
