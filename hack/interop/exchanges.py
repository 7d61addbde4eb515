"""What is signed by whom and verified by whom."""

import shutil


class Exchanges:
    def __init__(self, table, clients, kubernetes, login, sigstore, trust, folder):
        self.table = table
        self.oms = clients["oms"]
        self.python = clients["python"]
        self.kubernetes = kubernetes
        self.login = login
        self.sigstore = sigstore
        self.trust = trust
        self.folder = folder
        self.model = folder / "model"
        self.identity = kubernetes.service_account("release")
        self.other = kubernetes.service_account("somebody-else")

    def prepare(self):
        shutil.rmtree(self.model, ignore_errors=True)
        (self.model / "tokenizer").mkdir(parents=True)
        (self.model / "config.json").write_text('{"hidden_size": 384}\n')
        (self.model / "model.safetensors").write_bytes(bytes(range(256)) * 4096)
        (self.model / "tokenizer" / "vocabulary \u6a21\u578b.txt").write_text("one\ntwo\n")
        self.changed = self.folder / "changed"
        shutil.rmtree(self.changed, ignore_errors=True)
        shutil.copytree(self.model, self.changed)
        with open(self.changed / "model.safetensors", "r+b") as file:
            file.seek(4711)
            file.write(b"!")

    def all(self):
        self.prepare()
        by_python = self.folder / "python.sig"
        by_oms = self.folder / "oms.sig"
        self.sign("Python signs keyless", self.python, by_python)
        self.keyless("Python verifies Python's", self.python, by_python)
        self.keyless("oms verifies Python's", self.oms, by_python)
        self.sign("oms signs keyless", self.oms, by_oms)
        self.keyless("Python verifies oms's", self.python, by_oms)
        self.keyless("oms verifies oms's", self.oms, by_oms)
        for name, bundle in (("Python's", by_python), ("oms's", by_oms)):
            self.negatives(name, bundle)
        self.certificate()

    def sign(self, title, client, bundle, environment=None):
        bundle.unlink(missing_ok=True)
        self.table.accepts(title, [
            *client, "sign", "sigstore", self.model, "--signature", bundle, "--trust_config", self.trust,
            "--identity_token", self.kubernetes.token("release")], environment)

    def verify_keyless(self, client, bundle, model=None, identity=None, issuer=None):
        return [
            *client, "verify", "sigstore", model or self.model, "--signature", bundle, "--trust_config", self.trust,
            "--identity", identity or self.identity, "--identity_provider", issuer or self.kubernetes.issuer]

    def keyless(self, title, client, bundle, environment=None):
        self.table.accepts(title, self.verify_keyless(client, bundle), environment)

    def negatives(self, whose, bundle):
        cases = (
            ("another identity", {"identity": self.other}, "(?i)identit|subject|SAN"),
            ("another issuer", {"issuer": "https://issuer.example.com"}, "(?i)issuer|identity provider"),
            ("a changed file", {"model": self.changed}, "model.safetensors"),
        )
        for what, changes, reason in cases:
            self.table.refuses(
                f"Python refuses {whose}: {what}", self.verify_keyless(self.python, bundle, **changes), 1, reason)
            self.table.refuses(
                f"oms refuses {whose}: {what}", self.verify_keyless(self.oms, bundle, **changes), 1, reason)

    def certificate(self):
        """A certificate chain of our own with a timestamp of the real authority."""
        keys = self.sigstore.keys
        bundle = self.folder / "certificate.sig"
        bundle.unlink(missing_ok=True)
        verify = [
            *self.oms, "verify", "certificate", self.model, "--signature", bundle,
            "--certificate-chain", keys / "signer-root.pem"]
        self.table.accepts("oms signs with a certificate and a timestamp", [
            *self.oms, "sign", "certificate", self.model, "--signature", bundle,
            "--private-key", keys / "signer.key", "--signing-certificate", keys / "signer.pem",
            "--certificate-chain", keys / "signer-authority.pem", "--timestamp-url", self.sigstore.tsa_url])
        self.table.accepts(
            "oms verifies it at the timestamp's time", [*verify, "--timestamp-authority", keys / "tsa.pem"])
        self.table.accepts("oms verifies it now", verify)
