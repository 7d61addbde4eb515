// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.LegacyBundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.published.PublishedAuthority;
import dev.modelsigning.trust.published.PublishedTrust;
import java.nio.file.Files;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code oms gate} under the options that authorities of a policy may have. */
final class GateOptionsTest extends GateScenario {

  private PublishedTrust inOne(PublishedAuthority authority) {
    return new PublishedTrust(
        "production", List.of(authority), Map.of(), 1, List.of(), List.of(), List.of());
  }

  @Test
  void acceptsAnEarlierFormatOnlyWhereThePolicyDoes() throws Exception {
    Files.write(
        folder.resolve("old.sig"),
        LegacyBundles.sign(
            LegacyBundles.statement(Bundles.measure(model)),
            new PublicKeyHint(KeyHint.of(RELEASE.getPublic())),
            RELEASE));
    String pem = TestPki.publicPem(RELEASE);

    assertThat(gated("--signature=old.sig").exit()).isEqualTo(Exit.REJECTED.code());
    trust("release", inOne(new PublishedAuthority.Key("key-0", pem, false, true)));
    OmsRun run = gated("--signature=old.sig");
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void refusesAnExperimentalKeyUnlessThePolicyAsksForIt() throws Exception {
    String pem = TestPki.publicPem(KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair());

    trust("release", inOne(new PublishedAuthority.Key("pq", pem)));
    OmsRun refused = gated("--signature=release.sig");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).doesNotContain("Rejected");
    trust("release", inOne(new PublishedAuthority.Key("pq", pem, true, false)));
    assertThat(gated("--signature=release.sig").exit()).isEqualTo(Exit.REJECTED.code());
  }
}
