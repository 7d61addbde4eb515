// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code oms train}: verifies and measures a throw-away model. The build records that run as the
 * JDK's AOT cache, with which {@code oms} starts in less than half of the time. Every class in the
 * cache is loaded at every start, so it holds those of the commands that are run most.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Verifies and measures a throw-away model, to record an AOT cache.")
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
    Files.writeString(folder.resolve("public.pem"), pem(pair.getPublic()));
    Manifest manifest =
        new ModelHasher().hash(model, Serialization.files(), HashOptions.defaults());
    Files.write(model.resolve("model.sig"), new BundleSigner().sign(manifest, signer(pair)));
    Console quiet = quiet(folder);
    run(
        quiet,
        "verify",
        "key",
        "model",
        "--progress=none",
        "--public-key=public.pem",
        "--signature=model/model.sig");
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
    Oms.prepare(args);
    int exit = Oms.run(quiet, args);
    if (exit != Exit.DONE.code()) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "oms " + String.join(" ", args) + " ended with " + exit,
          "report it as a defect");
    }
  }

  /** Without Bouncy Castle, whose classes the cache would load at every start. */
  private static ModelSigner signer(KeyPair pair) {
    return (payloadType, payload) -> {
      try {
        Signature ecdsa = Signature.getInstance("SHA256withECDSA");
        ecdsa.initSign(pair.getPrivate());
        ecdsa.update(DsseEnvelope.pae(payloadType, payload));
        return Bundle.of(new PublicKeyHint(""), payloadType, payload, ecdsa.sign());
      } catch (GeneralSecurityException e) {
        throw new SigningException("signing with the throw-away key failed", e);
      }
    };
  }

  private static String pem(PublicKey key) {
    return PemBlocks.write(PemBlocks.PUBLIC_KEY, key.getEncoded());
  }
}
