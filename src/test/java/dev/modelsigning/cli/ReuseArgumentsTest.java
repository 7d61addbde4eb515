// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may have made the bundle whose digests are used again. */
class ReuseArgumentsTest {
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10));

  @TempDir private Path folder;

  @BeforeEach
  void modelAndKeys() {
    ModelDirectories.small(folder);
    KeyFiles.write(folder);
    ModelDirectories.write(folder, "ca.pem", TestPki.root("CA").pem());
  }

  private OmsRun sign(String key, String more) {
    Map<String, String> environment = Map.of("XDG_STATE_HOME", folder.resolve("state").toString());
    String command = "sign key model --progress none --private-key " + key + " " + more;
    return OmsRun.in(folder, environment, LATER, command.strip().split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "--reuse-public-key nonexist.pem, --reuse-public-key",
    "--reuse_certificate_chain nonexist.pem, --reuse-certificate-chain",
    "--reuse-subject-alt-name foo, --reuse-subject-alt-name"
  })
  void refusesASignerOfNoBundle(String given, String named) {
    OmsRun run = sign("key.pem", given);

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains(named + " is given without --reuse-digests-from", "hint: ");
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void refusesANameThatNoCertificateIsAskedFor() {
    assertThat(sign("key.pem", "").exit()).isZero();
    String reuse = "--reuse-digests-from model.sig --reuse-subject-alt-name foo";

    OmsRun key = sign("key.pem", reuse + " --reuse-public-key public.pem");
    OmsRun own = sign("key.pem", reuse);
    OmsRun chain = sign("key.pem", reuse + " --reuse-certificate-chain ca.pem");

    assertThat(key.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(key.err()).contains("without --reuse-certificate-chain", "hint: ");
    assertThat(own.err()).contains("without --reuse-certificate-chain", "hint: ");
    assertThat(chain.err()).contains("does not verify");
  }

  @Test
  void reusesABundleOfAnMlDsaKeyOnlyWhenAskedForSuchKeys() throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair();
    pem("pq.pem", "PRIVATE KEY", key.getPrivate().getEncoded());
    pem("pq-public.pem", "PUBLIC KEY", key.getPublic().getEncoded());
    assertThat(sign("pq.pem", "--experimental").exit()).isZero();
    String reuse = "--signature b.sig --reuse-digests-from model.sig ";
    String named = reuse + "--reuse-public-key pq-public.pem";

    OmsRun own = sign("pq.pem", reuse + "--experimental");
    OmsRun other = sign("key.pem", named + " --experimental");
    OmsRun unasked = sign("key.pem", named);

    assertThat(own.out()).as(own.err()).contains("4 of them not hashed again");
    assertThat(other.out()).as(other.err()).contains("4 of them not hashed again");
    assertThat(unasked.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(unasked.err()).contains("experimental");
  }

  @Test
  void reportsAHomeThatCannotHoldARecordOnlyWhenReuseWasAskedFor() {
    ModelDirectories.write(folder, "state", "no folder");

    OmsRun plain = sign("key.pem", "--signature model.sig");
    OmsRun again = sign("key.pem", "--reuse-digests-from model.sig");

    assertThat(plain.exit()).isZero();
    assertThat(plain.err()).isEmpty();
    assertThat(again.exit()).isZero();
    assertThat(again.err()).contains("--reuse-digests-from cannot be used with this bundle later");
  }

  @Test
  void saysSoWhenNoFileIsTheOneThatWasRecorded() {
    ModelDirectories.write(folder, "one/a.bin", "first");
    String sign = "sign key one --progress none --private-key key.pem --signature model.sig";
    Map<String, String> environment = Map.of("XDG_STATE_HOME", folder.resolve("state").toString());
    assertThat(OmsRun.in(folder, environment, LATER, sign.split(" ")).err()).isEmpty();
    ModelDirectories.write(folder, "one/a.bin", "changed");

    OmsRun again =
        OmsRun.in(
            folder, environment, LATER, (sign + " --reuse-digests-from model.sig").split(" "));

    assertThat(again.out()).contains("(1 files) into");
    assertThat(again.err()).contains("note: every file is hashed: each file is new", "has changed");
  }

  private void pem(String name, String label, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    ModelDirectories.write(
        folder, name, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label));
  }
}
