# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of the module iam_baseline_export: an account's policies and roles as variables, returned and written."""

from __future__ import annotations

import functools
import typing as t

from .._aws.session import Session
from .._baseline import export as baseline_export
from .._baseline.export import Query
from .._baseline.portable import Portable
from .._errors import OptionError
from .._files import variables_file, yaml_nodes
from .._files.document_files import Folder
from .._review import catalogue
from .info import attempt
from .module_main import ModuleResult

Options = t.Mapping[str, t.Any]

_OPTION: t.Final = "dest"


def execute(options: Options, *, check_mode: bool, diff: bool) -> ModuleResult:
    """Exports what the options ask for and writes the file, in check mode says whether it would change."""
    work = functools.partial(_export, options, check_mode=check_mode, diff=diff)
    return attempt(options, "export", _checked, work)


def _checked(options: Options) -> Query:
    """The query, once the file is known to be writable. Raises C(OptionError)."""
    query = Query.from_options(options)
    path = options[_OPTION]
    if path:
        if not yaml_nodes.HAS_YAML:
            raise OptionError(_OPTION, "needs PyYAML, which is not installed where the module runs")
        Folder(_OPTION, None).check_writable(_OPTION, path)
    return query


def _export(options: Options, session: Session, query: Query, *, check_mode: bool, diff: bool) -> ModuleResult:
    portable = Portable(session.account, query.pseudo_parameters)
    selection = baseline_export.select(session, query)
    export = baseline_export.export(selection, session.account, portable, catalogue.load())
    result: dict[str, t.Any] = {
        "changed": False,
        **export.to_variables(),
        "left_out": [each.to_result() for each in export.left_out],
        "remarks": [each.to_result() for each in export.remarks],
    }
    path = options[_OPTION]
    if path:
        comment = f"What leastpriv.aws.iam_baseline_export found in account {session.account.id}."
        text = variables_file.to_text(export.to_variables(), comment=comment)
        folder = Folder(_OPTION, None)
        before = folder.text(_OPTION, path)
        result["changed"] = folder.write(_OPTION, path, text, check_mode=check_mode)
        if diff:
            result["diff"] = {"before": before, "after": text, "before_header": path, "after_header": path}
    unusual = [each for each in export.left_out if each not in selection.left_out]
    warnings = tuple(str(each) for each in (*unusual, *export.remarks))
    return ModuleResult(failed=False, result=result, warnings=warnings)
