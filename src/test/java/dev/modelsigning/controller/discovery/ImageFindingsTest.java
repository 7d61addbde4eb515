// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.api.v1alpha1.ImageDiscovery;
import dev.modelsigning.api.v1alpha1.ImageSignaturePlace;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.discovery.TemplateImages.Use;
import dev.modelsigning.testing.CustomResources;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a look at workloads keeps, and the ModelSignatures that come of it. */
class ImageFindingsTest {
  private static final String DIGEST = "sha256:" + "0".repeat(64);
  private static final String MINILM = "registry.test/minilm@" + DIGEST;

  private final ClusterModelTrustPolicy policy = CustomResources.policy("p");
  private final ImageFindings findings = new ImageFindings();

  ImageFindingsTest() {
    policy.getSpec().discovery = new DiscoveryRules();
    policy.getSpec().discovery.images = new ImageDiscovery();
  }

  private static WorkloadUser user(int number) {
    return new WorkloadUser(
        WorkloadKind.DEPLOYMENT,
        "server-%03d".formatted(number),
        "uid-%03d".formatted(number),
        "2026-11-01T00:%02d:%02dZ".formatted(number / 60, number % 60));
  }

  private void use(int number, String reference, String... secrets) {
    findings.add(
        policy,
        "team-a",
        user(number),
        new TemplateImages(Set.of(new Use(reference, false)), List.of(secrets)));
  }

  @Test
  void imageOfManyWorkloadsIsOneOwnedByTheFourOldest() {
    for (int number = 9; number >= 0; number--) {
      use(number, MINILM, number == 5 ? new String[] {"models"} : new String[0]);
    }
    FoundImage found = findings.found().iterator().next();
    assertThat(findings.found()).hasSize(1);
    assertThat(found.since()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(found.pullSecrets()).containsExactly("models");
    assertThat(DiscoveredImage.of(found).getMetadata().getOwnerReferences())
        .extracting(owner -> owner.getName())
        .containsExactly("server-000", "server-001", "server-002", "server-003");
  }

  @Test
  void bundleIsLookedForInTheRegistryUnlessThePolicySaysOtherwise() {
    use(0, MINILM);
    ModelSignature made = DiscoveredImage.of(findings.found().iterator().next());
    assertThat(made.getSpec().signature.ociReferrer).isNotNull();
    assertThat(made.getSpec().source.image.path).isEqualTo("/");
    assertThat(made.getSpec().source.image.pullSecrets).isNull();

    policy.getSpec().discovery.images.signature = ImageSignaturePlace.File;
    policy.getSpec().discovery.images.path = "/weights";
    use(0, MINILM);
    assertThat(findings.found())
        .extracting(found -> DiscoveredImage.of(found).getSpec())
        .anyMatch(spec -> spec.signature.file != null && spec.source.image.path.equals("/weights"));
  }

  @Test
  void modelcarsHoldTheirModelWhereKServeLinksItFrom() {
    findings.add(
        policy, "team-a", user(0), new TemplateImages(Set.of(new Use(MINILM, true)), List.of()));
    assertThat(findings.found()).extracting(FoundImage::path).containsExactly("/models");
  }

  @Test
  void tagIsCountedAndTheFirstAreNamed() {
    for (int number = 0; number < 5; number++) {
      use(number, "registry.test/minilm:" + number);
    }
    assertThat(findings.found()).isEmpty();
    assertThat(findings.tagged("p")).isEqualTo(5);
    assertThat(findings.tags("p"))
        .extracting(ImageFindings.Tag::workload)
        .containsExactly("Deployment server-000", "Deployment server-001", "Deployment server-002");
  }

  @Test
  void ofANamespaceTheOldestAreKeptAndSixtyFourGetOne() {
    for (int number = 299; number >= 0; number--) {
      use(number, "registry.test/m@sha256:%064d".formatted(number));
    }
    assertThat(findings.found()).hasSize(ImageFindings.KEPT);
    assertThat(findings.dropped("p")).isEqualTo(300 - ImageFindings.KEPT);
    DiscoveryPlan<FoundImage> plan = DiscoveryPlan.of(findings.found());
    assertThat(plan.made()).isEqualTo(Map.of("p", 64));
    assertThat(plan.leftOut()).isEqualTo(Map.of("p", ImageFindings.KEPT - 64));
    assertThat(plan.wanted()).containsKey("team-a/sha256:" + "0".repeat(64) + "/");
  }

  @Test
  void isRecognizedByNameAndOwnersAlone() {
    use(0, MINILM);
    FoundImage found = findings.found().iterator().next();
    assertThat(DiscoveredImage.keyOf(DiscoveredImage.of(found))).contains(found.key());

    ModelSignature disowned = DiscoveredImage.of(found);
    disowned.getMetadata().setOwnerReferences(List.of());
    assertThat(DiscoveredImage.keyOf(disowned)).isEmpty();

    ModelSignature other = DiscoveredImage.of(found);
    other.getSpec().source.image.path = "/elsewhere";
    assertThat(DiscoveredImage.keyOf(other)).isEmpty();

    ModelSignature foreign = DiscoveredImage.of(found);
    foreign.getMetadata().getOwnerReferences().getFirst().setKind("Release");
    assertThat(DiscoveredImage.keyOf(foreign)).isEmpty();
  }
}
