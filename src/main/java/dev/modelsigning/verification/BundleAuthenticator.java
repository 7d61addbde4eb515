// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.statement.LegacyStatementReader;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;
import dev.modelsigning.text.Printable;
import dev.modelsigning.trust.AuthenticationResult;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Whether authorities accept the signer of a bundle, and what the signer stated, which is looked at
 * only then.
 *
 * @param clock the time at which certificates must be valid
 * @param legacyRead whether bundles of the pre-1.0 format are read whatever an authority says
 */
record BundleAuthenticator(Clock clock, boolean legacyRead) {
  private static final String NOBODY =
      "no authority is configured; configure a key, a CA or an identity to trust";

  /** Gives the statement of a bundle whose signature was verified. */
  @FunctionalInterface
  interface Stated {
    Statement read(Bundle bundle, boolean legacyRead) throws StatementFormatException;
  }

  /** Whether an authority accepts the signer of a bundle; asks it, or knows. */
  @FunctionalInterface
  interface Asked {
    AuthenticationResult answer(Authority authority, Bundle bundle, Clock clock);
  }

  static Refused malformed(BundleFormatException e) {
    return refused(
        RejectionReason.BUNDLE_MALFORMED,
        "the bundle cannot be used: %s; sign the model again".formatted(e.getMessage()));
  }

  Authentication answer(Bundle read, Stated statement, List<Authority> authorities) {
    return answer(read, statement, authorities, Authority::authenticate);
  }

  Authentication answer(Bundle read, Stated statement, List<Authority> authorities, Asked asked) {
    NotAuthentic best = new NotAuthentic(Reason.METHOD_DIFFERS, NOBODY);
    for (Authority authority : authorities) {
      switch (asked.answer(authority, read, clock)) {
        case Authentic(SignerFacts signer) -> {
          return stated(read, statement, signer, readsLegacy(authority));
        }
        case NotAuthentic refusal -> best = later(best, refusal);
      }
    }
    NotAuthentic refusal = best;
    return legacy(read, authorities, asked)
        .orElseGet(() -> refused(reasonOf(refusal.reason()), refusal.detail()));
  }

  private boolean readsLegacy(Authority authority) {
    return legacyRead || authority.acceptsLegacyBundles();
  }

  /** What a trusted signer signed in the pre-1.0 format; empty if there is no such signer. */
  private Optional<Authentication> legacy(Bundle bundle, List<Authority> authorities, Asked asked) {
    Optional<Bundle> legacy = bundle.asLegacy();
    Optional<Authentication> named = Optional.empty();
    for (Authority authority : legacy.isEmpty() ? List.<Authority>of() : authorities) {
      if (asked.answer(authority, legacy.get(), clock) instanceof Authentic(SignerFacts signer)) {
        if (readsLegacy(authority)) {
          return Optional.of(stated(legacy.get(), BundleAuthenticator::read, signer, true));
        }
        named = named.or(() -> Optional.of(legacyRefused(signer)));
      }
    }
    return named;
  }

  private static Refused legacyRefused(SignerFacts signer) {
    return refused(
        RejectionReason.STATEMENT_INVALID,
        ("'%s' signed it in the pre-1.0 format; sign the model again, or allow that format"
                + " (--allow-legacy-format, or legacyBundles: Allow of the authority in a policy)")
            .formatted(signer.authority()));
  }

  /** The refusal by the later check says more; of equal ones, the first. */
  private static NotAuthentic later(NotAuthentic best, NotAuthentic other) {
    boolean none = best.reason() == Reason.METHOD_DIFFERS;
    return none || other.reason().compareTo(best.reason()) > 0 ? other : best;
  }

  private static RejectionReason reasonOf(Reason reason) {
    return switch (reason) {
      case METHOD_DIFFERS, KEY_DIFFERS, CHAIN_UNTRUSTED, NAME_NOT_ALLOWED ->
          RejectionReason.SIGNER_UNTRUSTED;
      case CERTIFICATE_INVALID -> RejectionReason.CERTIFICATE_INVALID;
      case CERTIFICATE_EXPIRED -> RejectionReason.CERTIFICATE_EXPIRED;
      case SIGNATURE_INVALID -> RejectionReason.SIGNATURE_INVALID;
      case LOG_INVALID -> RejectionReason.LOG_ENTRY_INVALID;
      case TIMESTAMP_INVALID -> RejectionReason.TIMESTAMP_INVALID;
    };
  }

  private static Authentication stated(
      Bundle bundle, Stated statement, SignerFacts signer, boolean legacyRead) {
    String type = bundle.envelope().payloadType();
    if (!Statement.PAYLOAD_TYPE.equals(type)) {
      return refused(
          RejectionReason.STATEMENT_INVALID,
          "'%s' signed a payload of type '%s', not '%s'"
              .formatted(signer.authority(), Printable.shortened(type), Statement.PAYLOAD_TYPE));
    }
    try {
      return new Authenticated(statement.read(bundle, legacyRead), signer);
    } catch (StatementFormatException e) {
      return refused(
          RejectionReason.STATEMENT_INVALID,
          "'%s' signed it, but it is not an OMS 1.0 statement: %s"
              .formatted(signer.authority(), e.getMessage()));
    }
  }

  /** Reads the statement in a payload that is here. */
  static Statement read(Bundle bundle, boolean legacyRead) throws StatementFormatException {
    DsseEnvelope envelope = bundle.envelope();
    boolean legacy = envelope.legacy() || (legacyRead && isLegacySigstore(bundle));
    return legacy
        ? LegacyStatementReader.read(envelope.payload())
        : StatementReader.read(envelope.content().open());
  }

  /** Pre-1.0 Sigstore signers sign DSSE's encoding, so only the predicate identifies them. */
  private static boolean isLegacySigstore(Bundle bundle) {
    return bundle.material() instanceof SigstoreMaterial
        && StatementReader.isLegacy(bundle.envelope().content().open());
  }

  private static Refused refused(RejectionReason reason, String message) {
    return new Refused(new Rejected(reason, message));
  }
}
