# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for what entries and documents leave open; C(_argspec.PARAMETERS) is their specification."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  parameters:
    description:
      - What names, paths, descriptions, tags, ARNs and documents leave open. They have C(${Name}) in its place, also in
        the keys of mappings. A parameter has a name of letters and digits, and either a value or a mapping.
      - A value is a text or a list of texts. A number counts as text. A boolean or a number with a decimal point has to
        be in quotes.
      - The keys of a mapping are C(value), C(default), C(type), C(elements), C(length), C(pattern), C(placeholders),
        C(wildcards), C(description) and C(variable). Without a C(value), or with null, C(default) counts. Without
        both, the parameter is required.
      - C(type) is C(text) (the default), C(account_id), C(region), C(bucket_name), C(path), C(name), C(arn),
        C(function_name), C(hex) or C(list). C(elements) is the type of a list's members, and C(length) the number of
        hexadecimal digits. A region has to be a known one, of the session's partition.
      - C(pattern) is a regular expression that the whole value has to match, C(placeholders) are texts that may not be
        left in by mistake. C(wildcards) says what becomes of a value with V(*) or V(?). V(refuse), the default, fails,
        V(warn) warns, V(allow) does neither.
      - Messages about a value end with the C(description). They name the variable in C(variable), if it is set, instead
        of the parameter.
      - A text in a list that contains one parameter with a list as its value becomes as many texts.
      - C(${!Name}) stands for the text C(${Name}). Pseudo parameters (C(${AWS::Region})) and IAM's own variables
        (C(${aws:username}), C(${*})) stay as they are. A value is never filled in again, so it cannot change the
        structure of a document, and C(${AWS::Region}) in it is text. Only a parameter of type C(account_id) may be
        C(${AWS::AccountId}), one of type C(region) C(${AWS::Region}), and one of type C(arn) may have such pseudo
        parameters in the fields for partition, region and account.
      - Everything that is wrong is reported at once, before the first call.
      - If the option is left out, nothing is filled in, and C(${Name}) is text.
    type: dict
    version_added: 1.1.0
  unused_parameters:
    description:
      - What becomes of a parameter that nothing uses. V(refuse) fails before the first call. V(allow) ignores it, and
        it needs no value.
      - For resources to remove, documents have no effect. A parameter that only they use needs no value.
    type: str
    choices: [refuse, allow]
    default: refuse
    version_added: 1.1.0
"""
