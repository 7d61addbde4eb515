// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ImageSignaturePlace;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An image, by its digest, that workloads of a namespace mount as a volume or carry as a modelcar.
 *
 * @param policy name of the policy
 * @param reference as the first of them writes it
 * @param digest what it is verified by
 * @param path directory of the model in the image
 * @param place where its bundle is
 * @param verification how the Jobs run
 * @param pullSecrets those that the first workload that has any names
 * @param users the oldest of the workloads, at most {@value #USERS}
 */
record FoundImage(
    String policy,
    String namespace,
    String reference,
    String digest,
    String path,
    ImageSignaturePlace place,
    @Nullable VerificationOptions verification,
    List<String> pullSecrets,
    List<WorkloadUser> users)
    implements Found {
  /** Owners of one ModelSignature: it goes when the last of them goes. */
  static final int USERS = 4;

  private static final Comparator<WorkloadUser> OLDEST =
      Comparator.comparing(WorkloadUser::since).thenComparing(WorkloadUser::uid);

  FoundImage {
    pullSecrets = List.copyOf(pullSecrets);
    users = List.copyOf(users);
  }

  /** The same image, used by the workloads of both. */
  FoundImage and(FoundImage other) {
    boolean isFirst = OLDEST.compare(users.getFirst(), other.users.getFirst()) <= 0;
    FoundImage first = isFirst ? this : other;
    FoundImage second = isFirst ? other : this;
    return new FoundImage(
        policy,
        namespace,
        first.reference,
        digest,
        path,
        place,
        verification,
        first.pullSecrets.isEmpty() ? second.pullSecrets : first.pullSecrets,
        Stream.concat(users.stream(), other.users.stream())
            .distinct()
            .sorted(OLDEST)
            .limit(USERS)
            .toList());
  }

  @Override
  public String key() {
    return namespace + "/" + digest + path;
  }

  @Override
  public String since() {
    return users.getFirst().since();
  }
}
