# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Metadata documents of SAML providers for tests: complete enough for IAM, which wants at least 1,000 characters."""

from __future__ import annotations


def saml_metadata(
    entity: str = "https://login.example.com/saml", *, certificate: str = "MIIC", indent: str = ""
) -> str:
    """A metadata document. C(indent) changes its white space and nothing of what it says."""
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}">',
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
        f"<ds:X509Data><ds:X509Certificate>{certificate.ljust(700, 'A')}</ds:X509Certificate></ds:X509Data>",
        "</ds:KeyInfo></md:KeyDescriptor>",
        '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"',
        f' Location="{entity}/sso"/>',
        "</md:IDPSSODescriptor>",
        "</md:EntityDescriptor>",
    )
    return f"\n{indent}".join(lines) + "\n"
