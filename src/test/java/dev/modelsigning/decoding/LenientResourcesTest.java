// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LenientResourcesTest {
  private static final KubernetesSerialization SERIALIZATION = LenientResources.serialization();

  private static String signature(String name, String timeout) {
    return """
    {"apiVersion": "modelsigning.dev/v1alpha1", "kind": "ModelSignature",
     "metadata": {"name": "%s", "namespace": "team-a", "uid": "u", "generation": 4,
      "resourceVersion": "7", "annotations": {"a": "b"}},
     "spec": {"source": {"persistentVolumeClaim": {"claimName": "model"}},
      "verification": {"timeoutSeconds": %s}},
     "status": {"verdict": "Verified", "observedGeneration": 4}}
    """
        .formatted(name, timeout);
  }

  private static ModelSignature read(String json) {
    return SERIALIZATION.unmarshal(json, ModelSignature.class);
  }

  @Test
  void objectThatFitsIsReadWhole() {
    ModelSignature read = read(signature("good", "60"));
    assertThat(Unreadable.isReadable(read)).isTrue();
    assertThat(read.getSpec().verification.timeoutSeconds).isEqualTo(60);
  }

  /** A table of them would keep what tenants send, whatever its length. */
  @Test
  void namesAreNotKeptFromOneObjectToTheNext() throws IOException {
    for (ObjectMapper mapper : List.of(LenientResources.mapper(), LenientResources.forClient())) {
      byte[] json = "{\"a-name-that-a-tenant-made-up\": 1}".getBytes(StandardCharsets.UTF_8);
      String first = mapper.readTree(new ByteArrayInputStream(json)).fieldNames().next();
      String second = mapper.readTree(new ByteArrayInputStream(json)).fieldNames().next();
      assertThat(second).isEqualTo(first).isNotSameAs(first);
    }
  }

  @Test
  void fieldThatDoesNotFitIsNamedAndTheOthersAreRead() {
    ModelSignature read = read(signature("odd", "{\"in\": \"a later release\"}"));
    assertThat(Unreadable.fields(read)).contains("spec.verification");
    assertThat(read.getSpec().verification).isNull();
    assertThat(read.getSpec().source.persistentVolumeClaim.claimName).isEqualTo("model");
    assertThat(read.getStatus().observedGeneration).isEqualTo(4);
    assertThat(read.getMetadata().getUid()).isEqualTo("u");
    assertThat(read.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(read.getMetadata().getAnnotations()).containsEntry("a", "b");
  }

  @Test
  void sectionOfAnotherKindIsLeftOut() {
    ModelSignature read =
        read(signature("odd", "60").replace("\"spec\": {", "\"spec\": 1, \"x\": {"));
    assertThat(Unreadable.fields(read).orElseThrow()).contains("spec");
    assertThat(read.getMetadata().getName()).isEqualTo("odd");
  }

  @Test
  void listWithOneSuchObjectIsReadWhole() {
    String list =
        "{\"apiVersion\": \"modelsigning.dev/v1alpha1\", \"kind\": \"ModelSignatureList\","
            + " \"metadata\": {}, \"items\": ["
            + signature("odd", "\"\"x\"\"".replace("\"\"", "\""))
            + ","
            + signature("good", "60")
            + "]}";
    DefaultKubernetesResourceList<ModelSignature> read =
        SERIALIZATION.unmarshal(
            new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8)),
            new TypeReference<DefaultKubernetesResourceList<ModelSignature>>() {});
    assertThat(read.getItems()).extracting(Unreadable::isReadable).containsExactly(false, true);
  }

  @Test
  void watchEventAboutSuchAnObjectIsRead() {
    SERIALIZATION.registerKubernetesResource(ModelSignature.class);
    WatchEvent event =
        SERIALIZATION.unmarshal(
            "{\"type\": \"ADDED\", \"object\": " + signature("odd", "[1]") + "}", WatchEvent.class);
    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            ModelSignature.class, read -> assertThat(Unreadable.isReadable(read)).isFalse());
  }

  @Test
  void policyOfALaterReleaseKeepsWhatItSelects() {
    ClusterModelTrustPolicy read =
        SERIALIZATION.unmarshal(
            """
            {"apiVersion": "modelsigning.dev/v1alpha1", "kind": "ClusterModelTrustPolicy",
             "metadata": {"name": "p"},
             "spec": {"mode": "Later",
              "match": {"namespaceSelector": {"matchLabels": {"models": "production"}}}}}
            """,
            ClusterModelTrustPolicy.class);
    assertThat(Unreadable.fields(read)).contains("spec.mode");
    assertThat(read.getSpec().match.namespaceSelector.getMatchLabels())
        .containsEntry("models", "production");
  }

  @Test
  void namesMayBeAsLongAsTenantsCanMakeThem() {
    String name = "k:{\"name\":\"" + "N".repeat(900_000) + "\"}";
    String pod =
        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\","
            + " \"managedFields\": [{\"fieldsV1\": {\"f:spec\": {\""
            + name.replace("\"", "\\\"")
            + "\": {}}}}]}}";
    assertThat(SERIALIZATION.unmarshal(pod, Pod.class).getMetadata().getName()).isEqualTo("p");
    assertThatThrownBy(() -> new KubernetesSerialization().unmarshal(pod, Pod.class))
        .as("a client that is not configured fails")
        .isInstanceOf(RuntimeException.class);
  }

  /** Anybody may write managed fields, and the API server keeps those that name no field. */
  private static String podWithManagedFields(String fields) {
    return "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\","
        + " \"managedFields\": [{\"manager\": \"m\", \"fieldsV1\": "
        + fields
        + "}], \"uid\": \"u\"}}";
  }

  @Test
  void managedFieldsMayBeAsDeepAsTenantsCanMakeThem() {
    String pod = podWithManagedFields("{\"f:a\":".repeat(9_990) + "{}" + "}".repeat(9_990));
    String list = "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"items\": [" + pod + "]}";
    assertThat(SERIALIZATION.unmarshal(list, PodList.class).getItems())
        .extracting(read -> read.getMetadata().getUid())
        .containsExactly("u");
    WatchEvent event =
        SERIALIZATION.unmarshal(
            "{\"type\": \"MODIFIED\", \"object\": " + pod + "}", WatchEvent.class);
    assertThat(event.getObject()).isInstanceOf(Pod.class);
  }

  @Test
  void managedFieldsTakeNoMemory() {
    Pod read = SERIALIZATION.unmarshal(podWithManagedFields("{\"f:a\": {}}"), Pod.class);
    assertThat(read.getMetadata().getManagedFields()).isEmpty();
    assertThat(read.getMetadata().getAdditionalProperties()).isEmpty();
    assertThat(SERIALIZATION.asJson(read))
        .as("an update leaves them alone")
        .doesNotContain("managed");
  }

  @Test
  void textThatIsNoJsonStaysAnError() {
    assertThatThrownBy(() -> read("{\"apiVersion\": ")).isInstanceOf(RuntimeException.class);
  }
}
