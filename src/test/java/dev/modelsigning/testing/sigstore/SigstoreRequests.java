// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.SigstoreServer.Answer;
import dev.modelsigning.testing.sigstore.SigstoreServer.Service;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;

/** The services' answers to requests; they refuse what the real services refuse. */
final class SigstoreRequests {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrivateSigstore sigstore;

  SigstoreRequests(PrivateSigstore sigstore) {
    this.sigstore = sigstore;
  }

  Answer answer(Service service, HttpExchange exchange, byte[] body) {
    Headers headers = exchange.getRequestHeaders();
    try {
      return switch (service) {
        case FULCIO -> certificate(headers, MAPPER.readTree(body));
        case REKOR_V1 -> dsseEntry(MAPPER.readTree(body));
        case REKOR_V2 -> hashedEntry(MAPPER.readTree(body));
        case TIMESTAMPS -> timestamp(body);
        case ISSUER -> description();
        case TOKENS -> exchangedToken(headers, new String(body, StandardCharsets.UTF_8));
        case JOB_TOKENS -> jobToken(headers, exchange.getRequestURI().getQuery());
      };
    } catch (IllegalArgumentException
        | IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | TSPException e) {
      ObjectNode refusal = MAPPER.createObjectNode();
      refusal.put("code", 3).put("message", Objects.requireNonNullElse(e.getMessage(), ""));
      return Answer.of(400, refusal.toString());
    }
  }

  private Answer certificate(Headers headers, JsonNode json)
      throws IOException, GeneralSecurityException, OperatorCreationException, PKCSException {
    String authorization = Objects.requireNonNullElse(headers.getFirst("Authorization"), "");
    if (!authorization.startsWith("Bearer ")) {
      return Answer.of(401, "{\"code\":16,\"message\":\"no token\"}");
    }
    String subject;
    try {
      subject = sigstore.tokens().subjectOf(authorization.substring("Bearer ".length()));
    } catch (IllegalArgumentException e) {
      return Answer.of(
          401, "{\"code\":16,\"message\":\"There was an error processing the token\"}");
    }
    var request =
        new JcaPKCS10CertificationRequest(
            (PKCS10CertificationRequest)
                pem(new String(binary(json, "certificateSigningRequest"), StandardCharsets.UTF_8)));
    PublicKey key = request.getPublicKey();
    if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
      throw new IllegalArgumentException("no proof of possession");
    }
    Instant now = sigstore.clock().instant();
    X509CertificateHolder leaf =
        sigstore.authority().issue(key, LeafRequest.of(subject, sigstore.tokens().url(), now));
    return Answer.of(201, certificates(leaf).toString());
  }

  private ObjectNode certificates(X509CertificateHolder leaf) {
    ObjectNode answer = MAPPER.createObjectNode();
    ArrayNode chain =
        answer
            .putObject("signedCertificateEmbeddedSct")
            .putObject("chain")
            .putArray("certificates");
    chain.add(TestPki.pem(leaf));
    sigstore.authority().chain().forEach(above -> chain.add(TestPki.pem(above)));
    return answer;
  }

  private Answer dsseEntry(JsonNode json) throws IOException, GeneralSecurityException {
    if (!json.path("kind").asText().equals("dsse")) {
      throw new IllegalArgumentException("only entries of kind dsse");
    }
    JsonNode proposed = json.path("spec").path("proposedContent");
    String text = proposed.path("envelope").asText();
    JsonNode envelopeJson = MAPPER.readTree(text);
    DsseEnvelope envelope =
        new DsseEnvelope(
            envelopeJson.path("payloadType").asText(),
            binary(envelopeJson, "payload"),
            binary(envelopeJson.path("signatures").path(0), "sig"));
    String pem =
        new String(
            Base64.getDecoder().decode(proposed.path("verifiers").path(0).asText()),
            StandardCharsets.UTF_8);
    X509CertificateHolder certificate = (X509CertificateHolder) pem(pem);
    Signature signature = verifier("SHA256withECDSA", certificate);
    signature.update(envelope.pae());
    if (!signature.verify(envelope.signature())) {
      throw new IllegalArgumentException("the envelope's signature does not verify");
    }
    byte[] body = LogBodies.dsse(text.getBytes(StandardCharsets.UTF_8), envelope, certificate);
    ObjectNode entry = sigstore.rekor(1).add(body, "dsse", "0.0.1", sigstore.clock().instant());
    return Answer.of(201, TransparencyLog.restForm(entry).toString());
  }

  private Answer hashedEntry(JsonNode json) throws IOException, GeneralSecurityException {
    JsonNode request = json.path("hashedRekordRequestV002");
    JsonNode signed = request.path("signature");
    X509CertificateHolder certificate =
        new X509CertificateHolder(
            binary(signed.path("verifier").path("x509Certificate"), "rawBytes"));
    byte[] digest = binary(request, "digest");
    Signature signature = verifier("NONEwithECDSA", certificate);
    signature.update(digest);
    if (!signature.verify(binary(signed, "content"))) {
      throw new IllegalArgumentException("the signature does not verify");
    }
    byte[] body = LogBodies.hashed(digest, binary(signed, "content"), certificate);
    ObjectNode entry =
        sigstore.rekor(2).add(body, "hashedrekord", "0.0.2", sigstore.clock().instant());
    entry.put("integratedTime", "0");
    entry.putNull("inclusionPromise");
    return Answer.of(201, entry.toString());
  }

  private static Signature verifier(String algorithm, X509CertificateHolder certificate)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(new JcaX509CertificateConverter().getCertificate(certificate));
    return signature;
  }

  private Answer timestamp(byte[] body) throws IOException, TSPException {
    TimeStampRequest request = new TimeStampRequest(body);
    return new Answer(201, sigstore.timestamps().answer(request, sigstore.clock().instant()));
  }

  private Answer description() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("issuer", sigstore.tokens().url());
    json.put("authorization_endpoint", sigstore.tokens().url() + "/auth");
    json.put("token_endpoint", sigstore.tokens().url() + "/token");
    return Answer.of(200, json.toString());
  }

  private Answer exchangedToken(Headers headers, String form) {
    String basic = Objects.requireNonNullElse(headers.getFirst("Authorization"), "");
    if (!basic.equals("Basic " + LogBodies.base64("sigstore:".getBytes(StandardCharsets.UTF_8)))) {
      return Answer.of(401, "{\"error\":\"invalid_client\"}");
    }
    String token = sigstore.tokens().exchange(TokenIssuer.fields(form));
    return Answer.of(200, MAPPER.createObjectNode().put("id_token", token).toString());
  }

  private Answer jobToken(Headers headers, String query) {
    if (!("Bearer " + PrivateSigstore.JOB_SECRET).equals(headers.getFirst("Authorization"))
        || !query.equals("version=1&audience=" + TokenIssuer.AUDIENCE)) {
      return Answer.of(403, "{\"message\":\"not for you\"}");
    }
    String token = sigstore.token(PrivateSigstore.JOB);
    return Answer.of(200, MAPPER.createObjectNode().put("value", token).toString());
  }

  private static Object pem(String text) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      Object block = parser.readObject();
      if (block == null) {
        throw new IllegalArgumentException("there is no PEM block");
      }
      return block;
    }
  }

  private static byte[] binary(JsonNode parent, String member) {
    return Base64.getDecoder().decode(parent.path(member).asText());
  }
}
