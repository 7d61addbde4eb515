// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.Indexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store of few objects, looked through one by one. */
final class ListStore<T extends HasMetadata> implements Indexer<T> {
  private final List<T> objects = new ArrayList<>();
  private final Map<String, Function<T, List<String>>> indexes;

  ListStore(Map<String, Function<T, List<String>>> indexes) {
    this.indexes = indexes;
  }

  void add(T object) {
    objects.add(object);
  }

  @Override
  public List<T> list() {
    return List.copyOf(objects);
  }

  @Override
  public List<T> byIndex(String index, String key) {
    Function<T, List<String>> keys = Objects.requireNonNull(indexes.get(index), index);
    return objects.stream().filter(object -> keys.apply(object).contains(key)).toList();
  }

  @Override
  public @Nullable T getByKey(String key) {
    return objects.stream().filter(o -> getKey(o).equals(key)).findFirst().orElse(null);
  }

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public List<String> listKeys() {
    return objects.stream().map(this::getKey).toList();
  }

  @Override
  public @Nullable T get(T object) {
    return getByKey(getKey(object));
  }

  @Override
  public Map<String, Function<T, List<String>>> getIndexers() {
    return indexes;
  }

  @Override
  public List<T> index(String index, T object) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> indexKeys(String index, String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addIndexers(Map<String, Function<T, List<String>>> added) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void removeIndexer(String index) {
    throw new UnsupportedOperationException();
  }
}
