// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real PKCS#11 token: SoftHSM 2 with its files in a folder of this test run. */
public final class SoftToken {
  /** The user's PIN; a made-up one with characters that a URI has to encode. */
  public static final String PIN = "12;34&5%";

  /** The same in a URI. */
  public static final String ENCODED_PIN = "12%3B34%265%25";

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** SoftHSM reads its configuration once a process, so all tokens of a run share a folder. */
  private static final Path CONFIGURATION = configure();

  private final Path module;
  private final String label;

  private SoftToken(Path module, String label) {
    this.module = module;
    this.label = label;
  }

  /** A new token; skips the test with a reason where SoftHSM is not installed. */
  public static SoftToken fresh() {
    Optional<Path> module =
        Stream.of("/usr/lib/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm")
            .map(folder -> Path.of(folder, "libsofthsm2.so"))
            .filter(Files::isRegularFile)
            .findFirst();
    assumeThat(module).as("SoftHSM 2 is installed (Debian package softhsm2)").isPresent();
    SoftToken token = new SoftToken(module.orElseThrow(), "models " + COUNT.incrementAndGet());
    run("--init-token", "--free", "--label", token.label, "--so-pin", "so-pin", "--pin", PIN);
    return token;
  }

  /** Puts both halves of a key onto the token, or the private one alone. */
  public void put(KeyPair key, String keyLabel, String id, boolean publicToo) {
    try {
      Path file = Files.createTempFile("key-", ".pem");
      Files.writeString(file, TestPki.pkcs8Pem(key));
      List<String> command = new ArrayList<>(List.of("--import", file.toString()));
      command.addAll(List.of("--token", label, "--pin", PIN));
      command.addAll(List.of("--label", keyLabel, "--id", id, "--force"));
      if (!publicToo) {
        command.add("--no-public-key");
      }
      run(command.toArray(String[]::new));
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The token's label. */
  public String label() {
    return label;
  }

  /** The library to load. */
  public Path module() {
    return module;
  }

  /** The environment that another process needs to find the token. */
  public static Map<String, String> environment() {
    return Map.of("SOFTHSM2_CONF", CONFIGURATION.toString());
  }

  /** A URI with the PIN in it. */
  public String uri(String attributes) {
    return "pkcs11:token=%s;%s?module-path=%s&pin-value=%s"
        .formatted(label.replace(" ", "%20"), attributes, module, ENCODED_PIN);
  }

  private static void run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("softhsm2-util"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("softhsm2-util: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Java cannot change its own environment, and the library reads nothing else. */
  @SuppressWarnings("restricted")
  private static Path configure() {
    try (Arena arena = Arena.ofConfined()) {
      Path folder = Files.createTempDirectory("softhsm-");
      Path tokens = Files.createDirectory(folder.resolve("tokens"));
      Path file = folder.resolve("softhsm2.conf");
      Files.writeString(
          file,
          "directories.tokendir = %s%nobjectstore.backend = file%nlog.level = ERROR%n"
              .formatted(tokens));
      Linker linker = Linker.nativeLinker();
      int status =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("setenv"),
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS,
                          ValueLayout.ADDRESS,
                          ValueLayout.JAVA_INT))
                  .invokeExact(
                      arena.allocateFrom("SOFTHSM2_CONF"), arena.allocateFrom(file.toString()), 1);
      if (status != 0) {
        throw new IllegalStateException("setenv returned " + status);
      }
      return file;
    } catch (Throwable e) {
      throw new IllegalStateException("SoftHSM cannot be configured", e);
    }
  }
}
