// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.evidence;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.measurement.Measured;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps accepted evidence in ConfigMaps of the operator's namespace, so that an edited policy is
 * answered without measuring again, also after a restart. Each ModelSignature has a small record;
 * what was measured lies under its digest, once for all records that name it. Evidence that is
 * incomplete, damaged or of another Job counts as absent.
 *
 * <p>Each namespace has the room that {@link EvidenceRoom} says.
 */
public final class EvidenceStore {
  static final String OWNER_UID_LABEL = ApiGroup.EVIDENCE_OWNER_LABEL;
  static final String OWNER_ANNOTATION = "modelsigning.dev/evidence-of";
  static final String JOB_UID_ANNOTATION = "modelsigning.dev/job-uid";
  static final String CONTENT_LABEL = ApiGroup.EVIDENCE_CONTENT_LABEL;

  private static final String CONTENT_ANNOTATION = "modelsigning.dev/content";
  private static final String BYTES_ANNOTATION = "modelsigning.dev/content-bytes";

  /** Below the API server's limit of 1 MiB for a ConfigMap, in base64 as it is sent. */
  private static final int CHUNK_BYTES = 700 * 1024;

  private static final String KEY = "evidence";
  private static final int NAME_DIGITS = 40;

  private final KubernetesClient client;
  private final String namespace;
  private final EvidenceRoom room;
  private final AtomicLong changes = new AtomicLong();

  /**
   * Nothing is read before it is used.
   *
   * @param namespace the operator's own
   */
  public EvidenceStore(KubernetesClient client, String namespace) {
    this(client, namespace, EvidenceRoom.TRUSTED_BYTES);
  }

  EvidenceStore(KubernetesClient client, String namespace, long trustedBytes) {
    this.client = client;
    this.namespace = namespace;
    this.room = new EvidenceRoom(client, namespace, trustedBytes);
  }

  /**
   * Name of the ConfigMap with a resource's record.
   *
   * @param nodeUid UID of the node whose directory was measured, if the volume is one
   */
  public static String reference(String ownerUid, Optional<String> nodeUid) {
    return "oms-evidence-" + ownerUid + nodeUid.map(uid -> "-" + uid).orElse("");
  }

  /**
   * Whose evidence it is.
   *
   * @param uid UID of the resource
   * @param key its {@code namespace/name}
   * @param jobUid the Job that measured
   * @param trusted whether some policy trusts a signature over what was measured
   * @param nodeUid UID of the node whose directory was measured, if the volume is one: each node of
   *     a resource has a record of its own
   */
  public record Owner(
      String uid, String key, String jobUid, boolean trusted, Optional<String> nodeUid) {
    String reference() {
      return EvidenceStore.reference(uid, nodeUid);
    }

    String namespace() {
      int slash = key.indexOf('/');
      return slash < 0 ? key : key.substring(0, slash);
    }
  }

  /**
   * Replaces a resource's evidence.
   *
   * @return false when the namespace has no room for it; then the resource has none
   */
  public boolean save(Owner owner, Measured measured) {
    changes.incrementAndGet();
    byte[] content = EvidenceFormat.writeContent(measured);
    String digest = Digest.sha256(content).hex().substring(0, NAME_DIGITS);
    return room.inTurn(
        owner,
        content.length,
        () -> {
          if (!room.isThereFor(owner, digest, content.length)) {
            forget(owner.uid(), owner.nodeUid());
            return false;
          }
          List<byte[]> chunks = chunks(content);
          for (int i = 0; i < chunks.size(); i++) {
            writeOnce(chunk(digest, i, chunks.get(i)));
          }
          write(record(owner, measured, digest, content.length));
          return true;
        });
  }

  /** A resource's evidence, of a node if it is on one, if all is there and by that Job. */
  public Optional<Measured> load(String ownerUid, Optional<String> nodeUid, String jobUid) {
    Optional<ConfigMap> record = named(reference(ownerUid, nodeUid));
    if (record.isEmpty() || !Objects.equals(annotation(record.get(), JOB_UID_ANNOTATION), jobUid)) {
      return Optional.empty();
    }
    String digest = annotation(record.get(), CONTENT_ANNOTATION);
    Optional<byte[]> report = data(record.get());
    return report.isEmpty() ? Optional.empty() : content(digest, report.get(), record.get());
  }

