// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Creates, resumes and deletes measuring Jobs in the namespaces of the models. */
public final class MeasurementJobs {
  /** Name of the NetworkPolicy that denies measuring pods all network traffic. */
  public static final String DENY_ALL = "oms-verify-deny-all";

  private static final long MAX_EVENTS = 50;
  private static final int MAX_WARNING = 512;

  /** For so long a NetworkPolicy that was made is not looked for again. */
  private static final Duration ISOLATED_FOR = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final Clock clock;
  private final Map<String, Instant> isolated = new ConcurrentHashMap<>();

  /** Acts with the rights of this client. */
  public MeasurementJobs(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Creates the Job and the NetworkPolicy that isolates its pod; empty when a Job of that name
   * exists already, whose UID is not recorded.
   *
   * @throws KubernetesClientException when the API server refuses (quota, terminating namespace, …)
   */
  public Optional<Job> create(Job job) {
    isolate(job.getMetadata().getNamespace());
    try {
      return Optional.of(client.resource(job).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The Job as stored now, if it is still the one with this UID. */
  public Optional<Job> stored(String namespace, String name, String uid) {
    return Optional.ofNullable(
            client.batch().v1().jobs().inNamespace(namespace).withName(name).get())
        .filter(job -> Objects.equals(job.getMetadata().getUid(), uid));
  }

  /** Lets a suspended Job run; a conflict when the name now belongs to another UID. */
  public void resume(Job job) {
    String uid = job.getMetadata().getUid();
    // Of a Job by its name, the client would first ask for the Job.
    client
        .resource(job)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"uid\":\"" + uid + "\"},\"spec\":{\"suspend\":false}}");
  }

  /** Deletes the Job and its pods. */
  public void delete(Job job) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(job.getMetadata().getNamespace())
        .withName(job.getMetadata().getName())
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
  }

  /**
   * The last warning that Kubernetes gave about an object, such as a quota that keeps a Job from
   * creating its pod; empty when there is none, or when events cannot be read. Events are
   * short-lived and written by anybody who may: they are shown and decide nothing.
   *
   * @param uid the Job's or the pod's
   */
  public Optional<String> lastWarning(String namespace, String uid) {
    try {
      return client
          .v1()
          .events()
          .inNamespace(namespace)
          .withField("involvedObject.uid", uid)
          .withField("type", "Warning")
          .list(new ListOptionsBuilder().withLimit(MAX_EVENTS).build())
          .getItems()
          .stream()
          .max(Comparator.comparing(MeasurementJobs::time))
          .map(event -> event.getReason() + ": " + event.getMessage())
          .map(text -> Printable.of(text, MAX_WARNING));
    } catch (KubernetesClientException e) {
      // Only shown; the measurement goes on without it.
      return Optional.empty();
    }
  }

  private static String time(Event event) {
    return Stream.of(
            event.getLastTimestamp(),
            event.getEventTime() == null ? null : event.getEventTime().getTime(),
            event.getMetadata().getCreationTimestamp())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  /** Made again after a while at the latest, should somebody have deleted it or its namespace. */
  private void isolate(String namespace) {
    Instant now = clock.instant();
    isolated.values().removeIf(at -> !now.isBefore(at.plus(ISOLATED_FOR)));
    if (isolated.containsKey(namespace)) {
      return;
    }
    var policies = client.network().v1().networkPolicies().inNamespace(namespace);
    var policy =
        new NetworkPolicyBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(DENY_ALL)
            .addToLabels("app.kubernetes.io/managed-by", "model-signature-operator")
            .endMetadata()
            .withNewSpec()
            .withNewPodSelector()
            .withMatchLabels(Map.of(ApiGroup.MEASUREMENT_LABEL, "true"))
            .endPodSelector()
            .withPolicyTypes("Ingress", "Egress")
            .endSpec()
            .build();
    try {
      policies.resource(policy).create();
    } catch (KubernetesClientException e) {
      // A quota that is used up refuses also what is there already.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && policies.withName(DENY_ALL).get() == null) {
        throw e;
      }
    }
    isolated.put(namespace, now);
  }
}
