// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system made in a file and mounted through a loop device, or of memory. What this machine
 * cannot make or mount skips the test with the reason; {@link #close} unmounts everything.
 */
final class MadeFileSystem implements AutoCloseable {
  private static final Path ALL = Path.of("/proc/filesystems");

  private final List<Path> mounted = new ArrayList<>();

  /** Skips on machines where nothing can be mounted. */
  static void needsRootAndLoopDevices() {
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Files.isWritable(Path.of("/dev/loop-control")),
        "mounting needs root and loop devices");
  }

  /** An empty file system of one of the kernel's types. */
  void mountEmpty(String type, Path at) throws IOException, InterruptedException {
    needsKernelWith(type);
    switch (type) {
      case "tmpfs", "ramfs" -> mount(at, type, "none", "rw");
      case "overlay" -> {
        // Its upper folder cannot lie on another overlay, as the root of a container often is.
        Path memory = Files.createDirectory(at.resolveSibling("memory"));
        mount(memory, "tmpfs", "none", "rw");
        for (String part : List.of("lower", "upper", "work")) {
          Files.createDirectory(memory.resolve(part));
        }
        String parts = "lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work";
        mount(at, type, "none", parts.formatted(memory));
      }
      default -> {
        Path image = at.resolveSibling("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
          file.setLength(320L << 20); // sparse; the least that mkfs.xfs takes is 300 MiB
        }
        made("mkfs." + type, image.toString());
        mount(at, type, image.toString(), "loop");
      }
    }
  }

  /** A read-only file system with the content of a folder. */
  void mountImageOf(Path content, String type, Path at) throws IOException, InterruptedException {
    needsKernelWith(type);
    String image = at.resolveSibling("image").toString();
    switch (type) {
      case "squashfs" -> made("mksquashfs", content.toString(), image, "-quiet", "-no-progress");
      case "erofs" -> made("mkfs.erofs", image, content.toString());
      case "iso9660" -> made("genisoimage", "-quiet", "-R", "-o", image, content.toString());
      default -> throw new IllegalArgumentException(type);
    }
    mount(at, type, image, "loop,ro");
  }

  private static void needsKernelWith(String type) throws IOException {
    assumeTrue(
        Files.readString(ALL).lines().anyMatch(line -> line.endsWith("\t" + type)),
        "this kernel has no " + type);
  }

  private static void made(String... command) throws IOException, InterruptedException {
    String program = command[0];
    boolean there = false;
    for (String folder : List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")) {
      there |= Files.isExecutable(Path.of(folder, program));
    }
    assumeTrue(there, program + " is not installed");
    run(command);
  }

  private void mount(Path at, String type, String what, String options)
      throws IOException, InterruptedException {
    run("mount", "-t", type, "-o", options, what, at.toString());
    mounted.addFirst(at);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
  }

  @Override
  public void close() throws IOException {
    while (!mounted.isEmpty()) {
      try {
        run("umount", mounted.getFirst().toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while " + mounted.getFirst() + " is mounted", e);
      }
      mounted.removeFirst();
    }
  }
}
