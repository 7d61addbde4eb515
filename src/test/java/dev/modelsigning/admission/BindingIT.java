// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.testing.Claims;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that were admitted, when a scheduler says on which node they run; the test plays it. */
final class BindingIT extends AdmissionScenario {
  private static final String JOB = "0b7a3e52-0000-4000-8000-000000000003";

  @ParameterizedTest
  @ValueSource(strings = {"pods/s/binding", "bindings"})
  void podOfAVerifiedModelIsBound(String resource) {
    givenAVerifiedClaim("model");
    create(server("s", "model"));

    assertAdmitted(() -> bind("s", resource));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pods/s/binding", "bindings"})
  void podWhoseVolumeWasExchangedSinceIsNotBound(String resource) {
    givenAVerifiedClaim("model");
    create(server("s", "model"));
    new Claims(API.admin(), namespace).changeMountOptions("model");

    assertRefused(() -> bind("s", resource), "denied the request", "claim model");
  }

  @Test
  void podWhoseClaimIsBeingDeletedIsNotBound() {
    givenAVerifiedClaim("model");
    create(server("s", "model"));
    API.admin().persistentVolumeClaims().inNamespace(namespace).withName("model").delete();

    assertRefused(() -> bind("s", "pods/s/binding"), "denied the request", "claim model");
  }

  @Test
  void podThatLostItsVerdictSinceIsNotBound() {
    givenAVerifiedClaim("model");
    create(server("s", "model"));
    deleteSignature("model");

    assertRefused(() -> bind("s", "pods/s/binding"), "no ModelSignature names it");
  }

  @Test
  void measuringPodIsBound() {
    given.aClaimBeingMeasured("new", JOB);
    String name = ApiGroup.MEASURING_PREFIX + "b";
    API.asServiceAccount("kube-system", "job-controller")
        .resource(
            new PodBuilder(server(name, "new"))
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName("j")
                .withUid(JOB)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .editSpec()
                .editVolume(0)
                .editPersistentVolumeClaim()
                .withReadOnly(true)
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .build())
        .create();

    assertAdmitted(() -> bind(name, "pods/" + name + "/binding"));
  }

  private void bind(String pod, String resource) {
    Binding binding =
        new BindingBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(pod)
            .endMetadata()
            .withNewTarget()
            .withKind("Node")
            .withName("node-a")
            .endTarget()
            .build();
    API.admin().raw("/api/v1/namespaces/" + namespace + "/" + resource, "POST", binding);
  }
}
