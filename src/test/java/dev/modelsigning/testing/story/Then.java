// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import static dev.modelsigning.testing.ConditionAssert.assertThatCondition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.ConditionAssert;
import dev.modelsigning.testing.ModelSignatureAssert;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What is expected, at once or within half a minute. */
public final class Then {
  private final Stage stage;

  Then(Stage stage) {
    this.stage = stage;
  }

  /** Starts an assertion on the team's ModelSignature. */
  public ModelSignatureInTime theModelSignature() {
    return new ModelSignatureInTime();
  }

  /** Assertions that wait until the status is as expected. */
  public final class ModelSignatureInTime {
    private ModelSignatureInTime() {}

    /** It becomes Verified. */
    public ModelSignatureAssert becomesVerified() {
      return becomes("SignatureVerified").isVerified();
    }

    /** It comes to have this reason. */
    public ModelSignatureAssert becomes(String reason) {
      return ModelSignatureAssert.assertThat(
          reaches("reason " + reason, status -> reason.equals(status.reason)));
    }

    /** Its message comes to contain this. */
    public ModelSignatureAssert saysInTime(String part) {
      return ModelSignatureAssert.assertThat(
          reaches(
              "message " + part,
              status -> status.message != null && status.message.contains(part)));
    }

    /** It is about this generation. */
    public ModelSignatureAssert observesGeneration(long generation) {
      return ModelSignatureAssert.assertThat(
          reaches("generation " + generation, s -> s.observedGeneration == generation));
    }

    /** The first authority that accepts it comes to have another digest than this. */
    public ModelSignatureAssert isAcceptedByAnotherThan(String digest) {
      return ModelSignatureAssert.assertThat(
          reaches(
              "another digest than " + digest,
              s ->
                  s.signatures != null
                      && s.signatures.stream()
                          .flatMap(one -> one.acceptedBy.stream())
                          .anyMatch(accepted -> !accepted.digest.equals(digest))));
    }

    /** It has a measuring Job, and that is another one than this. */
    public ModelSignatureAssert isMeasuredByAnotherJobThan(Job job) {
      return isMeasuredByAnotherJobThan(job.getMetadata().getUid());
    }

    /** It has a measuring Job, and that has another UID than this. */
    public ModelSignatureAssert isMeasuredByAnotherJobThan(String jobUid) {
      return ModelSignatureAssert.assertThat(
          reaches(
              "another measuring Job than " + jobUid,
              s ->
                  s.measurement != null
                      && s.measurement.jobUid != null
                      && !s.measurement.jobUid.equals(jobUid)));
    }

    /** Its metadata was compared, and is as the measurement left it. */
    public ModelSignatureAssert isFoundUntouched() {
      return ModelSignatureAssert.assertThat(
          reaches("a compared fingerprint", s -> s.lastFingerprint != null));
    }

    /** Its verdict rests on the measurement of this Job, which has ended. */
    public ModelSignatureAssert restsOn(Job job) {
      String uid = job.getMetadata().getUid();
      return ModelSignatureAssert.assertThat(
          reaches(
              "a completed measurement by " + uid,
              s ->
                  s.standing == null
                      && s.measurement != null
                      && uid.equals(s.measurement.jobUid)
                      && s.measurement.completedAt != null));
    }

    /** It is measured on this node. */
    public ModelSignatureAssert isMeasuredOn(String node) {
      return ModelSignatureAssert.assertThat(
          reaches(
              "a measurement on " + node,
              s -> s.measurement != null && node.equals(s.measurement.nodeName)));
    }

    /** A pod that the API does not show any more may still write. */
    public ModelSignatureAssert hasAWriterThatIsGone() {
      return ModelSignatureAssert.assertThat(
          reaches(
              "a writer that is gone",
              s -> s.writers != null && s.writers.stream().anyMatch(w -> w.until != null)));
    }

    /** Another volume with the same storage is known. */
    public ModelSignatureAssert knowsAnAlias() {
      return ModelSignatureAssert.assertThat(
          reaches("an alias", s -> s.volume != null && s.volume.aliases != null));
    }

    /** It is about another volume than this earlier status. */
    public ModelSignatureAssert isAboutAnotherVolumeThan(ModelSignatureStatus earlier) {
      return ModelSignatureAssert.assertThat(
          reaches(
              "another volume than " + earlier.volume.identity,
              s -> !s.volume.identity.equals(earlier.volume.identity)));
    }

