// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.evidence.Evidence;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Siblings;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureCommandTest {
  private static final String FILES =
      "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[\"onnx\"]}";

  @TempDir private Path folder;
  private Path model;
  private byte[] bundle = {};

  @BeforeEach
  void signedModelOnAVolume() throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    model = ModelDirectories.small(volume);
    bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(TestPki.ecKey()));
    Files.write(model.resolve("model.sig"), bundle);
  }

  private OmsRun measure(String... more) {
    return OmsRun.measuring(folder, "volume", more);
  }

  private TerminationReport report() throws IOException, EvidenceException {
    String json = Files.readString(folder.resolve("report"));
    assertThat(json.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(TerminationReport.MAX_BYTES);
    return TerminationReport.parse(json);
  }

  @Test
  void handsBackManifestAndBundleOfTheVolume() throws Exception {
    OmsRun run = measure("--path=model", "--signature-file=model.sig", "--cache-policy=Drop");

    assertThat(run.exit()).as(run.err()).isZero();
    TerminationReport report = report();
    assertThat(report.result()).isEqualTo(TerminationReport.MEASURED);
    assertThat(report.nonce()).isEqualTo("n-1");
    assertThat(report.jobUid()).isEqualTo("uid-1");
    assertThat(report.files()).isEqualTo(4);
    assertThat(report.bytes()).isEqualTo(8007);
    assertThat(report.startedAt()).isEqualTo(TestPki.NOW);
    Evidence evidence = EvidenceReader.read(run.out(), report);
    Manifest expected =
        Bundles.measure(ModelDirectories.small(Files.createDirectory(folder.resolve("copy"))));
    assertThat(evidence.bundle()).contains(bundle);
    assertThat(evidence.manifest().entries()).isEqualTo(expected.entries());
  }

  @Test
  void hashesAsTheOperatorSaysWithoutLookingForASignature() throws Exception {
    Files.delete(model.resolve("model.sig"));

    OmsRun run = measure("--path=model", FILES, "--cache-policy=Keep", "--threads=2");

    assertThat(run.exit()).as(run.err()).isZero();
    Evidence evidence = EvidenceReader.read(run.out(), report());
    assertThat(evidence.bundle()).isEmpty();
    assertThat(evidence.manifest().entries()).hasSize(3);
  }

  @Test
  void reportsWhatLiesBesideTheModel() throws Exception {
    Files.createDirectory(folder.resolve("volume/other"));
    Files.writeString(folder.resolve("volume/other/below"), "not listed");
    Files.writeString(folder.resolve("volume/file"), "beside");

    assertThat(measure("--path=model", "--signature-file=model.sig").exit()).isZero();
    assertThat(report().siblings()).isEqualTo(new Siblings(List.of("file", "other"), 0));
  }

  @Test
  void reportsAWayThatLeavesTheVolumeAndComesBack() throws Exception {
    Path volume = folder.resolve("volume").toRealPath();
    Files.createSymbolicLink(volume.resolve("absolute"), volume.resolve("model"));
    Files.createSymbolicLink(volume.resolve("around"), Path.of("../volume/model"));
    for (String path : List.of("absolute", "around")) {
      assertThat(measure("--path=" + path, "--signature-file=model.sig").exit()).isZero();
      assertThat(report().reason()).isEqualTo("PathOutsideVolume");
    }
    Files.createSymbolicLink(volume.resolve("within"), Path.of("model"));
    assertThat(measure("--path=within", "--signature-file=model.sig").exit()).isZero();
    assertThat(report().result()).isEqualTo(TerminationReport.MEASURED);
  }

  @Test
  void reportsAMissingSignatureFile() throws Exception {
    Files.delete(model.resolve("model.sig"));

    OmsRun run = measure("--path=model", "--signature-file=model.sig");

    assertThat(run.exit()).isZero();
    assertThat(report().result()).isEqualTo(TerminationReport.REFUSED);
    assertThat(report().reason()).isEqualTo("SignatureFileMissing");
    assertThat(report().message()).contains("model.sig");
    assertThat(run.out()).doesNotContain("evidence");
  }

  @Test
  void reportsASignatureFileThatIsNotABundle() throws Exception {
    ModelDirectories.write(model, "model.sig", "{}");

    assertThat(measure("--path=model", "--signature-file=model.sig").exit()).isZero();

    assertThat(report().result()).isEqualTo(TerminationReport.REFUSED);
    assertThat(report().reason()).isEqualTo("BundleMalformed");
  }

  @Test
  void reportsABundleThatHoldsNoStatement() throws Exception {
    byte[] other = "hello".getBytes(StandardCharsets.UTF_8);
    Files.write(
        model.resolve("model.sig"),
        Bundles.signPayload("text/plain", other, Bundles.signer(TestPki.ecKey())));

    assertThat(measure("--path=model", "--signature-file=model.sig").exit()).isZero();

    assertThat(report().reason()).isEqualTo("StatementInvalid");
  }

  @Test
  void reportsALinkInTheModel() throws Exception {
    Files.createSymbolicLink(model.resolve("link"), Path.of("config.json"));

    assertThat(measure("--path=model", "--signature-file=model.sig").exit()).isZero();

    assertThat(report().result()).isEqualTo(TerminationReport.REFUSED);
    assertThat(report().reason()).isEqualTo("ContentRefused");
    assertThat(report().message()).contains("'link' is a symbolic link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "out", "model/../../secret"})
  void reportsAModelThatLeadsOutOfTheVolume(String path) throws Exception {
    ModelDirectories.small(Files.createDirectory(folder.resolve("secret")));
    Files.createSymbolicLink(folder.resolve("volume/out"), folder.resolve("secret/model"));

    OmsRun run = measure("--path=" + path, FILES);

    assertThat(run.exit()).isZero();
    assertThat(report().reason()).isEqualTo("PathOutsideVolume");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void reportsASignatureFileThatLeadsOutOfTheVolume() throws Exception {
    ModelDirectories.write(folder, "elsewhere", "secret");
    Files.delete(model.resolve("model.sig"));
    Files.createSymbolicLink(model.resolve("model.sig"), folder.resolve("elsewhere"));

    measure("--path=model", "--signature-file=model.sig");

    assertThat(report().reason()).isEqualTo("PathOutsideVolume");
  }

  @Test
  void followsALinkThatStaysOnTheVolume() throws Exception {
    Files.createSymbolicLink(folder.resolve("volume/current"), Path.of("model"));

    measure("--path=current", "--signature-file=model.sig");

    assertThat(report().result()).isEqualTo(TerminationReport.MEASURED);
  }

  @Test
  void reportsAPathWhereNothingIs() throws Exception {
    assertThat(measure("--path=v2", FILES).exit()).isZero();

    assertThat(report().result()).isEqualTo(TerminationReport.REFUSED);
    assertThat(report().message()).contains("'v2'");
  }

  @Test
  void measuresShards() throws Exception {
    String shards =
        "--serialization={\"method\":\"shards\",\"hashType\":\"blake3\",\"shardSize\":1000,\"allowSymlinks\":false,\"ignorePaths\":[]}";

    assertThat(measure("--path=model", shards).exit()).isZero();

    assertThat(report().result()).isEqualTo(TerminationReport.MEASURED);
  }

  @Test
  void failsWithAReportWhereTheVolumeCannotBeRead() throws Exception {
    OmsRun run = OmsRun.measuring(folder, "nowhere", FILES);
    assertThat(run.exit()).isEqualTo(Exit.MEASUREMENT_FAILED.code());
    assertThat(report().result()).isEqualTo(TerminationReport.FAILED);
    assertThat(report().reason()).isEqualTo("ReadFailed");
    assertThat(report().message()).contains("nowhere does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--serialization={}",
        "--serialization=[]",
        "--serialization={",
        "--serialization={\"method\":\"files\",\"method\":\"files\"}",
        "--serialization={\"method\":\"files\",\"hashType\":\"md5\",\"allowSymlinks\":false,\"ignorePaths\":[]}",
        "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":0,\"ignorePaths\":[]}",
        "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[\"../x\"]}",
        "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[],\"more\":1}",
        "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"shardSize\":1,\"allowSymlinks\":false,\"ignorePaths\":[]}",
        "--signature-file=/etc/passwd",
        "--path=/etc",
        "--threads=-1",
        "--cache-policy=Never",
        "--job-uid-env=NOT_SET"
      })
  void refusesArgumentsThatTheOperatorNeverGives(String argument) {
    OmsRun run =
        argument.startsWith("--serialization") ? measure(argument) : measure(argument, FILES);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("hint: ");
    assertThat(folder.resolve("report")).doesNotExist();
  }

  @Test
  void requiresTheWayOfHashing() {
    assertThat(measure().err()).contains("neither --signature-file nor --serialization");
  }

  @Test
  void failsWhereTheReportCannotBeWritten() {
    OmsRun run =
        OmsRun.in(
            folder,
            Map.of("OMS_JOB_UID", "uid-1"),
            Clock.fixed(TestPki.NOW, ZoneOffset.UTC),
            "measure",
            "--root=volume",
            "--nonce=n",
            FILES,
            "--termination-log=none/report");

    assertThat(run.exit()).isEqualTo(Exit.MEASUREMENT_FAILED.code());
    assertThat(run.err()).contains("the report cannot be written");
  }
}
