// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.image.OpenModel;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.output.BundleDescription;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.IgnoredReport;
import dev.modelsigning.cli.output.Json;
import dev.modelsigning.manifest.Manifest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code oms digest}: the root digest that a signature of the model would state. */
@Command(
    name = "digest",
    description = {
      "Prints the root digest of a model, which a signature states as the digest of its subject.",
      "",
      "It covers the digests of the files in the order of their names, but not the names themselves: to"
          + " compare models, use manifestDigest of --report json, which covers both. A signature called"
          + " model.sig in the model is left out, as sign and verify do; name another one with --signature."
    },
    footer = {
      "oms digest my-model --signature my-model/model.sig",
      "oms digest my-model --report json"
    })
final class DigestCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SignedModelArguments arguments = new SignedModelArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  DigestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    try (OpenModel opened = OpenModel.toRead(console, arguments.model)) {
      return digest(opened.path());
    }
  }

  private int digest(Path path) throws CommandFailure, InterruptedException {
    Optional<Path> signature =
        Optional.ofNullable(arguments.model.signature)
            .map(console::resolve)
            .or(() -> UsualSignature.within(path));
    HashingRun hashing = new HashingRun(console, arguments, report);
    Manifest manifest = hashing.manifest(path, signature, "digested");
    if (report.asJson()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("modelName", manifest.modelName());
      result.put("rootDigest", manifest.rootDigest().toString());
      result.put("manifestDigest", manifest.canonicalDigest().toString());
      result.put("files", manifest.fileCount());
      result.put("serialization", BundleDescription.serialization(manifest.serialization()));
      IgnoredReport.put(result, hashing.ignored());
      Json.print(console, result);
    } else {
      IgnoredReport.lines(hashing.ignored()).forEach(console::note);
      console.line(manifest.rootDigest().toString());
    }
    return Exit.DONE.code();
  }
}
