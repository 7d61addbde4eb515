// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.controller.SmallPods;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import dev.modelsigning.controller.signing.SignatureOutput.InlineModelSignature;
import dev.modelsigning.controller.storage.KnownStorage;
import dev.modelsigning.controller.storage.Reach;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.text.ObjectName;
import dev.modelsigning.volume.AttachedNode;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.HoldingNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Collects what a signing job is decided by. It reads from the API server instead of caches:
 * signing jobs are few and short, so caches of all claims, volumes and Secrets would cost more than
 * they save, and a signer that is withdrawn is gone at once. What pods wrote in the past cannot be
 * read anywhere; {@link ClaimWriters}, which see every pod event, remember it. Pods that reach the
 * volume by another name may be in any namespace; {@link KnownStorage} finds them.
 */
final class SigningReader {
  private final KubernetesClient client;
  private final String ownNamespace;
  private final ClaimWriters writers;
  private final KnownStorage storage;
  private final GuardState guard;
  private final Clock clock;

  SigningReader(
      KubernetesClient client,
      String ownNamespace,
      ClaimWriters writers,
      KnownStorage storage,
      GuardState guard,
      Clock clock) {
    this.client = client;
    this.ownNamespace = ownNamespace;
    this.writers = writers;
    this.storage = storage;
    this.guard = guard;
    this.clock = clock;
  }

  SigningFacts read(ModelSigningJob job, List<Job> measuringJobs) {
    String namespace = job.getMetadata().getNamespace();
    String claim = job.getSpec().source.persistentVolumeClaim.claimName;
    String claimKey = ClaimWriters.key(namespace, claim);
    List<Pod> pods = pods(namespace, pod -> mounts(pod, claimKey) || isMeasuring(pod, job));
    List<Pod> mounting = pods.stream().filter(pod -> mounts(pod, claimKey)).toList();
    Optional<PersistentVolumeClaim> found =
        Optional.ofNullable(
            client.persistentVolumeClaims().inNamespace(namespace).withName(claim).get());
    Optional<ClusterModelSigningJob> owner = owner(job);
    Optional<PersistentVolume> bound =
        found
            .map(existing -> existing.getSpec().getVolumeName())
            .flatMap(name -> LiveClaims.volume(client, name));
    VolumeFinding volume =
        VolumeFinding.of(claim, found, name -> bound, () -> LiveClaims.nodes(client));
    Reach reach = storage.reach(claimKey, bound, volume.node()).with(mounting);
    return new SigningFacts(
        job,
        signer(job, owner),
        modelSignature(namespace, InlineModelSignature.of(job).name()),
        Vouching.target(job, owner)
            .map(target -> Mandate.of(owner.orElseThrow(), target))
            .orElseGet(() -> Mandate.of(job)),
        found
            .filter(existing -> existing.getMetadata().getDeletionTimestamp() == null)
            .map(existing -> existing.getMetadata().getUid()),
        volume,
        guard.installed() ? Optional.empty() : Optional.of(guard.missing()),
        measuringJobs,
        pods.stream().filter(pod -> isMeasuring(pod, job)).toList(),
        reach.writers(writers).stream().map(writer -> writer.nameIn(namespace)).toList(),
        instant -> reach.writersSince(writers, instant),
        volume
            .node()
            .map(HoldingNode::name)
            .or(() -> found.flatMap(existing -> AttachedNode.of(existing, mounting))));
  }

  /** In pages, and little of each: a tenant may have as many and as large ones as it likes. */
  private List<Pod> pods(String namespace, Predicate<Pod> needed) {
    List<Pod> found = new ArrayList<>();
    Pages.forEach(
        client.pods().inNamespace(namespace),
        (Pod pod) -> {
          if (needed.test(pod)) {
            found.add(SmallPods.small(pod));
          }
        });
    return found;
  }

  private static boolean mounts(Pod pod, String claimKey) {
    return ClaimWriters.mountedBy(pod).contains(claimKey);
  }

  private SignerLookup signer(ModelSigningJob job, Optional<ClusterModelSigningJob> owner) {
    String name = job.getSpec().signer.secretName;
    Optional<Secret> secret =
        Optional.ofNullable(client.secrets().inNamespace(ownNamespace).withName(name).get());
    return SignerGrant.decide(
        name, secret, job.getMetadata().getNamespace(), Vouching.of(job, owner), clock.instant());
  }

  private Optional<ClusterModelSigningJob> owner(ModelSigningJob job) {
    return Vouching.ownerOf(job)
        .filter(reference -> ObjectName.isPossible(reference.getName()))
        .map(
            reference ->
                client.resources(ClusterModelSigningJob.class).withName(reference.getName()).get());
  }

  private Optional<ModelSignature> modelSignature(String namespace, String name) {
    return Optional.ofNullable(
        client.resources(ModelSignature.class).inNamespace(namespace).withName(name).get());
  }

  private static boolean isMeasuring(Pod pod, ModelSigningJob job) {
    var labels = pod.getMetadata().getLabels();
    return labels != null
        && job.getMetadata().getUid().equals(labels.get(JobTemplate.OWNER_UID_LABEL));
  }
}
