# SPDX-License-Identifier: Apache-2.0
"""What is signed by whom and verified by whom."""

import dataclasses
import datetime
import json
import shutil
import time
import typing

from forgeries import forge

PERSON = "release@example.com"
# Of a certificate; long enough to sign on a busy machine, and over before the keyless rows are.
SHORT_LIFE = datetime.timedelta(seconds=30)


@dataclasses.dataclass(frozen=True)
class Flow:
    """One way to sign keyless: with which log, as whom."""

    name: str
    trust: object
    token: typing.Callable[[], str]
    identity: str
    issuer: str
    rekor_version: int
    negatives: bool


class Exchanges:
    def __init__(self, table, clients, issuers, sigstore, trust, folder):
        self.table = table
        self.clients = clients
        self.sigstore = sigstore
        self.folder = folder
        self.model = folder / "model"
        self.changed = folder / "changed"
        kubernetes, login = issuers
        self.identity = kubernetes.service_account("release")
        self.other = kubernetes.service_account("somebody-else")
        self.foreign_token = lambda: kubernetes.token("release", audience="somewhere-else")
        as_account = (lambda: kubernetes.token("release"), self.identity, kubernetes.issuer)
        self.flows = [
            Flow("service account, Rekor v2", trust[2], *as_account, 2, True),
            Flow("service account, Rekor v1", trust[1], *as_account, 1, True),
            Flow("person, Rekor v2", trust[2], lambda: login.token(PERSON), PERSON, login.issuer, 2, False),
        ]

    def all(self):
        self.prepare()
        self.sign_certificate()
        for flow in self.flows:
            self.keyless(flow)
        self.tokens(self.flows[0])
        self.key()
        self.verify_ended_certificate()

    def prepare(self):
        for folder in (self.model, self.changed):
            shutil.rmtree(folder, ignore_errors=True)
        (self.model / "tokenizer").mkdir(parents=True)
        (self.model / "config.json").write_text('{"hidden_size": 384}\n')
        (self.model / "model.safetensors").write_bytes(bytes(range(256)) * 4096)
        (self.model / "tokenizer" / "vocabulary \u6a21\u578b.txt").write_text("one\ntwo\n")
        shutil.copytree(self.model, self.changed)
        with open(self.changed / "model.safetensors", "r+b") as file:
            file.seek(4711)
            file.write(b"!")

    def keyless(self, flow):
        """Each client signs, each verifies what each has signed; then what each has to refuse."""
        bundles = {}
        for signer, client in self.clients.items():
            bundles[signer] = self.bundle(f"{signer}, {flow.name}")
            self.table.accepts(f"{flow.name}: {signer} signs", self.sign(flow, client, bundles[signer]))
            for verifier in self.clients:
                self.table.accepts(
                    f"{flow.name}: {verifier} verifies {signer}'s", self.verify(flow, verifier, bundles[signer]))
        if flow.negatives:
            for signer, bundle in bundles.items():
                self.refusals(flow, signer, bundle)
            self.rules(flow, bundles["Python"])
            self.strangers(flow, bundles["Python"])
            self.forgeries(flow, bundles["Python"])

    def bundle(self, name):
        return self.folder / f"{name.replace(', ', '-').replace(' ', '-')}.sig"

    def sign(self, flow, client, bundle):
        return [
            *client, "sign", "sigstore", self.model, "--signature", bundle, "--trust_config", flow.trust,
            "--identity_token", flow.token()]

    def tokens(self, flow):
        """A token as a pod gets it, in a file; and some that are no good."""
        token = self.folder / "token"
        token.write_text(flow.token())
        bundle = self.bundle("oms, token file")
        sign = [*self.clients["oms"], "sign", "sigstore", self.model, "--signature", bundle, "--trust_config", flow.trust]
        self.table.accepts("token file: oms signs", [*sign, "--identity-token-file", token])
        self.table.accepts("token file: Python verifies oms's", self.verify(flow, "Python", bundle))
        self.table.refuses(
            "token for another audience: oms does not send it", [*sign, "--identity_token", self.foreign_token()], 2,
            "audience")
        self.table.refuses(
            "token with another signature: Fulcio refuses", [*sign, "--identity_token", flow.token()[:-8] + "AAAAAAAA"], 3,
            "Fulcio|fulcio")

    def verify(self, flow, verifier, bundle, model=None, identity=None, issuer=None, trust=None):
        return [
            *self.clients[verifier], "verify", "sigstore", model or self.model, "--signature", bundle,
            "--trust_config", trust or flow.trust, "--identity", identity or flow.identity,
            "--identity_provider", issuer or flow.issuer]

    def refusals(self, flow, signer, bundle):
        cases = (
            ("another identity", {"identity": self.other}, "the authority requires|SANs do not match"),
            ("another issuer", {"issuer": "https://issuer.example.com"}, "the authority requires|OIDCIssuer does not match"),
            ("a changed file", {"model": self.changed}, "model.safetensors"),
        )
        for what, changes, reason in cases:
            for verifier in self.clients:
                self.table.refuses(
                    f"{flow.name}: {verifier} refuses {signer}'s: {what}",
                    self.verify(flow, verifier, bundle, **changes), 1, reason)

    def rules(self, flow, good):
        """What only oms has: expressions, and what a service account's certificate says besides its name."""
        base = [
            *self.clients["oms"], "verify", "sigstore", self.model, "--signature", good, "--trusted-root",
            self.folder / "trust" / "trusted_root.json", "--identity-provider", flow.issuer]
        pattern = "--identity-regexp=https://kubernetes\\.io/namespaces/interop/serviceaccounts/.*"
        held = ["--claim", "kubernetes-namespace=interop", "--claim", "kubernetes-service-account=release"]
        self.table.accepts(f"{flow.name}: oms verifies by expression and claims", [*base, pattern, *held])
        self.table.refuses(
            f"{flow.name}: oms refuses another namespace",
            [*base, pattern, "--claim", "kubernetes-namespace=elsewhere"], 1, "kubernetes-namespace|elsewhere")
        self.table.refuses(
            f"{flow.name}: oms refuses a claim of another platform",
            [*base, pattern, "--claim", "source-repository-uri=https://example.com/model"], 1, "source-repository-uri")
        self.table.refuses(
            f"{flow.name}: oms does not verify for no identity", base, 2, "(?i)identity")

    def strangers(self, flow, good):
        for title, trust, reason in self.sigstore.write_strange_trust(self.folder / "trust", flow.rekor_version):
            for verifier in self.clients:
                self.table.refuses(
                    f"{flow.name}: {verifier} refuses, trusting another {title}",
                    self.verify(flow, verifier, good, trust=trust), 1, because(verifier, reason))

    def forgeries(self, flow, good):
        """What was signed well and then spoilt; the parts put in come from a second good bundle."""
        another = self.bundle(f"another, {flow.name}")
        if not self.table.accepts(f"{flow.name}: Python signs another", self.sign(flow, self.clients["Python"], another)):
            return
        for title, content, reason in forge(json.loads(good.read_text()), json.loads(another.read_text()), flow.rekor_version):
            spoilt = self.bundle(f"{title}, {flow.name}")
            spoilt.write_text(json.dumps(content))
            for verifier in self.clients:
                self.table.refuses(
                    f"{flow.name}: {verifier} refuses {title}", self.verify(flow, verifier, spoilt), 1,
                    because(verifier, reason))

    def sign_certificate(self):
        """With a certificate that ends before the last row, and a timestamp of the real authority."""
        keys = self.sigstore.keys
        self.certificate_ends = self.sigstore.authorities.write_short_lived(keys, SHORT_LIFE)
        for name, bundle in self.certificate_bundles().items():
            timestamp = ["--timestamp-url", self.sigstore.tsa_url] if name == "a timestamp" else []
            self.table.accepts(f"certificate: oms signs with {name}", [
                *self.clients["oms"], "sign", "certificate", self.model, "--signature", bundle,
                "--private_key", keys / "short.key", "--signing_certificate", keys / "short.pem",
                "--certificate_chain", keys / "signer-authority.pem", *timestamp])
        for verifier, client in self.clients.items():
            self.table.accepts(
                f"certificate: {verifier} verifies while it is valid",
                [*client, *self.verify_certificate(self.certificate_bundles()["a timestamp"])])

    def certificate_bundles(self):
        return {name: self.bundle(f"certificate, {name}") for name in ("a timestamp", "no timestamp")}

    def verify_certificate(self, bundle):
        return [
            "verify", "certificate", self.model, "--signature", bundle,
            "--certificate_chain", self.sigstore.keys / "signer-root.pem"]

    def verify_ended_certificate(self):
        while datetime.datetime.now(datetime.UTC) <= self.certificate_ends:
            time.sleep(0.5)
        keys = self.sigstore.keys
        bundles = self.certificate_bundles()
        configured = ["--timestamp-authority", keys / "tsa.pem"]
        stamped = [*self.clients["oms"], *self.verify_certificate(bundles["a timestamp"])]
        self.table.accepts("certificate that has ended: oms verifies at the timestamp's time", [*stamped, *configured])
        self.table.refuses(
            "certificate that has ended: oms refuses without the authority", stamped, 1, "(?i)expired|ended|valid")
        self.table.refuses(
            "certificate that has ended: oms refuses without a timestamp",
            [*self.clients["oms"], *self.verify_certificate(bundles["no timestamp"]), *configured], 1,
            "(?i)expired|ended|valid")

    def key(self):
        keys = self.sigstore.keys
        for signer, client in self.clients.items():
            bundle = self.bundle(f"key, {signer}")
            self.table.accepts(f"key: {signer} signs", [
                *client, "sign", "key", self.model, "--signature", bundle, "--private_key", keys / "signer.key"])
            for verifier, other in self.clients.items():
                self.table.accepts(f"key: {verifier} verifies {signer}'s", [
                    *other, "verify", "key", self.model, "--signature", bundle, "--public_key", keys / "signer.pub"])


def because(verifier, reason):
    """The reasons asked for are those of oms; that the reference finds its own is enough."""
    return reason if verifier == "oms" else "Verification failed with error: "
