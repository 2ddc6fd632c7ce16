# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Another tutorial of AWS's, for the guide to roles of one's own: the document of its policy.

Source: AWS Lambda Developer Guide, I(Tutorial: Using an Amazon S3 trigger to create thumbnail images), step 2, in the
edition whose placeholder is C(mybucket).
"""

from __future__ import annotations

import typing as t

BUCKET: t.Final = "mybucket"

POLICY: t.Final[dict[str, t.Any]] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["logs:PutLogEvents", "logs:CreateLogGroup", "logs:CreateLogStream"],
            "Resource": "arn:aws:logs:*:*:*",
        },
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::mybucket/*"},
        {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "arn:aws:s3:::mybucket-resized/*"},
    ],
}
