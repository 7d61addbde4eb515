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

  /**
   * Creates a check.
   *
   * @param signature what an entry must be about
   */
  public LogEntryCheck(TrustedRoot root, LoggedSignature signature) {
    this.root = root;
    this.signature = signature;
  }

  /**
   * An entry that verifies.
   *
   * @param validAt the times at which the log's key is valid
   * @param time when the log promised to include it; empty if there is no signed promise
   * @param index where it is in the log, as the promise or else the inclusion proof says
   */
  public record Entry(Predicate<Instant> validAt, Optional<Instant> time, long index) {}

  /**
   * Checks an entry.
   *
   * @param json the entry in the JSON form of protocol buffers
   * @throws SigstoreRefusal if it does not verify, or is about another signature
   */
  public Entry check(String json) throws SigstoreRefusal {
    try {
      RekorEntry entry = RekorEntry.fromTLogEntryJson(json);
      TransparencyLog log = log(entry);
      // Verifies the promise if there is one, the inclusion proof, and the signed checkpoint.
      root.entries().verifyEntry(entry);
      checkTreeSize(entry.getVerification().getInclusionProof());
      signature.check(Base64.getDecoder().decode(entry.getBody()));
      Optional<Instant> time = time(entry);
      return new Entry(log.getPublicKey().getValidFor()::contains, time, index(entry, time));
    } catch (RekorParseException | RekorVerificationException e) {
      throw refusal("a log entry does not verify: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // The library's parsers throw unchecked exceptions on invalid numbers and encodings.
      throw refusal("a log entry is invalid: " + e.getMessage(), e);
    }
  }

  private TransparencyLog log(RekorEntry entry) throws SigstoreRefusal {
    return TransparencyLog.find(root.logs(), HexFormat.of().parseHex(entry.getLogID()))
        .orElseThrow(
            () ->
                new SigstoreRefusal(
                    Check.LOG,
                    "a log entry is from a log that '%s' does not contain, so it cannot be verified"
                        .formatted(root.name())));
  }

  /** The library only compares root hashes. */
  private static void checkTreeSize(@Nullable InclusionProof proof)
      throws SigstoreRefusal, RekorParseException {
    if (proof == null) {
      throw new SigstoreRefusal(Check.LOG, "a log entry has no inclusion proof");
    }
    if (!Objects.equals(proof.parsedCheckpoint().getSize(), proof.getTreeSize())) {
      throw new SigstoreRefusal(
          Check.LOG,
          "the proof and the checkpoint of a log entry are for trees of different sizes");
    }
  }

  /** Only a time that the log signed is trusted. */
  private static Optional<Instant> time(RekorEntry entry) {
    String promise = entry.getVerification().getSignedEntryTimestamp();
    return promise == null || promise.isEmpty() || entry.getIntegratedTime() <= 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(entry.getIntegratedTime()));
  }

  /** The index over all shards of a log is in its promise only. */
  private static long index(RekorEntry entry, Optional<Instant> promised) {
    InclusionProof proof = entry.getVerification().getInclusionProof();
    return promised.isPresent() || proof == null ? entry.getLogIndex() : proof.getLogIndex();
  }

  private static SigstoreRefusal refusal(String detail, Exception cause) {
    return new SigstoreRefusal(Check.LOG, detail, cause);
  }
}
