// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A fingerprint of one entry of {@code spec.authorities} as it is written. The webhook cannot read
 * the Secrets that an entry refers to; by the fingerprint it can tell whether a digest that the
 * operator published is of the entry as the policy has it now.
 */
public final class EntryFingerprint {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private EntryFingerprint() {}

  /** {@code sha256:} and 64 hexadecimal digits over all fields of the entry, its name included. */
  public static String of(TrustAuthority entry) {
    return over(entry);
  }

  /**
   * A digest over all that decides whether a policy accepts a signature.
   *
   * @param authorities the digest over those of all authorities; it is the answer where the policy
   *     wants one of them, denies nothing and asks for no annotation
   */
  public static String ofTrust(String authorities, ClusterModelTrustPolicy policy) {
    int wanted = Signers.wanted(policy);
    DenyList denied = DenyList.of(policy);
    RequiredAnnotations annotations = RequiredAnnotations.of(policy);
    return wanted == 1 && denied.entries().isEmpty() && annotations.wanted().isEmpty()
        ? authorities
        : over(List.of(authorities, wanted, denied.entries(), annotations.wanted()));
  }

  /**
   * A fingerprint of all that a policy's specification says about content, which the operator
   * publishes for gates. Secrets and trusted roots that it refers to are not in it.
   */
  public static String ofPublished(ClusterModelTrustPolicy policy) {
    ModelRules models = policy.getSpec().models;
    return over(
        List.of(
            Objects.requireNonNullElse(policy.getSpec().authorities, List.of()),
            Signers.wanted(policy),
            DenyList.of(policy).entries(),
            RequiredAnnotations.of(policy).wanted(),
            models == null || models.ignoredPaths == null ? List.of() : models.ignoredPaths));
  }

  private static String over(Object written) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(written));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry that was read can be written", e);
    }
  }
}
