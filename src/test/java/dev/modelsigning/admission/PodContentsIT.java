// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.gate.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;

/** Pods whose models come in other ways than by a claim alone, through a real API server. */
final class PodContentsIT extends AdmissionScenario {
  private Pod pod(String spec) {
    Pod pod = Pods.pod(spec);
    pod.getMetadata().setNamespace(namespace);
    return pod;
  }

  @Test
  void usualVolumesBesideAVerifiedModelAreAdmitted() {
    givenAVerifiedClaim("model");

    assertAdmitted(
        () ->
            create(
                pod(
                    """
                    serviceAccountName: default
                    containers:
                    - name: server
                      image: vllm/vllm-openai
                      args: [--model, /mnt/models]
                      volumeMounts:
                      - {name: model, mountPath: /mnt/models, readOnly: true}
                      - {name: shm, mountPath: /dev/shm}
                      - {name: config, mountPath: /etc/vllm}
                      - {name: token, mountPath: /var/run/secrets/tokens}
                    volumes:
                    - {name: model, persistentVolumeClaim: {claimName: model}}
                    - {name: shm, emptyDir: {medium: Memory}}
                    - {name: config, configMap: {name: vllm}}
                    - {name: token, projected: {sources: [{serviceAccountToken: {path: token}}]}}
                    """)));
  }

  @Test
  void modelOutOfConfigMapsIsRefused() {
    assertRefused(
        () ->
            create(
                pod(
                    """
                    containers:
                    - {name: server, image: i, volumeMounts: [{name: c, mountPath: /mnt/models}]}
                    volumes: [{name: c, configMap: {name: weights}}]
                    """)),
        "container server, volume c: a model source that cannot be verified",
        "unverifiable.configuration");
  }

  @Test
  void configMapOverAFileOfAVerifiedModelIsRefused() {
    givenAVerifiedClaim("model");

    assertRefused(
        () ->
            create(
                pod(
                    """
                    containers:
                    - name: server
                      image: i
                      volumeMounts:
                      - {name: model, mountPath: /srv, readOnly: true}
                      - {name: c, mountPath: /srv/config.json, subPath: config.json}
                    volumes:
                    - {name: model, persistentVolumeClaim: {claimName: model}}
                    - {name: c, configMap: {name: other}}
                    """)),
        "container server, volume c: mounted at /srv/config.json");
  }

  @Test
  void repositoryInAnArgumentIsRefusedInAPodWithoutVolumes() {
    assertRefused(
        () ->
            create(
                pod("containers: [{name: server, image: i, command: [vllm, serve, org/llama]}]")),
        "container server: argument of 'vllm serve' names 'org/llama'",
        "HF_HUB_OFFLINE");
  }

  @Test
  void emptyDirThatAnInitContainerFillsIsRefusedAtAnyPath() {
    assertRefused(
        () ->
            create(
                pod(
                    """
                    initContainers:
                    - {name: fetch, image: i, volumeMounts: [{name: w, mountPath: /spool}]}
                    containers: [{name: server, image: i, volumeMounts: [{name: w, mountPath: /w}]}]
                    volumes: [{name: w, emptyDir: {}}]
                    """)),
        "container fetch, server, volume w",
        "unverifiable.initDownloaded");
  }

  @Test
  void privilegeThatUndoesAReadOnlyMountIsRefused() {
    assertRefused(
        () ->
            create(
                pod(
                    """
                    containers:
                    - {name: server, image: i, securityContext: {capabilities: {add: [SYS_ADMIN]}}}
                    """)),
        "container server has capabilities.add SYS_ADMIN",
        "requires that no container can undo a read-only mount");
  }

  @Test
  void mountInAPathThatSignaturesLeaveOutIsRefused() {
    givenAVerifiedClaim("model");

    assertRefused(
        () ->
            create(
                pod(
                    """
                    containers:
                    - name: server
                      image: i
                      volumeMounts:
                      - {name: model, mountPath: /mnt/models, subPath: .git/lfs, readOnly: true}
                    volumes: [{name: model, persistentVolumeClaim: {claimName: model}}]
                    """)),
        "ModelSignature model does not cover the directory .git/lfs");
  }
}
