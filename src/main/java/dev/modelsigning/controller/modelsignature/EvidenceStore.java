// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.measurement.Measured;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps accepted evidence in ConfigMaps of the operator's namespace, so that an edited policy is
 * answered without measuring again, also after a restart. Evidence that is incomplete or of another
 * Job counts as absent.
 */
final class EvidenceStore {
  static final String OWNER_UID_LABEL = "modelsigning.dev/evidence-of";
  static final String OWNER_ANNOTATION = "modelsigning.dev/evidence-of";
  static final String JOB_UID_ANNOTATION = "modelsigning.dev/job-uid";
  static final String PART_ANNOTATION = "modelsigning.dev/part";

  /** Below the API server's limit of 1 MiB for a ConfigMap, in base64 as it is sent. */
  private static final int CHUNK_BYTES = 700 * 1024;

  private static final String KEY = "evidence";

  private final KubernetesClient client;
  private final String namespace;

  EvidenceStore(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Prefix of the ConfigMaps with a resource's evidence. */
  static String reference(String ownerUid) {
    return "oms-evidence-" + ownerUid;
  }

  /**
   * Whose evidence it is.
   *
   * @param uid UID of the resource
   * @param key its {@code namespace/name}
   * @param jobUid the Job that measured
   */
  record Owner(String uid, String key, String jobUid) {}

  /** Replaces a resource's evidence. */
  void save(Owner owner, Measured measured) {
    byte[] all = EvidenceFormat.write(measured);
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0; from < all.length; from += CHUNK_BYTES) {
      chunks.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + CHUNK_BYTES)));
    }
    for (int i = 0; i < chunks.size(); i++) {
      ConfigMap chunk = chunk(owner, i, chunks.size(), chunks.get(i));
      client.configMaps().inNamespace(namespace).resource(chunk).createOr(u -> u.update());
    }
    parts(owner.uid()).stream().skip(chunks.size()).forEach(this::delete);
  }

  /** A resource's evidence, if all of it is there and was measured by that Job. */
  Optional<Measured> load(String ownerUid, String jobUid) {
    List<ConfigMap> parts = parts(ownerUid);
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Map<String, String> annotations = parts.get(i).getMetadata().getAnnotations();
      if (!Objects.equals(annotations.get(JOB_UID_ANNOTATION), jobUid)
          || !Objects.equals(annotations.get(PART_ANNOTATION), part(i, parts.size()))) {
        return Optional.empty();
      }
      String data = parts.get(i).getBinaryData().get(KEY);
      if (data == null) {
        return Optional.empty();
      }
      chunks.add(Base64.getDecoder().decode(data));
    }
    return chunks.isEmpty() ? Optional.empty() : EvidenceFormat.read(chunks);
  }

  /** Deletes a resource's evidence. */
  void forget(String ownerUid) {
    parts(ownerUid).forEach(this::delete);
  }

  /** All ConfigMaps with evidence of whatever resource. */
  List<ConfigMap> all() {
    return client.configMaps().inNamespace(namespace).withLabel(OWNER_UID_LABEL).list().getItems();
  }

  void delete(ConfigMap part) {
    client.configMaps().inNamespace(namespace).withName(part.getMetadata().getName()).delete();
  }

  private List<ConfigMap> parts(String ownerUid) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withLabel(OWNER_UID_LABEL, ownerUid)
        .list()
        .getItems()
        .stream()
        .sorted(Comparator.comparingInt(EvidenceStore::index))
        .toList();
  }

  private static int index(ConfigMap part) {
    String name = part.getMetadata().getName();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private static String part(int index, int count) {
    return (index + 1) + "/" + count;
  }

  private ConfigMap chunk(Owner owner, int index, int count, byte[] bytes) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(reference(owner.uid()) + "-" + index)
        .addToLabels("app.kubernetes.io/managed-by", "model-signature-operator")
        .addToLabels(OWNER_UID_LABEL, owner.uid())
        .addToAnnotations(OWNER_ANNOTATION, owner.key())
        .addToAnnotations(JOB_UID_ANNOTATION, owner.jobUid())
        .addToAnnotations(PART_ANNOTATION, part(index, count))
        .endMetadata()
        .addToBinaryData(KEY, Base64.getEncoder().encodeToString(bytes))
        .build();
  }
}
