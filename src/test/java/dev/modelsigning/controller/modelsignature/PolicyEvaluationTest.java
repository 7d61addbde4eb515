// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.GivenBundle;
import dev.modelsigning.verification.ModelVerifier;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyEvaluationTest {
  @TempDir Path folder;

  private final Signer signer = Signer.fresh();
  private final PolicyEvaluation evaluation =
      new PolicyEvaluation(new ModelVerifier(Clock.systemUTC()));
  private SignedModel model;

  @BeforeEach
  void model() {
    model = new SignedModel(folder);
  }

  private static ClusterModelTrustPolicy policy(String name) {
    ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder().withName(name).withUid(name + "-uid").withGeneration(7L).build());
    return policy;
  }

  private static CompiledPolicy trusting(String name, Signer... signers) {
    return new CompiledPolicy.Usable(
        policy(name), Arrays.stream(signers).map(PolicyEvaluationTest::authority).toList());
  }

  private static Authority authority(Signer signer) {
    try {
      return KeyAuthority.ofPem("release", signer.publicKey());
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private static VerdictFinding overall(PolicyEvaluation.Result result) {
    return PolicyVerdicts.overall(result.findings());
  }

  private static CompiledPolicy broken(String name) {
    return new CompiledPolicy.Broken(policy(name), Reason.SecretNotFound, "create it");
  }

  @Test
  void everyPolicyHasItsOwnVerdictAndAllCount() {
    var result =
        evaluation.verify(
            model.given(signer),
            model.measured(),
            List.of(trusting("a", signer), trusting("b", Signer.fresh()), broken("c")));

    assertThat(result.findings())
        .extracting(found -> found.finding().verdict())
        .containsExactly(VerdictState.Verified, VerdictState.Rejected, VerdictState.Unknown);
    assertThat(overall(result).verdict()).isEqualTo(VerdictState.Rejected);
    assertThat(overall(result).message()).startsWith("Policy b:");
    assertThat(result.signer())
        .hasValueSatisfying(s -> assertThat(s.authority).isEqualTo("a/release"));
  }

  @Test
  void asksForASignatureWhereOneIsMissingAndNotWhereFilesDiffer() {
    var bundle = model.given(signer);
    var stranger =
        evaluation.verify(bundle, model.measured(), List.of(trusting("a", Signer.fresh())));
    model.tamper();
    var tampered = evaluation.verify(bundle, model.measured(), List.of(trusting("a", signer)));

    assertThat(overall(stranger).message()).contains("; wanted: a signature");
    assertThat(overall(tampered).reason()).isEqualTo(Reason.ContentMismatch);
    assertThat(overall(tampered).message()).doesNotContain("wanted");
  }

  @Test
  void unusablePolicyNeverLetsTheVerdictBeVerified() {
    var result =
        evaluation.verify(
            model.given(signer), model.measured(), List.of(trusting("a", signer), broken("c")));

    assertThat(overall(result).verdict()).isEqualTo(VerdictState.Unknown);
  }

  @Test
  void policyWithoutAuthoritiesTrustsNobody() {
    var result = evaluation.verify(model.given(signer), model.measured(), List.of(trusting("a")));

    assertThat(overall(result).verdict()).isEqualTo(VerdictState.Rejected);
    assertThat(overall(result).message()).contains("wanted:", "no authority");
  }

  @Test
  void noPolicyMeansUnknown() {
    var result = evaluation.verify(model.given(signer), model.measured(), List.of());

    assertThat(overall(result).verdict()).isEqualTo(VerdictState.Unknown);
    assertThat(overall(result).reason()).isEqualTo(Reason.NoMatchingPolicy);
  }

  @Test
  void filesLeftOutWithoutTheSignersWordAreNotVerified() {
    Manifest measured = model.measured();
    Manifest shortened =
        new Manifest(
            measured.modelName(),
            measured.serialization().withIgnorePaths(List.of("evil.py")),
            measured.entries());

    var result = evaluation.verify(model.given(signer), shortened, List.of(trusting("a", signer)));

    assertThat(overall(result).reason()).isEqualTo(Reason.MeasuredDifferently);
  }

  @Test
  void trustedBundleLeavesTheVerdictOpenBeforeAnythingWasMeasured() {
    var result = evaluation.authenticate(model.given(signer), List.of(trusting("a", signer)));

    assertThat(overall(result).verdict()).isEqualTo(VerdictState.Unknown);
    assertThat(result.serialization()).isPresent();
  }

  @Test
  void somethingThatIsNotABundleIsRejected() {
    var result =
        evaluation.authenticate(
            new GivenBundle.Whole("{}".getBytes(StandardCharsets.UTF_8)),
            List.of(trusting("a", signer)));

    assertThat(overall(result).reason()).isEqualTo(Reason.BundleMalformed);
    assertThat(result.serialization()).isEmpty();
  }

  private static List<String> acceptedBy(PolicyEvaluation.Result result) {
    return result.signature().acceptedBy.stream().map(accepted -> accepted.digest).toList();
  }

  @Test
  void everyAuthorityThatAcceptsTheSignatureIsNotedOnce() {
    Signer stranger = Signer.fresh();

    var result =
        evaluation.verify(
            model.given(signer),
            model.measured(),
            List.of(trusting("a", stranger, signer), trusting("b", signer)));

    assertThat(acceptedBy(result)).containsExactly(authority(signer).digest());
    assertThat(result.signature().contentMatches).isTrue();
    assertThat(result.signature().signer.keyFingerprint).hasSize(64);
  }

  @Test
  void signatureThatNobodyAcceptsIsNotedWithoutAnAuthority() {
    var result =
        evaluation.verify(
            model.given(signer), model.measured(), List.of(trusting("a", Signer.fresh())));

    assertThat(acceptedBy(result)).isEmpty();
    assertThat(result.signature().contentMatches).isNull();
    assertThat(result.signature().signer).isNull();
  }

  @Test
  void contentOfChangedFilesDoesNotMatchWhoeverAcceptsTheSignature() {
    GivenBundle bundle = model.given(signer);
    model.tamper();

    var result = evaluation.verify(bundle, model.measured(), List.of(trusting("a", signer)));

    assertThat(acceptedBy(result)).hasSize(1);
    assertThat(result.signature().contentMatches).isFalse();
  }

  @Test
  void contentIsOpenBeforeAnythingWasMeasured() {
    var result = evaluation.authenticate(model.given(signer), List.of(trusting("a", signer)));

    assertThat(acceptedBy(result)).hasSize(1);
    assertThat(result.signature().contentMatches).isNull();
  }
}
