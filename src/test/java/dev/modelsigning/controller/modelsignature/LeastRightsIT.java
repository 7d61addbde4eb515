// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.TrustRootConfigMap;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.story.OperatorScenario;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The rights in deploy/rbac.yaml are enough for a verdict, for the care of the evidence, and for
 * the eviction of pods whose model has drifted.
 */
class LeastRightsIT extends OperatorScenario {
  @BeforeEach
  void restartAsDeployed() {
    DeployedFiles deployed = new DeployedFiles(API.admin());
    deployed.apply("prerequisites/namespace.yaml");
    deployed.apply("rbac.yaml");
    when.theOperatorRestarts(asServiceAccount(), DeployedFiles.NAMESPACE);
  }

  @Test
  void operatorNeedsNoMoreThanItsServiceAccountMayDo() {
    given.aModelUnderAPolicy();

    Job job = when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
    then.noJobIsLeftOf(job);
    when.evidenceIsSwept();
    then.anEventSays("SignatureVerified");
  }

  @Test
  void readsTrustedRootsWithTheRightsOfItsServiceAccount() {
    try (PrivateSigstore sigstore = PrivateSigstore.start(Clock.systemUTC())) {
      ModelTrustRoot root = CustomResources.trustRoot(team, null);
      root.getSpec().configMapKeyRef = new TrustRootConfigMap();
      root.getSpec().configMapKeyRef.name = team;
      root.getSpec().configMapKeyRef.key = "trusted_root.json";
      API.admin().resource(root).create();
      API.admin()
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withNamespace(DeployedFiles.NAMESPACE)
                  .withName(team)
                  .endMetadata()
                  .addToData("trusted_root.json", sigstore.trustedRootJson())
                  .build())
          .create();
    }

    then.theTrustRootBecomesReady("True").hasReason("TrustRootRead");
  }

  @Test
  void evictsPodsWithTheRightsOfItsServiceAccount() {
    given.aVerifiedModel();
    when.thePolicyRespondsToDriftBy(DriftResponse.Evict);
    Pod reader = when.aReaderAppears();

    when.theContentDriftsBehindAWriter();

    then.theModelSignature().becomes("ContentMismatch").isRejected();
    then.reasonsAbout(reader, "EvictedOnDrift");
    then.itEnds(reader);
  }

  private static Config asServiceAccount() {
    String namespace = DeployedFiles.NAMESPACE;
    return new ConfigBuilder(API.adminConfig())
        .withImpersonateUsername("system:serviceaccount:" + namespace + ":model-signature-operator")
        .withImpersonateGroups(
            "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated")
        .build();
  }
}
