// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.ModelTrustRootStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootKeyKind;
import dev.modelsigning.api.v1alpha1.TrustRootKeyStatus;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.text.Printable;
import dev.modelsigning.trust.sigstore.RootPart;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Makes the status of a ModelTrustRoot. */
final class TrustRootStatuses {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int MAX_KEYS = 64;
  private static final int MAX_SERVICE = 1024;
  private static final String NOT_CHECKED =
      "The trusted root could not be checked, and is checked again; see the operator's log";

  private TrustRootStatuses() {}

  static ModelTrustRootStatus of(ModelTrustRoot resource, FoundRoot found, Instant now) {
    return switch (found) {
      case FoundRoot.Read(var root) -> read(resource, root, now);
      case FoundRoot.Unusable(var reason, var message) ->
          status(resource, false, reason, message, now);
    };
  }

  static ModelTrustRootStatus notChecked(ModelTrustRoot resource, Instant now) {
    return status(resource, false, Reason.CheckFailed, NOT_CHECKED, now);
  }

  /** Whether two statuses say the same. */
  static boolean same(@Nullable ModelTrustRootStatus left, ModelTrustRootStatus right) {
    return left != null && JSON.valueToTree(left).equals(JSON.valueToTree(right));
  }

  private static ModelTrustRootStatus read(ModelTrustRoot resource, TrustedRoot root, Instant now) {
    int count = root.parts().size();
    ModelTrustRootStatus status =
        status(
            resource,
            true,
            Reason.TrustRootRead,
            "the trusted root can be used (" + count + " keys and certificate authorities)",
            now);
    status.digest = "sha256:" + root.digest();
    status.keyCount = count;
    status.keys = root.parts().stream().limit(MAX_KEYS).map(TrustRootStatuses::written).toList();
    return status;
  }

  private static ModelTrustRootStatus status(
      ModelTrustRoot resource, boolean ready, Reason reason, String message, Instant now) {
    var status = new ModelTrustRootStatus();
    status.observedGeneration = resource.getMetadata().getGeneration();
    status.conditions =
        StatusConditions.of(
                resource.getStatus() == null ? null : resource.getStatus().conditions,
                resource,
                now)
            .with(ConditionType.Ready, Value.of(ready), reason, message)
            .withProgress(reason, message)
            .list();
    return status;
  }

  private static TrustRootKeyStatus written(RootPart part) {
    var key = new TrustRootKeyStatus();
    key.kind =
        switch (part.kind()) {
          case CERTIFICATE_AUTHORITY -> TrustRootKeyKind.CertificateAuthority;
          case TRANSPARENCY_LOG -> TrustRootKeyKind.TransparencyLog;
          case CERTIFICATE_LOG -> TrustRootKeyKind.CertificateLog;
          case TIMESTAMP_AUTHORITY -> TrustRootKeyKind.TimestampAuthority;
        };
    key.service = Printable.of(part.service(), MAX_SERVICE);
    key.validFrom = part.start().map(TrustRootStatuses::time).orElse(null);
    key.validUntil = part.end().map(TrustRootStatuses::time).orElse(null);
    return key;
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
