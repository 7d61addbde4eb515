// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A definition that accepts more than the classes read, as one of a later release does. */
class UnreadableObjectIT extends OperatorScenario {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ODD = "odd";

  private CustomResourceDefinition before;

  private static CustomResourceDefinition definition() {
    return API.admin()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("modelsignatures.modelsigning.dev")
        .get();
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name), name);
  }

  @BeforeEach
  void widenTheDefinition() {
    before = definition();
    CustomResourceDefinition wide = definition();
    JSONSchemaProps schema =
        wide.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    property(property(schema, "spec"), "verification")
        .getProperties()
        .put(
            "timeoutSeconds",
            new JSONSchemaPropsBuilder().withXKubernetesPreserveUnknownFields(true).build());
    API.admin().resource(wide).update();
  }

  @AfterEach
  void restoreTheDefinition() {
    odd().delete();
    before.getMetadata().setResourceVersion(definition().getMetadata().getResourceVersion());
    API.admin().resource(before).update();
  }

  private io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource> odd() {
    return API.admin()
        .genericKubernetesResources("modelsigning.dev/v1alpha1", "ModelSignature")
        .inNamespace(team)
        .withName(ODD);
  }

  private boolean isCreated() {
    try {
      API.admin()
          .resource(
              Serialization.unmarshal(
                  """
                  apiVersion: modelsigning.dev/v1alpha1
                  kind: ModelSignature
                  metadata: {name: odd, namespace: %s}
                  spec:
                    source: {persistentVolumeClaim: {claimName: other}}
                    verification: {timeoutSeconds: {after: a while}}
                  """
                      .formatted(team),
                  GenericKubernetesResource.class))
          .create();
      return true;
    } catch (KubernetesClientException e) {
      return false; // the wide definition is not in force yet
    }
  }

  private boolean isUnreadable() {
    GenericKubernetesResource stored = odd().get();
    return "Unreadable".equals(stored.get("status", "reason"))
        && "Unknown".equals(stored.get("status", "verdict"));
  }

  @Test
  void oneObjectIsUnknownAndAllOthersAreVerifiedAndKnown() {
    given.aPolicy();
    Await.until("the odd object to be accepted", PATIENCE, this::isCreated);
    Await.until("the odd object to be Unknown", PATIENCE, this::isUnreadable);
    assertThat(odd().get().<String>get("status", "message")).contains("spec.verification");

    given.aSignedModel().aBoundClaim().aModelSignature();
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
    when.theOperatorRestarts();
    when.thePolicyTrusts(Signer.fresh().publicKey());
    then.theModelSignature().becomes("SignerUntrusted");

    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (InformedState webhook = new InformedState(API.admin(), meters)) {
      webhook.start();
      Await.until("the webhook's caches to be filled", PATIENCE, webhook::isSynced);
      assertThat(webhook.view().signatures(team, "minilm")).hasSize(1);
      assertThat(webhook.view().signatures(team, "other"))
          .extracting(ModelSignature::getStatus)
          .allMatch(status -> status == null || status.reason.equals("Unreadable"));
    }
  }

  @Test
  void cachesFollowAgainAfterTheServerWasAway() {
    given.aBoundClaim();
    try (InformedState webhook = new InformedState(API.admin(), new SimpleMeterRegistry())) {
      webhook.start();
      Await.until("the webhook's caches to be filled", PATIENCE, webhook::isSynced);
      API.awayDuring(
          () -> Await.until("the outage to be seen", PATIENCE, () -> !webhook.isFollowing()));
      assertThat(webhook.isAlive()).isTrue();
      given.aModelSignature();
      Await.until(
          "the webhook to know what was created since",
          Duration.ofSeconds(15),
          () -> !webhook.view().signatures(team, "minilm").isEmpty());
      try {
        Await.until("all caches to follow", Duration.ofSeconds(15), webhook::isFollowing);
      } catch (AssertionError e) {
        throw new AssertionError("not following: " + webhook.lagging(), e);
      }
      assertThat(webhook.lagging()).isEmpty();
    }
  }
}
