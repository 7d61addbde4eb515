// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.Pages;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Brings the ModelSignatures that discovery made in line with what it wants. Those that somebody
 * else made are neither changed nor deleted. What fails is done at the next look.
 *
 * @param mayDeleteClaims whether all that is wanted for claims is known
 * @param mayDeleteImages whether all that is wanted for images is known
 */
record Settlement(
    KubernetesClient client,
    DiscoveryPlan<FoundClaim> claims,
    DiscoveryPlan<FoundImage> images,
    boolean mayDeleteClaims,
    boolean mayDeleteImages) {
  private static final Logger LOG = Logger.getLogger(Settlement.class);

  /**
   * For how much of each policy there is no ModelSignature in the end.
   *
   * @param claims by the name of the policy
   * @param images by the name of the policy
   */
  record Refused(Map<String, Integer> claims, Map<String, Integer> images) {
    Refused {
      claims = Map.copyOf(claims);
      images = Map.copyOf(images);
    }
  }

  /**
   * Settles.
   *
   * @throws KubernetesClientException when ModelSignatures cannot be listed: then nothing was done
   */
  Refused settle() {
    Set<String> present = new HashSet<>();
    List<ModelSignature> surplus = new ArrayList<>();
    List<ModelSignature> disowned = new ArrayList<>();
    Pages.forEach(
        client
            .resources(ModelSignature.class)
            .inAnyNamespace()
            .withLabel(ApiGroup.DISCOVERED_LABEL),
        (ModelSignature signature) -> compare(signature, present, surplus, disowned));
    surplus.forEach(this::delete);
    disowned.forEach(this::own);
    return new Refused(
        make(claims, present, DiscoveredSignature::of), make(images, present, DiscoveredImage::of));
  }

  private void compare(
      ModelSignature signature,
      Set<String> present,
      List<ModelSignature> surplus,
      List<ModelSignature> disowned) {
    Optional<OwnerReference> claim = DiscoveredSignature.claimOf(signature);
    Optional<String> image =
        claim.isPresent() ? Optional.empty() : DiscoveredImage.keyOf(signature);
    boolean mayDelete = claim.isPresent() ? mayDeleteClaims : mayDeleteImages && image.isPresent();
    Optional<Found> wanted =
        claim.isPresent()
            ? claim.flatMap(owner -> wanted(signature, owner))
            : image.map(key -> images.wanted().get(key));
    if (wanted.isPresent()) {
      present.add(wanted.get().key());
      if (wanted.get() instanceof FoundImage found && !owns(found, signature)) {
        ModelSignature owned = named(signature);
        owned.getMetadata().setOwnerReferences(DiscoveredImage.owners(found));
        disowned.add(owned);
      }
    } else if (mayDelete && signature.getMetadata().getDeletionTimestamp() == null) {
      surplus.add(named(signature));
    }
  }

  /**
   * A claim of the same name that was made anew is another one, and so is another directory: a
   * cache of the same name may have been made anew for another model. A source cannot be changed.
   * Where only the whole volume is found, one for a directory is left alone.
   */
  private Optional<Found> wanted(ModelSignature signature, OwnerReference claim) {
    String key = signature.getMetadata().getNamespace() + "/" + claim.getName();
    return Optional.<Found>ofNullable(claims.wanted().get(key))
        .filter(
            found ->
                found instanceof FoundClaim(var _, var _, var _, var uid, var _, var path, var _)
                    && uid.equals(claim.getUid())
                    && (path.isEmpty() || path.equals(DiscoveredSignature.pathOf(signature))));
  }

  private static boolean owns(FoundImage found, HasMetadata signature) {
    return uids(DiscoveredImage.owners(found))
        .equals(uids(signature.getMetadata().getOwnerReferences()));
  }

  private static Set<String> uids(List<OwnerReference> owners) {
    return owners.stream().map(OwnerReference::getUid).collect(Collectors.toSet());
  }

  private <T extends Found> Map<String, Integer> make(
      DiscoveryPlan<T> plan, Set<String> present, Function<T, ModelSignature> made) {
    Map<String, Integer> refused = new HashMap<>();
    plan.wanted()
        .forEach(
            (key, found) -> {
              if (!present.contains(key) && !make(key, made.apply(found))) {
                refused.merge(found.policy(), 1, Integer::sum);
              }
            });
    return refused;
  }

  private boolean make(String key, ModelSignature signature) {
    try {
      client.resource(signature).create();
      LOG.infof(
          "namespace=%s name=%s discovered %s",
          signature.getMetadata().getNamespace(), signature.getMetadata().getName(), key);
      return true;
    } catch (KubernetesClientException e) {
      // The name is taken, a quota is used up, or the namespace goes: it stays as it is.
      LOG.debugf("%s gets no ModelSignature: %s", key, e.getMessage());
      return false;
    }
  }

  /** What a deletion needs: tenants decide how large the rest is, and how many there are. */
  private static ModelSignature named(HasMetadata signature) {
    var metadata = signature.getMetadata();
    var named = new ModelSignature();
    named.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withResourceVersion(metadata.getResourceVersion())
            .build());
    return named;
  }

  /**
   * With the workloads that use its image now, so that it does not go while one of them is left.
   */
  private void own(ModelSignature signature) {
    var metadata = signature.getMetadata();
    try {
      client
          .resources(ModelSignature.class)
          .inNamespace(metadata.getNamespace())
          .withName(metadata.getName())
          .edit(
              current -> {
                if (Objects.equals(
                    current.getMetadata().getResourceVersion(), metadata.getResourceVersion())) {
                  current.getMetadata().setOwnerReferences(metadata.getOwnerReferences());
                }
                return current;
              });
    } catch (KubernetesClientException e) {
      LOG.debugf(
          "namespace=%s name=%s keeps its owners until the next look: %s",
          metadata.getNamespace(), metadata.getName(), e.getMessage());
    }
  }

  /** Only the one that was seen: somebody else may have made another of its name. */
  private void delete(ModelSignature signature) {
    try {
      client
          .resource(signature)
          .lockResourceVersion(signature.getMetadata().getResourceVersion())
          .delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        LOG.debugf(
            "namespace=%s name=%s stays until the next look: %s",
            signature.getMetadata().getNamespace(),
            signature.getMetadata().getName(),
            e.getMessage());
      }
    }
  }
}
