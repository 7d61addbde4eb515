// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.testing.Bundles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is a bundle is nothing else, and every form of ProtoJSON is read. */
class BundleMembersTest {
  private static final String LOG_ENTRY =
      """
      {"logIndex":"7","logId":{"keyId":"AA=="},"kindVersion":{"kind":"dsse","version":"0.0.1"},
       "integratedTime":"1","inclusionPromise":{"signedEntryTimestamp":"AA=="},
       "inclusionProof":{"logIndex":"7","rootHash":"AA==","treeSize":"8","hashes":["AA==","AQ=="],
        "checkpoint":{"envelope":"log.example - 1\\n8\\nAA==\\n\\n\u2014 log.example AAAA\\n"}},
       "canonicalizedBody":"AA=="}
      """;
  private static final byte[] KEY =
      BundleWriter.write(
          Bundle.of(new PublicKeyHint("abc"), "type", new byte[] {1, 2}, new byte[] {3}));
  private static final byte[] SIGSTORE =
      BundleWriter.write(
          Bundle.of(
              new SigstoreMaterial(new byte[] {5}, List.of(LOG_ENTRY), List.of(new byte[] {6, 7})),
              "type",
              new byte[] {1, 2},
              new byte[] {3}));

  private static ObjectNode at(ObjectNode bundle, String pointer) {
    return (ObjectNode) bundle.at(pointer);
  }

