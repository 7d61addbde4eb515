// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Paths that are not UTF-8, beside a twin that has U+FFFD, by which the JVM replaces such bytes.
 * The twin of the model was signed.
 */
class PathBytesTest {
  private static final String VERIFY =
      " --public-key \"$HERE/public.pem\" --signature \"$HERE/e.sig\"";

  @TempDir private Path folder;

  @BeforeEach
  void signedModelBesideAnother() throws Exception {
    KeyFiles.write(folder);
    Path model = ModelDirectories.small(folder);
    assertThat(
            OmsRun.in(folder, "sign", "key", "model", "--private-key=key.pem", "--signature=e.sig")
                .exit())
        .isZero();
    Files.move(model, folder.resolve("model\uFFFD"));
    assertThat(shell("C.UTF-8", "mkdir \"$BAD\" && echo evil > \"$BAD/a.bin\"").exit()).isZero();
  }

  /** In a process of its own, since the JVM decodes arguments when it starts. */
  private OmsProcess shell(String locale, String script) throws IOException, InterruptedException {
    String begin =
        "HERE=$PWD; BAD=$(printf 'model\\377'); oms() { '%s' -cp '%s' %s \"$@\"; }; "
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator)),
                Oms.class.getName());
    return OmsProcess.run(folder, Map.of("LC_ALL", locale), List.of("sh", "-c", begin + script));
  }

  private void assertRefused(String script) throws Exception {
    OmsProcess run = shell("C.UTF-8", script);
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("model\\ufffd", "' is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oms verify key \"$BAD\"" + VERIFY,
        "oms verify key \"$BAD/../$BAD\"" + VERIFY,
        "cd \"$BAD\" && oms verify key ." + VERIFY,
        "oms sign key . --private-key key.pem --signature \"$BAD.sig\"",
        "oms sign key . --private-key \"$BAD.pem\"",
        "oms digest . --ignore-paths \"$BAD\"",
        "OMS_TRUSTED_ROOT=\"$BAD\" oms verify sigstore . --identity=i --identity-provider=p"
            + " --signature e.sig",
      })
  void refusesAPathThatIsNotUtf8(String script) throws Exception {
    assertRefused(script);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".sig"))).hasSize(1);
    }
  }

  @Test
  void refusesThemInALocaleWithoutUtf8() throws Exception {
    for (String script :
        List.of("oms verify key \"$BAD\"" + VERIFY, "cd \"$BAD\" && oms verify key ." + VERIFY)) {
      OmsProcess run = shell("C", script);
      assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(Exit.USAGE.code());
      assertThat(run.err()).contains("LC_ALL=C.UTF-8");
    }
  }

  @Test
  void namesOfUtf8AreStillRead() throws Exception {
    Files.move(folder.resolve("model\uFFFD"), folder.resolve("größe"));
    OmsProcess run = shell("C.UTF-8", "cd größe && oms verify key \"$HERE/größe\"" + VERIFY);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
  }
}
