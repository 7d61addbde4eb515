// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import java.io.IOException;
import java.io.InputStream;

/** Reads the log of a measuring pod. */
public interface PodLogs {
  /**
   * The whole log, from its beginning; closed by the caller.
   *
   * @throws IOException when it cannot be read now
   */
  InputStream open(String namespace, String pod, String container) throws IOException;

  /**
   * The last lines of the log.
   *
   * @throws IOException when it cannot be read now
   */
  String tail(String namespace, String pod, String container, int lines) throws IOException;
}
