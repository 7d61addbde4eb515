// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Answers the admission reviews of the API server. A failure never allows: an error status leaves
 * the decision to the failurePolicy of the entry, which is Fail where a policy enforces. The answer
 * of a failure names an id only; the cause is in the log under that id.
 */
@Path("/admission")
public class AdmissionEndpoint {
  private static final Logger LOG = Logger.getLogger(AdmissionEndpoint.class);

  private final AdmissionService service;
  private final KubernetesSerialization json;

  /** Constructed by the container. */
  public AdmissionEndpoint(AdmissionService service, KubernetesClient client) {
    this.service = service;
    this.json = client.getKubernetesSerialization();
  }

  /**
   * Answers one review: 200 with a decision, 400 for anything else, 503 until the caches are full.
   *
   * @param policies names of the policies that judge, one path segment each; {@code pods} for all
   *     that cover the namespace
   */
  @POST
  @Path("{policies: .+}")
  @Blocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response review(@PathParam("policies") String policies, byte[] body) {
    if (!service.isReady()) {
      return failed(503, "the webhook is not ready: it is still filling its caches");
    }
    try {
      ReviewPath path = ReviewPath.of(policies);
      return answered(body, request -> service.decide(request, path));
    } catch (IllegalArgumentException | KubernetesClientException e) {
      return unexpected(400, e);
    } catch (RuntimeException e) {
      return unexpected(500, e);
    }
  }

  /** Runs the path of a denial, from JSON to JSON; the answer means nothing. */
  Response warmUp(byte[] body) {
    return answered(body, service::warmUp);
  }

  private Response answered(byte[] body, Function<AdmissionRequest, AdmissionResponse> decide) {
    AdmissionReview review = json.unmarshal(new ByteArrayInputStream(body), AdmissionReview.class);
    if (review == null || review.getRequest() == null || review.getRequest().getUid() == null) {
      return failed(400, "the body is not an AdmissionReview with a request");
    }
    AdmissionReview answer =
        new AdmissionReviewBuilder()
            .withApiVersion("admission.k8s.io/v1")
            .withResponse(decide.apply(review.getRequest()))
            .build();
    return Response.ok(json.asJson(answer)).build();
  }

  private static Response unexpected(int status, RuntimeException cause) {
    String id = UUID.randomUUID().toString();
    LOG.errorf(cause, "admission request failed id=%s", id);
    return failed(status, "the request could not be decided; log id " + id);
  }

  private static Response failed(int status, String message) {
    return Response.status(status).type(MediaType.TEXT_PLAIN).entity(message).build();
  }
}
