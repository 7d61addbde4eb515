// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.IgnoredReport;
import dev.modelsigning.evidence.HashingChoice;
import dev.modelsigning.evidence.SerializationArgument;
import dev.modelsigning.evidence.TerminationReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code oms measure}: the entry point of measuring Jobs, which report to the operator as {@link
 * TerminationReport} describes.
 */
@Command(
    name = "measure",
    description = {
      "Hashes a model on a mounted volume and returns evidence to the operator, whose Jobs run it.",
      "",
      "Progress and evidence go to stdout as NDJSON, the report to the termination log. Nothing is verified."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the report states what was measured, or why the content is refused",
      "2:the command line is wrong",
      "20:the volume cannot be read, or the report cannot be written"
    },
    footer = {
      "oms measure --root /model --path v1 --nonce N --signature-file model.sig --termination-log /dev/termination-log"
    })
public final class MeasureCommand implements Callable<Integer> {
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,256}");

  /** Set by the Job controller in the pods of an Indexed Job. */
  private static final String INDEX = "JOB_COMPLETION_INDEX";

  enum CachePolicy {
    /** The page cache drops what was read, so that it keeps what serving pods on the node use. */
    DROP,
    /** The page cache keeps what was read, for a pod that loads the model next. */
    KEEP
  }

  private final Console console;

  @Option(
      names = "--root",
      required = true,
      paramLabel = "FOLDER",
      description = "The mount point of the volume.")
  private Path root = Path.of("");

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "The model on the volume; the whole volume by default.")
  private String path = "";

  @Option(
      names = "--nonce",
      required = true,
      paramLabel = "TEXT",
      description = "A text of the operator's that the report repeats.")
  private String nonce = "";

  @Option(
      names = "--job-uid-env",
      paramLabel = "NAME",
      description = "The environment variable that holds the Job's UID; OMS_JOB_UID by default.")
  private String jobUidVariable = "OMS_JOB_UID";

  @Option(
      names = "--signature-file",
      paramLabel = "PATH",
      description =
          "The signature file, relative to the model: not part of the model, and returned as evidence.")
  private @Nullable String signatureFile;

  @Option(
      names = "--serialization",
      paramLabel = "JSON",
      description = "How to hash; by default as the signature file states.")
  private @Nullable String serialization;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads hash; 0 (default) for the number of processors.")
  private int threads;

  @Option(
      names = "--cache-policy",
      paramLabel = "POLICY",
      description = "Whether what was read stays in the node's page cache: Drop (default) or Keep.")
  private CachePolicy cachePolicy = CachePolicy.DROP;

  @Option(
      names = "--fingerprint-only",
      description =
          "Reads no file of the model and returns no evidence: reports only the fingerprint of the metadata.")
  private boolean fingerprintOnly;

  @Option(
      names = "--refuse-pointers",
      description =
          "Refuses Git LFS and git-annex pointers, since what is measured is about to be signed.")
  private boolean refusesPointers;

  @Option(
      names = "--termination-log",
      paramLabel = "FILE",
      description = "The file for the report; /dev/termination-log by default.")
  private Path terminationLog = Path.of("/dev/termination-log");

  public MeasureCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    MeasuringRun.Outcome outcome = new MeasuringRun(console, measurement()).run();
    write(outcome.report());
    IgnoredReport.lines(outcome.report().ignored()).forEach(console::note);
    if (!outcome.report().result().equals(TerminationReport.MEASURED)) {
      console.note(
          outcome.report().result()
              + " ("
              + outcome.report().reason()
              + "): "
              + outcome.report().message());
    }
    return outcome.exit().code();
  }

  private Measurement measurement() throws CommandFailure {
    if (!PRINTABLE.matcher(nonce).matches()) {
      throw CommandFailure.usage(
          "--nonce is empty, longer than 256 characters or not printable ASCII",
          "give the nonce that the operator generated");
    }
    if (threads < 0 || threads > 1024) {
      throw CommandFailure.usage("--threads is " + threads, "give a number from 0 to 1024");
    }
    Optional<HashingChoice> given = Optional.empty();
    if (serialization != null) {
      given = Optional.of(serialization(serialization));
    } else if (signatureFile == null) {
      throw CommandFailure.usage(
          "neither --signature-file nor --serialization is given, so it is unknown how to hash",
          "give one of them");
    }
    return new Measurement(
        console.resolve(root),
        relative("--path", path, "--root"),
        nonce,
        jobUid(),
        shard(),
        signatureFile == null
            ? Optional.empty()
            : Optional.of(relative("--signature-file", signatureFile, "the model")),
        given,
        threads,
        cachePolicy == CachePolicy.DROP,
        fingerprintOnly,
        refusesPointers);
  }

  private static HashingChoice serialization(String json) throws CommandFailure {
    try {
      return SerializationArgument.read(json);
    } catch (SerializationArgument.RefusedException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "--serialization " + Causes.text(e),
          "give JSON such as " + SerializationArgument.EXAMPLE,
          e);
    }
  }

  private static String relative(String option, String value, String base) throws CommandFailure {
    if (value.startsWith("/") || value.indexOf('\0') >= 0) {
      throw CommandFailure.usage(
          option + " '" + value + "' is not a relative path", "give a path relative to " + base);
    }
    return value;
  }

  private String jobUid() throws CommandFailure {
    String uid = console.environment().getOrDefault(jobUidVariable, "");
    if (!PRINTABLE.matcher(uid).matches()) {
      throw CommandFailure.usage(
          "the environment variable " + jobUidVariable + " does not hold a Job UID",
          "set it from the pod's label batch.kubernetes.io/controller-uid");
    }
    return uid;
  }

  private int shard() throws CommandFailure {
    String index = console.environment().getOrDefault(INDEX, "0");
    try {
      return Integer.parseUnsignedInt(index);
    } catch (NumberFormatException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "the environment variable " + INDEX + " is '" + index + "', not a number",
          "let the Job controller set it",
          e);
    }
  }

  /** Writes the report in one call, so that a killed process leaves all of it or nothing. */
  private void write(TerminationReport report) throws CommandFailure {
    ByteBuffer json = ByteBuffer.wrap(report.toJson().getBytes(StandardCharsets.UTF_8));
    Path file = console.resolve(terminationLog);
    // Overwritten in place, since the kubelet bind-mounts this file.
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      int length = json.remaining();
      if (channel.write(json) != length) {
        throw new IOException("only part of it was written");
      }
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.MEASUREMENT_FAILED,
          "the report cannot be written to " + file + ": " + Causes.text(e),
          "name a writable file with --termination-log, on a file system with free space",
          e);
    }
  }
}
