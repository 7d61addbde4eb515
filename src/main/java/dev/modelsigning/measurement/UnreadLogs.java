// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Since when logs of ended pods cannot be read, by the Jobs' UIDs. An operator that was restarted
 * counts from its own first try. For any number of threads.
 */
final class UnreadLogs {
  /** So many are remembered; beyond, the one that failed first counts anew. */
  private static final int MOST = 4_096;

  private final Map<String, Instant> since =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  /** Records a try that failed, and says how long ago the first one did. */
  synchronized Duration failed(String jobUid, Instant now) {
    return Duration.between(since.computeIfAbsent(jobUid, uid -> now), now);
  }

  /** Forgets a Job whose log was read, or is given up. */
  synchronized void forget(String jobUid) {
    since.remove(jobUid);
  }
}
