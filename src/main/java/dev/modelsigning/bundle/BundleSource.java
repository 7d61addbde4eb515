// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a bundle are; they can be read more than once, and must stay the same. */
@FunctionalInterface
public interface BundleSource {
  /** The bytes, from the beginning. */
  InputStream open() throws IOException;

  /** Bytes in memory, which nobody changes. */
  static BundleSource of(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }
}
