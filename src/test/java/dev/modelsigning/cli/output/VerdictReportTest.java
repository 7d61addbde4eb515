// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.cli.OmsRun;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.ManifestDifferences;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.RejectionReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictReportTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void signedModel() {
    model = ModelDirectories.small(folder);
    KeyFiles.write(folder);
    assertThat(OmsRun.in(folder, "sign", "key", "model", "--private-key=key.pem").exit()).isZero();
  }

  private OmsRun verify(String... more) {
    String[] all = new String[5 + more.length];
    List<String> fixed =
        List.of("verify", "key", "model", "--signature=model.sig", "--public-key=public.pem");
    for (int i = 0; i < all.length; i++) {
      all[i] = i < 5 ? fixed.get(i) : more[i - 5];
    }
    return OmsRun.in(folder, all);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void listsEveryChangedMissingAndExtraFile() throws IOException {
    ModelDirectories.flipBit(model.resolve("model.safetensors"), 3);
    Files.delete(model.resolve("config.json"));
    for (int i = 0; i < 30; i++) {
      ModelDirectories.write(model, "extra-%02d".formatted(i), "x");
    }

    OmsRun json = verify("--report", "json");
    OmsRun text = verify();

    JsonNode report = new ObjectMapper().readTree(json.out());
    assertThat(json.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(report.path("verdict").asText()).isEqualTo("Rejected");
    JsonNode differences = report.path("differences");
    assertThat(texts(differences.path("changed"))).containsExactly("model.safetensors");
    assertThat(texts(differences.path("missing"))).containsExactly("config.json");
    assertThat(texts(differences.path("extra"))).hasSize(30).contains("extra-29");
    assertThat(differences.path("signedFiles").asInt()).isEqualTo(4);
    assertThat(report.at("/signer/authority").asText()).isEqualTo("public.pem");
    assertThat(text.out()).contains("not signed: and 10 more").doesNotContain("extra-29");
  }

  @Test
  void givesTheSameForTheShortOption() {
    assertThat(verify("--json").out()).isEqualTo(verify("--report=JSON").out());
    assertThat(verify("--report=text").out()).startsWith("Verified: ");
  }

  @Test
  void saysWhoSignedWhatIsVerified() throws IOException {
    JsonNode report = new ObjectMapper().readTree(verify("--report=json").out());

    assertThat(report.path("verdict").asText()).isEqualTo("Verified");
    assertThat(report.path("reason").asText()).isEqualTo("SignatureVerified");
    assertThat(report.at("/signer/authority").asText()).isEqualTo("public.pem");
    assertThat(report.at("/signer/keyFingerprint").asText()).hasSize(64);
  }

  @Test
  void boundsTheListsAndStillCounts() throws IOException {
    List<String> names = IntStream.range(0, 100_001).mapToObj("n%d"::formatted).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            stream, stream, false, Map.of(), folder, Clock.fixed(TestPki.NOW, ZoneOffset.UTC));

    new VerdictReport(console, true)
        .show(
            new Rejected(
                RejectionReason.CONTENT_MISMATCH,
                "differs",
                Optional.of(new ManifestDifferences(List.of(), names, List.of(), 1)),
                Optional.empty()),
            model,
            IgnoredContent.NONE);

    JsonNode differences = new ObjectMapper().readTree(out.toByteArray()).path("differences");
    assertThat(differences.path("extra")).hasSize(100_000);
    assertThat(differences.path("extraCount").asInt()).isEqualTo(100_001);
  }

  @Test
  void saysInWhatNamesThatLookAlikeDiffer() throws IOException {
    Files.move(model.resolve("config.json"), model.resolve("Config.json"));

    JsonNode pairs =
        new ObjectMapper().readTree(verify("--json").out()).at("/differences/lookAlikes");

    assertThat(pairs).hasSize(1);
    JsonNode pair = pairs.get(0);
    assertThat(pair.path("signed").asText()).isEqualTo("config.json");
    assertThat(pair.path("found").asText()).isEqualTo("Config.json");
    assertThat(pair.path("foundIsSigned").asBoolean(true)).isFalse();
    assertThat(pair.path("difference").asText()).isEqualTo("CASE");
    assertThat(pair.path("signedPart").asText()).isEqualTo("U+0063 (63)");
    assertThat(pair.path("foundPart").asText()).isEqualTo("U+0043 (43)");
    assertThat(verify().out()).contains("in upper and lower case only");
  }
}
