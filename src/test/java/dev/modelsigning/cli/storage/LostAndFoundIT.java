// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.WithoutRights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model at the root of a real ext4 volume, before a user who may not look into lost+found. */
class LostAndFoundIT {
  private static final int SOMEBODY = 4242;
  private static final int FOLDER_OF_A_GROUP = 042770;

  @TempDir Path folder;
  private final MadeFileSystem storage = new MadeFileSystem();
  private Path mount;

  @BeforeEach
  void modelAtTheRootOfAVolumeThatGotAGroup() throws Exception {
    MadeFileSystem.needsRootAndLoopDevices();
    KeyFiles.write(folder);
    mount = Files.createDirectory(folder.resolve("mount"));
    storage.mountEmpty("ext4", mount);
    ModelDirectories.write(mount, "config.json", "{}");
    Path lost = mount.resolve("lost+found");
    // As the kubelet leaves it for fsGroup; the owner is another one, since this process is root.
    Files.setAttribute(lost, "unix:uid", SOMEBODY);
    Files.setAttribute(lost, "unix:gid", SOMEBODY);
    Files.setAttribute(lost, "unix:mode", FOLDER_OF_A_GROUP);
  }

  @AfterEach
  void unmount() throws Exception {
    storage.close();
  }

  private String run(int exit, String... args) throws IOException, InterruptedException {
    ProcessBuilder builder = WithoutRights.oms(folder, args);
    builder.environment().put("OMS_JOB_UID", "uid-1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(exit);
    return output;
  }

  @Test
  void isReportedAsUnreadableByAMeasuringJob() throws Exception {
    run(
        0,
        "measure",
        "--root=mount",
        "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":false,"
            + "\"ignorePaths\":[]}",
        "--nonce=n-1",
        "--termination-log=report");
    TerminationReport report = TerminationReport.parse(Files.readString(folder.resolve("report")));
    assertThat(report.result()).isEqualTo(TerminationReport.MEASURED);
    assertThat(report.ignored().paths())
        .extracting(IgnoredPath::path, IgnoredPath::kind)
        .containsExactly(tuple("lost+found", IgnoredPath.Kind.UNREADABLE));
  }

  @Test
  void isNamedByTheCommandLineWithWhatToExclude() throws Exception {
    assertThat(run(Exit.UNKNOWN.code(), "sign", "key", "mount", "--private-key=key.pem"))
        .contains("lost+found", "--ignore-paths");
  }
}
