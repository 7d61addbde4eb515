// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A transparency log that accepts signatures. */
sealed interface SignatureLog permits RekorV1, RekorV2 {
  /**
   * Logs a signature, and checks that the answer is an entry about it that is in a tree.
   *
   * @return a {@code TransparencyLogEntry} in JSON, as bundles carry it
   * @throws SigningException if the log refuses, or answers with anything else
   */
  String log(DsseEnvelope envelope, X509Certificate certificate) throws SigningException;

  /** The log of a configuration. */
  static SignatureLog of(SigningServices.Log log, ServiceCalls calls) {
    return log.version() == 1 ? new RekorV1(calls, log.url()) : new RekorV2(calls, log.url());
  }

  /** The log as messages name it. */
  static RemoteService service(URI base, String path) {
    return new RemoteService(
        "Rekor",
        HttpUrl.below(base, path),
        "try again later, or name another log in the signing configuration");
  }

  /**
   * The members that entries of all versions have in a bundle.
   *
   * @param index of the entry in the log
   * @param logId the digest of the log's key
   * @param body the entry as the log stores it
   */
  static ObjectNode entry(
      long index,
      byte[] logId,
      String kind,
      String kindVersion,
      InclusionProof proof,
      byte[] body) {
    ObjectNode json = StrictJson.object();
    json.put("logIndex", Long.toString(index));
    json.putObject("logId").put("keyId", base64(logId));
    json.putObject("kindVersion").put("kind", kind).put("version", kindVersion);
    proof.toJson(json.putObject("inclusionProof"));
    json.put("canonicalizedBody", base64(body));
    return json;
  }

  /** The text of an entry, if a bundle may contain it. */
  static String bounded(ObjectNode entry, RemoteService log) throws SigningException {
    String text = StrictJson.write(entry);
    if (text.length() > BundleLimits.MAX_LOG_ENTRY) {
      throw ServiceRefusal.of(log, "answers with more than a bundle may contain");
    }
    return text;
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
