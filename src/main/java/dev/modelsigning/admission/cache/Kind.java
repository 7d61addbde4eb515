// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A kind of object to follow.
 *
 * @param path of its collection over all namespaces, such as {@code /api/v1/namespaces}
 * @param type what objects are read as
 * @param kept the fields that are read
 * @param indexes by name, the keys under which an object is found besides its own
 * @param small makes an object still smaller, or safer, before it is kept
 * @param share so many of one namespace are kept at most
 */
public record Kind<T extends HasMetadata>(
    String path,
    Class<T> type,
    KeptFields kept,
    Map<String, Function<T, List<String>>> indexes,
    UnaryOperator<T> small,
    int share) {
  public Kind {
    indexes = Map.copyOf(indexes);
  }

  /** A kind without indexes whose objects are kept as they are read. */
  public static <T extends HasMetadata> Kind<T> of(Class<T> type, KeptFields kept) {
    return new Kind<>(
        collection(type),
        type,
        kept,
        Map.of(),
        UnaryOperator.identity(),
        ObjectCache.NAMESPACE_SHARE);
  }

  /** The same kind with indexes. */
  public Kind<T> indexedBy(Map<String, Function<T, List<String>>> keys) {
    return new Kind<>(path, type, kept, keys, small, share);
  }

  /** The same kind, whose objects go through a function before they are kept. */
  public Kind<T> keptAs(UnaryOperator<T> function) {
    return new Kind<>(path, type, kept, indexes, function, share);
  }

  /** The same kind, of which fewer objects of one namespace are kept. */
  public Kind<T> inEachNamespaceAtMost(int most) {
    return new Kind<>(path, type, kept, indexes, small, most);
  }

  private static String collection(Class<? extends HasMetadata> type) {
    String group = HasMetadata.getGroup(type);
    String version = HasMetadata.getVersion(type);
    String prefix = group == null || group.isEmpty() ? "/api/" : "/apis/" + group + "/";
    return prefix + version + "/" + HasMetadata.getPlural(type);
  }
}
