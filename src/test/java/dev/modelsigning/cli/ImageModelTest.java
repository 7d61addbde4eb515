// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.registry.FakeRegistry;
import dev.modelsigning.registry.image.TarLayer;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --oci}: models in images, signed and verified where they are. */
final class ImageModelTest {
  private final FakeRegistry registry = new FakeRegistry();
  @TempDir private Path folder;
  private String image = "";

  @BeforeEach
  void aModelInAnImage() throws IOException {
    registry.hasReferrersApi = false;
    KeyFiles.write(folder);
    KeyFiles.write(folder, "other-", TestPki.ecKey());
    Files.createDirectory(folder.resolve("work"));
    image = image("weights");
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
    try (Stream<Path> left = Files.list(folder.resolve("work"))) {
      assertThat(left).as("temporary folders").isEmpty();
    }
  }

  private String image(String weights) {
    return registry.host()
        + "/"
        + FakeRegistry.REPOSITORY
        + "@"
        + registry.image(
            new TarLayer().file("models/config.json", "{}").file("models/old", "x").bytes(),
            new TarLayer().file("models/model.bin", weights).file("models/.wh.old", "").bytes());
  }

  private OmsRun run(String command) {
    return OmsRun.in(
        folder,
        (command + " --oci --oci-path /models --registry-http --work-folder work").split(" "));
  }

  private OmsRun sign(String more) {
    return run(("sign key " + image + " --private-key key.pem " + more).strip());
  }

  private OmsRun verify(String more) {
    return run(("verify key " + image + " --public-key public.pem " + more).strip());
  }

  @Test
  void verifiesWhatItAttachedToAnImage() {
    OmsRun signing = sign("");
    assertThat(signing.exit()).as(signing.err()).isZero();
    assertThat(signing.out())
        .startsWith("Signed minilm (2 files) into the registry, attached to the image as sha256:");

    OmsRun verifying = verify("");

    assertThat(verifying.exit()).as(verifying.err()).isZero();
    assertThat(verifying.out()).startsWith("Verified: " + image);
  }

  @Test
  void rejectsAnImageWithOtherFiles() {
    assertThat(sign("--signature model.sig").exit()).isZero();
    image = image("other weights");

    OmsRun verifying = verify("--signature model.sig");

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out()).contains("model.bin");
  }

  @Test
  void rejectsTheSignatureOfAnotherKey() {
    run("sign key " + image + " --private-key other-key.pem");

    assertThat(verify("").exit()).isEqualTo(Exit.REJECTED.code());
  }

  @Test
  void asksWhichOfSeveralSignaturesIsMeant() {
    OmsRun first = sign("--report json");
    sign("--annotation a/b=c");

    OmsRun verifying = verify("");
    assertThat(verifying.exit()).isEqualTo(Exit.UNKNOWN.code());
    assertThat(verifying.err()).contains("2 artifacts of the image", "--oci-referrer");

    String digest = first.out().replaceFirst("(?s).*\"referrer\":\"([^\"]+)\".*", "$1");
    assertThat(verify("--oci-referrer " + digest).exit()).isZero();
  }

  @Test
  void anImageWithoutASignatureIsNotPulled() {
    OmsRun verifying = verify("");

    assertThat(verifying.exit()).isEqualTo(Exit.UNKNOWN.code());
    assertThat(verifying.err()).contains("no signature of a model is attached");
    assertThat(registry.seen).noneMatch(seen -> seen.path().contains("/blobs/"));
  }

  @Test
  void usesTheCredentialsOfTheDockerConfiguration() throws IOException {
    String pair = Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
    registry.challenge = "Basic realm=\"registry\"";
    registry.accepted = "Basic " + pair;
    Files.writeString(
        folder.resolve("docker.json"),
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry.host(), pair));

    OmsRun refused = sign("");
    assertThat(refused.exit()).isEqualTo(Exit.UNKNOWN.code());
    assertThat(refused.err()).contains("--registry-config");

    assertThat(sign("--registry-config docker.json").exit()).isZero();
    assertThat(verify("--registry-config docker.json").exit()).isZero();
  }

  @Test
  void digestOfAnImageIsThatOfItsFiles() throws IOException {
    Path minilm = Files.createDirectories(folder.resolve("minilm"));
    Files.writeString(minilm.resolve("config.json"), "{}");
    Files.writeString(minilm.resolve("model.bin"), "weights");

    assertThat(run("digest " + image).out()).isEqualTo(OmsRun.in(folder, "digest", "minilm").out());
  }

  @Test
  void refusesATagAndOptionsThatMeanNothing() {
    OmsRun tag = run("digest " + registry.host() + "/minilm:v1");
    assertThat(tag.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(tag.err()).contains("a tag can be moved");

    OmsRun folderOnly = OmsRun.in(folder, "digest", "work", "--oci-path", "/models");
    assertThat(folderOnly.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(folderOnly.err()).contains("without --oci");
  }
}
