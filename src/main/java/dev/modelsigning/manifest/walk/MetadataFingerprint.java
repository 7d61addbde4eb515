// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.ManifestEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One digest over what a file system says about all files of a model: names, sizes, inodes, and the
 * times of the last write and of the last change in nanoseconds. It tells, without reading any
 * content, whether a model was touched since another digest of this kind was made. Numbers of
 * devices are left out, since they differ from mount to mount. For one run and one thread.
 */
public final class MetadataFingerprint implements KnownFiles {
  /**
   * Two writes within this time may leave the same change time: file systems store it in steps of
   * up to two seconds.
   */
  private static final long RACY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final String FORM = "oms-fingerprint-1";

  private final MessageDigest digest = Digest.newSha256();
  private final long latest;
  private boolean racy;

  /**
   * The fingerprint of files that are looked at from now on.
   *
   * @param now the time before the first look
   */
  public MetadataFingerprint(Instant now) {
    this.latest = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - RACY_NANOS;
    text(FORM);
  }

  /** Takes a file of the model, and lets it be read. */
  @Override
  public List<ManifestEntry> entriesOf(String name, FileIdentity file) {
    part('f', name);
    identity(file);
    return List.of();
  }

  /** Takes the files of a model, in the order of their names. */
  public void files(ModelFiles files) {
    files.files().forEach(file -> entriesOf(file.name(), file.identity()));
  }

  /** Takes a file that is not part of the model and was read all the same: a bundle. */
  public void bundle(ModelFile file) {
    part('b', file.name());
    identity(file.identity());
  }

  /** Takes what a measurement reports of the paths that are not part of the model. */
  public void ignored(IgnoredContent ignored) {
    for (IgnoredPath path : ignored.paths()) {
      // The names in it are for people, and in the order in which a folder lists them.
      part('i', path.path());
      text(path.kind().text());
      number(path.files());
      number(path.bytes());
      number(path.complete() ? 1 : 0);
    }
    part('m', "");
    number(ignored.more());
  }

  /** The digest over everything taken; nothing can be taken afterwards. */
  public Digest value() {
    return new Digest(Digest.SHA256, digest.digest());
  }

  /**
   * The digest, if an equal one will prove something later. A file that had just changed could be
   * written once more after it was read, and keep its change time.
   */
  public Optional<Digest> comparable() {
    return racy ? Optional.empty() : Optional.of(value());
  }

  private void identity(FileIdentity file) {
    racy |= file.changedNanos() >= latest;
    number(file.inode());
    number(file.size());
    number(file.modifiedNanos());
    number(file.changedNanos());
  }

  private void part(char kind, String text) {
    digest.update((byte) kind);
    text(text);
  }

  /** With its length, so that no two sequences of parts give the same bytes. */
  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }
}
