// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.FileIdentity;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.TooManyOpenFilesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads with java.nio, which reports only the size of an open file, so the path is examined before
 * and after. A program that exchanges two files between that and the opening, and back, is not
 * noticed; {@link NativeFile} examines the open file.
 */
final class ChannelFile implements OpenFile {
  /** Loaded when the first pages are dropped. */
  private static final class Pages {
    private static final Optional<PageCache> CACHE = PageCache.load();
  }

  private final ModelFile file;
  private final FileChannel channel;

  /** Opens the file; another file or a link in its place counts as a missing file. */
  ChannelFile(ModelFile file) throws IOException {
    this.file = file;
    if (!file.isStill(FileIdentity.of(file.path()))) { // opening a pipe would block
      throw new NoSuchFileException(file.path().toString());
    }
    this.channel = open(file.path());
  }

  private static FileChannel open(Path path) throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      if (Files.isSymbolicLink(path)) { // the JDK has no specific exception for it
        FileSystemLoopException link = new FileSystemLoopException(path.toString());
        link.initCause(e);
        throw link;
      }
      throw TooManyOpenFilesException.or(e);
    }
  }

  @Override
  public int read(ByteBuffer buffer, long address, long offset) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        break;
      }
    }
    return buffer.position();
  }

  @Override
  public boolean isUnchanged() throws IOException {
    try {
      return channel.size() == file.size() && file.isStill(FileIdentity.of(file.path()));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void forget(long offset, long length) {
    Pages.CACHE.ifPresent(cache -> cache.drop(file.path(), offset, length));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
