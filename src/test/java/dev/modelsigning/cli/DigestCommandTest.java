// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestCommandTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void model() {
    model = ModelDirectories.small(folder);
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" "));
  }

  @Test
  void printsTheDigestThatASignatureStatesForItsSubject() throws Exception {
    ModelDirectories.write(folder, "key.pem", TestPki.pkcs8Pem(TestPki.ecKey()));
    assertThat(run("sign key model --private-key key.pem").exit()).isZero();
    byte[] bundle = Files.readAllBytes(folder.resolve("model.sig"));
    JsonNode statement =
        new ObjectMapper().readTree(BundleReader.read(bundle).envelope().payload());

    OmsRun digest = run("digest model");

    assertThat(digest.exit()).isZero();
    assertThat(digest.out())
        .isEqualTo("sha256:" + statement.at("/subject/0/digest/sha256").asText() + "\n");
  }

  @Test
  void signatureInTheModelIsNoPartOfItAndAnotherFileOfThatNameIs() {
    String unsigned = run("digest model").out();
    ModelDirectories.write(folder, "key.pem", TestPki.pkcs8Pem(TestPki.ecKey()));
    assertThat(run("sign key model --private-key key.pem --signature model/model.sig").exit())
        .isZero();

    assertThat(run("digest model").out()).isEqualTo(unsigned);

    ModelDirectories.write(folder, "model/model.sig", "weights");
    assertThat(run("digest model").out()).isNotEqualTo(unsigned);
  }

  @Test
  void isThatOfTheRawDigestsOneAfterTheOther() {
    Path file = ModelDirectories.write(folder, "one.bin", "content");

    String once = Digest.sha256("content".getBytes(StandardCharsets.UTF_8)).toString();
    OmsRun digest = run("digest one.bin --json");

    assertThat(file).exists();
    assertThat(digest.out()).contains("\"files\":1").doesNotContain(once);
    byte[] raw = Digest.sha256("content".getBytes(StandardCharsets.UTF_8)).value();
    assertThat(digest.out()).contains("\"rootDigest\":\"" + Digest.sha256(raw) + "\"");
  }

  @Test
  void leavesOutWhatIsIgnoredAndTheSignature() throws IOException {
    String before = run("digest model").out();
    ModelDirectories.write(model, "notes.txt", "x");
    ModelDirectories.write(model, "model.sig", "x");
    ModelDirectories.write(model, ".gitignore", "x");

    String all = run("digest model").out();
    String without = run("digest model --ignore-paths notes.txt --signature model/model.sig").out();

    assertThat(all).isNotEqualTo(before);
    assertThat(without).isEqualTo(before);
  }

  @Test
  void distinguishesInJsonWhatTheRootDigestDoesNot() throws IOException {
    JsonNode before = new ObjectMapper().readTree(run("digest model --report json").out());
    Files.move(model.resolve("config.json"), model.resolve("config2.json"));
    JsonNode after = new ObjectMapper().readTree(run("digest model --json").out());

    assertThat(after.path("rootDigest")).isEqualTo(before.path("rootDigest"));
    assertThat(after.path("manifestDigest")).isNotEqualTo(before.path("manifestDigest"));
    assertThat(after.path("serialization").path("method").asText()).isEqualTo("files");
  }

  @Test
  void takesTheOptionsOfSigningForDigestsAndShards() {
    OmsRun files = run("digest model --hash-algorithm blake3");
    OmsRun shards = run("digest model --shard_size 100 --json");

    assertThat(files.out()).startsWith("sha256:").isNotEqualTo(run("digest model").out());
    assertThat(shards.out()).contains("\"method\":\"shards\"").contains("\"shardSize\":100");
  }

  @Test
  void refusesALinkAndAModelThatIsNotThere() throws IOException {
    Files.createSymbolicLink(model.resolve("link"), Path.of("config.json"));

    OmsRun link = run("digest model");
    OmsRun nothing = run("digest nothing");

    assertThat(link.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(link.err()).contains("the model cannot be digested: 'link' is a symbolic link");
    assertThat(nothing.exit()).isEqualTo(Exit.USAGE.code());
  }
}