  private static void refuses(byte[] good, Consumer<ObjectNode> change) {
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> BundleReader.read(Bundles.change(good, change)))
        .returns(Reason.MALFORMED, BundleFormatException::reason);
  }

  private static String text(byte[] bundle) {
    return new String(bundle, StandardCharsets.UTF_8);
  }

  private static Bundle read(String json) throws BundleFormatException {
    return BundleReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/verificationMaterial",
        "/verificationMaterial/certificate",
        "/verificationMaterial/tlogEntries/0",
        "/verificationMaterial/tlogEntries/0/logId",
        "/verificationMaterial/tlogEntries/0/kindVersion",
        "/verificationMaterial/tlogEntries/0/inclusionPromise",
        "/verificationMaterial/tlogEntries/0/inclusionProof",
        "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint",
        "/verificationMaterial/timestampVerificationData",
        "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0",
        "/dsseEnvelope",
        "/dsseEnvelope/signatures/0"
      })
  void refusesOtherMembersInEveryObject(String pointer) {
    refuses(SIGSTORE, bundle -> at(bundle, pointer).put("architectures", "LlamaForCausalLM"));
    refuses(SIGSTORE, bundle -> at(bundle, pointer).putNull("auto_map"));
    refuses(SIGSTORE, bundle -> at(bundle, pointer).putObject("model").put("type", "BPE"));
  }

  @Test
  void refusesOtherMembersBesideAKey() {
    refuses(KEY, bundle -> at(bundle, "/verificationMaterial/publicKey").put("more", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "5", "\"\"", "[5]", "[\"a\"]", "true"})
  void refusesWhatIsNoListOfObjectsAlsoWhereNobodyReadsIt(String entries) {
    String json =
        new String(KEY, StandardCharsets.UTF_8)
            .replaceFirst("\"tlogEntries\":\\[]", "\"tlogEntries\":" + entries);
    assertThat(json).contains(":" + entries);
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> BundleReader.read(json.getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining("tlogEntries");
  }

  @Test
  void refusesAListWhereThereIsAnObject() {
    refuses(KEY, bundle -> bundle.putArray("dsseEnvelope"));
    refuses(KEY, bundle -> at(bundle, "/verificationMaterial").putArray("x509CertificateChain"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"Repository not found\"}",
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"}",
        "{\"payload\":\"AA==\",\"payloadType\":\"t\",\"signatures\":[]}"
      })
  void saysThatAnotherDocumentIsNoBundle(String json) {
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> BundleReader.read(json.getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining("no Sigstore bundle but another JSON document, with the member '");
  }

  @Test
  void refusesObjectsAndListsWhereThereIsText() {
    refuses(KEY, bundle -> at(bundle, "/verificationMaterial/publicKey").putObject("hint"));
    refuses(KEY, bundle -> at(bundle, "/dsseEnvelope/signatures/0").putArray("keyid"));
    refuses(KEY, bundle -> at(bundle, "/dsseEnvelope").putObject("payload").put("a", 1));
    refuses(
        SIGSTORE,
        bundle ->
            ((ArrayNode) bundle.at("/verificationMaterial/tlogEntries/0/inclusionProof/hashes"))
                .addNull());
    refuses(
        SIGSTORE,
        bundle ->
            ((ArrayNode) bundle.at("/verificationMaterial/tlogEntries/0/inclusionProof/hashes"))
                .addArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{{ cycler }}", "{% set x %}", "<script>", "$(id)", "`id`", "\u0000", "ü"})
  void refusesTextThatATemplateOrAShellWouldRun(String text) {
    refuses(KEY, bundle -> at(bundle, "/verificationMaterial/publicKey").put("hint", text));
    refuses(KEY, bundle -> at(bundle, "/dsseEnvelope/signatures/0").put("keyid", text));
    refuses(
        SIGSTORE,
        bundle -> at(bundle, "/verificationMaterial/tlogEntries/0/kindVersion").put("kind", text));
    refuses(
        SIGSTORE,
        bundle ->
            at(bundle, "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint")
                .put("envelope", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "e8450dec4eb99dae995da9af1bc2cc9f76ed669ee2e744f57abba763df3e3f8e",
        "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8=",
        "awskms:///arn:aws:kms:us-east-1:1:key/a-b",
        "pkcs11:token=a%20b;object=c?module-name=x&slot-id=1",
        "release@example.com"
      })
  void readsTheHintsThatSignersWrite(String hint) throws BundleFormatException {
    byte[] bundle =
        Bundles.change(KEY, json -> at(json, "/verificationMaterial/publicKey").put("hint", hint));
    assertThat(BundleReader.read(bundle).material()).isEqualTo(new PublicKeyHint(hint));
  }

  @Test
  void readsTheNamesOfTheProtocolBuffers() throws BundleFormatException {
    String proto = text(SIGSTORE);
    for (String[] names :
        new String[][] {
          {"mediaType", "media_type"},
          {"verificationMaterial", "verification_material"},
          {"rawBytes", "raw_bytes"},
          {"tlogEntries", "tlog_entries"},
          {"logIndex", "log_index"},
          {"logId", "log_id"},
          {"keyId", "key_id"},
          {"kindVersion", "kind_version"},
          {"integratedTime", "integrated_time"},
          {"inclusionPromise", "inclusion_promise"},
          {"signedEntryTimestamp", "signed_entry_timestamp"},
          {"inclusionProof", "inclusion_proof"},
          {"rootHash", "root_hash"},
          {"treeSize", "tree_size"},
          {"canonicalizedBody", "canonicalized_body"},
          {"timestampVerificationData", "timestamp_verification_data"},
          {"rfc3161Timestamps", "rfc3161_timestamps"},
          {"signedTimestamp", "signed_timestamp"},
          {"dsseEnvelope", "dsse_envelope"}
        }) {
      assertThat(proto).contains("\"" + names[0] + "\"");
      proto = proto.replace("\"" + names[0] + "\"", "\"" + names[1] + "\"");
    }
    assertThat(read(proto)).isEqualTo(BundleReader.read(SIGSTORE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"payload_type", "mediatype", "MediaType", "media__type", "log-index"})
  void refusesOtherSpellings(String name) {
    refuses(KEY, bundle -> bundle.put(name, "x"));
    refuses(KEY, bundle -> at(bundle, "/dsseEnvelope").put(name, "x"));
  }

  @Test
  void refusesAMemberInBothSpellings() {
    refuses(KEY, bundle -> bundle.put("media_type", Bundle.MEDIA_TYPE));
    refuses(KEY, bundle -> at(bundle, "/verificationMaterial").putArray("tlog_entries"));
    refuses(
        SIGSTORE,
        bundle -> at(bundle, "/verificationMaterial/certificate").put("raw_bytes", "BQ=="));
  }

  @Test
  void readsNullAsAbsent() throws BundleFormatException {
    byte[] nulls =
        Bundles.change(
            KEY,
            bundle -> {
              bundle.putNull("messageSignature");
              ObjectNode material = at(bundle, "/verificationMaterial");
              material.putNull("certificate");
              material.putNull("x509CertificateChain");
              material.putNull("timestampVerificationData");
              material.putNull("tlogEntries");
              at(bundle, "/verificationMaterial/publicKey").putNull("rawBytes");
              at(bundle, "/dsseEnvelope/signatures/0").putNull("keyid");
            });
    assertThat(BundleReader.read(nulls)).isEqualTo(BundleReader.read(KEY));
  }

  @Test
  void keepsNumbersOfLogEntriesAsTheyAre() throws BundleFormatException {
    byte[] numbers =
        Bundles.change(
            SIGSTORE,
            bundle -> {
              ObjectNode entry = at(bundle, "/verificationMaterial/tlogEntries/0");
              entry.put("logIndex", 7);
              entry.put("integratedTime", 1);
            });
    SigstoreMaterial material = (SigstoreMaterial) BundleReader.read(numbers).material();
    assertThat(material.logEntries().getFirst())
        .startsWith("{\"logIndex\":7,")
        .contains("\"integratedTime\":1,");
  }

  @Test
  void readsThePublicKeyOfPreReleaseSigners() throws BundleFormatException {
    byte[] early =
        Bundles.change(
            KEY,
            bundle ->
                at(bundle, "/verificationMaterial")
                    .putObject("publicKey")
                    .put("rawBytes", "AQI=")
                    .put("keyDetails", "PKIX_ECDSA_P384_SHA_384")
                    .putNull("validFor"));
    assertThat(BundleReader.read(early).material()).isEqualTo(new RawPublicKey(new byte[] {1, 2}));
  }

  @Test
  void readsLogEntriesBesideAKeyAsOtherToolsWriteThem() throws BundleFormatException {
    byte[] logged =
        Bundles.change(
            KEY,
            bundle ->
                at(bundle, "/verificationMaterial")
                    .putArray("tlogEntries")
                    .addObject()
                    .put("logIndex", "7")
                    .putObject("logId")
                    .put("keyId", "AA=="));
    assertThat(BundleReader.read(logged).material()).isEqualTo(new PublicKeyHint("abc"));
  }
}
