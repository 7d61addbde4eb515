// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.OmsRun;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Annotations on the command line, and a dataset that carries some. */
class AnnotationArgumentsTest {
  private static final String CARD = "sha256:" + "0a".repeat(32);

  @TempDir private Path folder;

  @BeforeEach
  void datasetAndKeys() {
    Path data = folder.resolve("reviews");
    ModelDirectories.write(data, "README.md", "# Reviews");
    ModelDirectories.write(data, "data/train-00000-of-00002.parquet", "PAR1 first PAR1");
    ModelDirectories.write(data, "data/train-00001-of-00002.parquet", "PAR1 second PAR1");
    ModelDirectories.write(data, "validation.jsonl", "{\"text\":\"good\"}\n{\"text\":\"bad\"}\n");
    KeyPair key = TestPki.ecKey();
    ModelDirectories.write(folder, "key.pem", TestPki.pkcs8Pem(key));
    ModelDirectories.write(folder, "public.pem", TestPki.publicPem(key));
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" "));
  }

  private OmsRun verify(String more) {
    return run(
        ("verify key reviews --signature model.sig --public-key public.pem " + more).strip());
  }

  @Test
  void signsAndVerifiesADatasetWithWhatIsStatedAboutIt() {
    OmsRun signing =
        run(
            "sign key reviews --private-key key.pem --annotation dev.modelsigning/kind=dataset"
                + " --annotation dev.modelsigning/license=CC-BY-4.0"
                + " --annotation dev.modelsigning/model-card-digest="
                + CARD
                + " --annotation example.com/rows=2=2");
    assertThat(signing.exit()).as(signing.err()).isZero();

    assertThat(verify("").out())
        .startsWith("Verified: ")
        .contains("4 files signed")
        .contains("dev.modelsigning/kind: dataset")
        .contains("example.com/rows: 2=2");
    assertThat(verify("--report json").out())
        .contains("\"annotations\":{\"dev.modelsigning/kind\":\"dataset\"");
    assertThat(run("inspect model.sig").out())
        .contains("NOT VERIFIED")
        .contains("dev.modelsigning/model-card-digest: " + CARD);
    assertThat(run("inspect model.sig --json").out())
        .contains("\"dev.modelsigning/license\":\"CC-BY-4.0\"");

    ModelDirectories.write(folder, "reviews/validation.jsonl", "{\"text\":\"poisoned\"}\n");
    OmsRun changed = verify("--report json");
    assertThat(changed.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(changed.out()).contains("validation.jsonl").doesNotContain("annotations");
  }

  @ParameterizedTest
  @CsvSource({
    "a,does not contain '='",
    "dev.modelsigning/colour=red,is not one of",
    "dev.modelsigning/kind=thing,neither model nor dataset",
    "dev.modelsigning/model-card-digest=abc,64 hexadecimal digits",
    "=x,annotation key",
    "k=v --annotation k=w,given twice"
  })
  void refusesAnnotationsThatNobodyCouldRead(String annotation, String message) {
    OmsRun run = run("sign key reviews --private-key key.pem --annotation " + annotation);
    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains(message).contains("hint: give KEY=VALUE");
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }
}
