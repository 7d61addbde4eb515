// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a claim's name currently refers to. A name can be reused for other bytes, so trust is bound
 * to the claim's UID, its volume's UID, and a digest of what selects the bytes behind the volume
 * (source, mount options, volume mode), parts of which Kubernetes lets an administrator edit.
 *
 * @param value lower-case hex SHA-256 with the prefix {@code sha256:}
 * @param claimUid UID of the claim
 * @param volumeName name of the bound PersistentVolume
 * @param volumeUid UID of the bound PersistentVolume
 */
public record VolumeIdentity(String value, String claimUid, String volumeName, String volumeUid) {

  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Members of a PersistentVolume's spec that do not select bytes. */
  private static final List<String> NOT_SELECTING_BYTES =
      List.of(
          "accessModes",
          "capacity",
          "claimRef",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "volumeAttributesClassName");

  /**
   * Identity of a bound claim; empty when claim and volume are not bound to each other by UID,
   * because such a pair does not determine what a pod will mount.
   */
  public static Optional<VolumeIdentity> of(PersistentVolumeClaim claim, PersistentVolume volume) {
    String claimUid = claim.getMetadata().getUid();
    String volumeUid = volume.getMetadata().getUid();
    if (claimUid == null || volumeUid == null || !boundToEachOther(claim, volume)) {
      return Optional.empty();
    }
    ObjectNode identity = CANONICAL.createObjectNode();
    identity.put("claimUid", claimUid);
    identity.put("volumeUid", volumeUid);
    identity.set("selects", CANONICAL.valueToTree(selectsBytes(volume)));
    return Optional.of(
        new VolumeIdentity(digest(identity), claimUid, volume.getMetadata().getName(), volumeUid));
  }

  private static boolean boundToEachOther(PersistentVolumeClaim claim, PersistentVolume volume) {
    if (claim.getStatus() == null
        || !Objects.equals(claim.getStatus().getPhase(), KubernetesWords.BOUND)
        || !Objects.equals(claim.getSpec().getVolumeName(), volume.getMetadata().getName())) {
      return false;
    }
    var reference = volume.getSpec().getClaimRef();
    return reference != null && Objects.equals(reference.getUid(), claim.getMetadata().getUid());
  }

  private static Map<String, Object> selectsBytes(PersistentVolume volume) {
    Map<String, Object> spec =
        CANONICAL.convertValue(volume.getSpec(), new TypeReference<TreeMap<String, Object>>() {});
    spec.keySet().removeAll(NOT_SELECTING_BYTES);
    if (VolumeNodes.isNodeLocal(volume)) {
      // Which nodes may mount it says nothing about the files of each: that is asked per node.
      spec.remove("nodeAffinity");
    }
    // Absent means the default, which the API server fills in for stored objects.
    spec.putIfAbsent("volumeMode", "Filesystem");
    return spec;
  }

  private static String digest(ObjectNode identity) {
    try {
      byte[] canonical =
          CANONICAL.writeValueAsString(sorted(identity)).getBytes(StandardCharsets.UTF_8);
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(canonical);
      return "sha256:" + HexFormat.of().formatHex(sha256);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("the identity of a volume cannot be computed", e);
    }
  }

  /**
   * Object members in code unit order, so that equal volumes give equal text; arrays keep order.
   */
  private static Object sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, Object> members = new TreeMap<>();
      object.properties().forEach(e -> members.put(e.getKey(), sorted(e.getValue())));
      return members;
    }
    if (node instanceof ArrayNode array) {
      return array.valueStream().map(VolumeIdentity::sorted).toList();
    }
    return node;
  }
}
