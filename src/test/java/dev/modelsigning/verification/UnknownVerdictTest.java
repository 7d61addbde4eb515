// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import static dev.modelsigning.testing.VerdictAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What could not be checked is Unknown: neither Verified nor called a forgery. */
class UnknownVerdictTest {
  @TempDir Path temp;
  private Path model;
  private final KeyPair key = TestPki.ecKey();

  @BeforeEach
  void makeModel() {
    model = ModelDirectories.small(temp);
  }

  private byte[] signed() {
    return Bundles.sign(Bundles.measure(model), Bundles.signer(key));
  }

  private Verdict verify(byte[] bundle) {
    return verify(bundle, HashOptions.defaults());
  }

  private Verdict verify(byte[] bundle, HashOptions hashing) {
    try {
      return new ModelVerifier(Clock.fixed(TestPki.NOW, ZoneOffset.UTC))
          .verify(
              model,
              bundle,
              List.of(KeyAuthority.ofPem("release", TestPki.publicPem(key))),
              new VerifyOptions(hashing, List.of(), false));
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private Verdict compare(Serialization signed, Serialization measured) throws Exception {
    ModelHasher hasher = new ModelHasher();
    byte[] bundle =
        Bundles.sign(hasher.hash(model, signed, HashOptions.defaults()), Bundles.signer(key));
    ModelVerifier verifier = new ModelVerifier(Clock.fixed(TestPki.NOW, ZoneOffset.UTC));
    Authority release = KeyAuthority.ofPem("release", TestPki.publicPem(key));
    return switch (verifier.authenticate(bundle, List.of(release))) {
      case Authentication.Refused(Rejected verdict) -> verdict;
      case Authentication.Authenticated authenticated ->
          verifier.compare(authenticated, hasher.hash(model, measured, HashOptions.defaults()));
    };
  }

  @Test
  void anotherDigestThanTheSignedOneSaysNothing() throws Exception {
    Serialization files = Serialization.files();
    assertThat(compare(files.withHashType("blake3"), files))
        .isUnknown(UnknownReason.UNSUPPORTED_DIGEST)
        .says("blake3");
  }

  @Test
  void anotherWayOfMeasuringThanTheSignedOneSaysNothing() throws Exception {
    Serialization files = Serialization.files();
    for (Serialization other : List.of(Serialization.shards(1000), files.withSymlinks(true))) {
      assertThat(compare(files, other))
          .isUnknown(UnknownReason.UNSUPPORTED_SERIALIZATION)
          .says("measure again");
    }
    assertThat(compare(Serialization.shards(1000), Serialization.shards(1001)))
        .isUnknown(UnknownReason.UNSUPPORTED_SERIALIZATION);
  }

  @Test
  void interruptionIsUnknownAndStaysSet() {
    byte[] bundle = signed();
    Thread.currentThread().interrupt();
    Verdict verdict = verify(bundle);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(verdict).isUnknown(UnknownReason.INTERRUPTED);
  }

  @Test
  void aModelThatChangesWhileItIsReadIsUnknown() {
    byte[] bundle = signed();
    HashOptions touching =
        new HashOptions(
            1,
            false,
            Set.of(),
            progress -> ModelDirectories.write(model, "config.json", "{\"changed\":true}"));
    assertThat(verify(bundle, touching))
        .isUnknown(UnknownReason.CHANGED_WHILE_READING)
        .says("config.json");
  }

  @Test
  void unreadableModelIsUnknown() {
    byte[] bundle = signed();
    model = model.resolve("config.json").resolve("below-a-file");
    assertThat(verify(bundle)).isUnknown(UnknownReason.READ_FAILED);
  }

  @Test
  void hashParametersAreReadBeforeTheSignatureIsCheckedAndNothingElse() throws Exception {
    byte[] unsigned =
        Bundles.change(
            signed(),
            json ->
                ((ObjectNode) json.get("dsseEnvelope").get("signatures").get(0))
                    .put("sig", "AAAA"));
    assertThat(UnauthenticatedHashParameters.of(unsigned)).isEqualTo(Serialization.files());
  }
}
