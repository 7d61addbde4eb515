// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records a JDK's AOT cache of the command line, with which {@code oms} starts in less than half of
 * the time: runs commands on a throw-away model, in one process, with the JVM options and the class
 * path of real runs. Every class in a cache is loaded at every start, so there is one cache for
 * {@code oms verify} and {@code oms measure}, and one for {@code oms sign}; see docs/adr/0005.
 *
 * <p>Usage: {@code java dev.modelsigning.build.AotTraining JDK JARS LIB CONF COMMANDS CACHE}, where
 * JDK is the Java that is going to read the cache, JARS the folder of the jars as they will be at
 * run time, size and date included, LIB the folder of the native library, CONF that of the options
 * files, COMMANDS either {@code reading} or {@code signing}, and CACHE the file to write.
 */
public final class AotTraining {
  private final Path java;
  private final Path jars;
  private final Path lib;
  private final Path conf;

  private AotTraining(Path jdk, Path jars, Path lib, Path conf) {
    this.java = jdk.resolve("bin").resolve("java");
    this.jars = jars;
    this.lib = lib;
    this.conf = conf;
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 6) {
      throw new IllegalArgumentException("usage: AotTraining JDK JARS LIB CONF COMMANDS CACHE");
    }
    List<Path> paths = Stream.of(args).map(arg -> Path.of(arg).toAbsolutePath()).toList();
    List<String> commands =
        switch (args[4]) {
          case "reading" -> TrainingModel.READING;
          case "signing" -> TrainingModel.SIGNING;
          default -> throw new IllegalArgumentException("COMMANDS is not reading or signing");
        };
    Path folder = Files.createTempDirectory("oms-training-");
    try {
      new AotTraining(paths.get(0), paths.get(1), paths.get(2), paths.get(3))
          .record(folder, commands, paths.get(5));
    } finally {
      remove(folder);
    }
  }

  private void record(Path folder, List<String> lines, Path cache) throws Exception {
    Files.deleteIfExists(cache);
    TrainingModel.write(folder);
    Path commands = folder.resolve("commands");
    Files.write(commands, lines);
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(command(commands, cache))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("OMS_JOB_UID", "training");
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    int exit = builder.start().waitFor();
    if (exit != 0 || !Files.exists(cache)) {
      throw new IllegalStateException(
          "the training run exits with %d and leaves no AOT cache at %s:%n%s"
              .formatted(exit, cache, Files.readString(log)));
    }
  }

  private List<String> command(Path commands, Path cache) throws IOException {
    return List.of(
        java.toString(),
        "@" + conf.resolve("jvm.options"),
        "@" + conf.resolve("oms.options"),
        "@" + conf.resolve("oms-libcrypto.options"),
        "-XX:AOTCacheOutput=" + cache,
        "-Doms.lib=" + lib,
        "-cp",
        classPath(),
        "dev.modelsigning.cli.CommandSequence",
        commands.toString());
  }

  /** The order of src/main/dist/bin/oms and of the image's entrypoint: ours first, then by name. */
  private String classPath() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(jars)) {
      files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().forEach(all::add);
    }
    all.sort(Comparator.comparing(jar -> !jar.contains("/model-signature-operator-")));
    return String.join(":", all);
  }

  private static void remove(Path folder) throws IOException {
    List<Path> parentsFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      parentsFirst = all.toList();
    }
    for (Path path : parentsFirst.reversed()) {
      Files.delete(path);
    }
  }
}
