// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.gate;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.cli.gate.GateCommand.Outcome;
import dev.modelsigning.cli.option.InputFile;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.ProgressMode;
import dev.modelsigning.cli.output.ProgressView;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.walk.CacheEntry;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Verifies a folder against published trust. */
final class GateRun {
  /** As many as a ModelSignature may have. */
  static final int MAX_SIGNATURES = 8;

  private final Console console;
  private final Path model;
  private final List<Path> signatures;

  GateRun(Console console, Path model, List<Path> signatures) {
    this.console = console;
    this.model = model;
    this.signatures = List.copyOf(signatures);
  }

  /** The verdict of all of them together: each has to accept the model. */
  Outcome check(List<PublishedTrust> trusts) throws CommandFailure, InterruptedException {
    requirePlainFolder();
    List<byte[]> bundles = bundles();
    Set<Path> files = new LinkedHashSet<>(signatures);
    try (ProgressView progress = ProgressView.of(console, ProgressMode.AUTO)) {
      ModelMeasure measure =
          new ModelMeasure(model, new HashOptions(0, false, files, progress.listener()));
      return outcome(new TrustCheck(console.clock(), bundles, measure).check(trusts));
    } catch (TrustMaterialException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "the published trust cannot be used: " + Causes.text(e),
          "use the oms of the operator's version",
          e);
    } catch (ModelContentException e) {
      return outcome(ModelVerifier.contentVerdict(e));
    } catch (IOException e) {
      return new Outcome(
          Exit.UNKNOWN,
          "Unknown: the model cannot be read: "
              + Causes.text(e)
              + "; set runAsUser or fsGroup so that the gate can read the files");
    }
  }

  private static Outcome outcome(Verdict verdict) {
    return switch (verdict) {
      case Verified _ -> new Outcome(Exit.DONE, "Verified: " + verdict.message());
      case Rejected _ ->
          new Outcome(
              Exit.REJECTED, "Rejected (" + verdict.reasonText() + "): " + verdict.message());
      case Unknown _ ->
          new Outcome(Exit.UNKNOWN, "Unknown (" + verdict.reasonText() + "): " + verdict.message());
    };
  }

  /**
   * A link on the way to the folder would let the gate read other files than the server finds at
   * this place of the volume.
   */
  private void requirePlainFolder() throws CommandFailure {
    try {
      if (!Files.isDirectory(model, LinkOption.NOFOLLOW_LINKS)) {
        throw CommandFailure.usage(
            model + " is not a folder", "name the folder that holds the downloaded model");
      }
      Path real = model.toRealPath();
      if (!real.equals(model)) {
        throw CommandFailure.usage(
            model + " is reached through a link; it is " + real, "name the folder without links");
      }
      // Its links lead to files beside it, which the server, who mounts this folder alone, lacks.
      if (CacheEntry.of(model).isPresent()) {
        throw CommandFailure.usage(
            model + " is a snapshot of a Hugging Face cache, whose links lead out of it",
            "download into a plain folder, such as with 'hf download --local-dir'");
      }
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "the model cannot be read: " + Causes.text(e),
          "make the folder accessible for this user",
          e);
    }
  }

  /** Each has to be a bundle, since none of these files counts as a part of the model. */
  private List<byte[]> bundles() throws CommandFailure {
    List<byte[]> bundles = new ArrayList<>();
    for (Path file : signatures) {
      byte[] bundle = InputFile.bytes(file, BundleLimits.MAX_BYTES, "the signature", "--signature");
      try {
        BundleReader.read(bundle);
      } catch (BundleFormatException e) {
        throw new CommandFailure(
            Exit.REJECTED,
            "the signature file " + file + " is not a usable bundle: " + Causes.text(e),
            "sign the model again",
            e);
      }
      bundles.add(bundle);
    }
    return bundles;
  }
}
