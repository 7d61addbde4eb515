// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All nodes as they are when they are asked for first. A node that leaves between two questions of
 * one look would make their answers contradict each other. Serves one thread.
 */
public final class NodesOfOneLook implements Supplier<List<ObjectMeta>> {
  private final Supplier<List<ObjectMeta>> nodes;
  private @Nullable List<ObjectMeta> seen;

  /** Asks no one yet. */
  public NodesOfOneLook(Supplier<List<ObjectMeta>> nodes) {
    this.nodes = nodes;
  }

  @Override
  public List<ObjectMeta> get() {
    if (seen == null) {
      seen = nodes.get();
    }
    return seen;
  }
}
