// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.LegacyBundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has to be asked for: bundles pre-1.0, and experimental keys. */
class OtherFormatsTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void makeModel() {
    model = ModelDirectories.small(folder);
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" "));
  }

  @Test
  void readsBundlesBeforeOmsOnlyWhenAllowed() throws IOException {
    KeyPair key = TestPki.ecKey();
    ModelDirectories.write(folder, "public.pem", TestPki.publicPem(key));
    Files.write(
        folder.resolve("old.sig"),
        LegacyBundles.sign(
            LegacyBundles.statement(Bundles.measure(model)), new PublicKeyHint(""), key));
    String command = "verify key model --signature old.sig --public-key public.pem";

    OmsRun refused = run(command);
    assertThat(refused.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(refused.out()).contains("--allow-legacy-format");

    assertThat(run(command + " --allow-legacy-format").exit()).isZero();
    assertThat(run("inspect old.sig").out()).contains("pre-1.0").contains("config.json");
  }

  @Test
  void takesMlDsaKeysOnlyWhenAskedFor() throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
    pem("key.pem", "PRIVATE KEY", key.getPrivate().getEncoded());
    pem("public.pem", "PUBLIC KEY", key.getPublic().getEncoded());
    String sign = "sign key model --private-key key.pem";
    String verify = "verify key model --signature model.sig --public-key public.pem";

    OmsRun refused = run(sign);
    assertThat(refused.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(refused.err()).contains("experimental");

    OmsRun signed = run(sign + " --experimental");
    assertThat(signed.exit()).as(signed.err()).isZero();
    assertThat(run(verify).err()).contains("experimental");
    assertThat(run(verify + " --experimental").exit()).isZero();
  }

  private void pem(String name, String label, byte[] der) {
    ModelDirectories.write(
        folder,
        name,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(label, Base64.getMimeEncoder().encodeToString(der), label));
  }
}
