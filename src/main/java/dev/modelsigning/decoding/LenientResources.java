// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.decoding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.modelsigning.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.model.annotation.Group;

/**
 * Makes a mapper that reads whatever the API server accepts. A resource of this project with a
 * field that its class cannot hold is read without that field and marked {@link Unreadable}; a list
 * with it is read as a whole.
 */
public final class LenientResources {
  /** The API server's own bound on a request, so no name or text is longer. */
  private static final int LONGEST_TEXT = 4 << 20;

  /** The API server's own bound is 10,000 (maxNestingDepth of sigs.k8s.io/json), in one object. */
  private static final int DEEPEST = 10_100;

  private static final String MANAGED_FIELDS = "managedFields";

  private LenientResources() {}

  /** A mapper of its own, as a Kubernetes client would use it. */
  public static ObjectMapper mapper() {
    ObjectMapper mapper = forClient();
    var unused = new KubernetesSerialization(mapper, true);
    return mapper;
  }

  /**
   * The mapper that a Kubernetes client completes. Managed fields are passed over: nothing reads
   * them, and in memory they take many times their size.
   */
  static ObjectMapper forClient() {
    SimpleModule module = new SimpleModule("lenient-resources");
    module.setDeserializerModifier(new Modifier());
    return new ObjectMapper(bounded()).registerModule(module);
  }

  /**
   * Jackson's own bounds on names (50,000 characters) and on depth (1,000) are below what tenants
   * may create: the name of an environment variable becomes a name in the managed fields of its
   * pod, and whoever writes an object may give it managed fields of any depth. Names are neither
   * interned nor shared: a table for that keeps up to 12,000 of them, whatever their length.
   * Whether a factory keeps names is settled when it is constructed.
   */
  private static JsonFactory bounded() {
    return builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();
  }

  /**
   * A factory within the same bounds that remembers names, which makes reading faster. Whoever uses
   * it bounds what it reads, and forgets it after a while.
   */
  static JsonFactory remembering() {
    return builder().build();
  }

  private static JsonFactoryBuilder builder() {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNameLength(LONGEST_TEXT)
                .maxStringLength(5 * LONGEST_TEXT)
                .maxNestingDepth(DEEPEST)
                .build())
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
  }

  /**
   * A mapper for what this process has written itself: within the same bounds, and strict, which is
   * twice as fast.
   */
  public static ObjectMapper ownMapper() {
    ObjectMapper mapper = new ObjectMapper(bounded());
    var unused = new KubernetesSerialization(mapper, true);
    return mapper;
  }

  /** What a Kubernetes client reads and writes with. */
  public static KubernetesSerialization serialization() {
    return new KubernetesSerialization(forClient(), true);
  }

  private static boolean isOurs(Class<?> type) {
    Group group = type.getAnnotation(Group.class);
    return CustomResource.class.isAssignableFrom(type)
        && group != null
        && group.value().equals(ApiGroup.NAME);
  }

  private static final class Modifier extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public BeanDeserializerBuilder updateBuilder(
        DeserializationConfig config,
        BeanDescription description,
        BeanDeserializerBuilder builder) {
      if (ObjectMeta.class.isAssignableFrom(description.getBeanClass())) {
        builder.removeProperty(PropertyName.construct(MANAGED_FIELDS));
        builder.addIgnorable(MANAGED_FIELDS);
      }
      return builder;
    }

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription description, JsonDeserializer<?> strict) {
      return isOurs(description.getBeanClass()) ? new LenientDeserializer(strict) : strict;
    }
  }
}
