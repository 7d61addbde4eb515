// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static dev.modelsigning.cli.GateTrusts.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.LegacyBundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.published.PublishedAuthority;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrustJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code oms gate} under the options that authorities of a policy may have. */
final class GateOptionsTest {
  private static final KeyPair RELEASE = TestPki.ecKey();

  @TempDir private Path temporary;
  private Path folder = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void signedModel() throws IOException {
    folder = temporary.toRealPath();
    model = ModelDirectories.small(folder);
    Files.write(
        folder.resolve("release.sig"),
        Bundles.sign(Bundles.measure(model), Bundles.signer(RELEASE)));
    trust("release", trusted(1, RELEASE));
  }

  private void trust(String name, PublishedTrust trust) {
    ModelDirectories.write(folder, "trust/" + name, PublishedTrustJson.write(trust));
  }

  private OmsRun gate(String... arguments) {
    return OmsRun.in(
        folder, Stream.concat(Stream.of("gate"), Arrays.stream(arguments)).toArray(String[]::new));
  }

  private OmsRun gated(String... more) {
    List<String> all = new ArrayList<>(List.of("model", "--trust=trust/release"));
    all.addAll(List.of(more));
    return gate(all.toArray(String[]::new));
  }

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
