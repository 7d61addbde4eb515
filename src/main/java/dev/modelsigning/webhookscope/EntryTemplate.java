// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes planned entries as the API has them. The name of an entry follows from its content: an
 * entry is never changed, but replaced by another one, so that both can be in force for a while.
 */
final class EntryTemplate {
  /** Ends the names of our entries. */
  static final String SUFFIX = ".modelsigning.dev";

  static final String SERVICE = "model-signature-webhook";

  /** What an entry takes in the stored object beside its own text: caBundle and managed fields. */
  private static final int BESIDE = 4 * 1024;

  private static final int PORT = 443;
  private static final int NAME_CHARACTERS = 190;
  private static final int DIGEST_BYTES = 5;
  private static final Pattern NOT_AT_THE_END = Pattern.compile("[-.]+$");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Labels and the like of running pods change often; what they run seldom. */
  private static final MatchCondition CHANGES_WHAT_RUNS =
      new MatchCondition(
          "request.operation == 'CREATE' || (has(request.subResource) && request.subResource =="
              + " 'ephemeralcontainers') || object.spec.containers.map(c, has(c.image) ? c.image :"
              + " '') != oldObject.spec.containers.map(c, has(c.image) ? c.image : '') ||"
              + " (has(object.spec.initContainers) ? object.spec.initContainers.map(c, has(c.image)"
              + " ? c.image : '') : []) != (has(oldObject.spec.initContainers) ?"
              + " oldObject.spec.initContainers.map(c, has(c.image) ? c.image : '') : [])",
          "created-or-changed-in-what-it-runs");

  /** Status and scale change often, and pods are made from the specification. */
  private static final MatchCondition CHANGES_SPEC =
      new MatchCondition(
          "request.operation == 'CREATE' || object.spec != oldObject.spec",
          "created-or-changed-in-its-specification");

  /** Whose author is a controller has nobody who reads a warning. */
  private static final MatchCondition OWNED_BY_NOBODY =
      new MatchCondition(
          "!has(object.metadata.ownerReferences) || !object.metadata.ownerReferences.exists(o,"
              + " has(o.controller) && o.controller)",
          "written-by-people");

  private final String namespace;

  /**
   * @param namespace where the webhook's Service is
   */
  EntryTemplate(String namespace) {
    this.namespace = namespace;
  }

  /**
   * The entry without a caBundle. Fields with defaults are written out, so that entries compare.
   */
  ValidatingWebhook webhook(WebhookEntry entry) {
    ValidatingWebhook webhook = webhook(entry.kind(), entry.selector(), entry.path());
    webhook.setName(name(entry.policies(), entry.kind().name().toLowerCase(Locale.ROOT), webhook));
    return webhook;
  }

  /** The same for the policies of namespaces; its name is always the same. */
  ValidatingWebhook webhook(NamespacedEntry entry) {
    ValidatingWebhook webhook = webhook(entry.kind(), entry.selector(), NamespacedEntry.PATH);
    webhook.setName(NamespacedEntry.name(entry.kind()));
    return webhook;
  }

  /** The same for warnings about workloads, for which a pause of a second is too much already. */
  ValidatingWebhook webhook(WorkloadEntry entry) {
    ValidatingWebhook webhook =
        new ValidatingWebhookBuilder(webhook(EntryKind.OBSERVE, entry.selector(), entry.path()))
            .withRules(workloads())
            .withMatchConditions(CHANGES_SPEC, OWNED_BY_NOBODY)
            .build();
    webhook.setName(name(entry.policies(), "workloads", webhook));
    return webhook;
  }

  private ValidatingWebhook webhook(EntryKind kind, LabelSelector selector, String path) {
    return new ValidatingWebhookBuilder()
        .withAdmissionReviewVersions("v1")
        .withNewClientConfig()
        .withNewService()
        .withName(SERVICE)
        .withNamespace(namespace)
        .withPath(path)
        .withPort(PORT)
        .endService()
        .endClientConfig()
        .withRules(rules(kind))
        .withNamespaceSelector(selector)
        .withObjectSelector(new LabelSelector())
        .withMatchConditions(CHANGES_WHAT_RUNS)
        .withFailurePolicy(kind.failurePolicy())
        .withMatchPolicy("Equivalent")
        .withSideEffects("None")
        .withTimeoutSeconds(kind.timeoutSeconds())
        .build();
  }

  /** Whether two entries are the same but for their caBundle. */
  static boolean same(ValidatingWebhook left, ValidatingWebhook right) {
    return withoutCaBundle(left).equals(withoutCaBundle(right));
  }

  /** Whether two selectors are the same, as the API stores them. */
  static boolean same(LabelSelector left, LabelSelector right) {
    return MAPPER.valueToTree(left).equals(MAPPER.valueToTree(right));
  }

  /** Bytes that an entry takes in the stored object, at most. */
  int size(WorkloadEntry entry) {
    return withoutCaBundle(webhook(entry)).toString().length() + BESIDE;
  }

  /** Bytes that an entry takes in the stored object, at most. */
  int size(WebhookEntry entry) {
    return withoutCaBundle(webhook(entry)).toString().length() + BESIDE;
  }

  private static JsonNode withoutCaBundle(ValidatingWebhook webhook) {
    JsonNode tree = MAPPER.valueToTree(webhook);
    if (tree.get("clientConfig") instanceof ObjectNode client) {
      client.remove("caBundle");
    }
    return tree;
  }

  private static List<RuleWithOperations> rules(EntryKind kind) {
    return List.of(
        switch (kind) {
          // Under both resources a scheduler says on which node a pod runs.
          case ENFORCE -> rule("CREATE", "pods", "pods/binding", "bindings");
          case OBSERVE -> rule("CREATE", "pods");
        },
        rule("UPDATE", "pods", "pods/ephemeralcontainers"));
  }

  private static RuleWithOperations rule(String operation, String... resources) {
    return rule("", "v1", List.of(operation), resources);
  }

  /** Kinds that the cluster does not have match nothing. */
  private static List<RuleWithOperations> workloads() {
    List<String> operations = List.of("CREATE", "UPDATE");
    return List.of(
        rule("apps", "v1", operations, "deployments", "statefulsets", "daemonsets", "replicasets"),
        rule("batch", "v1", operations, "jobs", "cronjobs"),
        rule("leaderworkerset.x-k8s.io", "v1", operations, "leaderworkersets"),
        rule("serving.kserve.io", "v1beta1", operations, "inferenceservices"));
  }

  private static RuleWithOperations rule(
      String group, String version, List<String> operations, String... resources) {
    return new RuleWithOperationsBuilder()
        .withApiGroups(group)
        .withApiVersions(version)
        .withOperations(operations)
        .withResources(resources)
        .withScope("Namespaced")
        .build();
  }

  /** The first policy tells people which entry it is, the digest tells entries apart. */
  private static String name(List<String> policies, String kind, ValidatingWebhook content) {
    String first = policies.getFirst();
    String cut = first.length() <= NAME_CHARACTERS ? first : first.substring(0, NAME_CHARACTERS);
    return NOT_AT_THE_END.matcher(cut).replaceAll("")
        + "."
        + kind
        + "-"
        + digest(withoutCaBundle(content).toString())
        + SUFFIX;
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
