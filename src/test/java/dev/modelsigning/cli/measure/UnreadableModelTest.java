// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.WithoutRights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a measuring Job says of a model that its user may not read. */
final class UnreadableModelTest {
  private static final boolean ROOT = WithoutRights.isRoot();

  @TempDir Path folder;

  private TerminationReport measured() throws Exception {
    ProcessBuilder builder =
        WithoutRights.oms(
            folder,
            "measure",
            "--root=volume",
            "--path=model",
            "--signature-file=model.sig",
            "--nonce=n-1",
            "--termination-log=report");
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
        .contains("'./model' belongs to")
        .contains(ROOT ? "set spec.verification.runAsUser: 4242" : "with mode 0000");
  }

  @Test
  void folderThatMayBePassedAndNotListedIsNotNamed() throws Exception {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Path model = ModelDirectories.small(volume);
    close(model);
    close(volume);
    Files.setPosixFilePermissions(
        volume, PosixFilePermissions.fromString(ROOT ? "rwx--x--x" : "--x------"));

    assertThat(measured().message()).contains("'./model' belongs to");
  }

  private static void close(Path model) throws IOException {
    if (ROOT) {
      Files.setAttribute(model, "unix:uid", 4242);
    }
    Files.setPosixFilePermissions(
        model, PosixFilePermissions.fromString(ROOT ? "rwx------" : "---------"));
  }
}
