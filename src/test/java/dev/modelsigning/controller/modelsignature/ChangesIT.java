// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.SignedModel.Signer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a change of volume, bundle or trust material does to a verdict. */
class ChangesIT extends SignatureScenario {

  private String measureAs() {
    Pod pod = node.startPod(story.runningJob(NAME), UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, model.measured(), Optional.empty()));
    return story.reason(NAME, "SignatureVerified").measurement.jobUid;
  }

  @Test
  void changedVolumeIsUnknownAtOnceAndMeasuredAgain() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    measureHonestly();
    ModelSignatureStatus before = story.reason(NAME, "SignatureVerified");

    story.changeMountOptions(NAME);

    ModelSignatureStatus after =
        story.status(NAME, s -> !s.volume.identity.equals(before.volume.identity));
    assertThat(after.verdict).isEqualTo(VerdictState.Unknown);
    measureHonestly();
    assertThat(story.reason(NAME, "SignatureVerified").measurement.jobUid)
        .isNotEqualTo(before.measurement.jobUid);
  }

  @Test
  void volumeThatChangesDuringTheRunIsNotVerifiedByThatRun() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    var job = story.runningJob(NAME);

    story.changeMountOptions(NAME);
    story.status(
        NAME,
        s ->
            s.measurement != null
                && s.measurement.jobUid != null
                && !s.measurement.jobUid.equals(job.getMetadata().getUid()));
    measureHonestly();

    assertThat(story.reason(NAME, "SignatureVerified").measurement.jobUid)
        .isNotEqualTo(job.getMetadata().getUid());
  }

  @Test
  void bundleInAConfigMapIsCheckedAgainWhenItChanges() {
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.configMapSignature(NAME, model.signedBy(signer));
    measureAs();

    story.putConfigMap(NAME, model.signedBy(Signer.fresh()));

    assertThat(story.reason(NAME, "SignerUntrusted").verdict).isEqualTo(VerdictState.Rejected);
  }

  @Test
  void missingConfigMapIsUnknown() {
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    var signature = story.configMapSignature(NAME, model.signedBy(signer));
    API.admin().configMaps().inNamespace(story.namespace).withName(NAME).delete();

    assertThat(story.reason(NAME, "ConfigMapNotFound").verdict).isEqualTo(VerdictState.Unknown);
    story.putConfigMap(signature.getMetadata().getName(), model.signedBy(signer));
    assertThat(measureAs()).isNotEmpty();
  }

  @Test
  void unusablePolicyIsToldToItsAuthorAndLeavesTheVerdictOpen() throws IOException {
    model.put(model.signedBy(signer));
    String damaged = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
    story.policy(damaged);
    story.boundClaim(NAME);
    story.signature(NAME);
    measureHonestly();

    ModelSignatureStatus status = story.reason(NAME, "PolicyNotReady");
    assertThat(status.verdict).isEqualTo(VerdictState.Unknown);
    Condition ready = ready("False");
    assertThat(ready.getReason()).isEqualTo("TrustMaterialInvalid");
    assertThat(ready.getMessage()).contains("spec.authorities[0].key");

    story.trust(signer.publicKey());
    assertThat(story.reason(NAME, "SignatureVerified").verdict).isEqualTo(VerdictState.Verified);
    assertThat(ready("True").getReason()).isEqualTo("AuthoritiesRead");
  }

  private Condition ready(String value) {
    return API.admin()
        .resources(ClusterModelTrustPolicy.class)
        .withName(story.namespace)
        .waitUntilCondition(
            policy ->
                policy != null
                    && policy.getStatus() != null
                    && policy.getStatus().conditions.getFirst().getStatus().equals(value),
            20,
            TimeUnit.SECONDS)
        .getStatus()
        .conditions
        .getFirst();
  }
}
