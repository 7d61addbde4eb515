package dev.modelsigning.manifest;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * A file to hash as the walk saw it.
 *
 * @param name from the model root
 * @param attributes without following links, to notice changes while reading
 */
record ModelFile(String name, Path path, BasicFileAttributes attributes) {
  long size() {
    return attributes.size();
  }

  /** Whether the walk saw this time of the last change. */
  boolean isModifiedAt(long seconds, long nanos) {
    return attributes.lastModifiedTime().toInstant().equals(Instant.ofEpochSecond(seconds, nanos));
  }

  /** Whether nothing says that this is another file or another content. */
  boolean isUnchanged(BasicFileAttributes now) {
    return now.isRegularFile()
        && now.size() == attributes.size()
        && now.lastModifiedTime().equals(attributes.lastModifiedTime())
        && (attributes.fileKey() == null || attributes.fileKey().equals(now.fileKey()));
  }
}
