# SPDX-License-Identifier: Apache-2.0
"""Keys and certificates of a private Sigstore, in the forms its servers and its clients want them."""

import base64
import datetime
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = datetime.timedelta(days=30)
BACKDATED = datetime.timedelta(minutes=5)


def base64_text(data):
    return base64.b64encode(data).decode()


def private_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def public_der(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def public_pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def certificate_pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def certificate_der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


class Certified:
    """A key and the chain that vouches for it, own certificate first."""

    def __init__(self, key, chain):
        self.key = key
        self.chain = chain

    @classmethod
    def root(cls, name):
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(key, [issue(name, key, None, authority=True)])

    def authority(self, name, usage):
        key = ec.generate_private_key(ec.SECP256R1())
        return Certified(key, [issue(name, key, self, authority=True, usage=usage), *self.chain])

    def leaf(self, name, usage, critical=False, life=LIFE):
        key = ec.generate_private_key(ec.SECP256R1())
        return Certified(key, [issue(name, key, self, usage=usage, critical=critical, life=life), *self.chain])

    def chain_pem(self):
        return b"".join(certificate_pem(certificate) for certificate in self.chain)


def issue(name, key, issuer, *, authority=False, usage=None, critical=False, life=LIFE):
    """One certificate; issuer is None for a root. RFC 3161 wants the usage of a timestamping leaf critical."""
    now = datetime.datetime.now(datetime.UTC)
    subject = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "interop"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.chain[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + life)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(key_usage(authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False))
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=critical)
    return builder.sign(signer, hashes.SHA256())


def key_usage(authority):
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False)


class Authorities:
    """Everything that the servers sign with."""

    def __init__(self):
        self.fulcio = Certified.root("fulcio root").authority("fulcio", ExtendedKeyUsageOID.CODE_SIGNING)
        self.tsa = (
            Certified.root("timestamp root")
            .authority("timestamp authority", ExtendedKeyUsageOID.TIME_STAMPING)
            .leaf("timestamps", ExtendedKeyUsageOID.TIME_STAMPING, critical=True))
        self.signing = Certified.root("signing root").authority("signing", None)
        self.signer = self.signing.leaf("signer", ExtendedKeyUsageOID.CODE_SIGNING)
        self.ct_log = ec.generate_private_key(ec.SECP256R1())
        self.rekor = ec.generate_private_key(ec.SECP256R1())
        self.rekor_tiles = ed25519.Ed25519PrivateKey.generate()

    def write(self, folder):
        """Writes what the servers read; nobody but the owner may."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = {
            "fulcio.key": private_pem(self.fulcio.key),
            "fulcio.pem": self.fulcio.chain_pem(),
            "tsa.key": private_pem(self.tsa.key),
            "tsa.pem": self.tsa.chain_pem(),
            "ct-log.key": private_pem(self.ct_log),
            "ct-log.pub": public_pem(self.ct_log),
            "rekor.key": private_pem(self.rekor),
            "rekor-tiles.key": private_pem(self.rekor_tiles),
            "signer.key": private_pem(self.signer.key),
            "signer.pub": public_pem(self.signer.key),
            "signer.pem": certificate_pem(self.signer.chain[0]),
            "signer-authority.pem": certificate_pem(self.signer.chain[1]),
            "signer-root.pem": certificate_pem(self.signer.chain[2]),
        }
        for name, content in files.items():
            (folder / name).write_bytes(content)


    def write_short_lived(self, folder, life):
        """A signer whose certificate ends soon; returns when."""
        signer = self.signing.leaf("short-lived signer", ExtendedKeyUsageOID.CODE_SIGNING, life=life)
        (folder / "short.key").write_bytes(private_pem(signer.key))
        (folder / "short.pem").write_bytes(certificate_pem(signer.chain[0]))
        return signer.chain[0].not_valid_after_utc


def ed25519_log_id(origin, key):
    """The key id of a checkpoint's signed note, not cut to the four bytes that the note shows."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(origin.encode() + b"\n\x01" + raw).digest()


def spki_log_id(key):
    """RFC 6962: the digest of the key's SubjectPublicKeyInfo."""
    return hashlib.sha256(public_der(key)).digest()
