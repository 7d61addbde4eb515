// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementWriter;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifySigstoreTest {
  private static final Clock CLOCK = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);
  private static PrivateSigstore sigstore;

  @TempDir private Path folder;
  private String provider = "";

  @BeforeAll
  static void start() {
    sigstore = PrivateSigstore.start(CLOCK);
  }

  @AfterAll
  static void stop() {
    sigstore.close();
  }

  @BeforeEach
  void sign() throws Exception {
    provider = sigstore.tokens().url();
    Path model = ModelDirectories.small(folder);
    Files.move(model, folder.resolve("signed"));
    byte[] statement = StatementWriter.write(Bundles.measure(folder.resolve("signed")));
    Files.write(
        folder.resolve("model.sig"),
        BundleWriter.write(
            sigstore
                .bundle(Statement.PAYLOAD_TYPE, statement)
                .certificate(leaf -> leaf.claim(12, "https://github.com/example/model"))
                .loggedV1()
                .loggedV2()
                .stamped()
                .sign()));
    ModelDirectories.write(folder, "root.json", sigstore.trustedRootJson());
    ModelDirectories.write(folder, "config.json", sigstore.clientTrustConfigJson(1));
  }

  private OmsRun verify(Map<String, String> environment, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of("verify", "sigstore", "signed", "--signature=model.sig", "--progress=none"));
    args.addAll(List.of(options));
    return OmsRun.in(folder, environment, CLOCK, args.toArray(String[]::new));
  }

  private OmsRun verifyAs(String identity, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--trust_config=config.json",
                "--identity=" + identity,
                "--identity_provider=" + provider));
    options.addAll(List.of(more));
    return verify(Map.of(), options.toArray(String[]::new));
  }

  @Test
  void verifiesWithTheOptionNamesOfTheReferenceAndSaysWho() {
    OmsRun run = verifyAs(KeylessBundle.SUBJECT, "--report=json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "\"method\":\"sigstore\"",
            "\"issuer\":\"" + provider + "\"",
            "\"subject\":\"" + KeylessBundle.SUBJECT + "\"",
            "\"source-repository-uri\":\"https://github.com/example/model\"");
  }

  @Test
  void takesTheTrustedRootOfTheEnvironment() {
    String[] who = {"--identity=" + KeylessBundle.SUBJECT, "--identity-provider=" + provider};
    assertThat(verify(Map.of("OMS_TRUSTED_ROOT", "root.json"), who).exit()).isZero();
    OmsRun publicGood = verify(Map.of(), who);
    assertThat(publicGood.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(publicGood.out()).contains("SignerUntrusted", "public-good-trusted-root.json");
  }

  @Test
  void takesPatternsAndClaims() {
    String trust = "--trusted-root=root.json";
    String claim = "--claim=source-repository-uri=https://github.com/example/model";
    String[] right = {
      trust,
      "--identity-regexp=https://ci\\.example/.+",
      "--identity-provider-regexp=http://localhost:[0-9]+/oidc",
      claim
    };
    assertThat(verify(Map.of(), right).exit()).isZero();
    OmsRun wrong = verifyAs(KeylessBundle.SUBJECT, claim + "s");
    assertThat(wrong.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(wrong.out()).contains("SignerUntrusted", "source-repository-uri");
  }

  @Test
  void rejectsAnotherSigner() {
    OmsRun run = verifyAs("mallory@example.com");
    assertThat(run.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(run.out())
        .contains("SignerUntrusted", "the authority requires 'mallory@example.com'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--identity=a",
        "--identity-provider=https://a.example",
        "--identity=a --identity-regexp=a --identity-provider=https://a.example",
        "--identity-regexp=.* --identity-provider=https://a.example",
        "--identity= --identity-provider=https://a.example",
        "--identity=a --identity-provider=b --claim=unknown=1",
        "--identity=a --identity-provider=b --claim=runner-environment",
        "--identity=a --identity-provider=b --trusted-root=missing.json",
        "--identity=a --identity-provider=b --trusted-root=model.sig",
        "--identity=a --identity-provider=b --use-staging --trusted-root=root.json"
      })
  void refusesOptionsThatDoNotSayWhoOrWhom(String options) {
    OmsRun run = verify(Map.of(), options.split(" "));
    assertThat(run.exit()).as(run.out()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("error:", "hint:");
  }

  @Test
  void inspectsWhatABundleClaims() {
    OmsRun run = OmsRun.in(folder, "inspect", "model.sig");
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains(
            "NOT VERIFIED",
            "issuer: " + provider,
            "subject: " + KeylessBundle.SUBJECT,
            "kind: dsse 0.0.1",
            "kind: hashedrekord 0.0.2",
            "integratedTime: 2026-06-01T12:00:00Z",
            "timestamps: [2026-06-01T12:00:00Z]");
  }

  @Test
  void goesByTheCommandLineBeforeTheEnvironment() {
    Map<String, String> named = Map.of("OMS_TRUSTED_ROOT", "root.json");
    String[] staging = {
      "--identity=" + KeylessBundle.SUBJECT, "--identity-provider=" + provider, "--use-staging"
    };
    assertThat(verify(named, staging).out()).contains("SignerUntrusted", "staging");
    OmsRun missing = verify(Map.of("OMS_TRUSTED_ROOT", "none.json"), staging[0], staging[1]);
    assertThat(missing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(missing.err()).contains("with the environment variable OMS_TRUSTED_ROOT");
    assertThat(verify(Map.of(), staging[0], staging[1], "--trusted-root=none.json").err())
        .contains("none.json does not exist", "--trusted-root");
  }
}
