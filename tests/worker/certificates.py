"""An authority of our own, and what it vouches for: certificates of mail servers on loopback."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Authority:
    """`root`: the file that those who trust it name. `serving`: what a server of this name or address needs."""

    folder: Path

    def __post_init__(self) -> None:
        self._key, self._name = ec.generate_private_key(ec.SECP256R1()), _name("Thành phố thử")
        made = _draft(self._name, self._name, self._key).add_extension(x509.BasicConstraints(True, None), True)
        self._cert = made.sign(self._key, hashes.SHA256())
        self.root = self.folder / "root.pem"
        self.root.write_bytes(self._cert.public_bytes(serialization.Encoding.PEM))

    def serving(self, host: str = "127.0.0.1") -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        known = x509.IPAddress(IPv4Address(host)) if host[0].isdigit() else x509.DNSName(host)
        draft = _draft(_name(host), self._name, key)
        for extension, critical in (
            (x509.SubjectAlternativeName([known]), False),
            (x509.BasicConstraints(False, None), True),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False),
        ):
            draft = draft.add_extension(extension, critical)
        signed = draft.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file = self.folder / f"{host}.pem"
        file.write_bytes(signed + key.private_bytes(*form))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _draft(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    draft = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    draft = draft.serial_number(x509.random_serial_number())
    draft = draft.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    return draft.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
