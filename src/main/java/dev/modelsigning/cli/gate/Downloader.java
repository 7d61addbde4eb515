// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.gate;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the command that fetches a model, with the streams, the folder and the environment of this
 * process. When this process is told to end, so is the command. What the command leaves running
 * could write to the model after it was read, so it is ended and makes the run fail.
 */
final class Downloader {
  /** Names the run in the environment of all that the command starts. */
  static final String VARIABLE = "OMS_GATE_RUN";

  /** Less than the usual grace period of a pod. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** The exit status of a process that SIGTERM ends. */
  private static final int TERMINATED = 128 + 15;

  private static final Duration END = Duration.ofSeconds(5);

  private final Console console;
  private final Duration grace;

  Downloader(Console console) {
    this(console, GRACE);
  }

  Downloader(Console console, Duration grace) {
    this.console = console;
    this.grace = grace;
  }

  /**
   * Runs the command to its end.
   *
   * @return its exit status; of one that a signal ended, 128 and its number
   * @throws CommandFailure if it cannot be started, or leaves processes behind
   */
  int run(List<String> command) throws CommandFailure, InterruptedException {
    String run = UUID.randomUUID().toString();
    Running running = new Running();
    Thread stopper = new Thread(running::end, "oms-gate-stop");
    // Before the command starts, so that it never outlives this process.
    Runtime.getRuntime().addShutdownHook(stopper);
    int exit;
    try {
      exit = running.begin(command, run).waitFor();
    } catch (InterruptedException e) {
      running.end();
      throw e;
    } finally {
      release(stopper);
    }
    if (running.isEnding()) {
      return TERMINATED;
    }
    List<ProcessHandle> left = LeftoverProcesses.of(VARIABLE + "=" + run);
    if (!left.isEmpty()) {
      String named = left.stream().map(LeftoverProcesses::named).collect(Collectors.joining(", "));
      end(left.stream());
      if (exit == 0) {
        throw new CommandFailure(
            Exit.UNKNOWN,
            "the command left processes that could still write to the model ("
                + named
                + "); they were ended and nothing was verified",
            "have the command wait for everything that it starts");
      }
    }
    return exit;
  }

  /** The command. Whoever ends it waits until it has begun, so that it never begins afterwards. */
  private final class Running {
    private final AtomicBoolean ending = new AtomicBoolean();
    private Optional<Process> process = Optional.empty();

    synchronized Process begin(List<String> command, String run) throws CommandFailure {
      if (ending.get()) {
        throw new CommandFailure(Exit.UNKNOWN, "this process is told to end", "run it again");
      }
      Process started = started(command, run);
      process = Optional.of(started);
      return started;
    }

    synchronized void end() {
      ending.set(true);
      process.ifPresent(Downloader.this::stop);
    }

    boolean isEnding() {
      return ending.get();
    }
  }

  private Process started(List<String> command, String run) throws CommandFailure {
    ProcessBuilder builder =
        new ProcessBuilder(command).inheritIO().directory(console.workingDirectory().toFile());
    builder.environment().put(VARIABLE, run);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "the command cannot be started: " + Causes.text(e),
          "name a program of the image after '--', by its path",
          e);
    }
  }

  private static void release(Thread stopper) {
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException e) {
      return; // this process is ending, and the hook does its work
    }
  }

  /** Asks the command to end, and ends it and what it started when it does not. */
  private void stop(Process process) {
    List<ProcessHandle> started =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    started.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    started.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }

  private static void end(Stream<ProcessHandle> processes) throws InterruptedException {
    for (ProcessHandle process : processes.toList()) {
      process.destroyForcibly();
      awaitEnd(process);
    }
  }

  /** One that does not end in time changes nothing: the run has failed already. */
  private static boolean awaitEnd(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(END.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
