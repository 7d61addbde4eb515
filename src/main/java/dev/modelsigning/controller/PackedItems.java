// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.decoding.LenientResources;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects as compressed JSON, which takes a tenth of the memory of the objects or less, and
 * without what {@link SmallObjects} leaves out. It is for kinds of which there are very many, and
 * each is looked at rarely. Whoever asks for an object gets a copy. One thread writes, any number
 * read.
 *
 * <p>The client unpacks all values at once after each list, to see what is gone; {@link #all} does
 * so one by one.
 */
public class PackedItems<T extends HasMetadata> implements ItemStore<T>, ObjectSums {
  private static final ObjectMapper JSON = LenientResources.ownMapper();

  private final ConcurrentMap<String, Packed> items = new ConcurrentHashMap<>();
  private final RunningSums sums = new RunningSums();
  private final Compression compression = new Compression();

  /** One object. */
  private static final class Packed {
    final Class<? extends HasMetadata> type;
    final byte[] json;
    final long existence;
    final long version;

    Packed(HasMetadata object, byte[] json) {
      this.type = object.getClass();
      this.json = json;
      this.existence = ObjectSums.existence(object.getMetadata());
      this.version = ObjectSums.version(object.getMetadata());
    }
  }

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable T put(String key, T object) {
    SmallObjects.shrink(object);
    Packed now = new Packed(object, packed(object));
    Packed before = items.put(key, now);
    // After the object is there: whoever sees the new sum counts it.
    sums.add(now.existence, now.version);
    return taken(before);
  }

  @Override
  public @Nullable T remove(String key) {
    return taken(items.remove(key));
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return all();
  }

  /** All objects, one unpacked after the other. */
  public Stream<T> all() {
    return items.values().stream().map(this::unpacked);
  }

  /** The objects of one namespace, one unpacked after the other. */
  public Stream<T> all(String namespace) {
    return items.entrySet().stream()
        .filter(item -> item.getKey().startsWith(namespace + "/"))
        .map(item -> unpacked(item.getValue()));
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  @SuppressWarnings("NullAway") // the client's stores say nothing of it, and those who ask know
  public T get(String key) {
    Packed packed = items.get(key);
    return packed == null ? null : unpacked(packed);
  }

  /**
   * Not as the client means it: it would keep the keys of the first list, and then have all of it
   * unpacked at once to tell whoever listens.
   */
  @Override
  public boolean isFullState() {
    return false;
  }

  @Override
  public final long existence() {
    return sums.existence();
  }

  @Override
  public final long versions() {
    return sums.versions();
  }

  private @Nullable T taken(@Nullable Packed packed) {
    if (packed == null) {
      return null;
    }
    sums.add(-packed.existence, -packed.version);
    return unpacked(packed);
  }

  private byte[] packed(T object) {
    try {
      return compression.compress(JSON.writeValueAsBytes(object));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("An object that was read cannot be written", e);
    }
  }

  @SuppressWarnings("unchecked") // it is of the class that was put
  private T unpacked(Packed packed) {
    try {
      return (T) JSON.readValue(compression.decompress(packed.json), packed.type);
    } catch (IOException e) {
      throw new UncheckedIOException("An object that was written cannot be read", e);
    }
  }
}
