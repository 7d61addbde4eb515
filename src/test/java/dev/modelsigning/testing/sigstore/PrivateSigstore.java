// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A whole Sigstore in this process, over HTTP on the loopback interface: Fulcio, Rekor 1 and 2,
 * timestamps, and a token issuer. Its signatures and its Merkle tree are real. Close it after the
 * test.
 */
public final class PrivateSigstore implements AutoCloseable {
  static final String TIMESTAMP_PATH = "/api/v1/timestamp";
  static final String JOB_TOKEN_PATH = "/job/token";

  /** The subject of tokens for jobs. */
  public static final String JOB = "repo:model/weights:ref:refs/heads/main";

  /** The secret with which a job requests its token. */
  public static final String JOB_SECRET = "secret-of-the-job";

  private static final String HOST_V1 = "localhost";
  private static final String HOST_V2 = "127.0.0.1";

  private final Clock clock;
  private final CertificateLog certificateLog = new CertificateLog();
  private final TransparencyLog rekorV1 = new TransparencyLog(1, HOST_V1);
  private final TransparencyLog rekorV2 = new TransparencyLog(2, HOST_V2);
  private final IssuingAuthority authority;
  private final TimestampService timestamps;
  private final SigstoreServer server;
  private final TokenIssuer tokens;
  private final ServiceDocuments documents;

  private PrivateSigstore(Clock clock) {
    this.clock = clock;
    authority = new IssuingAuthority(clock, certificateLog, "private fulcio");
    timestamps = new TimestampService(clock, "private timestamps");
    server = new SigstoreServer(this);
    tokens = new TokenIssuer(clock, url() + "/oidc");
    Instant since = clock.instant().minus(Duration.ofDays(365));
    documents = new ServiceDocuments(since, url());
    server.start();
  }

  /** A new one; its certificates and logs are valid at the time of the clock. */
  public static PrivateSigstore start(Clock clock) {
    return new PrivateSigstore(clock);
  }

  /** Where Fulcio, Rekor 1 and the timestamps are. */
  public String url() {
    return "http://%s:%d".formatted(HOST_V1, server.port());
  }

  /** The URL of timestamp requests. */
  public String timestampUrl() {
    return url() + TIMESTAMP_PATH;
  }

  /** The URL at which a job requests its token. */
  public String jobTokenUrl() {
    return url() + JOB_TOKEN_PATH + "?version=1";
  }

  /** The trusted root, in the public JSON form. */
  public String trustedRootJson() {
    return trustedRoot().toString();
  }

  /** The trusted root, to change. */
  public ObjectNode trustedRoot() {
    return documents.trustedRoot(
        List.of(rekorV1, rekorV2), authority, certificateLog, timestamps, server.port());
  }

  /** The signing configuration with Rekor of this version, 1 or 2. */
  public ObjectNode signingConfig(int rekorVersion) {
    String host = rekorVersion == 1 ? HOST_V1 : HOST_V2;
    return documents.signingConfig(
        tokens.url(), "http://%s:%d".formatted(host, server.port()), rekorVersion);
  }

  /** The same as text. */
  public String signingConfigJson(int rekorVersion) {
    return signingConfig(rekorVersion).toString();
  }

  /** Trusted root and signing configuration in one, as the references' {@code --trust_config}. */
  public String clientTrustConfigJson(int rekorVersion) {
    return ServiceDocuments.clientTrustConfig(trustedRoot(), signingConfig(rekorVersion))
        .toString();
  }

  /** A token for a subject: an e-mail address or a URI. */
  public String token(String subject) {
    return tokens.token(subject);
  }

  /** The issuer of tokens. */
  public TokenIssuer tokens() {
    return tokens;
  }

  /** The certificate authority. */
  public IssuingAuthority authority() {
    return authority;
  }

  /** The certificate transparency log. */
  public CertificateLog certificateLog() {
    return certificateLog;
  }

  /** The log of this version, 1 or 2. */
  public TransparencyLog rekor(int version) {
    return version == 1 ? rekorV1 : rekorV2;
  }

  /** The timestamp authority. */
  public TimestampService timestamps() {
    return timestamps;
  }

  /** The HTTP services, whose answers a test can replace. */
  public SigstoreServer server() {
    return server;
  }

  Clock clock() {
    return clock;
  }

  /** A builder of a bundle, without HTTP, that a test can damage. */
  public KeylessBundle bundle(String payloadType, byte[] payload) {
    return new KeylessBundle(this, payloadType, payload);
  }

  @Override
  public void close() {
    server.close();
  }
}
