// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementWriter;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.GivenBundle;
import dev.modelsigning.verification.ModelVerifier;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of several signers, those count who state what the policy asks for. */
class StatingSignersTest {
  @TempDir Path folder;

  private final Signer anna = Signer.fresh();
  private final Signer ben = Signer.fresh();
  private final ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
  private SignedModel model;

  @BeforeEach
  void wantTwoWhoStateTheLicense() {
    model = new SignedModel(folder);
    policy.setMetadata(
        new ObjectMetaBuilder().withName("release").withUid("uid").withGeneration(1L).build());
    var license = new RequiredAnnotation();
    license.name = "dev.modelsigning/license";
    license.oneOf = List.of("apache-2.0");
    policy.getSpec().requirements = new PolicyRequirements();
    policy.getSpec().requirements.minimumMatches = 2;
    policy.getSpec().requirements.annotations = List.of(license);
  }

  private byte[] stating(Signer signer) throws Exception {
    var annotations = new Annotations(Map.of("dev.modelsigning/license", "apache-2.0"));
    return Bundles.signPayload(
        Statement.PAYLOAD_TYPE,
        StatementWriter.write(model.measured(), annotations),
        KeySigner.ofPem(signer.privateKey(), Optional.empty()));
  }

  private VerdictFinding verify(byte[] first, byte[] further) throws Exception {
    var trusting =
        new CompiledPolicy.Usable(
            policy,
            List.of(
                KeyAuthority.ofPem("anna", anna.publicKey()),
                KeyAuthority.ofPem("ben", ben.publicKey())));
    Clock clock = Clock.systemUTC();
    return new JointEvaluation(new PolicyEvaluation(new ModelVerifier(clock)), clock)
        .verify(
            new GivenBundle.Whole(first),
            model.measured(),
            Signatures.facts(
                Signatures.bound(), trusting, List.of(new BundleFinding.InApi(further))))
        .findings()
        .getFirst()
        .finding();
  }

  @Test
  void twoWhoStateItAreEnough() throws Exception {
    assertThat(verify(stating(anna), stating(ben)).verdict()).isEqualTo(VerdictState.Verified);
  }

  @Test
  void oneWhoDoesNotStateItDoesNotCount() throws Exception {
    VerdictFinding found = verify(stating(anna), model.signedBy(ben));

    assertThat(found.verdict()).isEqualTo(VerdictState.Rejected);
    assertThat(found.reason()).isEqualTo(Reason.TooFewSigners);
    assertThat(found.message()).contains("not counted: AnnotationMissing");
  }
}
