package dev.modelsigning.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code oms train}: runs the other commands once on a throw-away model. The build records that run
 * as the JDK's AOT cache, with which {@code oms} starts in less than half of the time.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Runs the other commands once on a throw-away model, to record an AOT cache.")
final class TrainCommand implements Callable<Integer> {
  private static final int MODEL_BYTES = 1_000_000;

  private final Console console;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("oms-train-");
    try {
      train(folder);
    } finally {
      remove(folder);
    }
    return Exit.DONE.code();
  }

  private static void remove(Path folder) throws IOException {
    List<Path> deepestLast;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestLast = all.toList();
    }
    for (Path path : deepestLast.reversed()) {
      Files.delete(path);
    }
  }

  private void train(Path folder) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("weights.bin"), new byte[MODEL_BYTES]);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(folder.resolve("public.pem"), pem("PUBLIC", pair.getPublic()));
    Files.writeString(folder.resolve("private.pem"), pem("PRIVATE", pair.getPrivate()));
    Console quiet = quiet(folder);
    run(
        quiet,
        "sign",
        "key",
        "model",
        "--progress=none",
        "--private-key=private.pem",
        "--signature=model/model.sig");
    run(
        quiet,
        "verify",
        "key",
        "model",
        "--progress=none",
        "--public-key=public.pem",
        "--signature=model/model.sig");
    run(quiet, "inspect", "model/model.sig", "--json");
    run(
        quiet,
        "measure",
        "--root=model",
        "--nonce=training",
        "--signature-file=model.sig",
        "--termination-log=report");
  }

  private Console quiet(Path folder) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Map<String, String> environment = new HashMap<>(console.environment());
    environment.put("OMS_JOB_UID", "training");
    environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
    return new Console(nowhere, console.err(), false, environment, folder, console.clock());
  }

  private static void run(Console quiet, String... args) throws CommandFailure {
    int exit = Oms.run(quiet, args);
    if (exit != Exit.DONE.code()) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "oms " + String.join(" ", args) + " ended with " + exit,
          "report it as a defect");
    }
  }

  private static String pem(String kind, Key key) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded());
    return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n".formatted(kind, body, kind);
  }
}
