// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.install.ProjectVersion;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter speaks the whole protocol of the public conformance suite, with all its flags. */
class ConformanceAdapterIT {
  private static final Path ADAPTER = Path.of("src/conformance/adapter").toAbsolutePath();

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void modelAndKeys() {
    model = ModelDirectories.small(folder);
    KeyPair pair = TestPki.ecKey("secp384r1");
    ModelDirectories.write(folder, "key.pem", TestPki.pkcs8Pem(pair));
    ModelDirectories.write(folder, "public.pem", TestPki.publicPem(pair));
  }

  private OmsProcess adapter(String command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(ADAPTER.toString()));
    Stream.of(command.split(" ")).map(this::absolute).forEach(all::add);
    return OmsProcess.run(folder, Map.of(), all);
  }

  /** All paths of the protocol are absolute. */
  private String absolute(String word) {
    return word.startsWith("./") ? folder.resolve(word.substring(2)).toString() : word;
  }

  private OmsProcess sign(String more) throws IOException, InterruptedException {
    return adapter("sign-model --method key --model-path ./model --private-key ./key.pem" + more);
  }

  private OmsProcess verify(String more) throws IOException, InterruptedException {
    return adapter(
        "verify-model --method key --model-path ./model --public-key ./public.pem --bundle ./m.sig"
            + more);
  }

  private JsonNode inspected() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(OmsProcess.oms(folder, "inspect", "m.sig", "--json").out());
  }

  @Test
  void takesTheFlagsThatItsCapabilitiesName() throws Exception {
    JsonNode capabilities = new ObjectMapper().readTree(adapter("capabilities").out());

    assertThat(capabilities.path("flags"))
        .extracting(JsonNode::asText)
        .containsExactly("--hash-algorithm", "--shard-size", "--max-workers");
    assertThat(capabilities.path("benchmark_model").asBoolean()).isTrue();
    assertThat(capabilities.path("client_version").asText()).isEqualTo(ProjectVersion.get());
    OmsProcess signing =
        sign(" --output-bundle ./m.sig --hash-algorithm blake3 --shard-size 1000 --max-workers 2");
    assertThat(signing.exit()).as(signing.err()).isZero();
    assertThat(inspected().at("/serialization/hashType").asText()).isEqualTo("blake3");
    assertThat(inspected().at("/serialization/shardSize").asInt()).isEqualTo(1000);
    assertThat(verify(" --max-workers 2").exit()).isZero();
  }

  @Test
  void signsAndVerifiesWithWhatIsLeftOut() throws Exception {
    OmsProcess signing =
        sign(
            " --output-bundle ./m.sig --ignore-paths ./model/onnx --ignore-paths ./model/empty.txt");
    assertThat(signing.exit()).as(signing.err()).isZero();
    assertThat(inspected().path("files")).hasSize(2);
    ModelDirectories.flipBit(model.resolve("onnx/model.onnx"), 0);
    assertThat(verify("").exit()).isZero();
    ModelDirectories.write(model, "added.bin", "x");

    assertThat(verify("").exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verify(" --ignore-paths ./model/added.bin").exit()).isZero();
    assertThat(verify(" --ignore-unsigned-files").exit()).isZero();
  }

  @Test
  void timesEveryOperationWithTheFlagsOfSigningAndVerifying() throws Exception {
    String signing =
        " --method key --private-key ./key.pem --output-bundle ./m.sig --ignore-paths ./model/onnx";
    timesTwice("--operation sign --hash-algorithm blake2b --max-workers 2" + signing);
    assertThat(inspected().path("files")).hasSize(3);
    assertThat(inspected().at("/serialization/hashType").asText()).isEqualTo("blake2b");
    ModelDirectories.write(model, "added.bin", "x");
    String verifying = "--operation verify --method key --public-key ./public.pem --bundle ./m.sig";

    timesTwice(verifying + " --ignore-unsigned-files");
    timesTwice(verifying + " --ignore-paths ./model/added.bin");
    timesTwice("--operation hash --shard-size 1000 --ignore-paths ./model/added.bin");
    OmsProcess rejected = adapter("benchmark-model --model-path ./model --repeat 2 " + verifying);
    assertThat(rejected.exit()).isEqualTo(1);
    assertThat(rejected.err()).contains("ContentMismatch", "hint: ");
  }

  private void timesTwice(String flags) throws IOException, InterruptedException {
    OmsProcess run = adapter("benchmark-model --model-path ./model --repeat 2 " + flags);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(new ObjectMapper().readTree(run.out()).path("times_ms"))
        .hasSize(2)
        .allMatch(time -> time.asDouble() > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sign-model --method key --model-path ./model --private-key ./key.pem",
        "sign-model --method key --model-path ./model --output-bundle",
        "sign-model --method key --output-bundle ./m.sig",
        "sign-model --method other --model-path ./model --output-bundle ./m.sig",
        "sign-model --method key --model-path ./model --bundle ./m.sig",
        "verify-model --method key --model-path ./model --public-key ./public.pem",
        "verify-model --method key --model-path ./model --bundle ./m.sig --hash-algorithm sha256",
        "benchmark-model --operation hash --model-path ./model --repeat 0",
        "benchmark-model --operation hash --model-path ./model --repeat many",
        "benchmark-model --operation hash --model-path ./model",
        "benchmark-model --operation hash --model-path ./model --repeat 1 --chunk-size 1",
        "benchmark-model --operation hash --model-path ./model --repeat 1 --ignore-paths ./key.pem",
        "benchmark-model --operation other --model-path ./model --repeat 1",
        "other-command"
      })
  void refusesWhatItCannotDoAndWritesNothing(String command) throws Exception {
    OmsProcess run = adapter(command);

    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("error: ", "hint: ");
    assertThat(run.out()).isEmpty();
    assertThat(folder.resolve("m.sig")).doesNotExist();
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void showsNoControlCharactersOfItsArguments() throws Exception {
    for (String command : List.of("sign-model", "benchmark-model")) {
      OmsProcess run = adapter(command + " --bad\u001b[2J 1");

      assertThat(run.err()).contains("--bad").doesNotContain("\u001b");
    }
    assertThat(Files.exists(folder.resolve("model.sig"))).isFalse();
  }
}
