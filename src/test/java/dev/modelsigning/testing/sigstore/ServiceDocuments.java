// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import static dev.modelsigning.testing.sigstore.LogBodies.base64;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The JSON documents that describe a Sigstore to clients: trusted root and signing configuration.
 */
final class ServiceDocuments {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Instant since;
  private final String url;

  ServiceDocuments(Instant since, String url) {
    this.since = since;
    this.url = url;
  }

  ObjectNode trustedRoot(
      List<TransparencyLog> logs,
      IssuingAuthority authority,
      CertificateLog certificateLog,
      TimestampService timestamps,
      int port) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
    ArrayNode tlogs = json.putArray("tlogs");
    for (TransparencyLog log : logs) {
      String details = log.version() == 1 ? "PKIX_ECDSA_P256_SHA_256" : "PKIX_ED25519";
      String baseUrl = "http://%s:%d".formatted(log.host(), port);
      log(tlogs.addObject(), baseUrl, log.publicKey(), details, log.logId());
    }
    authority(json.putArray("certificateAuthorities").addObject(), url, authority.chain());
    log(
        json.putArray("ctlogs").addObject(),
        url + "/ct",
        certificateLog.publicKey(),
        "PKIX_ECDSA_P256_SHA_256",
        certificateLog.logId());
    authority(
        json.putArray("timestampAuthorities").addObject(),
        url + PrivateSigstore.TIMESTAMP_PATH,
        timestamps.chain());
    return json;
  }

  private void log(ObjectNode log, String baseUrl, PublicKey key, String details, byte[] logId) {
    log.put("baseUrl", baseUrl);
    log.put("hashAlgorithm", "SHA2_256");
    ObjectNode publicKey = log.putObject("publicKey");
    publicKey.put("rawBytes", base64(key.getEncoded()));
    publicKey.put("keyDetails", details);
    publicKey.putObject("validFor").put("start", since.toString());
    log.putObject("logId").put("keyId", base64(logId));
  }

  private void authority(ObjectNode json, String uri, List<X509CertificateHolder> chain) {
    ObjectNode subject = json.putObject("subject");
    subject.put("organization", "private.example").put("commonName", "private");
    json.put("uri", uri);
    ArrayNode certificates = json.putObject("certChain").putArray("certificates");
    try {
      for (X509CertificateHolder certificate : chain) {
        certificates.addObject().put("rawBytes", base64(certificate.getEncoded()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    json.putObject("validFor").put("start", since.toString());
  }

  ObjectNode signingConfig(String issuer, String rekorUrl, int rekorVersion) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("mediaType", "application/vnd.dev.sigstore.signingconfig.v0.2+json");
    service(json.putArray("caUrls"), url, 1);
    service(json.putArray("oidcUrls"), issuer, 1);
    service(json.putArray("rekorTlogUrls"), rekorUrl, rekorVersion);
    service(json.putArray("tsaUrls"), url + PrivateSigstore.TIMESTAMP_PATH, 1);
    json.putObject("rekorTlogConfig").put("selector", "ANY");
    json.putObject("tsaConfig").put("selector", "ANY");
    return json;
  }

  private void service(ArrayNode list, String serviceUrl, int version) {
    ObjectNode service = list.addObject();
    service.put("url", serviceUrl);
    service.put("majorApiVersion", version);
    service.putObject("validFor").put("start", since.toString());
    service.put("operator", "private.example");
  }

  static ObjectNode clientTrustConfig(ObjectNode trustedRoot, ObjectNode signingConfig) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("mediaType", "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json");
    json.set("trustedRoot", trustedRoot);
    json.set("signingConfig", signingConfig);
    return json;
  }
}
