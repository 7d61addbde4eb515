// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.trust.SignerFacts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects under which authorities one signature is authentic, and whether its content matches. */
final class Acceptance {
  /** As many as a status may list. */
  private static final int MAX_AUTHORITIES = 1000;

  private final Map<String, Optional<Instant>> byDigest = new TreeMap<>();
  private Compared compared = Compared.OPEN;

  private enum Compared {
    OPEN,
    MATCHES,
    DIFFERS,
    UNKNOWN
  }

  void accepted(String digest, SignerFacts signer) {
    if (byDigest.size() < MAX_AUTHORITIES) {
      byDigest.put(digest, signer.notAfter());
    }
  }

  /** What the comparison of the files gave; they match only if nothing ever said otherwise. */
  void compared(VerdictFinding finding) {
    switch (finding.verdict()) {
      case Verified -> compared = compared == Compared.OPEN ? Compared.MATCHES : compared;
      case Rejected -> compared = Compared.DIFFERS;
      case Unknown -> compared = compared == Compared.DIFFERS ? compared : Compared.UNKNOWN;
    }
  }

  JudgedSignature written(byte[] bundle, Optional<SignerStatus> signer) {
    var written = new JudgedSignature();
    written.bundleDigest = BundleFinding.digest(bundle);
    written.signer = signer.orElse(null);
    written.contentMatches =
        switch (compared) {
          case MATCHES -> true;
          case DIFFERS -> false;
          case OPEN, UNKNOWN -> null;
        };
    List<AcceptedBy> accepted = new ArrayList<>();
    byDigest.forEach(
        (digest, notAfter) -> {
          var entry = new AcceptedBy();
          entry.digest = digest;
          entry.validUntil =
              notAfter.map(end -> end.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
          accepted.add(entry);
        });
    written.acceptedBy = accepted;
    return written;
  }
}
