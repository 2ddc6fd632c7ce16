# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate for the loopback address, and the CA bundle with which clients trust it."""

from __future__ import annotations

import datetime
import ipaddress
import pathlib
import ssl

from botocore.httpsession import get_cert_path
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .server import HOST

_DAYS = 7


def write_bundle(path: pathlib.Path) -> ssl.SSLContext:
    """Make a certificate, write a bundle with it after boto3's own authorities, and return the server's context.

    The bundle is as long as a real one, because reading it is most of the cost of a new connection.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(key).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(pathlib.Path(str(get_cert_path(verify=True))).read_bytes() + b"\n" + certificate)
    # Python reads keys from files only.
    own = path.with_suffix(".own")
    own.touch(mode=0o600)
    try:
        own.write_bytes(certificate + _private(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own)
    finally:
        own.unlink()
    return context


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sandbox")])
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks that were set differ.
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
