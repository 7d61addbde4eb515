// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of the objects of a {@link PackedItems} have a value, such as the claim that a
 * ModelSignature is about, by their names alone. One thread writes, any number read.
 */
public final class KeyIndex<T extends HasMetadata> {
  private final Function<T, List<String>> values;
  private final Map<String, Set<String>> keys = new ConcurrentHashMap<>();

  KeyIndex(Function<T, List<String>> values) {
    this.values = values;
  }

  /** The objects that have this value. */
  public Set<ResourceID> of(String value) {
    return keys.getOrDefault(value, Set.of()).stream()
        .map(KeyIndex::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  void change(String key, @Nullable T before, @Nullable T now) {
    Set<String> gone = new HashSet<>(of(before));
    List<String> present = of(now);
    present.forEach(
        value -> {
          gone.remove(value);
          keys.computeIfAbsent(value, first -> ConcurrentHashMap.newKeySet(1)).add(key);
        });
    gone.forEach(
        value ->
            keys.computeIfPresent(
                value, (same, all) -> all.remove(key) && all.isEmpty() ? null : all));
  }

  private List<String> of(@Nullable T object) {
    return object == null ? List.of() : values.apply(object);
  }

  static ResourceID id(String key) {
    int slash = key.indexOf('/');
    return slash < 0
        ? new ResourceID(key)
        : new ResourceID(key.substring(slash + 1), key.substring(0, slash));
  }
}
