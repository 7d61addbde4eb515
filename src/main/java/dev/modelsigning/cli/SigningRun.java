// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.image.OpenModel;
import dev.modelsigning.cli.option.AnnotationArguments;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.IgnoredReport;
import dev.modelsigning.cli.output.Json;
import dev.modelsigning.cli.output.OutputFile;
import dev.modelsigning.cli.reuse.DigestReuse;
import dev.modelsigning.cli.reuse.OwnKey;
import dev.modelsigning.cli.reuse.ReuseArguments;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.statement.StatementFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every {@code sign} command does with its signer: hash, sign, write. */
final class SigningRun {
  private final Console console;
  private final SignedModelArguments arguments;
  private final ReportArguments report;
  private final ReuseArguments reuse;
  private final AnnotationArguments annotations;

  SigningRun(
      Console console,
      SignedModelArguments arguments,
      ReportArguments report,
      ReuseArguments reuse,
      AnnotationArguments annotations) {
    this.console = console;
    this.arguments = arguments;
    this.report = report;
    this.reuse = reuse;
    this.annotations = annotations;
  }

  int run(ModelSigner signer, String method) throws CommandFailure, InterruptedException {
    return run(signer, method, OwnKey.NONE);
  }

  /**
   * Signs.
   *
   * @param own the signer's key, which by default also verifies the bundle of --reuse-digests-from
   */
  int run(ModelSigner signer, String method, OwnKey own)
      throws CommandFailure, InterruptedException {
    try (OpenModel opened = OpenModel.toSign(console, arguments.model)) {
      return run(signer, method, own, opened);
    }
  }

  private int run(ModelSigner signer, String method, OwnKey own, OpenModel opened)
      throws CommandFailure, InterruptedException {
    Optional<Path> signature = signatureFile();
    // Before anything is hashed or published: a signature that cannot be written is lost.
    if (signature.isPresent()) {
      OutputFile.check(signature.get(), "the signature", "--signature");
      arguments.files().refuseAsSignature(console, signature.get());
      UsualSignature.refuseToReplace(signature.get());
    }
    Path model = opened.path();
    arguments.files().refuseSecretsIn(console, model, arguments.model.ignoredNames(console, model));
    Annotations stated = annotations.read();
    DigestReuse reused = DigestReuse.of(console, reuse, own);
    HashingRun hashing = new HashingRun(console, arguments, report);
    Manifest manifest =
        hashing.manifest(
            model, signature, "signed", serialization -> reused.known(model, serialization));
    reused.noteWhenNothingWasReused();
    hashing.proposal().ifPresent(console::note);
    noteSignedSignature(model, manifest);
    byte[] bundle = sign(manifest, stated, signer);
    if (signature.isPresent()) {
      OutputFile.write(signature.get(), bundle, "the signature", "--signature");
    }
    Map<String, String> places = new LinkedHashMap<>();
    signature.ifPresent(file -> places.put("signature", file.toString()));
    if (opened.image().isPresent()) {
      places.put("image", opened.image().get().name());
      places.put("referrer", opened.image().get().attach(bundle));
    }
    reused.record(bundle);
    show(manifest, places, method, reused.reused(), hashing.ignored());
    if (signature.isPresent() && arguments.model.signature == null) {
      noteWhereClustersLook(model);
    }
    return Exit.DONE.code();
  }

  /**
   * The default is that of the Python reference: in the working directory, not in the model. A
   * signature that is attached to an image needs no file.
   */
  private Optional<Path> signatureFile() {
    Path named = arguments.model.signature;
    return named == null && arguments.model.image.oci
        ? Optional.empty()
        : Optional.of(console.resolve(named == null ? Path.of("model.sig") : named));
  }

  /** Who named no place may think that the default one is everybody's. */
  private void noteWhereClustersLook(Path model) {
    if (Files.isDirectory(model) && Files.notExists(model.resolve(UsualSignature.NAME))) {
      console.note(
          "note: clusters look for the signature in the model: --signature "
              + model.resolve(UsualSignature.NAME));
    }
  }

  /** Whoever signs a model anew beside its old signature may not expect that one to be signed. */
  private void noteSignedSignature(Path model, Manifest manifest) {
    if (!manifest.fileNames().contains(UsualSignature.NAME)) {
      return;
    }
    UsualSignature.within(model)
        .ifPresent(
            old ->
                console.note(
                    "note: "
                        + old
                        + " is a signature, and was signed as a file of the model, which needs it"
                        + " from now on; to replace it, name it with --signature"));
  }

  private static byte[] sign(Manifest manifest, Annotations stated, ModelSigner signer)
      throws CommandFailure {
    try {
      return new BundleSigner().sign(manifest, stated, signer);
    } catch (SigningException e) {
      String message = "the model cannot be signed: " + Causes.text(e);
      if (manifest.entries().isEmpty() || e.getCause() instanceof StatementFormatException) {
        throw new CommandFailure(
            Exit.USAGE, message, "correct the model, or what --ignore-paths excludes from it", e);
      }
      throw new CommandFailure(
          Exit.UNKNOWN, message, "check the key or the service that the error names", e);
    }
  }

  private void show(
      Manifest manifest,
      Map<String, String> places,
      String method,
      int reused,
      IgnoredContent ignored) {
    if (report.asJson()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("result", "Signed");
      result.put("method", method);
      result.put("modelName", manifest.modelName());
      result.putAll(places);
      result.put("files", manifest.fileCount());
      result.put("filesNotHashed", reused);
      result.put("manifestDigest", "sha256:" + manifest.canonicalDigest().hex());
      IgnoredReport.put(result, ignored);
      Json.print(console, result);
      return;
    }
    console.line(
        "Signed "
            + manifest.modelName()
            + " ("
            + manifest.fileCount()
            + " files"
            + (reused > 0 ? ", " + reused + " of them not hashed again" : "")
            + ") into "
            + String.join(" and ", shown(places)));
    IgnoredReport.lines(ignored).forEach(line -> console.line("  " + line));
  }

  private static List<String> shown(Map<String, String> places) {
    List<String> shown = new ArrayList<>();
    Optional.ofNullable(places.get("signature")).ifPresent(shown::add);
    Optional.ofNullable(places.get("referrer"))
        .ifPresent(digest -> shown.add("the registry, attached to the image as " + digest));
    return shown;
  }
}
