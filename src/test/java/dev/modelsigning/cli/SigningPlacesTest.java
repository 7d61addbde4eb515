// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths may be left out, and where a signature may be written: told before hashing. */
class SigningPlacesTest {
  private static final String HASHING = "\"type\":\"progress\"";

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void modelAndKeys() {
    model = ModelDirectories.small(folder);
    KeyFiles.write(folder);
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" "));
  }

  private OmsRun sign(String more) {
    return run("sign key model --private-key key.pem " + more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"we*", "model/log?", "model/[x]", "onnx/model*.onnx"})
  void refusesToLeaveOutWhatNoSignatureMayState(String path) {
    assertThat(sign("--signature e.sig").exit()).isZero();
    String verify = "verify key model --public-key public.pem --signature e.sig";

    for (OmsRun run :
        List.of(
            sign("--ignore-paths " + path),
            run("digest model --ignore_paths " + path),
            run(verify + " --ignore-paths " + path))) {
      assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
      assertThat(run.err())
          .contains(
              "--ignore-paths " + path, "contains a wildcard", "hint: name one file or folder")
          .doesNotContain(HASHING);
    }
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void saysWhereClustersLookToWhoNamesNoPlace() {
    assertThat(sign("").err())
        .contains("note: clusters look for the signature in the model: --signature " + model + "/");
    assertThat(sign("--signature e.sig").err()).doesNotContain("clusters");
    assertThat(OmsRun.in(model, "sign", "key", ".", "--private-key=../key.pem").err())
        .doesNotContain("clusters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "./model", "model/onnx/..", "."})
  void refusesToLeaveOutTheModelItself(String path) {
    OmsRun run = sign("--ignore-paths " + path);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("--ignore-paths " + path + " is").doesNotContain(HASHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sign key model/config.json/ --private-key key.pem",
        "sign key model/config.json/. --private-key key.pem",
        "sign key model --private-key key.pem/",
        "sign key model --private-key key.pem --signature e.sig/"
      })
  void refusesAFileThatIsNamedLikeAFolder(String command) {
    assertThat(sign("--signature e.sig").exit()).isZero();

    OmsRun run = run(command);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("ends like that of a folder, and is a file");
  }

  @Test
  void refusesANameOfTheSignatureThatNoSignatureMayState() {
    OmsRun run = sign("--signature model/model[1].sig");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err())
        .contains("--signature: the name 'model[1].sig'", "contains a wildcard", "another name")
        .doesNotContain(HASHING);
    assertThat(model.resolve("model[1].sig")).doesNotExist();
  }

  @Test
  void takesAnyNameOfASignatureOutsideTheModel() {
    assertThat(sign("--signature model[1].sig").exit()).isZero();

    OmsRun verifying = run("verify key model --signature model[1].sig --public-key public.pem");

    assertThat(verifying.exit()).as(verifying.out()).isZero();
  }

  @Test
  void keepsABackslashInANameApartFromASlash() {
    ModelDirectories.write(model, "onnx\\log", "left out");
    assertThat(sign("--ignore-paths model/onnx\\log").out()).contains("(4 files)");

    OmsRun verifying = run("verify key model --signature model.sig --public-key public.pem");

    assertThat(verifying.exit()).as(verifying.out()).isZero();
  }

  @Test
  void refusesToLeaveOutMoreThanASignatureMayState() {
    List<String> command =
        new ArrayList<>(List.of("sign", "key", "model", "--private-key=key.pem"));
    for (int i = 0; i < 10_000; i++) {
      command.add("--ignore-paths=model/log" + i);
    }

    OmsRun run = OmsRun.in(folder, command.toArray(String[]::new));

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("names 10000 paths", "ignore a folder").doesNotContain(HASHING);
  }

  @Test
  void refusesAnUnwritablePlaceBeforeHashing() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.sig"), Path.of("key.pem"));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(folder.resolve("socket.sig")));
      refuses("nodir/e.sig", "its folder does not exist");
      refuses("key.pem/e.sig", "key.pem is not a directory");
      refuses("model/onnx", "it is a directory");
      refuses("link.sig", "it is a symbolic link");
      refuses("socket.sig", "not a regular file");
      refuses("n".repeat(256), "no file can have this path: File name too long");
    }
    assertThat(folder.resolve("link.sig")).isSymbolicLink();
    assertThat(Files.exists(folder.resolve("socket.sig"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(folder.resolve("key.pem")).content().contains("PRIVATE KEY");
  }

  private void refuses(String place, String why) {
    OmsRun run = sign("--signature " + place);

    assertThat(run.exit()).as(place).isEqualTo(Exit.USAGE.code());
    assertThat(run.err())
        .contains(place.substring(place.lastIndexOf('/') + 1) + ": ", why, "hint:", "--signature")
        .doesNotContain(HASHING);
  }

  @ParameterizedTest
  @CsvSource({
    "sign key model --private-key key.pem --signature key.pem, key.pem, --private-key",
    "sign key model/weights.bin --private-key key.pem --signature model/weights.bin,"
        + " model/weights.bin, MODEL_PATH",
    "sign key model --private-key key.pem --signature ./model/../key.pem, key.pem, --private-key",
    "sign key model --private-key key.pem --reuse-digests-from e.sig --reuse-public-key public.pem"
        + " --signature public.pem, public.pem, --reuse-public-key"
  })
  void signatureReplacesNoFileThatTheCommandReads(String command, String file, String option)
      throws IOException {
    ModelDirectories.write(model, "weights.bin", "weights");
    assertThat(sign("--signature e.sig").exit()).isZero();
    String before = Files.readString(folder.resolve(file));

    OmsRun run = run(command);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err())
        .contains("it would replace what " + option + " names", "hint: name another file")
        .doesNotContain(HASHING);
    assertThat(folder.resolve(file)).hasContent(before);
    assertThat(
            run("sign key model --private-key key.pem --reuse-digests-from e.sig --signature e.sig")
                .exit())
        .isZero();
  }

  @Test
  void secretInTheModelIsNotSigned() throws IOException {
    Files.copy(folder.resolve("key.pem"), model.resolve("key.pem"));

    OmsRun run = run("sign key model --private-key model/key.pem");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err())
        .contains("'key.pem' in the model is what --private-key names, a secret", "--ignore-paths")
        .doesNotContain(HASHING);
    assertThat(run("sign key model --private-key model/key.pem --ignore-paths key.pem").exit())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"MODEL_PATH, 0", "--private-key, 1", "--signature, 2", "--ignore-paths, 3"})
  void emptyPathIsNotTheWorkingDirectory(String what, int at) {
    List<String> paths = new ArrayList<>(List.of("model", "key.pem", "e.sig", "config.json"));
    paths.set(at, "");

    OmsRun run =
        OmsRun.in(
            folder,
            "sign",
            "key",
            paths.get(0),
            "--private-key",
            paths.get(1),
            "--signature",
            paths.get(2),
            "--ignore-paths",
            paths.get(3));

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains(what, "the path is empty").doesNotContain(HASHING);
  }

  @Test
  void dashIsNoFile() {
    OmsRun run = sign("--signature -");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("'-' names no file; write ./-").doesNotContain(HASHING);
    assertThat(sign("--signature ./-").exit()).isZero();
    assertThat(folder.resolve("-")).isRegularFile();
  }

  @Test
  void replacesAnEarlierSignature() throws IOException {
    ModelDirectories.write(folder, "model.sig", "");
    assertThat(sign("--signature model.sig").exit()).isZero();
    String first = Files.readString(folder.resolve("model.sig"));

    assertThat(sign("--signature model.sig --annotation a=b").exit()).isZero();

    assertThat(folder.resolve("model.sig")).content().startsWith("{").isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model/config.json", "notes.txt", "other.json"})
  void replacesNothingButASignature(String file) throws IOException {
    ModelDirectories.write(folder, "notes.txt", "mine");
    ModelDirectories.write(folder, "other.json", "{\"mediaType\":\"application/json\"}");
    String before = Files.readString(folder.resolve(file));

    OmsRun run = sign("--signature " + file);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err())
        .contains(file + ": it would replace a file that is not a signature", "hint: name another")
        .doesNotContain(HASHING);
    assertThat(folder.resolve(file)).hasContent(before);
  }

  @Test
  void oldSignatureThatIsSignedAsAFileOfTheModelIsMentioned() {
    assertThat(sign("--signature model/model.sig").err()).doesNotContain("note:");
    assertThat(sign("--signature model/model.sig").err()).doesNotContain("note:");

    OmsRun beside = sign("--signature second.sig");

    assertThat(beside.exit()).isZero();
    assertThat(beside.err())
        .contains("note: " + folder.resolve("model/model.sig") + " is a signature, and was signed");
  }

  @Test
  void namesTheFolderThatTakesNoFile() {
    OmsRun run = sign("--signature /proc/model.sig");

    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("the folder /proc").doesNotContain(".oms-");
  }
}
