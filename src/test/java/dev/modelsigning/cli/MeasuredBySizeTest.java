// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.SerializationMethod;
import dev.modelsigning.testing.ModelDirectories;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A measuring pod that chooses between whole files and shards. */
class MeasuredBySizeTest {
  @TempDir private Path folder;

  /** The largest file has 8,000 bytes; an empty one has no shard. */
  @ParameterizedTest
  @CsvSource({"8000, FILES, 4", "7999, SHARDS, 10"})
  void hashesInShardsOnlyWhenOneFileIsLargerThanTold(
      long above, SerializationMethod chosen, int entries) throws Exception {
    ModelDirectories.small(folder);

    OmsRun run =
        OmsRun.measuring(
            folder,
            "model",
            "--serialization={\"method\":\"auto\",\"hashType\":\"sha256\",\"shardSize\":1000,\"shardsAbove\":"
                + above
                + ",\"allowSymlinks\":false,\"ignorePaths\":[]}");

    assertThat(run.exit()).as(run.err()).isZero();
    var report = TerminationReport.parse(Files.readString(folder.resolve("report")));
    Manifest manifest = EvidenceReader.read(run.out(), report).manifest();
    assertThat(manifest.serialization().method()).isEqualTo(chosen);
    assertThat(manifest.entries()).hasSize(entries);
    assertThat(report.bytes()).isEqualTo(8007);
  }
}
