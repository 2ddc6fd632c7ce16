# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's files: JSON, and a self-contained HTML page. Files are replaced atomically, readable by their owner."""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import html
import json
import os
import pathlib
import stat
import tempfile
import typing as t

from . import kinds, page_title

_HERE: t.Final = pathlib.Path(__file__).parent
# In the order in which the page runs them, in one scope.
_SCRIPTS: t.Final = ("page_elements.js", "page_diff.js", "page_details.js", "page_changes.js", "page.js")
# Characters that could end a script element, begin a comment, or end a line of a script.
_ESCAPES: t.Final = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

_PAGE: t.Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<noscript><p>This page needs JavaScript. The JSON file of the report has the same data.</p></noscript>
<script type="application/json" id="report">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def to_json(report: t.Mapping[str, t.Any], *, sort_keys: bool = False) -> str:
    """The text of the JSON file, in ASCII."""
    return json.dumps(report, indent=1, sort_keys=sort_keys, allow_nan=False) + "\n"


def to_html(report: t.Mapping[str, t.Any]) -> str:
    """The HTML page, which needs no network and whose policy allows only its own script and style."""
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    sources = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    script = f'"use strict";\n(() => {{\n{sources}}})();\n'
    allowed = f"script-src {source_of(script)}; style-src {source_of(style)}"
    return _PAGE.format(
        policy=f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'",
        title=html.escape(page_title.title(report)).encode("ascii", "xmlcharrefreplace").decode(),
        style=style,
        data=json.dumps(_with_words(report), separators=(",", ":"), allow_nan=False).translate(_ESCAPES),
        script=script,
    )


def _with_words(report: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The report with the words for its changes, which are chosen in one place."""
    resources = [resource for account in report["accounts"] for resource in account["resources"]]
    changes = [
        {**change, "title": kinds.title(change), "badges": kinds.badges(change)}
        for change in report["distinct_changes"]
    ]
    return {**report, "sentences": kinds.sentences(resources), "distinct_changes": changes}


def source_of(text: str) -> str:
    """A script or a style as a source that the policy of a page can allow."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def append(path: str, text: str) -> None:
    """Append to a file that other programs append to as well."""
    with pathlib.Path(path).open("a", encoding="utf-8") as file:
        file.write(text)


def write(path: str, text: str) -> None:
    """Replace a file by one with this text, atomically. On C(OSError) the old file stays."""
    _replace(pathlib.Path(os.path.realpath(path)), text)


def write_in(folder: pathlib.Path, name: str, text: str) -> None:
    """The same in a folder that others write to as well: a link with the file's name is replaced, not followed."""
    _replace(pathlib.Path(os.path.realpath(folder)) / name, text)


def _replace(target: pathlib.Path, text: str) -> None:
    if not target.is_symlink() and target.exists() and not stat.S_ISREG(target.stat().st_mode):
        raise OSError(errno.EEXIST, "not a regular file")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from error
    # mkstemp creates the file with mode 0600.
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        pathlib.Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            pathlib.Path(name).unlink()
        raise
