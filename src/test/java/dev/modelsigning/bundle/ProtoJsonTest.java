// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.testing.Bundles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules of ProtoJSON, one by one, on bundles of a key and of a certificate. Names in both forms
 * are in {@link BundleMembersTest}, log entries in KeylessProtoJsonTest.
 */
class ProtoJsonTest {
  private static final byte[] PAYLOAD = {(byte) 0xfb, (byte) 0xff, (byte) 0xbe, 1};
  private static final byte[] KEY = written(new PublicKeyHint("abc"));
  private static final byte[] CERTIFICATE =
      written(new CertificateChain(List.of(new byte[] {5}), List.of(new byte[] {6})));

  private static byte[] written(VerificationMaterial material) {
    return BundleWriter.write(Bundle.of(material, "type", PAYLOAD, new byte[] {3, 4}));
  }

  private static ObjectNode at(ObjectNode bundle, String pointer) {
    return (ObjectNode) bundle.at(pointer);
  }

  private static Bundle read(byte[] bundle, Consumer<ObjectNode> change)
      throws BundleFormatException {
    return BundleReader.read(Bundles.change(bundle, change));
  }

  private static void refuses(byte[] bundle, Reason reason, Consumer<ObjectNode> change) {
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> read(bundle, change))
        .returns(reason, BundleFormatException::reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+/++AQ==", "-_--AQ==", "+/++AQ", "-_--AQ"})
  void readsBase64OfBothAlphabetsWithAndWithoutPadding(String payload)
      throws BundleFormatException {
    Bundle bundle = read(KEY, json -> at(json, "/dsseEnvelope").put("payload", payload));
    assertThat(bundle.envelope().payload()).isEqualTo(PAYLOAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+_++AQ==", "+/++AQ=", "+/++A", " +/++AQ==", "+/++AQ==="})
  void refusesOtherBase64(String payload) {
    refuses(KEY, Reason.ENVELOPE, json -> at(json, "/dsseEnvelope").put("payload", payload));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "messageSignature",
        "message_signature",
        "verificationMaterial/certificate",
        "verificationMaterial/x509CertificateChain",
        "verificationMaterial/x509_certificate_chain",
        "verificationMaterial/tlogEntries",
        "verificationMaterial/timestampVerificationData",
        "verificationMaterial/publicKey/rawBytes",
        "verificationMaterial/publicKey/keyDetails",
        "verificationMaterial/publicKey/validFor",
        "dsseEnvelope/signatures/0/keyid"
      })
  void readsNullAsAbsentInEveryUnusedMember(String member) throws BundleFormatException {
    int slash = member.lastIndexOf('/');
    String object = slash < 0 ? "" : "/" + member.substring(0, slash);
    Bundle bundle = read(KEY, json -> at(json, object).putNull(member.substring(slash + 1)));
    assertThat(bundle).isEqualTo(BundleReader.read(KEY));
  }

  @ParameterizedTest
  @CsvSource({
    "mediaType,MEDIA_TYPE",
    "verificationMaterial,MATERIAL",
    "verificationMaterial/publicKey,MATERIAL",
    "dsseEnvelope,ENVELOPE",
    "dsseEnvelope/payload,ENVELOPE",
    "dsseEnvelope/payloadType,ENVELOPE",
    "dsseEnvelope/signatures,SIGNATURE_COUNT",
    "dsseEnvelope/signatures/0/sig,ENVELOPE"
  })
  void refusesNullInEveryMemberThatIsNeeded(String member, Reason reason) {
    int slash = member.lastIndexOf('/');
    String object = slash < 0 ? "" : "/" + member.substring(0, slash);
    refuses(KEY, reason, json -> at(json, object).putNull(member.substring(slash + 1)));
  }

  @Test
  void readsNullInTheListsOfACertificate() throws BundleFormatException {
    Bundle bundle =
        read(
            CERTIFICATE,
            json -> {
              at(json, "/verificationMaterial").putNull("publicKey").putNull("tlogEntries");
              at(json, "/verificationMaterial/timestampVerificationData")
                  .putNull("rfc3161Timestamps");
            });
    assertThat(bundle.material()).isEqualTo(new CertificateChain(List.of(new byte[] {5})));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"PKIX_ECDSA_P256_SHA_256\"", "5", "\"5\""})
  void readsAnEnumerationAsNameAndAsNumber(String details) throws BundleFormatException {
    String early =
        new String(KEY, StandardCharsets.UTF_8)
            .replace("\"hint\":\"abc\"", "\"rawBytes\":\"AQI=\",\"keyDetails\":" + details);
    assertThat(early).contains("keyDetails");
    assertThat(BundleReader.read(early.getBytes(StandardCharsets.UTF_8)).material())
        .isEqualTo(new RawPublicKey(new byte[] {1, 2}));
  }

  @Test
  void readsAnEmptyObjectAsOneWithDefaults() throws BundleFormatException {
    Bundle bundle = read(KEY, json -> at(json, "/verificationMaterial").putObject("publicKey"));
    assertThat(bundle.material()).isEqualTo(new PublicKeyHint(""));
  }

  @Test
  void readsEscapedNamesAndTextsAsTheCharactersTheyAre() throws BundleFormatException {
    String escaped =
        new String(KEY, StandardCharsets.UTF_8)
            .replace("\"payload\"", "\"p\\u0061yload\"")
            .replace("\"abc\"", "\"\\u0061bc\"");
    assertThat(BundleReader.read(escaped.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(BundleReader.read(KEY));
  }

  @Test
  void refusesAMemberThatIsThereTwiceInWhateverSpelling() {
    String json = new String(KEY, StandardCharsets.UTF_8);
    for (String twice :
        List.of(
            json.replace("\"hint\":\"abc\"", "\"hint\":\"abc\",\"hint\":\"abc\""),
            json.replace("\"hint\":\"abc\"", "\"hint\":\"abc\",\"h\\u0069nt\":null"),
            json.replace("\"hint\":\"abc\"", "\"rawBytes\":null,\"raw_bytes\":\"AQ==\""),
            json.replaceFirst("\\{", "{\"mediaType\":null,"))) {
      assertThat(twice).isNotEqualTo(json);
      assertThatExceptionOfType(BundleFormatException.class)
          .isThrownBy(() -> BundleReader.read(twice.getBytes(StandardCharsets.UTF_8)))
          .returns(Reason.MALFORMED, BundleFormatException::reason);
    }
  }

  @Test
  void refusesTextForObjectsAndNumbersForText() {
    refuses(KEY, Reason.MATERIAL, json -> json.put("verificationMaterial", "x"));
    refuses(
        KEY, Reason.MATERIAL, json -> at(json, "/verificationMaterial/publicKey").put("hint", 1));
    refuses(KEY, Reason.ENVELOPE, json -> at(json, "/dsseEnvelope").put("payload", true));
    refuses(KEY, Reason.MEDIA_TYPE, json -> json.put("mediaType", 3));
  }
}
