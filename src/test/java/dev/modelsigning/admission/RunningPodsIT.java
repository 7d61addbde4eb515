// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may change about a pod that serves a model. */
final class RunningPodsIT extends AdmissionScenario {
  @BeforeEach
  void serveAVerifiedModel() {
    givenAVerifiedClaim("model");
    create(server("s", "model"));
  }

  @Test
  void labelsChangeAlsoWhenTheModelIsNotTrustedAnyLonger() {
    deleteSignature("model");

    assertAdmitted(
        () ->
            pod()
                .edit(
                    stored ->
                        new PodBuilder(stored)
                            .editMetadata()
                            .addToLabels("a", "b")
                            .endMetadata()
                            .build()));
  }

  @Test
  void imageChangesWhileTheModelIsTrusted() {
    assertAdmitted(() -> changeImage("other"));
  }

  @Test
  void imageDoesNotChangeOnceTheModelIsNotTrustedAnyLonger() {
    deleteSignature("model");

    assertRefused(() -> changeImage("other"), "no ModelSignature names it");
  }

  private void changeImage(String image) {
    pod()
        .edit(
            stored ->
                new PodBuilder(stored)
                    .editSpec()
                    .editContainer(0)
                    .withImage(image)
                    .endContainer()
                    .endSpec()
                    .build());
  }

  @Test
  void ephemeralContainerIsRefusedAWritableMountOfTheModel() {
    assertRefused(() -> debug(true), "claim model", "writable in container debug");
  }

  @Test
  void ephemeralContainerWithoutTheModelIsAdmittedWhateverTheVerdict() {
    deleteSignature("model");

    assertAdmitted(() -> debug(false));
  }

  private void debug(boolean mounting) {
    pod()
        .ephemeralContainers()
        .edit(
            stored -> {
              var container =
                  new PodBuilder(stored)
                      .editSpec()
                      .addNewEphemeralContainer()
                      .withName("debug")
                      .withImage("busybox")
                      .withTerminationMessagePolicy("File");
              var mounted =
                  mounting
                      ? container
                          .addNewVolumeMount()
                          .withName("m")
                          .withMountPath("/x")
                          .endVolumeMount()
                      : container;
              return mounted.endEphemeralContainer().endSpec().build();
            });
  }

  private PodResource pod() {
    return API.admin().pods().inNamespace(namespace).withName("s");
  }
}
