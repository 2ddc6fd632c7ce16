# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's files: JSON, and a page that is complete in itself. Written whole or not at all, for their owner."""

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

_HERE: t.Final = pathlib.Path(__file__).parent
# Within a script element of any type these would end it, begin a comment, or end a line of a script.
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
<noscript><p>This page needs JavaScript. The report's JSON file has the same data.</p></noscript>
<script type="application/json" id="report">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def to_json(report: t.Mapping[str, t.Any]) -> str:
    """The report as the text of a JSON file, in ASCII."""
    return json.dumps(report, indent=1, allow_nan=False) + "\n"


def to_html(report: t.Mapping[str, t.Any]) -> str:
    """The report as a page that needs no network, and that may run nothing but the script that it is made with."""
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    sources = f"script-src {_source(script)}; style-src {_source(style)}"
    return _PAGE.format(
        policy=f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'",
        title=html.escape(f"Rollout of {report['playbook']}").encode("ascii", "xmlcharrefreplace").decode(),
        style=style,
        data=json.dumps(report, separators=(",", ":"), allow_nan=False).translate(_ESCAPES),
        script=script,
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def write(path: str, text: str) -> None:
    """Replace a file by one with this text. Raises C(OSError), and then leaves what was there."""
    target = pathlib.Path(os.path.realpath(path))
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        raise OSError(errno.EEXIST, "it is no regular file")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from error
    # Made with mode 0600.
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
