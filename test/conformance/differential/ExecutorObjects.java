import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ExecutorResourceRequest;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.resource.TaskResourceRequest;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsAllocator;
import org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBuilder;
import org.apache.spark.scheduler.cluster.k8s.StatefulSetPodsAllocator;
import org.apache.spark.util.SystemClock;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.HashMap;
import scala.collection.immutable.Vector$;

/**
 * What Spark's own allocators create. Each line of standard input is a case {"conf", "appId", "executorId",
 * "localDirs"?, "profile"?} and gives a line of output: {"objects": [{"path", "body"}], "secret"?}, or {"error"}, or
 * {"driverError"} where the driver itself would not begin.
 */
public final class ExecutorObjects {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DRIVER_POD = "etl-driver";
  private static final String DRIVER_UID = "u-1";

  /** The API server in a few lines: it answers with what it is sent, and knows one pod. */
  private static final class EchoingServer implements AutoCloseable {
    private final HttpServer server;
    private ArrayNode objects = JSON.createArrayNode();

    EchoingServer() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized ArrayNode taken() {
      ArrayNode all = objects;
      objects = JSON.createArrayNode();
      return all;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestMethod().equals("POST")) {
        JsonNode object = JSON.readTree(body);
        objects.addObject().put("path", path).set("body", object.deepCopy());
        ((ObjectNode) object).withObject("/metadata").put("uid", "uid-of-" + object.path("metadata").path("name").asText());
        reply(exchange, 201, object);
      } else if (path.endsWith("/pods/" + DRIVER_POD)) {
        ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", DRIVER_POD).put("namespace", "default").put("uid", DRIVER_UID);
        reply(exchange, 200, pod);
      } else {
        reply(exchange, 404, JSON.createObjectNode().put("kind", "Status").put("status", "Failure").put("code", 404));
      }
    }

    private void reply(HttpExchange exchange, int status, JsonNode body) throws IOException {
      byte[] bytes = JSON.writeValueAsBytes(body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  /** A conf whose driver has a variable of its own. */
  private static final class DriverConf extends SparkConf {
    private final String localDirs;

    DriverConf(String localDirs) {
      super(false);
      this.localDirs = localDirs;
    }

    @Override
    public String getenv(String name) {
      return name.equals("SPARK_LOCAL_DIRS") ? localDirs : super.getenv(name);
    }

    @Override
    public SparkConf clone() {
      SparkConf copy = new DriverConf(localDirs);
      for (Tuple2<String, String> entry : getAll()) copy.set(entry._1(), entry._2());
      return copy;
    }
  }

  private final EchoingServer server;
  private final KubernetesClient client;

  private ExecutorObjects(EchoingServer server, KubernetesClient client) {
    this.server = server;
    this.client = client;
  }

  private static ResourceProfile profile(JsonNode described, SparkConf conf) {
    ResourceProfile byDefault = ResourceProfile$.MODULE$.reInitDefaultProfile(conf);
    if (described == null) return byDefault;
    HashMap<String, ExecutorResourceRequest> executor = new HashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> all = described.get("executorResources").fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> one = all.next();
      executor = executor.updated(one.getKey(), new ExecutorResourceRequest(
          one.getKey(), one.getValue().get("amount").asLong(), "", one.getValue().path("vendor").asText("")));
    }
    ResourceProfile made = new ResourceProfile(executor, new HashMap<String, TaskResourceRequest>());
    made.setResourceProfileId(described.get("id").asInt());
    return made;
  }

  private ObjectNode build(JsonNode one) {
    ObjectNode output = JSON.createObjectNode();
    SparkConf conf = new DriverConf(one.path("localDirs").asText(null));
    one.get("conf").fields().forEachRemaining(entry -> conf.set(entry.getKey(), entry.getValue().asText()));
    SecurityManager security;
    ResourceProfile profile;
    try {
      profile = profile(one.get("profile"), conf);
      security = new SecurityManager(
          conf, Option.empty(), org.apache.spark.internal.config.package$.MODULE$.AUTH_SECRET_FILE_DRIVER());
      security.initializeAuth();
      if (security.isAuthenticationEnabled()) output.put("secret", security.getSecretKey());
    } catch (Exception refused) {
      return output.put("driverError", refused.toString());
    }
    server.taken();
    try {
      create(conf, security, profile, one);
      output.set("objects", server.taken());
    } catch (Throwable refused) {
      StringBuilder causes = new StringBuilder();
      for (Throwable cause = refused; cause != null; cause = cause.getCause()) causes.append(cause).append('\n');
      output.put("error", causes.toString());
    }
    return output;
  }

  private void create(SparkConf conf, SecurityManager security, ResourceProfile profile, JsonNode one) {
    KubernetesExecutorBuilder builder = new KubernetesExecutorBuilder();
    String appId = one.get("appId").asText();
    if (conf.get("spark.kubernetes.allocation.pods.allocator", "direct").equals("statefulset")) {
      StatefulSetPodsAllocator allocator =
          new StatefulSetPodsAllocator(conf, security, builder, client, null, new SystemClock());
      allocator.rpIdToResourceProfile().put(profile.id(), profile);
      allocator.setTargetExecutorsReplicaset(1, appId, profile.id());
    } else {
      ExecutorPodsAllocator allocator =
          new ExecutorPodsAllocator(conf, security, builder, client, null, new SystemClock());
      allocator.rpIdToResourceProfile().put(profile.id(), profile);
      allocator.EXECUTOR_ID_COUNTER().set(one.get("executorId").asInt() - 1);
      allocator.requestNewExecutors(1, appId, profile.id(), Vector$.MODULE$.<String>empty());
    }
  }

  public static void main(String[] args) throws Exception {
    PrintStream output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try (EchoingServer server = new EchoingServer();
        KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl(server.url()).build())
            .build()) {
      ExecutorObjects objects = new ExecutorObjects(server, client);
      BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        output.println(JSON.writeValueAsString(objects.build(JSON.readTree(line))));
      }
    }
    output.flush();
    System.exit(0);
  }
}
