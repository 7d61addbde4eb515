# SPDX-License-Identifier: Apache-2.0
"""The private Sigstore: its servers, and what a client has to know to use and to trust them."""

import copy
import datetime
import json
import os
import socket

from authorities import Authorities, base64_text, certificate_der, ed25519_log_id, public_der, spki_log_id
from processes import answers, free_ports

# A trusted root binds a log's checkpoints to the host of its URL.
LOG_HOST = "localhost"
OPERATOR = "interop"
# Without the search index, which would need a Redis.
REKOR_ENDPOINTS = "getLogInfo,getPublicKey,getLogProof,createLogEntry,getLogEntryByIndex,getLogEntryByUUID"


class Sigstore:
    def __init__(self, binaries, folder, issuers, login_url):
        self.binaries = binaries
        self.folder = folder
        self.issuers = issuers
        self.login_url = login_url
        self.authorities = Authorities()
        self.keys = folder / "keys"
        self.authorities.write(self.keys)
        self.started = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=5)
        (self.ct_port, self.fulcio_port, self.fulcio_grpc, self.fulcio_metrics, self.tsa_port,
         self.trillian_port, self.rekor_port,
         self.tiles_port, self.tiles_grpc, self.tiles_metrics) = free_ports(10)
        self.ct_url = f"http://localhost:{self.ct_port}"
        self.fulcio_url = f"http://localhost:{self.fulcio_port}"
        self.tsa_url = f"http://localhost:{self.tsa_port}/api/v1/timestamp"
        self.rekor_urls = {1: f"http://{LOG_HOST}:{self.rekor_port}", 2: f"http://{LOG_HOST}:{self.tiles_port}"}

    def start(self, processes):
        self.start_ct_log(processes)
        self.start_fulcio(processes)
        self.start_timestamp_server(processes)  # before the older Rekor, which does without the port of the metrics
        self.start_rekor(processes)
        self.start_rekor_tiles(processes)

    def start_ct_log(self, processes):
        processes.start(
            "ct-log",
            [self.binaries / "ct-log", "--address", f"127.0.0.1:{self.ct_port}", "--key", self.keys / "ct-log.key"],
            lambda: answers(self.ct_url))

    def start_fulcio(self, processes):
        configuration = self.folder / "fulcio.json"
        configuration.write_text(json.dumps({"OIDCIssuers": {one["IssuerURL"]: one for one in self.issuers}}))
        processes.start("fulcio", [
            self.binaries / "fulcio", "serve", "--log_type", "prod", "--host", "127.0.0.1",
            "--port", self.fulcio_port, "--grpc-host", "127.0.0.1", "--grpc-port", self.fulcio_grpc,
            "--metrics-port", self.fulcio_metrics, "--legacy-unix-domain-socket", self.folder / "fulcio.sock",
            "--config-path", configuration, "--ca", "fileca", "--fileca-watch=false",
            "--fileca-cert", self.keys / "fulcio.pem", "--fileca-key", self.keys / "fulcio.key",
            "--fileca-key-passwd", "", "--ct-log-url", self.ct_url,
            "--ct-log-public-key-path", self.keys / "ct-log.pub"],
            lambda: answers(f"{self.fulcio_url}/healthz"))

    def start_timestamp_server(self, processes):
        processes.start("timestamp-server", [
            self.binaries / "timestamp-server", "serve", "--host", "127.0.0.1", "--port", self.tsa_port,
            "--disable-ntp-monitoring", "--timestamp-signer", "file", "--file-signer-key-path", self.keys / "tsa.key",
            "--certificate-chain-path", self.keys / "tsa.pem"],
            lambda: answers(f"http://localhost:{self.tsa_port}/ping"), self.environment())

    def start_rekor(self, processes):
        """Version 1, over Trillian."""
        processes.start(
            "log-server", [self.binaries / "log-server", "--address", f"127.0.0.1:{self.trillian_port}"],
            lambda: listens(self.trillian_port))
        processes.start("rekor-server", [
            self.binaries / "rekor-server", "serve", "--log_type", "prod", "--host", "127.0.0.1",
            "--port", self.rekor_port, "--rekor_server.hostname", LOG_HOST,
            "--rekor_server.signer", self.keys / "rekor.key", "--enabled_api_endpoints", REKOR_ENDPOINTS,
            "--trillian_log_server.address", "127.0.0.1", "--trillian_log_server.port", self.trillian_port],
            lambda: answers(f"{self.rekor_urls[1]}/ping"), self.environment())

    def start_rekor_tiles(self, processes):
        """Version 2, over tiles in files."""
        processes.start("rekor-tiles", [
            self.binaries / "rekor-tiles", "serve", "--hostname", LOG_HOST, "--http-address", "127.0.0.1",
            "--http-port", self.tiles_port, "--grpc-address", "127.0.0.1", "--grpc-port", self.tiles_grpc,
            "--http-metrics-port", self.tiles_metrics, "--storage-dir", self.folder / "rekor-tiles",
            "--signer-filepath", self.keys / "rekor-tiles.key", "--checkpoint-interval", "1s",
            "--batch-max-age", "100ms"],
            lambda: answers(f"{self.rekor_urls[2]}/healthz"))

    def environment(self):
        """Some servers read a configuration from the home folder."""
        return {**os.environ, "HOME": str(self.folder)}

    def trusted_root(self, keys):
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [
                self.log(self.rekor_urls[1], keys.rekor, "PKIX_ECDSA_P256_SHA_256", spki_log_id(keys.rekor)),
                self.log(
                    self.rekor_urls[2], keys.rekor_tiles, "PKIX_ED25519", ed25519_log_id(LOG_HOST, keys.rekor_tiles))],
            "certificateAuthorities": [self.authority(self.fulcio_url, keys.fulcio)],
            "ctlogs": [self.log(self.ct_url, keys.ct_log, "PKIX_ECDSA_P256_SHA_256", spki_log_id(keys.ct_log))],
            "timestampAuthorities": [self.authority(self.tsa_url, keys.tsa)],
        }

    def signing_config(self, rekor_version):
        """With a Rekor of version 1, which tells the time itself, the timestamp authority is left out."""
        timestamps = {"tsaUrls": [self.service(self.tsa_url, 1)], "tsaConfig": {"selector": "ANY"}}
        return {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "caUrls": [self.service(self.fulcio_url, 1)],
            "oidcUrls": [self.service(self.login_url, 1)],
            "rekorTlogUrls": [self.service(self.rekor_urls[rekor_version], rekor_version)],
            "rekorTlogConfig": {"selector": "ANY"},
            **({} if rekor_version == 1 else timestamps),
        }

    def write_trust(self, folder):
        """Writes the trusted root, and for each version of Rekor the signing config and both in one; returns those."""
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "trusted_root.json", self.trusted_root(self.authorities))
        both = {}
        for version in self.rekor_urls:
            both[version] = folder / f"trust_config-rekor-v{version}.json"
            write(folder / f"signing_config-rekor-v{version}.json", self.signing_config(version))
            self.write_both(both[version], self.trusted_root(self.authorities), version)
        return both

    def write_strange_trust(self, folder, rekor_version):
        """Writes trust of somebody who knows another authority than ours in one place; yields what is other, the
        file, and what oms has to say of it."""
        others = Authorities()
        parts = [
            ("Fulcio", "fulcio", "certificate is not issued by"),
            ("CT log", "ct_log", "SCT"),
            ("Rekor", {1: "rekor", 2: "rekor_tiles"}[rekor_version], "log entry is from a log that"),
        ]
        if rekor_version == 2:
            parts.append(("timestamp authority", "tsa", "when the signature was made"))
        for title, part, reason in parts:
            keys = copy.copy(self.authorities)
            setattr(keys, part, getattr(others, part))
            path = folder / f"strange-{part}-v{rekor_version}.json"
            self.write_both(path, self.trusted_root(keys), rekor_version)
            yield title, path, reason

    def write_both(self, path, trusted_root, rekor_version):
        write(path, {
            "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
            "trustedRoot": trusted_root,
            "signingConfig": self.signing_config(rekor_version),
        })

    def service(self, url, version):
        return {"url": url, "majorApiVersion": version, "validFor": self.valid(), "operator": OPERATOR}

    def log(self, url, key, details, log_id):
        return {
            "baseUrl": url,
            "hashAlgorithm": "SHA2_256",
            "publicKey": {"rawBytes": base64_text(public_der(key)), "keyDetails": details, "validFor": self.valid()},
            "logId": {"keyId": base64_text(log_id)},
        }

    def authority(self, url, certified):
        return {
            "subject": {"organization": "interop", "commonName": certified.chain[-1].subject.rfc4514_string()},
            "uri": url,
            "certChain": {
                "certificates": [{"rawBytes": base64_text(certificate_der(one))} for one in certified.chain]},
            "validFor": self.valid(),
        }

    def valid(self):
        return {"start": self.started.strftime("%Y-%m-%dT%H:%M:%SZ")}


def write(path, content):
    path.write_text(json.dumps(content, indent=2) + "\n")


def listens(port):
    """True when a TCP connection to the port is taken."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
