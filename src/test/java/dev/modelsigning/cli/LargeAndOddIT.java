// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are large or oddly made. */
class LargeAndOddIT {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void keys() throws IOException {
    KeyPair pair = TestPki.ecKey("secp256r1");
    Files.writeString(folder.resolve("key.pem"), TestPki.pkcs8Pem(pair));
    Files.writeString(folder.resolve("public.pem"), TestPki.publicPem(pair));
    model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("config.json"), "{}");
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" ", -1));
  }

  private void isSignedAndVerified() {
    OmsRun signing = run("sign key model --private-key key.pem");
    assertThat(signing.exit()).as(signing.err()).isZero();
    OmsRun verifying = run("verify key model --signature model.sig --public-key public.pem");
    assertThat(verifying.exit()).as(verifying.out() + verifying.err()).isZero();
  }

  @Test
  void largeFileInOnePieceIsProposedToBeDividedAndDividedWhenAsked() throws IOException {
    try (var file = new RandomAccessFile(model.resolve("large").toFile(), "rw")) {
      file.setLength(SignedModelArguments.SHARDS_ABOVE + 1);
    }
    OmsRun whole = run("sign key model --private-key key.pem");
    assertThat(whole.exit()).as(whole.err()).isZero();
    assertThat(whole.err()).contains("--shard-size auto", "not by its command line");

    OmsRun divided = run("sign key model --private-key key.pem --shard-size auto");
    assertThat(divided.exit()).as(divided.err()).isZero();
    assertThat(divided.err()).doesNotContain("--shard-size");
    assertThat(run("inspect model.sig").out()).contains("1000000000");
  }

  @Test
  void tenThousandFoldersBesideEachOtherAreSigned() throws IOException {
    for (int i = 0; i < 10_000; i++) {
      Files.writeString(Files.createDirectory(model.resolve("d" + i)).resolve("f"), "x");
    }
    isSignedAndVerified();
  }

  @Test
  void namesOf255BytesAndPathsOfAlmost4096AreSigned() throws IOException {
    Files.writeString(model.resolve("ä".repeat(127) + "x"), "x");
    Path deep = model;
    while (deep.toString().length() < 3800) {
      deep = Files.createDirectory(deep.resolve("d".repeat(255)));
    }
    Files.writeString(deep.resolve("f"), "x");
    isSignedAndVerified();
  }

  @Test
  void foldersTooDeepToBeOpenedAreNamedShortly() throws Exception {
    // Only a program that goes down step by step makes such a path.
    Process shell =
        new ProcessBuilder(
                "sh", "-c", "i=0; while [ $i -lt 2100 ]; do mkdir d; cd -P d; i=$((i+1)); done")
            .directory(model.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    shell.waitFor();

    OmsRun signing = run("sign key model --private-key key.pem");
    new ProcessBuilder("rm", "-rf", "model").directory(folder.toFile()).start().waitFor();

    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err()).contains("is a path of 4096 bytes or more", "hint:");
    assertThat(signing.err().length()).isLessThan(1000);
  }
}
