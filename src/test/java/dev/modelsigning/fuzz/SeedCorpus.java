// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.evidence.EvidenceWriter;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementWriter;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;

/**
 * Writes the kept bundles and the first inputs of every target, with real signers. Run by
 * hack/fuzz/seeds.sh when a format is added; inputs that were found are left alone.
 */
public final class SeedCorpus {
  private static final long PETA = 1_000_000_000_000_000L;

  private final Path root;

  private SeedCorpus(Path root) {
    this.root = root;
  }

  /** Takes the folder {@code src/test/resources/fuzz}. */
  public static void main(String[] arguments) throws Exception {
    SeedCorpus corpus = new SeedCorpus(Path.of(arguments[0]));
    Manifest manifest = manifest();
    if (!Files.exists(corpus.root.resolve("signed"))) {
      corpus.signWithKey(manifest);
      corpus.signWithCertificate(manifest);
    }
    if (!Files.exists(corpus.root.resolve("signed/sigstore-v1"))) {
      corpus.signKeyless(manifest);
    }
    corpus.signing();
    corpus.formats(manifest);
    corpus.texts();
    corpus.damage();
  }

  private static Manifest manifest() {
    return new Manifest(
        "model",
        Serialization.recording(List.of("model.sig")),
        List.of(
            new ManifestEntry("config.json", Digest.sha256(new byte[] {1})),
            new ManifestEntry("weights/part-1.bin", Digest.sha256(new byte[] {2})),
            new ManifestEntry("\u6a21\u578b.bin", Digest.sha256(new byte[] {3}))));
  }

  private void signWithKey(Manifest manifest) throws Exception {
    KeyPair key = TestPki.ecKey();
    byte[] bundle = Bundles.sign(manifest, Bundles.signer(key));
    write("signed/key/bundle.json", bundle);
    write("signed/key/trust.pem", utf8(TestPki.publicPem(key)));
    StringBuilder log = new StringBuilder();
    Digest evidence =
        new EvidenceWriter(line -> log.append(line).append('\n'))
            .evidence(Optional.of(bundle), manifest);
    TerminationReport report =
        new TerminationReport(
            TerminationReport.VERSION,
            "nonce",
            "uid",
            0,
            TerminationReport.MEASURED,
            "",
            "measured",
            manifest.canonicalDigest().hex(),
            evidence.hex(),
            3,
            3,
            "",
            TestPki.NOW);
    write("signed/key/report.json", utf8(report.toJson()));
    write("signed/key/log.ndjson", utf8(log.toString()));
  }

  private void signWithCertificate(Manifest manifest) throws Exception {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued middle = new TestPki.Request("middle").ca(0).by(root);
    TestPki.Issued leaf = TestPki.signer(middle, "signer", "https://example.com/signer");
    write(
        "signed/certificate/bundle.json",
        Bundles.sign(manifest, Bundles.signer(leaf, middle, root)));
    write("signed/certificate/trust.pem", utf8(root.pem()));
  }

  private void signKeyless(Manifest manifest) throws IOException {
    byte[] statement = StatementWriter.write(manifest);
    try (PrivateSigstore sigstore = PrivateSigstore.start(SignedModel.CLOCK)) {
      byte[] trusted = utf8(sigstore.trustedRootJson());
      write(
          "signed/sigstore-v1/bundle.json",
          BundleWriter.write(sigstore.bundle(Statement.PAYLOAD_TYPE, statement).loggedV1().sign()));
      write("signed/sigstore-v1/trusted_root.json", trusted);
      write(
          "signed/sigstore-v2/bundle.json",
          BundleWriter.write(
              sigstore.bundle(Statement.PAYLOAD_TYPE, statement).loggedV2().stamped().sign()));
      write("signed/sigstore-v2/trusted_root.json", trusted);
      seed(FuzzTarget.SIGNING_CONFIG, "of-version-1", utf8(sigstore.signingConfigJson(1)));
      seed(FuzzTarget.SIGNING_CONFIG, "of-version-2", utf8(sigstore.clientTrustConfigJson(2)));
      for (String version : List.of("1", "2")) {
        byte[] bundle =
            Files.readAllBytes(root.resolve("signed/sigstore-v" + version + "/bundle.json"));
        seed(FuzzTarget.BUNDLE, "signed-with-sigstore-v" + version, bundle);
      }
    }
  }

