// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import dev.modelsigning.evidence.EvidenceException.Reason;
import java.io.ByteArrayOutputStream;

/** The chunks of one part, which must be complete, in order and not repeated. */
final class EvidenceParts {
  private final String part;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int next;
  private int count;

  EvidenceParts(String part) {
    this.part = part;
  }

  boolean isEmpty() {
    return next == 0;
  }

  void add(int index, int stated, byte[] chunk) throws EvidenceException {
    boolean first = next == 0;
    if (index != next || stated < 1 || (!first && stated != count) || index >= stated) {
      throw new EvidenceException(
          Reason.INCOMPLETE,
          "chunk %d of %d of the %s comes where chunk %d is expected; the log is truncated or mixed"
              .formatted(index, stated, part, next));
    }
    if (bytes.size() + chunk.length > Evidence.MAX_COMPRESSED_BYTES) {
      throw new EvidenceException(
          Reason.TOO_LARGE,
          "the %s has more than %d compressed bytes"
              .formatted(part, Evidence.MAX_COMPRESSED_BYTES));
    }
    count = stated;
    next++;
    bytes.writeBytes(chunk);
  }

  byte[] joined() throws EvidenceException {
    if (next == 0 || next != count) {
      throw new EvidenceException(
          Reason.INCOMPLETE,
          "the log has %d of %d chunks of the %s; it is truncated or rotated"
              .formatted(next, count, part));
    }
    return bytes.toByteArray();
  }
}
