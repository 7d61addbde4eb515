// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleSource;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestDifferences;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.pointer.PointerHint;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.TooManyOpenFilesException;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies models (OMS 1.0, 8): first the bundle, then the signature, the statement, and the files.
 * The statement is not parsed before its signature is verified.
 */
public final class ModelVerifier {
  private final BundleAuthenticator authenticator;
  private final ModelHasher hasher = new ModelHasher();

  /**
   * Creates a verifier.
   *
   * @param clock the time at which certificates must be valid
   */
  public ModelVerifier(Clock clock) {
    this(new BundleAuthenticator(clock, false));
  }

  private ModelVerifier(BundleAuthenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * A verifier that also accepts pre-1.0 bundles (predicate {@code Digests/v0.1}, which states
   * less). Other verifiers refuse them by name.
   */
  public ModelVerifier withLegacyBundles() {
    return new ModelVerifier(new BundleAuthenticator(authenticator.clock(), true));
  }

  /**
   * Checks whether one of the authorities accepts the signer of a bundle, and reads its statement.
   *
   * @param bundle untrusted bytes
   * @param authorities one is enough; without any, nobody is trusted
   */
  public Authentication authenticate(byte[] bundle, List<Authority> authorities) {
    return authenticate(new GivenBundle.Whole(bundle), authorities);
  }

  /**
   * The same for a bundle that may be large, whose payload is read as a stream. It must stay the
   * same meanwhile.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public Authentication authenticate(BundleSource bundle, List<Authority> authorities) {
    try {
      return authenticator.answer(
          BundleReader.read(bundle), BundleAuthenticator::read, authorities);
    } catch (BundleFormatException e) {
      return BundleAuthenticator.malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundle cannot be read", e);
    }
  }

  /** What each authority says on its own about untrusted bytes, which are read once. */
  public List<Authentication> authenticateEach(byte[] bundle, List<Authority> authorities) {
    return authenticateEach(new GivenBundle.Whole(bundle), authorities);
  }

  /** What each authority says on its own about a bundle that may be a summary. */
  public List<Authentication> authenticateEach(GivenBundle bundle, List<Authority> authorities) {
    return answers(bundle).each(authorities);
  }

  /** What several authorities say about a bundle that may be a summary; one is enough. */
  public Authentication authenticate(GivenBundle bundle, List<Authority> authorities) {
    return answers(bundle).of(authorities);
  }

  /** Reads a bundle that may be a summary, for several such questions. */
  public BundleAnswers answers(GivenBundle bundle) {
    try {
      Bundle read =
          switch (bundle) {
            case GivenBundle.Whole(byte[] bytes) -> whole(bytes);
            case GivenBundle.Summarised summarised -> summarised.bundle();
          };
      BundleAuthenticator.Stated statement =
          switch (bundle) {
            case GivenBundle.Whole _ -> BundleAuthenticator::read;
            case GivenBundle.Summarised summarised -> (same, legacy) -> summarised.statement();
          };
      return BundleAnswers.about(authenticator, read, statement, Authority::authenticate);
    } catch (BundleFormatException e) {
      return BundleAnswers.malformed(authenticator, BundleAuthenticator.malformed(e));
    }
  }

  /**
   * A bundle in memory is read as a stream too: a payload of several megabytes as text, which every
   * judgement would make anew, leaves many times as much garbage.
   */
  private static Bundle whole(byte[] bytes) throws BundleFormatException {
    try {
      return bytes.length > BundleLimits.MAX_BYTES
          ? BundleReader.read(bytes)
          : BundleReader.read(BundleSource.of(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
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
    if (stated.isSummary() || measured.isSummary()) {
      return compareDigests(signed, measured);
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

  /** Without the names of the files: the same, or not the same. */
  private static Verdict compareDigests(Authenticated signed, Manifest measured) {
    Manifest stated = signed.statement().manifest();
    if (!stated.canonicalDigest().equals(measured.canonicalDigest())) {
      return new Rejected(
          RejectionReason.CONTENT_MISMATCH,
          "the model is not the one that '%s' signed: %d files are signed and %d are there, with other names or content; of so many files only digests are compared here, so run oms verify on the volume to see which ones"
              .formatted(signed.signer().authority(), stated.fileCount(), measured.fileCount()),
          Optional.empty(),
          Optional.of(signed.signer()));
    }
    return new Verified(
        signed.signer(),
        measured.canonicalDigest(),
        stated.fileCount(),
        false,
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
    return switch (authenticate(BundleSource.of(bundle), authorities)) {
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
      return explained(
          compare(signed, measured, options.ignoreUnsignedFiles()), model, signed, measured);
    } catch (ModelContentException e) {
      return contentVerdict(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unknown(UnknownReason.INTERRUPTED, "hashing was interrupted");
    } catch (IOException e) {
      String why = ReadFailures.text(e);
      return new Unknown(
          UnknownReason.READ_FAILED,
          "the model cannot be read: "
              + why
              + "; "
              + (e instanceof TooManyOpenFilesException
                  ? TooManyOpenFilesException.REMEDY
                  : "check its files and permissions"));
    }
  }

  /**
   * The same verdict, whose message also says so when files differ because their content was not
   * fetched, here or by the signer.
   *
   * @param model where the measured files are
   */
  public static Verdict explained(
      Verdict verdict, Path model, Authenticated signed, Manifest measured) {
    return switch (verdict) {
      case Rejected(var reason, var message, var differences, var signer)
          when differences.isPresent() ->
          new Rejected(
              reason,
              PointerHint.of(
                      model,
                      named(signed.statement().manifest(), measured),
                      measured,
                      differences.get().changed())
                  .map(hint -> message + "; " + hint)
                  .orElse(message),
              differences,
              signer);
      case Rejected rejected -> rejected;
      case Unknown unknown -> unknown;
      case Verified verified -> verified;
    };
  }

  /** The verdict for a model that cannot be measured. */
  public static Verdict contentVerdict(ModelContentException e) {
    return e.reason() == ModelContentException.Reason.CHANGED_WHILE_READING
        ? new Unknown(UnknownReason.CHANGED_WHILE_READING, e.getMessage())
        : new Rejected(RejectionReason.CONTENT_REFUSED, e.getMessage());
  }
}
