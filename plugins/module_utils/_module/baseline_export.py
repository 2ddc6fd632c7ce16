# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_baseline_export: returns an account's policies and roles as variables, and writes them to a file."""

from __future__ import annotations

import functools
import typing as t

from .._argspec import PERSISTENCE, ArgumentSpec, Options
from .._aws.session import Session
from .._baseline import export as baseline_export
from .._baseline.export import Export
from .._baseline.portable import Portable
from .._baseline.selection import Query, select
from .._errors import OptionError
from .._files import variables_file, yaml_nodes
from .._files.document_files import Folder
from .._policy.pseudo_parameters import PSEUDO_PARAMETERS
from .._review import catalogue
from .connection_options import CONNECTION
from .info import attempt
from .module_main import ModuleMain, ModuleResult, Result
from .resource import preload

_DEST: t.Final = "dest"

SPEC: t.Final = ArgumentSpec(
    options={
        "names": {"type": "list", "elements": "str"},
        "path_prefix": {"type": "str", "aliases": ["path", "prefix"]},
        "tags": {"type": "dict"},
        "pseudo_parameters": {
            "type": "list",
            "elements": "str",
            "choices": list(PSEUDO_PARAMETERS),
            "default": ["AWS::AccountId", "AWS::Partition"],
        },
        "allow_empty": {"type": "bool", "default": False},
        _DEST: {"type": "path"},
    }
)


def execute(options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
    """Exports the selection and writes the file, or in check mode predicts whether it would change."""
    work = functools.partial(_export, options, check_mode=check_mode, diff=diff)
    return attempt(options, "export", _checked, work)


MAIN: t.Final = ModuleMain(spec=SPEC | CONNECTION | PERSISTENCE, execute=execute, preload=preload)


def _checked(options: Options) -> Query:
    """The query, once the file is known to be writable. Raises C(OptionError)."""
    query = Query.from_options(options)
    path = options[_DEST]
    if path:
        if not yaml_nodes.HAS_YAML:
            raise OptionError(_DEST, "needs PyYAML, which is not installed where the module runs")
        Folder(_DEST, None).check_writable(_DEST, path)
    return query


def _export(options: Options, session: Session, query: Query, *, check_mode: bool, diff: bool) -> ModuleResult:
    portable = Portable(session.account, query.pseudo_parameters)
    selection = select(session, query)
    export = baseline_export.export(selection, session.account, portable, catalogue.load())
    result: Result = {
        "changed": False,
        **export.to_variables(),
        "left_out": [remark.to_result() for remark in export.left_out],
        "remarks": [remark.to_result() for remark in export.remarks],
    }
    if options[_DEST]:
        result |= _write(options[_DEST], export, session, check_mode=check_mode, diff=diff)
    unusual = [remark for remark in export.left_out if remark not in selection.left_out]
    warnings = tuple(str(remark) for remark in (*unusual, *export.remarks))
    return ModuleResult(failed=False, result=result, warnings=warnings)


def _write(path: str, export: Export, session: Session, *, check_mode: bool, diff: bool) -> Result:
    """Writes the variables to the file; returns what the result says of it."""
    comment = f"What leastpriv.aws.iam_baseline_export found in account {session.account.id}."
    text = variables_file.to_text(export.to_variables(), comment=comment)
    folder = Folder(_DEST, None)
    before = folder.text(_DEST, path)
    result: Result = {"changed": folder.write(_DEST, path, text, check_mode=check_mode)}
    if diff:
        result["diff"] = {"before": before, "after": text, "before_header": path, "after_header": path}
    return result
