// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ResourceNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model cannot be measured. Another attempt on the same content gives the same result, except
 * for {@link Reason#CHANGED_WHILE_READING}. The message names the path and a hint.
 */
public final class ModelContentException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a model is refused. */
  public enum Reason {
    /** A symbolic link that is not ignored, and is not allowed or leads to a forbidden place. */
    SYMLINK("SymbolicLink"),
    /** A socket, FIFO or device that is not ignored. */
    SPECIAL_FILE("SpecialFile"),
    /** A file name that is not valid UTF-8. */
    NAME_NOT_UTF8("NameNotUtf8"),
    /** No regular file remains after exclusions. */
    EMPTY_MODEL("EmptyModel"),
    /** The path of the model does not exist. */
    NOT_FOUND("ModelNotFound"),
    /** A file was written, replaced, added or removed while the model was read. */
    CHANGED_WHILE_READING("ChangedWhileReading"),
    /** More files, shards, pieces or directories than {@link ModelFiles#MAX_FILES}. */
    TOO_MANY_FILES("TooManyFiles"),
    /** A path that no program can open, because the operating system takes no longer ones. */
    PATH_TOO_LONG("PathTooLong"),
    /** A file stands for content that was not fetched, where content is wanted. */
    POINTER("Pointer");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** In CamelCase, usable as the reason of a Kubernetes condition. */
    public String text() {
      return text;
    }
  }

  /** PATH_MAX of Linux. */
  private static final int MAX_PATH_BYTES = 4096;

  private static final int SHOWN = 80;

  private final Reason reason;
  private final String path;

  /**
   * A refusal.
   *
   * @param path the file concerned, relative to the model's root if that exists
   */
  public ModelContentException(Reason reason, String path, String message) {
    super(message);
    this.reason = reason;
    this.path = path;
  }

  /** The refusal of a path that Linux does not open; empty if it is not that long. */
  static Optional<ModelContentException> tooLong(Path path) {
    String text = path.toString();
    return text.getBytes(StandardCharsets.UTF_8).length < MAX_PATH_BYTES
        ? Optional.empty()
        : Optional.of(
            new ModelContentException(
                Reason.PATH_TOO_LONG,
                text.substring(0, SHOWN),
                "'%s...' is a path of %d bytes or more, which programs cannot open; move what is in such deep folders up, or ignore it"
                    .formatted(ResourceNames.printable(text.substring(0, SHOWN)), MAX_PATH_BYTES)));
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }

  /** The file concerned. */
  public String path() {
    return path;
  }

  /** Never null, unlike that of a Throwable in general. */
  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
