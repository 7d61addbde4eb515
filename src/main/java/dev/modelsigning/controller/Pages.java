// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.function.Consumer;

/** Reads lists of any length in pages, so that only one page at a time is in memory. */
public final class Pages {
  /** Objects held at a time: one of a tenant may have 1.5 MB, and takes ten times that here. */
  public static final long SIZE = 25;

  private Pages() {}

  /** Hands over every item of a list. */
  public static <T extends HasMetadata, L extends KubernetesResourceList<T>> void forEach(
      Listable<L> resources, Consumer<T> consumer) {
    forFirst(Long.MAX_VALUE, resources, consumer);
  }

  /**
   * Hands over the first items of a list, and reads no page after them.
   *
   * @param most how many
   */
  public static <T extends HasMetadata, L extends KubernetesResourceList<T>> void forFirst(
      long most, Listable<L> resources, Consumer<T> consumer) {
    String next = "";
    long left = most;
    do {
      L page =
          resources.list(
              new ListOptionsBuilder()
                  .withLimit(Math.min(SIZE, left))
                  .withContinue(next.isEmpty() ? null : next)
                  .build());
      // A server may hand over more than it was asked for.
      page.getItems().stream().limit(left).forEach(consumer);
      left -= page.getItems().size();
      String more = page.getMetadata() == null ? null : page.getMetadata().getContinue();
      next = more == null ? "" : more;
    } while (!next.isEmpty() && left > 0);
  }
}
