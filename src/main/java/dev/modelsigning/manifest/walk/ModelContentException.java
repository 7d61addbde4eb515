// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

/**
 * The model itself cannot be measured faithfully; trying again without changing it gives the same
 * answer, except for {@link Reason#CHANGED_WHILE_READING}. The message names the path and the
 * remedy.
 */
public final class ModelContentException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a model is refused. */
  public enum Reason {
    /** A symbolic link that is not excluded, and is not allowed or leads where it must not. */
    SYMLINK("SymbolicLink"),
    /** A socket, FIFO or device that is not excluded. */
    SPECIAL_FILE("SpecialFile"),
    /** A file name that is no valid UTF-8. */
    NAME_NOT_UTF8("NameNotUtf8"),
    /** No regular file is left after exclusions. */
    EMPTY_MODEL("EmptyModel"),
    /** Nothing is at the path of the model. */
    NOT_FOUND("ModelNotFound"),
    /** A file was written, replaced, added or removed while the model was read. */
    CHANGED_WHILE_READING("ChangedWhileReading"),
    /** More files, shards, pieces or directories than {@link ModelFiles#MAX_FILES}. */
    TOO_MANY_FILES("TooManyFiles");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** In CamelCase, usable as the reason of a Kubernetes condition. */
    public String text() {
      return text;
    }
  }

  private final Reason reason;
  private final String path;

  /**
   * A refusal.
   *
   * @param path what it is about, from the model root where there is one
   */
  public ModelContentException(Reason reason, String path, String message) {
    super(message);
    this.reason = reason;
    this.path = path;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** What it is about. */
  public String path() {
    return path;
  }

  /** Never null, unlike that of a Throwable in general. */
  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
