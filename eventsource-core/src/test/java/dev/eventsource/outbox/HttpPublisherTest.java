// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.RefusedException;
import dev.eventsource.bus.RefusedForGoodException;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPublisherTest {

    private final CountDownLatch never = new CountDownLatch(1);
    private final List<HttpExchange> requests = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private int status = 204;
    private HttpServer server;
    private HttpPublisher publisher;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        publisher = new HttpPublisher(target(), Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
    }

    private URI target() {
        return URI.create("http://user:secret@127.0.0.1:" + server.getAddress().getPort() + "/events?token=secret");
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange);
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        try {
            if (status == 0) {
                never.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (status >= 300 && status < 400) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static Message message(int number) {
        EventData event = new EventData(
                UUID.randomUUID(),
                "Größe \"neu\" 100%",
                1,
                Instant.EPOCH,
                Payload.of("{\"number\":" + number + "}"),
                Metadata.none().withActor("ünal 😀"),
                Set.of());
        return Message.of(StreamId.of("loan", "1"), event);
    }

    @Test
    void each_message_is_posted_as_a_cloud_event() {
        Message first = message(1);

        publisher.publish("loans", List.of(first, message(2)));

        assertThat(bodies).containsExactly("{\"number\":1}", "{\"number\":2}");
        HttpExchange request = requests.get(0);
        assertThat(request.getRequestMethod()).isEqualTo("POST");
        assertThat(request.getRequestURI().getPath()).isEqualTo("/events");
        var headers = request.getRequestHeaders();
        assertThat(headers.getFirst("content-type")).isEqualTo("application/json");
        assertThat(headers.getFirst("ce-specversion")).isEqualTo("1.0");
        assertThat(headers.getFirst("ce-id")).isEqualTo(first.id().toString());
        assertThat(headers.getFirst("ce-stream")).isEqualTo("loan-1");
        assertThat(headers.getFirst("ce-type")).isEqualTo("Gr%C3%B6%C3%9Fe%20%22neu%22%20100%25");
        assertThat(headers.getFirst("ce-actor")).isEqualTo("%C3%BCnal%20%F0%9F%98%80");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 599, 408, 429})
    void what_may_pass_is_to_be_tried_again(int answer) {
        status = answer;
        assertThatThrownBy(() -> publisher.publish("loans", List.of(message(1), message(2))))
                .isExactlyInstanceOf(RefusedException.class)
                .hasMessageContainingAll("127.0.0.1", String.valueOf(answer))
                .hasMessageNotContaining("secret");
        assertThat(requests).as("what comes behind it waits").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409, 413, 301, 302, 307, 308})
    void what_will_not_pass_fails_at_once_and_redirects_are_not_followed(int answer) {
        status = answer;
        assertThatThrownBy(() -> publisher.publish("loans", List.of(message(1))))
                .isInstanceOf(RefusedForGoodException.class)
                .hasMessageContaining(String.valueOf(answer))
                .hasMessageNotContaining("secret");
        assertThat(requests).hasSize(1);
    }

    @Test
    void no_answer_in_time_is_to_be_tried_again() {
        status = 0;
        HttpPublisher hasty = new HttpPublisher(target(), Duration.ofMillis(200));
        assertThatThrownBy(() -> hasty.publish("loans", List.of(message(1))))
                .isExactlyInstanceOf(RefusedException.class)
                .hasMessageContaining("within PT0.2S");
    }

    @Test
    void a_server_that_is_not_there_is_an_outage() {
        server.stop(0);
        assertThatThrownBy(() -> publisher.publish("loans", List.of(message(1))))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("out of reach")
                .hasMessageNotContaining("secret");
    }

    @Test
    void what_could_send_events_astray_is_refused() {
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        assertThatThrownBy(() -> new HttpPublisher(following, target(), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Redirect.NEVER");
        assertThatThrownBy(() -> new HttpPublisher(URI.create("file:///tmp/x"), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
