// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.interop;

import static dev.modelsigning.testing.VerdictAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.VerifyOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every digest and every way of cutting files, both ways with the Python reference. */
class ReferenceSerializationIT {
  private static final String SCRIPT = "serialization.py";

  @TempDir Path temp;
  private final KeyPair key = TestPki.ecKey();
  private Path model;
  private Path signature;
  private Path privateKey;
  private Path publicKey;
  private Reference reference;

  @BeforeEach
  void makeModel() {
    reference = Reference.installed();
    model = ModelDirectories.small(temp);
    ModelDirectories.write(model, "onnx.json", "sorted differently by path components");
    ModelDirectories.write(model, "模型/\uD83D\uDE00.bin", "beyond ASCII".repeat(20_000));
    signature = model.resolve("model.sig");
    privateKey = ModelDirectories.write(temp, "key.pem", TestPki.pkcs8Pem(key));
    publicKey = ModelDirectories.write(temp, "key.pub", TestPki.publicPem(key));
  }

  private void signThere(Object... options) {
    Reference.Outcome outcome = script("sign", privateKey, options);
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  private Reference.Outcome script(String action, Path keyFile, Object... options) {
    List<Object> arguments = new ArrayList<>(List.of(action, model, signature, keyFile));
    arguments.addAll(Arrays.asList(options));
    return reference.script(SCRIPT, arguments.toArray());
  }

  private void signHere(Serialization how) throws Exception {
    Serialization recorded =
        how.withIgnorePaths(List.of("model.sig")).withIgnorePaths(Serialization.DEFAULT_IGNORES);
    Manifest manifest = new ModelHasher().hash(model, recorded, HashOptions.defaults());
    KeySigner signer = KeySigner.ofPem(TestPki.pkcs8Pem(key), Optional.empty());
    Files.write(signature, new BundleSigner().sign(manifest, signer));
  }

  private Verdict verifyHere() throws Exception {
    return new ModelVerifier(Clock.fixed(TestPki.NOW, ZoneOffset.UTC))
        .verify(
            model,
            Files.readAllBytes(signature),
            List.of(KeyAuthority.ofPem("release", TestPki.publicPem(key))),
            new VerifyOptions(HashOptions.defaults().excluding(signature), List.of(), false));
  }

  private void isVerifiedHereUntilOneBitChanges() throws Exception {
    assertThat(verifyHere()).isVerifiedBy("release");
    ModelDirectories.flipBit(model.resolve("模型/\uD83D\uDE00.bin"), 200_000);
    assertThat(verifyHere())
        .isRejected(RejectionReason.CONTENT_MISMATCH)
        .says("changed: 模型/\uD83D\uDE00.bin (1 of");
  }

  private void isVerifiedThereUntilOneBitChanges(Object... options) {
    Reference.Outcome outcome = script("verify", publicKey, options);
    assertThat(outcome.status()).as(outcome.output()).isZero();
    ModelDirectories.flipBit(model.resolve("模型/\uD83D\uDE00.bin"), 200_000);
    Reference.Outcome changed = script("verify", publicKey, options);
    assertThat(changed.status()).isNotZero();
    assertThat(changed.output()).contains("Hash mismatch");
  }

  @ParameterizedTest
  @CsvSource({"sha256", "blake2", "blake3"})
  void filesOfTheReferenceVerifyHere(String algorithm) throws Exception {
    signThere("--algorithm", algorithm);
    isVerifiedHereUntilOneBitChanges();
  }

  @ParameterizedTest
  @CsvSource({"sha256,1000", "sha256,131073", "blake2,1000", "sha256,1000000000"})
  void shardsOfTheReferenceVerifyHere(String algorithm, String size) throws Exception {
    signThere("--algorithm", algorithm, "--shard-size", size);
    isVerifiedHereUntilOneBitChanges();
  }

  /** The reference calls BLAKE2b by one name when it signs and by another when it verifies. */
  @ParameterizedTest
  @CsvSource({"sha256,sha256", "blake2b,blake2", "blake3,blake3"})
  void ourFilesVerifyThere(String algorithm, String itsName) throws Exception {
    signHere(Serialization.files().withHashType(algorithm));
    isVerifiedThereUntilOneBitChanges("--algorithm", itsName);
  }

  @ParameterizedTest
  @CsvSource({"sha256,sha256,1000", "sha256,sha256,131073", "blake2b,blake2,1000"})
  void ourShardsVerifyThere(String algorithm, String itsName, String size) throws Exception {
    signHere(Serialization.shards(Long.parseLong(size)).withHashType(algorithm));
    isVerifiedThereUntilOneBitChanges("--algorithm", itsName, "--shard-size", size);
  }

  @Test
  void theReferenceFindsTheWayOfHashingInOurBundles() throws Exception {
    for (Serialization how :
        List.of(
            Serialization.files(),
            Serialization.files().withHashType("blake3"),
            Serialization.shards(1000))) {
      signHere(how);
      Reference.Outcome outcome = script("verify", publicKey, "--guess");
      assertThat(outcome.status()).as(outcome.output()).isZero();
    }
  }

  @Test
  void linksAreFollowedAlikeBothWays() throws Exception {
    Files.createSymbolicLink(model.resolve("link"), Path.of("onnx/model.onnx"));
    signThere("--allow-symlinks");
    assertThat(verifyHere()).isVerifiedBy("release").says("7 files");
    signHere(Serialization.files().withSymlinks(true));
    isVerifiedThereUntilOneBitChanges("--allow-symlinks");
  }

  @Test
  void shardsOfASingleFileOfTheReferenceVerifyHere() throws Exception {
    model = model.resolve("model.safetensors");
    signature = temp.resolve("single.sig");
    signThere("--shard-size", 1000);
    assertThat(verifyHere()).isVerifiedBy("release");
    ModelDirectories.flipBit(model, 7999);
    assertThat(verifyHere()).isRejected(RejectionReason.CONTENT_MISMATCH);
  }
}
