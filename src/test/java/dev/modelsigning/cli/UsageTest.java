// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @TempDir private Path folder;

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sign",
        "verify",
        "sign key",
        "verify key model",
        "sign unknown",
        "verify key model --public-key",
        "measure",
        "inspect",
        "verify key model --threads many --public-key k --signature s"
      })
  void endsWithTheUsageCodeAndTheHelpToRead(String command) {
    OmsRun run = run(command);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("error: ").contains("hint: ").contains("see oms", "--help");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "sign --help", "verify certificate --help", "measure -h", "inspect -h"})
  void printsHelpOnStdout(String command) {
    OmsRun run = run(command);

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Usage: oms");
  }

  @Test
  void printsItsVersion() {
    assertThat(run("--version").out()).startsWith("oms ");
  }

  @Test
  void namesTheMissingFileAndTheOption() {
    ModelDirectories.small(folder);

    OmsRun key = run("verify key model --signature model.sig --public-key none.pem");
    ModelDirectories.write(folder, "public.pem", TestPki.publicPem(TestPki.ecKey()));
    OmsRun signature = run("verify key model --signature none.sig --public-key public.pem");
    OmsRun model = run("verify key nothing --signature none.sig --public-key public.pem");
    OmsRun unnamed = run("verify key model --public-key public.pem");

    assertThat(key.err()).contains("none.pem does not exist").contains("--public-key");
    assertThat(signature.err()).contains("none.sig does not exist").contains("--signature");
    assertThat(model.err()).contains("nothing does not exist").contains("MODEL_PATH");
    assertThat(unnamed.err()).contains("--signature is missing");
    assertThat(key.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signature.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(model.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(unnamed.exit()).isEqualTo(Exit.USAGE.code());
  }

  @ParameterizedTest
  @CsvSource({
    "verify key model --pubkey public.pem, --pubkey, --public-key",
    "verify key model --pub public.pem, --pub, --public-key",
    "sign key model --privat-key=key.pem, --privat-key, --private-key",
    "verify key model --public-key k --signatur s, --signatur, --signature",
    "digest model --hash-algorihm blake3, --hash-algorihm, --hash-algorithm"
  })
  void mistypedOptionIsNamedWithTheOneThatWasMeant(String command, String wrong, String meant) {
    OmsRun run = run(command);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err())
        .contains("error: Unknown option: '" + wrong + "'; did you mean " + meant + "?");
  }

  @Test
  void signatureIsLookedForInTheModelAndThenInTheWorkingDirectory() {
    ModelDirectories.small(folder);
    KeyPair key = TestPki.ecKey();
    ModelDirectories.write(folder, "key.pem", TestPki.pkcs8Pem(key));
    ModelDirectories.write(folder, "public.pem", TestPki.publicPem(key));
    String verify = "verify key model --public-key public.pem";
    assertThat(run("sign key model --private-key key.pem").exit()).isZero();
    assertThat(run(verify).exit()).isZero();

    assertThat(run("sign key model --private-key key.pem --signature model/model.sig").exit())
        .isZero();
    ModelDirectories.write(folder, "model.sig", "damaged");

    assertThat(run(verify).exit()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"link, is a symbolic link, 'name it: --signature '", "folder, is a folder, name the"})
  void noOtherSignatureIsTakenWhereTheOneInTheModelIsNoFile(String kind, String what, String hint)
      throws IOException {
    Path model = ModelDirectories.small(folder);
    KeyFiles.write(folder);
    assertThat(run("sign key model --private-key key.pem").exit()).isZero();
    Path place = model.resolve("model.sig");
    if (kind.equals("link")) {
      Files.createSymbolicLink(place, Path.of("..data/model.sig"));
    } else {
      Files.createDirectory(place);
    }

    OmsRun run = run("verify key model --public-key public.pem");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("--signature is missing, and " + place + " " + what, hint);
  }

  @Test
  void neverTrustsAPrivateKeyAsPublicOne() {
    ModelDirectories.small(folder);
    ModelDirectories.write(folder, "key.pem", TestPki.pkcs8Pem(TestPki.ecKey()));

    OmsRun run = run("verify key model --signature model.sig --public-key key.pem");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("is a private key", "openssl pkey -in key.pem -pubout");
  }

  @Test
  void refusesAFileThatIsNotText() throws IOException {
    ModelDirectories.small(folder);
    Files.write(folder.resolve("key.der"), new byte[] {0x30, (byte) 0xff, 0});

    OmsRun run = run("sign key model --private-key key.der");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("the private key").contains("not text at all");
  }

  @Test
  void leavesNoPartialSignatureWhereItMayNotWrite() {
    ModelDirectories.small(folder);
    ModelDirectories.write(folder, "key.pem", TestPki.pkcs8Pem(TestPki.ecKey()));

    OmsRun run = run("sign key model --private-key key.pem --signature none/model.sig");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("its folder does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign model", "sign ./model --private-key key.pem"})
  void asksForTheMethodWhereAModelIsNamedInItsPlace(String command) {
    OmsRun run = run(command);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("hint: use one of key, certificate, sigstore, pkcs11-key");
    assertThat(run("sign model").err()).contains("error: 'model' is not a command of oms sign");
    assertThat(run("singn").err())
        .contains("'singn' is not a command of oms")
        .doesNotContain("train");
  }

  @ParameterizedTest
  @CsvSource({
    "sing, 'error: ''sing'' is not a command of oms; did you mean sign?'",
    "verfy, 'error: ''verfy'' is not a command of oms; did you mean verify?'",
    "keygen, 'error: ''keygen'' is not a command of oms'"
  })
  void unknownCommandIsTwoLinesWithTheNearestOneIfThereIsANearOne(String word, String error) {
    assertThat(run(word).err().lines()).hasSize(2).first().asString().isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"digest model", "digest model --json", "completion bash", "--help"})
  void failsWhenTheResultIsLost(String command) {
    ModelDirectories.small(folder);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    int exit =
        Oms.run(
            new Console(
                new PrintStream(full, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of(),
                folder,
                Clock.systemUTC()),
            command.split(" "));

    assertThat(exit).isEqualTo(Exit.UNKNOWN.code());
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("the result cannot be written to standard output", "hint: ");
  }
}
