// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.CSIVolumeSource;
import io.fabric8.kubernetes.api.model.CSIVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.EphemeralVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A volume of a pod with what says which storage it is. What else its author writes has no bound.
 */
public final class SmallVolume {
  /** Characters of a source. No kernel takes a path, or the options of a mount, of over 4,096. */
  static final int LONGEST = 16 << 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  private SmallVolume() {}

  /** The volume without what does not decide; empty if no node can mount it. */
  public static Optional<Volume> of(Volume volume) {
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
    Volume small =
        volume.getCsi() == null
            ? volume
            : new VolumeBuilder(volume).withCsi(small(volume.getCsi())).build();
    return JSON.valueToTree(small).toString().length() <= LONGEST
        ? Optional.of(small)
        : Optional.empty();
  }

  private static CSIVolumeSource small(CSIVolumeSource source) {
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
}
