// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.ShardName;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.ModelFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The streams of a model that become digests, and the tasks they are divided into.
 *
 * @param names of the streams, as in a statement
 * @param tasks those of one stream are adjacent and in order
 */
record HashPlan(List<String> names, List<HashTask> tasks) {
  /**
   * Plans whole files or shards. Empty files have no shard (6.3.2).
   *
   * @throws ModelContentException if there are more shards than a statement may have
   */
  static HashPlan of(List<ModelFile> files, Serialization serialization, Optional<Long> pieceBytes)
      throws ModelContentException {
    HashPlan plan = new HashPlan(new ArrayList<>(files.size()), new ArrayList<>(files.size()));
    for (ModelFile file : files) {
      switch (serialization.method()) {
        case FILES -> plan.addStream(file.name(), file, 0, file.size(), pieceBytes);
        case SHARDS -> plan.addShards(file, serialization.shardSize().orElseThrow(), pieceBytes);
      }
    }
    return plan;
  }

  private void addShards(ModelFile file, long size, Optional<Long> pieceBytes)
      throws ModelContentException {
    if (Math.ceilDiv(file.size(), size) > ModelFiles.MAX_FILES - names.size()) {
      throw new ModelContentException(
          Reason.TOO_MANY_FILES,
          file.name(),
          "with '%s' the model has more than %d shards of %d bytes; sign it with larger shards"
              .formatted(ResourceNames.printable(file.name()), ModelFiles.MAX_FILES, size));
    }
    for (long start = 0; start < file.size(); start += size) {
      long end = Math.min(file.size(), start + size);
      addStream(new ShardName(file.name(), start, end).text(), file, start, end, pieceBytes);
    }
  }

  private void addStream(
      String name, ModelFile file, long start, long end, Optional<Long> pieceBytes)
      throws ModelContentException {
    int stream = names.size();
    names.add(name);
    if (pieceBytes.isEmpty() || end - start <= pieceBytes.get()) {
      tasks.add(new HashTask(stream, 0, true, file, start, end, 0));
      return;
    }
    int piece = 0;
    long length = pieceBytes.get();
    if (Math.ceilDiv(end - start, length) > ModelFiles.MAX_FILES - tasks.size()) {
      throw new ModelContentException(
          Reason.TOO_MANY_FILES,
          file.name(),
          "with '%s' the model has more than %d pieces of %d bytes; sign it with SHA-256"
              .formatted(ResourceNames.printable(file.name()), ModelFiles.MAX_FILES, length));
    }
    for (long at = start; at < end; at += length) {
      long stop = Math.min(end, at + length);
      tasks.add(new HashTask(stream, piece++, false, file, at, stop, at - start));
    }
  }
}
