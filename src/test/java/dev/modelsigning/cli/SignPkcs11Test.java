// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.SoftToken;
import dev.modelsigning.testing.TestPki;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignPkcs11Test {
  @TempDir private Path folder;
  private SoftToken token;

  @BeforeEach
  void modelAndToken() {
    ModelDirectories.small(folder);
    token = SoftToken.fresh();
  }

  private OmsRun run(String... command) {
    return OmsRun.in(folder, command);
  }

  @Test
  void signsWithAKeyAndVerifiesWithItsPublicHalf() {
    KeyPair key = TestPki.ecKey();
    token.put(key, "k", "01", true);
    ModelDirectories.write(folder, "public.pem", TestPki.publicPem(key));

    OmsRun signing =
        run("sign", "pkcs11-key", "model", "--pkcs11_uri", token.uri("object=k"), "--json");

    assertThat(signing.exit()).as(signing.err()).isZero();
    assertThat(signing.out()).contains("\"method\":\"pkcs11-key\"");
    assertThat(
            run("verify", "key", "model", "--signature", "model.sig", "--public-key", "public.pem")
                .exit())
        .isZero();
  }

  @Test
  void signsWithACertificateAndVerifiesWithItsRoot() {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued leaf = TestPki.signer(root, "signer", "https://x.example");
    token.put(leaf.key(), "k", "01", true);
    ModelDirectories.write(folder, "ca.pem", root.pem());
    ModelDirectories.write(folder, "leaf.pem", leaf.pem());

    OmsRun signing =
        run(
            "sign",
            "pkcs11-certificate",
            "model",
            "--pkcs11-uri",
            token.uri("object=k"),
            "--signing-certificate",
            "leaf.pem");

    assertThat(signing.exit()).as(signing.err()).isZero();
    assertThat(
            run(
                    "verify",
                    "certificate",
                    "model",
                    "--signature",
                    "model.sig",
                    "--certificate-chain",
                    "ca.pem")
                .exit())
        .isZero();
  }

  @Test
  void reportsWhatIsWrongWithoutThePin() {
    String uri = token.uri("object=none");
    OmsRun run = run("sign", "pkcs11-key", "model", "--pkcs11-uri", uri);
    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err())
        .contains("has no private key that matches")
        .contains("hint: name a key with --pkcs11-uri")
        .doesNotContain(SoftToken.PIN)
        .doesNotContain(SoftToken.ENCODED_PIN);
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }
}
