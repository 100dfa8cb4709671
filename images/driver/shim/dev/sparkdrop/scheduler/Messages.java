package dev.sparkdrop.scheduler;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import java.util.Collection;
import java.util.Map;
import org.apache.spark.resource.ExecutorResourceRequest;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.TaskResourceRequest;

/** What this JVM says to the scheduler loop; images/driver/scheduler/protocol.ts describes the same. */
final class Messages {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Messages() {}

  static ObjectNode message(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  static ObjectNode ping() {
    return message("ping");
  }

  static ObjectNode stop() {
    return message("stop");
  }

  static ObjectNode acknowledged(long request) {
    return message("acknowledged").put("request", request);
  }

  static ObjectNode known(Collection<Long> ids) {
    ObjectNode message = message("known");
    ids.forEach(message.putArray("ids")::add);
    return message;
  }

  static ObjectNode targets(Map<ResourceProfile, Integer> targets) {
    ObjectNode message = message("targets");
    ArrayNode list = message.putArray("targets");
    targets.forEach((profile, count) -> list.addObject().put("count", count).set("profile", profile(profile)));
    return message;
  }

  /** How this JVM's own client reaches the API server, so that the loop goes the same way. */
  static ObjectNode connection(Config config) {
    ObjectNode connection = JSON.createObjectNode().put("url", config.getMasterUrl());
    connection.put("caFile", config.getCaCertFile()).put("caData", config.getCaCertData());
    connection.put("certificateFile", config.getClientCertFile()).put("certificateData", config.getClientCertData());
    connection.put("keyFile", config.getClientKeyFile()).put("keyData", config.getClientKeyData());
    boolean isGiven = config.getOauthToken() != null;
    connection.put("token", isGiven ? config.getOauthToken() : config.getAutoOAuthToken());
    connection.put("trustAll", config.isTrustCerts());
    // What a kubeconfig leads to ends after a while, and is had anew from there.
    if (!isGiven && config.getFile() != null && config.getCurrentContext() != null) {
      connection.put("kubeconfig", config.getFile().getPath()).put("context", config.getCurrentContext().getName());
    }
    return connection;
  }

  private static ObjectNode profile(ResourceProfile profile) {
    ObjectNode node = JSON.createObjectNode().put("id", profile.id());
    ObjectNode executor = node.putObject("executorResources");
    for (ExecutorResourceRequest request : profile.executorResourcesJMap().values()) {
      executor.putObject(request.resourceName())
          .put("amount", request.amount())
          .put("discoveryScript", request.discoveryScript())
          .put("vendor", request.vendor());
    }
    ObjectNode task = node.putObject("taskResources");
    for (TaskResourceRequest request : profile.taskResourcesJMap().values()) {
      task.putObject(request.resourceName()).put("amount", request.amount());
    }
    return node;
  }
}
