# SPDX-License-Identifier: Apache-2.0
"""Keys, and the six models of the story: real weights, signed by the Python reference and by oms."""

import os
import pathlib
import shutil
import subprocess

from kube import say

CA_CONFIG = """[req]
distinguished_name=dn
[dn]
[ca]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
[leaf]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=codeSigning
subjectAltName=email:models@example.com
"""


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
    return done.stdout


class Keys:
    """EC keys and a small certificate authority, made by openssl in a folder that only the owner reads."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        for name in ("trusted", "untrusted", "cluster"):
            self._key(name)
        self._certificate()

    def another(self, name):
        """One more key pair."""
        self._key(name)

    def path(self, name):
        return self.folder / name

    def text(self, name):
        return self.path(name).read_text()

    def _key(self, name, curve="prime256v1"):
        run("openssl", "ecparam", "-name", curve, "-genkey", "-noout", "-out", self.path(f"{name}.sec1"))
        run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", self.path(f"{name}.sec1"), "-out", self.path(f"{name}.key"))
        run("openssl", "ec", "-in", self.path(f"{name}.key"), "-pubout", "-out", self.path(f"{name}.pub"))

    def _certificate(self):
        self.path("ca.cnf").write_text(CA_CONFIG)
        self._key("ca", "secp384r1")
        self._key("leaf", "secp384r1")
        self.sign_certificate(days=30)

    def sign_certificate(self, days):
        """The authority and the leaf, anew, over the same keys."""
        self.sign_authority("ca", days)
        self.sign_leaf(days)

    def sign_authority(self, name, days):
        """A certificate of the authority's key, in the file of this name."""
        run("openssl", "req", "-x509", "-new", "-key", self.path("ca.key"), "-subj", "/CN=Demo model CA", "-days", str(days),
            "-config", self.path("ca.cnf"), "-extensions", "ca", "-out", self.path(f"{name}.crt"))

    def sign_leaf(self, days):
        run("openssl", "req", "-new", "-key", self.path("leaf.key"), "-subj", "/CN=Demo model signer",
            "-config", self.path("ca.cnf"), "-out", self.path("leaf.csr"))
        run("openssl", "x509", "-req", "-in", self.path("leaf.csr"), "-CA", self.path("ca.crt"), "-CAkey", self.path("ca.key"),
            "-CAcreateserial", "-days", str(days), "-extfile", self.path("ca.cnf"), "-extensions", "leaf", "-out", self.path("leaf.crt"))


class Models:
    """Copies of the weights, one folder a claim."""

    def __init__(self, weights, folder, reference_python, oms):
        self.weights = pathlib.Path(weights)
        self.folder = pathlib.Path(folder)
        self.reference = [reference_python, "-m", "model_signing"]
        self.oms = oms
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def copy(self, name):
        target = self.folder / name
        shutil.copytree(self.weights, target)
        for path in [target, *target.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        return target

    def prepare(self, keys):
        say("copying the weights six times, and signing four of the copies")
        signed = self.copy("key")
        run(*self.reference, "sign", "key", signed, "--private_key", keys.path("trusted.key"), "--signature", signed / "model.sig")
        certified = self.copy("certificate")
        run(self.oms, "sign", "certificate", certified, "--private-key", keys.path("leaf.key"),
            "--signing-certificate", keys.path("leaf.crt"), "--certificate-chain", keys.path("ca.crt"),
            "--signature", certified / "model.sig")
        tampered = self.copy("tampered")
        run(*self.reference, "sign", "key", tampered, "--private_key", keys.path("trusted.key"), "--signature", tampered / "model.sig")
        self.flip_one_byte(self.largest(tampered))
        stranger = self.copy("stranger")
        run(self.oms, "sign", "key", stranger, "--private-key", keys.path("untrusted.key"), "--signature", stranger / "model.sig")
        self.copy("unsigned")
        self.copy("later")

    def largest(self, folder):
        return max((p for p in pathlib.Path(folder).rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)

    @staticmethod
    def flip_one_byte(path):
        with open(path, "r+b") as file:
            middle = os.path.getsize(path) // 2
            file.seek(middle)
            byte = file.read(1)
            file.seek(middle)
            file.write(bytes([byte[0] ^ 1]))

    def verify_with_reference(self, name, bundle, public_key):
        done = subprocess.run(
            [*map(str, self.reference), "verify", "key", str(self.folder / name), "--signature", str(bundle),
             "--public_key", str(public_key)], capture_output=True, text=True, check=False)
        return done.returncode == 0, (done.stdout + done.stderr).strip().splitlines()[-1:]
