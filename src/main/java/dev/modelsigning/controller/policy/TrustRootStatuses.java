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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the status of a ModelTrustRoot. */
final class TrustRootStatuses {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int MAX_KEYS = 64;
  private static final int MAX_SERVICE = 1024;
  private static final String NOT_CHECKED =
      "The trusted root could not be checked, and is checked again; see the operator's log";

  private TrustRootStatuses() {}

  /**
   * The status.
   *
   * @param refresh how the fetches go; empty for a root that is not fetched
   */
  static ModelTrustRootStatus of(
      ModelTrustRoot resource, FoundRoot found, Optional<RootRefresh.State> refresh, Instant now) {
    ModelTrustRootStatus status =
        switch (found) {
          case FoundRoot.Read(var root) -> read(resource, root, now);
          case FoundRoot.Unusable(var reason, var message) ->
              status(resource, false, reason, message, now);
        };
    if (refresh.isEmpty()) {
      status.conditions =
          status.conditions.stream()
              .filter(
                  condition ->
                      ConditionType.of(condition.getType())
                          .filter(type -> type == ConditionType.Refreshed)
                          .isEmpty())
              .toList();
    } else {
      write(resource, refresh.get(), status, now);
    }
    return status;
  }

  private static void write(
      ModelTrustRoot resource,
      RootRefresh.State refresh,
      ModelTrustRootStatus status,
      Instant now) {
    // That it was ever fetched is not forgotten when what was fetched is lost.
    status.lastRefresh =
        refresh
            .last()
            .map(TrustRootStatuses::time)
            .orElse(resource.getStatus() == null ? null : resource.getStatus().lastRefresh);
    status.nextRefresh = time(refresh.next());
    status.refreshFailures = refresh.failures() == 0 ? null : refresh.failures();
    var conditions = StatusConditions.of(status.conditions, resource, now);
    if (refresh.problem().isPresent()) {
      conditions.with(
          ConditionType.Refreshed,
          Value.FALSE,
          Reason.TrustRootNotFetched,
          refresh.problem().get()
              + "; next try "
              + status.nextRefresh
              + refresh
                  .last()
                  .map(last -> "; what was fetched " + time(last) + " counts")
                  .orElse(""));
    } else if (refresh.failures() == 0 && refresh.last().isPresent()) {
      conditions.with(
          ConditionType.Refreshed,
          Value.TRUE,
          Reason.TrustRootRead,
          "the trusted root was fetched");
    }
    status.conditions = conditions.list();
  }

  static ModelTrustRootStatus notChecked(ModelTrustRoot resource, Instant now) {
    ModelTrustRootStatus status = status(resource, false, Reason.CheckFailed, NOT_CHECKED, now);
    ModelTrustRootStatus before = resource.getStatus();
    if (before != null) {
      // Neither the next fetch nor a pause is forgotten over a failure.
      status.lastRefresh = before.lastRefresh;
      status.nextRefresh = before.nextRefresh;
      status.refreshFailures = before.refreshFailures;
    }
    return status;
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
