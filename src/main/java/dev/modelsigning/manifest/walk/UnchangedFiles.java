// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Knows the files that have not changed since an earlier manifest, and records the identities of
 * the files of this run. For one run and one thread.
 */
public final class UnchangedFiles implements KnownFiles {
  /**
   * A file that changed less than this before it is read is not recorded: another write could leave
   * the same change time, which file systems store in steps of up to two seconds.
   */
  private static final long RACY_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * Most files that are recorded: each takes a few hundred bytes of memory, and a model of more
   * files is signed without.
   */
  public static final int MAX_RECORDED = 250_000;

  private final Map<String, FileIdentity> recorded;
  private final Map<String, List<ManifestEntry>> entries;
  private final long device;
  private final long latest;
  private final Map<String, FileIdentity> seen = new HashMap<>();
  private boolean complete = true;
  private int reused;

  /**
   * The files of a run that starts now.
   *
   * @param recorded identities of the files at the time of the earlier manifest
   * @param earlier a verified manifest with the serialization of this run; empty if there is none
   * @param model root of the model; files on other devices are neither known nor recorded
   * @param now the time now, by the clock of the file system
   */
  public UnchangedFiles(
      Map<String, FileIdentity> recorded, Optional<Manifest> earlier, Path model, Instant now)
      throws IOException {
    this.recorded = Map.copyOf(recorded);
    this.entries = new HashMap<>();
    if (earlier.isPresent()) {
      for (ManifestEntry entry : earlier.get().entries()) {
        String file = earlier.get().fileOf(entry);
        if (recorded.containsKey(file)) {
          entries.computeIfAbsent(file, name -> new ArrayList<>(1)).add(entry);
        }
      }
    }
    this.device = FileIdentity.of(model.toRealPath()).device();
    this.latest = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - RACY_NANOS;
  }

  @Override
  public List<ManifestEntry> entriesOf(String name, FileIdentity identity) {
    if (identity.device() != device || identity.changedNanos() >= latest) {
      return List.of();
    }
    if (seen.size() < MAX_RECORDED) {
      seen.put(name, identity);
    } else {
      complete = false;
    }
    List<ManifestEntry> ofFile = entries.getOrDefault(name, List.of());
    if (ofFile.isEmpty() || !identity.equals(recorded.get(name))) {
      return List.of();
    }
    reused++;
    return List.copyOf(ofFile);
  }

  /** Identities of this run's files before they were read, except files that had just changed. */
  public Map<String, FileIdentity> seen() {
    return Map.copyOf(seen);
  }

  /** Whether {@link #seen} has all of them. */
  public boolean isComplete() {
    return complete;
  }

  /** The number of files that were known. */
  public int reused() {
    return reused;
  }
}
