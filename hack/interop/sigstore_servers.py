"""The private Sigstore: its servers, and what a client has to know to use and to trust them."""

import datetime
import json
import os

from authorities import Authorities, base64_text, certificate_der, ed25519_log_id, public_der, spki_log_id
from processes import answers, free_ports

# A trusted root binds a log's checkpoints to the host of its URL.
LOG_HOST = "localhost"
OPERATOR = "interop"


class Sigstore:
    def __init__(self, binaries, folder, issuers, login_url):
        self.binaries = binaries
        self.folder = folder
        self.issuers = issuers
        self.login_url = login_url
        self.authorities = Authorities()
        self.keys = folder / "keys"
        self.authorities.write(self.keys)
        self.started = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=5)
        (self.ct_port, self.fulcio_port, self.fulcio_grpc, self.fulcio_metrics,
         self.rekor_port, self.rekor_grpc, self.rekor_metrics, self.tsa_port) = free_ports(8)
        self.ct_url = f"http://localhost:{self.ct_port}"
        self.fulcio_url = f"http://localhost:{self.fulcio_port}"
        self.rekor_url = f"http://{LOG_HOST}:{self.rekor_port}"
        self.tsa_url = f"http://localhost:{self.tsa_port}/api/v1/timestamp"

    def start(self, processes):
        processes.start(
            "ct-log",
            [self.binaries / "ct-log", "--address", f"127.0.0.1:{self.ct_port}", "--key", self.keys / "ct-log.key"],
            lambda: answers(self.ct_url))
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
        processes.start("rekor-tiles", [
            self.binaries / "rekor-tiles", "serve", "--hostname", LOG_HOST, "--http-address", "127.0.0.1",
            "--http-port", self.rekor_port, "--grpc-address", "127.0.0.1", "--grpc-port", self.rekor_grpc,
            "--http-metrics-port", self.rekor_metrics, "--storage-dir", self.folder / "rekor-tiles",
            "--signer-filepath", self.keys / "rekor.key", "--checkpoint-interval", "1s", "--batch-max-age", "100ms"],
            lambda: answers(f"{self.rekor_url}/healthz"))
        processes.start("timestamp-server", [
            self.binaries / "timestamp-server", "serve", "--host", "127.0.0.1", "--port", self.tsa_port,
            "--disable-ntp-monitoring", "--timestamp-signer", "file", "--file-signer-key-path", self.keys / "tsa.key",
            "--certificate-chain-path", self.keys / "tsa.pem"],
            lambda: answers(f"http://localhost:{self.tsa_port}/ping"),
            environment={**os.environ, "HOME": str(self.folder)})

    def trusted_root(self):
        rekor = self.authorities.rekor
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [self.log(self.rekor_url, rekor, "PKIX_ED25519", ed25519_log_id(LOG_HOST, rekor))],
            "certificateAuthorities": [self.authority(self.fulcio_url, self.authorities.fulcio)],
            "ctlogs": [self.log(
                self.ct_url, self.authorities.ct_log, "PKIX_ECDSA_P256_SHA_256",
                spki_log_id(self.authorities.ct_log))],
            "timestampAuthorities": [self.authority(self.tsa_url, self.authorities.tsa)],
        }

    def signing_config(self):
        return {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "caUrls": [self.service(self.fulcio_url, 1)],
            "oidcUrls": [self.service(self.login_url, 1)],
            "rekorTlogUrls": [self.service(self.rekor_url, 2)],
            "rekorTlogConfig": {"selector": "ANY"},
            "tsaUrls": [self.service(self.tsa_url, 1)],
            "tsaConfig": {"selector": "ANY"},
        }

    def write_trust(self, folder):
        """Writes trusted_root.json, signing_config.json and both in one, as the clients take them."""
        folder.mkdir(parents=True, exist_ok=True)
        both = {
            "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
            "trustedRoot": self.trusted_root(),
            "signingConfig": self.signing_config(),
        }
        for name, content in (
                ("trusted_root", both["trustedRoot"]), ("signing_config", both["signingConfig"]), ("trust_config", both)):
            (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")
        return folder / "trust_config.json"

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
