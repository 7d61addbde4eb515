# SPDX-License-Identifier: Apache-2.0
"""A small TUF repository with one key for everything and one target, served in the network of our own node."""

import datetime
import hashlib
import json
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from processes import answers

TARGET = "trusted_root.json"
LIFE = datetime.timedelta(days=7)
PORT = 8081


def canonical(content):
    """The bytes that are signed: ASCII texts and whole numbers only, so that this is the canonical form of JSON."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")


class TufMirror:
    def __init__(self, folder, network, address):
        self.folder, self.network, self.address = folder, network, address
        self.url = f"http://{address}:{PORT}"
        self.key = ed25519.Ed25519PrivateKey.generate()
        public = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
        described = {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": public}}
        self.key_id = hashlib.sha256(canonical(described)).hexdigest()
        role = {"keyids": [self.key_id], "threshold": 1}
        self.first_root = self._signed("root", 1, {
            "consistent_snapshot": True, "keys": {self.key_id: described},
            "roles": dict.fromkeys(("root", "timestamp", "snapshot", "targets"), role)}).decode()
        (folder / "targets").mkdir(parents=True)

    def start(self, processes):
        """In the node's network, where pods reach it."""
        processes.start("tuf-mirror", [
            "nsenter", f"--net={self.network}", sys.executable, "-m", "http.server", PORT, "--bind", self.address,
            "--directory", self.folder], lambda: answers(self.url))

    def publish(self, trusted_root, version):
        target = json.dumps(trusted_root).encode()
        digest = hashlib.sha256(target).hexdigest()
        described = {"length": len(target), "hashes": {"sha256": digest}}
        self._write(f"targets/{digest}.{TARGET}", target)
        self._write(f"{version}.targets.json", self._signed("targets", version, {"targets": {TARGET: described}}))
        self._write(f"{version}.snapshot.json", self._signed("snapshot", version, {"meta": {"targets.json": {"version": version}}}))
        self._write("timestamp.json", self._signed("timestamp", version, {"meta": {"snapshot.json": {"version": version}}}))

    def withhold(self):
        """As if the repository were away: without its timestamp nothing can be fetched."""
        (self.folder / "timestamp.json").unlink()

    def _signed(self, kind, version, content):
        expires = (datetime.datetime.now(datetime.UTC) + LIFE).strftime("%Y-%m-%dT%H:%M:%SZ")
        whole = {"_type": kind, "spec_version": "1.0.31", "version": version, "expires": expires, **content}
        signature = {"keyid": self.key_id, "sig": self.key.sign(canonical(whole)).hex()}
        return json.dumps({"signed": whole, "signatures": [signature]}).encode()

    def _write(self, name, content):
        """A rename: nobody is served half a file."""
        path = self.folder / name
        path.with_suffix(".new").write_bytes(content)
        path.with_suffix(".new").rename(path)
