// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.interop;

import static dev.modelsigning.testing.VerdictAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.signing.keyless.IdentityToken;
import dev.modelsigning.signing.keyless.KeylessSigner;
import dev.modelsigning.signing.keyless.ServiceCalls;
import dev.modelsigning.signing.keyless.SigningServices;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementWriter;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.VerifyOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keyless bundles go both ways between the Python reference and us, over a private Sigstore. */
class PrivateSigstoreInteropIT {
  @TempDir Path temp;
  private Path model;
  private Path signature;
  private Reference reference;
  private PrivateSigstore sigstore;

  @BeforeEach
  void start() {
    sigstore = PrivateSigstore.start(Clock.systemUTC());
    reference = Reference.installed();
    model = ModelDirectories.small(temp);
    signature = temp.resolve("model.sig");
  }

  @AfterEach
  void stop() {
    sigstore.close();
  }

  private Object[] verify(int rekor) {
    Path config = ModelDirectories.write(temp, "trust.json", sigstore.clientTrustConfigJson(rekor));
    return new Object[] {
      "verify",
      "sigstore",
      model,
      "--signature",
      signature,
      "--trust_config",
      config,
      "--identity",
      KeylessBundle.SUBJECT,
      "--identity_provider",
      sigstore.tokens().url()
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void bundlesOfTheReferenceVerifyThereAndHere(int rekor) throws Exception {
    Path config = ModelDirectories.write(temp, "trust.json", sigstore.clientTrustConfigJson(rekor));
    reference.run(
        "sign",
        "sigstore",
        model,
        "--signature",
        signature,
        "--trust_config",
        config,
        "--identity_token",
        sigstore.token(KeylessBundle.SUBJECT));
    reference.run(verify(rekor));
    assertThat(verifyHere(KeylessBundle.SUBJECT)).isVerifiedBy("ci");
    assertThat(verifyHere("https://ci.example/other")).isRejected(RejectionReason.SIGNER_UNTRUSTED);
    ModelDirectories.flipBit(model.resolve("onnx/model.onnx"), 0);
    assertThat(verifyHere(KeylessBundle.SUBJECT)).isRejected(RejectionReason.CONTENT_MISMATCH);
  }

  private Verdict verifyHere(String subject) throws Exception {
    TrustedRoot root =
        TrustedRoot.read("private", sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
    SignerIdentityRule rule =
        new SignerIdentityRule(
            TextRule.exactly(sigstore.tokens().url()), TextRule.exactly(subject), Map.of());
    VerifyOptions options =
        new VerifyOptions(HashOptions.defaults().excluding(signature), List.of(), false);
    return new ModelVerifier(Clock.systemUTC())
        .verify(
            model,
            Files.readAllBytes(signature),
            List.of(new KeylessAuthority("ci", root, rule)),
            options);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ourBundlesVerifyThere(int rekor) throws Exception {
    Clock clock = Clock.systemUTC();
    SigningServices services =
        SigningServices.read(
            sigstore.signingConfigJson(rekor).getBytes(StandardCharsets.UTF_8), clock.instant());
    IdentityToken token =
        IdentityToken.of(
            sigstore.token(KeylessBundle.SUBJECT), IdentityToken.AUDIENCE, clock.instant());
    try (ServiceCalls calls = ServiceCalls.within(ServiceCalls.TIMEOUT)) {
      KeylessSigner signer = KeylessSigner.of(services, () -> token, calls);
      Files.write(signature, Bundles.sign(Bundles.measure(model), signer));
    }
    reference.run(verify(rekor));
    assertThat(verifyHere(KeylessBundle.SUBJECT)).isVerifiedBy("ci");
  }

  @Test
  void theReferenceVerifiesWhatTheFixtureMakes() throws Exception {
    Manifest manifest = Bundles.measure(model);
    KeylessBundle draft = sigstore.bundle(Statement.PAYLOAD_TYPE, StatementWriter.write(manifest));
    Bundle bundle = draft.sign();
    Files.write(signature, BundleWriter.write(bundle));
    reference.run(verify(1));
    Files.write(
        signature,
        BundleWriter.write(
            sigstore
                .bundle(Statement.PAYLOAD_TYPE, StatementWriter.write(manifest))
                .loggedV2()
                .stamped()
                .sign()));
    reference.run(verify(2));
    Files.write(
        signature,
        BundleWriter.write(
            sigstore
                .bundle(Statement.PAYLOAD_TYPE, StatementWriter.write(manifest))
                .loggedIn(sigstore.rekor(1).forged(), entry -> {})
                .sign()));
    assertThat(reference.outcome(verify(1)).output()).contains("invalid signature");
    assertThat(verifyHere(KeylessBundle.SUBJECT)).isRejected(RejectionReason.LOG_ENTRY_INVALID);
  }
}
