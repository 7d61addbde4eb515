// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.reuse;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleSource;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.cli.option.InputFile;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.reuse.IdentityStore.RefusedException;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.FileIdentity;
import dev.modelsigning.manifest.walk.KnownFiles;
import dev.modelsigning.manifest.walk.UnchangedFiles;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import dev.modelsigning.verification.ModelVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Reuses digests of an earlier, verified bundle for files that have not changed since, and records
 * the files' identities for the next signature.
 *
 * <p>A bundle that does not verify is an error. An unusable record is not: every file is hashed
 * then, and a note says why.
 */
public final class DigestReuse {
  private final Console console;
  private final ReuseArguments arguments;
  private final Optional<byte[]> bundle;
  private final Optional<Manifest> earlier;
  private Optional<UnchangedFiles> files = Optional.empty();
  private boolean explained;

  private DigestReuse(
      Console console,
      ReuseArguments arguments,
      Optional<byte[]> bundle,
      Optional<Manifest> earlier) {
    this.console = console;
    this.arguments = arguments;
    this.bundle = bundle;
    this.earlier = earlier;
  }

  /**
   * Verifies the earlier bundle if one is named.
   *
   * @param own the signer's key, if it is a key
   */
  public static DigestReuse of(Console console, ReuseArguments arguments, OwnKey own)
      throws CommandFailure {
    arguments.check();
    if (arguments.oldBundle == null) {
      return new DigestReuse(console, arguments, Optional.empty(), Optional.empty());
    }
    Path file = console.resolve(arguments.oldBundle);
    byte[] bundle =
        InputFile.bytes(
            file, BundleLimits.MAX_STREAMED_BYTES, "the old bundle", "--reuse-digests-from");
    refuseKeyless(file, bundle);
    ModelVerifier verifier = new ModelVerifier(console.clock());
    return switch (verifier.authenticate(
        BundleSource.of(bundle), arguments.authorities(console, own))) {
      case Refused(var verdict) ->
          throw CommandFailure.usage(
              "the old bundle " + file + " does not verify: " + verdict.message(),
              "name its signer with --reuse-public-key or --reuse-certificate-chain, or sign"
                  + " without --reuse-digests-from");
      case Authenticated signed ->
          new DigestReuse(
              console, arguments, Optional.of(bundle), Optional.of(signed.statement().manifest()));
    };
  }

  /** No option names the identity that must have signed a keyless bundle. */
  private static void refuseKeyless(Path file, byte[] bundle) throws CommandFailure {
    boolean keyless;
    try {
      keyless = BundleReader.read(BundleSource.of(bundle)).material() instanceof SigstoreMaterial;
    } catch (BundleFormatException | IOException e) {
      keyless = false; // verification reports what is wrong
    }
    if (keyless) {
      throw CommandFailure.usage(
          "the old bundle "
              + file
              + " is signed with an identity (sigstore), for which digests are not reused",
          "name a bundle signed with a key or a certificate, or sign without --reuse-digests-from");
    }
  }

  /** The files of the model whose digests for this serialization are known. */
  public KnownFiles known(Path model, Serialization serialization) {
    Optional<IdentityStore> store = store();
    if (store.isEmpty()) {
      explain("there is no home folder for the record");
      return KnownFiles.NONE;
    }
    try {
      if (!IdentityStore.reliesOn(model)) {
        explain("the model is on a file system whose change times are not set by this machine");
        return KnownFiles.NONE;
      }
      UnchangedFiles unchanged =
          new UnchangedFiles(
              recorded(store.get()), earlier(serialization), model, console.clock().instant());
      files = Optional.of(unchanged);
      return unchanged;
    } catch (IOException e) {
      explain(Causes.text(e));
      return KnownFiles.NONE;
    }
  }

  private Optional<IdentityStore> store() {
    return arguments.record || bundle.isPresent()
        ? IdentityStore.of(console.environment())
        : Optional.empty();
  }

  private Map<String, FileIdentity> recorded(IdentityStore store) throws IOException {
    if (bundle.isEmpty()) {
      return Map.of();
    }
    try {
      return store.read(bundle.get());
    } catch (RefusedException e) {
      explain(Causes.text(e));
      return Map.of();
    }
  }

  private Optional<Manifest> earlier(Serialization wanted) {
    if (earlier.isEmpty()) {
      return earlier;
    }
    Serialization old = earlier.get().serialization();
    boolean same =
        old.method() == wanted.method()
            && old.shardSize().equals(wanted.shardSize())
            && old.hashType().equals(wanted.hashType());
    if (!same) {
      explain("the old bundle has another digest algorithm or shard size");
    }
    return earlier.filter(manifest -> same);
  }

  private void explain(String why) {
    if (bundle.isPresent()) {
      explained = true;
      console.note("note: every file is hashed: " + why);
    }
  }

  /** Prints a note if no digest was reused although bundle and record are usable. */
  public void noteWhenNothingWasReused() {
    if (!explained && reused() == 0) {
      explain(
          "each file is new, has changed since the old bundle, or had changed less than two seconds"
              + " before the old bundle was made");
    }
  }

  /** The number of files whose digests were reused. */
  public int reused() {
    return files.isPresent() ? files.get().reused() : 0;
  }

  /** Records the identities of the files of this new bundle. */
  public void record(byte[] newBundle) {
    Optional<IdentityStore> store = store();
    if (!arguments.record || files.isEmpty() || store.isEmpty()) {
      return;
    }
    if (!files.get().isComplete()) {
      cannotBeReused("the model has more than " + UnchangedFiles.MAX_RECORDED + " files");
      return;
    }
    try {
      store.get().write(newBundle, files.get().seen());
    } catch (IOException e) {
      // Silent unless the feature is in use: a home folder may be read-only for good reasons.
      cannotBeReused(Causes.text(e));
    }
  }

  private void cannotBeReused(String why) {
    if (bundle.isPresent()) {
      console.note("note: --reuse-digests-from cannot be used with this bundle later: " + why);
    }
  }
}
