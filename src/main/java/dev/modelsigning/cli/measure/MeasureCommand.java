// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.cli.option.SerializationArgument;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Serialization;
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
 * {@code oms measure}: the measuring Job's entry point; the protocol is that of {@link
 * TerminationReport}.
 */
@Command(
    name = "measure",
    description = {
      "Hashes a model on a mounted volume and hands back evidence. Run by the operator's Jobs.",
      "",
      "Progress and evidence go to stdout as NDJSON, the report to the termination log. It verifies nothing."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the report says what was measured, or why the content is refused",
      "2:the command line is wrong",
      "20:the volume could not be read, or the report not be written"
    })
public final class MeasureCommand implements Callable<Integer> {
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,256}");

  /** Set by the Job controller in the pods of an Indexed Job. */
  private static final String INDEX = "JOB_COMPLETION_INDEX";

  enum CachePolicy {
    /** The page cache forgets what was read, so that serving pods on the node keep theirs. */
    DROP,
    /** The page cache keeps it, for a pod that loads the model next. */
    KEEP
  }

  private final Console console;

  @Option(
      names = "--root",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the volume is mounted.")
  private Path root = Path.of("");

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "The model on the volume; all of it by default.")
  private String path = "";

  @Option(
      names = "--nonce",
      required = true,
      paramLabel = "TEXT",
      description = "Repeated in the report.")
  private String nonce = "";

  @Option(
      names = "--job-uid-env",
      paramLabel = "NAME",
      description = "The environment variable with the Job's UID; OMS_JOB_UID by default.")
  private String jobUidVariable = "OMS_JOB_UID";

  @Option(
      names = "--signature-file",
      paramLabel = "PATH",
      description = "The signature file, relative to the model: left out of it, and handed back.")
  private @Nullable String signatureFile;

  @Option(
      names = "--serialization",
      paramLabel = "JSON",
      description = "How to hash; without it, as the signature file says.")
  private @Nullable String serialization;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Files hashed at once; the processors by default.")
  private int threads;

  @Option(
      names = "--cache-policy",
      paramLabel = "POLICY",
      description = "Drop (default) or Keep what was read in the node's page cache.")
  private CachePolicy cachePolicy = CachePolicy.DROP;

  @Option(
      names = "--termination-log",
      paramLabel = "FILE",
      description = "Where the report goes; /dev/termination-log by default.")
  private Path terminationLog = Path.of("/dev/termination-log");

  public MeasureCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    MeasuringRun.Outcome outcome = new MeasuringRun(console, measurement()).run();
    write(outcome.report());
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
          "give the nonce that the operator made");
    }
    if (threads < 0 || threads > 1024) {
      throw CommandFailure.usage("--threads is " + threads, "give a number from 0 to 1024");
    }
    Optional<Serialization> given = Optional.empty();
    if (serialization != null) {
      given = Optional.of(SerializationArgument.parse(serialization));
    } else if (signatureFile == null) {
      throw CommandFailure.usage(
          "neither --signature-file nor --serialization says how to hash", "give one of them");
    }
    return new Measurement(
        console.resolve(root),
        relative("--path", path),
        nonce,
        jobUid(),
        shard(),
        signatureFile == null
            ? Optional.empty()
            : Optional.of(relative("--signature-file", signatureFile)),
        given,
        threads,
        cachePolicy == CachePolicy.DROP);
  }

  private static String relative(String option, String value) throws CommandFailure {
    if (value.startsWith("/") || value.indexOf('\0') >= 0) {
      throw CommandFailure.usage(
          option + " '" + value + "' is no relative path", "give a path from the volume's root");
    }
    return value;
  }

  private String jobUid() throws CommandFailure {
    String uid = console.environment().getOrDefault(jobUidVariable, "");
    if (!PRINTABLE.matcher(uid).matches()) {
      throw CommandFailure.usage(
          "the environment variable " + jobUidVariable + " holds no Job UID",
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
          Exit.USAGE, INDEX + " is '" + index + "'", "leave it to the Job controller", e);
    }
  }

  /** One write of the whole report: a process that is stopped leaves all of it or nothing. */
  private void write(TerminationReport report) throws CommandFailure {
    ByteBuffer json = ByteBuffer.wrap(report.toJson().getBytes(StandardCharsets.UTF_8));
    Path file = console.resolve(terminationLog);
    // Not replaced by a new file: the kubelet bind-mounts this one.
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      int length = json.remaining();
      if (channel.write(json) != length) {
        throw new IOException("only a part of it was written");
      }
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.MEASUREMENT_FAILED,
          "the report cannot be written to " + file + ": " + Causes.text(e),
          "name a writable file with --termination-log",
          e);
    }
  }
}
