import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.apache.spark.deploy.k8s.KubernetesConf;
import org.apache.spark.deploy.k8s.KubernetesDriverConf;
import org.apache.spark.deploy.k8s.submit.Client;
import org.apache.spark.deploy.k8s.submit.ClientArguments;
import org.apache.spark.deploy.k8s.submit.KubernetesDriverBuilder;
import scala.Option;
import scala.Tuple4;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Says what spark-submit sends for command lines: a line of {"appId", "args": […], "environment": {…}} on standard
 * input gives a line of {"requests": […]}, or of {"error": {class, message}}, on standard output. All run in this JVM,
 * one after the other, against an API server that takes down what it gets.
 */
public final class SubmitDrivers {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** Reading Hadoop's defaults takes longer than all the rest. */
  private static final Configuration HADOOP = new Configuration();
  private static final List<ObjectNode> requests = new ArrayList<>();

  public static void main(String[] unused) throws Exception {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", SubmitDrivers::record);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    var config = new ConfigBuilder(Config.empty()).withMasterUrl(url).build();
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        out.println(JSON.writeValueAsString(submitted(JSON.readTree(line), client.adapt(NamespacedKubernetesClient.class))));
        out.flush();
      }
    }
    System.exit(0);
  }

  private static ObjectNode submitted(JsonNode submission, NamespacedKubernetesClient client) {
    requests.clear();
    ObjectNode outcome = JSON.createObjectNode();
    try {
      submit(submission, client);
    } catch (Throwable thrown) {
      Throwable error = thrown instanceof InvocationTargetException ? thrown.getCause() : thrown;
      ObjectNode told = outcome.putObject("error");
      told.put("class", error.getClass().getName());
      StringBuilder message = new StringBuilder();
      for (Throwable cause = error; cause != null; cause = cause.getCause()) message.append(cause.getMessage()).append('\n');
      told.put("message", message.toString());
    }
    outcome.putArray("requests").addAll(requests);
    return outcome;
  }

  private static void submit(JsonNode submission, NamespacedKubernetesClient client) throws Exception {
    setEnvironment(submission.get("environment"));
    List<String> given = new ArrayList<>();
    submission.get("args").forEach(argument -> given.add(argument.asText()));
    var arguments = new SparkSubmitArguments(sequence(afterLauncher(given)), sparkEnvironment());
    Tuple4<Seq<String>, Seq<String>, SparkConf, String> prepared =
        new SparkSubmit().prepareSubmitEnvironment(arguments, Option.apply(HADOOP));
    String[] childArguments = CollectionConverters.asJava(prepared._1()).toArray(new String[0]);
    ClientArguments application = ClientArguments.fromCommandLineArgs(childArguments);
    KubernetesDriverConf conf =
        KubernetesConf.createDriverConf(
            prepared._3(), submission.get("appId").asText(), application.mainAppResource(), application.mainClass(),
            application.driverArgs(), application.proxyUser());
    new Client(conf, new KubernetesDriverBuilder(), client.inNamespace(conf.namespace()), null).run();
  }

  /** What the launcher of spark-submit makes of a command line before Spark itself sees it. */
  private static List<String> afterLauncher(List<String> arguments) throws Exception {
    Class<?> builder = Class.forName("org.apache.spark.launcher.SparkSubmitCommandBuilder");
    Constructor<?> constructor = builder.getDeclaredConstructor(List.class);
    Method buildCommand = builder.getDeclaredMethod("buildCommand", Map.class);
    constructor.setAccessible(true);
    buildCommand.setAccessible(true);
    List<?> command = (List<?>) buildCommand.invoke(constructor.newInstance(arguments), new HashMap<String, String>());
    List<String> after = new ArrayList<>();
    for (Object word : command.subList(command.indexOf("org.apache.spark.deploy.SparkSubmit") + 1, command.size())) {
      after.add((String) word);
    }
    return after;
  }

  private static Seq<String> sequence(List<String> values) {
    return CollectionConverters.asScala(values).toSeq();
  }

  @SuppressWarnings("unchecked")
  private static scala.collection.immutable.Map<String, String> sparkEnvironment() {
    return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(new HashMap<>(System.getenv())));
  }

  private static Map<String, String> before;

  /** The variables of this very process: Spark looks into them in many places. */
  @SuppressWarnings("unchecked")
  private static void setEnvironment(JsonNode variables) throws Exception {
    Field inner = System.getenv().getClass().getDeclaredField("m");
    inner.setAccessible(true);
    Map<String, String> environment = (Map<String, String>) inner.get(System.getenv());
    if (before == null) before = new HashMap<>(environment);
    environment.clear();
    environment.putAll(before);
    variables.fields().forEachRemaining(variable -> environment.put(variable.getKey(), variable.getValue().asText()));
  }

  private static void record(HttpExchange exchange) {
    try (exchange) {
      byte[] bytes = exchange.getRequestBody().readAllBytes();
      String method = exchange.getRequestMethod();
      JsonNode body = bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
      ObjectNode request = JSON.createObjectNode();
      request.put("method", method);
      request.put("path", exchange.getRequestURI().getPath());
      request.put("contentType", exchange.getRequestHeaders().getFirst("Content-Type"));
      request.set("body", body.deepCopy());
      JsonNode text = body.at("/data/spark.properties");
      if (text.isTextual()) request.set("sparkProperties", properties(text.asText()));
      requests.add(request);
      if (body.path("metadata") instanceof ObjectNode metadata) metadata.put("uid", "00000000-0000-4000-8000-0000000000ff");
      byte[] answer = JSON.writeValueAsBytes(body);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(method.equals("POST") ? 201 : 200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (Exception error) {
      error.printStackTrace();
    }
  }

  private static ObjectNode properties(String text) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    ObjectNode read = JSON.createObjectNode();
    properties.forEach((key, value) -> read.put((String) key, (String) value));
    return read;
  }
}