    ModelSignatureStatus reaches(String what, Predicate<ModelSignatureStatus> condition) {
      try {
        return stage
            .signature()
            .waitUntilCondition(
                s -> s != null && s.getStatus() != null && condition.test(s.getStatus()),
                Stage.PATIENCE.toSeconds(),
                TimeUnit.SECONDS)
            .getStatus();
      } catch (KubernetesClientTimeoutException e) {
        String last = Serialization.asYaml(stage.signature().get());
        throw new AssertionError("waited in vain for " + what + "; the last state was\n" + last, e);
      }
    }
  }

  /** The trusted root with the name of the team's namespace comes to be Ready, or not. */
  public ConditionAssert theTrustRootBecomesReady(String status) {
    var root =
        stage
            .admin
            .resources(ModelTrustRoot.class)
            .withName(stage.team)
            .waitUntilCondition(
                stored ->
                    stored != null
                        && stored.getStatus() != null
                        && isReady(stored.getStatus().conditions, status),
                Stage.PATIENCE.toSeconds(),
                TimeUnit.SECONDS);
    return assertThatCondition(root.getStatus().conditions, "Ready");
  }

  private static boolean isReady(List<Condition> conditions, String status) {
    return conditions.stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals(status));
  }

  /** The policy comes to have this status of its first condition, Ready. */
  public ConditionAssert thePolicyBecomesReady(String status) {
    var policy =
        stage
            .policy()
            .waitUntilCondition(
                p ->
                    p != null && p.getStatus() != null && isReady(p.getStatus().conditions, status),
                Stage.PATIENCE.toSeconds(),
                TimeUnit.SECONDS);
    return assertThatCondition(policy.getStatus().conditions, "Ready");
  }

  /** The policy as it is now has been read, and has so many authorities. */
  public void thePolicyPublishesAuthorities(int count) {
    stage
        .policy()
        .waitUntilCondition(
            p ->
                p.getStatus() != null
                    && Objects.equals(
                        p.getStatus().observedGeneration, p.getMetadata().getGeneration())
                    && p.getStatus().authorities.size() == count,
            Stage.PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** The version of the ModelSignature once its measuring Job is gone and nothing is to be done. */
  public String theModelSignatureIsAtRest() {
    stage.jobs().forEach(this::noJobIsLeftOf);
    return stage.signature().get().getMetadata().getResourceVersion();
  }

  /** The team's namespace has no Job. */
  public void noJobExists() {
    assertThat(stage.jobs()).isEmpty();
  }

  /** These Jobs are deleted, after which there is none. */
  public void noJobIsLeftOf(Job... jobs) {
    for (Job job : jobs) {
      stage
          .job(job.getMetadata().getName())
          .waitUntilCondition(Objects::isNull, Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    noJobExists();
  }

  /** What the operator asked the API server so far, watches left out. */
  public List<String> requestsOfTheOperator() {
    return stage.operator().requests();
  }

  /** An event in the team's namespace has this reason. */
  public void anEventSays(String reason) {
    assertThat(stage.admin.v1().events().inNamespace(stage.team).list().getItems())
        .anyMatch(event -> event.getReason().equals(reason));
  }

  /** The reasons of the events about a pod, once one of them is this. */
  public List<String> reasonsAbout(Pod pod, String awaited) {
    Await.until(
        "an event " + awaited + " about pod " + pod.getMetadata().getName(),
        Stage.PATIENCE,
        () -> {
          // Whatever is in the cache by now is found at once, not at the next scheduled look.
          stage.operator().lookAtDrift();
          return reasonsAbout(pod).contains(awaited);
        });
    return reasonsAbout(pod);
  }

  /** The reasons of the events about a pod. */
  public List<String> reasonsAbout(Pod pod) {
    return stage
        .admin
        .v1()
        .events()
        .inNamespace(stage.team)
        .withField("involvedObject.uid", pod.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .map(Event::getReason)
        .sorted()
        .toList();
  }

  /** Nobody has begun to end a pod. */
  public void itGoesOn(Pod pod) {
    assertThat(stage.admin.resource(pod).get())
        .isNotNull()
        .satisfies(stored -> assertThat(stored.getMetadata().getDeletionTimestamp()).isNull());
  }

  /** A pod is gone, or ends. */
  public void itEnds(Pod pod) {
    stage
        .admin
        .resource(pod)
        .waitUntilCondition(
            stored -> stored == null || stored.getMetadata().getDeletionTimestamp() != null,
            Stage.PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** The evidence that the operator has stored. */
  public List<ConfigMap> storedEvidence() {
    return stage.storedEvidence();
  }

  /** No evidence is left once the operator has seen what is gone, and has swept. */
  public void noEvidenceIsLeftAfterSweeps() {
    Await.until("no evidence", Stage.PATIENCE, () -> stage.evidenceAfterASweep().isEmpty());
  }
}