  private void signing() throws IOException {
    seed(
        FuzzTarget.PKCS11_URI,
        "full",
        utf8(
            "pkcs11:token=a%20b;object=models;id=%01%02;slot-id=7;type=private"
                + "?module-name=softhsm2&pin-source=file:/run/secrets/pin"));
    seed(
        FuzzTarget.PKCS11_URI,
        "nul-in-a-path",
        utf8("pkcs11:object=o?module-path=/a%00b&pin-value=1"));
    seed(
        FuzzTarget.TOKEN,
        "claims",
        utf8("{\"iss\":\"https://i\",\"sub\":\"s\",\"aud\":[\"sigstore\"],\"exp\":1893456000}"));
    if (!Files.exists(root.resolve("corpus/private_key"))) {
      seed(FuzzTarget.PRIVATE_KEY, "pkcs8", utf8(TestPki.pkcs8Pem(TestPki.ecKey())));
      seed(FuzzTarget.PRIVATE_KEY, "sec1", utf8(TestPki.sec1Pem(TestPki.ecKey("secp384r1"))));
      seed(FuzzTarget.PRIVATE_KEY, "encrypted", utf8(TestPki.encryptedPem(TestPki.ecKey(), "p")));
    }
    seed(FuzzTarget.SHARDS, "name", utf8("\0a:b:0:1000"));
    seed(FuzzTarget.SHARDS, "small", new byte[] {2, 9, 0, 10, 10, 20, 20, 25});
    ByteBuffer large = ByteBuffer.allocate(1 + 8 + 24 * 16).put((byte) 1).putLong(500L * PETA);
    for (int i = 0; i < 24; i++) {
      large.putLong(0).putLong(500L * PETA - i);
    }
    seed(FuzzTarget.SHARDS, "sum-beyond-64-bits", large.array());
  }

  private void formats(Manifest manifest) throws Exception {
    SignedModel key = SignedModel.read(root, "key");
    for (String method : SignedModel.METHODS) {
      SignedModel model = SignedModel.read(root, method);
      seed(FuzzTarget.BUNDLE, "signed-with-" + method, model.bundle());
      switch (BundleReader.read(model.bundle()).material()) {
        case SigstoreMaterial material -> keyless(model, method, material);
        case CertificateChain chain -> seed(FuzzTarget.CERTIFICATES, "chain", chained(chain.der()));
        case PublicKeyHint hint -> seed(FuzzTarget.PEM, "key", utf8(model.text("trust.pem")));
        case RawPublicKey raw -> throw new IllegalStateException("keys are not in bundles");
      }
    }
    seed(FuzzTarget.STATEMENT, "of-files", StatementWriter.write(manifest));
    seed(FuzzTarget.MANIFEST, "of-files", ManifestCodec.encode(manifest));
    seed(FuzzTarget.EVIDENCE, "of-a-job", utf8(key.text("log.ndjson")));
    seed(FuzzTarget.REPORT, "measured", utf8(key.text("report.json")));
    seed(
        FuzzTarget.PEM,
        "certificate",
        utf8(SignedModel.read(root, "certificate").text("trust.pem")));
  }

  private void keyless(SignedModel model, String method, SigstoreMaterial material)
      throws IOException {
    seed(FuzzTarget.TRUSTED_ROOT, "of-" + method, utf8(model.text("trusted_root.json")));
    seed(FuzzTarget.LOG_ENTRY, "of-" + method, utf8(material.logEntries().getFirst()));
    seed(FuzzTarget.KEYLESS_CERTIFICATE, "of-" + method, material.certificate());
    for (byte[] timestamp : material.timestamps()) {
      seed(FuzzTarget.TIMESTAMP, "of-" + method, timestamp);
    }
  }

  private static byte[] chained(List<byte[]> certificates) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] der : certificates) {
      all.writeBytes(ByteBuffer.allocate(2).putShort((short) der.length).array());
      all.writeBytes(der);
    }
    return all.toByteArray();
  }

  private void texts() throws IOException {
    seed(FuzzTarget.NAMES, "plain", utf8("\0weights/model.safetensors"));
    seed(FuzzTarget.NAMES, "up-and-out", utf8("\0a/../../b"));
    seed(FuzzTarget.NAMES, "absolute", utf8("\0/etc/passwd"));
    seed(FuzzTarget.NAMES, "shard", utf8("\0a:b.bin:0:1000"));
    seed(FuzzTarget.NAMES, "backslash-and-newline", utf8("\0a\\b\n\u202ec \"d\" "));
    seed(FuzzTarget.NAMES, "half-character", new byte[] {1, (byte) 0xd8, 0, 0, 'a'});
    seed(FuzzTarget.NAMES, "beyond-the-basic-plane", utf8("\0\ud83e\udd16/\uff5e"));
    seed(FuzzTarget.STATEMENT, "of-shards", utf8(shards()));
  }

  private static String shards() {
    String zeros = "0".repeat(64);
    return """
    {"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"m","digest":{"sha256":"%s"}}],\
    "predicateType":"https://model_signing/signature/v1.0","predicate":{"serialization":{\
    "method":"shards","hash_type":"sha256","shard_size":1000.0,"allow_symlinks":true,\
    "ignore_paths":["a/b","c/"]},"resources":[{"name":"a:0:1","algorithm":"sha256-sharded-1000",\
    "digest":"%s"}]}}"""
        .formatted(Digest.sha256(new byte[32]).hex(), zeros);
  }

  private void damage() throws IOException {
    for (int model = 0; model < SignedModel.METHODS.size(); model++) {
      for (int place = 0; place < 80; place++) {
        ByteBuffer program = ByteBuffer.allocate(7);
        program.put((byte) model).put((byte) place).putShort((short) 20).put((byte) 1);
        program.put((byte) 1).put((byte) 'A');
        String name = "%s-%02d".formatted(SignedModel.METHODS.get(model), place);
        seed(FuzzTarget.ACCEPTANCE, name, program.array());
      }
    }
  }

  private void seed(FuzzTarget target, String name, byte[] content) throws IOException {
    write("corpus/" + target.folder() + "/" + name, content);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
