// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.text.Shortened;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.trust.sigstore.SigstoreIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Writes down who signed, within the bounds of the status: names come from certificates. */
public final class WrittenSigner {
  private static final int MAX_TEXT = 1024;
  private static final int MAX_NAMES = 64;

  private WrittenSigner() {}

  /** The signer as one policy knows it. */
  public static SignerStatus of(CompiledPolicy policy, SignerFacts facts) {
    SignerStatus status = new SignerStatus();
    status.method = facts.method();
    status.subject = cut(shown(facts));
    status.keyFingerprint = facts.keyFingerprint();
    List<String> names =
        facts.subjectAltNames().stream().limit(MAX_NAMES).map(WrittenSigner::cut).toList();
    status.subjectAltNames = names.isEmpty() ? null : names;
    status.authority = policy.name() + "/" + facts.authority();
    facts.identity().ifPresent(identity -> write(identity, status));
    return status;
  }

  private static void write(SigstoreIdentity identity, SignerStatus status) {
    status.issuer = cut(identity.issuer());
    status.signedAt =
        identity.times().stream()
            .min(Comparator.naturalOrder())
            .map((Instant first) -> first.truncatedTo(ChronoUnit.SECONDS).toString())
            .orElse(null);
    status.logIndex = identity.logIndexes().stream().findFirst().orElse(null);
  }

  private static String shown(SignerFacts facts) {
    return facts
        .identity()
        .map(SigstoreIdentity::subject)
        .or(
            () ->
                facts.subjectAltNames().stream()
                    .findFirst()
                    .or(facts::subject)
                    .filter(name -> Objects.equals(facts.method(), SignerFacts.CERTIFICATE)))
        .orElseGet(() -> "key " + facts.keyFingerprint());
  }

  private static String cut(String text) {
    return Shortened.to(text, MAX_TEXT);
  }
}
