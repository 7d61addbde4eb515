// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot of a Hugging Face cache in a measuring pod, and what lies beside it. */
class MeasuredSnapshotTest {
  private static final String SNAPSHOT = "hub/models--org--tiny/snapshots/0123abc";
  private static final String LINKS =
      "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":true,\"ignorePaths\":[]}";

  @TempDir private Path folder;
  private Path entry;

  @BeforeEach
  void cachedModel() throws IOException {
    entry = folder.resolve("volume/hub/models--org--tiny");
    file("aa", "model.safetensors", "weights");
    file("bb", "onnx/config.json", "{}");
    file("cc", ".gitattributes", "*.bin filter=lfs");
    ModelDirectories.write(entry, "refs/main", "0123abc");
    ModelDirectories.write(entry, "refs/pr/1", "0123abc\n");
    ModelDirectories.write(folder, "volume/hub/.locks/models--org--tiny/aa.lock", "");
  }

  private void file(String blob, String name, String content) throws IOException {
    ModelDirectories.write(entry, "blobs/" + blob, content);
    Path link = entry.resolve("snapshots/0123abc").resolve(name);
    Files.createDirectories(link.getParent());
    Path up = Path.of("../".repeat(Path.of(name).getNameCount() + 1) + "blobs/" + blob);
    Files.createSymbolicLink(link, up);
  }

  private TerminationReport measured(String path) throws Exception {
    OmsRun run = run(path);
    assertThat(run.exit()).as(run.err()).isZero();
    return TerminationReport.parse(Files.readString(folder.resolve("report")));
  }

  private OmsRun run(String path) {
    return OmsRun.measuring(folder, "volume", "--path=" + path, LINKS);
  }

  @Test
  void cacheOfOneSnapshotHoldsNothingBesideIt() throws Exception {
    TerminationReport report = measured(SNAPSHOT);
    assertThat(report.result()).isEqualTo(TerminationReport.MEASURED);
    assertThat(report.siblings().paths()).isEmpty();
    assertThat(report.siblings().more()).isZero();
  }

  @Test
  void filesHaveTheNamesOfTheSnapshotAndTheContentOfTheBlobs() throws Exception {
    OmsRun run = run(SNAPSHOT);
    var report = TerminationReport.parse(Files.readString(folder.resolve("report")));
    assertThat(EvidenceReader.read(run.out(), report).manifest().entries())
        .extracting(ManifestEntry::name)
        .containsExactly("model.safetensors", "onnx/config.json");
  }

  @Test
  void singleFileHasTheNameOfTheSnapshotToo() throws Exception {
    OmsRun run = run(SNAPSHOT + "/model.safetensors");
    var report = TerminationReport.parse(Files.readString(folder.resolve("report")));
    assertThat(EvidenceReader.read(run.out(), report).manifest().entries())
        .extracting(ManifestEntry::name)
        .containsExactly("model.safetensors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blobs/unsigned",
        "blobs/folder/file",
        "refs/heads/evil",
        ".no_exist/0123abc/config.json",
        "snapshots/other/model.safetensors",
        "trees/t"
      })
  void reportsWhatIsNotOfTheSnapshot(String beside) throws Exception {
    ModelDirectories.write(entry, beside, "something");
    String listed = beside.startsWith("snapshots/") ? "snapshots/other" : first(beside);
    assertThat(measured(SNAPSHOT).siblings().paths())
        .containsExactly("hub/models--org--tiny/" + listed);
  }

  private static String first(String path) {
    return path.substring(0, path.indexOf('/'));
  }

  @Test
  void reportsReferencesToAnotherRevisionLinksAndLocksWithContent() throws Exception {
    ModelDirectories.write(entry, "refs/main", "fedc987");
    Files.createSymbolicLink(entry.resolve("blobs/link"), Path.of("aa"));
    ModelDirectories.write(folder, "volume/hub/.locks/models--org--tiny/bb.lock", "code");
    assertThat(measured(SNAPSHOT).siblings().paths())
        .containsExactlyInAnyOrder(
            "hub/models--org--tiny/blobs", "hub/models--org--tiny/refs", "hub/.locks");
  }

  @Test
  void refusesASnapshotThatIsReachedThroughALink() throws Exception {
    Files.createSymbolicLink(folder.resolve("volume/current"), Path.of(SNAPSHOT));
    TerminationReport report = measured("current");
    assertThat(report.result()).isEqualTo(TerminationReport.REFUSED);
    assertThat(report.reason()).isEqualTo("ContentRefused");
    assertThat(report.message()).contains("name the snapshot itself");
  }

  @Test
  void listsBlobsBesideASnapshotOfPlainFiles() throws Exception {
    Path plain = Files.createDirectories(entry.resolve("snapshots/plain"));
    ModelDirectories.write(plain, "model.safetensors", "weights");
    assertThat(measured("hub/models--org--tiny/snapshots/plain").siblings().paths())
        .containsAll(List.of("hub/models--org--tiny/blobs", "hub/models--org--tiny/refs"));
  }
}
