// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say about content that no signature covers. */
class IgnoredPathsTest {
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

  private OmsRun run(String... arguments) {
    return OmsRun.in(
        folder,
        Map.of("OMS_JOB_UID", "uid-1"),
        Clock.fixed(TestPki.NOW, ZoneOffset.UTC),
        arguments);
  }

  private OmsRun measure(String... more) {
    return OmsRun.measuring(folder, "volume", more);
  }

  private TerminationReport report() throws IOException, EvidenceException {
    return TerminationReport.parse(Files.readString(folder.resolve("report")));
  }

  private static String recording(String... ignored) {
    return "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[\""
        + String.join("\",\"", ignored)
        + "\"]}";
  }

  @Test
  void saysNothingAboutTheBundleAndSmallGitFiles() throws Exception {
    ModelDirectories.write(model, ".gitattributes", "*.bin filter=lfs");

    assertThat(measure("--path=model", "--signature-file=model.sig").exit()).isZero();
    assertThat(report().ignored()).isEqualTo(IgnoredContent.NONE);

    assertThat(measure("--path=model", recording("model.sig")).exit()).isZero();
    assertThat(report().result()).isEqualTo(TerminationReport.MEASURED);
    assertThat(report().ignored()).isEqualTo(IgnoredContent.NONE);
  }

  @Test
  void reportsWhatLiesAtIgnoredPaths() throws Exception {
    ModelDirectories.write(model, ".git/config.json", "{}");

    OmsRun run = measure("--path=model", FILES);

    assertThat(run.err())
        .contains("'.git' is not signed: a folder with 1 file")
        .contains("'onnx' is not signed: a folder with 1 file (5 B), such as onnx/model.onnx");
    assertThat(report().ignored().paths())
        .extracting(IgnoredPath::path, IgnoredPath::files, IgnoredPath::bytes)
        .containsExactly(tuple(".git", 1L, 2L), tuple("onnx", 1L, 5L));
  }

  @Test
  void reportsContentUnderTheNameOfTheBundle() throws Exception {
    Files.delete(model.resolve("model.sig"));
    ModelDirectories.write(model, "model.sig/config.json", "{}");
    assertThat(measure("--path=model", recording("model.sig")).exit()).isZero();
    assertThat(report().ignored().paths())
        .extracting(IgnoredPath::path)
        .containsExactly("model.sig");

    ModelDirectories.write(model, "other.sig", "{\"architectures\":[\"LlamaForCausalLM\"]}");
    assertThat(measure("--path=model", recording("other.sig", "model.sig")).exit()).isZero();
    assertThat(report().ignored().paths())
        .extracting(IgnoredPath::path, IgnoredPath::kind)
        .containsExactly(
            tuple("model.sig", IgnoredPath.Kind.FOLDER), tuple("other.sig", IgnoredPath.Kind.FILE));
  }

  @Test
  void aBundleWithMembersThatAServerWouldReadIsContent() throws Exception {
    byte[] both =
        Bundles.change(bundle, json -> json.putArray("architectures").add("LlamaForCausalLM"));
    Files.write(model.resolve("model.sig"), both);

    assertThat(measure("--path=model", recording("model.sig")).exit()).isZero();
    assertThat(report().ignored().paths())
        .extracting(IgnoredPath::path)
        .containsExactly("model.sig");

    assertThat(measure("--path=model", "--signature-file=model.sig").exit()).isZero();
    assertThat(report().reason()).isEqualTo("BundleMalformed");
  }

  @Test
  void measuresASnapshotOfAHuggingFaceCacheWithItsSignatureAmongTheBlobs() throws Exception {
    Path entry = folder.resolve("volume/hub/models--org--name");
    Path snapshot = Files.createDirectories(entry.resolve("snapshots/rev"));
    ModelDirectories.write(entry, "blobs/aa", "weights");
    Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../blobs/aa"));
    Manifest manifest =
        new ModelHasher()
            .hash(
                snapshot,
                Serialization.recording(List.of("model.sig")).withSymlinks(true),
                HashOptions.defaults());
    Files.write(entry.resolve("blobs/bb"), Bundles.sign(manifest, Bundles.signer(TestPki.ecKey())));
    Files.createSymbolicLink(snapshot.resolve("model.sig"), Path.of("../../blobs/bb"));

    OmsRun run =
        measure("--path=hub/models--org--name/snapshots/rev", "--signature-file=model.sig");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(report().result()).isEqualTo(TerminationReport.MEASURED);
    assertThat(report().files()).isEqualTo(1);
    assertThat(report().ignored()).isEqualTo(IgnoredContent.NONE);
  }

  private OmsRun verify(String... more) {
    String command = "verify key volume/model --signature model.sig --public-key public.pem";
    return run(Stream.of(command.split(" "), more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void signAndVerifySayWhatLiesThereAndSucceed() throws IOException {
    Files.delete(model.resolve("model.sig"));
    ModelDirectories.write(model, ".git/HEAD", "ref: refs/heads/main");
    ModelDirectories.write(model, ".gitignore", "*.tmp");
    KeyFiles.write(folder);
    String line = "  ignored: '.git' is not signed: a folder with 1 file (20 B), such as .git/HEAD";
    OmsRun signing = run("sign", "key", "volume/model", "--private-key", "key.pem");
    assertThat(signing.out()).contains(line);

    OmsRun verifying = verify();
    assertThat(verifying.exit()).isZero();
    assertThat(verifying.out()).startsWith("Verified").contains(line).doesNotContain(".gitignore");

    JsonNode ignored =
        new ObjectMapper().readTree(verify("--report", "json").out()).path("ignored");
    assertThat(ignored.path("more").asInt()).isZero();
    assertThat(ignored.path("paths")).hasSize(1);
    assertThat(ignored.path("paths").get(0).path("path").asText()).isEqualTo(".git");
    assertThat(ignored.path("paths").get(0).path("bytes").asInt()).isEqualTo(20);
  }
}
