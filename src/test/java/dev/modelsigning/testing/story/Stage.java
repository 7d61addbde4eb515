// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.controller.modelsignature.OperatorUnderTest;
import dev.modelsigning.testing.Claims;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the three parts of a story share: two new namespaces, of the operator and of a team; the
 * team's model and its signer; and the operator, which starts and stops.
 */
final class Stage implements AutoCloseable {
  /** Claim, ModelSignature and ConfigMap of the team's model have this name. */
  static final String MODEL = "minilm";

  static final Duration PATIENCE = Duration.ofSeconds(30);

  final KubernetesClient admin;
  final String system;
  final String team;
  final Claims claims;
  final NodeInPlay node;
  final SwitchedGuard guard = new SwitchedGuard();
  final SignedModel model;
  final Signer signer = Signer.fresh();

  private final KubeApiServer api;
  private final RecordedLogs logs = new RecordedLogs();
  private OperatorUnderTest operator;

  Stage(KubeApiServer api, Path folder) {
    this.api = api;
    admin = api.admin();
    system = api.newNamespace("system", Map.of());
    team = api.newNamespace("team", Map.of());
    claims = new Claims(admin, team);
    node = new NodeInPlay(admin, logs, OperatorUnderTest.IMAGE);
    model = new SignedModel(folder);
    operator = operator(api.adminConfig(), system);
  }

  private OperatorUnderTest operator(Config rights, String namespace) {
    return new OperatorUnderTest(rights, namespace, logs, guard);
  }

  OperatorUnderTest operator() {
    return operator;
  }

  void startOperator() {
    startOperator(api.adminConfig(), system);
  }

  void startOperator(Clock clock) {
    operator = new OperatorUnderTest(api.adminConfig(), system, logs, guard, clock);
  }

  void startOperator(Config rights, String namespace) {
    operator = operator(rights, namespace);
  }

  Resource<ModelSignature> signature() {
    return admin.resources(ModelSignature.class).inNamespace(team).withName(MODEL);
  }

  /** The policy that {@link Given} makes: its name is the team's namespace. */
  Resource<ClusterModelTrustPolicy> policy() {
    return admin.resources(ClusterModelTrustPolicy.class).withName(team);
  }

  Resource<Job> job(String name) {
    return admin.batch().v1().jobs().inNamespace(team).withName(name);
  }

  List<Job> jobs() {
    return admin.batch().v1().jobs().inNamespace(team).list().getItems();
  }

  @Override
  public void close() {
    operator.close();
    clearCluster();
  }

  /**
   * Deletes what later operators would read, judge and count: they see all namespaces. No
   * controller is there that would end the protection of volumes and claims.
   */
  private void clearCluster() {
    admin.resources(ClusterModelTrustPolicy.class).delete();
    admin.resources(ModelTrustRoot.class).delete();
    admin.resources(ClusterModelSigningJob.class).delete();
    for (String namespace : List.of(team, system)) {
      admin.resources(ModelSignature.class).inNamespace(namespace).delete();
      admin.resources(ModelSigningJob.class).inNamespace(namespace).delete();
      admin.batch().v1().jobs().inNamespace(namespace).delete();
      admin.pods().inNamespace(namespace).withGracePeriod(0).delete();
      admin.configMaps().inNamespace(namespace).delete();
    }
    for (PersistentVolumeClaim claim :
        admin.persistentVolumeClaims().inNamespace(team).list().getItems()) {
      String volume = claim.getSpec().getVolumeName();
      remove(admin.resource(claim));
      if (volume != null) {
        remove(admin.persistentVolumes().withName(volume));
      }
    }
  }

  private static <T extends HasMetadata> void remove(Resource<T> resource) {
    if (resource.get() == null) {
      return;
    }
    resource.edit(
        unprotected -> {
          unprotected.getMetadata().setFinalizers(List.of());
          return unprotected;
        });
    resource.delete();
  }

  /** What is stored once the operator has deleted the evidence that nobody needs. */
  List<ConfigMap> evidenceAfterASweep() {
    operator().sweepEvidence();
    return storedEvidence();
  }

  /** The evidence that the operator has stored. */
  List<ConfigMap> storedEvidence() {
    return admin
        .configMaps()
        .inNamespace(system)
        .withLabel("modelsigning.dev/evidence-of")
        .list()
        .getItems();
  }
}
