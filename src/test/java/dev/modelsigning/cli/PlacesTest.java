// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models, homes and folders as they are given: relative, through links, closed, or missing. */
class PlacesTest {
  @TempDir private Path folder;

  @BeforeEach
  void modelAndKeys() throws IOException {
    Files.createDirectories(folder.resolve("real/inner"));
    ModelDirectories.small(folder.resolve("real/inner"));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("real/inner"));
    KeyFiles.write(folder);
  }

  @AfterEach
  void open() throws IOException {
    mode("rwx------");
  }

  private void mode(String permissions) throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve("real"), PosixFilePermissions.fromString(permissions));
  }

  private OmsRun run(Map<String, String> environment, String command) {
    Clock clock = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);
    return OmsRun.in(folder, environment, clock, command.split(" "));
  }

  private OmsRun run(String command) {
    return run(Map.of(), command);
  }

  private void signsAndVerifies(String model) {
    OmsRun signing = run("sign key " + model + " --private-key key.pem --signature s.sig");
    assertThat(signing.exit()).as(signing.err()).isZero();
    OmsRun verifying = run("verify key " + model + " --public-key public.pem --signature s.sig");
    assertThat(verifying.exit()).as(verifying.out() + verifying.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "real/inner/model",
        "./real/inner/model/",
        "real//inner/./model",
        "link/model",
        "link/model/",
        "link/../inner/model",
        "link/model/../model"
      })
  void readsTheModelThatTheKernelWouldOpen(String model) {
    signsAndVerifies(model);
  }

  @Test
  void writesTheSignatureWhereTheKernelWouldPutIt() {
    OmsRun signing = run("sign key link/model --private-key key.pem --signature link/../model.sig");
    assertThat(signing.exit()).as(signing.err()).isZero();
    assertThat(folder.resolve("real/model.sig")).exists();
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void readsAModelInAFolderThatMayNotBeListed() throws IOException {
    mode("--x------");
    signsAndVerifies("real/inner/model");
    signsAndVerifies("link/model/");
  }

  @Test
  void namesAFolderThatMayNotBeEntered() throws IOException {
    mode("rw-------");
    assumeThat(Files.isReadable(folder.resolve("real/inner")))
        .as("whoever runs the tests may enter every folder")
        .isFalse();
    OmsRun signing = run("sign key real/inner/model --private-key key.pem");
    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err()).contains("cannot be accessed by this user", "MODEL_PATH");
  }

  @Test
  void signsWithoutAHome() {
    for (Map<String, String> environment :
        List.of(
            Map.<String, String>of(),
            Map.of("HOME", ""),
            Map.of("HOME", "relative"),
            // In a file not even root can make a folder.
            Map.of("HOME", folder.resolve("key.pem").toString()),
            Map.of("XDG_STATE_HOME", "/proc/none"))) {
      OmsRun signing =
          run(environment, "sign key link/model --private-key key.pem --signature s.sig");
      assertThat(signing.exit()).as(environment + signing.err()).isZero();
      OmsRun again =
          run(
              environment,
              "sign key link/model --private-key key.pem --signature s.sig --reuse-digests-from s.sig");
      assertThat(again.exit()).as(environment + again.err()).isZero();
      assertThat(again.err())
          .containsAnyOf(
              "there is no home folder for the record",
              "this user has no record for this bundle",
              "change times are not set by this machine");
    }
  }
}
