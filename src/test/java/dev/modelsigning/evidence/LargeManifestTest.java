// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.Authentication;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.Verified;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * No limit of ours or of a library refuses a large honest model: on the command line with 200,000
 * files, in the cluster with 85,000 when the bundle travels with the manifest.
 */
class LargeManifestTest {
  private static final int FILES = 200_000;
  private static final String FOLDER =
      "data/a-folder-with-a-rather-long-name-as-data-sets-have-them/";

  private static Manifest whole = manifest(List.of());

  @BeforeAll
  static void listTheFiles() {
    List<ManifestEntry> entries = new ArrayList<>(FILES);
    for (int i = 0; i < FILES; i++) {
      entries.add(
          new ManifestEntry(
              FOLDER
                  + "part-%06d-of-%06d-with-a-suffix-that-is-long-as-well.bin".formatted(i, FILES),
              digest("content " + i)));
    }
    whole = manifest(entries);
  }

  /** Hundreds of megabytes that no other test needs. */
  @AfterAll
  static void forgetTheFiles() {
    whole = manifest(List.of());
  }

  private static Manifest manifest(List<ManifestEntry> entries) {
    return new Manifest("model", Serialization.files(), entries);
  }

  private static Digest digest(String content) {
    return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
  }

  private static Manifest changedAt(int index) {
    List<ManifestEntry> entries = new ArrayList<>(whole.entries());
    entries.set(index, new ManifestEntry(entries.get(index).name(), digest("changed")));
    return manifest(entries);
  }

  private static Manifest first(int files) {
    return manifest(whole.entries().subList(0, files));
  }

  @Test
  void signsAndVerifiesTwoHundredThousandFilesWithLongNames() throws Exception {
    KeyPair key = TestPki.ecKey();
    Manifest manifest = whole;
    assertThat(manifest.entries().getFirst().name()).hasSizeGreaterThan(110);
    ModelVerifier verifier = new ModelVerifier(Clock.fixed(TestPki.NOW, ZoneOffset.UTC));

    byte[] bundle = Bundles.sign(manifest, Bundles.signer(key));
    Authentication authentication =
        verifier.authenticate(
            bundle, List.of(KeyAuthority.ofPem("release", TestPki.publicPem(key))));

    assertThat(bundle.length).isBetween(50_000_000, BundleLimits.MAX_BYTES);
    assertThat(authentication).isInstanceOf(Authenticated.class);
    Authenticated signed = (Authenticated) authentication;
    assertThat(signed.statement().manifest().entries()).hasSize(FILES);
    assertThat(verifier.compare(signed, manifest)).isInstanceOf(Verified.class);
    Verdict verdict = verifier.compare(signed, changedAt(123_456));
    assertThat(verdict).isInstanceOf(Rejected.class);
    assertThat(((Rejected) verdict).differences().orElseThrow().changed()).hasSize(1);
  }

  private static Evidence handedBack(Optional<byte[]> bundle, Manifest manifest) throws Exception {
    StringBuilder log = new StringBuilder();
    Digest evidence =
        new EvidenceWriter(line -> log.append(line).append('\n')).evidence(bundle, manifest);
    return EvidenceReader.read(
        log.toString(),
        new TerminationReport(
            TerminationReport.VERSION,
            "nonce",
            "uid",
            0,
            TerminationReport.MEASURED,
            "",
            "",
            manifest.canonicalDigest().hex(),
            evidence.hex(),
            manifest.fileCount(),
            1,
            "",
            TestPki.NOW));
  }

  @Test
  void measuringJobHandsBackTwoHundredThousandFilesWithLongNames() throws Exception {
    Manifest manifest = whole;
    Evidence evidence = handedBack(Optional.empty(), manifest);
    assertThat(evidence.manifest().canonicalDigest()).isEqualTo(manifest.canonicalDigest());
  }

  @Test
  void measuringJobHandsBackEightyFiveThousandFilesWithTheirBundle() throws Exception {
    Manifest manifest = first(85_000);
    byte[] bundle = Bundles.sign(manifest, Bundles.signer(TestPki.ecKey()));
    Evidence evidence = handedBack(Optional.of(bundle), manifest);
    assertThat(evidence.bundle()).contains(bundle);
    assertThat(evidence.manifest().entries()).hasSize(85_000);
  }

  @Test
  void handsOverASummaryOfTheManifestWhereOnlyTheBundleFits() throws Exception {
    Manifest manifest = first(100_000);
    byte[] bundle = Bundles.sign(manifest, Bundles.signer(TestPki.ecKey()));

    Evidence evidence = handedBack(Optional.of(bundle), manifest);

    assertThat(evidence.bundle()).contains(bundle);
    assertThat(evidence.manifest()).isEqualTo(manifest.summary());
  }
}
