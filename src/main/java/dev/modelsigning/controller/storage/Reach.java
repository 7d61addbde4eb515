// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * By what names a model can be reached, and which pods do.
 *
 * @param keys its claim, its aliases, and its backend, as {@link ClaimWriters} know them
 * @param pods pods that mount one of them
 * @param aliases other volumes with the same backend that a claim is bound to
 */
public record Reach(Set<String> keys, List<Pod> pods, List<VolumeAlias> aliases) {
  /** Of what nobody can reach by a volume. */
  public static final Reach NONE = new Reach(Set.of(), List.of(), List.of());

  /** Copies. */
  public Reach {
    keys = Set.copyOf(keys);
    pods = List.copyOf(pods);
    aliases = List.copyOf(aliases);
  }

  /** The same with these pods as they were read just now, whatever is known of them. */
  public Reach with(Collection<Pod> fresh) {
    Map<String, Pod> newest = new LinkedHashMap<>();
    Stream.concat(pods.stream(), fresh.stream())
        .forEach(pod -> newest.put(pod.getMetadata().getUid(), pod));
    return new Reach(keys, List.copyOf(newest.values()), aliases);
  }

  /** The pods that may write to the model now. */
  public List<PossibleWriter> writers(ClaimWriters known) {
    return known.now(keys, pods);
  }

  /** Names of the pods that may have written to it at or after an instant. */
  public List<String> writersSince(ClaimWriters known, Instant instant) {
    return known.since(keys, pods, instant);
  }
}
