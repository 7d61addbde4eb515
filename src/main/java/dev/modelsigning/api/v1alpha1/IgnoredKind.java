// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What is at a path that the signature leaves out. */
public enum IgnoredKind {
  /** A regular file. */
  File,
  /** A folder with something in it. */
  Folder,
  /** A symbolic link. */
  Link,
  /** A socket, FIFO or device. */
  Special,
  /** A folder that could not be listed. */
  Unreadable,
  /** A folder in which there has never been anything. */
  Empty
}
