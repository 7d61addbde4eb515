// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.sigstore.SigstoreServer.Answer;
import dev.modelsigning.testing.sigstore.SigstoreServer.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignSigstoreTest {
  private final Clock clock = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);
  @TempDir private Path folder;
  private PrivateSigstore sigstore;

  @BeforeEach
  void start() {
    sigstore = PrivateSigstore.start(clock);
    ModelDirectories.small(folder);
    ModelDirectories.write(folder, "trust.json", sigstore.clientTrustConfigJson(1));
    ModelDirectories.write(folder, "signing.json", sigstore.signingConfigJson(2));
    ModelDirectories.write(folder, "token", sigstore.token(KeylessBundle.SUBJECT));
  }

  @AfterEach
  void stop() {
    sigstore.close();
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, Map.of(), clock, command.split(" "));
  }

  private SigstoreMaterial material() throws Exception {
    return (SigstoreMaterial)
        BundleReader.read(Files.readAllBytes(folder.resolve("model.sig"))).material();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--trust_config trust.json --identity_token_file token",
        "--trust-config trust.json --identity-token-file token",
        "--signing-config signing.json --identity-token-file token"
      })
  void signsAsWhoeverTheTokenNames(String options) throws Exception {
    OmsRun run = run("sign sigstore model " + options);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(material().logEntries()).hasSize(1);
  }

  @Test
  void takesATokenOnTheCommandLineAndFromTheEnvironment() {
    String token = sigstore.token(KeylessBundle.SUBJECT);
    OmsRun given = run("sign sigstore model --trust_config trust.json --identity_token " + token);
    assertThat(given.exit()).as(given.err()).isZero();
    OmsRun ambient =
        OmsRun.in(
            folder,
            Map.of("SIGSTORE_ID_TOKEN", token),
            clock,
            "sign sigstore model --trust_config trust.json --use_ambient_credentials".split(" "));
    assertThat(ambient.exit()).as(ambient.err()).isZero();
  }

  @Test
  void refusesContradictions() {
    assertThat(
            run("sign sigstore model --trust_config trust.json --use_staging --identity_token x")
                .err())
        .contains("more than one of --trust-config, --signing-config and --use-staging");
    assertThat(run("sign sigstore model --identity_token x --identity_token_file token").err())
        .contains("more than one of --identity-token, --identity-token-file");
  }

  @Test
  void refusesABadTokenBeforeTheModelIsRead() {
    OmsRun run = run("sign sigstore nowhere --trust_config trust.json --identity_token x");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("not a JSON Web Token");
  }

  @Test
  void saysWhichServiceFailedAndWritesNothing() {
    sigstore.server().change(Service.REKOR_V1, answer -> Answer.of(503, "busy"));
    OmsRun run = run("sign sigstore model --trust_config trust.json --identity_token_file token");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("Rekor at " + sigstore.url()).contains("HTTP status 503: busy");
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void namesTheSignerOnceTheBundleVerifies() {
    OmsRun run = run("sign sigstore model --trust_config trust.json --identity_token_file token");
    assertThat(run.err())
        .contains(
            "signed as '%s', certified for the identity provider '%s'"
                .formatted(KeylessBundle.SUBJECT, sigstore.tokens().url()));
    OmsRun verifying =
        run(
            "verify sigstore model --signature model.sig --trust_config trust.json --identity %s"
                    .formatted(KeylessBundle.SUBJECT)
                + " --identity_provider "
                + sigstore.tokens().url());
    assertThat(verifying.exit()).as(verifying.err() + verifying.out()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void writesNoSignatureThatTheTrustedRootDoesNotVerify(int rekor) {
    try (PrivateSigstore other = PrivateSigstore.start(clock)) {
      ModelDirectories.write(folder, "signing.json", sigstore.signingConfigJson(rekor));
      ModelDirectories.write(folder, "root.json", other.trustedRootJson());
      OmsRun run =
          run(
              "sign sigstore model --signing_config signing.json --trusted_root root.json"
                  + " --identity_token_file token");
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).contains("do not verify against the trusted root (CHAIN_UNTRUSTED");
      assertThat(folder.resolve("model.sig")).doesNotExist();
    }
  }

  @Test
  void writesNoSignatureWithAForgedPromise() {
    sigstore
        .server()
        .changeJson(
            Service.REKOR_V1,
            json ->
                ((ObjectNode) json.iterator().next().path("verification"))
                    .put("signedEntryTimestamp", "MAYCAQECAQE="));
    OmsRun run = run("sign sigstore model --trust_config trust.json --identity_token_file token");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("do not verify against the trusted root (LOG_INVALID");
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void refusesWhatIsNotATrustedRoot() {
    OmsRun run =
        run(
            "sign sigstore model --signing_config signing.json --trusted_root signing.json"
                + " --identity_token_file token");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("signing.json").contains("--trusted-root");
  }

  @Test
  void refusesTlsAuthoritiesThatAreNotCertificates() {
    OmsRun run =
        run(
            "sign sigstore model --trust_config trust.json --identity_token_file token --service-ca"
                + " token");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("TLS authorities");
  }

  @Test
  void stampsSignaturesOfCertificates() throws Exception {
    TestPki.Issued leaf = TestPki.signer(TestPki.root("root"), "leaf", "https://ci.example");
    ModelDirectories.write(folder, "leaf.pem", leaf.pem());
    ModelDirectories.write(folder, "key.pem", leaf.keyPem());
    String command = "sign certificate model --private-key key.pem --signing-certificate leaf.pem";
    OmsRun run = run(command + " --timestamp-url " + sigstore.timestampUrl());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(
            BundleReader.read(Files.readAllBytes(folder.resolve("model.sig")))
                .material()
                .timestamps())
        .hasSize(1);
    assertThat(run(command + " --timestamp-url ftp://tsa.example").err())
        .contains("give the http or https URL");
  }

  @Test
  void refusesTlsAuthoritiesOfNoService() {
    TestPki.Issued leaf = TestPki.signer(TestPki.root("root"), "leaf", "https://ci.example");
    ModelDirectories.write(folder, "leaf.pem", leaf.pem());
    ModelDirectories.write(folder, "key.pem", leaf.keyPem());
    OmsRun run =
        run(
            "sign certificate model --private-key key.pem --signing-certificate leaf.pem"
                + " --service-ca nope.pem");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--service-ca is given without --timestamp-url", "hint: ");
  }

  @Test
  void asksNoServiceWhenTheSignatureCouldNotBeWritten() {
    String sign = "sign sigstore model --trust_config trust.json --identity_token_file token ";
    OmsRun run = run(sign + "--signature nodir/e.sig");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("its folder does not exist");
    assertThat(sigstore.server().asked()).isEmpty();
  }

  @Test
  void refusesToReuseDigestsOfASignatureWithoutAKey() {
    String sign = "sign sigstore model --trust_config trust.json --identity_token_file token ";
    assertThat(run(sign).exit()).isZero();
    ModelDirectories.write(folder, "public.pem", TestPki.publicPem(TestPki.ecKey()));
    OmsRun run = run(sign + "--reuse-digests-from model.sig --reuse-public-key public.pem");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "model.sig is signed with an identity (sigstore)",
            "hint: name a bundle signed with a key");
  }

  @Test
  void checksByTheTrustedRootOfTheEnvironmentWhenNoneIsGiven() {
    String sign = "sign sigstore model --identity_token_file token --signing-config signing.json ";
    try (PrivateSigstore other = PrivateSigstore.start(clock)) {
      ModelDirectories.write(folder, "root.json", sigstore.trustedRootJson());
      ModelDirectories.write(folder, "other.json", other.trustedRootJson());
      Map<String, String> right = Map.of("OMS_TRUSTED_ROOT", "root.json");
      Map<String, String> wrong = Map.of("OMS_TRUSTED_ROOT", "other.json");

      OmsRun checked = OmsRun.in(folder, right, clock, sign.split(" "));
      OmsRun refused = OmsRun.in(folder, wrong, clock, sign.split(" "));
      OmsRun given =
          OmsRun.in(folder, wrong, clock, (sign + "--trusted-root root.json").split(" "));

      assertThat(checked.err()).contains("signed as '%s'".formatted(KeylessBundle.SUBJECT));
      assertThat(refused.exit()).isEqualTo(3);
      assertThat(refused.err()).contains("do not verify against the trusted root (CHAIN_UNTRUSTED");
      assertThat(given.exit()).as(given.err()).isZero();
    }
  }
}
