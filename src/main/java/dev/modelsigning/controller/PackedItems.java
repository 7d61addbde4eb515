// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.decoding.LenientResources;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects as compressed JSON, which takes a tenth of the memory of the objects or less, and
 * without what {@link SmallObjects} leaves out. It is for kinds of which there are very many, and
 * each is looked at rarely. Whoever asks for an object gets a copy. One thread writes, any number
 * read.
 *
 * <p>After each list the client asks for all values at once, to see what is gone. It gets outlines,
 * which have a name and nothing else; one that it then removes is completed before anybody is told
 * of it. Whoever wants the objects themselves uses {@link #all} or {@link #get}.
 */
public class PackedItems<T extends HasMetadata> implements ItemStore<T>, ObjectSums {
  private static final ObjectMapper JSON = LenientResources.ownMapper();

  private static final byte[] NOTHING = {'{', '}'};

  /** In the metadata of an outline: no object that is read can have it. */
  private static final Object OUTLINE = new Object();

  private static final String MARK = "outline";

  /** The outline whose key this thread asked for last: the client does so before it removes it. */
  private static final ThreadLocal<@Nullable HasMetadata> ASKED = new ThreadLocal<>();

  private final ConcurrentMap<String, Packed> items = new ConcurrentHashMap<>();
  private final RunningSums sums = new RunningSums();
  private final Compression compression = new Compression();
  private final List<KeyIndex<T>> indexes = new ArrayList<>();

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

  /**
   * Adds an index, which leads to keys without unpacking anything.
   *
   * @param values under which an object is found; asked for before the first object is put
   */
  public KeyIndex<T> indexedBy(Function<T, List<String>> values) {
    KeyIndex<T> index = new KeyIndex<>(values);
    indexes.add(index);
    return index;
  }

  @Override
  public String getKey(T object) {
    if (object.getMetadata().getAdditionalProperties().get(MARK) == OUTLINE) {
      ASKED.set(object);
    } else if (ASKED.get() != null) {
      ASKED.remove();
    }
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable T put(String key, T object) {
    SmallObjects.shrink(object);
    Packed now = new Packed(object, packed(object));
    Packed before = items.put(key, now);
    // After the object is there: whoever sees the new sum counts it.
    sums.add(now.existence, now.version);
    T taken = taken(before);
    indexes.forEach(index -> index.change(key, taken, object));
    return taken;
  }

  @Override
  public @Nullable T remove(String key) {
    HasMetadata outline = ASKED.get();
    ASKED.remove();
    Packed packed = items.remove(key);
    if (packed != null && outline != null && Cache.metaNamespaceKeyFunc(outline).equals(key)) {
      complete(outline, packed);
    }
    T taken = taken(packed);
    indexes.forEach(index -> index.change(key, taken, null));
    return taken;
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  /**
   * Outlines, for the client alone: whatever else lists through it, such as an indexer that is
   * added late or the cache of an event source, would see objects without a specification.
   */
  @Override
  public Stream<T> values() {
    return items.entrySet().stream().map(item -> outline(item.getKey(), item.getValue()));
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

  /** The objects of one namespace by name; nothing is unpacked. */
  public Set<ResourceID> ids(String namespace) {
    String prefix = namespace + "/";
    return items.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(KeyIndex::id)
        .collect(Collectors.toUnmodifiableSet());
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

  private T unpacked(Packed packed) {
    return read(compression.decompress(packed.json), packed);
  }

  private T outline(String key, Packed packed) {
    T outline = read(NOTHING, packed);
    int slash = key.indexOf('/');
    var metadata = new ObjectMeta();
    metadata.setNamespace(slash < 0 ? null : key.substring(0, slash));
    metadata.setName(key.substring(slash + 1));
    metadata.setAdditionalProperty(MARK, OUTLINE);
    outline.setMetadata(metadata);
    return outline;
  }

  private void complete(HasMetadata outline, Packed packed) {
    try {
      JSON.readerForUpdating(outline).readValue(compression.decompress(packed.json));
    } catch (IOException e) {
      throw new UncheckedIOException("An object that was written cannot be read", e);
    }
  }

  @SuppressWarnings("unchecked") // it is of the class that was put
  private T read(byte[] json, Packed packed) {
    try {
      return (T) JSON.readValue(json, packed.type);
    } catch (IOException e) {
      throw new UncheckedIOException("An object that was written cannot be read", e);
    }
  }
}
