// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.CSIVolumeSource;
import io.fabric8.kubernetes.api.model.CSIVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Backend}s from the declarations of volumes. PersistentVolumes and volumes of pods
 * name the same types by the same fields.
 */
public final class Backends {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Types whose bytes one field names. */
  private static final Map<String, String> IDENTIFYING_FIELD =
      Map.ofEntries(
          Map.entry("glusterfs", "path"),
          Map.entry("photonPersistentDisk", "pdID"),
          Map.entry("quobyte", "volume"),
          Map.entry("scaleIO", "volumeName"),
          Map.entry("storageos", "volumeName"),
          Map.entry("vsphereVolume", "volumePath"));

  /** Volumes of one pod that count with their directories; of further ones, only the realm does. */
  private static final int PRECISE = 16;

  /** Characters of a path, or of a word to a driver. No kernel takes longer ones. */
  private static final int LONGEST = 4096;

  private Backends() {}

  /**
   * A volume of a pod with what says which storage it is; most of what else its author writes is
   * dropped, since it has no bound. Empty if no node can mount it.
   */
  public static Optional<Volume> decisive(Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return Optional.of(volume);
    }
    if (volume.getEphemeral() != null) {
      return Optional.of(
          new VolumeBuilder()
              .withName(volume.getName())
              .withEphemeral(new EphemeralVolumeSource())
              .build());
    }
    if (volume.getCsi() != null) {
      return Optional.of(new VolumeBuilder(volume).withCsi(decisive(volume.getCsi())).build());
    }
    // Names of the target decide; of the ways to it one is enough, however many there are.
    if (volume.getIscsi() != null) {
      return Optional.of(
          new VolumeBuilder(volume).editIscsi().withPortals(List.of()).endIscsi().build());
    }
    if (volume.getRbd() != null) {
      return Optional.of(
          new VolumeBuilder(volume).editRbd().withMonitors(List.of()).endRbd().build());
    }
    return isTooLong(volume.getNfs() == null ? null : volume.getNfs().getPath())
            || isTooLong(volume.getHostPath() == null ? null : volume.getHostPath().getPath())
        ? Optional.empty()
        : Optional.of(volume);
  }

  private static boolean isTooLong(@Nullable String path) {
    return path != null && path.length() > LONGEST;
  }

  private static CSIVolumeSource decisive(CSIVolumeSource source) {
    Map<String, String> attributes = source.getVolumeAttributes();
    return attributes == null
        ? source
        : new CSIVolumeSourceBuilder(source)
            .withVolumeAttributes(
                attributes.entrySet().stream()
                    .filter(attribute -> CsiBackends.reads(attribute.getKey()))
                    .filter(attribute -> attribute.getValue().length() <= LONGEST)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
            .build();
  }

  /** The backends of a volume: several where it can be reached in several ways. */
  public static List<Backend> of(PersistentVolume volume) {
    return read(JSON.valueToTree(volume.getSpec()), Backend.NODE).toList();
  }

  /** The backend that a directory has for the pods of one node. */
  public static Backend onNode(Backend directory, String node) {
    return new Backend(nodeRealm(node), directory.path());
  }

  /**
   * The backends of the volumes that a pod names itself, without a claim, and can write to.
   * Directories of a node are those of the pod's node; a pod that has none writes to none.
   */
  public static List<Backend> writtenInline(Pod pod) {
    if (pod.getSpec() == null || pod.getSpec().getVolumes() == null) {
      return List.of();
    }
    // That some volume is a directory of the node does not make another one writable.
    boolean all =
        WritePrivilege.of(pod).stream()
            .anyMatch(privilege -> privilege.kind() != WritePrivilege.Kind.HOST_PATH);
    Set<String> writable = writableMounts(pod);
    List<Backend> found = new ArrayList<>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      boolean somewhere = volume.getHostPath() == null || AttachedNode.isScheduled(pod);
      if (isInline(volume) && somewhere && (all || writable.contains(volume.getName()))) {
        read(JSON.valueToTree(volume), nodeRealm(pod.getSpec().getNodeName()))
            .map(b -> found.size() < PRECISE ? b : new Backend(b.realm(), "/"))
            .forEach(found::add);
      }
    }
    return found;
  }

  private static boolean isInline(Volume volume) {
    return volume.getPersistentVolumeClaim() == null
        && volume.getEphemeral() == null
        && volume.getEmptyDir() == null
        && volume.getConfigMap() == null
        && volume.getSecret() == null
        && volume.getProjected() == null
        && volume.getDownwardAPI() == null
        && volume.getImage() == null;
  }

  /** Names of the volumes, in one pass: a pod may have thousands of volumes and of mounts. */
  private static Set<String> writableMounts(Pod pod) {
    return MountedClaim.containers(pod.getSpec()).stream()
        .flatMap(Backends::mounts)
        .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
        .map(VolumeMount::getName)
        .collect(Collectors.toSet());
  }

  private static Stream<VolumeMount> mounts(Container container) {
    return container.getVolumeMounts() == null
        ? Stream.empty()
        : container.getVolumeMounts().stream();
  }

  private static String nodeRealm(@Nullable String node) {
    return Backend.NODE + Backend.realm(Objects.requireNonNullElse(node, ""));
  }

  private static Stream<Backend> read(JsonNode source, String nodeRealm) {
    return source.properties().stream()
        .flatMap(member -> read(member.getKey(), member.getValue(), nodeRealm).stream());
  }

  private static List<Backend> read(String type, JsonNode source, String nodeRealm) {
    return switch (type) {
      case "csi" -> CsiBackends.of(source);
      case "nfs" -> List.of(CsiBackends.nfs(text(source, "server"), text(source, "path")));
      case "hostPath", "local" -> List.of(new Backend(nodeRealm, text(source, "path")));
      case "cephfs" ->
          texts(source, "monitors")
              .map(m -> new Backend(Backend.realm("cephfs", Backend.host(m)), text(source, "path")))
              .toList();
      case "iscsi" -> List.of(Backend.whole("iscsi", text(source, "iqn"), text(source, "lun")));
      case "fc" -> fibreChannel(source);
      case "rbd" -> List.of(Backend.whole("rbd", text(source, "pool"), text(source, "image")));
      // The kubelet hands these over to CSI drivers.
      case "awsElasticBlockStore" -> {
        // aws://ZONE/VOLUME, or the volume alone
        String id = text(source, "volumeID");
        yield List.of(CsiBackends.handle(CsiBackends.EBS, id.substring(id.lastIndexOf('/') + 1)));
      }
      case "azureDisk" ->
          List.of(CsiBackends.handle(CsiBackends.AZURE_DISK, text(source, "diskURI")));
      case "azureFile" ->
          List.of(CsiBackends.container(CsiBackends.AZURE_FILE, "", text(source, "shareName")));
      case "cinder" -> List.of(CsiBackends.handle(CsiBackends.CINDER, text(source, "volumeID")));
      case "gcePersistentDisk" ->
          List.of(CsiBackends.handle(CsiBackends.GCE_DISK, text(source, "pdName")));
      case "portworxVolume" ->
          List.of(CsiBackends.handle(CsiBackends.PORTWORX, text(source, "volumeID")));
      case "flexVolume" ->
          List.of(Backend.whole("flex", text(source, "driver"), source.path("options").toString()));
      default ->
          Optional.ofNullable(IDENTIFYING_FIELD.get(type))
              .map(field -> List.of(Backend.whole(type, text(source, field))))
              .orElse(List.of());
    };
  }

  private static List<Backend> fibreChannel(JsonNode source) {
    return Stream.concat(
            texts(source, "wwids").map(id -> Backend.whole("fc", id)),
            texts(source, "targetWWNs")
                .map(target -> Backend.whole("fc", target, text(source, "lun"))))
        .toList();
  }

  private static String text(JsonNode source, String field) {
    return source.path(field).asText("");
  }

  private static Stream<String> texts(JsonNode source, String field) {
    return source.path(field).valueStream().map(JsonNode::asText);
  }
}
