// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a measuring Job says of a model that its user may not read. */
final class UnreadableModelTest {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private static final Path WITHOUT_RIGHTS = Path.of("/usr/bin/setpriv");

  @TempDir Path folder;

  /** A process that may do what its user may; root may read everything. */
  private static List<String> asAnyUser() {
    if (!ROOT) {
      return List.of();
    }
    Assumptions.assumeTrue(Files.isExecutable(WITHOUT_RIGHTS), "no setpriv on this machine");
    return List.of(
        WITHOUT_RIGHTS.toString(), "--bounding-set", "-dac_override,-dac_read_search", "--");
  }

  /** With absolute paths, since the process has another working directory. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(":", -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  private TerminationReport measured() throws Exception {
    List<String> command = new ArrayList<>(asAnyUser());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            "dev.modelsigning.cli.Oms",
            "measure",
            "--root=volume",
            "--path=model",
            "--signature-file=model.sig",
            "--nonce=n-1",
            "--termination-log=report"));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("OMS_JOB_UID", "uid-1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(folder.resolve("report")).as(output).exists();
    return TerminationReport.parse(Files.readString(folder.resolve("report")));
  }

  @Test
  void signatureInAFolderThatMayNotBeEnteredIsNotSaidToBeMissing() throws Exception {
    Path model = ModelDirectories.small(Files.createDirectory(folder.resolve("volume")));
    Files.writeString(model.resolve("model.sig"), "{}");
    close(model);

    TerminationReport report = measured();

    assertThat(report.result()).isEqualTo(TerminationReport.FAILED);
    assertThat(report.reason()).isEqualTo("ReadFailed");
    assertThat(report.message()).contains("cannot be accessed by this user");
    assertThat(report.message())
        .contains("chmod -R a+rX model")
        .contains(ROOT ? "set runAsUser: 4242" : "with mode 0000");
  }

  private static void close(Path model) throws IOException {
    if (ROOT) {
      Files.setAttribute(model, "unix:uid", 4242);
    }
    Files.setPosixFilePermissions(
        model, PosixFilePermissions.fromString(ROOT ? "rwx------" : "---------"));
  }
}
