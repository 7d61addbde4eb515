import dev.modelsigning.manifest.HashOptions;
import dev.modelsigning.manifest.ModelHasher;
import dev.modelsigning.manifest.ProgressListener;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.SerializationMethod;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.ModelSigner;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The {@code benchmark-model} command of the adapter: does the same work N times in one process, after
 * one run that is not counted, and prints how long each took. Any run that is not a success ends it.
 */
final class Benchmark {
  private static final Set<String> FLAGS =
      Set.of(
          "--operation", "--method", "--model-path", "--repeat", "--output-bundle", "--bundle",
          "--private-key", "--public-key", "--signing-cert", "--cert-chain", "--hash-algorithm",
          "--shard-size", "--max-workers");

  private final Map<String, List<String>> flags = new HashMap<>();

  /** One piece of work to time. */
  private interface Work {
    void run() throws Exception;
  }

  private Benchmark(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      if (!FLAGS.contains(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException("unknown flag, or one without a value: " + args[i]);
      }
      flags.computeIfAbsent(args[i], flag -> new ArrayList<>()).add(args[i + 1]);
    }
  }

  public static void main(String[] args) {
    try {
      new Benchmark(args).run();
    } catch (Exception e) {
      System.err.println("error: " + e);
      System.exit(1);
    }
  }

  private void run() throws Exception {
    Work work =
        switch (text("--operation")) {
          case "hash" -> this::hash;
          case "sign" -> signing();
          case "verify" -> verifying();
          default -> throw new IllegalArgumentException("--operation is hash, sign or verify");
        };
    work.run();
    List<String> times = new ArrayList<>();
    int repeat = Integer.parseInt(text("--repeat"));
    for (int i = 0; i < repeat; i++) {
      long start = System.nanoTime();
      work.run();
      times.add(Double.toString((System.nanoTime() - start) / 1000 / 1000.0));
    }
    System.out.println("{\"times_ms\": [" + String.join(", ", times) + "]}");
  }

  private void hash() throws Exception {
    new ModelHasher().hash(path("--model-path"), serialization(), options());
  }

  private Work signing() throws Exception {
    Path bundle = path("--output-bundle");
    HashOptions options = options().excluding(bundle);
    String key = Files.readString(path("--private-key"));
    ModelSigner signer =
        switch (text("--method")) {
          case "key" -> KeySigner.ofPem(key, Optional.empty());
          case "certificate" ->
              CertificateSigner.of(
                  key, Optional.empty(), Files.readString(path("--signing-cert")), chain());
          default -> throw new IllegalArgumentException("--method is key or certificate here");
        };
    return () -> {
      var manifest = new ModelHasher().hash(path("--model-path"), serialization(), options);
      Files.write(bundle, new BundleSigner().sign(manifest, signer));
    };
  }

  private Work verifying() throws Exception {
    Path bundle = path("--bundle");
    Authority authority =
        switch (text("--method")) {
          case "key" -> KeyAuthority.ofPem("key", Files.readString(path("--public-key")));
          case "certificate" -> CertificateAuthority.of("ca", chain(), List.of());
          default -> throw new IllegalArgumentException("--method is key or certificate here");
        };
    VerifyOptions options = new VerifyOptions(options().excluding(bundle), List.of(), false);
    ModelVerifier verifier = new ModelVerifier(Clock.systemUTC());
    return () -> {
      Verdict verdict =
          verifier.verify(
              path("--model-path"), Files.readAllBytes(bundle), List.of(authority), options);
      if (!(verdict instanceof Verified)) {
        throw new IllegalStateException(verdict.reasonText() + ": " + verdict.message());
      }
    };
  }

  private String chain() throws Exception {
    StringBuilder pem = new StringBuilder();
    for (String file : flags.getOrDefault("--cert-chain", List.of())) {
      pem.append(Files.readString(Path.of(file))).append('\n');
    }
    return pem.toString();
  }

  private Serialization serialization() {
    long shard = number("--shard-size");
    return new Serialization(
        shard > 0 ? SerializationMethod.SHARDS : SerializationMethod.FILES,
        flags.getOrDefault("--hash-algorithm", List.of("sha256")).getLast(),
        shard > 0 ? OptionalLong.of(shard) : OptionalLong.empty(),
        false,
        Serialization.DEFAULT_IGNORES);
  }

  private HashOptions options() {
    return new HashOptions((int) number("--max-workers"), false, Set.of(), ProgressListener.NONE);
  }

  private long number(String flag) {
    return Long.parseLong(flags.getOrDefault(flag, List.of("0")).getLast());
  }

  private Path path(String flag) {
    return Path.of(text(flag));
  }

  private String text(String flag) {
    return Optional.ofNullable(flags.get(flag))
        .orElseThrow(() -> new IllegalArgumentException(flag + " is missing"))
        .getLast();
  }
}
