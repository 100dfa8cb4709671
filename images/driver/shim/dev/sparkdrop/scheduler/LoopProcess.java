package dev.sparkdrop.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of the scheduler loop: a child process that connects to a loopback port of this JVM, says the token that is in
 * its environment, and then exchanges JSON objects with it, one a line.
 */
final class LoopProcess {
  static final String PORT = "SPARKDROP_SCHEDULER_PORT";
  static final String TOKEN = "SPARKDROP_SCHEDULER_TOKEN";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOKEN_BITS = 256;
  private static final int HANDSHAKE_MILLIS = 10_000;

  private final ServerSocket server;
  private final Process process;
  private final String token;
  private final BlockingQueue<String> outbox = new LinkedBlockingQueue<>();
  private final Consumer<JsonNode> receiver;
  private volatile Socket connection;

  /**
   * Starts the process. What is sent before it connects waits for it.
   *
   * @param receiver gets what the process says after its token, in a thread of its own
   * @throws IOException where the process cannot be started at all
   */
  LoopProcess(List<String> command, Consumer<JsonNode> receiver) throws IOException {
    this.receiver = receiver;
    token = new BigInteger(TOKEN_BITS, new SecureRandom()).toString(16);
    server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put(PORT, String.valueOf(server.getLocalPort()));
      builder.environment().put(TOKEN, token);
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
      process = builder.start();
    } catch (IOException error) {
      server.close();
      throw error;
    }
    // Nobody reads what this JVM would say on its standard input.
    process.getOutputStream().close();
    daemon("sparkdrop-scheduler-accept", this::accept);
  }

  /** Runs when the process has ended, with its exit code. */
  void onExit(Consumer<Integer> listener) {
    process.onExit().thenAccept(ended -> listener.accept(ended.exitValue()));
  }

  void send(JsonNode message) {
    outbox.add(message.toString());
  }

  /** Ends the process at once; harmless where it has ended. */
  void kill() {
    process.destroyForcibly();
    close(server);
    close(connection);
  }

  /** Whether the process has ended within the time. */
  boolean ended(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        daemon("sparkdrop-scheduler-read", () -> read(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void read(Socket socket) {
    try (socket) {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      socket.setSoTimeout(HANDSHAKE_MILLIS);
      if (!isOurs(lines.readLine())) return;
      socket.setSoTimeout(0);
      socket.setTcpNoDelay(true);
      connection = socket;
      // One process, one connection: from here on nobody else gets in.
      server.close();
      daemon("sparkdrop-scheduler-write", () -> write(socket));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        receiver.accept(JSON.readTree(line));
      }
    } catch (IOException broken) {
      // The process is the one to be watched: with its connection gone it ends, or is ended.
    } finally {
      if (connection == socket) process.destroyForcibly();
    }
  }

  private boolean isOurs(String firstLine) throws IOException {
    if (firstLine == null) return false;
    String said = JSON.readTree(firstLine).path("token").asText();
    return MessageDigest.isEqual(
        said.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private void write(Socket socket) {
    try {
      Writer writer = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
      while (!socket.isClosed()) {
        String line = outbox.poll(1, TimeUnit.SECONDS);
        if (line == null) continue;
        writer.write(line + "\n");
        if (outbox.isEmpty()) writer.flush();
      }
    } catch (IOException | InterruptedException broken) {
      close(socket);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Closeable closeable) {
    try {
      if (closeable != null) closeable.close();
    } catch (IOException ignored) {
      // It is being given up.
    }
  }
}
