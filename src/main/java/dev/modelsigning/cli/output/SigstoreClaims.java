// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.trust.sigstore.SigstoreIdentity;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** What the Sigstore part of an unverified bundle claims: identity, log entries, times. */
final class SigstoreClaims {
  private static final StrictJson JSON =
      new StrictJson(BundleLimits.MAX_LOG_ENTRY * 4, 10_000, 32, BundleLimits.MAX_LOG_ENTRY);

  private SigstoreClaims() {}

  static void addTo(Map<String, Object> signer, SigstoreMaterial material) {
    try {
      SigstoreIdentity identity = SigstoreIdentity.claimedIn(material.certificate());
      signer.put("issuer", identity.issuer());
      signer.put("subject", identity.subject());
      signer.put("claims", identity.claimTexts());
    } catch (CertificateException | RuntimeException e) {
      signer.put("identityProblem", Causes.text(e));
    }
    signer.put("logEntries", material.logEntries().stream().map(SigstoreClaims::entry).toList());
    signer.put("timestamps", times(material.timestamps()));
  }

  private static Map<String, Object> entry(String json) {
    Map<String, Object> object = new LinkedHashMap<>();
    try {
      JsonNode entry = JSON.read(json);
      JsonNode kind = entry.path("kindVersion");
      object.put("logIndex", entry.path("logIndex").asText("0"));
      object.put("logId", entry.path("logId").path("keyId").asText());
      object.put("kind", kind.path("kind").asText() + " " + kind.path("version").asText());
      long seconds = entry.path("integratedTime").asLong();
      if (seconds > 0) {
        object.put("integratedTime", Instant.ofEpochSecond(seconds).toString());
      }
    } catch (JsonProcessingException | DateTimeException e) {
      object.put("problem", Causes.text(e));
    }
    return object;
  }

  /** The times that the timestamps claim. */
  static List<String> times(List<byte[]> timestamps) {
    return timestamps.stream().map(SigstoreClaims::time).toList();
  }

  private static String time(byte[] der) {
    try {
      TimeStampToken token = new TimeStampResponse(der).getTimeStampToken();
      return token == null
          ? "no timestamp"
          : token.getTimeStampInfo().getGenTime().toInstant().toString();
    } catch (TSPException | IOException | RuntimeException e) {
      // Bouncy Castle's parsers throw various unchecked exceptions for bytes that are not ASN.1.
      return "damaged";
    }
  }
}
