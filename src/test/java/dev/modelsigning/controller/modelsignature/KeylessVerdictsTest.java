// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootReference;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.controller.policy.GivenMaterial;
import dev.modelsigning.controller.policy.PolicyCompiler;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementWriter;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.verification.GivenBundle;
import dev.modelsigning.verification.ModelVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy with a keyless authority says about bundles of a private Sigstore. */
class KeylessVerdictsTest {
  private static final Instant NOW = TestPki.NOW;
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  @TempDir Path folder;

  private final PrivateSigstore sigstore = PrivateSigstore.start(CLOCK);
  private final PolicyEvaluation evaluation = new PolicyEvaluation(new ModelVerifier(CLOCK));
  private SignedModel model;

  @BeforeEach
  void model() {
    model = new SignedModel(folder);
  }

  @AfterEach
  void stop() {
    sigstore.close();
  }

  private CompiledPolicy policy(Consumer<TrustedIdentity> change) {
    ClusterModelTrustPolicy policy = CustomResources.policy("team-a");
    TrustedIdentity identity =
        CustomResources.identity(sigstore.tokens().url(), KeylessBundle.SUBJECT);
    identity.trustRootRef = new TrustRootReference();
    identity.trustRootRef.name = "private";
    change.accept(identity);
    policy.getSpec().authorities = List.of(CustomResources.authority("release", identity));
    return PolicyCompiler.compile(
        policy, GivenMaterial.none().with("private", sigstore.trustedRootJson()));
  }

  private byte[] bundle(UnaryOperator<KeylessBundle> change) {
    return BundleWriter.write(
        change
            .apply(sigstore.bundle(Statement.PAYLOAD_TYPE, StatementWriter.write(model.measured())))
            .sign());
  }

  private PolicyEvaluation.Result verify(byte[] bundle, CompiledPolicy policy) {
    return evaluation.verify(new GivenBundle.Whole(bundle), model.measured(), List.of(policy));
  }

  private void refused(byte[] bundle, CompiledPolicy policy, Reason reason) {
    var result = verify(bundle, policy);

    assertThat(result.findings().getFirst().finding().verdict()).isEqualTo(VerdictState.Rejected);
    assertThat(result.findings().getFirst().finding().reason()).isEqualTo(reason);
    assertThat(result.findings().getFirst().finding().message()).contains("wanted:", "release");
    assertThat(result.signature().acceptedBy).isEmpty();
  }

  private void refused(UnaryOperator<KeylessBundle> change, Reason reason) {
    refused(bundle(change), policy(identity -> {}), reason);
  }

  private void refusedUnder(Consumer<TrustedIdentity> change) {
    refused(bundle(signed -> signed), policy(change), Reason.SignerUntrusted);
  }

  @Test
  void acceptsTheIdentityAndSaysWhoSignedWhen() {
    var result = verify(bundle(signed -> signed), policy(identity -> {}));

    assertThat(result.findings().getFirst().finding().verdict()).isEqualTo(VerdictState.Verified);
    assertThat(result.signature().contentMatches).isTrue();
    assertThat(result.signature().acceptedBy)
        .singleElement()
        .satisfies(accepted -> assertThat(accepted.validUntil).isNull());
    assertThat(result.signature().signer)
        .satisfies(
            signer -> {
              assertThat(signer.method).isEqualTo("sigstore");
              assertThat(signer.subject).isEqualTo(KeylessBundle.SUBJECT);
              assertThat(signer.issuer).isEqualTo(sigstore.tokens().url());
              assertThat(signer.signedAt).isEqualTo(NOW.toString());
              assertThat(signer.logIndex).isNotNegative();
            });
  }

  @Test
  void acceptsWithoutAnyTimeOfALogOnceATimestampStatesIt() {
    var result = verify(bundle(signed -> signed.loggedV2().stamped()), policy(identity -> {}));

    assertThat(result.signature().signer.signedAt).isEqualTo(NOW.toString());
    assertThat(result.signature().signer.logIndex).isNotNegative();
  }

  @Test
  void refusesOtherIdentities() {
    refusedUnder(identity -> identity.subject = "https://ci.example/other");
    refusedUnder(identity -> identity.issuer = "https://accounts.example.com");
    refusedUnder(
        identity -> {
          identity.subject = null;
          identity.subjectRegExp = "https://ci\\.example/rel";
        });
    refusedUnder(identity -> identity.claims = Map.of("kubernetes-namespace", "release"));
  }

  @Test
  void refusesCertificatesOfAnotherInstance() {
    try (PrivateSigstore other = PrivateSigstore.start(CLOCK)) {
      refused(signed -> signed.issuedBy(other.authority()), Reason.SignerUntrusted);
    }
    refusedUnder(identity -> identity.trustRootRef = null);
  }

  @Test
  void refusesEntriesOfALogThatIsForged() {
    refused(
        signed -> signed.loggedIn(sigstore.rekor(1).forged(), entry -> {}), Reason.LogEntryInvalid);
  }

  @Test
  void refusesSignaturesWithoutATrustedTime() {
    refused(KeylessBundle::loggedV2, Reason.TimestampInvalid);
  }

  @Test
  void refusesSignaturesAfterTheMinutesOfTheCertificate() {
    refused(
        signed -> signed.at(NOW.plus(Duration.ofHours(2))).loggedV1(), Reason.CertificateExpired);
  }

  @Test
  void refusesBundlesOfAKey() {
    refused(model.signedBy(Signer.fresh()), policy(identity -> {}), Reason.SignerUntrusted);
  }

  @Test
  void changedFilesDoNotMatchWhoeverSigned() {
    byte[] bundle = bundle(signed -> signed);
    model.tamper();

    var result = verify(bundle, policy(identity -> {}));

    assertThat(result.findings().getFirst().finding().reason()).isEqualTo(Reason.ContentMismatch);
    assertThat(result.signature().contentMatches).isFalse();
  }

  @Test
  void oneTrustedRootAnswersManyAtOnce() {
    CompiledPolicy policy = policy(identity -> {});
    byte[] accepted = bundle(signed -> signed);
    byte[] refused = bundle(signed -> signed.loggedIn(sigstore.rekor(1).forged(), entry -> {}));
    var measured = model.measured();

    List<Reason> reasons =
        IntStream.range(0, 200)
            .parallel()
            .mapToObj(i -> i % 2 == 0 ? accepted : refused)
            .map(
                bundle ->
                    evaluation.verify(new GivenBundle.Whole(bundle), measured, List.of(policy)))
            .map(result -> result.findings().getFirst().finding().reason())
            .toList();

    assertThat(reasons)
        .containsOnly(Reason.SignatureVerified, Reason.LogEntryInvalid)
        .filteredOn(Reason.SignatureVerified::equals)
        .hasSize(100);
  }
}
