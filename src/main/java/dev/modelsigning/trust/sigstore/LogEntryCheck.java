// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import dev.modelsigning.trust.sigstore.SigstoreRefusal.Check;
import dev.sigstore.rekor.client.RekorEntry;
import dev.sigstore.rekor.client.RekorEntry.InclusionProof;
import dev.sigstore.rekor.client.RekorParseException;
import dev.sigstore.rekor.client.RekorVerificationException;
import dev.sigstore.trustroot.TransparencyLog;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks one transparency log entry of a bundle against the logs of a trusted root. */
public final class LogEntryCheck {
  private final TrustedRoot root;
  private final LoggedSignature signature;

  public LogEntryCheck(TrustedRoot root, LoggedSignature signature) {
    this.root = root;
    this.signature = signature;
  }

  /**
   * A good entry.
   *
   * @param validAt when the log's key counts
   * @param time when the log promised to include it; empty where it signed no promise
   */
  public record Entry(Predicate<Instant> validAt, Optional<Instant> time) {}

  /** The entry in the JSON form of protocol buffers. */
  public Entry check(String json) throws SigstoreRefusal {
    try {
      RekorEntry entry = RekorEntry.fromTLogEntryJson(json);
      TransparencyLog log = log(entry);
      // Promise where there is one, inclusion proof, the checkpoint's signature and root.
      root.entries().verifyEntry(entry);
      checkTreeSize(entry.getVerification().getInclusionProof());
      signature.check(Base64.getDecoder().decode(entry.getBody()));
      return new Entry(log.getPublicKey().getValidFor()::contains, time(entry));
    } catch (RekorParseException | RekorVerificationException e) {
      throw refusal("a log entry does not verify: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // The library's parsers throw what they please on numbers and encodings that are none.
      throw refusal("a log entry is damaged: " + e.getMessage(), e);
    }
  }

  private TransparencyLog log(RekorEntry entry) throws SigstoreRefusal {
    return TransparencyLog.find(root.logs(), HexFormat.of().parseHex(entry.getLogID()))
        .orElseThrow(
            () ->
                new SigstoreRefusal(
                    Check.LOG,
                    "a log entry is of a log that '%s' does not name, so it cannot be checked"
                        .formatted(root.name())));
  }

  /** The library compares root hashes only. */
  private static void checkTreeSize(@Nullable InclusionProof proof)
      throws SigstoreRefusal, RekorParseException {
    if (proof == null) {
      throw new SigstoreRefusal(Check.LOG, "a log entry has no inclusion proof");
    }
    if (!Objects.equals(proof.parsedCheckpoint().getSize(), proof.getTreeSize())) {
      throw new SigstoreRefusal(
          Check.LOG, "a log entry's proof and checkpoint are of trees of different sizes");
    }
  }

  /** Only what the log signed counts as its time. */
  private static Optional<Instant> time(RekorEntry entry) {
    String promise = entry.getVerification().getSignedEntryTimestamp();
    return promise == null || promise.isEmpty() || entry.getIntegratedTime() <= 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(entry.getIntegratedTime()));
  }

  private static SigstoreRefusal refusal(String detail, Exception cause) {
    return new SigstoreRefusal(Check.LOG, detail, cause);
  }
}
