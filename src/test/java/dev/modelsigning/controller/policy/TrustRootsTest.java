// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootConfigMap;
import dev.modelsigning.api.v1alpha1.TrustRootKeyKind;
import dev.modelsigning.testing.ConditionAssert;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a trusted root may be, and what its status says. */
class TrustRootsTest {
  private static final Instant NOW = TestPki.NOW;
  private static final ObjectNode ROOT = root();

  private final TrustRoots roots = new TrustRoots();

  private static ObjectNode root() {
    try (PrivateSigstore sigstore = PrivateSigstore.start(Clock.fixed(NOW, ZoneOffset.UTC))) {
      return sigstore.trustedRoot();
    }
  }

  private static ModelTrustRoot inline(@Nullable String text) {
    return CustomResources.trustRoot("private", text);
  }

  private static ModelTrustRoot inAConfigMap() {
    ModelTrustRoot root = inline(null);
    root.getSpec().configMapKeyRef = new TrustRootConfigMap();
    root.getSpec().configMapKeyRef.name = "sigstore";
    root.getSpec().configMapKeyRef.key = "trusted_root.json";
    return root;
  }

  private FoundRoot read(ModelTrustRoot root) {
    return roots.read(root, name -> Optional.empty());
  }

  private FoundRoot read(ConfigMap configMap) {
    return roots.read(inAConfigMap(), name -> Optional.of(configMap));
  }

  private static ConfigMap text(String key, String value) {
    return new ConfigMapBuilder().addToData(key, value).build();
  }

  private static ConfigMap binary(String base64) {
    return new ConfigMapBuilder().addToBinaryData("trusted_root.json", base64).build();
  }

  private static void refused(FoundRoot found, Reason reason, String word) {
    assertThat(found)
        .isInstanceOfSatisfying(
            FoundRoot.Unusable.class,
            unusable -> {
              assertThat(unusable.reason()).isEqualTo(reason);
              assertThat(unusable.message()).contains(word);
            });
  }

  @Test
  void readsTheResourceOrEitherPartOfAConfigMap() {
    String json = ROOT.toString();
    String base64 = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));

    assertThat(read(inline(json))).isInstanceOf(FoundRoot.Read.class);
    assertThat(read(text("trusted_root.json", json))).isInstanceOf(FoundRoot.Read.class);
    assertThat(read(binary(base64))).isInstanceOf(FoundRoot.Read.class);
  }

  @Test
  void readsTheSameTextOnceAndAnotherTextAgain() {
    FoundRoot first = read(inline(ROOT.toString()));

    assertThat(read(inline(ROOT.toString()))).isSameAs(first);
    assertThat(read(inline("{}"))).isInstanceOf(FoundRoot.Unusable.class);
  }

  @Test
  void refusesAConfigMapThatIsMissingOrHasNoSuchKey() {
    refused(read(inAConfigMap()), Reason.ConfigMapNotFound, "create it");
    refused(read(text("other", "{}")), Reason.ConfigMapKeyNotFound, "trusted_root.json");
    refused(read(binary("%%")), Reason.TrustRootInvalid, "base64");
  }

  @Test
  void refusesAResourceThatHasNoneOrBoth() {
    ModelTrustRoot both = inAConfigMap();
    both.getSpec().trustedRoot = "{}";

    refused(read(inline(null)), Reason.TrustRootInvalid, "exactly one");
    refused(read(both), Reason.TrustRootInvalid, "exactly one");
  }

  @Test
  void refusesATextThatIsTooLongOrNoTrustedRoot() {
    refused(
        read(text("trusted_root.json", " ".repeat(524_289))), Reason.TrustRootInvalid, "524288");
    refused(read(inline("{\"tlogs\": []}")), Reason.TrustRootInvalid, "trusted_root.json");
  }

  @Test
  void statusHasTheDigestAndTheEndOfEachKey() {
    var status =
        TrustRootStatuses.of(inline(null), read(inline(ROOT.toString())), Optional.empty(), NOW);

    ConditionAssert.assertThatCondition(status.conditions, "Ready")
        .isTrue()
        .hasReason("TrustRootRead");
    assertThat(status.digest).matches("sha256:[0-9a-f]{64}");
    assertThat(status.keyCount).isEqualTo(5);
    assertThat(status.keys)
        .extracting(key -> key.kind)
        .containsExactly(
            TrustRootKeyKind.CertificateAuthority,
            TrustRootKeyKind.TransparencyLog,
            TrustRootKeyKind.TransparencyLog,
            TrustRootKeyKind.CertificateLog,
            TrustRootKeyKind.TimestampAuthority);
    assertThat(status.keys.getFirst().validUntil).endsWith("Z");
  }

  @Test
  void statusOfARootThatCannotBeUsedSaysWhy() {
    var status = TrustRootStatuses.of(inline(null), read(inline("{}")), Optional.empty(), NOW);

    assertThat(status.digest).isNull();
    assertThat(status.keys).isNull();
    ConditionAssert.assertThatCondition(status.conditions, "Ready").isFalse();
    ConditionAssert.assertThatCondition(status.conditions, "Stalled")
        .isTrue()
        .hasReason("TrustRootInvalid");
  }

  @Test
  void statusIsBounded() {
    ObjectNode many = ROOT.deepCopy();
    ArrayNode logs = (ArrayNode) many.get("tlogs");
    for (int i = 0; i < 100; i++) {
      ObjectNode log = logs.get(0).deepCopy();
      log.put("baseUrl", "https://rekor.example/" + "x".repeat(1500));
      logs.add(log);
    }

    var status =
        TrustRootStatuses.of(inline(null), read(inline(many.toString())), Optional.empty(), NOW);

    assertThat(status.keyCount).isEqualTo(105);
    assertThat(status.keys)
        .hasSize(64)
        .allSatisfy(key -> assertThat(key.service.length()).isLessThanOrEqualTo(1024));
  }
}
