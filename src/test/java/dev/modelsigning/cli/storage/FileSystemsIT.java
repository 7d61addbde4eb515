// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.OmsRun;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models on the kernel's file systems: signed, verified and measured there. */
class FileSystemsIT {
  private static final String SERIALIZATION =
      "--serialization={'method':'files','hashType':'sha256','allowSymlinks':false,"
          + "'ignorePaths':[]}";

  @TempDir Path folder;
  private final MadeFileSystem storage = new MadeFileSystem();
  private Path mount;

  @BeforeEach
  void keysAndMountPoint() throws IOException {
    MadeFileSystem.needsRootAndLoopDevices();
    KeyFiles.write(folder);
    mount = Files.createDirectory(folder.resolve("mount"));
  }

  @AfterEach
  void unmount() throws Exception {
    storage.close();
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" ", -1));
  }

  private OmsRun verify() {
    return run("verify key mount/model --signature model.sig --public-key public.pem");
  }

  private void isVerified() {
    OmsRun run = verify();
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
  }

  private void isRejected(String naming) {
    OmsRun run = verify();
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(Exit.REJECTED.code());
    assertThat(run.out() + run.err()).contains(naming);
  }

  private void sign() {
    OmsRun run = run("sign key mount/model --private-key key.pem --signature model.sig");
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private void isMeasured() throws Exception {
    OmsRun run =
        OmsRun.measuring(folder, "mount", "--path=model", SERIALIZATION.replace('\'', '"'));
    assertThat(run.exit()).as(run.err()).isZero();
    TerminationReport report = TerminationReport.parse(Files.readString(folder.resolve("report")));
    assertThat(report.result()).isEqualTo(TerminationReport.MEASURED);
    assertThat(EvidenceReader.read(run.out(), report).manifest().entries()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "ramfs", "overlay", "vfat", "exfat"
      })
  void changesAreSeenWhateverTheTimesSay(String type) throws Exception {
    storage.mountEmpty(type, mount);
    Path weights = ModelDirectories.small(mount).resolve("model.safetensors");
    FileTime written = Files.getLastModifiedTime(weights);
    sign();
    isVerified();
    isMeasured();

    ModelDirectories.flipBit(weights, 7000);
    Files.setLastModifiedTime(weights, written);
    isRejected("model.safetensors");
    isMeasured();

    ModelDirectories.flipBit(weights, 7000);
    isVerified();
    Files.move(weights, weights.resolveSibling("Model.safetensors"));
    isRejected("Model.safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"squashfs", "erofs", "iso9660"})
  void readOnlyImagesAreSignedVerifiedAndMeasured(String type) throws Exception {
    Path content = Files.createDirectory(folder.resolve("content"));
    Path weights = ModelDirectories.small(content).resolve("model.safetensors");
    storage.mountImageOf(content, type, mount);
    sign();
    isVerified();
    isMeasured();
    storage.close();

    Files.delete(folder.resolve("image"));
    ModelDirectories.flipBit(weights, 7000);
    try (MadeFileSystem changed = new MadeFileSystem()) {
      changed.mountImageOf(content, type, mount);
      isRejected("model.safetensors");
    }
  }
}
