// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.testing.Bundles;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleReaderTest {
  private static final byte[] PAYLOAD = {(byte) 0xfb, (byte) 0xff, 1};
  private static final Bundle KEY = bundle(new PublicKeyHint("abc"));

  private static Bundle bundle(VerificationMaterial material) {
    return new Bundle(
        Bundle.MEDIA_TYPE, material, new DsseEnvelope("type", PAYLOAD, new byte[] {7}));
  }

  private static byte[] changed(Consumer<ObjectNode> change) {
    return Bundles.change(BundleWriter.write(KEY), change);
  }

  private static ObjectNode material(ObjectNode bundle) {
    return (ObjectNode) bundle.get("verificationMaterial");
  }

  private static ObjectNode envelope(ObjectNode bundle) {
    return (ObjectNode) bundle.get("dsseEnvelope");
  }

  private static ObjectNode signature(ObjectNode bundle) {
    return (ObjectNode) envelope(bundle).get("signatures").get(0);
  }

  private static void refuses(byte[] json, Reason reason) {
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> BundleReader.read(json))
        .matches(e -> e.reason() == reason, "is about " + reason);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void readsWhatWasWritten() throws BundleFormatException {
    for (VerificationMaterial material :
        List.of(new PublicKeyHint("abc"), new RawPublicKey(new byte[] {1, 2}))) {
      Bundle bundle = bundle(material);
      assertThat(BundleReader.read(BundleWriter.write(bundle))).isEqualTo(bundle);
    }
    Bundle chain = bundle(new CertificateChain(List.of(new byte[] {1}, new byte[] {2, 3})));
    Bundle read = BundleReader.read(BundleWriter.write(chain));
    assertThat(((CertificateChain) read.material()).der())
        .containsExactly(new byte[] {1}, new byte[] {2, 3});
  }

  @Test
  void readsEveryMediaTypeOfSigstoreBundles() throws BundleFormatException {
    for (String mediaType : BundleReader.MEDIA_TYPES) {
      byte[] json = changed(bundle -> bundle.put("mediaType", mediaType));
      assertThat(BundleReader.read(json).mediaType()).isEqualTo(mediaType);
    }
    assertThat(BundleReader.MEDIA_TYPES).hasSize(4);
  }

  @Test
  void readsBothAlphabetsOfBase64() throws BundleFormatException {
    String urlSafe = Base64.getUrlEncoder().withoutPadding().encodeToString(PAYLOAD);
    assertThat(urlSafe).contains("-");
    byte[] json = changed(bundle -> envelope(bundle).put("payload", urlSafe));
    assertThat(BundleReader.read(json).envelope().payload()).isEqualTo(PAYLOAD);
  }

  static final List<Consumer<ObjectNode>> TOLERATED =
      List.of(
          bundle -> signature(bundle).remove("keyid"),
          bundle -> signature(bundle).putNull("keyid"),
          bundle -> signature(bundle).put("keyid", "someone else"),
          bundle -> material(bundle).remove("tlogEntries"),
          bundle -> material(bundle).putObject("timestampVerificationData"),
          bundle -> ((ObjectNode) material(bundle).get("publicKey")).remove("hint"));

  @ParameterizedTest
  @FieldSource("TOLERATED")
  void readsBundlesWithThisDifference(Consumer<ObjectNode> change) throws BundleFormatException {
    assertThat(BundleReader.read(changed(change)).envelope().payload()).isEqualTo(PAYLOAD);
  }

  @Test
  void recognisesSigstoreBundles() throws BundleFormatException {
    byte[] json =
        changed(
            bundle -> {
              material(bundle).remove("publicKey");
              material(bundle).putObject("certificate").put("rawBytes", "AA==");
              material(bundle).putArray("tlogEntries").addObject().put("logIndex", "7");
              material(bundle)
                  .putObject("timestampVerificationData")
                  .putArray("rfc3161Timestamps")
                  .addObject()
                  .put("signedTimestamp", "AQI=");
            });
    SigstoreMaterial expected =
        new SigstoreMaterial(
            new byte[] {0}, List.of("{\"logIndex\":\"7\"}"), List.of(new byte[] {1, 2}));
    Bundle read = BundleReader.read(json);
    assertThat(read.material()).isEqualTo(expected);
    assertThat(BundleReader.read(BundleWriter.write(read)).material()).isEqualTo(expected);
  }

  @Test
  void keepsTimestampsOfCertificateBundles() throws BundleFormatException {
    Bundle chain =
        bundle(new CertificateChain(List.of(new byte[] {1}), List.of(new byte[] {2, 3})));
    assertThat(BundleReader.read(BundleWriter.write(chain)).material().timestamps())
        .containsExactly(new byte[] {2, 3});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "\"x\"", "{", "{}{}", "{\"a\":1,}", "{\"a\":NaN}", "\uFEFF{}"})
  void refusesWhatIsNotAJsonObject(String text) {
    refuses(utf8(text), Reason.MALFORMED);
  }

  @Test
  void refusesMembersTwice() {
    String text = new String(BundleWriter.write(KEY), StandardCharsets.UTF_8);
    refuses(
        utf8(text.replace("\"payload\":", "\"payload\":\"AAAA\",\"payload\":")), Reason.MALFORMED);
  }

  @Test
  void refusesOtherEncodingsThanUtf8() {
    refuses(
        new String(BundleWriter.write(KEY), StandardCharsets.UTF_8)
            .getBytes(StandardCharsets.UTF_16),
        Reason.MALFORMED);
    refuses(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, Reason.MALFORMED);
  }

  @Test
  void refusesDepthAndLengthOverTheLimits() {
    refuses(utf8("{\"a\":" + "[".repeat(100_000)), Reason.MALFORMED);
    refuses(utf8("{\"a\":[" + "1,".repeat(200_000) + "1]}"), Reason.MALFORMED);
    refuses(new byte[BundleLimits.MAX_BYTES + 1], Reason.TOO_LARGE);
    refuses(changed(bundle -> signature(bundle).put("sig", "A".repeat(12_000))), Reason.TOO_LARGE);
    refuses(
        changed(bundle -> envelope(bundle).put("payloadType", "x".repeat(2000))), Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "application/json",
        "application/vnd.dev.sigstore.bundle.v0.4+json",
        "application/vnd.dev.sigstore.bundle+json;version=0.4"
      })
  void refusesOtherMediaTypes(String mediaType) {
    refuses(changed(bundle -> bundle.put("mediaType", mediaType)), Reason.MEDIA_TYPE);
  }

  @Test
  void refusesBundleWithTwoSignatures() {
    refuses(
        changed(
            bundle ->
                ((ArrayNode) envelope(bundle).get("signatures")).add(signature(bundle).deepCopy())),
        Reason.SIGNATURE_COUNT);
  }

  @Test
  void refusesBundleWithoutSignature() {
    refuses(changed(bundle -> envelope(bundle).putArray("signatures")), Reason.SIGNATURE_COUNT);
    refuses(changed(bundle -> envelope(bundle).remove("signatures")), Reason.SIGNATURE_COUNT);
  }

  static final List<Consumer<ObjectNode>> BAD_ENVELOPES =
      List.of(
          bundle -> bundle.remove("dsseEnvelope"),
          bundle -> bundle.putObject("messageSignature"),
          bundle -> envelope(bundle).put("payload", "not base64!"),
          bundle -> envelope(bundle).put("payload", "+_8="),
          bundle -> envelope(bundle).put("payload", "AA AA"),
          bundle -> envelope(bundle).put("payload", 7),
          bundle -> envelope(bundle).remove("payload"),
          bundle -> envelope(bundle).remove("payloadType"),
          bundle -> signature(bundle).put("sig", ""),
          bundle -> signature(bundle).put("keyid", 7),
          bundle -> envelope(bundle).putArray("signatures").add("x"));

  @ParameterizedTest
  @FieldSource("BAD_ENVELOPES")
  void refusesThisEnvelope(Consumer<ObjectNode> change) {
    refuses(changed(change), Reason.ENVELOPE);
  }

  static final List<Consumer<ObjectNode>> BAD_MATERIALS =
      List.of(
          bundle -> bundle.remove("verificationMaterial"),
          bundle -> material(bundle).remove("publicKey"),
          bundle -> material(bundle).putNull("publicKey"),
          bundle -> material(bundle).putObject("x509CertificateChain"),
          bundle -> withChain(bundle, Stream.of()),
          bundle -> withChain(bundle, Stream.of("!")),
          bundle -> {
            material(bundle).remove("publicKey");
            material(bundle).putObject("certificate").put("rawBytes", "AA==");
          });

  private static void withChain(ObjectNode bundle, Stream<String> certificates) {
    material(bundle).remove("publicKey");
    ArrayNode list = material(bundle).putObject("x509CertificateChain").putArray("certificates");
    certificates.forEach(base64 -> list.addObject().put("rawBytes", base64));
  }

  @ParameterizedTest
  @FieldSource("BAD_MATERIALS")
  void refusesThisMaterial(Consumer<ObjectNode> change) {
    refuses(changed(change), Reason.MATERIAL);
  }

  @Test
  void refusesChainsOverTheLimit() {
    refuses(changed(b -> withChain(b, Stream.generate(() -> "AAAA").limit(9))), Reason.TOO_LARGE);
    refuses(changed(b -> withChain(b, Stream.of("AAAA".repeat(6000)))), Reason.TOO_LARGE);
  }

  @Test
  void throwsNothingElseOnDamagedBundles() {
    byte[] good = BundleWriter.write(KEY);
    Random random = new Random(11);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged = good.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        BundleReader.read(damaged);
      } catch (BundleFormatException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void preAuthenticationEncodingCountsBytes() {
    byte[] payload = utf8("{\"name\":\"模型.bin\"}");
    assertThat(DsseEnvelope.pae("application/vnd.in-toto+json", payload))
        .isEqualTo(utf8("DSSEv1 28 application/vnd.in-toto+json 21 {\"name\":\"模型.bin\"}"));
    assertThat(DsseEnvelope.pae("http://example.com/HelloWorld", utf8("hello world")))
        .isEqualTo(utf8("DSSEv1 29 http://example.com/HelloWorld 11 hello world"));
  }
}
