// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is deeper than this process may open files: a walk keeps the folders above open. */
class ManyOpenFilesTest {
  private static final int LIMIT = 300;

  @TempDir Path temp;
  private final KeyPair key = TestPki.ecKey();

  @BeforeEach
  void aDeepModel() throws Exception {
    ModelDirectories.write(temp, "k.pem", TestPki.pkcs8Pem(key));
    ModelDirectories.write(temp, "k.pub", TestPki.publicPem(key));
    Path model = ModelDirectories.small(Files.createDirectory(temp.resolve("m")));
    Files.write(
        temp.resolve("model.sig"), Bundles.sign(Bundles.measure(model), Bundles.signer(key)));
    ModelDirectories.write(model, "d/".repeat(LIMIT) + "file", "x");
    Files.move(model, temp.resolve("deep"));
  }

  /** In a process of its own with a low limit. */
  private String oms(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "ulimit -n " + LIMIT + " && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                Oms.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(Exit.UNKNOWN.code());
    return output;
  }

  /** With archives only, as installed: classes of a folder could not be loaded at the limit. */
  private String classPath() throws Exception {
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path place = Path.of(entry).toAbsolutePath();
      if (place.endsWith("classes")) {
        Path jar = temp.resolve("oms.jar");
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        String[] pack = {"--create", "--no-compress", "--file=" + jar, "-C", entry, "."};
        assertThat(tool.run(System.out, System.err, pack)).isZero();
        path.add(jar.toString());
      } else if (!Files.isDirectory(place)) {
        path.add(place.toString());
      }
    }
    return String.join(File.pathSeparator, path);
  }

  @Test
  void signerIsToldToRaiseTheLimitRatherThanToGrantAccess() throws Exception {
    assertThat(oms("sign", "key", "deep", "--private-key=k.pem", "--signature=new.sig"))
        .contains("Too many open files", "ulimit -n")
        .doesNotContain("readable");
    assertThat(temp.resolve("new.sig")).doesNotExist();
  }

  @Test
  void verifierIsToldToRaiseTheLimitRatherThanToGrantAccess() throws Exception {
    assertThat(oms("verify", "key", "deep", "--public-key=k.pub", "--signature=model.sig"))
        .contains("Too many open files", "ulimit -n")
        .doesNotContain("permissions");
  }
}
