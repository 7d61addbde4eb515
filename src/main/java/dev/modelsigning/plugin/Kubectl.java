// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.decoding.LenientResources;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * The user's {@code kubectl}, so that contexts, credential plugins and proxies work as they do for
 * it. It is run with a vector of arguments, never by a shell.
 */
final class Kubectl {
  /** Reads whatever the API server may hold. */
  static final ObjectMapper MAPPER = LenientResources.mapper();

  private static final String PROGRAM = "OMS_KUBECTL";

  /** A line of the log of Kubernetes' own libraries, such as E1129 12:01:31.369849. */
  private static final Pattern LOGGED = Pattern.compile("[EWIF]\\d{4} \\d\\d:\\d\\d:\\d\\d");

  /** What kubectl writes before an error of its own, as this program does. */
  private static final Pattern OWN_PREFIX = Pattern.compile("^error: ");

  private final List<String> command;

  private Kubectl(List<String> command) {
    this.command = List.copyOf(command);
  }

  /**
   * With the program that the environment names, or the one on the path.
   *
   * @param connection options that each call gets, such as {@code --context}
   */
  static Kubectl of(String program, List<String> connection) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(connection);
    return new Kubectl(command);
  }

  /** The program that the environment names, or the one on the path. */
  static String program(Map<String, String> environment) {
    return environment.getOrDefault(PROGRAM, "kubectl");
  }

  /**
   * What one call answered.
   *
   * @param exit its exit code
   * @param out what it wrote to its standard output
   * @param err what it wrote to its standard error
   */
  record Answer(int exit, String out, String err) {
    boolean succeeded() {
      return exit == 0;
    }

    /** Its errors on one line, without what its libraries log. */
    String problem() {
      List<String> lines =
          err.lines()
              .filter(line -> !line.isBlank() && !LOGGED.matcher(line).lookingAt())
              .map(line -> OWN_PREFIX.matcher(line.strip()).replaceFirst(""))
              .toList();
      return lines.isEmpty() ? "kubectl exits with " + exit : String.join(" | ", lines);
    }
  }

  /** Runs one call to its end. */
  Answer run(String input, List<String> arguments) throws CommandFailure, InterruptedException {
    Process process = start(arguments);
    try {
      CompletableFuture<String> errors = drained(process.getErrorStream());
      CompletableFuture<Void> fed = fed(process.getOutputStream(), input);
      String out = text(process.getInputStream());
      int exit = process.waitFor();
      fed.join();
      return new Answer(exit, out, errors.join());
    } catch (IOException e) {
      throw unusable(e);
    } finally {
      process.destroy();
    }
  }

  /** The same without input. */
  Answer run(String... arguments) throws CommandFailure, InterruptedException {
    return run("", List.of(arguments));
  }

  /** Runs one call whose output is JSON; a call that fails is an error. */
  JsonNode json(List<String> arguments) throws CommandFailure, InterruptedException {
    Answer answer = run("", arguments);
    if (!answer.succeeded()) {
      throw refused(answer);
    }
    return parsed(answer.out());
  }

  /** Reads what kubectl printed as JSON. */
  static JsonNode parsed(String out) throws CommandFailure {
    try {
      return MAPPER.readTree(out);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "kubectl printed something else than JSON: " + e.getOriginalMessage(),
          "run kubectl version; it should be 1.30 or newer",
          e);
    }
  }

  /** A failure that kubectl has explained. */
  static CommandFailure refused(Answer answer) {
    return new CommandFailure(
        Exit.UNKNOWN,
        "kubectl: " + answer.problem(),
        "kubectl ran with your rights; check the name, the namespace (-n) and the context");
  }

  /** Starts a call whose output is read while it runs; errors go where this process writes its. */
  Process stream(List<String> arguments) throws CommandFailure {
    List<String> whole = whole(arguments);
    try {
      Process process =
          new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private Process start(List<String> arguments) throws CommandFailure {
    try {
      return new ProcessBuilder(whole(arguments)).start();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private List<String> whole(List<String> arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(arguments);
    return whole;
  }

  private CommandFailure unusable(IOException e) {
    return new CommandFailure(
        Exit.USAGE,
        "'" + command.getFirst() + "' cannot be run: " + e.getMessage(),
        "put kubectl on the PATH, or name it in " + PROGRAM,
        e);
  }

  private static CompletableFuture<String> drained(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return text(stream);
          } catch (IOException e) {
            return "its errors cannot be read: " + e.getMessage();
          }
        },
        Kubectl::inBackground);
  }

  /** Both directions at once, so that neither side waits for the other for ever. */
  private static CompletableFuture<Void> fed(OutputStream stream, String input) {
    return CompletableFuture.runAsync(
        () -> {
          try (stream) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            // It ended before it had read all; its exit code and errors say why.
          }
        },
        Kubectl::inBackground);
  }

  private static void inBackground(Runnable work) {
    Thread.ofVirtual().start(work);
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
