// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.cache.Lookup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A cache of few objects, looked through one by one. */
final class FilledCache<T extends HasMetadata> implements Lookup<T> {
  private final List<T> objects = new ArrayList<>();
  private final Map<String, Function<T, List<String>>> indexes;

  FilledCache(Map<String, Function<T, List<String>>> indexes) {
    this.indexes = indexes;
  }

  void add(T object) {
    objects.add(object);
  }

  @Override
  public Optional<T> get(String key) {
    return objects.stream().filter(object -> key(object).equals(key)).findFirst();
  }

  @Override
  public List<T> all() {
    return List.copyOf(objects);
  }

  @Override
  public List<T> by(String index, String key) {
    Function<T, List<String>> keys = Objects.requireNonNull(indexes.get(index), index);
    return objects.stream().filter(object -> keys.apply(object).contains(key)).toList();
  }

  private static String key(HasMetadata object) {
    var metadata = object.getMetadata();
    return metadata.getNamespace() == null
        ? metadata.getName()
        : metadata.getNamespace() + "/" + metadata.getName();
  }
}
