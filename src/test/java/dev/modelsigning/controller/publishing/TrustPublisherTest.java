// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.testing.ApiClients;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.story.SwitchedGuard;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of a policy whose trust is not published; none of it calls the API server. */
final class TrustPublisherTest {
  private static final Namespace SELECTED =
      new NamespaceBuilder()
          .withNewMetadata()
          .withName("gated")
          .addToLabels("kubernetes.io/metadata.name", "gated")
          .endMetadata()
          .build();

  private final SwitchedGuard guard = new SwitchedGuard();

  private Publication published(TrustDocument document, Namespace... namespaces) {
    ClusterModelTrustPolicy policy = CustomResources.policy("gated", "a key");
    policy.getSpec().unverifiable = new UnverifiableRules();
    policy.getSpec().unverifiable.initDownloaded = DownloadRule.RequireGate;
    try (KubernetesClient client = ApiClients.of(Config.empty())) {
      return new TrustPublisher(
              client,
              guard,
              () -> {
                throw new IllegalStateException("not known");
              },
              new ExemptNamespaces(Set.of()))
          .publish(
              policy,
              document,
              new TrustPublisher.Sight(List.of(policy), List.of(namespaces), List.of()));
    }
  }

  private static void assertWaits(Publication publication, Reason why, String message) {
    assertThat(publication)
        .isInstanceOfSatisfying(
            Publication.Wanted.class,
            wanted -> {
              assertThat(wanted.status()).isEmpty();
              assertThat(wanted.reason()).isEqualTo(why);
              assertThat(wanted.message()).contains(message);
            });
  }

  @Test
  void saysWhyADocumentCannotBeMade() {
    assertWaits(
        published(new TrustDocument.Unusable("the key is lost")),
        Reason.TrustNotPublishable,
        "the key is lost");
  }

  @Test
  void publishesNothingOfWhatDoesNotFit() {
    String large = "x".repeat(NamespaceTrust.MAX_POLICY + 1);
    assertWaits(
        published(new TrustDocument.Ready(large), SELECTED),
        Reason.TrustNotPublishable,
        "does not fit into ConfigMap model-signature-trust of namespace gated");
  }

  @Test
  void nothingCountsAsPublishedWithoutTheGuard() {
    assertThat(published(new TrustDocument.Ready("{}")))
        .isInstanceOfSatisfying(
            Publication.Wanted.class, wanted -> assertThat(wanted.status()).isPresent());
    guard.set(false);
    assertWaits(
        published(new TrustDocument.Ready("{}")),
        Reason.GuardMissing,
        "the test removed the guard");
  }
}
