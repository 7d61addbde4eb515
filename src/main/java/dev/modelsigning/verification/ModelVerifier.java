// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestDifferences;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.statement.LegacyStatementReader;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;
import dev.modelsigning.text.Printable;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Verifies models (OMS 1.0, 8): first the bundle, then the signature, the statement, and the files.
 * The statement is not parsed before its signature is verified.
 */
public final class ModelVerifier {
  private static final String NOBODY =
      "no authority is configured; configure a key, a CA or an identity to trust";

  private final Clock clock;
  private final boolean legacyRead;
  private final ModelHasher hasher = new ModelHasher();

  /**
   * Creates a verifier.
   *
   * @param clock the time at which certificates must be valid
   */
  public ModelVerifier(Clock clock) {
    this(clock, false);
  }

  private ModelVerifier(Clock clock, boolean legacyRead) {
    this.clock = clock;
    this.legacyRead = legacyRead;
  }

  /**
   * A verifier that also accepts pre-1.0 bundles (predicate {@code Digests/v0.1}, which states
   * less). Other verifiers refuse them by name.
   */
  public ModelVerifier withLegacyBundles() {
    return new ModelVerifier(clock, true);
  }

  /**
   * Checks whether one of the authorities accepts the signer of a bundle, and reads its statement.
   *
   * @param bundle untrusted bytes
   * @param authorities one is enough; without any, nobody is trusted
   */
  public Authentication authenticate(byte[] bundle, List<Authority> authorities) {
    try {
      return answer(BundleReader.read(bundle), authorities);
    } catch (BundleFormatException e) {
      return malformed(e);
    }
  }

  private static Refused malformed(BundleFormatException e) {
    return refused(
        RejectionReason.BUNDLE_MALFORMED,
        "the bundle cannot be used: %s; sign the model again".formatted(e.getMessage()));
  }

  private Authentication answer(Bundle read, List<Authority> authorities) {
    NotAuthentic best = new NotAuthentic(Reason.METHOD_DIFFERS, NOBODY);
    for (Authority authority : authorities) {
      switch (authority.authenticate(read, clock)) {
        case Authentic(SignerFacts signer) -> {
          return stated(read, signer, readsLegacy(authority));
        }
        case NotAuthentic refusal -> best = later(best, refusal);
      }
    }
    NotAuthentic refusal = best;
    return legacy(read, authorities)
        .orElseGet(() -> refused(reasonOf(refusal.reason()), refusal.detail()));
  }

  private boolean readsLegacy(Authority authority) {
    return legacyRead || authority.acceptsLegacyBundles();
  }

  /** What each authority says on its own about untrusted bytes, which are read once. */
  public List<Authentication> authenticateEach(byte[] bundle, List<Authority> authorities) {
    try {
      Bundle read = BundleReader.read(bundle);
      return authorities.stream().map(authority -> answer(read, List.of(authority))).toList();
    } catch (BundleFormatException e) {
      return Collections.nCopies(authorities.size(), malformed(e));
    }
  }

