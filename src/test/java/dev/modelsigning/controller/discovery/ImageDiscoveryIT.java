// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.api.v1alpha1.ImageDiscovery;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ModelSignatures made for the images of workloads, with the rights of the install. */
class ImageDiscoveryIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final String PINNED = "registry.test/minilm@sha256:" + "1".repeat(64);
  private static final String OTHER = "registry.test/other@sha256:" + "2".repeat(64);

  private final String team = API.newNamespace("team", Map.of());
  private final ClusterModelTrustPolicy policy = CustomResources.policy(team);

  @BeforeAll
  static void install() {
    var deployed = new DeployedFiles(API.admin());
    deployed.namespace();
    deployed.apply("rbac.yaml");
  }

  ImageDiscoveryIT() {
    policy.getSpec().mode = PolicyMode.Audit;
    policy.getSpec().discovery = new DiscoveryRules();
    policy.getSpec().discovery.images = new ImageDiscovery();
  }

  private DiscoveryReports.Images pass() {
    return reports(Set.of("kube-system")).images().orElseThrow();
  }

  private DiscoveryReports.Report reports(Set<String> exempt) {
    return Objects.requireNonNull(
        new DiscoveryPass(
                API.asServiceAccount(DeployedFiles.NAMESPACE, "model-signature-operator"), exempt)
            .run(List.of(policy))
            .get(team));
  }

  private static DiscoveryReports.Images made(int made) {
    return new DiscoveryReports.Images(made, 0, 0, 0, List.of());
  }

  private List<ModelSignature> signatures() {
    return API.admin().resources(ModelSignature.class).inNamespace(team).list().getItems();
  }

  private HasMetadata create(String yaml) {
    HasMetadata object = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    object.getMetadata().setNamespace(team);
    return API.admin().resource(object).create();
  }

  private HasMetadata deployment(String name, String image) {
    return create(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s, labels: {serves: model}}
        spec:
          selector: {matchLabels: {app: %s}}
          template:
            metadata: {labels: {app: %s}}
            spec:
              imagePullSecrets: [{name: models}]
              containers: [{name: server, image: server}]
              volumes: [{name: model, image: {reference: "%s"}}]
        """
            .formatted(name, name, name, image));
  }

  private HasMetadata pod(String name, String image, String owner) {
    return create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, ownerReferences: [%s]}
        spec:
          containers: [{name: server, image: server}]
          volumes: [{name: model, image: {reference: "%s"}}]
        """
            .formatted(name, owner, image));
  }

  @Test
  void imageOfATemplateHasOneUntilItsLastUserIsGone() {
    HasMetadata first = deployment("first", PINNED);
    HasMetadata second = deployment("second", PINNED);
    assertThat(pass()).isEqualTo(made(1));
    assertThat(signatures())
        .singleElement()
        .satisfies(
            signature -> {
              assertThat(signature.getSpec().source.image.reference).isEqualTo(PINNED);
              assertThat(signature.getSpec().source.image.pullSecrets).containsExactly("models");
              assertThat(signature.getSpec().signature.ociReferrer).isNotNull();
              assertThat(signature.getMetadata().getOwnerReferences()).hasSize(2);
            });

    API.admin().resource(first).delete();
    assertThat(pass()).isEqualTo(made(1));
    assertThat(signatures().getFirst().getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(second.getMetadata().getUid()));

    API.admin().resource(second).delete();
    assertThat(pass()).isEqualTo(made(0));
    assertThat(signatures()).isEmpty();
  }

  @Test
  void workloadWithAVeryLongNameInItEndsNobodysDiscovery() {
    // As it is: the client of this test cannot read the answer.
    API.admin()
        .raw(
            "/apis/apps/v1/namespaces/" + team + "/deployments",
            "POST",
            Serialization.unmarshal(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: hostile}
                spec:
                  selector: {matchLabels: {app: hostile}}
                  template:
                    metadata: {labels: {app: hostile}}
                    spec:
                      containers: [{name: server, image: server, env: [{name: %s}]}]
                """
                    .formatted("N".repeat(60_000)),
                GenericKubernetesResource.class));
    deployment("server", PINNED);
    assertThat(pass()).isEqualTo(made(1));
  }

  @Test
  void workloadsOptOutAndAreSelected() {
    HasMetadata server = deployment("server", PINNED);
    policy.getSpec().discovery.images.workloadSelector =
        new LabelSelectorBuilder().addToMatchLabels("serves", "nothing").build();
    assertThat(pass()).isEqualTo(made(0));
    policy.getSpec().discovery.images.workloadSelector =
        new LabelSelectorBuilder().addToMatchLabels("serves", "model").build();
    assertThat(pass()).isEqualTo(made(1));

    API.admin()
        .resource(server)
        .edit(
            workload -> {
              workload.getMetadata().setAnnotations(Map.of("modelsigning.dev/no-discovery", ""));
              return workload;
            });
    assertThat(pass()).isEqualTo(made(0));
    assertThat(signatures()).isEmpty();
  }

  @Test
  void podsCountWhereNothingThatIsReadStandsForThem() {
    pod("alone", PINNED, "");
    pod(
        "of-a-set",
        OTHER,
        "{apiVersion: apps/v1, kind: ReplicaSet, name: set, uid: set, controller: true}");
    pod("oms-verify-1", OTHER, "");
    assertThat(pass()).isEqualTo(made(1));
    pod(
        "of-something",
        OTHER,
        "{apiVersion: example.com/v1, kind: Server, name: server, uid: server, controller: true}");
    assertThat(pass()).isEqualTo(made(2));
  }

  @Test
  void tagGetsNoneAndIsToldWithTheDigestThatIsKnown() {
    deployment("pinned", PINNED);
    deployment("tagged", "registry.test/minilm:latest");
    pass();
    assertThat(pass())
        .isEqualTo(
            new DiscoveryReports.Images(
                1,
                0,
                0,
                1,
                List.of(
                    team
                        + "/Deployment tagged: registry.test/minilm:latest (known is "
                        + PINNED
                        + ")")));
    assertThat(signatures()).hasSize(1);
  }

  @Test
  void imageThatSomebodyDeclaredGetsNoSecondOne() {
    deployment("server", PINNED);
    ModelSignature own = CustomResources.modelSignature(team, "minilm");
    own.getMetadata().setName("mine");
    own.getSpec().source = new ModelSource();
    own.getSpec().source.image = new ImageSource();
    own.getSpec().source.image.reference = PINNED;
    API.admin().resource(own).create();
    assertThat(pass()).isEqualTo(made(0));
    assertThat(signatures()).extracting(made -> made.getMetadata().getName()).containsOnly("mine");
  }

  @Test
  void withoutTheFieldNoWorkloadIsLookedAtAndWhatWasMadeGoes() {
    deployment("server", PINNED);
    assertThat(pass()).isEqualTo(made(1));
    policy.getSpec().discovery.images = null;
    policy.getSpec().discovery.claimSelector =
        new LabelSelectorBuilder().addToMatchLabels("holds", "model").build();
    assertThat(reports(Set.of()).images()).isEmpty();
    assertThat(signatures()).isEmpty();
  }
}
