// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.volume.HoldingNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What the caches of storage know, for those who do not run them. */
public final class KnownStorage {
  private volatile Optional<StorageSources> sources = Optional.empty();

  /** Begins to ask these. */
  public void use(StorageSources running) {
    sources = Optional.of(running);
  }

  /**
   * As {@link StorageSources#reach}.
   *
   * @throws UncheckedIOException before there are caches
   */
  public Reach reach(
      String claimKey, Optional<PersistentVolume> volume, Optional<HoldingNode> node) {
    return sources
        .map(known -> known.reach(claimKey, volume, node))
        .orElseThrow(
            () -> new UncheckedIOException(new IOException("the caches are not there yet")));
  }
}
