// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.cli.image.OpenModel;
import dev.modelsigning.cli.option.InputFile;
import dev.modelsigning.cli.option.ModelArguments;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.VerifyingArguments;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.ProgressView;
import dev.modelsigning.cli.output.VerdictReport;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.Verified;
import dev.modelsigning.verification.VerifyOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What every {@code verify} command does with its authority. */
final class VerifyingRun {
  private final Console console;
  private final ModelArguments arguments;
  private final VerifyingArguments verifying;
  private final ReportArguments report;
  private byte @Nullable [] attached;
  private IgnoredContent ignoredContent = IgnoredContent.NONE;

  VerifyingRun(
      Console console,
      ModelArguments arguments,
      VerifyingArguments verifying,
      ReportArguments report) {
    this.console = console;
    this.arguments = arguments;
    this.verifying = verifying;
    this.report = report;
  }

  int run(Authority authority) throws CommandFailure {
    try (OpenModel opened = OpenModel.toRead(console, arguments)) {
      // What cannot be verified anyhow need not be pulled.
      byte[] bundle = bundle(opened);
      return run(authority, opened, bundle);
    }
  }

  private int run(Authority authority, OpenModel opened, byte[] bundle) throws CommandFailure {
    Path model = opened.path();
    List<String> ignored = arguments.ignoredNames(console, model);
    ModelVerifier current = new ModelVerifier(console.clock());
    ModelVerifier verifier = verifying.allowLegacyFormat ? current.withLegacyBundles() : current;
    Verdict verdict;
    try (ProgressView progress = ProgressView.of(console, report.progress)) {
      verdict =
          verifier.verify(
              model,
              bundle,
              List.of(authority),
              new VerifyOptions(
                  arguments
                      .hashOptions(signatureFile(opened), progress.listener())
                      .reportingIgnored(content -> ignoredContent = content),
                  ignored,
                  verifying.ignoreUnsignedFiles));
    }
    new VerdictReport(console, report.asJson()).show(verdict, opened.named(model), ignoredContent);
    return switch (verdict) {
      case Verified ignored1 -> Exit.DONE.code();
      case Rejected ignored2 -> Exit.REJECTED.code();
      case Unknown ignored3 -> Exit.UNKNOWN.code();
    };
  }

  byte[] bundle() throws CommandFailure {
    try (OpenModel opened = OpenModel.toRead(console, arguments)) {
      return bundle(opened);
    }
  }

  private byte[] bundle(OpenModel opened) throws CommandFailure {
    Optional<Path> file = signatureFile(opened);
    if (file.isPresent()) {
      return InputFile.bytes(
          file.get(), BundleLimits.MAX_STREAMED_BYTES, "the signature", "--signature");
    }
    if (attached == null) {
      attached = opened.image().orElseThrow(VerifyingRun::missing).bundle();
    }
    return attached;
  }

  private Optional<Path> signatureFile(OpenModel opened) throws CommandFailure {
    Optional<Path> named = Optional.ofNullable(arguments.signature).map(console::resolve);
    return named.isPresent() || opened.image().isPresent()
        ? named
        : UsualSignature.toVerify(console, opened.path());
  }

  private static CommandFailure missing() {
    return CommandFailure.usage(
        "--signature is missing, and there is no model.sig in the model or in the working"
            + " directory",
        "name the signature file, such as --signature model.sig");
  }
}