  /** Deletes a resource's record, of one node if it has one for each. */
  public void forget(String ownerUid, Optional<String> nodeUid) {
    changes.incrementAndGet();
    delete(reference(ownerUid, nodeUid));
  }

  /** How often something was stored or forgotten by this process. */
  long changes() {
    return changes.get();
  }

  void delete(String name) {
    client.configMaps().inNamespace(namespace).withName(name).delete();
  }

  /** The digest of the content that a record names. */
  static String contentOf(ConfigMap record) {
    return annotation(record, CONTENT_ANNOTATION);
  }

  private Optional<Measured> content(String digest, byte[] report, ConfigMap record) {
    List<byte[]> parts = new ArrayList<>();
    for (long left = bytes(record); left > 0; left -= CHUNK_BYTES) {
      Optional<byte[]> part = part(digest, parts.size()).flatMap(EvidenceStore::data);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      parts.add(part.get());
    }
    byte[] content = new byte[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, content, at, part.length);
      at += part.length;
    }
    boolean intact = Digest.sha256(content).hex().startsWith(digest) && !digest.isEmpty();
    return intact
        ? EvidenceFormat.read(new String(report, StandardCharsets.UTF_8), content)
        : Optional.empty();
  }

  private Optional<ConfigMap> part(String digest, int index) {
    return named(partName(digest, index));
  }

  private static String partName(String digest, int index) {
    return "oms-content-" + digest + "-" + index;
  }

  private Optional<ConfigMap> named(String name) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get());
  }

  private void write(ConfigMap made) {
    client.configMaps().inNamespace(namespace).resource(made).createOr(u -> u.update());
  }

  /** What is there under the digest is the same, and need not be asked for first. */
  private void writeOnce(ConfigMap made) {
    try {
      client.configMaps().inNamespace(namespace).resource(made).create();
    } catch (KubernetesClientException e) {
      // A quota that is used up refuses also what is there already.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && named(made.getMetadata().getName()).isEmpty()) {
        throw e;
      }
    }
  }

  private static List<byte[]> chunks(byte[] all) {
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0; from < all.length; from += CHUNK_BYTES) {
      chunks.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + CHUNK_BYTES)));
    }
    return chunks;
  }

  private static Optional<byte[]> data(ConfigMap part) {
    return Optional.ofNullable(part.getBinaryData())
        .map(data -> data.get(KEY))
        .map(text -> Base64.getDecoder().decode(text));
  }

  private static String annotation(ConfigMap part, String name) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(part.getMetadata().getAnnotations(), Map.<String, String>of());
    return annotations.getOrDefault(name, "");
  }

  /** The size of the content that a record names. */
  static long bytes(ConfigMap record) {
    try {
      return Long.parseLong(annotation(record, BYTES_ANNOTATION));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private ConfigMap record(Owner owner, Measured measured, String digest, long bytes) {
    String report = measured.report().toJson();
    return blank(owner.reference(), report.getBytes(StandardCharsets.UTF_8))
        .editMetadata()
        .addToLabels(OWNER_UID_LABEL, owner.uid())
        .addToLabels(EvidenceRoom.labels(owner, bytes))
        .addToAnnotations(OWNER_ANNOTATION, owner.key())
        .addToAnnotations(JOB_UID_ANNOTATION, owner.jobUid())
        .addToAnnotations(CONTENT_ANNOTATION, digest)
        .addToAnnotations(BYTES_ANNOTATION, Long.toString(bytes))
        .endMetadata()
        .build();
  }

  private ConfigMap chunk(String digest, int index, byte[] bytes) {
    return blank(partName(digest, index), bytes)
        .editMetadata()
        .addToLabels(CONTENT_LABEL, digest)
        .endMetadata()
        .build();
  }

  private ConfigMapBuilder blank(String name, byte[] data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app.kubernetes.io/managed-by", "model-signature-operator")
        .endMetadata()
        .addToBinaryData(KEY, Base64.getEncoder().encodeToString(data));
  }
}
