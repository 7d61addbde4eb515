package dev.modelsigning.cli;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ModelContentException;
import dev.modelsigning.manifest.ModelHasher;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every {@code sign} command does once it has its signer: hash, sign, write. */
final class SigningRun {
  private final Console console;
  private final ModelArguments arguments;
  private final SignedModelArguments serializing;
  private final ReportArguments report;

  SigningRun(Console console, SignedModelArguments arguments, ReportArguments report) {
    this.console = console;
    this.arguments = arguments.model;
    this.serializing = arguments;
    this.report = report;
  }

  int run(ModelSigner signer, String method) throws CommandFailure, InterruptedException {
    Path model = arguments.checkedModel(console);
    // The default is the reference's: in the working directory, not in the model.
    Path signature =
        console.resolve(arguments.signature == null ? Path.of("model.sig") : arguments.signature);
    Manifest manifest = hash(model, signature);
    byte[] bundle;
    try {
      bundle = new BundleSigner().sign(manifest, signer);
    } catch (SigningException e) {
      throw new CommandFailure(
          Exit.UNKNOWN, "the model could not be signed: " + Causes.text(e), "check the key", e);
    }
    OutputFile.write(signature, bundle, "the signature", "--signature");
    show(manifest, signature, method);
    return Exit.DONE.code();
  }

  private Manifest hash(Path model, Path signature) throws CommandFailure, InterruptedException {
    Serialization serialization = serialization(model, signature);
    try (ProgressView progress = ProgressView.of(console, report.progress)) {
      return new ModelHasher()
          .hash(model, serialization, arguments.hashOptions(signature, progress.listener()));
    } catch (ModelContentException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "the model cannot be signed: " + Causes.text(e),
          "correct the model, or leave the path out with --ignore-paths",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "the model could not be read: " + Causes.text(e),
          "make all its files readable for this user and run again",
          e);
    }
  }

  /**
   * Records all that is left out, the signature file included, so that the signature tells it
   * (6.2).
   */
  private Serialization serialization(Path model, Path signature) throws CommandFailure {
    List<String> ignored = new ArrayList<>(Serialization.DEFAULT_IGNORES);
    ignored.addAll(arguments.ignoredNames(console, model));
    ModelArguments.nameInModel(signature, model).ifPresent(ignored::add);
    return serializing.serialization().withIgnorePaths(ignored);
  }

  private void show(Manifest manifest, Path signature, String method) {
    if (report.json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("result", "Signed");
      result.put("method", method);
      result.put("modelName", manifest.modelName());
      result.put("signature", signature.toString());
      result.put("files", manifest.fileCount());
      result.put("manifestDigest", "sha256:" + manifest.canonicalDigest().hex());
      Json.print(console, result);
      return;
    }
    console.line(
        "Signed "
            + manifest.modelName()
            + " ("
            + manifest.fileCount()
            + " files) into "
            + signature);
  }
}
