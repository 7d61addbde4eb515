"""What is signed by whom and verified by whom."""

import dataclasses
import shutil
import typing

PERSON = "release@example.com"


@dataclasses.dataclass(frozen=True)
class Flow:
    """One way to sign keyless: with which log, as whom."""

    name: str
    trust: object
    token: typing.Callable[[], str]
    identity: str
    issuer: str
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
        as_account = (lambda: kubernetes.token("release"), self.identity, kubernetes.issuer)
        self.flows = [
            Flow("service account, Rekor v2", trust[2], *as_account, True),
            Flow("service account, Rekor v1", trust[1], *as_account, True),
            Flow("person, Rekor v2", trust[2], lambda: login.token(PERSON), PERSON, login.issuer, False),
        ]

    def all(self):
        self.prepare()
        for flow in self.flows:
            self.keyless(flow)
        self.certificate()
        self.key()

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
            self.table.accepts(f"{flow.name}: {signer} signs", [
                *client, "sign", "sigstore", self.model, "--signature", bundles[signer],
                "--trust_config", flow.trust, "--identity_token", flow.token()])
            for verifier in self.clients:
                self.table.accepts(
                    f"{flow.name}: {verifier} verifies {signer}'s", self.verify(flow, verifier, bundles[signer]))
        if flow.negatives:
            for signer, bundle in bundles.items():
                self.refusals(flow, signer, bundle)

    def bundle(self, name):
        return self.folder / f"{name.replace(', ', '-').replace(' ', '-')}.sig"

    def verify(self, flow, verifier, bundle, model=None, identity=None, issuer=None):
        return [
            *self.clients[verifier], "verify", "sigstore", model or self.model, "--signature", bundle,
            "--trust_config", flow.trust, "--identity", identity or flow.identity,
            "--identity_provider", issuer or flow.issuer]

    def refusals(self, flow, signer, bundle):
        cases = (
            ("another identity", {"identity": self.other}, "(?i)identity|subject|SANs"),
            ("another issuer", {"issuer": "https://issuer.example.com"}, "(?i)issuer|identity provider"),
            ("a changed file", {"model": self.changed}, "model.safetensors"),
        )
        for what, changes, reason in cases:
            for verifier in self.clients:
                self.table.refuses(
                    f"{flow.name}: {verifier} refuses {signer}'s: {what}",
                    self.verify(flow, verifier, bundle, **changes), 1, reason)

    def certificate(self):
        """A certificate chain of our own, with a timestamp of the real authority."""
        keys = self.sigstore.keys
        bundle = self.bundle("certificate")
        sign = [
            "sign", "certificate", self.model, "--signature", bundle,
            "--private_key", keys / "signer.key", "--signing_certificate", keys / "signer.pem",
            "--certificate_chain", keys / "signer-authority.pem"]
        verify = [
            "verify", "certificate", self.model, "--signature", bundle, "--certificate_chain", keys / "signer-root.pem"]
        self.table.accepts(
            "certificate and timestamp: oms signs",
            [*self.clients["oms"], *sign, "--timestamp-url", self.sigstore.tsa_url])
        self.table.accepts(
            "certificate and timestamp: oms verifies at its time",
            [*self.clients["oms"], *verify, "--timestamp-authority", keys / "tsa.pem"])
        for verifier, client in self.clients.items():
            self.table.accepts(f"certificate and timestamp: {verifier} verifies now", [*client, *verify])

    def key(self):
        keys = self.sigstore.keys
        for signer, client in self.clients.items():
            bundle = self.bundle(f"key, {signer}")
            self.table.accepts(f"key: {signer} signs", [
                *client, "sign", "key", self.model, "--signature", bundle, "--private_key", keys / "signer.key"])
            for verifier, other in self.clients.items():
                self.table.accepts(f"key: {verifier} verifies {signer}'s", [
                    *other, "verify", "key", self.model, "--signature", bundle, "--public_key", keys / "signer.pub"])
