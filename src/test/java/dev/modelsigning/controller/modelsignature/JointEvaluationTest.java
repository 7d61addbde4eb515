// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.GivenBundle;
import dev.modelsigning.verification.ModelVerifier;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several bundles over one model, under policies that want several signers or deny something. */
class JointEvaluationTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path folder;

  private final Signer anna = Signer.fresh();
  private final Signer ben = Signer.fresh();
  private final Signer carla = Signer.fresh();
  private final ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
  private final JointEvaluation evaluation =
      new JointEvaluation(new PolicyEvaluation(new ModelVerifier(CLOCK)), CLOCK);
  private SignedModel model;

  @BeforeEach
  void model() {
    model = new SignedModel(folder);
    policy.setMetadata(
        new ObjectMetaBuilder().withName("release").withUid("uid").withGeneration(1L).build());
    policy.getSpec().requirements = new PolicyRequirements();
    policy.getSpec().requirements.minimumMatches = 2;
  }

  private static Authority authority(String name, Signer signer) {
    try {
      return KeyAuthority.ofPem(name, signer.publicKey());
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompiledPolicy twoOfThree() {
    return new CompiledPolicy.Usable(
        policy, List.of(authority("anna", anna), authority("ben", ben), authority("carla", carla)));
  }

  private SignatureFacts signedBy(CompiledPolicy compiled, Signer... others) {
    return Signatures.facts(
        Signatures.bound(),
        compiled,
        Arrays.stream(others)
            .<BundleFinding>map(signer -> new BundleFinding.InApi(model.signedBy(signer)))
            .toList());
  }

  private PolicyFinding verify(CompiledPolicy compiled, Signer first, Signer... others) {
    return evaluation
        .verify(model.given(first), model.measured(), signedBy(compiled, others))
        .findings()
        .getFirst();
  }

  private JointEvaluation.Result authenticate(
      CompiledPolicy compiled, Signer first, Signer... others) {
    return evaluation.authenticate(model.given(first), signedBy(compiled, others));
  }

  @Test
  void twoOfThreeSignersVerifyTheModel() {
    PolicyFinding found = verify(twoOfThree(), anna, carla);

    assertThat(found.finding().verdict()).isEqualTo(VerdictState.Verified);
    assertThat(found.finding().message()).startsWith("2 signers of 2 wanted (anna, carla)");
    assertThat(PolicyVerdicts.written(found).authority).isEqualTo("anna, carla");
  }

  @Test
  void oneOfTwoWantedSignersIsTooFewAndTheOthersAreNamed() {
    VerdictFinding found = verify(twoOfThree(), anna).finding();

    assertThat(found.verdict()).isEqualTo(VerdictState.Rejected);
    assertThat(found.reason()).isEqualTo(Reason.TooFewSigners);
    assertThat(found.message()).contains("1 of 2", "(anna)", "missing: 1 of ben, carla");
  }

  @Test
  void oneSignerWithTwoBundlesIsTooFew() {
    assertThat(verify(twoOfThree(), anna, anna).finding().reason()).isEqualTo(Reason.TooFewSigners);
  }

  @Test
  void oneKeyUnderTwoNamesIsTooFew() {
    var twice =
        new CompiledPolicy.Usable(
            policy, List.of(authority("anna", anna), authority("anna-again", anna)));

    VerdictFinding found = verify(twice, anna, anna).finding();

    assertThat(found.reason()).isEqualTo(Reason.TooFewSigners);
    assertThat(found.message()).contains("no other authority of the policy trusts anybody else");
  }

  @Test
  void strangersDoNotCount() {
    VerdictFinding found = verify(twoOfThree(), anna, Signer.fresh()).finding();

    assertThat(found.reason()).isEqualTo(Reason.TooFewSigners);
    assertThat(found.message()).contains("not counted: SignerUntrusted");
  }

  @Test
  void whenNobodyCountsTheReasonIsThatOfTheBundle() {
    assertThat(verify(twoOfThree(), Signer.fresh(), Signer.fresh()).finding().reason())
        .isEqualTo(Reason.SignerUntrusted);
  }

  @Test
  void signatureOfOtherContentDoesNotCount() {
    byte[] earlier = model.signedBy(ben);
    model.tamper();

    PolicyFinding found =
        evaluation
            .verify(
                model.given(anna),
                model.measured(),
                Signatures.facts(
                    Signatures.bound(), twoOfThree(), List.of(new BundleFinding.InApi(earlier))))
            .findings()
            .getFirst();

    assertThat(found.finding().verdict()).isEqualTo(VerdictState.Rejected);
    assertThat(found.finding().message()).contains("not counted: ContentMismatch");
  }

  @Test
  void contentThatNobodySignedIsRejectedForWhatItIs() {
    List<byte[]> bundles = List.of(model.signedBy(anna), model.signedBy(ben));
    model.tamper();

    PolicyFinding found =
        evaluation
            .verify(
                new GivenBundle.Whole(bundles.getFirst()),
                model.measured(),
                Signatures.facts(
                    Signatures.bound(),
                    twoOfThree(),
                    List.of(new BundleFinding.InApi(bundles.getLast()))))
            .findings()
            .getFirst();

    assertThat(found.finding().reason()).isEqualTo(Reason.ContentMismatch);
  }

  @Test
  void bundleThatCannotBeReadLeavesItOpenWhetherThereAreEnough() {
    var missing = new BundleFinding.Missing(Reason.ConfigMapNotFound, "create it");

    PolicyFinding found =
        evaluation
            .verify(
                model.given(anna),
                model.measured(),
                Signatures.facts(Signatures.bound(), twoOfThree(), List.of(missing)))
            .findings()
            .getFirst();

    assertThat(found.finding().verdict()).isEqualTo(VerdictState.Unknown);
    assertThat(found.finding().reason()).isEqualTo(Reason.TooFewSigners);
    assertThat(found.finding().message()).contains("ConfigMapNotFound: create it");
  }

  @Test
  void nothingIsMeasuredForTooFewSigners() {
    assertThat(authenticate(twoOfThree(), anna).serialization()).isEmpty();
    assertThat(authenticate(twoOfThree(), anna, ben).serialization()).isPresent();
  }

  @Test
  void anyBundleIsEnoughWhereOneSignerIsWanted() {
    policy.getSpec().requirements.minimumMatches = 1;

    assertThat(verify(twoOfThree(), Signer.fresh(), ben).finding().verdict())
        .isEqualTo(VerdictState.Verified);
  }

  private void deny(@Nullable String digest, @Nullable String key) {
    var entry = new DeniedEntry();
    entry.digest = digest;
    entry.key = key;
    entry.reason = "see incident 42";
    policy.getSpec().deny = new ArrayList<>(List.of(entry));
  }

  private String content() {
    return ManifestFacts.digest(model.measured());
  }

  @Test
  void deniedContentIsRejectedThoughItIsSigned() {
    deny(content(), null);

    VerdictFinding found = verify(twoOfThree(), anna, ben).finding();

    assertThat(found.verdict()).isEqualTo(VerdictState.Rejected);
    assertThat(found.reason()).isEqualTo(Reason.Denied);
    assertThat(found.message()).contains(content(), "see incident 42");
  }

  @Test
  void deniedKeyIsRejectedThoughOthersSignedToo() {
    deny(null, ((KeyAuthority) authority("ben", ben)).fingerprint());

    assertThat(verify(twoOfThree(), anna, carla, ben).finding().reason()).isEqualTo(Reason.Denied);
    assertThat(verify(twoOfThree(), anna, carla).finding().verdict())
        .isEqualTo(VerdictState.Verified);
  }

  @Test
  void nothingIsMeasuredForWhatIsDenied() {
    deny(content(), null);

    JointEvaluation.Result found = authenticate(twoOfThree(), anna, ben);

    assertThat(found.findings().getFirst().finding().reason()).isEqualTo(Reason.Denied);
    assertThat(found.serialization()).isEmpty();
  }

  @Test
  void denialIsPartOfWhatARecordedRefusalDependsOn() {
    Optional<String> before = twoOfThree().authoritiesDigest();
    deny(content(), null);
    Optional<String> denied = twoOfThree().authoritiesDigest();
    policy.getSpec().requirements.minimumMatches = 3;

    assertThat(denied).isNotEqualTo(before);
    assertThat(twoOfThree().authoritiesDigest()).isNotEqualTo(denied);
  }

  @Test
  void signatureWithoutAWantedAnnotationIsRefusedAndTheMessageNamesIt() {
    policy.getSpec().requirements.minimumMatches = 1;
    var wanted = new RequiredAnnotation();
    wanted.name = "dev.modelsigning/license";
    wanted.oneOf = List.of("apache-2.0");
    policy.getSpec().requirements.annotations = List.of(wanted);

    VerdictFinding found = verify(twoOfThree(), anna).finding();

    assertThat(found.verdict()).isEqualTo(VerdictState.Rejected);
    assertThat(found.reason()).isEqualTo(Reason.AnnotationMissing);
    assertThat(found.message()).contains("dev.modelsigning/license", "apache-2.0");
    assertThat(authenticate(twoOfThree(), anna).serialization()).isEmpty();
  }
}
