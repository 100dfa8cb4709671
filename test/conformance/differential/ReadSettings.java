import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;

/**
 * Says what Spark reads where a setting has a value: {"keys": […], "values": […]} on standard input gives
 * {key: {value: whether Spark takes it}} on standard output. Keys that Spark does not declare are left out.
 */
public final class ReadSettings {
  /** Where entries are declared: they register themselves when they are loaded. */
  private static final String[] DECLARATIONS = {
    "org.apache.spark.deploy.k8s.Config$",
    "org.apache.spark.internal.config.package$",
    "org.apache.spark.internal.config.UI$",
    "org.apache.spark.internal.config.Python$",
    "org.apache.spark.internal.config.R$",
  };

  public static void main(String[] args) throws Exception {
    for (String declaration : DECLARATIONS) Class.forName(declaration);
    ObjectMapper json = new ObjectMapper();
    JsonNode input = json.readTree(System.in);
    ObjectNode output = json.createObjectNode();
    for (JsonNode key : input.get("keys")) {
      ConfigEntry<?> entry = ConfigEntry.findEntry(key.asText());
      if (entry == null) continue;
      ObjectNode taken = output.putObject(key.asText());
      for (JsonNode value : input.get("values")) taken.put(value.asText(), takes(entry, value.asText()));
    }
    System.out.println(json.writeValueAsString(output));
  }

  private static boolean takes(ConfigEntry<?> entry, String value) {
    try {
      new SparkConf(false).set(entry.key(), value).get(entry);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }
}
