// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the few among many objects with a selector that may select given labels, by one exact label
 * of each. It is built once for each list of objects. For any number of threads.
 *
 * @param <T> an object with a selector
 */
public final class SelectorIndex<T> {
  private final Function<T, @Nullable LabelSelector> selector;
  private volatile Built<T> built = new Built<>(List.of(), List.of(), Map.of());

  /**
   * @param always those that want no exact label
   * @param byLabel the others
   */
  private record Built<T>(List<T> from, List<T> always, Map<Label, List<T>> byLabel) {
    @SuppressWarnings("ReferenceEquality") // equal ones would have to be compared one by one
    boolean isOf(List<T> objects) {
      return from == objects;
    }
  }

  private record Label(String key, String value) {}

  /** Nothing is known yet. */
  public SelectorIndex(Function<T, @Nullable LabelSelector> selector) {
    this.selector = selector;
  }

  /**
   * All objects whose selector selects the labels, and perhaps others: ask {@link LabelSelection}.
   *
   * @param objects never changed; only another list is read again
   */
  public List<T> candidates(List<T> objects, Map<String, String> labels) {
    Built<T> index = built;
    if (!index.isOf(objects)) {
      index = build(objects);
      built = index;
    }
    List<T> found = new ArrayList<>(index.always());
    for (Map.Entry<String, String> label : labels.entrySet()) {
      found.addAll(
          index.byLabel().getOrDefault(new Label(label.getKey(), label.getValue()), List.of()));
    }
    return found;
  }

  private Built<T> build(List<T> objects) {
    List<T> always = new ArrayList<>();
    Map<Label, List<T>> byLabel = new HashMap<>();
    for (T object : objects) {
      Label wanted = wanted(selector.apply(object));
      if (wanted == null) {
        always.add(object);
      } else {
        byLabel.computeIfAbsent(wanted, label -> new ArrayList<>()).add(object);
      }
    }
    return new Built<>(objects, List.copyOf(always), byLabel);
  }

  private static @Nullable Label wanted(@Nullable LabelSelector selector) {
    if (selector == null || selector.getMatchLabels() == null) {
      return null;
    }
    for (Map.Entry<String, String> exact : selector.getMatchLabels().entrySet()) {
      if (exact.getKey() != null && exact.getValue() != null) {
        return new Label(exact.getKey(), exact.getValue());
      }
    }
    return null;
  }
}
