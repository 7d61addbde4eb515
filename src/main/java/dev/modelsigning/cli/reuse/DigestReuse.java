// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.reuse;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleReader;
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
 * Digests taken from an earlier, verified bundle for files that are still the same, and the record
 * of who the files are for the next time.
 *
 * <p>A bundle that is not verified is an error. What is wrong with the record is none: then every
 * file is hashed, and a note says so.
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
   * Verifies the earlier bundle where one is named.
   *
   * @param own the signer, where it is a key
   */
  public static DigestReuse of(Console console, ReuseArguments arguments, OwnKey own)
      throws CommandFailure {
    arguments.check();
    if (arguments.oldBundle == null) {
      return new DigestReuse(console, arguments, Optional.empty(), Optional.empty());
    }
    Path file = console.resolve(arguments.oldBundle);
    byte[] bundle =
        InputFile.bytes(file, BundleLimits.MAX_BYTES, "the old bundle", "--reuse-digests-from");
    refuseKeyless(file, bundle);
    ModelVerifier verifier = new ModelVerifier(console.clock());
    return switch (verifier.authenticate(bundle, arguments.authorities(console, own))) {
      case Refused(var verdict) ->
          throw CommandFailure.usage(
              "the old bundle " + file + " is not verified: " + verdict.message(),
              "name who made it with --reuse-public-key or --reuse-certificate-chain, or sign without"
                  + " --reuse-digests-from");
      case Authenticated signed ->
          new DigestReuse(
              console, arguments, Optional.of(bundle), Optional.of(signed.statement().manifest()));
    };
  }

  /** Nobody can be named here who may have made it. */
  private static void refuseKeyless(Path file, byte[] bundle) throws CommandFailure {
    boolean keyless;
    try {
      keyless = BundleReader.read(bundle).material() instanceof SigstoreMaterial;
    } catch (BundleFormatException e) {
      keyless = false; // who verifies it says what is wrong
    }
    if (keyless) {
      throw CommandFailure.usage(
          "the old bundle "
              + file
              + " is signed without a key (sigstore); digests of such are not reused",
          "name a bundle of a key or a certificate with --reuse-digests-from, or sign without it");
    }
  }

  /** What is known of a model that is going to be hashed in this way. */
  public KnownFiles known(Path model, Serialization serialization) {
    Optional<IdentityStore> store = store();
    if (store.isEmpty()) {
      explain("there is no home folder that could hold a record");
      return KnownFiles.NONE;
    }
    try {
      if (!IdentityStore.reliesOn(model)) {
        explain("the model is on a file system whose change times this machine does not set");
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
      explain("the old bundle was made with another digest or other shards");
    }
    return earlier.filter(manifest -> same);
  }

  private void explain(String why) {
    if (bundle.isPresent()) {
      explained = true;
      console.note("note: every file is hashed: " + why);
    }
  }

  /** Says so when all was hashed although nothing was wrong with bundle and record. */
  public void noteWhenNothingWasReused() {
    if (!explained && reused() == 0) {
      explain(
          "none is the file that was recorded with the old bundle; each is new, has changed, or had"
              + " changed within two seconds before it was signed");
    }
  }

  /** How many files were not hashed. */
  public int reused() {
    return files.isPresent() ? files.get().reused() : 0;
  }

  /** Remembers who the files were that this new bundle is about. */
  public void record(byte[] newBundle) {
    Optional<IdentityStore> store = store();
    if (!arguments.record || files.isEmpty() || store.isEmpty()) {
      return;
    }
    try {
      store.get().write(newBundle, files.get().seen());
    } catch (IOException e) {
      // Nobody misses what was not asked for: a home may be read-only for good reasons.
      if (bundle.isPresent()) {
        console.note(
            "note: --reuse-digests-from will not work with this bundle: " + Causes.text(e));
      }
    }
  }
}
