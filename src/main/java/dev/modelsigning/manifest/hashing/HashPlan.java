// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.ShardName;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.ModelFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The streams of a model that become digests, and the tasks they are divided into: those of one
 * stream are adjacent and in order. Only numbers are kept, since a model may have millions of
 * files; a task is made when it is looked at.
 */
final class HashPlan {
  private final List<ModelFile> files;
  private final boolean shards;
  private int[] firstTasks = new int[16];
  private int streams;
  private int[] taskFiles = new int[16];
  private int[] taskStreams = new int[16];
  private long[] starts = new long[16];
  private long[] ends = new long[16];
  private int tasks;

  private HashPlan(List<ModelFile> files, boolean shards) {
    this.files = files;
    this.shards = shards;
  }

  /**
   * Plans whole files or shards. Empty files have no shard (6.3.2).
   *
   * @throws ModelContentException if there are more shards than a statement may have
   */
  static HashPlan of(List<ModelFile> files, Serialization serialization, Optional<Long> pieceBytes)
      throws ModelContentException {
    HashPlan plan = new HashPlan(files, serialization.shardSize().isPresent());
    long piece = pieceBytes.orElse(Long.MAX_VALUE);
    int number = 0;
    for (ModelFile file : files) {
      switch (serialization.method()) {
        case FILES -> plan.addStream(number, file, 0, file.size(), piece);
        case SHARDS -> plan.addShards(number, file, serialization.shardSize().orElseThrow(), piece);
      }
      number++;
    }
    return plan;
  }

  private void addShards(int number, ModelFile file, long size, long pieceBytes)
      throws ModelContentException {
    if (Math.ceilDiv(file.size(), size) > ModelFiles.MAX_FILES - streams) {
      throw new ModelContentException(
          Reason.TOO_MANY_FILES,
          file.name(),
          "with '%s' the model has more than %d shards of %d bytes; sign it with larger shards"
              .formatted(ResourceNames.printable(file.name()), ModelFiles.MAX_FILES, size));
    }
    for (long start = 0; start < file.size(); start += size) {
      addStream(number, file, start, Math.min(file.size(), start + size), pieceBytes);
    }
  }

  private void addStream(int number, ModelFile file, long start, long end, long pieceBytes)
      throws ModelContentException {
    if (streams == firstTasks.length) {
      firstTasks = Arrays.copyOf(firstTasks, streams + (streams >> 1));
    }
    firstTasks[streams] = tasks;
    streams++;
    if (end - start <= pieceBytes) {
      addTask(number, start, end);
      return;
    }
    if (Math.ceilDiv(end - start, pieceBytes) > ModelFiles.MAX_FILES - tasks) {
      throw new ModelContentException(
          Reason.TOO_MANY_FILES,
          file.name(),
          "with '%s' the model has more than %d pieces of %d bytes; sign it with SHA-256"
              .formatted(ResourceNames.printable(file.name()), ModelFiles.MAX_FILES, pieceBytes));
    }
    for (long at = start; at < end; at += pieceBytes) {
      addTask(number, at, Math.min(end, at + pieceBytes));
    }
  }

  private void addTask(int number, long start, long end) {
    if (tasks == starts.length) {
      int room = tasks + (tasks >> 1);
      taskFiles = Arrays.copyOf(taskFiles, room);
      taskStreams = Arrays.copyOf(taskStreams, room);
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
    }
    taskFiles[tasks] = number;
    taskStreams[tasks] = streams - 1;
    starts[tasks] = start;
    ends[tasks] = end;
    tasks++;
  }

  /** The number of streams. */
  int streams() {
    return streams;
  }

  /** The number of tasks. */
  int tasks() {
    return tasks;
  }

  /** The name of a stream, as in a statement. */
  String name(int stream) {
    int first = firstTasks[stream];
    String file = files.get(taskFiles[first]).name();
    return shards
        ? new ShardName(file, starts[first], ends[first + pieces(stream) - 1]).text()
        : file;
  }

  /** How many tasks a stream has. */
  int pieces(int stream) {
    return (stream + 1 < streams ? firstTasks[stream + 1] : tasks) - firstTasks[stream];
  }

  /** The bytes of a task. */
  long length(int task) {
    return ends[task] - starts[task];
  }

  /** A task by its number. */
  HashTask task(int number) {
    int stream = taskStreams[number];
    int first = firstTasks[stream];
    return new HashTask(
        stream,
        number - first,
        pieces(stream) == 1,
        files.get(taskFiles[number]),
        starts[number],
        ends[number],
        starts[number] - starts[first]);
  }
}
