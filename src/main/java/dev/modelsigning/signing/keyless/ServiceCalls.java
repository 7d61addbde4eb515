// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.http.HttpCalls;
import dev.modelsigning.http.HttpFailure;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.signing.SigningException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls to the services that take part in signing, within the limits of {@link HttpCalls} and with
 * answers of at most {@link #MAX_ANSWER} bytes.
 */
public final class ServiceCalls implements AutoCloseable {
  /** The largest answer, in bytes; real ones have a few kilobytes. */
  public static final int MAX_ANSWER = 1 << 20;

  /** A log answers only once the entry is in the tree, which takes seconds. */
  public static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** All calls of one signature: a login, a token, a certificate, timestamps and log entries. */
  private static final Duration ALL = Duration.ofHours(1);

  private static final String JSON = "application/json";

  private final HttpCalls calls;

  private ServiceCalls(HttpCalls calls) {
    this.calls = calls;
  }

  /**
   * Calls that trust the TLS authorities of this Java platform.
   *
   * @param timeout of one call, from connecting to the last byte of the answer
   */
  public static ServiceCalls within(Duration timeout) {
    return new ServiceCalls(HttpCalls.within(timeout, ALL));
  }

  /**
   * Calls that trust only these TLS authorities.
   *
   * @param pem one or more certificates
   * @throws SigningException if the PEM cannot be read or contains no certificate
   */
  public static ServiceCalls trusting(String pem, Duration timeout) throws SigningException {
    try {
      List<X509Certificate> authorities = Certificates.read(pem);
      return new ServiceCalls(HttpCalls.trusting(authorities, timeout, ALL));
    } catch (KeyMaterialException e) {
      throw new SigningException("the PEM of TLS authorities", e.problem(), e);
    } catch (GeneralSecurityException e) {
      throw new SigningException("the TLS authorities cannot be used", e);
    }
  }

  /**
   * Posts a body and returns that of the answer.
   *
   * @param authorization the value of the header; empty for none
   */
  byte[] post(
      RemoteService service, String contentType, String accept, String authorization, byte[] body)
      throws SigningException {
    Map<String, String> headers = headers(accept, authorization);
    headers.put("Content-Type", contentType);
    try {
      return calls.post(service, headers, body, MAX_ANSWER);
    } catch (HttpFailure e) {
      throw new SigningException(e.getMessage(), e);
    }
  }

  /** Posts JSON and reads JSON. */
  ServiceAnswer post(RemoteService service, String authorization, ObjectNode body)
      throws SigningException {
    byte[] text = StrictJson.write(body).getBytes(StandardCharsets.UTF_8);
    return ServiceAnswer.of(service, post(service, JSON, JSON, authorization, text));
  }

  /** Gets JSON. */
  ServiceAnswer get(RemoteService service, String authorization) throws SigningException {
    try {
      return ServiceAnswer.of(
          service, calls.get(service, headers(JSON, authorization), MAX_ANSWER));
    } catch (HttpFailure e) {
      throw new SigningException(e.getMessage(), e);
    }
  }

  private static Map<String, String> headers(String accept, String authorization) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", accept);
    if (!authorization.isEmpty()) {
      headers.put("Authorization", authorization);
    }
    return headers;
  }

  @Override
  public void close() {
    calls.close();
  }
}
