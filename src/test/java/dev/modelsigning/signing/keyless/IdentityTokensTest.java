// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.sigstore.SigstoreServer.Answer;
import dev.modelsigning.testing.sigstore.SigstoreServer.Service;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTokensTest extends KeylessScenario {
  @TempDir Path temp;

  private IdentityToken read(String token) throws SigningException {
    return IdentityToken.of(token, IdentityToken.AUDIENCE, clock.instant());
  }

  @Test
  void readsWhoATokenNamesAndKeepsItOutOfTexts() throws Exception {
    String text = sigstore.token("someone@example.com");
    IdentityToken token = read(text + "\n");
    assertThat(token.subject()).isEqualTo("someone@example.com");
    assertThat(token.issuer()).isEqualTo(sigstore.tokens().url());
    assertThat(token.toString()).doesNotContain(text.substring(text.lastIndexOf('.')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "a.b", "a.b.c.d", "a.b!.c"})
  void refusesWhatIsNotAToken(String text) {
    assertThatThrownBy(() -> read(text)).hasMessageContaining("not a JSON Web Token");
  }

  @Test
  void refusesTokensThatFulcioWouldRefuse() {
    assertThatThrownBy(() -> read("a.AAAA.c")).hasMessageContaining("are not valid JSON");
    assertThatThrownBy(() -> read(sigstore.tokens().token("x", claims -> claims.remove("sub"))))
        .hasMessageContaining("lacks one of the token claims");
    assertThatThrownBy(
            () -> read(sigstore.tokens().token("x", claims -> claims.put("aud", "vault"))))
        .hasMessageContaining("not for the audience 'sigstore'");
    assertThatThrownBy(() -> read(sigstore.tokens().token("x", claims -> claims.put("exp", 1))))
        .hasMessageContaining("is expired");
  }

  @Test
  void takesTokensForSeveralAudiences() throws Exception {
    String token =
        sigstore.tokens().token("x", claims -> claims.putArray("aud").add("vault").add("sigstore"));
    assertThat(read(token).subject()).isEqualTo("x");
  }

  @Test
  void readsAFileAnewForEachSignature() throws Exception {
    Path file = ModelDirectories.write(temp, "token", sigstore.token("first"));
    TokenFile tokens = new TokenFile(file, "sigstore", clock);
    assertThat(tokens.token().subject()).isEqualTo("first");
    ModelDirectories.write(temp, "token", sigstore.token("second"));
    assertThat(tokens.token().subject()).isEqualTo("second");
    assertThatThrownBy(() -> new TokenFile(temp.resolve("none"), "sigstore", clock).token())
        .hasMessageContaining("none cannot be read; name a readable file");
  }

  private IdentityToken ambient(Map<String, String> environment) throws SigningException {
    return AmbientTokens.of(environment, "sigstore", calls, clock).token();
  }

  @Test
  void takesTheTokenOfTheEnvironment() throws Exception {
    assertThat(ambient(Map.of("SIGSTORE_ID_TOKEN", sigstore.token("x"))).subject()).isEqualTo("x");
  }

  @Test
  void asksGithubActionsForTheJobsToken() throws Exception {
    Map<String, String> job =
        Map.of(
            "GITHUB_ACTIONS",
            "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            sigstore.jobTokenUrl(),
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
            PrivateSigstore.JOB_SECRET);
    assertThat(ambient(job).subject()).isEqualTo(PrivateSigstore.JOB);
    sigstore.server().change(Service.JOB_TOKENS, answer -> Answer.of(200, "{}"));
    assertThatThrownBy(() -> ambient(job)).hasMessageContaining("answers without 'value'");
  }

  @Test
  void saysWhatAnEnvironmentLacks() {
    assertThatThrownBy(() -> ambient(Map.of())).hasMessageContaining("neither SIGSTORE_ID_TOKEN");
    assertThatThrownBy(() -> ambient(Map.of("GITHUB_ACTIONS", "true")))
        .hasMessageContaining("'id-token: write'");
    assertThatThrownBy(
            () ->
                ambient(
                    Map.of(
                        "GITHUB_ACTIONS",
                        "true",
                        "ACTIONS_ID_TOKEN_REQUEST_URL",
                        "http://elsewhere.example/token",
                        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                        "secret")))
        .hasMessageContaining("is not an https URL");
  }

  private IdentityToken logIn(OauthTokens.Person person) throws SigningException {
    return logIn(sigstore.tokens().url(), person);
  }

  private IdentityToken logIn(String provider, OauthTokens.Person person) throws SigningException {
    return new OauthTokens(
            URI.create(provider), new OauthTokens.Client("sigstore", ""), person, calls, clock)
        .token();
  }

  @Test
  void exchangesThePersonsCodeForAToken() throws Exception {
    IdentityToken token =
        logIn(
            address -> Optional.of(sigstore.tokens().logIn(address, "someone@example.com") + "\n"));
    assertThat(token.subject()).isEqualTo("someone@example.com");
  }

  @Test
  void refusesCodesOfOtherLogins() {
    assertThatThrownBy(() -> logIn(address -> Optional.of("guessed")))
        .hasMessageContaining("HTTP status 400")
        .hasMessageContaining("log in again");
    assertThatThrownBy(
            () -> logIn(address -> Optional.of(sigstore.tokens().logIn(changed(address), "x"))))
        .hasMessageContaining("invalid_grant");
  }

  /** A login that somebody else asked for. */
  private static URI changed(URI address) {
    return URI.create(
        address.toString().replaceAll("code_challenge=[^&]+", "code_challenge=other"));
  }

  @Test
  void takesNoTokenOfAnotherLogin() {
    assertThatThrownBy(
            () ->
                logIn(
                    address ->
                        Optional.of(
                            sigstore
                                .tokens()
                                .logIn(
                                    URI.create(
                                        address.toString().replaceAll("nonce=[^&]+", "nonce=n")),
                                    "x"))))
        .hasMessageContaining("not for this login (its 'nonce' differs); log in again");
  }

  @Test
  void asksNoProviderWhoseDescriptionCouldBeChangedOnItsWay() {
    String elsewhere = sigstore.tokens().url().replace("localhost", "127.0.0.2");
    assertThatThrownBy(() -> logIn(elsewhere, address -> Optional.of("code")))
        .hasMessageContaining(elsewhere)
        .hasMessageContaining("use an OpenID Connect provider with https");
  }

  @Test
  void refusesTheDescriptionOfAnotherProvider() {
    assertThatThrownBy(
            () ->
                logIn(
                    sigstore.tokens().url().replace("localhost", "127.0.0.1"),
                    address -> Optional.of("code")))
        .hasMessageContaining("describes a provider other than http://127.0.0.1");
  }

  @Test
  void aSlashAtTheEndNamesTheSameProvider() throws Exception {
    assertThat(
            logIn(
                    sigstore.tokens().url() + "/",
                    address -> Optional.of(sigstore.tokens().logIn(address, "x")))
                .subject())
        .isEqualTo("x");
  }

  @Test
  void saysThatNobodyLoggedIn() {
    assertThatThrownBy(() -> logIn(address -> Optional.empty()))
        .hasMessageContaining("no code was entered");
  }

  @Test
  void sendsNoCodeToAnEndpointWithoutTls() {
    sigstore
        .server()
        .change(
            Service.ISSUER,
            answer ->
                Answer.of(
                    200,
                    answer
                        .text()
                        .replaceAll("(_endpoint\":\"http://)localhost", "$1elsewhere.example")));
    assertThatThrownBy(() -> logIn(address -> Optional.of("code")))
        .hasMessageContaining("names an endpoint without https");
  }
}
