// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir private Path folder;

  private OmsRun inspect(byte[] bundle, String... more) throws IOException {
    Files.write(folder.resolve("model.sig"), bundle);
    return more.length == 0
        ? OmsRun.in(folder, "inspect", "model.sig")
        : OmsRun.in(folder, "inspect", "model.sig", more[0]);
  }

  @Test
  void saysFirstThatNothingIsVerified() throws IOException {
    Path model = ModelDirectories.small(folder);
    byte[] bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(TestPki.ecKey()));

    OmsRun text = inspect(bundle);
    String report = inspect(bundle, "--report=json").out();
    JsonNode json = new ObjectMapper().readTree(report);

    assertThat(inspect(bundle, "--json").out()).isEqualTo(report);
    assertThat(inspect(bundle, "--report=text").out()).isEqualTo(text.out());
    assertThat(inspect(bundle, "--progress=none").err()).contains("Unknown option");
    assertThat(text.exit()).isZero();
    assertThat(text.out())
        .startsWith("NOT VERIFIED")
        .contains("files: 4")
        .contains("onnx/model.onnx");
    assertThat(json.path("verified").asBoolean(true)).isFalse();
    assertThat(json.path("files")).hasSize(4);
    assertThat(json.at("/serialization/hashType").asText()).isEqualTo("sha256");
    assertThat(json.at("/serialization/allowSymlinks").isBoolean()).isTrue();
    assertThat(json.path("rootDigest").asText())
        .isEqualTo(OmsRun.in(folder, "digest", "model").out().strip());
    assertThat(json.path("manifestDigest").asText()).startsWith("sha256:");
    assertThat(json.path("signer").path("method").asText()).isEqualTo("key");
  }

  @Test
  void showsTheCertificatesOfASigner() throws IOException {
    Path model = ModelDirectories.small(folder);
    TestPki.Issued root = TestPki.root("Model CA");
    TestPki.Issued leaf = TestPki.signer(root, "release", "https://example.com/release");

    OmsRun text = inspect(Bundles.sign(Bundles.measure(model), Bundles.signer(leaf, root)));

    assertThat(text.out())
        .contains("method: certificate")
        .contains("subject: CN=release")
        .contains("https://example.com/release");
  }

  @Test
  void showsWhyThePayloadIsNotAStatement() throws IOException {
    byte[] bundle =
        Bundles.signPayload(
            "text/plain",
            "hello".getBytes(StandardCharsets.UTF_8),
            Bundles.signer(TestPki.ecKey()));

    OmsRun text = inspect(bundle);

    assertThat(text.exit()).isZero();
    assertThat(text.out()).contains("payloadType: text/plain").contains("statementProblem: ");
  }

  @Test
  void modelInPlaceOfItsSignatureIsToldWhereThatIs() throws IOException {
    Path model = ModelDirectories.small(folder);
    Files.write(
        model.resolve("model.sig"),
        Bundles.sign(Bundles.measure(model), Bundles.signer(TestPki.ecKey())));

    OmsRun run = OmsRun.in(folder, "inspect", "model");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("is a model, not a signature file", "name the signature in it: ")
        .contains(model.resolve("model.sig").toString());
  }

  @Test
  void refusesAFileThatIsNotABundle() throws IOException {
    OmsRun run = inspect("{}".getBytes(StandardCharsets.UTF_8));

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("is not a signature bundle");
  }
}
