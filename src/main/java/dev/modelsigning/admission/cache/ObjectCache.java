// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects in memory with their indexes. One thread writes, any number read. A namespace may fill
 * only its share: what goes beyond is not kept, so that it is unknown to decisions and can satisfy
 * none.
 */
final class ObjectCache<T extends HasMetadata> implements Lookup<T> {
  /** Objects of one kind in one namespace. */
  static final int NAMESPACE_SHARE = 20_000;

  private final Map<String, T> objects = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Map<String, T>>> indexed = new ConcurrentHashMap<>();
  private final Map<String, Integer> perNamespace = new HashMap<>();
  private final Map<String, Function<T, List<String>>> indexes;
  private final int share;

  /** Counted after each change. */
  private final AtomicLong changes = new AtomicLong();

  private volatile Snapshot<T> last = new Snapshot<>(-1, List.of());

  private record Snapshot<T>(long changes, List<T> objects) {}

  ObjectCache(Map<String, Function<T, List<String>>> indexes, int share) {
    this.indexes = Map.copyOf(indexes);
    this.share = share;
    indexes.keySet().forEach(index -> indexed.put(index, new ConcurrentHashMap<>()));
  }

  @Override
  public Optional<T> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** The same list as long as nothing changes. */
  @Override
  public List<T> all() {
    Snapshot<T> found = last;
    long now = changes.get();
    if (found.changes() != now) {
      found = new Snapshot<>(now, List.copyOf(objects.values()));
      last = found;
    }
    return found.objects();
  }

  @Override
  public List<T> by(String index, String key) {
    Map<String, T> found = indexed.getOrDefault(index, Map.of()).get(key);
    return found == null ? List.of() : List.copyOf(found.values());
  }

  static String key(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    String name = object.getMetadata().getName();
    return namespace == null || namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** Keeps an object, in place of an older one of its name; false when its share is used up. */
  boolean put(T object) {
    String key = key(object);
    T previous = objects.get(key);
    String namespace = namespace(object);
    if (previous == null && perNamespace.getOrDefault(namespace, 0) >= share) {
      return false;
    }
    if (previous == null) {
      perNamespace.merge(namespace, 1, Integer::sum);
    }
    objects.put(key, object);
    changes.incrementAndGet();
    indexes.forEach(
        (index, keys) -> {
          Map<String, Map<String, T>> entries = entries(index);
          List<String> now = keys.apply(object);
          for (String before : keys(previous, keys)) {
            if (!now.contains(before)) {
              unlist(entries, before, key);
            }
          }
          now.forEach(
              k -> entries.computeIfAbsent(k, x -> new ConcurrentHashMap<>(2)).put(key, object));
        });
    return true;
  }

  void remove(String key) {
    T previous = objects.remove(key);
    if (previous == null) {
      return;
    }
    changes.incrementAndGet();
    perNamespace.computeIfPresent(
        namespace(previous), (name, count) -> count == 1 ? null : count - 1);
    indexes.forEach(
        (index, keys) -> keys(previous, keys).forEach(k -> unlist(entries(index), k, key)));
  }

  /** Removes everything that is not among these keys. */
  void retain(Set<String> keys) {
    objects.keySet().stream().filter(key -> !keys.contains(key)).toList().forEach(this::remove);
  }

  private Map<String, Map<String, T>> entries(String index) {
    return indexed.computeIfAbsent(index, name -> new ConcurrentHashMap<>());
  }

  private static <T> void unlist(Map<String, Map<String, T>> entries, String at, String key) {
    Map<String, T> listed = entries.get(at);
    if (listed != null) {
      listed.remove(key);
      if (listed.isEmpty()) {
        entries.remove(at);
      }
    }
  }

  private static <T> List<String> keys(@Nullable T object, Function<T, List<String>> keys) {
    return object == null ? List.of() : keys.apply(object);
  }

  private static String namespace(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return namespace == null ? "" : namespace;
  }
}
