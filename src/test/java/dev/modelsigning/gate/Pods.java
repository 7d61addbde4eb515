// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.admission.FakeCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;

/** Pods from YAML. */
public final class Pods {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Pods() {}

  /** A pod with one container "server"; the text is the rest of its spec. */
  public static Pod pod(String spec) {
    return YAML.unmarshal(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: team-a}\nspec:\n"
            + spec.indent(2),
        Pod.class);
  }

  /** The same with another name and claim. */
  public static Pod server(String namespace, String name, String claim) {
    return new PodBuilder(server())
        .editMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .editSpec()
        .editVolume(0)
        .editPersistentVolumeClaim()
        .withClaimName(claim)
        .endPersistentVolumeClaim()
        .endVolume()
        .endSpec()
        .build();
  }

  /** The ordinary inference pod: the claim, mounted read-only. */
  public static Pod server() {
    return pod(
        """
        containers:
        - name: server
          image: vllm
          volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]
        volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
        """);
  }

  public static PodRequest create(Pod pod) {
    return create(pod, "system:serviceaccount:kube-system:replicaset-controller");
  }

  public static PodRequest create(Pod pod, String user) {
    return new PodRequest("CREATE", "", FakeCluster.NAMESPACE, user, pod, Optional.empty());
  }
}
