// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Makes pods of a team that mount the claim of its model. */
record TeamPods(KubernetesClient admin, String team) {
  /** The scheduler binds a pod to this node, where it runs. */
  Pod runningOn(String node, Pod pod) {
    String name = pod.getMetadata().getName();
    admin
        .resource(
            new BindingBuilder()
                .withNewMetadata()
                .withNamespace(team)
                .withName(name)
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build())
        .create();
    return admin
        .pods()
        .inNamespace(team)
        .withName(name)
        .editStatus(
            stored ->
                new PodBuilder(stored).editOrNewStatus().withPhase("Running").endStatus().build());
  }

  /** A pod with the claim of the model. */
  Pod mounting(boolean readOnly) {
    return admin
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(team)
                .withGenerateName("user-")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("registry.example/c")
                .addNewVolumeMount()
                .withName("m")
                .withMountPath("/m")
                .withReadOnly(readOnly)
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("m")
                .withNewPersistentVolumeClaim(Stage.MODEL, false)
                .endVolume()
                .endSpec()
                .build())
        .create();
  }
}
