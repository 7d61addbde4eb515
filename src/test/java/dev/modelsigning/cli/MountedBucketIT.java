// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models on a file system in user space whose times prove nothing; skipped unless root. */
class MountedBucketIT {
  private static final Path SERVER = Path.of("src", "test", "resources", "storage", "bucket.py");

  @TempDir Path folder;
  private @Nullable Process server;

  @BeforeEach
  void keys() throws IOException {
    assumeTrue(
        Files.isWritable(Path.of("/dev/fuse")) && "root".equals(System.getProperty("user.name")),
        "mounting needs root and /dev/fuse");
    KeyPair pair = TestPki.ecKey();
    Files.writeString(folder.resolve("key.pem"), TestPki.pkcs8Pem(pair));
    Files.writeString(folder.resolve("public.pem"), TestPki.publicPem(pair));
    Files.createDirectory(folder.resolve("model"));
  }

  @AfterEach
  void unmount() throws Exception {
    if (server != null) {
      new ProcessBuilder("umount", "-l", folder.resolve("model").toString()).start().waitFor();
      server.waitFor();
    }
  }

  private void mounted(String... how) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("python3", "-B", SERVER.toString(), folder.resolve("model").toString()));
    command.addAll(List.of(how));
    server = new ProcessBuilder(command).inheritIO().start();
    Await.until(
        "the mount", Duration.ofSeconds(10), () -> Files.exists(folder.resolve("model/weights")));
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" ", -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"moving", "equal", "none", "going-back"})
  void timesThatProveNothingAreNoChange(String times) throws IOException {
    mounted(times);
    OmsRun signing = run("sign key model --private-key key.pem");
    assertThat(signing.exit()).as(signing.err()).isZero();
    OmsRun verifying = run("verify key model --signature model.sig --public-key public.pem");
    assertThat(verifying.exit()).as(verifying.out() + verifying.err()).isZero();
  }

  @Test
  void contentThatChangesIsAChangeWhateverTheTimesAre() throws IOException {
    mounted("equal", "--content", "changing");
    OmsRun signing = run("sign key model --private-key key.pem");
    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err()).contains(" had other content at a second reading");
  }
}
