// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** A small registry of schemas, and data in the form that those have who use one: 0, the number of the schema, the data. */
final class SchemaRegistry implements AutoCloseable {

    static final int HEAD = 5;

    private final HttpServer server;
    private final Map<Integer, String> schemas = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();

    SchemaRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/schemas/ids/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String schema = schemas.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
            byte[] answer = String.valueOf(schema).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(schema == null ? 404 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    void register(int id) {
        schemas.put(id, "{}");
    }

    void forget(int id) {
        schemas.remove(id);
    }

    Serializer<byte[]> serializer(int id) {
        return (topic, data) -> ByteBuffer.allocate(HEAD + data.length)
                .put((byte) 0)
                .putInt(id)
                .put(data)
                .array();
    }

    Deserializer<byte[]> deserializer() {
        return (topic, data) -> {
            ByteBuffer bytes = ByteBuffer.wrap(data);
            if (bytes.remaining() < HEAD || bytes.get() != 0) {
                throw new SerializationException("no magic byte");
            }
            int id = bytes.getInt();
            int status = status(id);
            if (status != 200) {
                throw new SerializationException("the registry knows no schema " + id);
            }
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            return rest;
        };
    }

    private int status(int id) {
        URI schema = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/schemas/ids/" + id);
        try {
            return client.send(HttpRequest.newBuilder(schema).build(), HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
