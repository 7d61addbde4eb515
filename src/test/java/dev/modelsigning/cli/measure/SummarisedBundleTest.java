// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.evidence.BundleSummary;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.EntryTable;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.Authentication;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import dev.modelsigning.verification.GivenBundle;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.Verified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The summary of a signature file proves who signed it, and serves nobody else. */
class SummarisedBundleTest {
  private static final int FILES = 10_000;
  private final ModelVerifier verifier =
      new ModelVerifier(Clock.fixed(TestPki.NOW, ZoneOffset.UTC));
  private final KeyPair key = TestPki.ecKey();

  @TempDir private Path temp;

  private static Manifest manifest(int changed) {
    EntryTable entries = new EntryTable(Digest.SHA256);
    for (int i = 0; i < FILES; i++) {
      byte[] content = ("content " + (i == changed ? -1 : i)).getBytes(StandardCharsets.UTF_8);
      entries.add(
          "a-folder-of-a-data-set/part-%06d.bin".formatted(i),
          Digest.SHA256,
          Digest.sha256(content).value());
    }
    return new Manifest("model", Serialization.files(), entries);
  }

  private BundleSummary summary(byte[] bundle) throws Exception {
    Path file = Files.write(temp.resolve("model.sig"), bundle);
    return new SignatureFile(file).summary();
  }

  private Authentication authenticate(BundleSummary summary, KeyPair trusted) throws Exception {
    return verifier.authenticate(
        new GivenBundle.Summarised(summary),
        List.of(KeyAuthority.ofPem("release", TestPki.publicPem(trusted))));
  }

  private static RejectionReason refusal(Authentication authentication) {
    return ((Refused) authentication).verdict().reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void isAuthenticWithTheKeyThatSignedTheFile(String curve) throws Exception {
    KeyPair signer = TestPki.ecKey(curve);
    Annotations stated = new Annotations(Map.of("kind", "data set"));
    byte[] bundle = new BundleSigner().sign(manifest(-1), stated, Bundles.signer(signer));
    BundleSummary summary = BundleSummary.read(summary(bundle).toBytes());

    Authenticated signed = (Authenticated) authenticate(summary, signer);

    assertThat(summary.toBytes()).hasSizeLessThan(2000);
    assertThat(summary.digest()).isEqualTo(Digest.sha256(bundle).hex());
    assertThat(signed.statement().annotations()).isEqualTo(stated);
    assertThat(signed.statement().manifest()).isEqualTo(manifest(-1).summary());
    assertThat(verifier.compare(signed, manifest(-1))).isInstanceOf(Verified.class);
    assertThat(verifier.compare(signed, manifest(-1).summary())).isInstanceOf(Verified.class);
    Rejected differs = (Rejected) verifier.compare(signed, manifest(7).summary());
    assertThat(differs.reason()).isEqualTo(RejectionReason.CONTENT_MISMATCH);
    assertThat(differs.message()).contains("10000 files are signed and 10000 are there");
    assertThat(refusal(authenticate(summary, TestPki.ecKey(curve))))
        .isEqualTo(RejectionReason.SIGNER_UNTRUSTED);
  }

  @Test
  void wholeBundleIsComparedWithTheSummaryOfAManifest() throws Exception {
    byte[] bundle = Bundles.sign(manifest(-1), Bundles.signer(key));
    Authenticated signed =
        (Authenticated)
            verifier.authenticate(
                bundle, List.of(KeyAuthority.ofPem("release", TestPki.publicPem(key))));

    assertThat(verifier.compare(signed, manifest(-1).summary())).isInstanceOf(Verified.class);
    assertThat(verifier.compare(signed, manifest(7).summary())).isInstanceOf(Rejected.class);
  }

  @Test
  void digestsOfAnotherPayloadAreNotSigned() throws Exception {
    BundleSummary summary = summary(Bundles.sign(manifest(-1), Bundles.signer(key)));
    BundleSummary other = summary(Bundles.sign(manifest(7), Bundles.signer(key)));
    Map<String, String> mixed = new HashMap<>(summary.signed());
    mixed.put("SHA-256", other.signed().get("SHA-256"));

    assertThat(refusal(authenticate(with(summary, mixed, ""), key)))
        .isEqualTo(RejectionReason.SIGNATURE_INVALID);
    for (String damaged : List.of("", "00", "zz")) {
      mixed.put("SHA-256", damaged);
      assertThat(refusal(authenticate(with(summary, mixed, ""), key)))
          .isEqualTo(RejectionReason.BUNDLE_MALFORMED);
    }
  }

  private static BundleSummary with(
      BundleSummary summary, Map<String, String> signed, String problem) {
    return new BundleSummary(
        summary.digest(),
        summary.rest(),
        summary.payloadLength(),
        summary.payloadSha256(),
        signed,
        problem.isEmpty() ? summary.stated() : Optional.empty(),
        summary.annotations(),
        problem);
  }

  @Test
  void payloadThatIsNoStatementIsRejectedForThat() throws Exception {
    byte[] noise = new byte[2 << 20];
    byte[] bundle = BundleWriter.write(Bundles.signer(key).sign(Statement.PAYLOAD_TYPE, noise));

    Refused refused = (Refused) authenticate(summary(bundle), key);

    assertThat(refused.verdict().reason()).isEqualTo(RejectionReason.STATEMENT_INVALID);
    assertThat(refused.verdict().message()).contains("not valid JSON");
  }

  @Test
  void restOfABundleIsNoBundleForAnybodyElse() throws Exception {
    BundleSummary summary = summary(Bundles.sign(manifest(-1), Bundles.signer(key)));
    for (byte[] bytes :
        List.of(summary.rest().getBytes(StandardCharsets.UTF_8), summary.toBytes())) {
      assertThat(
              refusal(
                  verifier.authenticate(
                      bytes, List.of(KeyAuthority.ofPem("release", TestPki.publicPem(key))))))
          .isEqualTo(RejectionReason.BUNDLE_MALFORMED);
    }
  }

  @Test
  void fileThatFitsIsHandedOverItself() throws IOException {
    Path small = Files.write(temp.resolve("small"), new byte[SignatureFile.WHOLE_BYTES]);
    Path large = Files.write(temp.resolve("large"), new byte[SignatureFile.WHOLE_BYTES + 1]);
    assertThat(new SignatureFile(small).whole()).isPresent();
    assertThat(new SignatureFile(large).whole()).isEmpty();
  }
}
