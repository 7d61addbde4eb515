// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.measurement.PodLogs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Logs of pods that no kubelet runs. */
public final class RecordedLogs implements PodLogs {
  private final Map<String, String> logs = new ConcurrentHashMap<>();

  /** Records the whole log of a pod. */
  public void put(String namespace, String pod, String log) {
    logs.put(namespace + "/" + pod, log);
  }

  @Override
  public InputStream open(String namespace, String pod, String container) throws IOException {
    return new ByteArrayInputStream(
        tail(namespace, pod, container, 0).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String tail(String namespace, String pod, String container, int lines) throws IOException {
    return Optional.ofNullable(logs.get(namespace + "/" + pod))
        .orElseThrow(() -> new IOException("no log of pod " + pod));
  }
}
