package dev.modelsigning.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.Authentication.Authenticated;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No limit of ours or of a library refuses a large honest model. */
class LargeManifestTest {
  private static final int FILES = 200_000;
  private static final String FOLDER =
      "data/a-folder-with-a-rather-long-name-as-data-sets-have-them/";

  private static Manifest manifest(int changed) {
    List<ManifestEntry> entries = new ArrayList<>(FILES);
    for (int i = 0; i < FILES; i++) {
      String content = i == changed ? "changed" : "content " + i;
      entries.add(
          new ManifestEntry(
              FOLDER
                  + "part-%06d-of-%06d-with-a-suffix-that-is-long-as-well.bin".formatted(i, FILES),
              Digest.sha256(content.getBytes(StandardCharsets.UTF_8))));
    }
    return new Manifest("model", Serialization.files(), entries);
  }

  @Test
  void signsAndVerifiesTwoHundredThousandFilesWithLongNames() throws Exception {
    KeyPair key = TestPki.ecKey();
    Manifest manifest = manifest(-1);
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
    Verdict verdict = verifier.compare(signed, manifest(123_456));
    assertThat(verdict).isInstanceOf(Rejected.class);
    assertThat(((Rejected) verdict).differences().orElseThrow().changed()).hasSize(1);
  }
}
