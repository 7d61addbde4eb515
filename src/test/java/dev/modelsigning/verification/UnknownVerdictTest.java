package dev.modelsigning.verification;

import static dev.modelsigning.testing.VerdictAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.HashOptions;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.TrustMaterialException;
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

  @Test
  void cannotCheckDigestsItDoesNotMeasure() {
    byte[] bundle =
        Bundles.signChangedStatement(
            Bundles.measure(model), Bundles.signer(key), UnknownVerdictTest::asBlake3);
    assertThat(verify(bundle)).isUnknown(UnknownReason.UNSUPPORTED_DIGEST).says("sha256");
  }

  @Test
  void cannotCheckShardsYet() {
    byte[] bundle =
        Bundles.signChangedStatement(
            Bundles.measure(model),
            Bundles.signer(key),
            json ->
                ((ObjectNode) json.get("predicate").get("serialization"))
                    .put("method", "shards")
                    .put("shard_size", 1000.0));
    assertThat(verify(bundle)).isUnknown(UnknownReason.UNSUPPORTED_SERIALIZATION).says("shards");
  }

  @Test
  void cannotCheckModelsSignedWithLinksFollowed() {
    byte[] bundle =
        Bundles.signChangedStatement(
            Bundles.measure(model),
            Bundles.signer(key),
            json ->
                ((ObjectNode) json.get("predicate").get("serialization"))
                    .put("allow_symlinks", true));
    assertThat(verify(bundle)).isUnknown(UnknownReason.UNSUPPORTED_SERIALIZATION).says("links");
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
  void aModelThatCannotBeReadIsUnknown() {
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

  private static void asBlake3(ObjectNode statement) {
    ObjectNode predicate = (ObjectNode) statement.get("predicate");
    ((ObjectNode) predicate.get("serialization")).put("hash_type", "blake3");
    predicate.get("resources").forEach(r -> ((ObjectNode) r).put("algorithm", "blake3"));
  }
}