  /** What a trusted signer signed in the pre-1.0 format; empty if there is no such signer. */
  private Optional<Authentication> legacy(Bundle bundle, List<Authority> authorities) {
    Optional<Bundle> legacy = bundle.asLegacy();
    Optional<Authentication> named = Optional.empty();
    for (Authority authority : legacy.isEmpty() ? List.<Authority>of() : authorities) {
      if (authority.authenticate(legacy.get(), clock) instanceof Authentic(SignerFacts signer)) {
        if (readsLegacy(authority)) {
          return Optional.of(stated(legacy.get(), signer, true));
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

  private static Authentication stated(Bundle bundle, SignerFacts signer, boolean legacyRead) {
    String type = bundle.envelope().payloadType();
    if (!Statement.PAYLOAD_TYPE.equals(type)) {
      return refused(
          RejectionReason.STATEMENT_INVALID,
          "'%s' signed a payload of type '%s', not '%s'"
              .formatted(signer.authority(), Printable.shortened(type), Statement.PAYLOAD_TYPE));
    }
    try {
      byte[] payload = bundle.envelope().payload();
      boolean legacy = bundle.envelope().legacy() || (legacyRead && isLegacySigstore(bundle));
      Statement statement =
          legacy ? LegacyStatementReader.read(payload) : StatementReader.read(payload);
      return new Authenticated(statement, signer);
    } catch (StatementFormatException e) {
      return refused(
          RejectionReason.STATEMENT_INVALID,
          "'%s' signed it, but it is not an OMS 1.0 statement: %s"
              .formatted(signer.authority(), e.getMessage()));
    }
  }

  /** Pre-1.0 Sigstore signers sign DSSE's encoding, so only the predicate identifies them. */
  private static boolean isLegacySigstore(Bundle bundle) {
    return bundle.material() instanceof SigstoreMaterial
        && StatementReader.isLegacy(bundle.envelope().payload());
  }

  private static Refused refused(RejectionReason reason, String message) {
    return new Refused(new Rejected(reason, message));
  }

  /**
   * Compares what was signed with what was measured: every signed file must be present, and every
   * measured file signed. Unknown if the model was not measured in the way it was signed.
   */
  public Verdict compare(Authenticated signed, Manifest measured) {
    return compare(signed, measured, false);
  }

  private static Verdict compare(
      Authenticated signed, Manifest measured, boolean unsignedFilesIgnored) {
    Manifest stated = signed.statement().manifest();
    Serialization signedWay = stated.serialization();
    Serialization measuredWay = measured.serialization();
    if (!signedWay.hashType().equals(measuredWay.hashType())) {
      return new Unknown(
          UnknownReason.UNSUPPORTED_DIGEST,
          "signed with %s, measured with %s; measure again"
              .formatted(signedWay.hashType(), measuredWay.hashType()));
    }
    if (signedWay.method() != measuredWay.method()
        || !signedWay.shardSize().equals(measuredWay.shardSize())
        || signedWay.allowSymlinks() != measuredWay.allowSymlinks()) {
      return new Unknown(
          UnknownReason.UNSUPPORTED_SERIALIZATION,
          "the model was not measured in the way it was signed (files or shards, links followed or"
              + " not); measure again");
    }
    ManifestDifferences all = ManifestDifferences.between(named(stated, measured), measured);
    ManifestDifferences differences = unsignedFilesIgnored ? all.withoutExtra() : all;
    if (!differences.isEmpty()) {
      return new Rejected(
          RejectionReason.CONTENT_MISMATCH,
          "the model is not the one that '%s' signed: %s"
              .formatted(signed.signer().authority(), differences.summary()),
          Optional.of(differences),
          Optional.of(signed.signer()));
    }
    return new Verified(
        signed.signer(),
        measured.canonicalDigest(),
        stated.fileCount(),
        unsignedFilesIgnored,
        signed.statement().annotations());
  }

  /** The Python reference names the only file '.', which is renamed to the measured file. */
  private static Manifest named(Manifest stated, Manifest measured) {
    ManifestEntry first = stated.entries().getFirst();
    if (!ResourceNames.SINGLE_FILE.equals(stated.fileOf(first))
        || stated.fileCount() != 1
        || measured.fileCount() != 1
        || !measured.fileOf(measured.entries().getFirst()).equals(measured.modelName())) {
      return stated;
    }
    List<ManifestEntry> renamed = new ArrayList<>(stated.entries().size());
    for (ManifestEntry entry : stated.entries()) {
      String name =
          measured.modelName() + entry.name().substring(ResourceNames.SINGLE_FILE.length());
      renamed.add(new ManifestEntry(name, entry.algorithm(), entry.digest()));
    }
    return new Manifest(stated.modelName(), stated.serialization(), renamed);
  }

  /**
   * Verifies a model on disk: authenticates the bundle, hashes the files as the statement says, and
   * compares.
   */
  public Verdict verify(
      Path model, byte[] bundle, List<Authority> authorities, VerifyOptions options) {
    ModelHasher.prepare(model);
    return switch (authenticate(bundle, authorities)) {
      case Refused(Rejected verdict) -> verdict;
      case Authenticated signed -> measureAndCompare(model, signed, options);
    };
  }

  private Verdict measureAndCompare(Path model, Authenticated signed, VerifyOptions options) {
    Manifest stated = signed.statement().manifest();
    Serialization serialization = stated.serialization().withIgnorePaths(options.ignorePaths());
    try {
      Manifest measured =
          options.ignoreUnsignedFiles()
              ? hasher.hashOnly(model, serialization, options.hashing(), stated.fileNames())
              : hasher.hash(model, serialization, options.hashing());
      return compare(signed, measured, options.ignoreUnsignedFiles());
    } catch (ModelContentException e) {
      return contentVerdict(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unknown(UnknownReason.INTERRUPTED, "hashing was interrupted");
    } catch (IOException e) {
      String why = ReadFailures.text(e);
      return new Unknown(
          UnknownReason.READ_FAILED,
          "the model cannot be read: " + why + "; check its files and permissions");
    }
  }

  /** The verdict for a model that cannot be measured. */
  public static Verdict contentVerdict(ModelContentException e) {
    return e.reason() == ModelContentException.Reason.CHANGED_WHILE_READING
        ? new Unknown(UnknownReason.CHANGED_WHILE_READING, e.getMessage())
        : new Rejected(RejectionReason.CONTENT_REFUSED, e.getMessage());
  }
}
