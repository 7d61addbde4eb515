// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume.writers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pods that are gone, by what they may have written to: a claim, as {@code NAMESPACE/CLAIM}, or a
 * backend, by a key without a slash.
 *
 * <p>Tenants choose how many pods they delete and what these name, so the number of entries is
 * bounded, for each namespace and in all. Of a namespace that has too many, those whose containers
 * ended first become one entry under {@code NAMESPACE/}, which counts for each of its claims until
 * the last of their ends: its own models pay for it, and no writer to them is forgotten. Backends
 * belong to no namespace. Of one that some model has asked about, the pod that may write longest
 * stays; of one that no model has, the pods count for the claims of their own namespace only.
 */
public final class DeletedWriters {
  /** Of a namespace's claims and pods. */
  static final int OF_NAMESPACE = 8_192;

  /** A few dozen megabytes. */
  static final int ALL = 65_536;

  /** Of one key: those that may write longest say all there is to know. */
  private static final int OF_KEY = 16;

  /** Keys of backends that models have asked about; each model asks at every look. */
  private static final int ASKED = 262_144;

  /** Ends the key of a whole namespace; alone, that of all namespaces. */
  private static final String WHOLE = "/";

  private static final String MANY = "one of too many deleted pods";

  private static final Comparator<PossibleWriter> BY_END =
      Comparator.comparing(DeletedWriters::end);

  private record Entry(String key, PossibleWriter writer) {}

  private final Map<String, List<PossibleWriter>> byKey = new HashMap<>();

  /** Number of entries by namespace. */
  private final Map<String, Integer> counts = new HashMap<>();

  private int size;

  private final Set<String> asked =
      Collections.newSetFromMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > ASKED;
            }
          });

  /**
   * Remembers a pod.
   *
   * @param keys what it may have written to
   * @param writer with the end of its containers
   */
  public synchronized void remember(Collection<String> keys, PossibleWriter writer) {
    boolean tooMany = false;
    for (String key : keys) {
      add(key, writer);
      tooMany |= counts.getOrDefault(namespace(key, writer), 0) > OF_NAMESPACE;
    }
    if (tooMany) {
      join(OF_NAMESPACE);
    }
    if (size > ALL) {
      shrink();
    }
  }

  /** Those that may have written to one of these at or after an instant. */
  public synchronized List<PossibleWriter> since(Set<String> keys, Instant instant) {
    Set<PossibleWriter> found = new LinkedHashSet<>();
    for (String key : keys) {
      if (isBackend(key)) {
        asked.add(key);
      }
      Stream<String> all =
          isBackend(key) ? Stream.of(key) : Stream.of(key, namespace(key) + WHOLE, WHOLE);
      all.flatMap(k -> byKey.getOrDefault(k, List.of()).stream())
          .filter(writer -> !end(writer).isBefore(instant))
          .forEach(found::add);
    }
    return List.copyOf(found);
  }

  /** Forgets writes before an instant. */
  public synchronized void forgetBefore(Instant instant) {
    for (String key : List.copyOf(byKey.keySet())) {
      put(key, writers(key).filter(writer -> !end(writer).isBefore(instant)).toList());
    }
  }

  /** Number of entries. */
  synchronized int size() {
    return size;
  }

  private void add(String key, PossibleWriter writer) {
    Set<String> uids = new HashSet<>();
    put(
        key,
        Stream.concat(writers(key), Stream.of(writer))
            .sorted(BY_END.reversed())
            .filter(known -> uids.add(known.uid()))
            .limit(OF_KEY)
            .toList());
  }

  private void put(String key, List<PossibleWriter> writers) {
    writers(key).forEach(writer -> count(key, writer, -1));
    writers.forEach(writer -> count(key, writer, 1));
    if (writers.isEmpty()) {
      byKey.remove(key);
    } else {
      byKey.put(key, writers);
    }
  }

  private void count(String key, PossibleWriter writer, int change) {
    size += change;
    counts.merge(namespace(key, writer), change, (a, b) -> a + b == 0 ? null : a + b);
  }

  /** Largest namespaces first, until there is room for some time. */
  private void shrink() {
    int enough = ALL / 4 * 3;
    int most = Collections.max(counts.values());
    while (size > enough && most > 0) {
      most /= 2;
      join(most);
    }
    List<Entry> namespaces =
        byKey.keySet().stream()
            .filter(key -> isWhole(key) && !key.equals(WHOLE))
            .flatMap(key -> writers(key).map(writer -> new Entry(key, writer)))
            .toList();
    if (size > enough && namespaces.size() > ALL / 4) {
      join(WHOLE, namespaces, namespaces.size() / 2);
    }
  }

  /** Of each namespace with more entries than that, half as many stay. */
  private void join(int most) {
    Map<String, List<Entry>> joinable = new HashMap<>();
    byKey.forEach(
        (key, writers) ->
            writers.stream()
                .skip(asked.contains(key) ? 1 : 0)
                .filter(writer -> !isWhole(key))
                .forEach(
                    writer ->
                        joinable
                            .computeIfAbsent(namespace(key, writer), n -> new ArrayList<>())
                            .add(new Entry(key, writer))));
    joinable.forEach(
        (namespace, entries) -> {
          if (entries.size() > most) {
            join(namespace + WHOLE, entries, entries.size() - most / 2);
          }
        });
  }

  /** One entry in place of so many that end first. */
  private void join(String whole, List<Entry> entries, int count) {
    List<Entry> first =
        entries.stream().sorted(Comparator.comparing(Entry::writer, BY_END)).limit(count).toList();
    for (Entry entry : first) {
      put(entry.key, writers(entry.key).filter(known -> !known.equals(entry.writer)).toList());
    }
    PossibleWriter last = first.getLast().writer;
    add(whole, new PossibleWriter(last.namespace(), MANY, "", last.grace(), last.until()));
  }

  private Stream<PossibleWriter> writers(String key) {
    return byKey.getOrDefault(key, List.of()).stream();
  }

  /** That of a claim, or of a pod that names a backend itself. */
  private static String namespace(String key, PossibleWriter writer) {
    return isBackend(key) ? writer.namespace() : namespace(key);
  }

  private static String namespace(String claimKey) {
    return claimKey.substring(0, claimKey.indexOf('/'));
  }

  private static boolean isBackend(String key) {
    return key.indexOf('/') < 0;
  }

  private static boolean isWhole(String key) {
    return key.indexOf('/') == key.length() - 1;
  }

  private static Instant end(PossibleWriter writer) {
    return writer.until().orElseThrow();
  }
}
