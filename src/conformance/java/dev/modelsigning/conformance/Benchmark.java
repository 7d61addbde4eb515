// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.conformance;

import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.text.Printable;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.Verified;
import dev.modelsigning.verification.VerifyOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code benchmark-model} command of the adapter: repeats the same work in one process, after
 * one warm-up run, and prints how long each repetition took. The first failure ends it.
 */
final class Benchmark {
  private static final Set<String> FLAGS =
      Set.of(
          "--operation",
          "--method",
          "--model-path",
          "--repeat",
          "--output-bundle",
          "--bundle",
          "--private-key",
          "--public-key",
          "--signing-cert",
          "--cert-chain",
          "--ignore-paths",
          "--hash-algorithm",
          "--shard-size",
          "--max-workers");

  /** Flags without a value. */
  private static final Set<String> SWITCHES = Set.of("--ignore-unsigned-files");

  private static final int SHOWN = 500;

  private final Map<String, List<String>> flags = new HashMap<>();

  /** The work that is timed. */
  private interface Work {
    void run() throws Exception;
  }

  private Benchmark(List<String> args) {
    Iterator<String> rest = args.iterator();
    while (rest.hasNext()) {
      String flag = rest.next();
      List<String> values = flags.computeIfAbsent(flag, any -> new ArrayList<>());
      if (SWITCHES.contains(flag)) {
        continue;
      }
      if (!FLAGS.contains(flag)) {
        throw new IllegalArgumentException("benchmark-model has no flag " + flag);
      }
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(flag + " has no value");
      }
      values.add(rest.next());
    }
  }

  public static void main(String... args) {
    try {
      new Benchmark(List.of(args)).run();
    } catch (IllegalArgumentException e) {
      end(
          2,
          String.valueOf(e.getMessage()),
          "use the flags of the suite's protocol for benchmark-model");
    } catch (Exception e) {
      end(1, e.toString(), "check that sign-model and verify-model work with the same flags");
    }
  }

  private static void end(int status, String message, String hint) {
    System.err.println("error: " + Printable.of(message, SHOWN));
    System.err.println("hint: " + hint);
    System.exit(status);
  }

  private void run() throws Exception {
    long repeat = number("--repeat", text("--repeat"), 1);
    Work work =
        switch (text("--operation")) {
          case "hash" -> hashing();
          case "sign" -> signing();
          case "verify" -> verifying();
          default -> throw new IllegalArgumentException("--operation is not hash, sign or verify");
        };
    work.run();
    List<String> times = new ArrayList<>();
    for (long i = 0; i < repeat; i++) {
      long start = System.nanoTime();
      work.run();
      times.add(Double.toString((System.nanoTime() - start) / 1_000_000.0));
    }
    System.out.println("{\"times_ms\": [" + String.join(", ", times) + "]}");
  }

  private Work hashing() {
    Path model = path("--model-path");
    Serialization serialization = serialization(ignored(model));
    HashOptions options = options();
    return () -> new ModelHasher().hash(model, serialization, options);
  }

  private Work signing() throws Exception {
    Path model = path("--model-path");
    Path bundle = path("--output-bundle");
    List<String> ignored = ignored(model);
    nameIn(model, bundle).ifPresent(ignored::add);
    Serialization serialization = serialization(ignored);
    HashOptions options = options().excluding(bundle);
    String key = Files.readString(path("--private-key"));
    ModelSigner signer =
        switch (text("--method")) {
          case "key" -> KeySigner.ofPem(key, Optional.empty());
          case "certificate" ->
              CertificateSigner.of(
                  key, Optional.empty(), Files.readString(path("--signing-cert")), chain());
          default -> throw new IllegalArgumentException("--method is not key or certificate");
        };
    return () -> {
      var manifest = new ModelHasher().hash(model, serialization, options);
      Files.write(bundle, new BundleSigner().sign(manifest, signer));
    };
  }

  private Work verifying() throws Exception {
    Path model = path("--model-path");
    Path bundle = path("--bundle");
    Authority authority =
        switch (text("--method")) {
          case "key" -> KeyAuthority.ofPem("key", Files.readString(path("--public-key")));
          case "certificate" -> CertificateAuthority.of("ca", chain(), List.of());
          default -> throw new IllegalArgumentException("--method is not key or certificate");
        };
    refuseHashingFlags();
    VerifyOptions options =
        new VerifyOptions(
            options().excluding(bundle),
            ignored(model),
            flags.containsKey("--ignore-unsigned-files"));
    // Like the adapter's verify-model.
    ModelVerifier verifier = new ModelVerifier(Clock.systemUTC()).withLegacyBundles();
    return () -> {
      Verdict verdict =
          verifier.verify(model, Files.readAllBytes(bundle), List.of(authority), options);
      if (!(verdict instanceof Verified)) {
        throw new IllegalStateException(verdict.reasonText() + ": " + verdict.message());
      }
    };
  }

  private void refuseHashingFlags() {
    for (String flag : List.of("--hash-algorithm", "--shard-size")) {
      if (flags.containsKey(flag)) {
        throw new IllegalArgumentException(
            flag + " is given for verify, which hashes as the bundle says");
      }
    }
  }

  private String chain() throws Exception {
    StringBuilder pem = new StringBuilder();
    for (String file : flags.getOrDefault("--cert-chain", List.of())) {
      pem.append(Files.readString(Path.of(file))).append('\n');
    }
    return pem.toString();
  }

  private List<String> ignored(Path model) {
    List<String> names = new ArrayList<>();
    for (String path : flags.getOrDefault("--ignore-paths", List.of())) {
      names.add(
          nameIn(model, Path.of(path))
              .or(() -> nameIn(model, model.resolve(path)))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--ignore-paths " + path + " is not in the model")));
    }
    return names;
  }

  private static Optional<String> nameIn(Path model, Path path) {
    Path root = model.toAbsolutePath().normalize();
    Path whole = path.toAbsolutePath().normalize();
    return whole.startsWith(root) && !whole.equals(root)
        ? Optional.of(root.relativize(whole).toString())
        : Optional.empty();
  }

  private Serialization serialization(List<String> ignored) {
    List<String> all = new ArrayList<>(Serialization.DEFAULT_IGNORES);
    all.addAll(ignored);
    Serialization files =
        last("--shard-size")
            .map(size -> Serialization.shards(number("--shard-size", size, 1)))
            .orElseGet(Serialization::files);
    return files.withHashType(last("--hash-algorithm").orElse("sha256")).withIgnorePaths(all);
  }

  private HashOptions options() {
    String workers = last("--max-workers").orElse("0");
    return HashOptions.defaults().withThreads((int) number("--max-workers", workers, 0));
  }

  private static long number(String flag, String text, long least) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= Integer.MAX_VALUE) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below, with the flag's name
    }
    throw new IllegalArgumentException(
        flag + " is '" + text + "', not a number of at least " + least);
  }

  private Path path(String flag) {
    return Path.of(text(flag));
  }

  private String text(String flag) {
    return last(flag).orElseThrow(() -> new IllegalArgumentException(flag + " is missing"));
  }

  private Optional<String> last(String flag) {
    return Optional.ofNullable(flags.get(flag)).map(List::getLast);
  }
}
