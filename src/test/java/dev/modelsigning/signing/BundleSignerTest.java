// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;
import dev.modelsigning.testing.TestPki;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What no verifier would take is not shown to a key, nor to a service. */
class BundleSignerTest {
  private static final Digest DIGEST = Digest.sha256(new byte[0]);
  private static final ModelSigner NOBODY =
      (payloadType, payload) -> {
        throw new AssertionError("the signer was asked");
      };

  private static Manifest leavingOut(List<String> ignored) {
    return manifest(ignored, List.of("config.json"));
  }

  private static Manifest manifest(List<String> ignored, List<String> names) {
    return new Manifest(
        "model",
        Serialization.files().withIgnorePaths(ignored),
        names.stream().map(name -> new ManifestEntry(name, Digest.SHA256, DIGEST)).toList());
  }

  private static void refuses(Manifest manifest, String why) {
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> new BundleSigner().sign(manifest, NOBODY))
        .withMessageContaining("no verifier would accept")
        .withMessageContaining(why)
        .withCauseInstanceOf(StatementFormatException.class);
  }

  @Test
  void statesNoWildcard() {
    refuses(leavingOut(List.of("we*")), "the ignored path 'we*' contains a wildcard");
  }

  @Test
  void statesNoMoreIgnoredPathsThanAreRead() throws Exception {
    List<String> tooMany = new ArrayList<>();
    for (int i = 0; i <= ManifestCodec.MAX_IGNORED; i++) {
      tooMany.add("log" + i);
    }
    List<String> most = tooMany.subList(0, ManifestCodec.MAX_IGNORED);

    refuses(leavingOut(tooMany), "not a list of at most");

    KeySigner signer = KeySigner.ofPem(TestPki.pkcs8Pem(TestPki.ecKey()), Optional.empty());
    byte[] bundle = new BundleSigner().sign(leavingOut(most), signer);
    byte[] payload = BundleReader.read(bundle).envelope().payload();
    assertThat(StatementReader.read(payload).manifest()).isEqualTo(leavingOut(most));
  }

  @Test
  void makesNoBundleThatIsTooLargeToBeRead() {
    Manifest manifest = manifest(List.of(), List.of("a".repeat(ResourceNames.MAX_LENGTH)));

    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> new BundleSigner(1 << 20).sign(manifest, NOBODY))
        .withMessageContaining("need a signature file of more than 1048576 bytes");
  }
}
