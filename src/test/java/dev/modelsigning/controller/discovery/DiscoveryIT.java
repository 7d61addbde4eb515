// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveredOwner;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ModelSignatures made and removed, with the rights of the install. */
class DiscoveryIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private final String team = API.newNamespace("team", Map.of());
  private final ClusterModelTrustPolicy policy = CustomResources.policy(team);
  private List<ClusterModelTrustPolicy> policies = List.of(policy);

  @BeforeAll
  static void install() {
    var deployed = new DeployedFiles(API.admin());
    deployed.namespace();
    deployed.apply("rbac.yaml");
  }

  DiscoveryIT() {
    policy.getSpec().mode = PolicyMode.Audit;
    policy.getSpec().discovery = new DiscoveryRules();
    policy.getSpec().discovery.claimSelector =
        new LabelSelectorBuilder().addToMatchLabels("model", team).build();
  }

  private Map<String, DiscoveryReports.Report> pass() {
    return new DiscoveryPass(
            API.asServiceAccount(DeployedFiles.NAMESPACE, "model-signature-operator"),
            Set.of("kube-system"))
        .run(policies);
  }

  private PersistentVolumeClaim claim(String namespace, String name) {
    return claim(namespace, name, List.of());
  }

  private PersistentVolumeClaim claim(String namespace, String name, List<OwnerReference> owners) {
    return API.admin()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels(owners.isEmpty() ? Map.of("model", team) : Map.of())
                .withOwnerReferences(owners)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  private Resource<ModelSignature> signature(String name) {
    return API.admin().resources(ModelSignature.class).inNamespace(team).withName(name);
  }

  @Test
  void aSelectorThatTheApiServerRefusesStopsItsPolicyAlone() {
    claim(team, "minilm");
    ClusterModelTrustPolicy refused = CustomResources.policy("refused-" + team);
    refused.getSpec().discovery = new DiscoveryRules();
    refused.getSpec().discovery.claimSelector =
        new LabelSelectorBuilder().addToMatchLabels("holds", "my model").build();
    policies = List.of(refused, policy);

    assertThat(pass()).containsOnlyKeys(team);
    assertThat(signature("discovered-minilm").get()).isNotNull();
  }

  @Test
  void selectedClaimsHaveOneUntilTheyAreNoLongerSelected() {
    PersistentVolumeClaim minilm = claim(team, "minilm");
    claim(team, "second");
    claim(API.newNamespace("other", Map.of()), "elsewhere");

    assertThat(pass()).isEqualTo(Map.of(team, new DiscoveryReports.Report(2, 0, 0)));
    assertThat(signature("discovered-minilm").get().getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(minilm.getMetadata().getUid()));
    assertThat(API.admin().resources(ModelSignature.class).inAnyNamespace().list().getItems())
        .noneMatch(made -> made.getMetadata().getName().equals("discovered-elsewhere"));

    API.admin()
        .resource(minilm)
        .edit(
            claim ->
                new PersistentVolumeClaimBuilder(claim)
                    .editMetadata()
                    .addToAnnotations("modelsigning.dev/no-discovery", "")
                    .endMetadata()
                    .build());
    assertThat(pass()).isEqualTo(Map.of(team, new DiscoveryReports.Report(1, 0, 0)));
    assertThat(signature("discovered-minilm").get()).isNull();
    assertThat(signature("discovered-second").get()).isNotNull();

    policy.getSpec().discovery = null;
    assertThat(pass()).isEmpty();
    assertThat(signature("discovered-second").get()).isNull();
  }

  private static OwnerReference owner(String apiVersion, String kind, String name) {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(name)
        .withController(true)
        .build();
  }

  private static DiscoveredOwner kind(String group, String kind) {
    var owner = new DiscoveredOwner();
    owner.apiGroup = group;
    owner.kind = kind;
    return owner;
  }

  @Test
  void claimsOfCachesAreSelectedByTheirOwnerAndAtTheDirectoryOfTheirModel() {
    LocalModelCaches.install(API.admin());
    LocalModelCaches.create(API.admin(), team, "hf://sentence-transformers/all-MiniLM-L6-v2");
    policy.getSpec().discovery.owners =
        List.of(kind("apps.nvidia.com", "NIMCache"), kind("serving.kserve.io", "LocalModelCache"));
    claim(team, "by-label");
    claim(team, "nim", List.of(owner("apps.nvidia.com/v1alpha1", "NIMCache", "nim")));
    claim(team, "nobody", List.of(owner("apps/v1", "StatefulSet", "set")));
    claim(team, "cached", List.of(owner("serving.kserve.io/v1alpha1", "LocalModelCache", team)));
    claim(team, "gone", List.of(owner("serving.kserve.io/v1alpha1", "LocalModelCache", "gone")));

    assertThat(pass()).isEqualTo(Map.of(team, new DiscoveryReports.Report(3, 0, 0)));
    assertThat(signature("discovered-nobody").get()).isNull();
    assertThat(signature("discovered-gone").get()).isNull();
    assertThat(signature("discovered-nim").get().getSpec().source.persistentVolumeClaim.subPath)
        .isNull();
    assertThat(signature("discovered-cached").get().getSpec().source.persistentVolumeClaim.subPath)
        .isEqualTo("models/cdba4c7ca48ccb9d");
  }

  @Test
  void cacheThatIsMadeAnewForAnotherModelHasItsOwnDirectoryDeclared() {
    LocalModelCaches.install(API.admin());
    LocalModelCaches.create(API.admin(), team, "hf://sentence-transformers/all-MiniLM-L6-v2");
    policy.getSpec().discovery.owners = List.of(kind("serving.kserve.io", "LocalModelCache"));
    claim(team, "cached", List.of(owner("serving.kserve.io/v1alpha1", "LocalModelCache", team)));
    assertThat(pass()).isEqualTo(Map.of(team, new DiscoveryReports.Report(1, 0, 0)));
    String before = signature("discovered-cached").get().getMetadata().getUid();
    assertThat(pass()).isEqualTo(Map.of(team, new DiscoveryReports.Report(1, 0, 0)));
    assertThat(signature("discovered-cached").get().getMetadata().getUid()).isEqualTo(before);

    LocalModelCaches.create(API.admin(), team, "hf://openai-community/gpt2");
    assertThat(pass()).isEqualTo(Map.of(team, new DiscoveryReports.Report(1, 0, 0)));
    assertThat(signature("discovered-cached").get().getSpec().source.persistentVolumeClaim.subPath)
        .isEqualTo("models/e01a3ed19610272f");
  }

  @Test
  void claimsThatNameImpossibleCachesEndNobodysDiscovery() {
    LocalModelCaches.install(API.admin());
    policy.getSpec().discovery.owners = List.of(kind("serving.kserve.io", "LocalModelCache"));
    claim(team, "by-label");
    List<String> names = List.of("one/status/deep", "?watch=true", "has space", "..", "%zz");
    for (int i = 0; i < names.size(); i++) {
      var cache = owner("serving.kserve.io/v1alpha1", "LocalModelCache", names.get(i));
      cache.setUid("impossible-" + i);
      claim(team, "impossible-" + i, List.of(cache));
    }
    for (int i = 0; i <= LocalModels.IN_A_NAMESPACE; i++) {
      var cache = owner("serving.kserve.io/v1alpha1", "LocalModelCache", "none-" + i);
      claim(team, "none-" + i, List.of(cache));
    }

    assertThat(pass()).isEqualTo(Map.of(team, new DiscoveryReports.Report(1, 0, 0)));
    assertThat(signature("discovered-by-label").get()).isNotNull();
  }

  @Test
  void whatSomebodyElseMadeIsNeitherChangedNorDeleted() {
    claim(team, "minilm");
    ModelSignature own = CustomResources.modelSignature(team, "minilm");
    own.getMetadata().setName("discovered-minilm");
    API.admin().resource(own).create();
    ModelSignature labelled = CustomResources.modelSignature(team, "unselected");
    labelled.getMetadata().setLabels(Map.of("modelsigning.dev/discovered", "true"));
    API.admin().resource(labelled).create();

    assertThat(pass()).isEqualTo(Map.of(team, new DiscoveryReports.Report(0, 0, 1)));
    assertThat(signature("discovered-minilm").get().getMetadata().getOwnerReferences()).isEmpty();
    assertThat(signature("unselected").get()).isNotNull();
  }
}
